"""What is made in a process of its own is what would be made here, and its arrays are mapped."""

from functools import partial

import numpy as np
import pytest

from detente.core.errors import LedgerError
from detente.ledger import open_ledger
from detente.pages import apart, dyads_tally, levels_kept


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    from pathlib import Path  # noqa: PLC0415  only here

    from detente.cli import call  # noqa: PLC0415  takes long to import

    folder = tmp_path_factory.mktemp("apart")
    examples = Path(__file__).parents[2] / "examples" / "south_asia"
    words = ["run", examples, "--ledger", folder / "ledger", "--report", folder / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    return folder / "ledger"


def test_what_is_laid_down_is_taken_up_without_being_copied(tmp_path):
    thing = {
        "days": np.arange(1000.0),
        "names": np.array([b"a", b"bc"]),
        "none": np.zeros(0),
        "words": ("x", 3),
    }
    with (tmp_path / "made").open("w+b") as file:
        apart.lay_down(thing, file)
        found = apart.take_up(file)
    for name in ("days", "names", "none"):
        np.testing.assert_array_equal(found[name], thing[name])
    assert found["words"] == thing["words"]
    assert not found["days"].flags.writeable
    assert not found["days"].flags.owndata
    assert found["days"].ctypes.data % 64 == 0


def test_a_thing_without_arrays_is_laid_down_too(tmp_path):
    with (tmp_path / "made").open("w+b") as file:
        apart.lay_down(None, file)
        assert apart.take_up(file) is None


def test_levels_made_apart_are_those_made_here(books):
    make = partial(levels_kept._measure, domain="overall")
    generation, found = apart.make_apart(make, books)
    with open_ledger(books, create=False, read_only=True) as ledger:
        here = ledger.levels(domain="overall")
        assert generation == ledger.generation()
    assert found.observations.dyads == here.observations.dyads
    assert list(found.observations.events) == list(here.observations.events)
    np.testing.assert_array_equal(found.posterior.mean, here.posterior.mean)


def test_sums_made_apart_are_those_made_here(books):
    _, found = apart.make_apart(dyads_tally._count, books, urgent=True)
    with open_ledger(books, create=False, read_only=True) as ledger:
        assert found == dyads_tally._count(ledger)


def test_a_fault_there_is_told_here(tmp_path):
    with pytest.raises(LedgerError, match="there is no ledger"):
        apart.make_apart(dyads_tally._count, tmp_path)


def test_no_file_is_left(books, monkeypatch, tmp_path):
    monkeypatch.setattr(apart.tempfile, "tempdir", str(tmp_path))
    apart.make_apart(levels_kept.is_large, books)
    assert list(tmp_path.iterdir()) == []
