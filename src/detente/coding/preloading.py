"""What coding processes share: imported by the process that they are forked from, and by nothing else.

The pipeline, the names and the rules are loaded once, and every coding process begins as a copy that has them
already. No thread may run in a process that is forked from: NumPy's products stay on one thread, and the
graph of the type model, which has threads of its own, is loaded by each process when it first asks it.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

os.environ.update({f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")})

from detente.coding.coder import Coder
from detente.coding.sample import make_sample
from detente.core.errors import DetenteError
from detente.core.settings import resolve_settings

__all__ = ["load_shared"]


def load_shared() -> None:
    """Load everything that coding a document loads, but for the type model's graph."""
    coder = Coder({**resolve_settings(), "coding.type_model": False})
    for _ in coder.code([make_sample()]):
        pass
    gc.collect()
    gc.freeze()  # what stays is not looked at again, so that its memory stays shared


with suppress(DetenteError):  # the process that codes meets the same fault, and tells it
    load_shared()
