"""What speaks for an answer: recency-weighted counts, rules from type to type, evidence from others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.forecast.next_near import NEAR
from detente.forecast.next_past import COUNTS, KERNELS, Past
from detente.forecast.next_rules import measure_rates
from detente.forecast.next_tally import Floats32, Longs

__all__ = ["FEATURES", "Feature", "find_feature", "measure_features"]

_NEVER = 1500.0  # days; stands for never seen
_OWN = (
    # counts, how the question is turned, words
    ("by pair", "", "the same between the two before"),
    ("by pair", "inverted", "the same between the two, the other way round"),
    ("pair", "", "anything between the two, this way round"),
    ("pair", "inverted", "anything between the two, the other way round"),
    ("pair quad", "", "things of this class between the two, this way round"),
    ("pair quad", "inverted", "things of this class between the two, the other way round"),
)
_WIDER = (
    ("type answer", "they in such events, with anyone"),
    ("answer", "they in any events, with anyone"),
    ("home to answer", "the same between its compatriots and them"),
    ("home pair to answer", "anything between its compatriots and them"),
    ("to home", "the same between it and their compatriots"),
    ("pair to home", "anything between it and their compatriots"),
    ("homes", "the same between their states"),
    ("to role", "the same between it and others of their role"),
    ("roles", "the same between others of their two roles"),
    ("role to answer", "the same between others of its role and them"),
    ("home to role", "the same between its compatriots and others of their role"),
)
_SHARES = (
    # counts, out of which counts, words
    ("by pair", "question", "their share of the same that it took part in"),
    ("pair", "actor", "their share of all that it took part in"),
    ("type answer", "type", "their share of all such events"),
    ("home to answer", "home question", "their share of the same among its compatriots"),
    ("to home", "question", "their compatriots' share of the same that it took part in"),
    ("pair to home", "actor", "their compatriots' share of all that it took part in"),
    ("roles", "role question", "the share of their role in the same among those of its role"),
    ("role to answer", "role question", "their share of the same among those of its role"),
    ("home to role", "home question", "the share of their role in the same among its compatriots"),
)
_RULES = (
    ("by pair", "what passed between them makes it likely"),
    ("by home and answer", "what passed between its compatriots and them makes it likely"),
    ("by homes", "what passed between their states makes it likely"),
    ("by answer", "what they took part in makes it likely"),
)
_CONTEXT = (
    ("question", "how often it takes part in the same"),
    ("actor", "how often it takes part in anything"),
)


def _share_halves(name: str, out_of: str) -> list[float]:
    """Half-lives in which both are counted."""
    return [half for half in COUNTS[name][0] if half in COUNTS[out_of][0]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A column of `measure_features`.

    Attributes:
        words: What it tells, for readers; the same for columns that differ in half-life only.
        detail: What sets the column apart.
        counts: The way of counting whose events it rests on, or empty.
        inverted: Whether these are the events seen from the other end.
        any_type: Whether events of all types count.
    """

    words: str
    detail: str = ""
    counts: str = ""
    inverted: bool = False
    any_type: bool = False

    @property
    def name(self) -> str:
        """Words and detail."""
        return f"{self.words} ({self.detail})" if self.detail else self.words


def _list_features() -> Iterator[Feature]:
    for name, turn, words in _OWN:
        yield from _list_halves(words, name, COUNTS[name][0], inverted=bool(turn))
        yield Feature(words, "days since", name, inverted=bool(turn))
    for name, words in _WIDER:
        yield from _list_halves(words, name, COUNTS[name][0])
    for name, words in _WIDER[:3]:
        yield Feature(words, "days since", name)
    for name, out_of, words in _SHARES:
        yield from _list_halves(words, name, _share_halves(name, out_of))
    for name, words in _RULES:
        halves = [f"half-life {half:g} days" for half in KERNELS] if name == "by pair" else ["last days"]
        for detail in (*halves, "all"):
            yield Feature(words, detail, name, any_type=True)
    for name in NEAR:
        yield Feature(f"evidence from others: {name}")
    yield Feature("evidence from others: most of all")
    for name, words in _CONTEXT:
        yield from _list_halves(words, name, COUNTS[name][0])
    yield from (Feature("of the same state"), Feature("itself"), Feature("days ahead"))


def _list_halves(
    words: str, name: str, halves: Sequence[float], *, inverted: bool = False
) -> Iterator[Feature]:
    for half in halves:
        yield Feature(words, f"half-life {half:g} days", name, inverted)


FEATURES: Sequence[Feature] = tuple(_list_features())
"""In the order of the columns of `measure_features`."""


def find_feature(name: str) -> int:
    """The column of a feature."""
    return [feature.name for feature in FEATURES].index(name)


def measure_features(  # noqa: PLR0913  a question is five things
    past: Past,
    rules: Floats32,
    near: Floats32,
    *,
    actor: Longs,
    kind: Longs,
    rows: Longs,
    answer: Longs,
    day: int,
) -> Floats32:
    """What speaks for each answer to each question, shape (rows, features); counts as log(1 + count)."""
    who, what = actor[rows], kind[rows]
    columns: list[Floats32] = []
    seen: dict[str, Floats32] = {}
    for name, turn, _ in _OWN:
        values, since = past.look(name, who, past.frame.invert(what) if turn else what, answer)
        seen.setdefault(name, values)
        columns += [np.log1p(values), _recency(since)]
    recent = []
    for name, _ in _WIDER:
        values, since = past.look(name, who, what, answer)
        seen[name] = values
        columns.append(np.log1p(values))
        recent.append(_recency(since))
    columns += recent[:3]
    columns += _measure_shares(past, seen, actor, kind, rows)
    columns += _measure_rules(past, rules, who, what, answer)
    others = near[:, rows, answer].T
    best = near.max(axis=2)[:, rows].T + 1e-9
    columns += [np.log(others + 1e-4), (others / best).max(axis=1, keepdims=True)]
    for name, _ in _CONTEXT:
        columns.append(np.log1p(past.look(name, actor, kind, actor)[0])[rows])
    frame = past.frame
    columns.append((frame.home[who] == frame.home[answer]).astype(np.float32)[:, None])
    columns.append((who == answer).astype(np.float32)[:, None])
    columns.append(np.full((rows.size, 1), np.log1p(max(day - past.now, 0)), np.float32))
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _measure_rules(past: Past, rules: Floats32, who: Longs, what: Longs, answer: Longs) -> list[Floats32]:
    n, home = past.frame.actors, past.frame.home
    groups = (who * n + answer, home[who] * n + answer, home[who] * n + home[answer], answer)
    columns = []
    for (name, _), group in zip(_RULES, groups, strict=True):
        rates = measure_rates(past, rules, name, group, what)
        if name == "by pair":
            columns.append(np.log(rates + 1e-6))
        else:
            columns.append(np.log(rates[:, :2].sum(axis=1, keepdims=True) + 1e-6))
        columns.append(np.log(rates.sum(axis=1, keepdims=True) + 1e-6))
    return columns


def _recency(since: Floats32) -> Floats32:
    return np.log1p(np.minimum(since, _NEVER))[:, None]


def _measure_shares(
    past: Past, seen: dict[str, Floats32], actor: Longs, kind: Longs, rows: Longs
) -> list[Floats32]:
    """Logarithms of shares, with a little added above and below for what was never seen."""
    columns = []
    for name, out_of, _ in _SHARES:
        halves = _share_halves(name, out_of)
        of_value, of_total = ([COUNTS[one][0].index(half) for half in halves] for one in (name, out_of))
        values, totals = seen[name], past.look(out_of, actor, kind, actor)[0]
        columns.append(np.log((values[:, of_value] + 0.01) / (totals[rows][:, of_total] + 1.0)))
    return columns
