"""What several rooms' tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small matrices: threads only wait for each other

import hypothesis
import pytest

from detente.sentences import Parser, load_parser

CHROMIUM = Path("/usr/bin/chromium")

hypothesis.settings.register_profile("house", deadline=None)  # timing is never asserted in a test
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The spaCy pipeline, loaded once."""
    return load_parser()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, headless, started once."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    flags = (
        "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
        "--no-first-run --disable-quic"
    )
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=flags.split())
        yield chromium
        chromium.close()
