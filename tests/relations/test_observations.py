"""From events to observations: dates, weights, dyads, domains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.coding.event import Event, Trace
from detente.core.errors import InputError, UnknownNameError
from detente.core.spans import Span
from detente.ontology import read_ontology
from detente.relations.chain import arrange_observations
from detente.relations.course import measure_course
from detente.relations.domains import DOMAINS, _read_domains, find_domains
from detente.relations.fitting import DEFAULT_LEVELS, fit_relations
from detente.relations.levels import smooth_levels
from detente.relations.model import RelationModel
from detente.relations.observations import build_observations, weigh_event
from detente.relations.simplex import find_minimum, find_minimum_on_line

BASE = Event(
    id="e1",
    document="d",
    type="AID",
    mode=None,
    contexts=(),
    source=("RUS",),
    target=("PAK",),
    persons=(),
    status="occurred",
    asserted_by="author",
    date="2014-11-20",
    date_text=None,
    place=None,
    object=None,
    project=None,
    amounts=(),
    intensity=7.4,
    quad_class=2,
    confidence=0.5,
    evidence=(Span(0, 1, "R"),),
    trace=Trace("pattern", "0", ()),
)
PUBLISHED = {"d": "2016-03-10"}


def build(*events, **options):
    return build_observations(events, published=PUBLISHED, **options)


def test_one_event_is_one_row():
    found = build(BASE)
    assert (found.dyads, found.events, found.domains) == ((("PAK", "RUS"),), ("e1",), DOMAINS)
    assert (found.day.tolist(), found.spread.tolist()) == ([date(2014, 11, 20).toordinal()], [0.0])
    assert (found.intensity.tolist(), found.weight.tolist()) == ([7.4], [0.5])


@pytest.mark.parametrize(
    ("when", "day", "spread"),
    [
        ("2014-11", date(2014, 11, 15).toordinal() + 0.5, 14.5),
        ("2015", date(2015, 7, 2).toordinal(), 182.0),
        ("2015~", date(2015, 7, 2).toordinal(), 364.0),
        ("2016-03-01/..", date(2016, 3, 5).toordinal() + 0.5, 4.5),
        ("../2013-05-07", date(2013, 5, 7).toordinal(), 0.0),
    ],
)
def test_an_imprecise_date_stands_at_its_middle_with_its_half_width(when, day, spread):
    found = build(replace(BASE, date=when))
    assert (found.day[0], found.spread[0]) == (day, spread)


def test_undated_events_are_listed_or_count_when_told():
    undated = replace(BASE, date=None)
    assert build(undated).undated == ("e1",)
    assert build(undated).day.size == 0
    assert build(undated, undated="published").day.tolist() == [date(2016, 3, 10).toordinal()]
    assert build_observations([undated], published={}, undated="published").undated == ("e1",)


def test_only_what_happened_moves_and_repeats_count_once():
    planned = replace(BASE, id="e2", status="planned")
    assert build(BASE, planned, BASE).events == ("e1",)
    assert build(planned).undated == ()


def test_sources_are_counted_less_the_more_there_are():
    counts = [weigh_event(BASE, n_outlets=n) / BASE.confidence for n in (1, 2, 3, 1000)]
    assert counts == pytest.approx([1, 4 / 3, 1.5, 2], rel=2e-3)
    found = build(BASE, weight_of=lambda event: weigh_event(event, n_outlets=2))
    assert found.weight.tolist() == pytest.approx([2 / 3])


def test_symmetric_events_and_states_for_which_actors_stand():
    talks = replace(BASE, source=("IND", "PAK", "RUS"), target=())
    assert build(talks).dyads == (("IND", "PAK"), ("IND", "RUS"), ("PAK", "RUS"))
    assert build(talks, country_of={"IND": "PAK"}).dyads == (("PAK", "RUS"),)
    assert build(replace(BASE, source=("PAK",), target=("PAK",))).dyads == ()


@pytest.mark.parametrize(
    ("kind", "mode", "contexts", "domains"),
    [
        ("AID", "military", (), ("overall", "military")),
        ("AID", "military", ("resource",), ("overall", "economic")),
        ("CONSULT", "visit", ("military", "terrorism"), ("overall", "military", "security")),
        ("CONSULT", None, ("legal",), ("overall", "diplomatic")),
        ("PROTEST", "demo", (), ("overall",)),
        ("ASSAULT", None, (), ("overall", "military")),
        ("AGREE", None, ("no such context",), ("overall", "diplomatic")),
    ],
)
def test_domains(kind, mode, contexts, domains):
    event = replace(BASE, type=kind, mode=mode, contexts=contexts)
    assert find_domains(event) == domains
    assert [DOMAINS[index] for index in build(event).domain] == list(domains)


def test_the_table_of_domains_names_only_what_there_is():
    ontology = read_ontology()
    for (kind, name), domain in _read_domains().items():
        known = {
            "type": ontology.types,
            "mode": {f"{owner}/{mode}" for owner, mode in ontology.modes},
            "context_domain": {context.domain for context in ontology.contexts.values()},
        }[kind]
        assert name in known
        assert domain in DOMAINS


@pytest.mark.parametrize(("name", "value"), [("weight", 0.0), ("intensity", np.inf), ("spread", -1.0)])
def test_unusable_numbers_are_refused_with_their_row(made, name, value):
    good = made.observe([1.0, 2.0], [0.0, 0.0])
    columns = {key: getattr(good, key) for key in good.__dataclass_fields__}
    with pytest.raises(InputError, match=rf"no usable {name}, the first \(row 1\)"):
        type(good)(**{**columns, name: np.array([1.0, value])})


def test_columns_of_unequal_length_are_refused(made):
    good = made.observe([1.0, 2.0], [0.0, 0.0])
    columns = {key: getattr(good, key) for key in good.__dataclass_fields__}
    with pytest.raises(InputError, match="differ in length"):
        type(good)(**{**columns, "day": np.array([1.0])})


def test_nothing_to_arrange_is_refused():
    with pytest.raises(InputError, match="no observations"):
        arrange_observations(build())


def test_links_know_their_observations(made):
    observations = made.observe(
        [5, 1, 5, 1, 5], [1, 2, 3, 4, 9], dyad=[1, 0, 1, 0, 0], weight=[1, 1, 3, 1, 1]
    )
    chain = arrange_observations(observations)
    assert chain.start.tolist() == [0, 2, 3]
    assert chain.value.tolist() == [3.0, 9.0, 2.5]
    assert chain.weight.tolist() == [2.0, 1.0, 4.0]
    assert chain.link.tolist() == [2, 0, 2, 0, 1]
    assert chain.scatter.tolist() == pytest.approx([2.0, 0.0, 3.0])
    assert chain.series.tolist() == [0, 0, 1]


def test_from_events_to_a_course_in_every_domain():
    events = [
        replace(BASE, id=f"e{step}", date=f"2014-{step + 1:02d}-03", mode="military", intensity=8.3 - step)
        for step in range(12)
    ]
    observations = build(*events)
    levels = smooth_levels(observations, fit_relations(observations))
    day = [date(2014, 1, 3), date(2014, 12, 3)]
    for domain in ("overall", "military"):
        course = measure_course(levels, ("RUS", "PAK"), domain=domain, dates=day)
        assert course.mean[0] > course.mean[1]
        assert course.n_observations == 12
    with pytest.raises(UnknownNameError, match="economic"):
        measure_course(levels, ("RUS", "PAK"), domain="economic", dates=day)
    everywhere = RelationModel(dict.fromkeys(DOMAINS, DEFAULT_LEVELS), {}, {}, {})
    course = measure_course(
        smooth_levels(observations, everywhere), ("PAK", "RUS"), domain="economic", dates=day
    )
    assert (course.n_observations, *course.mean) == (0, 0.0, 0.0)


def test_minima_are_found():
    valley = find_minimum(
        lambda x: float((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2),
        np.array([-1.0, 1.0]),
        tolerance=1e-6,
    )
    assert valley.converged
    assert valley.point.tolist() == pytest.approx([1, 1], abs=1e-3)
    assert find_minimum_on_line(lambda x: (x - 0.3) ** 2, -5, 5) == pytest.approx(0.3, abs=1e-3)
    assert not find_minimum(lambda x: float(x @ x), np.full(3, 9.0), max_calls=10).converged
