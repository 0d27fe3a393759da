"""Places where a test may end the process as a power cut would: nothing, unless an environment variable asks.

``DETENTE_FAULT_POINT=before commit:3`` kills this process, without any clearing up, when it passes the point
called ``before commit`` for the third time. Children do not inherit it: what dies is the process that was
started so.
"""

from __future__ import annotations

import os
import signal
from itertools import count

__all__ = ["FAULT_POINTS", "VARIABLE", "pass_point"]

VARIABLE = "DETENTE_FAULT_POINT"
FAULT_POINTS = (
    "file read",  # an article came out of the reading processes
    "document coded",  # and out of the coder
    "original written",  # the temporary file is on the disk, its name is not
    "document stored",  # its rows are in the open transaction
    "near-duplicates linked",
    "events compared",  # tellings compared, not yet grouped
    "events merged",  # grouped, not yet committed
    "before commit",
    "after commit",
    "report written",  # the temporary file is on the disk, its name is not
    "shard written",  # the same of the lake's Parquet
    "manifest written",  # the same of the list of the lake's files
)
"""Every point there is, in the order of a run; the last two belong to the first question to the lake."""

_asked, _, _number = os.environ.pop(VARIABLE, "").rpartition(":")
_passages = count(1)


def pass_point(name: str) -> None:
    """Go past a point; the process ends here if the environment said so when it was started."""
    if _asked and name == _asked and next(_passages) == int(_number):
        os.kill(os.getpid(), signal.SIGKILL)
