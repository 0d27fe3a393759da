"""The level of a pair as its page needs it is that of the pair, and is measured once."""

import numpy as np
import pytest

from detente.ledger.observing import Identities
from detente.pages import dyads_levels
from detente.pages.dyads_levels import find_news, measure_pair, names_at
from detente.pages.scopes_levels import measure_dyad
from detente.relations import Observations, fit_relations, smooth_levels
from detente.report.silences import find_silences

PAIR = ("IND", "PAK")


@pytest.fixture(scope="module")
def levels():
    chance = np.random.default_rng(3)
    n = 400
    days = np.sort(chance.integers(730_000, 737_000, n)).astype(float)
    days[days > 735_000] += 900  # nothing is told for a while
    observations = Observations(
        dyads=(("CHN", "IND"), PAIR),
        domains=("overall",),
        events=Identities([f"e{number}" for number in range(n)]),
        dyad=chance.integers(0, 2, n),
        domain=np.zeros(n, dtype=np.int64),
        event=chance.permutation(n),
        day=chance.permutation(days),
        spread=chance.choice([0.0, 0.0, 15.0, 182.5], n),
        intensity=chance.normal(0, 4, n),
        weight=np.ones(n),
    )
    return smooth_levels(observations, fit_relations(observations))


def test_it_is_the_level_of_the_pair(levels):
    whole = measure_dyad(levels, PAIR)
    shown = sorted(whole.placed)[::3]
    found = measure_pair(
        levels, PAIR, find_news(levels, PAIR, domain="overall"), domain="overall", shown=shown
    )
    assert found.placed == {name: whole.placed[name] for name in shown}
    assert found.courses[0].dyad == whole.courses[0].dyad
    np.testing.assert_array_equal(found.courses[0].mean, whole.courses[0].mean)
    assert found.dated == whole.dated
    assert found.window == whole.window
    assert [shift.change for shift in found.shifts] == [shift.change for shift in whole.shifts]


def test_its_silences_are_those_between_all_news(levels):
    whole = measure_dyad(levels, PAIR)
    news = find_news(levels, PAIR, domain="overall")
    found = measure_pair(levels, PAIR, news, domain="overall", shown=())
    silences = find_silences(list(whole.placed.values()))
    assert silences
    assert find_silences(found.news[PAIR]) == silences
    assert len(found.news[PAIR]) == len(silences) + 1


def test_the_news_are_in_order_with_their_events(levels):
    news = find_news(levels, PAIR, domain="overall")
    placed = measure_dyad(levels, PAIR).placed
    assert (np.diff(news.days) >= 0).all()
    names = names_at(levels, news.events)
    assert dict(zip(names, zip(news.days, news.spreads, strict=True), strict=True)) == placed


def test_it_is_measured_once_for_the_same_levels(levels, monkeypatch):
    measured = []

    def measure(levels, dyad, *, domain):
        measured.append(dyad)
        return measure_dyad(levels, dyad, domain=domain)

    monkeypatch.setattr(dyads_levels, "measure_dyad", measure)
    monkeypatch.setattr(dyads_levels, "_SHELF", dyads_levels._Shelf())
    news = find_news(levels, PAIR, domain="overall")
    for _ in range(3):
        measure_pair(levels, PAIR, news, domain="overall", shown=())
    assert measured == [PAIR]
    others = smooth_levels(levels.observations, levels.model)
    measure_pair(others, PAIR, news, domain="overall", shown=())
    assert measured == [PAIR, PAIR]


def test_of_whom_nothing_dated_is_told_there_is_none(levels):
    assert find_news(levels, ("CHN", "PAK"), domain="overall") is None
    assert find_news(None, PAIR, domain="overall") is None
    assert measure_pair(levels, ("CHN", "PAK"), None, domain="overall", shown=()).courses == ()
