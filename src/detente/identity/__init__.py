"""Identity: the same event told twice becomes one event with two mentions.

Enters: `EventMention`s, the coder's events with what is known of their documents; people's `Verdict`s on
pairs of them. Leaves: `MergedEvent`s, each with its mentions, every field's versions, the number of
independent outlets, and for every join its probability and reasons. Refuses verdicts that contradict each
other.

Mentions meet in blocks (dyad and side of the quad classes; for what is recalled without a date dyad, type and
topic word), pairs that may be the same are compared and get a probability from a small logistic model, and
groups grow by average linkage, never across dates that exclude each other. No comparison of two depends on
a third, so that mentions may come in any order and any batches.
"""

from detente.identity.blocks import block_keys
from detente.identity.mention import EventMention, find_mentions
from detente.identity.merged import Join, MergedEvent, Reason, Version
from detente.identity.merger import Changes, Merger, merge_mentions
from detente.identity.uniting import merged_id
from detente.identity.verdicts import Verdict

__all__ = [
    "Changes",
    "EventMention",
    "Join",
    "MergedEvent",
    "Merger",
    "Reason",
    "Verdict",
    "Version",
    "block_keys",
    "find_mentions",
    "merge_mentions",
    "merged_id",
]
