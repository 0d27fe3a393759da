"""Processes that fill a ledger until they are done or killed.

Reads lines ``FIRST LAST MOST`` and forks a writer for each: it writes its process number (4 bytes), ``!`` once
the ledger is open and ``.`` for each input added; ``#`` follows when it is gone.
"""

from __future__ import annotations

import os
import struct
import sys

from factory import build_coded, near_copy, original_bytes

from detente.core.rejections import Reason, Rejection
from detente.ledger import open_ledger


def fill(folder: str, first: int, last: int, most: int) -> None:
    os.write(1, struct.pack("I", os.getpid()))
    with open_ledger(folder) as ledger:
        os.write(1, b"!")
        with ledger.batch(most=most, seconds=0.05):
            for number in range(first, last):
                if add_input(ledger, number):
                    os.write(1, b".")


def add_input(ledger, number: int) -> bool:
    """Add the input with this number; whether it was new."""
    if number % 10 == 9:
        rejection = Rejection(Reason.EMPTY, "documents", f"{number}.txt", "nothing in it")
        ledger.add_rejection(rejection, path=f"news/{number}.txt")
        return False
    if number % 10 == 8:
        coded = build_coded(number - 3, name=f"copy-{number}.txt", n_sentences=6)
    elif number % 10 == 7:
        coded = near_copy(build_coded(number - 3, n_sentences=6), name=f"near-{number}.txt")
    else:
        coded = build_coded(number, n_sentences=6)
    if ledger.knows(coded.document.path, coded.document.original_id):
        return False
    ledger.add(coded, original=original_bytes(coded.document))
    return True


def main(folder: str) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            fill(folder, *map(int, line.split()))
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"#")


if __name__ == "__main__":
    main(sys.argv[1])
