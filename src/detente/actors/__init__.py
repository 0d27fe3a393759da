"""Actors: who is named in a text, resolved to an actor at the text's date.

Enters: a document's text, its `Sentence`s and their trees. Leaves: `Actor`, `Mention`, `Place`.
Refuses: forms that only look like actors ("Indian Ocean", "US Open"), ambiguous names without context.
The actor base (states, organisations, persons with terms of office) is data with dates and provenance.
"""

from detente.actors.actor import Actor, Mention
from detente.actors.anaphora import Discourse, is_anaphoric
from detente.actors.base import ActorBase, read_actor_base
from detente.actors.document_actors import Cast, build_cast
from detente.actors.gazetteer import Place, locate, read_gazetteer

__all__ = [
    "Actor",
    "ActorBase",
    "Cast",
    "Discourse",
    "Mention",
    "Place",
    "build_cast",
    "is_anaphoric",
    "locate",
    "read_actor_base",
    "read_gazetteer",
]
