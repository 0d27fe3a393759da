"""Which mentions are looked at together: the keys of the blocks they stand in."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from detente.identity.columns import number_of, parties_of, topic_words

if TYPE_CHECKING:
    from detente.identity.mention import EventMention

__all__ = ["block_keys"]

_MOST_PARTIES = 4
_MOST_WORDS = 6
_COOPERATION = 2


def block_keys(mention: EventMention) -> tuple[frozenset[int], frozenset[int]]:
    """Two sets of 63-bit keys, which depend on nothing but the mention.

    The first is for mentions near in time: one key for each unordered dyad and for the side of the quad
    classes (cooperation or conflict, since the two of a side are mixed up too easily). The second is for
    what is recalled without a date: dyad, type and one word of the topic, or a person's dyad, type and mode.
    """
    event = mention.event
    side = "c" if event.quad_class <= _COOPERATION else "k"
    dyads = _dyads(event.source, event.target)
    if mention.states:
        dyads |= _dyads(*parties_of(mention))
    near = frozenset(number_of(f"{side}\x1f{dyad}") for dyad in dyads)
    words = sorted(set(topic_words(mention)))[:_MOST_WORDS]
    recalled = {number_of(f"{event.type}\x1f{dyad}\x1f{word}") for dyad in dyads for word in words}
    if mention.states:  # a person in a part of its own: rare enough to be found without a topic
        raw = _dyads(event.source, event.target)
        recalled |= {number_of(f"{event.type}\x1f{dyad}\x1f\x1f{event.mode or ''}") for dyad in raw}
    return near, frozenset(recalled)


def _dyads(source: tuple[str, ...] | list[str], target: tuple[str, ...] | list[str]) -> set[str]:
    if target:
        if len(source) * len(target) <= _MOST_PARTIES * _MOST_PARTIES:
            return {"\x1f".join(sorted((a, b))) for a in source for b in target}
    elif len(source) <= _MOST_PARTIES:
        return {"\x1f".join(pair) for pair in combinations(sorted(source), 2)} or {
            source[0] if source else ""
        }
    return {"\x1f".join(sorted({*source, *target}))}  # a long list of states is told as a whole
