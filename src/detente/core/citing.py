"""What détente rests on, and how to cite it."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version

from detente.core.provenance import DataFile, data_folder, read_data_files

__all__ = ["cite_bibtex", "cite_software", "cite_text", "is_unchanged", "list_works"]

_AUTHOR = "The Détente developers"
_TITLE = "Détente: sourced event data and relations between states from news text"


def is_unchanged(row: DataFile) -> bool:
    """Whether the installed file is the one whose hash was recorded."""
    file = data_folder(row.room) / row.file
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == row.sha256


def list_works() -> tuple[str, ...]:
    """The published works that the data files name, each once, in the order of the alphabet."""
    return tuple(sorted({work for row in read_data_files() for work in row.sources}))


def cite_software() -> str:
    """The citation as one line."""
    return f"{_AUTHOR}. {_TITLE}. Version {_version()}. Software, Apache-2.0."


def cite_text() -> str:
    """The citation as text, and the works that the data files name."""
    works = list_works()
    head = f"{cite_software()}\n"
    if not works:
        return head
    return (
        head
        + "\nIts ontology and data files can be checked against:\n"
        + "".join(f"- {work}\n" for work in works)
    )


def cite_bibtex() -> str:
    """The citation as a BibTeX entry."""
    return (
        "@software{detente,\n"
        "  author  = {{The D{\\'e}tente developers}},\n"
        "  title   = {D{\\'e}tente: sourced event data and relations between states from news text},\n"
        f"  version = {{{_version()}}},\n"
        "  license = {Apache-2.0}\n"
        "}\n"
    )


def _version() -> str:
    try:
        return version("detente")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
