"""What several rooms' tests share."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small matrices: threads only wait for each other

import hypothesis
import pytest

from detente.sentences import Parser, load_parser

hypothesis.settings.register_profile("house", deadline=None)  # timing is never asserted in a test
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The spaCy pipeline, loaded once."""
    return load_parser()
