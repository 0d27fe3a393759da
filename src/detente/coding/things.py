"""Where an event is and what it belongs to: place, contexts."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from detente.actors.gazetteer import LOCAL, places_named
from detente.coding.drafts import Draft
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.core.provenance import data_folder
from detente.sentences.tree import Tree

__all__ = ["find_contexts", "find_place"]

_CALENDAR = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)

_WORD = re.compile(r"\w[\w-]*")
_TOP_LEVEL_BAR = re.compile(r"\|(?![^(]*\))")

_LOCATIVE = frozenset(("in", "at", "near", "off", "outside"))
_TRANSPARENT = _LOCATIVE | {"with", "between", "among", "of", "during", "by"}
_OTHER_CLAUSE = frozenset(("relcl", "advcl", "parataxis", "csubj", "ccomp", "xcomp", "conj", "acl", "pcomp"))
_PREMODIFIER = frozenset(("compound", "nmod", "amod", "poss", "nn"))
_SETTLEMENT = frozenset((
    "city", "town", "port", "harbour", "harbor", "village", "resort", "capital", "airport", "base",
    "airbase", "region", "province", "district", "state", "governorate", "oblast", "area", "island",
    "islands", "isles", "peninsula", "strait", "straits", "river", "valley", "canal", "border", "crossing",
    "plant", "reactor", "site", "facility", "camp", "coast", "enclave", "county", "suburb", "outskirts",
    "waters", "shore", "shores", "north", "south", "east", "west", "centre", "center", "checkpoint", "zone",
    "territory", "territories", "municipality", "naval", "air", "military", "nuclear",
))  # fmt: skip
_TREATY = frozenset((
    "accord", "accords", "agreement", "agreements", "treaty", "treaties", "convention", "conventions",
    "protocol", "protocols", "pact", "charter", "declaration", "memorandum", "communique",
))  # fmt: skip
_DIRECTION = re.compile(r"(?:north|south|east|west|central|greater|old|upper|lower)[a-z]*", re.IGNORECASE)
_LONGEST = 6


@cache
def _context_words() -> tuple[list[tuple[str, re.Pattern[str]]], list[tuple[str, re.Pattern[str]]]]:
    """Patterns of single words, and of phrases, by context."""
    path = data_folder("coding") / "context_words.csv"
    single: list[tuple[str, re.Pattern[str]]] = []
    phrases: list[tuple[str, re.Pattern[str]]] = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        forms = _TOP_LEVEL_BAR.split(row["words"])
        for table, chosen in (
            (single, [form for form in forms if " " not in form]),
            (phrases, [form for form in forms if " " in form]),
        ):
            if chosen:
                table.append((row["context"], re.compile(rf"\b(?:{'|'.join(chosen)})\b", re.IGNORECASE)))
    return single, phrases


@lru_cache(maxsize=20_000)
def _contexts_of(word: str) -> frozenset[str]:
    """The contexts of one word."""
    return frozenset(context for context, pattern in _context_words()[0] if pattern.search(word))


def find_contexts(text: str, *, start: int, end: int) -> tuple[str, ...]:
    """PLOVER contexts whose words stand in ``text[start:end]``, sorted; ``diplomatic`` if there are none."""
    found = {context for word in _WORD.findall(text, start, end) for context in _contexts_of(word.lower())}
    found.update(context for context, pattern in _context_words()[1] if pattern.search(text, start, end))
    return tuple(sorted(found)) or ("diplomatic",)


def find_place(scene: Scene, draft: Draft, text: str) -> str | None:
    """Where an event is said to be: a proper name after "in", "at" or "near", or a place of the gazetteer.

    The bare name of a state that takes part is no place, save where a visit goes; its towns are.
    """
    return (
        _named(scene, draft, text)
        or _known(scene, draft, text)
        or (_visited(scene, draft) if draft.mode == "visit" else None)
    )


def _named(scene: Scene, draft: Draft, text: str) -> str | None:
    """A proper name after "in", "at" or "near" that hangs on the predicate, its object or its verb."""
    tree = scene.tree
    parties = set() if draft.mode == "visit" else {p.token for p in draft.target}
    meeting = word_classes()["talks"] | word_classes()["visit"]
    scenes = [t for t in draft.objects if draft.rule.type != "CONSULT" or tree.lemmas[t] in meeting]
    for node in (draft.predicate, *scenes, tree.heads[draft.predicate]):
        names = []
        for token in [low for word in ("in", "at", "near") for low in scene.preposition(node, word)]:
            if tree.pos[token] == "PROPN" and token not in parties and _can_be_a_place(tree, token):
                before = [t for t in tree.having(token, "compound") if tree.pos[t] == "PROPN"]
                name = min([token, *before]), _end_of_name(scene, token)
                if not _is_other(scene, draft, name, text):
                    names.append(name)
        known = [name for name in names if places_named(_words(tree, name, text))]
        for first, last in (known or names)[:1]:
            return text[tree.starts[first] : tree.ends[last]]
    return None


def _end_of_name(scene: Scene, token: int) -> int:
    """The last token of a proper name: "Strait of Hormuz", "Gulf of Oman"."""
    behind = scene.preposition(token, "of")
    return behind[0] if behind and scene.tree.pos[behind[0]] == "PROPN" else token


def _is_other(scene: Scene, draft: Draft, name: tuple[int, int], text: str) -> bool:
    """Whether a name in a locative is no place: a treaty or hotel, a party, a small town far away."""
    return (
        (name[0] < name[1] and _is_name_of_another(scene.tree, *name, text))
        or _is_bare_party(scene, draft, name[1])
        or _is_local_elsewhere(scene, draft, _words(scene.tree, name, text))
    )


def _known(scene: Scene, draft: Draft, text: str) -> str | None:
    """The first place of the gazetteer in a locative of the event's own clause."""
    tree = scene.tree
    for at, word in enumerate(tree.words):
        if word.lower() in _LOCATIVE and tree.pos[at] == "ADP" and _is_own(scene, draft, at):
            found = _place_after(scene, at, text)
            if found is not None and not _is_local_elsewhere(scene, draft, _words(tree, found, text)):
                return text[tree.starts[found[0]] : tree.ends[found[1]]]
    return None


def _place_after(scene: Scene, at: int, text: str) -> tuple[int, int] | None:
    """First and last token of the place that a preposition introduces: "in the port city of Aden"."""
    tree = scene.tree
    for low in range(at + 1, min(at + 9, len(tree))):
        for high in range(min(low + _LONGEST, len(tree)) - 1, low - 1, -1):
            if tree.words[low][:1].isupper() and places_named(_words(tree, (low, high), text)):
                if _stands_alone(scene, low, high):
                    return low, high
                break
        if not _may_precede(tree, low):
            return None
    return None


def _may_precede(tree: Tree, token: int) -> bool:
    """Whether a place can come after a word within its phrase: "the Turkish city of", "Ukraine's"."""
    if tree.lemmas[token] == "of":
        return tree.words[token - 1].lower() in _SETTLEMENT
    return tree.pos[token] in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART") or tree.tags[token] in (
        "POS",
        "VBN",
        "VBG",
        "HYPH",
    )


def _stands_alone(scene: Scene, low: int, high: int) -> bool:
    """Whether a name is no part of a longer one ("Minsk agreements", "Paris Hilton", "New London")."""
    tree = scene.tree
    if any(m.form in ("person", "office") for t in range(low, high + 1) for m in scene.by_token.get(t, ())):
        return False
    after = high + 1
    if after < len(tree) and not _may_follow(tree, high, after):
        return False
    before = tree.words[low - 1]
    return (
        tree.pos[low - 1] != "PROPN"
        or tree.deps[low - 1] != "compound"
        or low - 1 in scene.by_token
        or before.lower() in _SETTLEMENT
        or _DIRECTION.fullmatch(before) is not None
    )


def _may_follow(tree: Tree, high: int, after: int) -> bool:
    """Whether the word after a name leaves it a name of its own."""
    word = tree.words[after].lower()
    if word in _SETTLEMENT or _CALENDAR.fullmatch(word):
        return True
    if word in ("-", "'s", "’s", "'", "’"):
        return False
    if tree.pos[after] == "PROPN":
        return False
    head = tree.heads[high]
    inside = tree.deps[high] in _PREMODIFIER and head > high and "," not in tree.words[high:head]
    return (
        not inside
        or tree.words[head].lower() in _SETTLEMENT
        or bool(_CALENDAR.fullmatch(tree.words[head].lower()))
    )


def _is_own(scene: Scene, draft: Draft, at: int) -> bool:
    """Whether a preposition belongs to the clause of the event, and not to what it is about."""
    tree, verb = scene.tree, _verb_over(scene.tree, draft.predicate)
    meeting = word_classes()["talks"] | word_classes()["visit"]
    own = {draft.predicate, *draft.objects}
    for node in tree.ancestors(at):
        if node in own or node == verb:
            return True
        dep, head = tree.deps[node], tree.heads[node]
        if tree.pos[node] in ("VERB", "AUX") and dep in _OTHER_CLAUSE:
            return dep == "acl" and head in own
        if dep in ("nsubj", "appos"):
            return False
        if dep == "pobj" and not (
            tree.lemmas[head] in _TRANSPARENT
            or tree.lemmas[node] in meeting
            or _CALENDAR.fullmatch(tree.words[node].lower())
        ):
            return False
    return False


def _verb_over(tree: Tree, token: int) -> int:
    """The verb of a token's clause: itself or the nearest above."""
    for node in (token, *tree.ancestors(token)):
        if tree.pos[node] in ("VERB", "AUX"):
            return node
    return token


def _words(tree: Tree, found: tuple[int, int], text: str) -> str:
    """The words of a range of tokens, with single spaces and plain apostrophes."""
    return " ".join(text[tree.starts[found[0]] : tree.ends[found[1]]].split()).replace("’", "'")


def _is_name_of_another(tree: Tree, first: int, last: int, text: str) -> bool:
    """Whether a proper name only begins with a place: "Dayton Accords", "Paris Hilton"."""
    head = tree.words[last].lower()
    return (
        head not in _SETTLEMENT
        and not places_named(_words(tree, (first, last), text))
        and (head in _TREATY or bool(places_named(_words(tree, (first, last - 1), text))))
    )


def _is_bare_party(scene: Scene, draft: Draft, token: int) -> bool:
    """Whether a token is the mere name of a state that takes part, where nobody travels."""
    if draft.mode == "visit":
        return False
    parties = {party.actor for party in (*draft.source, *draft.target)}
    return any(
        mention.form == "name" and mention.actor in parties and scene.cast.is_state(mention.actor)
        for mention in scene.by_token.get(token, ())
    )


def _is_local_elsewhere(scene: Scene, draft: Draft, name: str) -> bool:
    """Whether all places of a name are small and in states that the sentence does not name."""
    places = places_named(name)
    return (
        bool(places)
        and all(place.rank == LOCAL for place in places)
        and not ({place.state for place in places} & _states_named(scene, draft))
    )


def _states_named(scene: Scene, draft: Draft) -> frozenset[str]:
    """The states of an event's parties and of its sentence."""
    cast = scene.cast
    actors = {party.actor for party in (*draft.source, *draft.target)}
    actors |= {mention.actor for mentions in scene.by_token.values() for mention in mentions}
    return frozenset({cast.country_of(actor) for actor in actors} | set(scene.sites.values())) - {""}


def _visited(scene: Scene, draft: Draft) -> str | None:
    """The state or capital that a visit goes to, as named: "visited Russia", "his trip to Kyiv"."""
    for party in draft.target:
        for mention in scene.by_token.get(party.token, ()):
            if mention.form in ("name", "capital") and scene.tree.deps[party.token] in ("dobj", "pobj"):
                return mention.quote
    return None


def _can_be_a_place(tree: Tree, token: int) -> bool:
    """Whether a proper noun can name a place: no month or weekday, no acronym, no capitalised common word."""
    word = tree.words[token].lower()
    return (
        not tree.words[token].isupper()
        and not _CALENDAR.fullmatch(word)
        and word not in word_classes()["vague"]
        and word not in word_classes()["talks"]
        and word not in _TREATY
    )
