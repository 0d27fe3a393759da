"""What is installed with détente may be used as détente may: nothing in it is under the GPL or AGPL alone."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"^([A-Za-z0-9_.\-]+)==", re.MULTILINE)
_FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|Zlib|Unlicense|CC0|CNRI)",
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


def is_free(licence):
    """Whether one may do with it as with détente: of what stands side by side, each; of what one may choose, one."""
    return all(_FREE.search(part) for part in re.split(r"\bAND\b", licence))


@pytest.mark.parametrize("name", pinned())
def test_a_package_of_the_base_install_is_free_for_all_uses(name):
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is for another system or version of Python")
    licence = licence_of(told)
    assert is_free(licence), f"{name}: {licence!r}"


def extras():
    """The optional parts of détente, and what each asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(project["optional-dependencies"].items())


def needed(asked):
    """What these requirements bring with them, as far as it is installed."""
    found, left = set(), [Requirement(one) for one in asked]
    while left:
        one = left.pop()
        key = (canonicalize_name(one.name), *sorted(one.extras))
        if key in found:
            continue
        found.add(key)
        for line in metadata.metadata(one.name).get_all("Requires-Dist") or []:
            more = Requirement(line)
            if more.marker is None or any(
                more.marker.evaluate({"extra": name}) for name in ("", *one.extras)
            ):
                left.append(more)
    return sorted({name for name, *_ in found})


@pytest.mark.parametrize(("extra", "asked"), extras(), ids=[name for name, _ in extras()])
def test_the_packages_of_an_extra_are_free_for_all_uses(extra, asked):
    """Not part of the base install; they are held to the same."""
    try:
        names = needed(asked)
    except metadata.PackageNotFoundError as fault:
        pytest.skip(f"{extra} is not installed: {fault}")
    licences = {name: licence_of(metadata.metadata(name)) for name in names}
    assert len(licences) >= len(asked)
    assert {name: told for name, told in licences.items() if not is_free(told)} == {}


def test_a_package_under_the_gpl_alone_would_be_found():
    assert not is_free("GPL-3.0-only")
    assert not is_free("GNU Affero General Public License v3")
    assert not is_free("MIT AND GPL-3.0-only")
    assert is_free("MIT AND BSD-3-Clause")
    assert is_free("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later")
