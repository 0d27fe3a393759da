"""Fixtures of the ledger's tests, and the factory made importable."""

import io
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from detente.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path / "books") as opened:
        yield opened


def dump_text(ledger: Ledger) -> str:
    stream = io.StringIO()
    ledger.dump(stream)
    return stream.getvalue()


@pytest.fixture(name="dump_text")
def dump_text_fixture():
    return dump_text
