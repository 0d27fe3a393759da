"""What the four commands on the system of states have in common: reading, dividing, printing, saying."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

from detente.cli.options import Format
from detente.cli.output import print_rows, say
from detente.cli.standing_days import build_standing
from detente.cli.standing_options import check_layers, split_states
from detente.cli.standing_rows import camp_rows
from detente.cli.standing_sources import Asked, read_evidence, tell_evidence
from detente.cli.standing_words import too_little
from detente.system import find_camps, measure_clusterability
from detente.system.stability import build_graph_of_system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from detente.cli.standing_days import Standing
    from detente.cli.standing_sources import Evidence
    from detente.system import Camps, System

__all__ = ["divide", "name_source", "print_camps", "print_lines", "read_asked", "stand", "tell_reserve"]


def read_asked(  # noqa: PLR0913  each is an option of the commands
    ledger: Path,
    data: Path | None,
    *,
    domains: list[str] | None,
    states: str | None,
    undated: Literal["apart", "published"],
    imported: bool,
    others: bool,
) -> Evidence:
    """The evidence that the options ask for; raises as `read_evidence` and `check_layers`."""
    asked = Asked(
        ledger=ledger,
        data=data,
        domains=check_layers(domains),
        undated=undated,
        imported=imported,
        states=split_states(states),
        others=others,
    )
    return read_evidence(asked)


def stand(evidence: Evidence, at: str | None) -> Standing | None:
    """The system asked for; None if it has no tie, and then it is said why."""
    standing = build_standing(evidence, at)
    lines = too_little(standing.system, standing.words, evidence)
    for line in lines:
        say(line)
    if lines:
        tell_reserve(evidence, [standing])
    return None if lines else standing


def tell_reserve(evidence: Evidence, standings: Sequence[Standing]) -> None:
    """On standard error, how much is known at all, and which systems rest on later events."""
    for line in tell_evidence(evidence, [one.system for one in standings]):
        say(line)


def divide(system: System, k: int | None, *, seconds: float) -> Camps:
    """The optimal camps, each tie counting 1: at most `k`, or as many as fit."""
    graph = build_graph_of_system(system, weighted=False)
    if k is None:
        return measure_clusterability(graph, seconds=seconds)
    return find_camps(graph, min(k, system.n_states), seconds=seconds)


def print_camps(members: list[dict[str, Any]], *, title: str = "Camps", apart: bool = True) -> None:
    """The camps of two or more as a table."""
    found = camp_rows(members)
    if found and apart:
        sys.stdout.write("\n")
    print_rows(found, ("camp", "size", "states"), style=Format.TABLE, title=title)


def print_lines(lines: list[dict[str, Any]]) -> None:
    """Courses as lines of blocks, under a table."""
    if lines:
        sys.stdout.write("\n")
        print_rows(lines, ("share_of", "course", "least", "greatest"), style=Format.TABLE)


def name_source(evidence: Evidence) -> str:
    """What a system was made from, for a file."""
    if evidence.table is not None:
        return evidence.table.name
    return "imported rows" if evidence.asked.imported else "ledger"
