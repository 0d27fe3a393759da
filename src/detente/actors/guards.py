"""Whether a name is meant as an actor where it stands: dates, guards, context.

The guards are those of the ``guard`` column of the name tables. ``us_state bird person common_word prefix
ambiguous`` take the actor unless the context speaks against it; ``place`` and ``context`` only with support;
``case`` and ``common_word`` are settled by the letters (see `find_hits`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from detente.actors.actor import Mention
from detente.actors.base import Form
from detente.actors.matching import Hit
from detente.actors.words import read_rows, read_words

__all__ = ["choose_mentions", "choose_names"]

_FIRM = frozenset(("", "case", "prefix"))  # guards of forms that are certain once they match
_OWN_FORMS = frozenset(("adjective", "demonym", "capital", "seat", "person"))  # the rest are names
_LIKE_A_SURNAME = re.compile(r"[ \t]+(?P<name>[A-Z][a-z]+)")
_FIRST_NAME_BEFORE = re.compile(r"\b(?P<name>[A-Z][a-z]+)[ ]$")
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_]+)[ \t\u00a0]+(?:the[ ]|downtown[ ])?$")
_WORD_AFTER = re.compile(r"[ \t\u00a0]+(?P<word>[a-z]+)\b")
_TOWN_BEFORE = re.compile(
    r"\b(?:city|town|port|capital|suburb|airport)(?: of)? $|\b(?:in|at|near|outside|inside|around)[ \t]+$",
    re.IGNORECASE,
)
_ETHNIC = re.compile(r"\b[Ee]thnic[ \u00a0]$")
_AT_THE = re.compile(r"\b(?:at|outside|inside|near)[ \t]+the[ \t]+$", re.IGNORECASE)


def choose_mentions(text: str, hits: list[Hit], *, when: date | None) -> list[Mention]:
    """The mention each hit stands for, in order; hits that are no actor are left out."""
    return choose_names(text, hits, when=when)[0]


def choose_names(text: str, hits: list[Hit], *, when: date | None) -> tuple[list[Mention], list[Mention]]:
    """The mention each hit stands for, and the sites: capitals where something is said to be ("in Amman").

    A site is no mention of its state, but tells where a deed was done.
    """
    dated = [(hit, _forms_at(hit, when)) for hit in hits]
    firm = Counter(
        form.actor for _, forms in dated for form in forms if form.guard in _FIRM and form.kind != "blocker"
    )
    context = _Context(text, firm)
    out, sites = [], []
    for hit, forms in dated:
        form = context.best(hit, forms)
        if form is None:
            site = _site(forms)
            if site is not None:
                quote = text[hit.start : hit.end]
                sites.append(Mention(site.actor, hit.start, hit.end, quote, "place", f"site:{site.text}"))
        else:
            kind = form.kind if form.kind in _OWN_FORMS else "name"
            quote = text[hit.start : hit.end]
            out.append(Mention(form.actor, hit.start, hit.end, quote, kind, f"{form.kind}:{form.text}"))
    return out, sites


def _site(forms: list[Form]) -> Form | None:
    """The capital that stands somewhere as a mere place, if there is no doubt which."""
    fitting = [form for form in forms if form.kind == "capital" and form.guard in _FIRM]
    return fitting[0] if len(fitting) == 1 and all(form.kind != "blocker" for form in forms) else None


def _forms_at(hit: Hit, when: date | None) -> list[Form]:
    """The forms that hold on a day; without a day those that still hold, if any does."""
    if when is not None:
        return [form for form in hit.forms if form.holds(when)]
    return [form for form in hit.forms if form.until == date.max] or list(hit.forms)


@cache
def _cues(name: str) -> re.Pattern[str]:
    """One pattern for all words of a class."""
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, read_words(name))))})\b")


@cache
def _homonyms() -> dict[str, tuple[str, str]]:
    """States that share a short name with another: the other, and a place that betrays it."""
    return {row["actor"]: (row["other"], row["place"]) for row in read_rows("homonyms.csv")}


@dataclass
class _Context:
    """What the rest of the document says about a name."""

    text: str
    firm: Counter[str]

    def best(self, hit: Hit, forms: list[Form]) -> Form | None:
        """The form meant at a hit; None if it is no actor."""
        if any(form.kind == "blocker" for form in forms):
            return None
        fitting = [form for form in forms if self._lets(hit, form)]
        if not fitting:
            return None
        return max(fitting, key=lambda form: (self.firm[form.actor], not form.guard, form.until, form.actor))

    def _lets(self, hit: Hit, form: Form) -> bool:
        """Whether the context allows a form."""
        if form.kind == "capital" or (form.kind == "seat" and form.guard in ("ambiguous", "place")):
            before = self.text[max(0, hit.start - 12) : hit.start]
            if _TOWN_BEFORE.search(before):
                return False
        if self._stands_for_another(hit, form):
            return False
        match form.guard:
            case "us_state":
                return self._in_the_caucasus
            case "bird":
                return self.firm[form.actor] > 0 or not self._on_the_table
            case "person":
                return not self._part_of_a_name(hit)
            case "place":
                return self.firm[form.actor] > 0 and self._acts(hit)
            case "context":
                return self.firm[form.actor] > 0
            case "ambiguous" if form.actor in _homonyms():
                return self._outweighs_its_homonym(form.actor)
        return True

    def _stands_for_another(self, hit: Hit, form: Form) -> bool:
        """``ethnic Albanians``, people of another state; ``at the Kremlin``, a mere place."""
        if form.kind in ("adjective", "demonym"):
            return _ETHNIC.search(self.text, max(0, hit.start - 8), hit.start) is not None
        return form.kind == "seat" and bool(_AT_THE.search(self.text, max(0, hit.start - 14), hit.start))

    @cached_property
    def _on_the_table(self) -> bool:
        """Whether the text speaks of the bird."""
        return _cues("sign_of_bird").search(self.text) is not None

    @cached_property
    def _betrayed(self) -> frozenset[str]:
        """States whose namesake the text names by a place."""
        return frozenset(actor for actor, (_, place) in _homonyms().items() if place in self.text)

    def _outweighs_its_homonym(self, actor: str) -> bool:
        """Whether a shared name may be the actor's rather than its namesake's."""
        return self.firm[actor] >= self.firm[_homonyms()[actor][0]] and actor not in self._betrayed

    @cached_property
    def _in_the_caucasus(self) -> bool:
        """Whether Georgia is the state rather than the US state."""
        here = len(_cues("cue_caucasus").findall(self.text)) + self.firm["RUS"]
        return here > len(_cues("cue_us_state").findall(self.text))

    def _part_of_a_name(self, hit: Hit) -> bool:
        """``Michael Jordan``, ``Jordan Smith``: a given name before or a surname after."""
        before = _FIRST_NAME_BEFORE.search(self.text[max(0, hit.start - 20) : hit.start])
        after = _LIKE_A_SURNAME.match(self.text, hit.end, hit.end + 24)
        named_before = before is not None and before["name"] not in read_words("opener")
        named_after = after is not None and after["name"] not in read_words("not_name")
        return named_before or named_after

    def _acts(self, hit: Hit) -> bool:
        """Whether a town stands as the subject of a verb, not after a preposition."""
        before = _WORD_BEFORE.search(self.text, max(0, hit.start - 24), hit.start)
        if before is not None and before["word"].lower() in read_words("place_preposition") | {"of"}:
            return False
        after = _WORD_AFTER.match(self.text, hit.end, hit.end + 24)
        if after is None:
            return False
        return after["word"] in read_words("metonym_verb") or after["word"].endswith("ed")
