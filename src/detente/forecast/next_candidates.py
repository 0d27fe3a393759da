"""Who may be the answer: past partners, those often chosen, and those whom others' dealings point to."""

from __future__ import annotations

import numpy as np

from detente.forecast.next_near import take_top
from detente.forecast.next_past import Past
from detente.forecast.next_tally import Floats32, Longs, expand_spans

__all__ = ["find_candidates"]

_SOURCES = (
    # counts, prefix of the key, most taken for one question
    ("by question", "question", 60),
    ("pair", "actor", 60),
    ("pair", "actor turned", 60),
    ("type answer", "type", 30),
    ("home to answer", "home question", 40),
    ("home pair to answer", "home actor", 25),
    ("members", "home", 20),
)
_NEAR_MOST = (30, 20, 20, 25)  # of each kind of evidence from others


def find_candidates(past: Past, actor: Longs, kind: Longs, near: Floats32) -> tuple[Longs, Longs]:
    """Question and answer of each row, ascending in both.

    Args:
        past: Counts at the start of the day.
        actor: Who is asked about, shape (questions,).
        kind: Type both ways, shape (questions,).
        near: Evidence from others, shape (kinds, questions, actors).
    """
    n = past.frame.actors
    cells = []
    for name, prefix, most in _SOURCES:
        groups, back = np.unique(_prefixes(past, prefix, actor, kind), return_inverse=True)
        tally = past.tallies[name]
        which, places = expand_spans(*tally.spans(groups, n))
        value = tally.values[places]
        top = take_top(which, (value[:, -2] + 0.05 * value[:, -1]).astype(np.float32), most)
        which, answer = which[top], tally.keys[places[top]] % n
        starts, ends = (np.searchsorted(which, back, side) for side in ("left", "right"))
        question, at = expand_spans(starts, ends)
        cells.append(question * n + answer[at])
    for table, most in zip(near, _NEAR_MOST, strict=True):
        flat = np.flatnonzero(table)
        cells.append(flat[take_top(flat // n, table.reshape(-1)[flat], most)])
    cell = np.unique(np.concatenate(cells))
    return cell // n, cell % n


def _prefixes(past: Past, name: str, actor: Longs, kind: Longs) -> Longs:
    frame = past.frame
    side = (kind >= frame.types // 2).astype(np.int64)
    home = frame.home[actor]
    return {
        "question": actor * frame.types + kind,
        "actor": actor * 2 + side,
        "actor turned": actor * 2 + 1 - side,
        "type": kind,
        "home question": home * frame.types + kind,
        "home actor": home * 2 + side,
        "home": home,
    }[name]
