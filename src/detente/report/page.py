"""One self-contained HTML file: no network, no eval, nothing of the articles taken for markup."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import re
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.core.errors import StorageError
from detente.ledger.files import remove_leftovers_of, write_whole
from detente.report.addresses import Fragments
from detente.report.anchoring import build_labels, build_links, find_anchored, is_quiet
from detente.report.charts import build_level_chart, build_small_chart, build_tilt_chart, choose_points
from detente.report.figures import (
    hold_calibration,
    hold_counts,
    hold_effect,
    hold_foretold,
    hold_level,
    hold_measure,
    hold_tilt,
)
from detente.report.island import build_island, to_island
from detente.report.outlook_words import change_words, percent
from detente.report.system_charts import build_curve_chart, build_lines, find_present
from detente.report.system_contexts import letter_of
from detente.report.trends import build_trend, peak_of
from detente.report.words import (
    LEANING_WORDS,
    MODALITY_WORDS,
    OPPOSED_WORDS,
    QUADS,
    STATUS_WORDS,
    STATUSES,
    VERDICT_WORDS,
    alike,
    count,
    date_words,
    interval_words,
    month_words,
    share_words,
    signed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.report.contexts import EventContext, ReportContext

__all__ = ["build_environment", "render_report", "write_report"]

_TOGETHER = 512  # pieces of a page that are written at a time
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@cache
def _static(name: str) -> str:
    return (resources.files("detente.report") / "static" / name).read_text(encoding="utf-8").rstrip("\n")


def build_environment() -> Environment:
    """Jinja with the filters and words that the templates use; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("detente.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["signed"] = signed
    environment.filters["island"] = lambda value: Markup(to_island(value))  # noqa: S704  escaped there
    environment.globals.update(
        address=Fragments(),
        count=count,
        date_words=date_words,
        quads=QUADS,
        status_words=STATUS_WORDS,
        modality_words=MODALITY_WORDS,
        verdict_words=VERDICT_WORDS,
        leaning_words=LEANING_WORDS,
        opposed_words=OPPOSED_WORDS,
        trend_of=build_trend,
        chart_of=build_level_chart,
        small_chart_of=build_small_chart,
        tilt_chart_of=build_tilt_chart,
        year_of=lambda day: date.fromordinal(day).year,
        interval_words=interval_words,
        share_words=share_words,
        percent=percent,
        change_words=change_words,
        month_of=lambda day: month_words(date.fromordinal(day)),
        table_points=choose_points,
        curve_chart_of=build_curve_chart,
        lines_of=build_lines,
        present_of=find_present,
        letter_of=letter_of,
        level_data=hold_level,
        tilt_data=hold_tilt,
        measure_data=hold_measure,
        counts_data=hold_counts,
        foretold_data=hold_foretold,
        calibration_data=hold_calibration,
        effect_data=hold_effect,
        quiet=is_quiet,
        alike=alike,
    )
    return environment


_environment = cache(build_environment)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _policy(script: str, style: str) -> str:
    """Only our own script and style may run, by their hash; nothing may be fetched or sent."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _choices(events: tuple[EventContext, ...]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: value and words, only what occurs."""
    actors = {
        pair
        for event in events
        for pair in zip(
            (*event.source, *event.target), (*event.source_names, *event.target_names), strict=True
        )
    }
    statuses = {event.status for event in events}
    return {
        "actors": sorted(actors, key=lambda pair: pair[1]),
        "types": [(name, name) for name in sorted({event.type for event in events})],
        "statuses": [(name, STATUS_WORDS.get(name, name)) for name in STATUSES if name in statuses],
        "quads": [(str(quad), words) for quad, words in QUADS.items()],
        "outlets": [(name, name) for name in sorted({event.outlet for event in events if event.outlet})],
    }


def render_report(context: ReportContext) -> str:
    """The whole page as text; characters no page may hold become U+FFFD."""
    return "".join(_stream_report(context))


def _stream_report(context: ReportContext) -> Iterator[str]:
    """The page in parts, so that a large one need not be held whole."""
    script, style = _static("app.js"), _static("app.css")
    anchored = find_anchored(context.statements, events=context.events)
    links = build_links(context, anchored)
    parts = (
        _environment()
        .get_template("report.html.j2")
        .stream(
            report=context,
            answers=context.answers,
            links=links,
            labels=build_labels(context, anchored),
            names={node.id: node.name for node in context.network.nodes},
            titles={article.id: article for article in context.articles},
            choices=_choices(context.events),
            peak=peak_of(context.dyads),
            level_anchors={level.dyad: level.anchor for level in context.levels.levels},
            years=[year.year for year in context.dyads[0].trend] if context.dyads else [],
            licences=_static("LICENCES.txt"),
            policy=_policy(script, style),
            script=Markup(script),  # noqa: S704 (our own bundle, checked by its hash)
            style=Markup(style),  # noqa: S704 (the same)
            island=Markup(build_island(context, links=links)),  # noqa: S704 (escaped there)
        )
    )
    parts.enable_buffering(_TOGETHER)
    return (_UNFIT.sub("\ufffd", part) for part in parts)


def write_report(context: ReportContext, path: Path) -> Path:
    """Write the page to `path`, whole or not at all.

    Raises:
        StorageError: If the folder does not exist or the disk refuses.
    """
    parts = (part.encode("utf-8") for part in _stream_report(context))
    try:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        remove_leftovers_of(path)
        write_whole(path, lambda file: file.writelines(parts), point="report written")
    except OSError as fault:
        raise StorageError(
            f"the report cannot be written to {str(path)!r}: {fault.strerror}",
            hint="choose a file in a folder that exists and may be written to",
        ) from fault
    return path
