"""What coding cannot do without, measured alone on the same documents; and the same coder of another commit.

Called by ``throughput.py --floors`` and ``--against``. The floors are the processor time of

- ``automaton``: the dictionary automaton over the texts;
- ``parser``: spaCy's pipeline as it is shipped, with the components that the coder runs, over exactly the
  sentences that the coder had parsed, sorted by length, 256 at a time;
- ``own_parser``: the coder's own way of parsing the same sentences, which is the lower of the two where it is
  faster than the pipeline as shipped;
- ``encoder``: the type model over exactly the pairs that the coder asked it about, one at a time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy

from detente.actors import matching
from detente.sentences import pipeline

if TYPE_CHECKING:
    from detente.coding import Coder
    from detente.coding.typing_model import TypeModel
    from detente.documents.document import Document
    from detente.sentences import Parser

TOGETHER = 256  # sentences


@dataclass(slots=True)
class Asked:
    """What one pass of the coder asked of its models.

    Attributes:
        sentences: Of each document, what was parsed.
        pairs: What the encoder read, in the lots in which it was asked.
    """

    sentences: list[list[Any]] = field(default_factory=list)
    pairs: list[list[Any]] = field(default_factory=list)


@contextmanager
def watch_coder(coder: Coder) -> Iterator[Asked]:
    """Keep what is asked of parser and encoder while this lasts."""
    asked = Asked()
    parser, model = type(coder.parser), type(coder.model)
    door, graph = "parse_all" if hasattr(parser, "parse_all") else "parse", "logits"
    parse, read = getattr(parser, door), getattr(model, graph)

    def parse_heard(self: Parser, sentences: Iterable[Any]) -> object:
        lots = [list(lot) for lot in sentences] if door == "parse_all" else [list(sentences)]
        asked.sentences += lots
        return parse(self, lots if door == "parse_all" else lots[0])

    def read_heard(self: TypeModel, pairs: Sequence[Any]) -> object:
        asked.pairs.append(list(pairs))
        return read(self, pairs)

    setattr(parser, door, parse_heard)
    setattr(model, graph, read_heard)
    try:
        yield asked
    finally:
        setattr(parser, door, parse)
        setattr(model, graph, read)


class Floors:
    """What lies under the coder.

    A class because it holds a second pipeline, as it is shipped and untouched by the coder.
    """

    def __init__(self) -> None:
        try:
            self.nlp = spacy.load(pipeline.OFFICIAL, exclude=list(pipeline.UNUSED))
        except OSError:
            folder = pipeline._packaged_folder()  # noqa: SLF001 - the coder's own way to it
            self.nlp = spacy.load(folder, exclude=list(pipeline.UNUSED))

    def spend(self, coder: Coder, documents: list[Document], asked: Asked) -> dict[str, float]:
        """Processor seconds of each floor on what one pass of the coder asked."""
        return {
            "automaton": _spend(lambda: _name(documents)),
            "parser": _spend(lambda: self._parse(asked)),
            "own_parser": _spend(lambda: _parse_own(coder, asked)),
            "encoder": _spend(lambda: [coder.model.logits(lot) for lot in asked.pairs if coder.model]),
        }

    def _parse(self, asked: Asked) -> int:
        texts = sorted((sentence.text for lot in asked.sentences for sentence in lot), key=len)
        return sum(len(doc) for doc in self.nlp.pipe(texts, batch_size=TOGETHER))


def _name(documents: list[Document]) -> int:
    automaton = matching._automaton()  # noqa: SLF001 - the floor is what lies under the room's door
    lower = matching._lower  # noqa: SLF001
    return sum(1 for document in documents for _ in automaton.iter(lower(document.text)))


def _parse_own(coder: Coder, asked: Asked) -> int:
    if hasattr(coder.parser, "parse_all"):
        return sum(len(trees) for trees in coder.parser.parse_all(asked.sentences))
    return sum(len(coder.parser.parse(lot)) for lot in asked.sentences)


def _spend(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


class Other:
    """The coder of another checkout, in a process of its own, which runs when it is told.

    A class because it holds the process.
    """

    def __init__(self, checkout: Path, arguments: list[str]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("throughput.py")), *arguments, "--serve"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.commit = find_commit(checkout)

    def run(self, turn: int) -> float:
        """Processor seconds for the documents of a turn."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError
        self._process.stdin.write(f"{turn}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


def find_commit(checkout: Path) -> str:
    """The commit of a checkout, shortened; with a plus sign if files differ from it."""
    told = ("git", "-C", str(checkout))
    try:
        commit = subprocess.run(
            [*told, "rev-parse", "--short=7", "HEAD"], capture_output=True, text=True, check=True
        )
        changed = subprocess.run(
            [*told, "status", "--porcelain", "-uno", "--", "src"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return commit.stdout.strip() + ("+" if changed.stdout.strip() else "")
