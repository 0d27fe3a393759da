"""Reading one file: its articles one after the other, every fault turned into a rejection."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from detente.core.rejections import Reason
from detente.documents.finishing import finish_document
from detente.documents.refusals import explain_fault, reject
from detente.documents.units import open_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.documents.draft import Job, Unit
    from detente.documents.limits import Limits

__all__ = ["Sign", "perform_job"]

_SKIPS_A_SIGN = 1_000


class Sign(StrEnum):
    """What a reader says between articles."""

    ALIVE = "alive"
    MANY = "many"  # this file is a collection: after a fault the reading may go on behind it


def perform_job(job: Job, *, limits: Limits, option: str) -> Iterator[Document | Rejection | Sign]:
    """The articles of a file from the `job.start`-th on, and rejections for those that cannot be had.

    A fault inside one article costs that article; a fault between articles costs the rest of the file.
    """
    try:
        with open_job(job, limits) as opened:
            if opened.is_collection:
                yield Sign.MANY
            n = 0
            for unit, note in opened.find_units():
                if unit is None:
                    yield Sign.ALIVE
                    continue
                if n >= job.start:
                    article = replace(job, name=unit.name, note=note, original_id=opened.original_id)
                    yield _perform_unit(unit, article, limits=limits, option=option)
                elif n % _SKIPS_A_SIGN == 0:
                    yield Sign.ALIVE
                n += 1
            if not n:  # a header alone, a crawl of pictures: said, so that every file is accounted for
                yield reject(Reason.EMPTY, job.name, "it is sound and holds no article", path=job.path)
    except Exception as fault:  # noqa: BLE001  parsers throw anything; this is the border where it becomes data
        reason, detail = explain_fault(fault)
        yield reject(reason, job.name, detail, path=job.path)


def _perform_unit(unit: Unit, article: Job, *, limits: Limits, option: str) -> Document | Rejection:
    try:
        return finish_document(unit.read(), article, limits=limits, option=option)
    except Exception as fault:  # noqa: BLE001  the same border, one article inside it
        reason, detail = explain_fault(fault)
        return reject(reason, unit.name, detail, path=article.path)
