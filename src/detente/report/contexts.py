"""The page contexts: plain frozen nouns that hold everything a report shows, and nothing of how it looks.

Every text in them is as it was read: hostile. Escaping is the page's duty, and no other place's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.report.level_contexts import LevelsContext
from detente.report.mechanism_contexts import CausesContext
from detente.report.outlook_contexts import AnswerContext, OutlooksContext
from detente.report.statement_contexts import Merging, StatementsContext
from detente.report.system_contexts import SystemContext

__all__ = [
    "ArticleContext",
    "Counts",
    "DyadContext",
    "EventContext",
    "Finding",
    "FindingLine",
    "NetworkContext",
    "Node",
    "Passage",
    "Piece",
    "Quote",
    "RejectionCount",
    "ReportContext",
    "Tie",
    "TimelineRow",
    "TrendYear",
]


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article that states an event.

    Attributes:
        article: Identity of the article.
        start: First offset into the article's text, in code points.
        end: Offset after the last.
        text: The words.
    """

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EventContext:
    """One event, ready to be listed, filtered, drawn and opened in its article.

    Attributes:
        id: Identity in the ledger.
        anchor: Safe fragment: ``event-…`` opens the sentence.
        type: PLOVER type.
        mode: PLOVER mode, or empty.
        contexts: PLOVER contexts.
        source: Actor identities.
        target: Actor identities; empty for a symmetric event.
        source_names: The same as names.
        target_names: The same as names.
        who: ``Russia → Pakistan``, ``Pakistan and Russia``.
        what: Type in words, with the object or project if known.
        dyads: Pairs of actor identities, each sorted: those whose relation counts or
            lists it, else those of its own actors.
        status: EDTF status word of the event.
        done: Whether it is ``occurred`` or ``ongoing``: only such events move a relation.
        asserted_by: ``the author`` or an actor's name.
        date: EDTF text, or empty.
        date_words: The date for a reader, or ``undated``.
        start: First day as ISO text, or empty (undated); the last day if the beginning is open.
        end: The day after the last as ISO text, or empty (undated, or the end is open).
        precision: ``day month year decade century interval``, or empty.
        place: Where, or empty.
        object: What it is about, or empty.
        project: Named project, or empty.
        amounts: Quantities as written.
        intensity: -10 to +10.
        quad: 1 to 4.
        confidence: 0 to 1.
        article: Identity of the article of its first evidence.
        article_title: Its title.
        outlet: Who published it.
        quotes: All evidence, best first, in the first telling and in the others.
        n_articles: Articles that tell it.
        n_outlets: Outlets that tell it, copies of one text counted once.
        merging: How its tellings came together; None if it is told once, or that is not known.
    """

    id: str
    anchor: str
    type: str
    mode: str
    contexts: tuple[str, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    source_names: tuple[str, ...]
    target_names: tuple[str, ...]
    who: str
    what: str
    dyads: tuple[tuple[str, str], ...]
    status: str
    done: bool
    asserted_by: str
    date: str
    date_words: str
    start: str
    end: str
    precision: str
    place: str
    object: str
    project: str
    amounts: tuple[str, ...]
    intensity: float
    quad: int
    confidence: float
    article: str
    article_title: str
    outlet: str
    quotes: tuple[Quote, ...]
    n_articles: int
    n_outlets: int
    merging: Merging | None = None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One line of a finding.

    Attributes:
        text: In words.
        events: Identities of the events it rests on.
    """

    text: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A headline finding in words, with the events it rests on.

    Attributes:
        kind: ``dyad moved turned pacts planned conflict denied disputed asked foretold argued
            leaning contradicted outlet undated thin empty``.
        label: The kind for a reader.
        headline: One sentence.
        events: Identities of the events or statements behind the headline.
        lines: Particulars, each with its own events.
    """

    kind: str
    label: str
    headline: str
    events: tuple[str, ...]
    lines: tuple[FindingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendYear:
    """What one year adds to a dyad; an event that lasts over several years stands in each.

    Attributes:
        year: Calendar year.
        cooperative: Events of quad classes 1 and 2.
        conflictual: Events of quad classes 3 and 4.
        mean_intensity: -10 to +10.
    """

    year: int
    cooperative: int
    conflictual: int
    mean_intensity: float


@dataclass(frozen=True, slots=True)
class DyadContext:
    """A row of the table of dyads.

    Attributes:
        anchor: Safe fragment: ``dyad-…``.
        dyad: Two actor identities, sorted.
        names: Their names.
        n_events: Events that occurred or are going on.
        n_pending: Events planned, negotiated, possible, denied or asked about.
        n_by_quad: The same events by quad class 1 to 4.
        mean_intensity: Weighted by the relations' weights, -10 to +10.
        trend: Years in order, every year of the report's range present.
        n_articles: Articles that tell of it.
        n_outlets: Outlets that tell of it, copies of one text counted once.
        last: Identity of the last event, or empty.
        last_words: Its date in words.
        enough: Whether there are events enough to speak of a trend.
        events: Identities of all its events.
    """

    anchor: str
    dyad: tuple[str, str]
    names: tuple[str, str]
    n_events: int
    n_pending: int
    n_by_quad: tuple[int, int, int, int]
    mean_intensity: float
    trend: tuple[TrendYear, ...]
    n_articles: int
    n_outlets: int
    last: str
    last_words: str
    enough: bool
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text under the same events and statements.

    Attributes:
        text: The words.
        events: Anchors of the events and statements whose evidence covers it.
        first: Anchors of those whose best evidence begins here.
    """

    text: str
    events: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article.

    Attributes:
        role: ``title heading body boilerplate``.
        pieces: In order; their texts joined are the paragraph.
    """

    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """One article, with its kept text cut at the ends of the evidence.

    Attributes:
        id: Identity of the document.
        anchor: Safe fragment: ``article-…``.
        title: Headline, or the file's name.
        name: File name.
        outlet: Who published it, or empty.
        published: EDTF date, or empty.
        published_words: The date for a reader.
        url: Address if it is http or https, else empty.
        text: The kept text; empty if this report leaves it out for size.
        passages: The same text as paragraphs and pieces.
        copy_of: Identity of the earlier article that it nearly repeats, or empty.
        events: Identities of the events it tells.
        said: Identities of the claims, arguments, predictions and questions that it holds.
    """

    id: str
    anchor: str
    title: str
    name: str
    outlet: str
    published: str
    published_words: str
    url: str
    text: str
    passages: tuple[Passage, ...]
    copy_of: str
    events: tuple[str, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """An actor in the network: its identity, name, kind and number of events."""

    id: str
    name: str
    kind: str
    n_events: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A dyad in the network: warmth is the mean intensity, -10 to +10, of `n_events` events."""

    source: str
    target: str
    warmth: float
    n_events: int
    anchor: str


@dataclass(frozen=True, slots=True)
class NetworkContext:
    """Nodes and ties of the events that occurred; `n_left_out` actors are too rarely named to be drawn."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of the timeline.

    Attributes:
        label: The dyad in words, or ``all other pairs``.
        events: Identities of its dated events; each event stands in one row only.
    """

    label: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RejectionCount:
    """How often something was refused for one reason: code, words, stage and number."""

    reason: str
    words: str
    stage: str
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The sums of the report.

    Attributes:
        documents: Articles kept.
        copies: Articles that nearly repeat an earlier one.
        outlets: Outlets named.
        sentences: Sentences read.
        events: All events.
        done: Events that occurred or are going on.
        by_status: Status to number, in the order of certainty.
        rejections: By reason, most frequent first.
        inputs: Files or records given.
        stored: Of these, kept.
        duplicate: Of these, already in the books.
        rejected: Of these, refused.
    """

    documents: int
    copies: int
    outlets: int
    sentences: int
    events: int
    done: int
    by_status: tuple[tuple[str, int], ...]
    rejections: tuple[RejectionCount, ...]
    inputs: int
    stored: int
    duplicate: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Everything one report shows.

    Attributes:
        title: Of the report.
        made_on: ISO date.
        version: Of détente.
        settings_line: The settings that differ from the default, in one line.
        counts: The sums.
        findings: Headline findings, most telling first.
        dyads: Most eventful first.
        events: Newest first; at most ``report.max_events``.
        n_events_left_out: Events counted but not listed.
        articles: By date of publication.
        timeline: Rows, most eventful first.
        network: Nodes and ties.
        refused: The files that could not be read: name, reason in words, detail.
        n_refused_left_out: Refused files counted but not listed.
        statements: What the articles claim, argue, foretell and ask, and where they contradict each other.
        levels: How warm pairs were over time, how far they moved, when they turned, and to whom actors lean.
        system: Who stands with whom among the states, period by period, and how balanced that is.
        causes: Why they move: what is argued, and what the data bear out.
        outlooks: What comes next; None where nothing was foretold.
        answers: Identity of a question to its answer.
    """

    title: str
    made_on: str
    version: str
    settings_line: str
    counts: Counts
    findings: tuple[Finding, ...]
    dyads: tuple[DyadContext, ...]
    events: tuple[EventContext, ...]
    n_events_left_out: int
    articles: tuple[ArticleContext, ...]
    timeline: tuple[TimelineRow, ...]
    network: NetworkContext
    refused: tuple[tuple[str, str, str], ...]
    n_refused_left_out: int
    statements: StatementsContext = field(default_factory=StatementsContext)
    levels: LevelsContext = field(default_factory=LevelsContext)
    system: SystemContext = field(default_factory=SystemContext)
    causes: CausesContext = field(default_factory=CausesContext)
    outlooks: OutlooksContext | None = None
    answers: Mapping[str, AnswerContext] = field(default_factory=dict)
