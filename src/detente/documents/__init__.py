"""Documents: from files to articles.

Enters: paths of files, folders and patterns, or standard input: text, Markdown, HTML, PDF, DOCX, JSONL, CSV,
TSV, RSS, Atom, WARC, each also gzipped, and zip archives of them; ``meta.jsonl`` beside the files.
Leaves: `Document`, its text kept as it stands, cut into `Block` by role, dated only by what is stated, with
a signature by which near-duplicates are found.
Refused, each as a `Rejection`: files that cannot be opened, are empty, binary, too large, damaged, hostile
or without text; files over which the reading process runs out of memory or time; broken records; texts in a
language that is not supported.
"""

from detente.documents.document import Block, Document
from detente.documents.inputs import count_inputs
from detente.documents.reading import read_documents
from detente.documents.signatures import signature_bands, signature_values, similarity

__all__ = [
    "Block",
    "Document",
    "count_inputs",
    "read_documents",
    "signature_bands",
    "signature_values",
    "similarity",
]
