"""Claims of title-case headlines, which the parser takes for names: read from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.cues import claim_cues, label_of
from detente.coding.statements.mood import Mood
from detente.coding.statements.quality import height_of, tell_quality
from detente.coding.statements.said import Said
from detente.coding.statements.topic import sorted_pair
from detente.sentences.tree import Tree

__all__ = ["is_title_case", "say_of_headline", "stems_of"]

_CAPITALS = 0.6  # share of capitals among the longer words of a title-case line
_LONG = 4  # letters
_NEAR = 6  # tokens between the names of a relation and its noun
_GAP = 4  # tokens between a verb and the state it is about
_AHEAD = frozenset(("set", "to", "will", "poised", "expected", "likely", "may", "could", "might"))
_IDIOMS = {
    ("bury", "hatchet"): "warming", ("mend", "fence"): "warming", ("make", "peace"): "warming",
    ("break", "ice"): "warming", ("turn", "page"): "warming", ("patch", "up"): "warming",
    ("draw", "closer"): "warming", ("grow", "closer"): "warming", ("move", "closer"): "warming",
    ("fall", "out"): "cooling", ("drift", "apart"): "cooling", ("part", "way"): "cooling",
    ("trade", "barb"): "hostile", ("lock", "horn"): "hostile", ("at", "odds"): "hostile",
    ("at", "loggerheads"): "hostile", ("cross", "sword"): "hostile",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Named:
    """A state-like actor at a token of the headline."""

    token: int
    actor: str


def is_title_case(tree: Tree) -> bool:
    """Whether most of the longer words of a line begin with a capital."""
    words = [word for word in tree.words if len(word) >= _LONG and word[0].isalpha()]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= _CAPITALS * len(words)


def stems_of(word: str) -> tuple[str, ...]:
    """The forms a word of a headline may have in a list: "Warms", "Hedging", "Soured", "Fences"."""
    form = word.lower()
    endings = [e for e in ("s", "es", "d", "ed", "ing") if form.endswith(e) and len(form) - len(e) > 1]
    cut = [form, *(form.removesuffix(ending) for ending in endings)]
    if form.endswith(("ying", "ies", "ied")):
        cut.append(form[: -4 if form.endswith("ying") else -3] + "y")
    if form.endswith("ing"):
        cut.append(form[:-3] + "e")
    return tuple(cut)


def say_of_headline(scene: Scene, manner: Manner) -> Iterator[Said]:
    """The claims of a title-case line: "A-B Ties Set to Thaw", "A Warms to B", "A, B Bury the Hatchet"."""
    tree = scene.tree
    if not is_title_case(tree):
        return
    named = [
        _Named(token, actor)
        for token in sorted(scene.by_token)
        for mention in scene.by_token[token]
        if scene.cast.is_state_like(actor := scene.cast.state_of(mention.actor))
    ]
    mood = Mood(modality="questioned") if manner.is_question else Mood()
    yield from _of_noun(tree, named, mood)
    yield from _of_verb(tree, named, mood)
    yield from _of_both(tree, named, mood)


def _said(pair: tuple[str, str], label: str, mood: Mood, span: tuple[int, int], why: str) -> Said:
    return Said(sorted_pair(list(pair)), "overall", label, mood, span[0], span, f"headline:{why}", 0.6)


def _of_noun(tree: Tree, named: list[_Named], mood: Mood) -> Iterator[Said]:
    """What follows a relation noun with two names: "Seoul-Beijing Ties Set to Thaw", "… Hit New Low"."""
    for noun in range(len(tree)):
        if label_of(tree, noun, "relation") is None:
            continue
        near = [n for n in named if noun - _NEAR <= n.token < noun] or [
            n for n in named if noun < n.token <= noun + _NEAR
        ]
        actors = list(dict.fromkeys(n.actor for n in near))
        if len(actors) != 2:
            continue
        last = max([noun, *(n.token for n in near)])
        told = _cue_after(tree, last) or _adjective_before(tree, noun)
        if told is not None and not _is_transitive(tree, named, told[0]):
            token, label = told
            ahead = any(word.lower() in _AHEAD for word in tree.words[last + 1 : token])
            then = Mood("future", "predicted") if ahead and mood.modality == "asserted" else mood
            span = (min(n.token for n in near), max(token, noun))
            yield _said((actors[0], actors[1]), label, then, span, tree.words[token].lower())
        return


def _cue_after(tree: Tree, start: int) -> tuple[int, str] | None:
    """The first word behind a relation that says where it goes."""
    subject = claim_cues()["subject"]
    for token in range(start + 1, len(tree)):
        label = next((subject[stem] for stem in stems_of(tree.words[token]) if stem in subject), None)
        label = label or height_of({tree.words[token].lower()}) or tell_quality(tree, token)
        if label is not None:
            return token, label
    return None


def _is_transitive(tree: Tree, named: list[_Named], token: int) -> bool:
    """Whether a verb says what the relation does to another: "A-B Ties Weaken B-C Partnership"."""
    harm = claim_cues()["harm"]
    harms = any(stem in harm for stem in stems_of(tree.words[token]))
    return harms and any(n.token > token for n in named)


def _adjective_before(tree: Tree, noun: int) -> tuple[int, str] | None:
    for token in range(max(0, noun - _NEAR), noun):
        label = tell_quality(tree, token)
        if label is not None:
            return token, label
    return None


def _of_verb(tree: Tree, named: list[_Named], mood: Mood) -> Iterator[Said]:
    """A verb between two names that says how one stands to the other: "Manila Warms to Beijing"."""
    moves = claim_cues()["move"]
    for first, second in pairwise(named):
        if first.actor == second.actor or second.token - first.token > _GAP + 2:
            continue
        words = tree.words[first.token + 1 : second.token]
        for at, word in enumerate(words):
            behind = [other.lower() for other in words[at + 1 :]]
            keys = [f"{stem} {particle}" for stem in stems_of(word) for particle in behind]
            keys += list(stems_of(word)) if not behind else []
            label = next((moves[key] for key in keys if key in moves), None)
            if label is not None:
                yield _said(
                    (first.actor, second.actor), label, mood, (first.token, second.token), word.lower()
                )
                break


def _of_both(tree: Tree, named: list[_Named], mood: Mood) -> Iterator[Said]:
    """Two names and what both do: "Jakarta, Canberra Bury the Hatchet"."""
    mutual = claim_cues()["mutual"]
    for first, second in pairwise(named):
        between = [word.lower() for word in tree.words[first.token + 1 : second.token]]
        if first.actor == second.actor or any(word not in (",", "and", "&", "-", "–") for word in between):
            continue
        after = tree.words[second.token + 1 : second.token + 1 + _GAP]
        stems = [stem for word in after for stem in stems_of(word)]
        label = next((said for (a, b), said in _IDIOMS.items() if a in stems and b in stems), None)
        first_stems = stems_of(after[0]) if after else ()
        label = label or next((mutual[stem] for stem in first_stems if stem in mutual), None)
        if label is not None:
            span = (first.token, min(second.token + len(after), len(tree) - 1))
            yield _said((first.actor, second.actor), label, mood, span, after[0].lower())
