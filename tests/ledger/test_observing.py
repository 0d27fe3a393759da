"""Observations out of the columns are those that the events give."""

from __future__ import annotations

import numpy as np
import pytest
from factory import build_coded

from detente.ledger import open_ledger
from detente.ledger.observing import Identities, read_observations
from detente.relations import DOMAINS, build_observations, weigh_event

COLUMNS = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with open_ledger(tmp_path_factory.mktemp("observed")) as ledger:
        with ledger.batch():
            for number in range(30):
                day = f"2021-04-{number % 28 + 1:02d}" if number % 5 else None
                ledger.add(build_coded(number, published=day))
            ledger.add(build_coded(3, name="again.txt", published="2018-08"))
        names = [event.id for event, _ in ledger.representatives()]
        ledger.correct(names[0], "wrong", by="a reader")
        ledger.correct(names[1], "edit", by="a reader", changes={"type": "ASSAULT", "date": "2019"})
        ledger.correct(names[2], "edit", by="a reader", changes={"date": "2020-01/.."})
        ledger.correct(names[3], "join", by="a reader", other=names[4])
        yield ledger


def build(ledger, undated):
    shown = list(ledger.representatives())
    outlets = {event.id: merged.n_outlets for event, merged in shown}
    return build_observations(
        (event for event, _ in shown),
        published=ledger.publication_dates(),
        weight_of=lambda event: weigh_event(event, n_outlets=outlets[event.id]),
        undated=undated,
    )


@pytest.mark.parametrize("undated", ["apart", "published"])
@pytest.mark.parametrize("domain", [None, "overall", "economic", "military"])
def test_they_are_those_of_the_events(filled, domain, undated):
    wanted = build(filled, undated)
    found = read_observations(filled._connection, domain=domain, undated=undated)
    kept = np.full(wanted.day.size, fill_value=True)
    if domain is not None:
        kept = wanted.domain == DOMAINS.index(domain)
    assert kept.any()
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name)[kept], err_msg=name)
    assert (found.dyads, tuple(found.events)) == (wanted.dyads, tuple(wanted.events))
    assert sorted(found.undated) == sorted(wanted.undated)


def test_some_events_are_observed_as_all_are(filled):
    every = filled.observations(domain="overall")
    names = list(every.events)[3:9]
    some = filled.observations(domain="overall", events=[*names, "none such"])
    assert sorted(some.events) == sorted(names)
    rows = [row for row in range(every.day.size) if every.events[every.event[row]] in names]
    np.testing.assert_array_equal(some.day, every.day[rows])
    np.testing.assert_array_equal(some.weight, every.weight[rows])
    assert [some.dyads[place] for place in some.dyad] == [every.dyads[place] for place in every.dyad[rows]]
    assert filled.observations(events=[]).day.size == 0


def test_the_ledger_has_what_makes_a_difference(filled):
    observations = read_observations(filled._connection)
    assert {0.0} < set(observations.spread)
    assert observations.undated
    assert len(read_observations(filled._connection, undated="published").undated) < len(observations.undated)


def test_an_empty_ledger_has_none(ledger):
    found = read_observations(ledger._connection)
    assert (found.day.size, found.dyads, tuple(found.events), found.undated) == (0, (), (), ())


def test_identities_are_read_as_a_tuple_is():
    names = Identities(["e1", "e22", "é"])
    assert (len(names), names[0], names[-1], names[1:]) == (3, "e1", "é", ("e22", "é"))
    assert (list(names), "e22" in names, names.index("é")) == (["e1", "e22", "é"], True, 2)
    with pytest.raises(IndexError):
        names[3]
    assert not list(Identities([]))


def test_some_actors_are_read_as_all_are(filled):
    known = {actor.id: actor for actor in filled.actors()}
    assert len(known) > 5
    names = [*sorted(known)[::2], "nobody"]
    assert list(filled.actors(names)) == [known[name] for name in names[:-1]]
    row = "INSERT INTO document_actors SELECT id, 'RUS', ?, 'state', 'RUS', '' FROM documents WHERE id = ?"
    with open_ledger(filled.folder.parent / "other") as ledger:
        for number in range(3):
            ledger.add(build_coded(number))
        ledger._connection.execute("DELETE FROM document_actors WHERE actor = 'RUS'")
        documents = [document.id for document in ledger.documents()]
        for name, document in zip(("Zaria", "Russia", "Russia"), documents, strict=True):
            ledger._connection.execute(row, (name, document))
        assert [actor.name for actor in ledger.actors(["RUS"])] == ["Russia"]
        assert [actor.name for actor in ledger.actors() if actor.id == "RUS"] == ["Russia"]
