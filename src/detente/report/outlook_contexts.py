"""The page contexts of what may come: forecasts, the record of past ones, what-ifs, answers to questions.

Plain frozen nouns, hostile names within; intervals hold with 90%.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.report.charts import Tick

__all__ = [
    "AnswerContext",
    "AnswerPart",
    "Bar",
    "CalibrationChart",
    "CalibrationPoint",
    "ChanceContext",
    "EffectRow",
    "FanChart",
    "KeptContext",
    "OutlookContext",
    "OutlooksContext",
    "ReasonContext",
    "WhatIfContext",
    "WhatIfEffect",
]


@dataclass(frozen=True, slots=True)
class Bar:
    """What was counted in a past month: left edge and width in per cent, top and height in pixels."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class FanChart:
    """What was seen up to a day, and what is foretold from there on; paths in a box of 1,000 across.

    Attributes:
        title: What is drawn.
        side: ``coop`` or ``conf``, for its colour; empty for neither.
        height: Of the plot in pixels, without the labels below.
        bars: Past counts.
        past_band: SVG path of the interval of a past course; may be empty.
        past: SVG path of a past course; may be empty.
        outer: SVG path of the 90% band ahead.
        inner: SVG path of the band that holds half; may be empty.
        ahead: SVG path of the mean or median ahead.
        beside: SVG path of what it is compared with; may be empty.
        now: Where the past ends, in per cent of the width.
        across: Labels of the time axis.
        down: Lines of the scale.
        words: The same in a sentence.
    """

    title: str
    side: str
    height: float
    bars: tuple[Bar, ...]
    past_band: str
    past: str
    outer: str
    inner: str
    ahead: str
    now: float
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    words: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ReasonContext:
    """What speaks for or against: features that count the same past events.

    Attributes:
        features: Each in words, with its weight in log odds.
        weight: Of all of them together.
        events: Those that are counted, the newest first.
    """

    features: tuple[tuple[str, float], ...]
    weight: float
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChanceContext:
    """Whether something will happen.

    Attributes:
        type: PLOVER type.
        words: Who does what to whom.
        probability: Calibrated.
        low: Lower end of its interval.
        high: Upper end.
        base_rate: Of all pairs; None if unknown.
        no_change: What was last seen; None if unknown.
        climatology: Of this pair; None if unknown.
        verdict: How likely that is, as far as its interval tells.
        beside: How it stands to the plain forecasts.
        n_of_type: Past events of this pair and type.
        reasons: Strongest first.
    """

    type: str
    words: str
    probability: float
    low: float
    high: float
    base_rate: float | None
    no_change: float | None
    climatology: float | None
    verdict: str
    beside: str
    n_of_type: int
    reasons: tuple[ReasonContext, ...]


@dataclass(frozen=True, slots=True)
class OutlookContext:
    """What is foretold of one pair.

    Attributes:
        anchor: Safe fragment: ``next-…``.
        dyad: Two actor identities, sorted.
        names: Their names.
        made_words: As of when.
        horizon_words: How far.
        fans: Of each class, counts by month; empty where there is no forecast of counts.
        count_words: The counts in sentences.
        count_rows: By month: its name, and for each class mean, low and high.
        past_rows: By past month: its name, and the events of each class.
        level: The level with its band, past and ahead; None without one.
        level_words: In a sentence.
        level_rows: Day, mean, low and high of what is foretold.
        level_before: The same of the past that is drawn.
        chances: Likeliest first.
        chance_days: How many days ahead these look.
        chance_within: The same in words.
        rest: On how little it rests.
        why_not: What could not be foretold, and why.
    """

    anchor: str
    dyad: tuple[str, str]
    names: tuple[str, str]
    made_words: str
    horizon_words: str
    fans: tuple[FanChart, ...]
    count_words: tuple[str, ...]
    count_rows: tuple[tuple[str, tuple[tuple[float, float, float], ...]], ...]
    past_rows: tuple[tuple[str, tuple[float, ...]], ...]
    level: FanChart | None
    level_words: str
    level_rows: tuple[tuple[str, float, float, float], ...]
    level_before: tuple[tuple[str, float, float, float], ...]
    chances: tuple[ChanceContext, ...]
    chance_days: int
    chance_within: str
    rest: str
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalibrationPoint:
    """Forecasts of about one probability: how often what they foretold came, with its interval.

    `x` and `y` and the ends of the interval are in per cent of the chart's sides.
    """

    x: float
    y: float
    low: float
    high: float
    size: float
    words: str


@dataclass(frozen=True, slots=True)
class CalibrationChart:
    """Probabilities against frequencies in a backtest.

    Attributes:
        points: From the lowest probability.
        words: What was tested and how it did.
        rows: Mean probability, frequency and number of each point.
    """

    points: tuple[CalibrationPoint, ...]
    words: str
    rows: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True)
class KeptContext:
    """A forecast that was kept, and what became of it.

    `state` is ``open unread void scored``; `verdict` its score beside those of the plain forecasts.
    """

    id: str
    question: str
    as_of: str
    closes: str
    answer: str
    state: str
    came: str
    verdict: str


@dataclass(frozen=True, slots=True)
class OutlooksContext:
    """What comes next.

    Attributes:
        outlooks: Of the most eventful pairs.
        made_words: As of when.
        why_not: Why there are none; empty if there are.
        calibration: Of a backtest on these events; None where there are too few.
        calibration_why: Why there is none.
        kept: The record of past forecasts, the latest first.
        n_kept: How many there are.
    """

    outlooks: tuple[OutlookContext, ...] = ()
    made_words: str = ""
    why_not: str = ""
    calibration: CalibrationChart | None = None
    calibration_why: str = ""
    kept: tuple[KeptContext, ...] = ()
    n_kept: int = 0


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A change with its interval: of what, in words, and whether it leaves zero out."""

    words: str
    mean: float
    low: float
    high: float
    sure: bool


@dataclass(frozen=True, slots=True)
class WhatIfEffect:
    """What a scenario changes between two.

    Attributes:
        names: Of the two.
        touched: Whether the scenario names them together.
        cooperation: Course of cooperative events a month against the untouched one.
        conflict: Likewise of conflict.
        dyad: Their identities.
        course_rows: By month and kind: month, what, untouched, and mean, low and high with the scenario.
        rows: Summed changes: all, by their own past, through the network; of cooperation and of conflict.
        level: Change of the standing at the end.
        carried: Mechanisms that surely carried some of it, with the change that is lost without each.
        asked_carried: Whether mechanisms were asked for at all.
        sign_share: Share of runs in which the tie has another sign at the end.
        n_events: Past events of the two.
    """

    names: tuple[str, str]
    dyad: tuple[str, str]
    touched: bool
    cooperation: FanChart
    conflict: FanChart
    course_rows: tuple[tuple[str, str, float, float, float, float], ...]
    rows: tuple[EffectRow, ...]
    level: EffectRow
    carried: tuple[EffectRow, ...]
    asked_carried: bool
    sign_share: float
    n_events: int


@dataclass(frozen=True, slots=True)
class WhatIfContext:
    """A scenario against the untouched course.

    Attributes:
        name: Of the scenario.
        steps: In words.
        effects: Those asked for first.
        warnings: Where it lies outside what the data have seen.
        sentences: What came out.
        made_words: From when on.
        horizon_words: How far.
        reserve: Runs, draws, seed, and what it rests on.
    """

    name: str
    steps: tuple[str, ...]
    effects: tuple[WhatIfEffect, ...]
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    made_words: str
    horizon_words: str
    reserve: str


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A part of an answer: its heading, and sentences made from numbers."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """A written question with what is known, foretold and supposed of it.

    Attributes:
        question: Identity.
        short: The answer in a sentence, no bolder than the evidence.
        parts: Course, claims, mechanisms, forecast, what-if.
        whatif: The scenario that was run; None where none could be.
        whatif_address: Where the same can be changed and run again.
    """

    question: str
    short: str
    parts: tuple[AnswerPart, ...] = field(default=())
    whatif: WhatIfContext | None = None
    whatif_address: str = ""
