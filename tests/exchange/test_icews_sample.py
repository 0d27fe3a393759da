"""Real rows of ICEWS: none is lost. The file lies outside the repository: ``../shared``, or DETENTE_SHARED."""

import os
from pathlib import Path

import pytest

from detente.exchange import import_events

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[2].parent / "shared"))
SAMPLE = SHARED / "benchmarks" / "icews_2018_sample.tab"

pytestmark = pytest.mark.skipif(not SAMPLE.is_file(), reason=f"no sample at {SAMPLE}: set DETENTE_SHARED")


def test_every_row_is_an_event_a_mirror_a_repeat_a_fault_or_a_rejection(tmp_path):
    tally = import_events(tmp_path, [SAMPLE], "icews")
    n_lines = len(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert tally.rows == n_lines - 1 == 3705
    assert tally.rows == tally.events + tally.mirrors + tally.repeats + tally.faulty + tally.rejected
    assert tally.rejected == 0
    assert not tally.unknown
    assert tally.mirrors > 500  # the producer writes symmetric events twice
    assert tally.faults["icews_aap"] == 3
