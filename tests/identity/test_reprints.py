"""Documents that are one text, by chains of alike ones."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.documents import similarity
from detente.identity.outlets import group_reprints

from .conftest import build_mention


def _naive(signatures, floor):
    group = {document: number for number, document in enumerate(sorted(signatures))}
    for first in sorted(signatures):
        for second in sorted(signatures):
            one, two = signatures[first], signatures[second]
            if one and two and similarity(one, two) >= floor:
                old, new = max(group[first], group[second]), min(group[first], group[second])
                group = {name: new if number == old else number for name, number in group.items()}
    return group


def _signature(values):
    return b"R1" + struct.pack("<128I", *values)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 14), floor=st.sampled_from([0.3, 0.8, 1.0]))
def test_the_groups_are_those_of_comparing_all_with_all(seed, count, floor):
    rng = random.Random(seed)
    texts = [[rng.randrange(9) for _ in range(128)]]
    signatures = {}
    for number in rng.sample(range(100), count):
        values = list(rng.choice(texts))
        for place in rng.sample(range(128), rng.choice((0, 13, 25, 26, 60))):
            values[place] = rng.randrange(2**32)
        texts.append(values)
        signatures[f"d{number:03d}"] = _signature(values) if rng.random() < 0.9 else b""
    mentions = [
        build_mention(document, document=document, signature=signature)
        for document, signature in signatures.items()
    ]
    assert group_reprints(mentions, floor=floor) == _naive(signatures, floor)


def test_signatures_of_another_make_are_not_compared():
    mentions = [build_mention(name, document=name, signature=name.encode()) for name in ("d1", "d2")]
    with pytest.raises(InputError, match="cannot be compared"):
        group_reprints(mentions, floor=0.8)
