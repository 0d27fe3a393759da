"""What several rooms' tests share."""

from __future__ import annotations

import pytest

from detente.sentences import Parser, load_parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The spaCy pipeline, loaded once."""
    return load_parser()
