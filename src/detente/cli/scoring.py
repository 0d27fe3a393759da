"""Coding the corpus that a gold folder names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.coding import code_documents, records_of
from detente.core.errors import InputError
from detente.core.rejections import Rejection
from detente.documents import read_documents
from detente.evaluate import GoldScore, read_gold, score_gold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from detente.core.settings import Settings

__all__ = ["code_records", "corpus_of", "score_corpus"]


def corpus_of(gold: Path) -> Path:
    """Where a gold folder's articles lie if nobody says: in it, or in ``../../corpus/NAME`` beside it."""
    beside = gold.resolve().parent.parent / "corpus" / gold.resolve().name
    return beside if beside.is_dir() and not any(gold.glob("*.txt")) else gold


def score_corpus(
    gold: Path, corpus: Path, *, docs: Iterable[str] | None = None, settings: Settings
) -> GoldScore:
    """Code the articles that the gold names and score what was found.

    Raises:
        InputError: If gold cannot be read, or names an article that is not in `corpus`.
    """
    documents = read_gold(gold, docs=docs)
    missing = [name for name in documents if not (corpus / name).is_file()]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(documents)} articles of the gold are not in {str(corpus)!r}: "
            f"{', '.join(missing[:5])}",
            hint="--corpus takes the folder with the articles",
        )
    paths = [str(corpus / name) for name in documents]
    return score_gold(documents, code_records(paths, settings=settings))


def code_records(paths: Sequence[str], *, settings: Settings) -> Iterator[dict[str, Any]]:
    """The interchange records of some files."""
    for item in code_documents(read_documents(paths, settings=settings), settings=settings):
        if isinstance(item, Rejection):
            yield item.to_json()
        else:
            yield from records_of(item)
