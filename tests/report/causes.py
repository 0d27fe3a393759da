"""Twelve years of made-up ties among ten states, in which a common enemy makes two states deal as friends."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING

from detente.mechanisms import (
    account_for_change,
    assess_mechanism,
    build_panel_of_signs,
    fit_tone,
    read_mechanism_tests,
)
from detente.report.mechanism_build import MeasuredAccount, MeasuredCauses, Trial

if TYPE_CHECKING:
    from detente.mechanisms import Panel

STATES = ["CHN", "IND", "PAK", "RUS", "USA", *(f"S{number}" for number in range(9))]
KNOWN = ("enemy_of_enemy", "bloc_formation", "hedging")


def make_panel(n_years: int = 12) -> Panel:
    chance = Random(5)
    table, hostile = {"a": [], "b": [], "period": [], "sign": []}, set()
    for year in range(2010, 2010 + n_years):
        ties = {}
        for place, one in enumerate(STATES):
            for other in STATES[place + 1 :]:
                shared = sum({(one, third), (other, third)} <= hostile for third in STATES)
                sign = 0
                if chance.random() < (0.75 if shared else 0.25):
                    sign = 1 if chance.random() < (0.75 if shared else 0.4) else -1
                ties[one, other] = sign
                for key, value in zip(table, (one, other, str(year), sign), strict=True):
                    table[key].append(value)
        hostile = {
            way for (one, other), sign in ties.items() if sign < 0 for way in ((one, other), (other, one))
        }
    covariates = {
        one.covariate.name: one.covariate
        for name in KNOWN
        for one in read_mechanism_tests()[name].expectations
    }
    return build_panel_of_signs(table, list(covariates.values()))


def make_trial(panel: Panel, *, name: str = "imported rows", **options: object) -> Trial:
    tests = read_mechanism_tests()
    return Trial(
        name,
        [assess_mechanism(panel, tests[one], **{"n_permutations": 19, **options}) for one in KNOWN],
        n_rows=panel.n_rows,
        n_ties=int(panel.met.sum()),
        n_states=len(panel.states),
        periods=("2011", "2021"),
    )


def make_causes(report: object, *, panel: Panel | None = None) -> MeasuredCauses:
    """With the accounts of the two pairs of the report that moved most."""
    panel = panel or make_panel()
    fit = fit_tone(panel)
    accounts = []
    for shift in report.levels.shifts[:2]:
        account = account_for_change(panel, shift.dyad, periods=("2014", "2018"), fit=fit)
        thirds = dict.fromkeys(panel.names, (("S1", "S2"), ("S3",)))
        accounts.append(MeasuredAccount(SimpleNamespace(dyad=shift.dyad), "imported rows", account, thirds))
    return MeasuredCauses(
        [make_trial(panel)], accounts, {"S1": "<b>First</b>", "S2": "Second", "S3": "Third"}
    )
