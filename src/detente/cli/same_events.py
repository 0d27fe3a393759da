"""Coding a folder and scoring how its tellings of one event are brought together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from detente.coding import code_documents
from detente.core.errors import InputError
from detente.core.rejections import Rejection
from detente.documents import read_documents
from detente.evaluate.same_events import SameEventsScore, read_same_events, score_same_events
from detente.identity import find_mentions

if TYPE_CHECKING:
    from pathlib import Path

    from detente.cli.output import Row
    from detente.core.settings import Settings

__all__ = ["error_rows", "rows_of_same_events", "score_same_corpus"]


def score_same_corpus(gold: Path, corpus: Path, *, settings: Settings) -> SameEventsScore:
    """Code every article of a folder, merge their events and compare with sets of spans.

    Raises:
        InputError: If gold cannot be read, or names an article that is not in `corpus`.
    """
    sets = read_same_events(gold)
    files = sorted({span[0] for span in sets.spans()})
    missing = [name for name in files if not (corpus / name).is_file()]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(files)} articles of the gold are not in {str(corpus)!r}: "
            f"{', '.join(missing[:5])}",
            hint="--corpus takes the folder with the articles",
        )
    mentions, names = [], {}
    for item in code_documents(read_documents([corpus], settings=settings), settings=settings):
        if not isinstance(item, Rejection):
            names[item.document.id] = item.document.name
            mentions += find_mentions(item)
    return score_same_events(sets, mentions, names)


def rows_of_same_events(score: SameEventsScore) -> list[Row]:
    """The figures of both ways of merging, to be printed as a table."""
    return [
        {
            "way": way,
            "precision": group.precision,
            "recall": group.recall,
            "f1": group.f1,
            "b3_precision": group.b3_precision,
            "b3_recall": group.b3_recall,
            "b3_f1": group.b3_f1,
            "pairs": f"{group.right}/{group.joined}/{group.gold}",
            "spans": f"{score.n_found}/{score.n_spans}",
            "hard": f"{hard}/{score.n_hard}" if hard is not None else "",
        }
        for way, group, hard in (
            ("merged", score.merged, len(score.hard_joined)),
            ("one a day for each source, target and type", score.filtered, None),
        )
    ]


def error_rows(gold: Path, score: SameEventsScore) -> list[Row]:
    """The pairs joined wrongly and those that stayed apart, with the words that gold gives for them."""
    quotes = {
        (row["file"], row["start"], row["end"]): row.get("quote", "")
        for line in gold.read_text(encoding="utf-8").splitlines()
        if line.strip()
        for row in json.loads(line)["members"]
    }
    return [
        {
            "what": what,
            **{
                side: f"{span[0]}:{span[1]}-{span[2]} {quotes.get(span, '')}"
                for side, span in (("first", first), ("second", second))
            },
        }
        for what, pairs in (("joined", score.wrong), ("apart", score.missed))
        for first, second in pairs
    ]
