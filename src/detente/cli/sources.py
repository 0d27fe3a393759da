"""What détente rests on, and how to cite it."""

from __future__ import annotations

import hashlib

import detente
from detente.core.provenance import DataFile, data_folder, read_data_files

__all__ = ["cite_bibtex", "cite_text", "is_unchanged"]

_AUTHOR = "The Détente developers"
_TITLE = "Détente: sourced event data and relations between states from news text"


def is_unchanged(row: DataFile) -> bool:
    """Whether the installed file is the one whose hash was recorded."""
    file = data_folder(row.room) / row.file
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == row.sha256


def cite_text() -> str:
    """The citation as text, and the works that the data files name."""
    works = sorted({work for row in read_data_files() for work in row.sources})
    head = f"{_AUTHOR}. {_TITLE}. Version {detente.__version__}. Software, Apache-2.0.\n"
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
        f"  version = {{{detente.__version__}}},\n"
        "  license = {Apache-2.0}\n"
        "}\n"
    )
