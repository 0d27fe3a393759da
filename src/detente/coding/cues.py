"""Event cues: whether the words of a sentence can set off any rule of the lexicon, before it is parsed.

No grammar is read: a word counts as any base form that its letters may have, and a rule is met if its verb
or noun and one of the words that it needs stand anywhere in the sentence. So nothing is missed that a
pattern could find, and most of the news that is not about states never reaches the parser.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from detente.coding.lexicon import Rule, read_lexicon, word_classes
from detente.sentences import load_parser

__all__ = ["has_cue"]

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDINGS = (
    ("", ("",)),
    ("s", ("",)),
    ("es", ("", "e")),
    ("ies", ("y",)),
    ("ves", ("f", "fe")),
    ("d", ("",)),
    ("ed", ("", "e")),
    ("ied", ("y",)),
    ("ing", ("", "e")),
    ("ying", ("ie",)),
    ("ting", ("te",)),
    ("men", ("man",)),
)
_DOUBLED = re.compile(r"(.+?([bdfgklmnprstvz]))\2(?:ed|ing)")
_MUST = ("must", "should", "ought", "have", "need")
_BARE: frozenset[str] = frozenset()
_Needs = tuple[frozenset[str], frozenset[str]]  # all of these, and one of those if there are any


def has_cue(text: str) -> bool:
    """Whether a verb or noun of the lexicon stands in a sentence, with what its rule needs beside it.

    >>> has_cue("Chad expelled two envoys."), has_cue("Chad has two envoys.")
    (True, False)
    """
    words = {base for word in _WORD.findall(text.lower()) for base in _bases(word)}
    heads = _heads()
    for word in words & heads.keys():
        for all_of, one_of in heads[word]:
            if words.issuperset(all_of) and not (one_of and words.isdisjoint(one_of)):
                return True
    return False


@lru_cache(maxsize=50_000)
def _bases(word: str) -> tuple[str, ...]:
    """What a word in lower case may be a form of, as far as the lexicon asks for it."""
    out = {word, *_irregular().get(word, ())}
    for part in (word, *(word.split("-") if "-" in word else ())):
        for ending, stems in _ENDINGS:
            if part.endswith(ending):
                out.update(part[: len(part) - len(ending)] + stem for stem in stems)
        if doubled := _DOUBLED.fullmatch(part):
            out.add(doubled[1])
        out.update(_irregular().get(part, ()))
    return tuple(out & _vocabulary())


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Base forms by irregular form, as the pipeline has them."""
    return load_parser().irregular_forms()


@cache
def _heads() -> dict[str, list[_Needs]]:
    """By verb or noun what its rules need."""
    lexicon = read_lexicon()
    out: dict[str, list[_Needs]] = defaultdict(list)
    for noun in lexicon.nouns:
        out[noun] = [(_BARE, _BARE)]
    for verb, entries in lexicon.verbs.items():
        for rule, rests in entries:
            needed = _words_needed(rule)
            out[verb] += [(frozenset(rest), needed) for rest in rests]
    return dict(out)


def _words_needed(rule: Rule) -> frozenset[str]:
    """The words one of which a rule needs; none if it needs nothing or more than words can tell."""
    out: set[str] = set()
    for need in rule.needs:
        kind, mark, word = need.partition(">" if ">" in need else ":")
        if kind == "must":
            out.update(_MUST)
        elif kind == "negative":
            out.update(word_classes()["negative"])
        elif mark == ":" and kind not in ("prep", "prep!"):
            return _BARE
        else:
            out.add(word if mark else need)
    carriers = tuple(word_classes()["carrier"])
    for joined in [word for word in out if word.endswith(carriers)]:  # "mediation effort", as one word
        out.update(joined.removesuffix(carrier) for carrier in carriers if joined != carrier)
    return frozenset(out)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word that the lexicon asks for."""
    rows = ((word, needs) for word, needs in _heads().items())
    return frozenset(
        word for head, needs in rows for all_of, one_of in needs for word in (head, *all_of, *one_of)
    )
