"""Statements: what texts claim of relations, argue, foretell and ask.

Enters: a sentence the patterns have read, with its actors. Leaves: `Claim`, `MechanismStatement`,
`Prediction`, `Question`, each with evidence and trace. Refuses nothing: a sentence without any has none.
"""

from detente.coding.statements.cues import speaks_of_relations
from detente.coding.statements.gathering import gather_statements
from detente.coding.statements.nouns import Claim, MechanismStatement, Prediction, Question, Statements
from detente.coding.statements.reading import read_statements
from detente.coding.statements.records import (
    record_of_claim,
    record_of_mechanism,
    record_of_prediction,
    record_of_question,
    records_of_statements,
)

__all__ = [
    "Claim",
    "MechanismStatement",
    "Prediction",
    "Question",
    "Statements",
    "gather_statements",
    "read_statements",
    "record_of_claim",
    "record_of_mechanism",
    "record_of_prediction",
    "record_of_question",
    "records_of_statements",
    "speaks_of_relations",
]
