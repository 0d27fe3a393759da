"""The page contexts of the system of states: its network at the end of each period, camps, balance, strain.

Plain frozen nouns, hostile names within; intervals hold with 90%.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "NO_CAMP",
    "CampContext",
    "CurveContext",
    "CurvePoint",
    "FrameContext",
    "StandingContext",
    "StateNode",
    "StrainContext",
    "StrainsContext",
    "SystemContext",
    "SystemTie",
    "ThirdState",
    "letter_of",
]

NO_CAMP = -1


def letter_of(camp: int) -> str:
    """The letter of a camp.

    >>> letter_of(0), letter_of(27)
    ('A', 'B2')
    """
    return f"{chr(65 + camp % 26)}{camp // 26 + 1 if camp > 25 else ''}"


@dataclass(frozen=True, slots=True)
class StateNode:
    """A state and its one place in all frames.

    Attributes:
        id: Identity.
        name: Its name.
        short: What stands beside its dot.
        code: What stands there on a narrow screen.
        x: Per cent of the width.
        y: Pixels from above.
        n_events: Dated events with other states that are shown.
    """

    id: str
    name: str
    short: str
    code: str
    x: float
    y: float
    n_events: int


@dataclass(frozen=True, slots=True)
class SystemTie:
    """A pair of states at the end of a period.

    Attributes:
        pair: Place in `SystemContext.pairs`.
        level: Posterior mean, -10 to +10.
        positive: Probability that it is above zero.
        sure: Whether its interval excludes zero: only such a tie counts for camps, balance and strain.
        told: Whether an event of the pair is dated within the period.
    """

    pair: int
    level: float
    positive: float
    sure: bool
    told: bool


@dataclass(frozen=True, slots=True)
class FrameContext:
    """The system at the end of a period.

    Attributes:
        label: The period for a reader: ``2018``, ``July to September 2018``.
        when_words: The day for which it is measured.
        day: Its ordinal.
        start: Ordinal of the first day of the period.
        end: Ordinal of the day after the last.
        n_news: Dated events within it between the states shown.
        ties: Of every pair with news up to its end; empty if the period has no news.
        camps: Of each state its camp's number, or `NO_CAMP`; numbers keep their meaning over frames.
        hulls: Number of each camp, and the outline of its members as an SVG path.
        words: What there is to see, in a sentence.
    """

    label: str
    when_words: str
    day: int
    start: int
    end: int
    n_news: int
    ties: tuple[SystemTie, ...]
    camps: tuple[int, ...]
    hulls: tuple[tuple[int, str], ...]
    words: str

    @property
    def silent(self) -> bool:
        """Whether nothing is dated within the period."""
        return self.n_news == 0


@dataclass(frozen=True, slots=True)
class CampContext:
    """A camp at the newest date.

    Attributes:
        number: As in `FrameContext.camps`.
        members: Names.
        shares: Of each member, how often it is with its camp and apart from others in draws; None if
            always, nearly.
        against: Numbers of the other camps, each with the hostile and the friendly ties to it.
    """

    number: int
    members: tuple[str, ...]
    shares: tuple[float | None, ...]
    against: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class StandingContext:
    """Who stands with whom at the newest date.

    Attributes:
        when_words: That date.
        camps: Of two states or more, largest first.
        alone: Names of the states with sure ties that are in no camp.
        untied: Names of the states without a sure tie.
        words: Sentences: whether the camps are proved, how sure they are, how many there are in effect, who
            stands between them. Each begins with what it is about.
    """

    when_words: str = ""
    camps: tuple[CampContext, ...] = ()
    alone: tuple[str, ...] = ()
    untied: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A measure at the end of a period; no value where too little is known."""

    day: int
    start: int
    end: int
    silent: bool
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CurveContext:
    """A measure over time.

    Attributes:
        title: Its name.
        unit: ``share`` (0 to 1) or ``number`` (from 1).
        points: One a period.
        words: What it is and was, in a sentence; or why there is no curve.
    """

    title: str
    unit: str
    points: tuple[CurvePoint, ...]
    words: str

    @property
    def drawn(self) -> bool:
        """Whether at least two periods have a value."""
        return sum(point.value is not None for point in self.points) > 1


@dataclass(frozen=True, slots=True)
class ThirdState:
    """A third state tied to both ends of a strained tie: its name, and the signs of its two ties in words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class StrainContext:
    """A tie that balance pulls at.

    Attributes:
        names: Of the two states.
        sign: +1 or -1.
        level: Posterior mean.
        gain: Balanced triangles more if it had the other sign.
        n_thirds: Triangles that it is in.
        thirds: Those third states that pull.
        target: Address of its panel, or of its row, or empty.
        events: Identities of its events.
    """

    names: tuple[str, str]
    sign: int
    level: float
    gain: int
    n_thirds: int
    thirds: tuple[ThirdState, ...]
    target: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrainsContext:
    """The strained ties at the newest date.

    Attributes:
        rows: Most strained first.
        n_left_out: Strained ties that are not listed.
        n_triangles: Of sure ties.
    """

    rows: tuple[StrainContext, ...] = ()
    n_left_out: int = 0
    n_triangles: int = 0


@dataclass(frozen=True, slots=True)
class SystemContext:
    """Everything a report tells of the system of states.

    Attributes:
        nodes: The states shown, by identity.
        pairs: Places of two nodes and the fragment of their panel or row, or empty.
        frames: In the order of time; none if there is too little.
        step_words: ``month``, ``quarter``, ``year``, ``five years``.
        standing: At the newest date.
        balance: Balanced share of triangles.
        poles: Camps in effect.
        strains: At the newest date.
        n_left_out: States with fewer dated events that are not shown.
        n_others: Actors with dated events that are no states.
        earlier: Whether some news lies before the first frame.
        height: Of the picture in pixels.
    """

    nodes: tuple[StateNode, ...] = ()
    pairs: tuple[tuple[int, int, str], ...] = ()
    frames: tuple[FrameContext, ...] = ()
    step_words: str = "year"
    standing: StandingContext = StandingContext()
    balance: CurveContext = CurveContext("", "share", (), "")
    poles: CurveContext = CurveContext("", "number", (), "")
    strains: StrainsContext = StrainsContext()
    n_left_out: int = 0
    n_others: int = 0
    earlier: bool = False
    height: float = 0.0
