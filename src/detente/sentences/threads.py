"""NumPy's products on one thread: what is coded is parted among processes, and threads would only wait.

The matrices of a sentence are so small that NumPy's library for linear algebra, left to itself, spends ten
times the processor's time on waking its threads. It is told so while sentences are read, and told the old
number again afterwards. Only OpenBLAS, which NumPy's own packages bring along, can be told; any other library
is left as it is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["one_thread"]

_FOLDERS = ("../numpy.libs", ".dylibs")
_BEGINNINGS = ("scipy_openblas", "openblas")
_ENDINGS = ("64_", "", "_64")


@contextmanager
def one_thread() -> Iterator[None]:
    """While this lasts, NumPy multiplies matrices on one thread, if it can be told."""
    tell = _find_switch()
    if tell is None:
        yield
        return
    ask, put = tell
    before = ask()
    if before == 1:
        yield
        return
    put(1)
    try:
        yield
    finally:
        put(before)


@cache
def _find_switch() -> tuple[Any, Any] | None:
    """How to ask NumPy's OpenBLAS for its number of threads, and how to set it; None if there is none."""
    home = Path(np.__file__).parent
    for path in (path for folder in _FOLDERS for path in sorted((home / folder).glob("*openblas*"))):
        try:
            library = ctypes.CDLL(str(path.resolve()))
        except OSError:
            continue
        for begin, end in product(_BEGINNINGS, _ENDINGS):
            ask = getattr(library, f"{begin}_get_num_threads{end}", None)
            put = getattr(library, f"{begin}_set_num_threads{end}", None)
            if ask is not None and put is not None:
                ask.restype, put.argtypes = ctypes.c_int, (ctypes.c_int,)
                return ask, put
    return None
