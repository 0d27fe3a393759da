"""Whether the write-ahead log that a killed process left is whole."""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

__all__ = ["is_torn"]

_HEAD, _FRAME_HEAD = 32, 24
_MAGIC = 0x377F0682  # its last bit says in which order of bytes the sums are made
_WORD = 2**32
_RESETS = 2**20  # how often a log may have been begun anew since a frame was written

Sum = tuple[int, int]


def is_torn(log: Path) -> bool:
    """Whether frames of a log do not fit its sums, so that SQLite passes over them and all that follow.

    Frames of an earlier use of the same file are no fault, nor are frames of a transaction that did not come
    to its end. The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log, sections 4.1 and 4.2.
    """
    data = log.read_bytes() if log.is_file() else b""
    if not data:
        return False
    if len(data) < _HEAD:
        return True
    page_size: int
    magic, _, page_size, _, *salts, told_1, told_2 = struct.unpack(">8I", data[:_HEAD])
    order = ">" if magic & 1 else "<"
    (head,) = _sums(np.frombuffer(data[: _HEAD - 8], dtype=f"{order}u4").reshape(1, -1), start=(0, 0))
    if magic | 1 != _MAGIC | 1 or head != (told_1, told_2) or not page_size:
        return True
    length = _FRAME_HEAD + page_size
    count, rest = divmod(len(data) - _HEAD, length)
    frames = np.frombuffer(data, dtype=np.uint8, count=count * length, offset=_HEAD).reshape(count, length)
    told = np.ascontiguousarray(frames[:, 8:_FRAME_HEAD]).view(">u4").tolist()  # salts and sums
    summed = np.ascontiguousarray(np.delete(frames, np.s_[8:_FRAME_HEAD], axis=1)).view(f"{order}u4")
    for place, found in enumerate(_sums(summed, start=head)):
        if told[place][:2] != salts:
            return rest > 0 or any(one[:2] == salts or not _is_old(one[0], salts[0]) for one in told[place:])
        if told[place][2:] != list(found):
            return True
    return rest > 0


def _is_old(salt: int, now: int) -> bool:
    """Whether a frame was written before the log was begun anew: the first salt grows by one each time."""
    return 0 < (now - salt) % _WORD < _RESETS


def _sums(frames: NDArray[np.uint32], *, start: Sum) -> list[Sum]:
    """SQLite's running sum after each row of words.

    Each pair of words does one += first + two; two += second + one, modulo 2**32. That is linear, so what a
    row adds is found for all rows at once, and only what was there before is carried from row to row.
    """
    first, second = frames[:, ::2].astype(np.uint64), frames[:, 1::2].astype(np.uint64)
    second = (first + second) % _WORD
    powers = _powers(first.shape[1])
    weights = powers[:-1][::-1]
    added = [
        ((first * weights[:, row, 0] + second * weights[:, row, 1]) % _WORD).sum(axis=1).tolist()
        for row in (0, 1)
    ]
    (a, b), (c, d) = powers[-1].tolist()
    one, two = start
    out = []
    for more_1, more_2 in zip(*added, strict=True):
        one, two = (a * one + b * two + more_1) % _WORD, (c * one + d * two + more_2) % _WORD
        out.append((one, two))
    return out


@cache
def _powers(count: int) -> Words:
    """The step of the sum to the powers 0 to `count`: shape (count + 1, 2, 2), modulo 2**32."""
    step = np.array([[1, 1], [1, 2]], dtype=np.uint64)
    out = np.empty((count + 1, 2, 2), dtype=np.uint64)
    out[0] = np.eye(2, dtype=np.uint64)
    for place in range(count):
        out[place + 1] = (out[place] @ step) % _WORD
    return out
