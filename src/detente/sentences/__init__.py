"""Sentences: a document's text cut into sentences, parsed, with quotations and their speakers.

Enters: `Document`. Leaves: `Sentence`, a `Tree` of each one asked for, `Quotation`.
Refuses: boilerplate (no sentence is made of it) and sentences too long to be parsed (a `Rejection`).
Knows spaCy. The pipeline is loaded once a process, without the components that are not used.
"""

from detente.sentences.pipeline import Parser, load_parser
from detente.sentences.quotations import Quotation, find_quotations
from detente.sentences.sentence import Sentence
from detente.sentences.splitting import split_sentences, split_text
from detente.sentences.tree import Tree

__all__ = [
    "Parser",
    "Quotation",
    "Sentence",
    "Tree",
    "find_quotations",
    "load_parser",
    "split_sentences",
    "split_text",
]
