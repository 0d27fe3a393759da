"""Mechanisms put to the data of a ledger for its report, within a few seconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import detente
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.mechanisms import (
    Account,
    Assessment,
    Panel,
    account_for_change,
    assess_mechanism,
    fit_tone,
    read_mechanism_tests,
)
from detente.mechanisms.panel_rules import PanelRules, find_ties, trail
from detente.mechanisms.shared import CommonEnemy, CommonFriend, FriendsEnemy
from detente.pages.causes import (
    PAST,
    PanelAsked,
    build_cause_panel,
    gather_causes,
    keep_varied,
    list_covariates,
)
from detente.report.mechanism_build import MeasuredAccount, MeasuredCauses, Trial, choose_moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.actors.actor import Actor
    from detente.ledger import Ledger
    from detente.mechanisms import Fit
    from detente.pages.causes import Causes
    from detente.relations import Levels, Observations, Shift

__all__ = ["measure_causes"]

Dyad = tuple[str, str]
MANY, TOO_MANY = 20_000, 200_000  # rows: without the slow checks; not tested for a report
_DRAWS, _CHECKED = 99, 5_000
_NOWHERE = Path()
_PAIRS = {
    "common_enemy": CommonEnemy.pairs,
    "common_friend": CommonFriend.pairs,
    "friends_enemy": FriendsEnemy.pairs,
}


def measure_causes(
    ledger: Ledger, levels: Levels | None, *, shifts: Sequence[Shift], actors: Mapping[str, Actor]
) -> MeasuredCauses:
    """Mechanisms put to the coded events and to the imported rows, and accounts of the pairs that moved most.

    Args:
        ledger: The books.
        levels: Of the coded events; None without any.
        shifts: Of all pairs.
        actors: Of the ledger, by identity.
    """
    known_actors = {**actors, **detente.read_actor_base().actors}
    kinds = {name: actor.kind for name, actor in known_actors.items()}
    coded = levels.observations if levels is not None else None
    found = [_try_data("the events coded from these articles", coded, kinds)]
    imported, why = _observe_imported(ledger)
    if imported is not None or why:
        found.append(_try_data("imported rows", imported, kinds, why=why))
    known = [(trial.name, panel, causes) for trial, panel, causes in found if panel is not None and causes]
    fits = [_fit(panel) for _, panel, _ in known]
    between = [shift for shift in shifts if all(kinds.get(name, "state") == "state" for name in shift.dyad)]
    return MeasuredCauses(
        tuple(trial for trial, _, _ in found),
        tuple(_account(shift, known, fits) for shift in choose_moved(between)),
        {name: actor.name for name, actor in known_actors.items()},
    )


def _observe_imported(ledger: Ledger) -> tuple[Observations | None, str]:
    """The imported rows as observations; None with a reason if they are too many, without one if none."""
    from detente.exchange.importing import imported_folder  # noqa: PLC0415  light start
    from detente.exchange.reading import LAKE_NAMES  # noqa: PLC0415
    from detente.exchange.shards import read_manifest  # noqa: PLC0415
    from detente.ledger.imported import observe_rows  # noqa: PLC0415

    folders = [imported_folder(ledger.folder, form) for form in LAKE_NAMES]
    manifests = [(folder, read_manifest(folder)) for folder in folders]
    n_rows = sum(shard.rows for _, one in manifests for shard in one.shards if shard.part == "rows")
    if n_rows > TOO_MANY:
        return None, f"{n_rows:,} rows are too many for a report: run `detente test all --imported`"
    if not n_rows:
        return None, ""
    files = [file for folder, one in manifests for file in one.files(folder)]
    observed = observe_rows(files, domains=("overall",))
    return (observed, "") if observed.day.size else (None, "no row tells of what occurred between two states")


def _try_data(
    name: str, observations: Observations | None, kinds: Mapping[str, str], *, why: str = ""
) -> tuple[Trial, Panel | None, Causes | None]:
    if observations is None:
        return Trial(name, why_not=why or "no dated event is between two states"), None, None
    try:
        causes = gather_causes(PanelAsked(ledger=_NOWHERE), observations, kinds)
        n_states, n_periods = (len(set((causes.present or {})[key])) for key in ("state", "period"))
        most = n_states * (n_states - 1) // 2 * n_periods
        if most > TOO_MANY:
            imported = " --imported" if name == "imported rows" else ""
            words = f"{most:,} pairs in periods are too many for a report: run `detente test all{imported}`"
            return Trial(name, why_not=words), None, None
        panel = build_cause_panel(causes, list_covariates())
    except InputError as fault:
        return Trial(name, why_not=fault.message), None, None
    rows = [str(panel.periods[place]) for place in sorted(set(panel.period.tolist()))]
    trial = Trial(
        name,
        assessments=_assess(panel),
        n_rows=panel.n_rows,
        n_ties=int(panel.met.sum()),
        n_states=len(set(panel.i.tolist()) | set(panel.j.tolist())),
        periods=(rows[0], rows[-1]),
    )
    return trial, panel, causes


def _assess(panel: Panel) -> tuple[Assessment, ...]:
    """Of all mechanisms that the panel can test; with the slow checks where they are quick."""
    controls = [name for name in PAST if panel.covariates[:, panel.names.index(name)].std() > 0]
    out = []
    for test in read_mechanism_tests().values():
        try:
            out.append(
                assess_mechanism(
                    panel,
                    test,
                    controls=controls,
                    n_permutations=_DRAWS if panel.n_rows <= _CHECKED else 0,
                    ahead=panel.n_rows <= MANY,
                )
            )
        except (InputError, UsageError):
            continue
    return tuple(out)


def _fit(panel: Panel) -> tuple[Fit | None, str]:
    try:
        return fit_tone(keep_varied(panel)), ""
    except InputError as fault:
        return None, fault.message


def _account(
    shift: Shift,
    known: Sequence[tuple[str, Panel, Causes]],
    fits: Sequence[tuple[Fit | None, str]],
) -> MeasuredAccount:
    """By the first data with a model and a tone of the pair in both years, else by the first that have it."""
    why, first = "its states are in no data with a past", None
    for (name, panel, causes), (fit, why_no_fit) in zip(known, fits, strict=True):
        try:
            periods = _find_periods(panel, shift)
            account = account_for_change(panel, shift.dyad, periods=periods, fit=fit, why_no_fit=why_no_fit)
        except (InputError, UnknownNameError) as fault:
            why = fault.message
            continue
        found = MeasuredAccount(shift, name, account, _find_thirds(causes, panel, account))
        if fit is not None and np.isfinite(account.tone).all():
            return found
        first = first or found
    return first or MeasuredAccount(shift, why_not=why)


def _find_periods(panel: Panel, shift: Shift) -> tuple[str, str]:
    """The years of the panel's outcomes that are nearest to the shift's ends."""
    told = [str(panel.periods[place]) for place in sorted(set(panel.period.tolist()))]
    first, last = (min(max(f"{day.year:04d}", told[0]), told[-1]) for day in (shift.start, shift.end))
    if first >= last:
        raise InputError(f"its first and last year are the same in the data, {first}", hint="more years")
    return first, last


def _find_thirds(
    causes: Causes, panel: Panel, account: Account
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Third states that came to be, and ceased to be, what a covariate counts."""
    places = {name: place for place, name in enumerate(panel.states)}
    when = {str(name): place for place, name in enumerate(panel.periods)}
    ties = _find_ties(causes, places, when)
    fights = np.zeros_like(ties)
    fight = causes.links["fights"]
    for a, b, period, n in zip(fight["a"], fight["b"], fight["period"], fight["value"], strict=True):
        if a in places and b in places and period in when:
            fights[when[period], [places[a], places[b]], [places[b], places[a]]] += n
    seen = [when[period] - causes.asked.lag for period in account.periods]
    one, other = (places[state] for state in account.dyad)

    def name_all(cube: NDArray[np.float64], pairs: Sequence[tuple[int, int]]) -> list[set[str]]:
        return [
            {
                panel.states[third]
                for mine, theirs in pairs
                for third in np.flatnonzero(
                    (np.sign(cube[at, one]) == mine) & (np.sign(cube[at, other]) == theirs)
                ).tolist()
            }
            for at in seen
        ]

    named = {name: name_all(ties, pairs) for name, pairs in _PAIRS.items()}
    named["shared_threat"] = name_all(fights, ((1, 1),))
    return {
        name: (tuple(sorted(last - first)), tuple(sorted(first - last)))
        for name, (first, last) in named.items()
    }


def _find_ties(causes: Causes, places: Mapping[str, int], when: Mapping[str, int]) -> NDArray[np.float64]:
    """The signed ties that covariates of the panel saw, by period."""
    table, shape = causes.table, (len(when), len(places), len(places))
    cubes = []
    for name in ("cooperative", "conflictual"):
        cube = np.zeros(shape)
        for a, b, period, n in zip(table["a"], table["b"], table["period"], table[name], strict=True):
            cube[when[period], [places[a], places[b]], [places[b], places[a]]] += n
        cubes.append(cube)
    rules = PanelRules(neutral=causes.asked.neutral or 0.5)
    return find_ties(trail(cubes[0], rules.half_life), trail(cubes[1], rules.half_life), rules)
