"""How far claims and events speak for a yes."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from detente.accounts.tables import answers
from detente.accounts.telling import YEAR
from detente.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.accounts.asking import Asked
    from detente.coding.statements import Claim, Question

__all__ = ["Drift", "lean", "weigh_claim", "weigh_drift", "weigh_voices"]

_MODALITY = {"asserted": 1.0, "predicted": 0.8, "possible": 0.3, "denied": 1.0}
_DENIES_OPPOSITE = 0.5  # "it is not cooling" says little for warming
_PART, _WHOLE = 0.6, 0.8  # a part where the whole is asked about, the whole where a part is
_OTHER_TENSE = {("future", "present"): 0.6, ("present", "future"): 0.5}
_UNDATED = 0.5
_FULL_DRIFT, _FULL_LEVEL = 3.0, 5.0  # points of intensity that count as much as one sure claim
_LEVELS = frozenset(("close", "hostile", "distant", "rivalry"))
_FEWEST, _SIDE, _SUREST = 0.2, 1 / 3, 0.9


class Drift(NamedTuple):
    """Weighted mean intensities before and since a question, with the sums of weights behind them."""

    before: float | None = None
    since: float | None = None
    weight_before: float = 0.0
    weight_since: float = 0.0


def weigh_claim(claim: Claim, question: Question, *, asked: Asked, days: Mapping[str, int]) -> float:
    """How far a claim on the dyad speaks for a yes, -1 to 1; 0 where it does not bear on it.

    The product of how far such a claim answers such a question (`answers.csv`), its modality, domain, tense,
    confidence, and how sure it is that it is of the question's time.
    """
    said = (claim.claim, claim.modality, claim.domain, claim.tense)
    weight = _weigh_sense(said, (asked.asks, asked.domain, question.tense))
    return weight * claim.confidence * _weigh_time(claim, question, days) if weight else 0.0


@lru_cache(maxsize=65_536)
def _weigh_sense(said: tuple[str, str, str, str], asked: tuple[str, str, str]) -> float:
    """What is said, as claim, modality, domain and tense, for what is asked, as claim, domain and tense."""
    claim, modality, domain, tense = said
    asks, asked_domain, asked_tense = asked
    bears = answers().get((asks, claim), 0.0)
    if modality == "denied":
        bears = -bears if bears > 0 else -bears * _DENIES_OPPOSITE
    weight = _MODALITY.get(modality, 0.0) * _weigh_domain(domain, asked_domain)
    if tense != asked_tense:
        weight *= _OTHER_TENSE.get((asked_tense, tense), 0.0)
    return bears * weight


def _weigh_domain(domain: str, asked: str) -> float:
    if domain == asked:
        return 1.0
    if asked == "overall":
        return _PART
    return _WHOLE if domain == "overall" else 0.0


def _weigh_time(claim: Claim, question: Question, days: Mapping[str, int]) -> float:
    """1 for what was told in the two years before the question or since; 0 for what is older."""
    told, asked = days.get(claim.document), days.get(question.document)
    if claim.document == question.document:
        return 1.0
    if told is None or asked is None:
        return _UNDATED
    return 1.0 if told >= asked - 2 * YEAR else 0.0


def weigh_voices(claims: Iterable[tuple[Claim, float]]) -> float:
    """The sum of weights, where each voice counts once: an actor, or the author of one text."""
    voices: defaultdict[tuple[str, str], float] = defaultdict(float)
    for claim, weight in claims:
        voice = (claim.asserted_by, claim.document if claim.asserted_by == "author" else "")
        voices[voice] = max(voices[voice], abs(weight))
    return fsum(voices.values())


def weigh_drift(asks: str, drift: Drift) -> float:
    """How far the course of events speaks for a yes, -1 to 1; 0 where it is not known.

    What is asked about a change is weighed by the difference of the two means, what is asked about a state
    by the mean since, or before if nothing came since. A mean of few events counts less: W / (1 + W) for a
    sum of weights W.
    """
    kind = read_ontology().claims.get(asks)
    if kind is None or asks == "dependent":
        return 0.0
    if asks in _LEVELS:
        mean = drift.before if drift.since is None else drift.since
        weight = drift.weight_before if drift.since is None else drift.weight_since
        return 0.0 if mean is None else kind.direction * _clip(mean / _FULL_LEVEL) * weight / (1 + weight)
    if drift.before is None or drift.since is None:
        return 0.0
    moved = _clip((drift.since - drift.before) / _FULL_DRIFT)
    weight = min(drift.weight_before, drift.weight_since)
    towards = 1 - 2 * abs(moved) if asks == "stable" else kind.direction * moved
    return towards * weight / (1 + weight)


def lean(for_yes: float, against: float, drift: float) -> tuple[str, float]:
    """To which side the weights lean, and how surely.

    >>> lean(1.5, 0.0, 0.0)
    ('yes', 0.6)
    >>> lean(0.0, 0.0, 0.0)
    ('unknown', 0.0)
    """
    total = for_yes + against + abs(drift)
    if total < _FEWEST:
        return "unknown", 0.0
    net = for_yes - against + drift
    if abs(net) < _SIDE * total:
        return "mixed", round(min(total / (1 + total) * (1 - abs(net) / total), _SUREST), 3)
    return ("yes" if net > 0 else "no"), round(min(abs(net) / (1 + total), _SUREST), 3)


def _clip(value: float) -> float:
    return max(-1.0, min(1.0, value))
