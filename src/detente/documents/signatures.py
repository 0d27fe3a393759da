"""Near-duplicates: MinHash signatures of word shingles, their similarity and their look-up keys.

A. Z. Broder, "On the resemblance and containment of documents", SEQUENCES 1997, pp. 21-29. The library's
algorithm and the seed are part of the signature's first two bytes, so that signatures of another make are
never compared.
"""

from __future__ import annotations

import re
import struct
from operator import eq

from detente.core.errors import InputError

__all__ = ["build_signature", "signature_bands", "signature_values", "similarity"]

_SHINGLE = 5
_MIN_WORDS = 20
_HASHES = 128
_ROWS = 4
_SEED = 1648
_MAKE = b"R1"
_WORD = re.compile(r"\w+")


def build_signature(text: str) -> bytes:
    """The MinHash of the lower-cased word 5-shingles of `text`: 2 bytes of make and 128 32-bit values.

    Empty for fewer than 20 words: too little to tell a duplicate from a coincidence.

    >>> build_signature("too short")
    b''
    """
    words = _WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return b""
    from rensa import RMinHash  # noqa: PLC0415  the ledger imports this module and needs no hashing

    minhash = RMinHash(num_perm=_HASHES, seed=_SEED)
    minhash.update(list(map(" ".join, zip(*(words[n:] for n in range(_SHINGLE)), strict=False))))
    return _MAKE + struct.pack(f"<{_HASHES}I", *minhash.digest())


def similarity(first: bytes, second: bytes) -> float:
    """Estimated Jaccard similarity of two texts' shingles, 0 to 1; 0 if either signature is empty.

    The standard error is at most 0.045 (128 values).

    Raises:
        InputError: If a signature was made in another way.
    """
    if not first or not second:
        return 0.0
    same: int = sum(map(eq, signature_values(first), signature_values(second)))
    return same / _HASHES


def signature_bands(signature: bytes) -> tuple[str, ...]:
    """32 look-up keys: texts that share one are candidates for near-duplicates.

    With 4 values a key, a pair of similarity 0.8 shares a key with probability above 0.9999, a pair of
    similarity 0.2 with 0.05. Empty for an empty signature.
    """
    if not signature:
        return ()
    signature_values(signature)
    data = signature[len(_MAKE) :]
    width = 4 * _ROWS
    return tuple(f"{n:02d}{data[at : at + width].hex()}" for n, at in enumerate(range(0, len(data), width)))


def signature_values(signature: bytes) -> tuple[int, ...]:
    """The 128 values; the share of places in which two texts have the same one is their similarity.

    Raises:
        InputError: If the signature is empty or was made in another way.
    """
    size = len(_MAKE) + 4 * _HASHES
    if len(signature) != size or not signature.startswith(_MAKE):
        raise InputError(
            f"a signature of {len(signature)} bytes that begins {signature[:2]!r} cannot be compared",
            hint=f"expected {size} bytes beginning {_MAKE!r}; read the document again",
        )
    return struct.unpack(f"<{_HASHES}I", signature[len(_MAKE) :])
