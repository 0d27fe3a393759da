"""What several rooms' tests share."""

from __future__ import annotations

import hypothesis
import pytest

from detente.sentences import Parser, load_parser

hypothesis.settings.register_profile("house", deadline=None)  # timing is never asserted in a test
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The spaCy pipeline, loaded once."""
    return load_parser()
