"""Comparing the events of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.evaluate.comparing import settle_pairs
from detente.evaluate.pairing import measure_overlap, pair_items
from detente.evaluate.phrases import amount_key, date_right, phrase_found, same_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.evaluate.comparing import Comparison
    from detente.evaluate.gold import Item, Items
    from detente.evaluate.names import Names

__all__ = ["compare_events"]

ANSWERS = ("status", "date", "date_dated", "mode", "asserted_by", "project", "object")


def compare_events(comparison: Comparison, gold: Items, system: Items, *, names: Names) -> None:
    """Pair the events, count how far each pair agrees, and keep what differs."""
    pairs = pair_items(gold["event"], system["event"], _weight(names))
    counted, n_system, n_gold = settle_pairs(gold["event"], system["event"], pairs)
    comparison.note_unpaired("event", gold["event"], system["event"], pairs=pairs)
    counts = comparison.counts
    for answer in ANSWERS:
        counts.add_right(f"events.{answer}", 0, of=0)
    counts.add_found("events.amounts", 0, system=0, gold=0)
    tally = {"detected": 0, "typed": 0, "dyad": 0, "full": 0}
    for item, other in counted:
        typed, parties, ways = _alike(item, other)
        steps = {"detected": True, "typed": typed, "dyad": parties, "full": typed and parties and ways}
        for step, reached in steps.items():
            tally[step] += reached
        _count_answers(comparison, item, other)
    for step, n_reached in tally.items():
        counts.add_found(f"events.{step}", n_reached, system=n_system, gold=n_gold)


def _alike(gold: Item, given: Item) -> tuple[bool, bool, bool]:
    """Whether type, participants and direction agree."""
    typed = same_label(gold.label("type"), given.label("type"))
    return typed, gold.participants == given.participants, _direction_right(gold, given)


def _direction_right(gold: Item, given: Item) -> bool:
    """Of a symmetric event any split of the parties between the roles is right."""
    if not gold.targets and len(gold.actors) > 1:
        return gold.participants == given.participants
    return gold.actors == given.actors and gold.targets == given.targets


def _weight(names: Names) -> Callable[[Item, Item], float]:
    """Evidence must overlap and the parties share a state (an actor, where gold has no state)."""

    def weight(gold: Item, given: Item) -> float:
        need = gold.participants & names.states or gold.participants
        if not need & given.participants:
            return 0.0
        share = measure_overlap(gold.spans, given.spans)
        if not share:
            return 0.0
        typed, parties, ways = _alike(gold, given)
        details = (
            same_label(gold.label("status"), given.label("status"))
            + date_right(gold.label("date"), given.label("date"))
            + phrase_found(gold.label("object"), given.label("object"))
            + phrase_found(gold.label("project"), given.label("project"))
        )
        return 1 + share + typed + parties + 0.5 * ways + 0.1 * details

    return weight


def _answers(gold: Item, given: Item) -> dict[str, bool]:
    """What can be asked of a matched pair, and whether the answer is right."""
    mode = given.label("mode")
    if isinstance(mode, list) and len(mode) == 1:
        mode = mode[0]
    out = {
        "status": same_label(gold.label("status"), given.label("status")),
        "date": date_right(gold.label("date"), given.label("date")),
        "asserted_by": gold.asserted_by == given.asserted_by,
    }
    if gold.label("date"):
        out["date_dated"] = out["date"]
    if gold.label("mode"):
        out["mode"] = same_label(gold.label("mode"), mode)
    # a project may be named in the object, and the other way round
    if gold.label("project"):
        out["project"] = phrase_found(gold.label("project"), given.label("project"), given.label("object"))
    if gold.label("object"):
        out["object"] = phrase_found(gold.label("object"), given.label("object"), given.label("project"))
    return out


def _count_answers(comparison: Comparison, gold: Item, given: Item) -> None:
    answers = _answers(gold, given)
    for answer, right in answers.items():
        comparison.counts.add_right(f"events.{answer}", int(right), of=1)
    ours = [amount_key(amount) for amount in gold.label("amounts") or []]
    theirs = [amount_key(amount) for amount in given.label("amounts") or []]
    n_hit = sum(min(ours.count(key), theirs.count(key)) for key in set(ours))
    comparison.counts.add_found("events.amounts", n_hit, system=len(theirs), gold=len(ours))
    wrong = [
        f"{answer}: {gold.label(answer)!r} <> {given.label(answer)!r}"
        for answer, right in answers.items()
        if not right and answer != "date_dated"
    ]
    typed, parties, ways = _alike(gold, given)
    if not typed:
        wrong.append(f"type: {gold.label('type')!r} <> {given.label('type')!r}")
    if not (parties and ways):
        wrong.append(f"roles: {_roles(gold)} <> {_roles(given)}")
    if n_hit < max(len(ours), len(theirs)):
        wrong.append(f"amounts: {ours} <> {theirs}")
    if wrong:
        comparison.note("event", "differs", gold, details=wrong)


def _roles(item: Item) -> str:
    return f"{','.join(sorted(item.actors))}>{','.join(sorted(item.targets))}"
