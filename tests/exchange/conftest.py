"""Makes the made-up rows importable and gives short ways to write and read files."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from detente.exchange.schema import IMPORTED_SCHEMA


@pytest.fixture
def write(tmp_path):
    def write_lines(name, *lines, end="\n"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(("\n".join(lines) + end).encode())
        return path

    return write_lines


@pytest.fixture
def rows_of():
    """The rows of batches as dicts, and what was refused."""

    def collect(batches):
        batches = list(batches)
        table = (
            pa.concat_tables([batch.table for batch in batches]) if batches else IMPORTED_SCHEMA.empty_table()
        )
        return table.to_pylist(), [rejection for batch in batches for rejection in batch.rejections]

    return collect
