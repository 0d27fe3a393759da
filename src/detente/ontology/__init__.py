"""Ontology: the words of the field, as data.

Enters: nothing but its own CSV files. Leaves: `Ontology` and its nouns, the intensity and quad class of an
event, the PLOVER reading of a CAMEO code, the explanation of any term. Refuses a name it does not know
(`UnknownNameError`, with the nearest names).

PLOVER's manual puts SANCTION once among verbal and twice among material conflict; here it is material (4),
as the definition (a reduction of existing relations, a deed) and its users have it. PLOVER gives AID no
modes; here it has five, named as the contexts that part CAMEO's aid codes, because their scores differ.
"""

from detente.ontology.explaining import Explanation, explain_term, find_terms
from detente.ontology.lookup import cameo_to_plover, find_type, intensity_of, quad_class_of, status_moves
from detente.ontology.reading import Ontology, read_ontology
from detente.ontology.terms import (
    CameoCode,
    ClaimKind,
    Context,
    Conversion,
    EventType,
    Mechanism,
    Mode,
    QuadClass,
    Sector,
    Status,
)

__all__ = [
    "CameoCode",
    "ClaimKind",
    "Context",
    "Conversion",
    "EventType",
    "Explanation",
    "Mechanism",
    "Mode",
    "Ontology",
    "QuadClass",
    "Sector",
    "Status",
    "cameo_to_plover",
    "explain_term",
    "find_terms",
    "find_type",
    "intensity_of",
    "quad_class_of",
    "read_ontology",
    "status_moves",
]
