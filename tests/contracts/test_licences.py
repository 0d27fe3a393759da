"""What is installed with détente may be used as détente may: nothing in it is under the GPL or AGPL alone."""

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"^([A-Za-z0-9_.\-]+)==", re.MULTILINE)
_FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|Zlib|Unlicense|CC0)",
    re.IGNORECASE,
)


def pinned():
    return sorted(set(_PINNED.findall((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"))))


def licence_of(told):
    """What a distribution says of its licence: the expression, else the classifiers, else the field."""
    classified = [
        row.rpartition("::")[2].strip() for row in told.get_all("Classifier", []) if row.startswith("License")
    ]
    return told.get("License-Expression") or "; ".join(classified) or (told.get("License") or "")[:200]


@pytest.mark.parametrize("name", pinned())
def test_a_package_of_the_base_install_is_free_for_all_uses(name):
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is for another system or version of Python")
    licence = licence_of(told)
    assert _FREE.search(licence), f"{name}: {licence!r}"


def test_a_package_under_the_gpl_alone_would_be_found():
    assert not _FREE.search("GPL-3.0-only")
    assert not _FREE.search("GNU Affero General Public License v3")
    assert _FREE.search("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later")
