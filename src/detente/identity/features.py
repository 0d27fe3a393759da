"""What is compared in two mentions: one column a comparison, the same whichever comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.identity.likeness import read_likeness
from detente.identity.sketches import measure_cosine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.identity.columns import Columns

    Rows = NDArray[np.int64]
    Table = dict[str, NDArray[np.float64]]

__all__ = ["FEATURES", "compare_pairs"]

FEATURES: tuple[str, ...] = (
    "base",
    "same_mode",
    "other_mode",
    "other_type",
    "same_person",
    "other_person",
    "other_states",
    "same_direction",
    "reversed_direction",
    "reversed_one_sided",
    "topic_alike",
    "topic_other",
    "topic_alike_undated",
    "same_project",
    "other_project",
    "same_place",
    "other_place",
    "same_amount",
    "other_amount",
    "same_day",
    "same_day_words",
    "loose_date",
    "one_undated",
    "both_undated",
    "days_apart",
    "days_apart_words",
    "told_apart",
    "old_beside_undated",
    "passage_alike",
    "passage_alike_undated",
    "same_document",
    "same_document_other_topic",
    "recall_differs",
    "other_status",
)
_ALIKE = 0.3
_NEAR_AMOUNT = 0.08  # of a logarithm: 8 per cent
_WORD_TYPES = ("ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN")
_MUTUAL = ("AGREE", "CONSULT", "COOPERATE", "SUPPORT")  # who is named first says little
_LONGEST = 14.0  # log2 of 45 years in days


def compare_pairs(columns: Columns, first: Rows, second: Rows) -> NDArray[np.float64]:
    """The comparisons of pairs of rows: pairs x `FEATURES`, mostly 0 to 1."""
    table: Table = {"base": np.ones(len(first))}
    _compare_deed(table, columns, first, second)
    _compare_actors(table, columns, first, second)
    _compare_days(table, columns, first, second)
    _compare_words(table, columns, first, second)
    _compare_things(table, columns, first, second)
    return np.stack([table[name].astype(np.float64) for name in FEATURES], axis=1)


def _compare_deed(table: Table, columns: Columns, i: Rows, j: Rows) -> None:
    kin = read_likeness().kinship[columns.type[i], columns.type[j]]
    both = (columns.mode[i] > 0) & (columns.mode[j] > 0) & (kin == 1)
    same = columns.mode[i] == columns.mode[j]
    table["same_mode"] = _number(both & same)
    table["other_mode"] = _number(both & ~same)
    table["other_type"] = 1.0 - kin
    table["other_status"] = _number(columns.status[i] != columns.status[j])


def _compare_actors(table: Table, columns: Columns, i: Rows, j: Rows) -> None:
    common = np.bitwise_count(columns.states[i] & columns.states[j])
    either = np.bitwise_count(columns.states[i] | columns.states[j])
    same = columns.parties[i] == columns.parties[j]
    table["same_person"] = _number(same & columns.personal[i] & columns.personal[j])
    table["other_person"] = _number(~same & (columns.personal[i] | columns.personal[j]))
    table["other_states"] = np.where(same, 0.0, 1.0 - common / np.maximum(either, 1))
    directed = (columns.acted_on[i] > 0) & (columns.acted_on[j] > 0)
    straight = (columns.acting[i] & columns.acting[j] > 0) & (columns.acted_on[i] & columns.acted_on[j] > 0)
    turned = (columns.acting[i] & columns.acted_on[j] > 0) & (columns.acted_on[i] & columns.acting[j] > 0)
    table["same_direction"] = _number(directed & straight)
    table["reversed_direction"] = _number(directed & turned & ~straight)
    one_sided = ~(_of_types(columns, i, _MUTUAL) | _of_types(columns, j, _MUTUAL))
    table["reversed_one_sided"] = table["reversed_direction"] * one_sided


def _compare_days(table: Table, columns: Columns, i: Rows, j: Rows) -> None:
    both = columns.dated[i] & columns.dated[j]
    longest = np.maximum(columns.stop[i] - columns.start[i], columns.stop[j] - columns.start[j])
    exact = both & (longest == 1)
    day = exact & (columns.document[i] != columns.document[j])  # a text's events share its day anyway
    words = _of_types(columns, i, _WORD_TYPES) & _of_types(columns, j, _WORD_TYPES)
    table["same_day"] = _number(day)
    table["same_day_words"] = _number(day & words)
    table["loose_date"] = np.where(both & ~exact, np.log2(1.0 + np.maximum(longest, 1)) / _LONGEST, 0.0)
    table["one_undated"] = _number(columns.dated[i] != columns.dated[j])
    table["both_undated"] = _number(~columns.dated[i] & ~columns.dated[j])
    (start_i, stop_i), (start_j, stop_j) = _anchor(columns, i), _anchor(columns, j)
    apart = np.maximum(np.maximum(start_j - stop_i + 1, start_i - stop_j + 1), 0)
    table["days_apart"] = np.where(both, 0.0, np.log2(1.0 + apart) / _LONGEST)
    table["days_apart_words"] = table["days_apart"] * words
    known = (columns.published[i] >= 0) & (columns.published[j] >= 0)
    told = np.abs(columns.published[i].astype(np.int64) - columns.published[j])
    table["told_apart"] = np.where(exact, 0.0, np.where(known, np.log2(1.0 + told) / _LONGEST, 0.5))
    # Two texts of one day, of which one dates its event long before: the other's is today's.
    gap = np.where(known, np.log2(1.0 + apart) - np.log2(1.0 + told), 0.0)
    table["old_beside_undated"] = np.where(table["one_undated"] > 0, np.maximum(gap, 0.0) / _LONGEST, 0.0)
    table["recall_differs"] = _number(columns.recalled[i] != columns.recalled[j])


def _anchor(columns: Columns, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The days told, or that of publication."""
    dated = columns.dated[rows]
    start = np.where(dated, columns.start[rows], columns.published[rows]).astype(np.int64)
    stop = np.where(dated, columns.stop[rows], columns.published[rows] + 1).astype(np.int64)
    return start, stop


def _compare_words(table: Table, columns: Columns, i: Rows, j: Rows) -> None:
    topic = measure_cosine(columns.topic[i], columns.topic[j])
    same_document = columns.document[i] == columns.document[j]
    passage = (
        measure_cosine(columns.passage[i], columns.passage[j]) * ~same_document
    )  # else often one sentence
    undated = ~(columns.dated[i] & columns.dated[j])
    both = (columns.n_topic[i] > 0) & (columns.n_topic[j] > 0)
    table["topic_alike"] = topic
    table["topic_other"] = _number(both & (topic < _ALIKE))
    table["topic_alike_undated"] = topic * undated
    table["passage_alike"] = passage
    table["passage_alike_undated"] = passage * undated
    table["same_document"] = _number(same_document)
    table["same_document_other_topic"] = np.where(same_document & both, 1.0 - topic, 0.0)


def _compare_things(table: Table, columns: Columns, i: Rows, j: Rows) -> None:
    both = (columns.project[i] > 0) & (columns.project[j] > 0)
    same = columns.project[i] == columns.project[j]
    table["same_project"] = _number(both & same)
    table["other_project"] = _number(both & ~same)
    placed = (columns.place[i] > 0) & (columns.place[j] > 0) & (columns.document[i] != columns.document[j])
    shared = columns.place[i] & columns.place[j] > 0
    table["same_place"] = _number(placed & shared)
    table["other_place"] = _number(placed & ~shared)
    ours, theirs = columns.units[i][:, :, None], columns.units[j][:, None, :]
    comparable = (ours > 0) & (ours == theirs)
    near = np.abs(columns.amounts[i][:, :, None] - columns.amounts[j][:, None, :]) < _NEAR_AMOUNT
    equal = (comparable & near).any(axis=(1, 2))
    table["same_amount"] = _number(equal)
    table["other_amount"] = _number(comparable.any(axis=(1, 2)) & ~equal)


def _of_types(columns: Columns, rows: Rows, names: tuple[str, ...]) -> NDArray[np.bool_]:
    numbers = read_likeness().types
    chosen = np.zeros(len(numbers), dtype=bool)
    chosen[[numbers[name] for name in names]] = True
    return np.asarray(chosen[columns.type[rows]])


def _number(truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    return truth.astype(np.float64)
