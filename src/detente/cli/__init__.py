"""The command line: words in, words out.

Enters: what a user types. Leaves: data on standard output, everything else on standard error, and an exit
status: 0 fine, 1 wrong data or nothing could be coded, 2 a wrong call, 130 stopped by the user.

Starting is light: ``detente --help`` loads neither spaCy nor DuckDB; each command loads its rooms itself.
"""

import os

# The matrices of this package are many and small; threads that share one only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from detente.cli.entry import call, main

__all__ = ["call", "main"]
