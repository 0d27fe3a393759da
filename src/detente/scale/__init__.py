"""Scale: the reading rooms on as many processes and machines as there are, and what they made into the lake.

Enters: paths of articles, in files of any number and size. Leaves: Parquet shards of coded documents, whole
or not at all, named by what they were made from, with a manifest; and from them, in the ledger's lake, rows
in which the same event told many times counts once. Refuses nothing of its own: what a reader or the coder
refuses stands in the shards with its reason; an article that kills its worker is refused in its place, and a
piece that cannot be done is listed and tried again by the next run.

The engines differ in nothing but who calls `PieceWorker`: this process, processes of this machine, Ray.
"""

from detente.scale.batches import articles_of, batch_of, code_batch
from detente.scale.nouns import Piece, PieceReport, ScaleTally
from detente.scale.pieces import plan_pieces
from detente.scale.running import ENGINES, code_at_scale
from detente.scale.schema import ARTICLE_SCHEMA, CODED_SCHEMA
from detente.scale.taking import TakeTally, take_shards

__all__ = [
    "ARTICLE_SCHEMA",
    "CODED_SCHEMA",
    "ENGINES",
    "Piece",
    "PieceReport",
    "ScaleTally",
    "TakeTally",
    "articles_of",
    "batch_of",
    "code_at_scale",
    "code_batch",
    "plan_pieces",
    "take_shards",
]
