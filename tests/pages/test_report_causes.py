"""Mechanisms put to the data of a ledger for its report."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace

import pytest

import detente
from detente.exchange import import_events
from detente.mechanisms import account_for_change
from detente.pages import report_causes
from detente.pages.causes import PanelAsked, build_cause_panel, list_covariates, read_causes
from detente.pages.report_causes import _find_thirds, measure_causes


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    chance = Random(2)
    names = ["RUS", "CHN", "PAK", "IND", "USA", "FRA", "GBR", "IRN", "TUR"]
    lines = ["date,source,target,type"]
    for day in range(0, 365 * 8, 3):
        one, other = chance.sample(names, 2)
        foes = {one, other} in ({"IND", "PAK"}, {"USA", "RUS"}, {"USA", "IRN"})
        deed = "ASSAULT" if foes else chance.choice(["AGREE", "CONSULT", "ACCUSE"])
        lines.append(f"{date(2010, 1, 1) + timedelta(days=day)},{one},{other},{deed}")
    (folder / "facts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    detente.open_ledger(folder / "ledger").close()
    import_events(folder / "ledger", [folder / "facts.csv"], "csv")
    return folder / "ledger"


def measure(folder, **options):
    with detente.open_ledger(folder, create=False, read_only=True) as books:
        return measure_causes(books, None, **{"shifts": [], "actors": {}, **options})


def test_imported_rows_are_tested_beside_the_coded_events(imported):
    shift = SimpleNamespace(
        dyad=("IND", "PAK"), change=-2.0, sd=0.1, start=date(2012, 3, 1), end=date(2016, 5, 1)
    )
    found = measure(imported, shifts=[shift])
    assert [trial.name for trial in found.trials] == ["the events coded from these articles", "imported rows"]
    assert found.trials[0].why_not
    assert found.trials[1].n_states == 9
    assert {"enemy_of_enemy", "hedging"} <= {one.test.name for one in found.trials[1].assessments}
    assert found.names["PAK"] == "Pakistan"
    assert found.accounts[0].account.periods == ("2012", "2016")


def test_too_many_rows_are_not_tested_and_it_is_said(imported, monkeypatch):
    monkeypatch.setattr(report_causes, "TOO_MANY", 300)
    found = measure(imported)
    assert "rows are too many for a report: run `detente test all --imported`" in found.trials[1].why_not
    monkeypatch.setattr(report_causes, "TOO_MANY", 980)
    assert measure(imported).trials[1].assessments
    assert not measure(imported).trials[1].why_not


def test_the_third_states_named_are_those_that_are_counted(imported):
    causes = read_causes(PanelAsked(ledger=imported, imported=True))
    panel = build_cause_panel(causes, list_covariates())
    seen = 0
    for dyad in (("IND", "PAK"), ("IRN", "RUS"), ("CHN", "USA"), ("FRA", "TUR")):
        account = account_for_change(panel, dyad, periods=("2012", "2016"))
        thirds = _find_thirds(causes, panel, account)
        for part in account.parts:
            if part.covariate in thirds:
                came, went = thirds[part.covariate]
                assert len(came) - len(went) == part.moved
                seen += len(came) + len(went)
    assert seen
