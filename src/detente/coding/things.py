"""Where an event is and what it belongs to: place, named project, contexts."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from detente.coding.drafts import Draft
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.core.provenance import data_folder
from detente.sentences.tree import Tree

__all__ = ["find_contexts", "find_place", "find_project"]

_NAMED = re.compile(
    r"\b(?:[A-Z][\w.-]*(?:[ -](?:[A-Z0-9][\w.-]*|of|and|for|on|the)){0,6}[ -])?"
    r"(?:Pipeline|pipeline|Corridor|Agreement|Treaty|Pact|Accord|Convention|Protocol|Summit|Initiative|Forum|"
    r"Dialogue|Committee|Commission|Conference|Council|Exercise|Exercises|Project|Programme|Program|Partnership)\b"
)
_CALENDAR = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,}[A-Z0-9]*(?:-[A-Z0-9]+)+|[A-Z]{4,}(?:-?\d+)?|[A-Z]+-\d+[A-Z]?)\b")


_WORD = re.compile(r"\w[\w-]*")
_TOP_LEVEL_BAR = re.compile(r"\|(?![^(]*\))")


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
    """A proper name after "in", "at" or "near" in the predicate's clause, or None."""
    tree = scene.tree
    parties = set() if draft.mode == "visit" else {p.token for p in draft.target}
    meeting = word_classes()["talks"] | word_classes()["visit"]
    scenes = [t for t in draft.objects if draft.rule.type != "CONSULT" or tree.lemmas[t] in meeting]
    for node in (draft.predicate, *scenes, tree.heads[draft.predicate]):
        for word in ("in", "at", "near"):
            for token in scene.preposition(node, word):
                if tree.pos[token] == "PROPN" and token not in parties and _can_be_a_place(tree, token):
                    names = [t for t in tree.having(token, "compound") if tree.pos[t] == "PROPN"]
                    return text[tree.starts[min([token, *names])] : tree.ends[token]]
    return None


def _can_be_a_place(tree: Tree, token: int) -> bool:
    """Whether a proper noun can name a place: no month or weekday, no acronym, no capitalised common word."""
    word = tree.words[token].lower()
    return (
        not tree.words[token].isupper()
        and not _CALENDAR.fullmatch(word)
        and word not in word_classes()["vague"]
        and word not in word_classes()["talks"]
    )


def find_project(scene: Scene, text: str, *, start: int, end: int) -> str | None:
    """A named project, treaty, summit or exercise, a weapon's designation, or None; no actor's bare name."""
    actors = [(m.start, m.end) for mentions in scene.by_token.values() for m in mentions]
    for match in _NAMED.finditer(text, start, end):
        if " " in match.group() and match.group()[0].isupper() and not _is_an_actor(match, actors):
            return re.sub(r"^(?:The|A|An) ", "", match.group())
    acronyms = (match for match in _ACRONYM.finditer(text, start, end) if not _is_an_actor(match, actors))
    return next((match.group() for match in acronyms), None)


def _is_an_actor(match: re.Match[str], actors: list[tuple[int, int]]) -> bool:
    """Whether an actor's mention covers the end of a name."""
    return any(start < match.end() <= end for start, end in actors)
