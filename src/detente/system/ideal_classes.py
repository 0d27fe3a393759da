"""How often two states oppose each other, if votes are of some classes of the item response model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.system.network import Floats

__all__ = ["Classes", "Meetings", "build_classes", "measure_information", "measure_misfit", "measure_spread"]

_SLOPES = (0.7, 2.0, 5.0)
_WIDTHS = (0.2, 1.5)
_NO_WIDTH = (0.01,)
_EDGE = 3.5
_N_PLACES = 15
_LEAST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Kinds of votes, each array of shape (classes,).

    Attributes:
        slope: Discrimination, in logits a unit of position.
        width: Half the distance between the thresholds of no and yes, in logits.
        place: Position at which yes and no are equally likely.
    """

    slope: Floats
    width: Floats
    place: Floats

    def find_odds(self, points: Floats) -> tuple[Floats, Floats]:
        """Probabilities of yes and of no, shape (states, classes)."""
        lean = self.slope * (points[:, None] - self.place)
        return 1.0 / (1.0 + np.exp(self.width - lean)), 1.0 / (1.0 + np.exp(self.width + lean))


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """What the dyads of one period did, shape (states, states) each, symmetric, diagonal 0.

    Attributes:
        joint: Votes in which both took part.
        opposed: Of these, one voted yes and one no.
        half: Of these, one of the two abstained; None if that is not known.
    """

    joint: Floats
    opposed: Floats
    half: Floats | None


def build_classes(*, abstentions: bool) -> Classes:
    """Fifteen places by three discriminations, by two widths of abstention if there are any."""
    widths = _WIDTHS if abstentions else _NO_WIDTH
    cells = np.meshgrid(_SLOPES, widths, np.linspace(-_EDGE, _EDGE, _N_PLACES), indexing="ij")
    slope, width, place = (cell.ravel().astype(np.float64) for cell in cells)
    return Classes(slope, width, place)


def measure_misfit(
    points: Floats, shares: Floats, meetings: Meetings, classes: Classes
) -> tuple[float, Floats, Floats]:
    """Squared misfit of the counts, and its slopes in the points and in the shares of the classes.

    ``sum over dyads (opposed - joint * P(opposed))^2 / (joint * v)``, v the variance of a single vote of
    all dyads pooled; the same of votes in which one abstained. The variance is common to all dyads, and not
    that of each, because the votes of a bloc are no independent trials: their own variance, near 0, would
    let the blocs' cohesion decide the points.
    """
    yes, no = classes.find_odds(points)
    blank = 1.0 - yes - no
    opposed = (yes * shares) @ no.T
    opposed = opposed + opposed.T
    joint = meetings.joint
    value, pull = _compare(meetings.opposed, joint, opposed)
    same_pull = np.zeros_like(pull)
    if meetings.half is not None:
        same = (yes * shares) @ yes.T + (no * shares) @ no.T + (blank * shares) @ blank.T
        more, half_pull = _compare(meetings.half, joint, 1.0 - opposed - same)
        value, pull, same_pull = value + more, pull - half_pull, -half_pull
    from_yes, from_no = pull @ yes, pull @ no
    alike_yes, alike_no = same_pull @ yes, same_pull @ no
    alike_blank = same_pull.sum(axis=1)[:, None] - alike_yes - alike_no
    by_yes = (from_no + alike_yes - alike_blank) * shares
    by_no = (from_yes + alike_no - alike_blank) * shares
    by_points = (classes.slope * (by_yes * yes * (1.0 - yes) - by_no * no * (1.0 - no))).sum(axis=1)
    by_shares = (yes * from_no).sum(axis=0)
    by_shares += 0.5 * (yes * alike_yes + no * alike_no + blank * alike_blank).sum(axis=0)
    return value, by_points, by_shares


def measure_spread(meetings: Meetings) -> float:
    """The misfit if every dyad opposed, and half agreed, equally often."""
    total = 0.0
    for counts in (meetings.opposed, meetings.half):
        if counts is not None:
            share = float(counts.sum() / meetings.joint.sum())
            total += _compare(counts, meetings.joint, np.full_like(counts, share))[0]
    return total


def measure_information(points: Floats, shares: Floats, classes: Classes) -> Floats:
    """Fisher information on a state's position of one vote, mean over classes, shape (states,)."""
    yes, no = classes.find_odds(points)
    up, down = classes.slope * yes * (1.0 - yes), -classes.slope * no * (1.0 - no)
    blank = np.maximum(1.0 - yes - no, 1e-9)
    return np.asarray((up**2 / yes + down**2 / no + (up + down) ** 2 / blank) @ shares, dtype=np.float64)


def _compare(counts: Floats, joint: Floats, expected: Floats) -> tuple[float, Floats]:
    """Half the misfit summed over dyads, and minus its slope in the expected shares."""
    share = float(counts.sum() / joint.sum())
    variance = max(share * (1.0 - share), _LEAST)
    off = np.where(joint > 0, counts - joint * expected, 0.0)
    value = 0.25 * float((off**2 / np.maximum(joint, _LEAST)).sum()) / variance
    return value, -off / variance
