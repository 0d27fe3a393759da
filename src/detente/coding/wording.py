"""The words of a phrase: from the token that heads it to at most ten words of the text."""

from __future__ import annotations

import re

from detente.coding.lexicon import word_classes
from detente.coding.scene import RELATIVES, Scene
from detente.coding.when import TimeExpression

__all__ = ["LONGEST", "is_time", "word_clause", "word_noun"]

LONGEST = 10  # words
_SHORT_CLAUSE = 7  # tokens of a relative clause that still belongs to a phrase
_NEAR = frozenset(("amod", "compound", "nmod", "nummod", "poss", "case", "quantmod", "det", "advmod", "hyph"))
_TAIL_WORDS = (
    "of in on over about regarding concerning for to against through with between from at across into toward "
    "towards near under among via along around such like"
)
_TAIL = frozenset(_TAIL_WORDS.split())
_TOWARD_PARTY = frozenset(("with", "between", "to", "from", "among", "for"))
_SKIP_FIRST = frozenset(
    ("the", "a", "an", "its", "their", "his", "her", "our", "my", "this", "that", "these", "those", "both")
) | {"any", "to", "such"}
_CLOSED = frozenset(("ADP", "CCONJ", "DET", "PUNCT", "PART", "SCONJ", "AUX"))
_INSIDE = frozenset(("-", "–", ",", "'", "’", "‘", '"', "“", "”"))
_DONE_WORDS = (  # participles that tell what became of a thing, not what it is
    "reach sign hold make announce take schedule plan agree strike ink conclude say know call name describe "
    "publish release outline propose put send issue expect set give follow base date"
)
_DONE_WITH = frozenset(_DONE_WORDS.split())
_OF_CLAUSE = frozenset(
    ("dobj", "prt", "neg", "xcomp", "acomp", "oprd", "attr", "dative", "advmod", "pcomp", "nsubjpass")
)
_FOLLOWS = frozenset(("on", "over", "about", "regarding", "concerning"))
_FOLLOWS_ONE = _FOLLOWS | {"of", "for", "against", "to"}
_QUOTES = "\"“”'‘’"


def word_noun(scene: Scene, head: int, text: str, times: list[TimeExpression], *, own: bool = False) -> str:
    """A noun phrase as written, without its article and what names only parties or times.

    With ``own`` the possessor goes too: it is who did it ("Russia's sale of jets" gives "sale of jets").
    """
    tree = scene.tree
    keep = _collect(scene, head, head, times)
    run = _and_what_follows(scene, _run_around(keep, head), head, times)
    if own:
        owners = [node for child in tree.having(head, "poss") for node in tree.subtree(child)]
        run = [node for node in run if node > max(owners)] if owners and max(owners) < head else run
    return _written(scene, _without_party_tail(scene, run, head), head, text)


def word_clause(
    scene: Scene, verb: int, text: str, times: list[TimeExpression], *, subject: bool = False
) -> str:
    """A clause as written from its verb (or its subject) on: "work with China and Russia"."""
    tree = scene.tree
    keep = _collect(scene, verb, verb, times)
    first = verb
    if subject:
        for child in tree.having(verb, "nsubj", "nsubjpass", "aux", "auxpass"):
            keep = sorted({*keep, *_collect(scene, child, child, times)})
        first = min(keep)
    run = _run_around([node for node in keep if node >= first], verb)
    return _written(scene, run, verb, text)


def is_time(scene: Scene, token: int, times: list[TimeExpression]) -> bool:
    """Whether a token is part of a time expression."""
    start = scene.tree.starts[token]
    return any(time.start <= start < time.end for time in times)


def _collect(scene: Scene, top: int, node: int, times: list[TimeExpression]) -> list[int]:
    """The tokens below a head that belong to its phrase, in order."""
    keep, stack = [], [node]
    while stack:
        node = stack.pop()
        keep.append(node)
        stack.extend(child for child in scene.tree.children[node] if _belongs(scene, node, child, top, times))
    return sorted(keep)


def _belongs(scene: Scene, node: int, child: int, top: int, times: list[TimeExpression]) -> bool:
    """Whether a dependant belongs to the phrase of `top`."""
    tree, dep = scene.tree, scene.tree.deps[child]
    if dep == "punct":
        return tree.words[child] in _INSIDE
    if dep in ("cc", "conj"):
        return not tree.having(child, "nsubj", "nsubjpass") and not is_time(scene, child, times)
    if dep == "prep":
        return _prep_belongs(scene, child, times)
    if dep in ("pobj", "pcomp"):
        return True
    if tree.pos[node] in ("VERB", "AUX"):
        return _in_clause(scene, node, child, top) and not is_time(scene, child, times)
    if dep == "acl":
        return tree.tags[child] in ("VB", "VBG") or tree.lemmas[child] not in _DONE_WITH
    if dep == "relcl":
        own = tree.having(child, "nsubj", "nsubjpass")
        short = len(tree.subtree(child)) <= _SHORT_CLAUSE and child > 0 and bool(own)
        return short and tree.words[own[0]].lower() in RELATIVES and tree.words[own[0] - 1] != ","
    if dep == "nsubj":
        return tree.words[child].lower() in RELATIVES
    return dep in _NEAR and not is_time(scene, child, times)


def _prep_belongs(scene: Scene, prep: int, times: list[TimeExpression]) -> bool:
    """Whether a prepositional phrase belongs: none that tells the time, none that begins a new thought."""
    tree = scene.tree
    if tree.lemmas[prep] not in _TAIL:
        return False
    below = tree.having(prep, "pobj", "pcomp", "prep")
    vague = word_classes()["vague"]
    return bool(below) and not any(is_time(scene, low, times) or tree.lemmas[low] in vague for low in below)


def _in_clause(scene: Scene, node: int, child: int, top: int) -> bool:
    """Whether a dependant of a verb belongs to its phrase."""
    tree, dep = scene.tree, scene.tree.deps[child]
    if dep in ("aux", "auxpass"):
        return node != top or child > node
    if dep == "nsubj":
        return node != top and tree.words[child].lower() in RELATIVES
    if dep == "nsubjpass":
        return node != top
    if dep == "advcl":
        return tree.tags[child] == "VB" and bool(tree.having(child, "aux"))
    return dep in _OF_CLAUSE and (child > node or dep in ("neg", "advmod"))


def _run_around(keep: list[int], head: int) -> list[int]:
    """The unbroken run of tokens that holds the head; one token may be missing between two."""
    at = keep.index(head)
    low = high = at
    while low > 0 and keep[low] - keep[low - 1] <= 2:
        low -= 1
    while high + 1 < len(keep) and keep[high + 1] - keep[high] <= 2:
        high += 1
    return keep[low : high + 1]


def _and_what_follows(scene: Scene, run: list[int], head: int, times: list[TimeExpression]) -> list[int]:
    """A run with the topic and the purpose right behind it that the parse hangs on the verb instead."""
    return _and_purpose(scene, _and_topic(scene, _and_purpose(scene, run, times), head, times), times)


def _and_purpose(scene: Scene, run: list[int], times: list[TimeExpression]) -> list[int]:
    """A run with the infinitive behind it: "roadmap to improve relations"."""
    tree, last = scene.tree, run[-1]
    at = _over_marks(scene, last + 1)
    if [word.lower() for word in tree.words[at : at + 2]] == ["in", "order"]:
        at += 2
    verb = _over_marks(scene, at + 1)
    if verb < len(tree) and tree.words[at].lower() == "to" and tree.tags[verb] == "VB":
        return [*run, *range(last + 1, verb), *(n for n in _collect(scene, verb, verb, times) if n >= verb)]
    return run


def _and_topic(scene: Scene, run: list[int], head: int, times: list[TimeExpression]) -> list[int]:
    """A run with the prepositional phrase behind it: "approved a draft regarding the dam"."""
    tree, at = scene.tree, _over_marks(scene, run[-1] + 1)
    one = sum(tree.pos[node] in ("NOUN", "PROPN", "ADJ") for node in run) == 1
    follows = _FOLLOWS_ONE if one else _FOLLOWS
    if at < len(tree) and tree.deps[at] == "prep" and tree.heads[at] < head and tree.lemmas[at] in follows:
        below = tree.having(at, "pobj")
        if below and _prep_belongs(scene, at, times) and not any(low in scene.by_token for low in below):
            return [*run, *range(run[-1] + 1, at), *_collect(scene, at, at, times)]
    return run


def _over_marks(scene: Scene, at: int) -> int:
    """The first token from `at` on that is no quotation mark and in no brackets."""
    words = scene.tree.words
    if at < len(words) and words[at] == "(" and ")" in words[at:]:
        at = words.index(")", at) + 1
    while at < len(words) and words[at] in _QUOTES:
        at += 1
    return at


def _without_party_tail(scene: Scene, run: list[int], head: int) -> list[int]:
    """A run without a last phrase that only names the other party: "pact on gas with Peru"."""
    tree = scene.tree
    for child in reversed(tree.having(head, "prep")):
        if child not in run or tree.lemmas[child] not in _TOWARD_PARTY:
            continue
        objects = tree.having(child, "pobj")
        whole = tree.subtree(child)
        last = max(node for node in run if tree.pos[node] != "PUNCT")
        named = objects and all(low in scene.by_token for low in objects)
        shared = objects and tree.lemmas[objects[0]] in ("country", "nation", "side", "state", "government")
        if (named or shared) and last in whole and child > head:
            return [node for node in run if node < child]
    return run


def _written(scene: Scene, run: list[int], head: int, text: str) -> str:
    """The words of a run, cut to length where a part of it ends."""
    tree = scene.tree
    while len(run) > 1 and run[0] != head and _may_go(tree.words[run[0]].lower(), tree.pos[run[0]]):
        run = run[1:]
    words = 0
    for at, node in enumerate(run):
        words += any(map(str.isalnum, tree.words[node]))
        if words > LONGEST:
            run = run[:at] if node > head else run[at - LONGEST + 1 :]
            break
    full = set(run)
    while len(run) > 1 and run[-1] != head and _hangs(scene, run[-1], full):
        run = run[:-1]
    phrase = re.sub(r"\s+", " ", text[tree.starts[run[0]] : tree.ends[run[-1]]])
    return _unquoted(phrase.strip(" ,-–"))[: 10 * 40] if len(phrase.split()) <= LONGEST else ""


def _may_go(word: str, pos: str) -> bool:
    return word in _SKIP_FIRST or pos in ("PUNCT", "AUX", "CCONJ", "SCONJ", "ADP") or word in RELATIVES


def _hangs(scene: Scene, last: int, kept: set[int]) -> bool:
    """Whether a run's last token is left hanging: a preposition, a modifier without noun, a cut-off verb."""
    tree = scene.tree
    if tree.pos[last] in _CLOSED and tree.deps[last] != "prt":
        return True
    if tree.deps[last] in _NEAR and tree.heads[last] > last and tree.heads[last] not in kept:
        return True
    if tree.pos[last] == "ADJ" and tree.pos[last - 1] == "PUNCT" and tree.words[last - 1] == ",":
        return True
    lost = [child for child in tree.having(last, "dobj", "xcomp", "prep", "agent") if child > last]
    return tree.pos[last] == "VERB" and bool(lost)


def _unquoted(phrase: str) -> str:
    """A phrase without a quotation mark that has lost its partner."""
    marks = [mark for mark in phrase if mark in '"“”']
    if phrase and len(marks) % 2 and phrase[0] in _QUOTES:
        return phrase[1:]
    return phrase[:-1] if phrase and len(marks) % 2 and phrase[-1] in _QUOTES else phrase
