"""How dates are read stays above its floors; a run with ``-s`` shows how far these could rise."""

import tomllib
from pathlib import Path

import pytest

from detente.coding.dating import find_dates
from detente.evaluate import read_dated_texts, score_timex

DATES = Path(__file__).parent / "dates"
FLOORS = tomllib.loads((DATES / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def score():
    return score_timex(read_dated_texts(DATES), find_dates)


def test_own_dates_are_many_and_varied():
    texts = read_dated_texts(DATES)
    assert len([text for text in texts if text.name.startswith("sentences")]) >= 40
    assert sum(not text.dates for text in texts) >= 3
    assert sum(text.open_as_point for text in texts) >= 3


@pytest.mark.parametrize("figure", FLOORS)
def test_dates_are_read_above_the_floor(score, figure):
    figures = score.counts.figures()[figure]
    value = figures.get("f1", figures.get("accuracy"))
    print(f"{figure}: {value:.4f}, floor {FLOORS[figure]:.2f}")  # noqa: T201
    assert value >= FLOORS[figure], "\n".join(map(str, score.differences))
