"""Charts for notebooks: what is drawn is what the nouns hold, and nothing is fetched."""

from __future__ import annotations

import json
import sys
from datetime import date

import altair as alt
import numpy as np
import pytest

from detente import notebook
from detente.core.errors import InputError, MissingPartError, UnknownNameError
from detente.relations import Observations, measure_course, smooth_levels
from detente.relations.model import LevelParameters, RelationModel
from detente.system import build_system, build_system_of_matrix, build_system_of_ties

MODEL = RelationModel({"overall": LevelParameters(0.0, 2.0, 3.0, 200.0, 1.0, 0.5, 50.0)}, {}, {}, {})


def observe(n=60, spread=0.0):
    """Three dyads, of which the first falls, as levels."""
    day = date(2014, 1, 1).toordinal() + 30.0 * np.arange(n)
    intensity = np.where(np.arange(n) < n // 2, 6.0, -6.0)
    dyads = (("IND", "PAK"), ("IND", "USA"), ("PAK", "USA"))
    observations = Observations(
        dyads=dyads,
        domains=("overall",),
        events=tuple(f"e{k}" for k in range(3 * n)),
        dyad=np.repeat(np.arange(3), n),
        domain=np.zeros(3 * n, dtype=np.int64),
        event=np.arange(3 * n),
        day=np.tile(day, 3),
        spread=np.full(3 * n, spread),
        intensity=np.concatenate([intensity, np.full(n, 7.0), np.full(n, -8.0)]),
        weight=np.linspace(0.3, 1.0, 3 * n),
    )
    return smooth_levels(observations, MODEL)


def values_of(spec, named=None):
    """The rows of each part of a chart that has its own, in order."""
    named = spec.get("datasets", {}) if named is None else named
    data = spec.get("data", {})
    rows = data.get("values", named.get(data.get("name")))
    found = [] if rows is None else [rows]
    for part in (*spec.get("layer", ()), *([spec["spec"]] if "spec" in spec else ())):
        found += values_of(part, named)
    return found


def test_a_level_is_drawn_with_its_band_and_its_events():
    levels = observe()
    spec = notebook.chart_level(levels, ("PAK", "IND")).to_dict()
    course = measure_course(levels, ("IND", "PAK"))
    curve = next(rows for rows in values_of(spec) if rows and "low" in rows[0])
    low, high = course.interval()
    assert [row["level"] for row in curve] == course.mean.tolist()
    assert [row["low"] for row in curve] == low.tolist()
    assert [row["high"] for row in curve] == high.tolist()
    events = next(rows for rows in values_of(spec) if rows and "event" in rows[0])
    assert [row["event"] for row in events] == [f"e{k}" for k in range(60)]
    assert events[0]["day"] == "2014-01-01"
    assert "60 dated events;" in spec["title"]


def test_vague_dates_are_bars_and_of_very_many_events_the_weightiest_are_drawn(monkeypatch):
    monkeypatch.setattr(notebook, "_MOST_EVENTS", 10)
    spec = notebook.chart_level(observe(spread=15.0), ("IND", "PAK")).to_dict()
    bars = [rows for rows in values_of(spec) if rows and "event" in rows[0]]
    assert [len(rows) for rows in bars] == [10, 10]
    assert all(row["first"] < row["day"] < row["last"] for row in bars[0])
    assert {row["event"] for row in bars[0]} == {f"e{k}" for k in range(50, 60)}
    assert "60 dated events, 10 drawn;" in spec["title"]


def test_more_rows_than_altair_takes_of_its_own_are_drawn():
    spec = notebook.chart_level(observe(n=5_500), ("IND", "PAK")).to_dict()
    assert "5,500 dated events, 2,000 drawn" in spec["title"]


def test_unknown_pairs_and_domains_are_refused():
    with pytest.raises(UnknownNameError):
        notebook.chart_level(observe(), ("IND", "CHN"))
    with pytest.raises(UnknownNameError):
        notebook.chart_level(observe(), ("IND", "PAK"), domain="sport")


def test_a_network_is_a_matrix_with_friends_side_by_side():
    system = build_system(observe(), date(2015, 1, 1))
    spec = notebook.chart_network(system).to_dict()
    cells = values_of(spec)[0]
    assert {(cell["a"], cell["b"]): cell["sign"] for cell in cells} == {
        ("IND", "PAK"): "+", ("PAK", "IND"): "+", ("IND", "USA"): "+", ("USA", "IND"): "+",
        ("PAK", "USA"): "−", ("USA", "PAK"): "−",
    }  # fmt: skip
    assert all(0.9 <= cell["probability"] <= 1 for cell in cells)
    assert "3 ties of 3 states on 2015-01-01" in spec["title"]
    weights = np.zeros((4, 4))
    for i, j, weight in ((0, 2, 5.0), (1, 3, 4.0), (0, 1, -6.0), (2, 3, -6.0)):
        weights[i, j] = weights[j, i] = weight
    order = notebook._order(build_system_of_matrix(weights, ["A", "B", "C", "D"]))
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("AC"), frozenset("BD")}


def test_networks_of_several_days_have_one_order():
    levels = observe()
    systems = [build_system(levels, date(year, 1, 1)) for year in (2015, 2018)]
    spec = notebook.chart_networks(systems).to_dict()
    cells = values_of(spec)[0]
    assert {cell["when"] for cell in cells} == {"2015-01-01", "2018-01-01"}
    with pytest.raises(InputError, match="no system"):
        notebook.chart_networks([])


def test_a_layer_must_be_chosen_and_states_without_ties_are_drawn():
    ties = {"layer": ["a", "b"], "states": ["X", "Y", "Z"]}
    system = build_system_of_ties(["X", "X"], ["Y", "Z"], weight=[1.0, -1.0], **ties)
    with pytest.raises(InputError, match="2 layers"):
        notebook.chart_network(system)
    spec = json.dumps(notebook.chart_network(system, layer="b").to_dict())
    assert '"Y"' in spec
    empty = build_system_of_ties(["X"], ["Y"], weight=[0.0], states=["X", "Y"])
    assert "0 ties of 2 states" in notebook.chart_network(empty).to_dict()["title"]


def test_counts_are_those_of_the_ledger(tmp_path):
    from detente.cli import call  # noqa: PLC0415
    from detente.ledger import open_ledger  # noqa: PLC0415

    article = tmp_path / "a.txt"
    article.write_text(
        "Ties\n\nMOSCOW, May 4, 2018 - Russia signed a pact with Pakistan on May 2, 2018. "
        "India accused Pakistan on May 3, 2018.\n",
        encoding="utf-8",
    )
    words = ["run", article, "--ledger", tmp_path / "books", "--report", tmp_path / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    with open_ledger(tmp_path / "books", create=False, read_only=True) as ledger:
        events = [event for event in ledger.merged_events() if event.status in ("occurred", "ongoing")]
        spec = notebook.chart_counts(ledger).to_dict()
        of_one = notebook.chart_counts(ledger, actor="IND", partner="PAK").to_dict()
    rows = values_of(spec)[0]
    assert sum(row["events"] for row in rows) == len(events) == 2
    assert {row["year"] for row in rows} == {2018}
    assert all((row["n"] > 0) == ("cooperation" in row["kind"]) for row in rows)
    assert sum(row["events"] for row in values_of(of_one)[0]) == 1
    assert of_one["title"].startswith("IND and PAK: 1 events")


def test_nothing_is_fetched_to_draw(monkeypatch):
    chart = notebook.chart_network(build_system(observe(), date(2015, 1, 1)))
    bundle = chart._repr_mimebundle_(None, None)
    shown = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.vegalite.v5+json" in shown
    assert "text/html" not in shown
    schema = "https://vega.github.io/schema/vega-lite/"
    assert "://" not in json.dumps(shown).replace(schema, "")
    spec = json.dumps(chart.to_dict())
    assert '"url"' not in spec


def test_a_way_of_showing_that_was_chosen_stays():
    notebook.find_altair.cache_clear()
    with alt.renderers.enable("json"):
        notebook.find_altair()
        assert alt.renderers.active == "json"
    notebook.find_altair.cache_clear()


def test_without_altair_the_mending_command_is_named(monkeypatch):
    notebook.find_altair.cache_clear()
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingPartError) as found:
        notebook.chart_level(observe(), ("IND", "PAK"))
    assert "detente[notebook]" in found.value.hint
    notebook.find_altair.cache_clear()
