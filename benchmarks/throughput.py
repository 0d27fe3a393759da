"""Throughput of the coding path, in one process, against the bare spaCy pipeline on the same text.

    python benchmarks/throughput.py --documents 400 --kind political --json throughput.json
    python benchmarks/throughput.py --kind mixed --floors --against ../old --history

Prints JSON: documents, sentences and words per second; peak memory of the process; the share of each
stage; and ``ratio``, the coder's speed over that of the bare pipeline (``coder.parser.nlp``) in the
same run: 1.0 would mean that everything détente adds costs nothing. Coder and pipeline take turns,
``--rounds`` times, and the median turn counts. The coder runs the same components, but remembers what
the attribute ruler and the lemmatizer say of a word, tag and relation. ``cpu_ratio`` is the same in
processor time, which a busy machine disturbs less. The shares come from a further, sampled pass: a
thread looks every few milliseconds at what the coding thread is doing, and each moment is booked on the
innermost room, or on the pipeline.

``--floors`` measures instead, in turns on ever new articles, the coder and what coding cannot do without
(`floors`), and prints its processor time over the sum of that: ``of_floors`` with spaCy's pipeline as
shipped, ``of_own_floors`` with the coder's own, faster way of parsing. ``--against`` lets the coder of
another checkout take its turns too and prints ``times_faster``, in processor time. ``--history`` adds a line
to ``history.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.coding import Coder
from detente.core.identity import content_id
from detente.documents.document import Block, Document
from floors import Floors, Other, find_commit, watch_coder
from make_articles import KINDS, Article, make_articles

if TYPE_CHECKING:
    from types import FrameType

BATCH = 64
WARM_UP = 32
INTERVAL = 0.002  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Yield:
    """What one pass over the documents gave, and how long it took.

    Attributes:
        seconds: Wall clock.
        cpu_seconds: Processor time of this process.
        documents: Documents.
        sentences: Sentences; 0 for the bare pipeline.
        events: Events; 0 for the bare pipeline.
        n_tokens: Tokens; of the bare pipeline only.
    """

    seconds: float
    cpu_seconds: float
    documents: int
    sentences: int = 0
    events: int = 0
    n_tokens: int = 0


def build_document(article: Article) -> Document:
    """An article as the reading room would hand it on."""
    blocks, start = [], 0
    for number, paragraph in enumerate(article.text.rstrip("\n").split("\n\n")):
        blocks.append(Block(start, start + len(paragraph), "body" if number else "title"))
        start += len(paragraph) + 2
    return Document(
        id=content_id(article.text),
        name=article.file,
        path=article.file,
        text=article.text,
        blocks=tuple(blocks),
        title=article.title,
        published=article.published,
        published_rule="meta.jsonl",
        url="",
        outlet=article.source,
        language="en",
        media_type="text/plain",
        original_id=content_id(article.text),
        signature=b"",
    )


def run_coder(coder: Coder, documents: list[Document]) -> Yield:
    """One pass of the coding path; what is coded is counted and let go."""
    n_documents = n_sentences = n_events = 0
    start, cpu_start = time.perf_counter(), time.process_time()
    for coded in coder.code(documents):
        n_documents += 1
        n_sentences += len(coded.sentences)
        n_events += len(coded.events)
    return Yield(
        time.perf_counter() - start, time.process_time() - cpu_start, n_documents, n_sentences, n_events
    )


def run_bare(coder: Coder, documents: list[Document]) -> Yield:
    """One pass of the same pipeline over the same texts, with nothing else."""
    texts = [document.text for document in documents]
    start, cpu_start = time.perf_counter(), time.process_time()
    n_tokens = sum(len(doc) for doc in coder.parser.nlp.pipe(texts, batch_size=BATCH))
    return Yield(time.perf_counter() - start, time.process_time() - cpu_start, len(texts), n_tokens=n_tokens)


def sample_stages(coder: Coder, documents: list[Document]) -> dict[str, float]:
    """The share of each stage in the coding thread's time, largest first."""
    booked: Counter[str] = Counter()
    done = threading.Event()
    watched = threading.get_ident()

    def watch() -> None:
        before = time.perf_counter()
        while not done.wait(INTERVAL):
            frame = sys._current_frames().get(watched)  # noqa: SLF001 - the only way to look at another thread
            now = time.perf_counter()
            booked[name_stage(frame)] += round(1e6 * (now - before))
            before = now

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    run_coder(coder, documents)
    done.set()
    watcher.join()
    total = sum(booked.values()) or 1
    return {stage: round(microseconds / total, 4) for stage, microseconds in booked.most_common()}


def name_stage(frame: FrameType | None) -> str:
    """The innermost room of détente on the stack, or the pipeline if spaCy is at work below it."""
    spacy_below = False
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(("spacy.language", "spacy.pipeline", "spacy.ml", "thinc")):
            spacy_below = True
        elif module.startswith("detente."):
            if frame.f_code.co_name == "_annotate":  # compiled components leave no frame of their own
                return "pipeline"
            return "pipeline" if spacy_below else module.split(".")[1]
        frame = frame.f_back
    return "pipeline" if spacy_below else "other"


def peak_mebibytes() -> float:
    """Greatest resident memory of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)


def make_documents(options: argparse.Namespace, turn: int = 0) -> list[Document]:
    """The documents that are coded; ever others in ever another turn."""
    articles = make_articles(options.documents, seed=options.seed + turn, kind=options.kind)
    return [build_document(article) for article in articles]


def measure_floors(options: argparse.Namespace) -> dict[str, Any]:
    """The coder, its floors and the other coder in turn, in each turn on other documents.

    Processor seconds, and the medians of the turns' ratios. The first turn warms up and does not count.
    """
    coder, floors = Coder(), Floors()
    other = Other(options.against, sys.argv[1:]) if options.against else None
    turns, speeds, n_words, n_sentences, n_pairs = [], [], 0, 0, 0
    for turn in range(options.rounds + 1):
        documents = make_documents(options, turn)
        with watch_coder(coder) as asked:
            coded = run_coder(coder, documents)
        spent = {"coder": coded.cpu_seconds, **floors.spend(coder, documents, asked)}
        if other is not None:
            spent["other"] = other.run(turn)
        if turn:
            turns.append(spent)
            speeds.append(len(documents) / coded.seconds)
            n_words += sum(len(document.text.split()) for document in documents)
            n_sentences += sum(len(lot) for lot in asked.sentences)
            n_pairs += sum(len(lot) for lot in asked.pairs)
    if other is not None:
        other.stop()

    def median(value: Callable[[dict[str, float]], float]) -> float:
        return round(statistics.median(value(spent) for spent in turns), 4)

    found: dict[str, Any] = {
        "kind": options.kind,
        "rounds": options.rounds,
        "documents": options.documents * options.rounds,
        "words": n_words,
        "parsed_sentences": n_sentences,
        "pairs": n_pairs,
        "cpu_seconds": {name: median(itemgetter(name)) for name in turns[0]},
        "of_floors": median(lambda spent: spent["coder"] / sum(spent[name] for name in _FLOORS)),
        "of_own_floors": median(lambda spent: spent["coder"] / sum(spent[name] for name in _OWN_FLOORS)),
        "documents_per_second": round(statistics.median(speeds), 2),
        "peak_memory_mib": peak_mebibytes(),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    if other is not None:
        found["times_faster"] = median(lambda spent: spent["other"] / spent["coder"])
        found["than"] = other.commit
    return found


_FLOORS = ("automaton", "parser", "encoder")
_OWN_FLOORS = ("automaton", "own_parser", "encoder")


def serve(options: argparse.Namespace) -> None:
    """Code the documents of each turn whose number is read, and print what it took."""
    coder = Coder()
    for line in sys.stdin:
        print(run_coder(coder, make_documents(options, int(line))).cpu_seconds, flush=True)


def append_history(found: dict[str, Any]) -> None:
    """One line more in the file that keeps how fast the coder was."""
    root = Path(__file__).parents[1]
    kept = {"commit": find_commit(root), "date": datetime.now(tz=UTC).date().isoformat()}
    kept |= {name: found[name] for name in _KEPT if name in found}
    with Path(__file__).with_name("history.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(kept) + "\n")


_KEPT = (
    "kind",
    "documents",
    "words",
    "parsed_sentences",
    "pairs",
    "cpu_seconds",
    "of_floors",
    "of_own_floors",
    "times_faster",
    "than",
    "documents_per_second",
    "peak_memory_mib",
    "python",
)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run."""
    documents = make_documents(options)
    n_words = sum(len(document.text.split()) for document in documents)
    start = time.perf_counter()
    coder = Coder()
    loading = time.perf_counter() - start
    run_coder(coder, documents[:WARM_UP])
    run_bare(coder, documents[:WARM_UP])
    coded, bare, peak = [], [], 0.0
    for turn in range(options.rounds):
        coded.append(run_coder(coder, documents))
        peak = peak if turn else peak_mebibytes()  # before the bare pipeline has run on everything
        bare.append(run_bare(coder, documents))
    seconds = statistics.median(run.seconds for run in coded)
    bare_seconds = statistics.median(run.seconds for run in bare)
    ratios = [b.seconds / c.seconds for b, c in zip(bare, coded, strict=True)]
    cpu_ratios = [b.cpu_seconds / c.cpu_seconds for b, c in zip(bare, coded, strict=True)]
    return {
        "kind": options.kind,
        "seed": options.seed,
        "rounds": options.rounds,
        "documents": len(documents),
        "sentences": coded[0].sentences,
        "words": n_words,
        "events": coded[0].events,
        "loading_seconds": round(loading, 3),
        "seconds": round(seconds, 3),
        "documents_per_second": round(len(documents) / seconds, 2),
        "sentences_per_second": round(coded[0].sentences / seconds, 1),
        "words_per_second": round(n_words / seconds, 1),
        "bare_seconds": round(bare_seconds, 3),
        "bare_words_per_second": round(n_words / bare_seconds, 1),
        "ratio": round(statistics.median(ratios), 4),
        "ratios": [round(ratio, 4) for ratio in ratios],
        "cpu_ratio": round(statistics.median(cpu_ratios), 4),
        "peak_memory_mib": peak,
        "stages": sample_stages(coder, documents[: max(WARM_UP, len(documents) // 2)]),
        "pipeline": list(coder.parser.nlp.pipe_names),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=400, help="articles (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--kind", choices=KINDS, default="political", help="(%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of coder and pipeline (%(default)s)")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--floors", action="store_true", help="measure what coding cannot do without, too")
    parser.add_argument("--against", type=Path, help="a checkout whose coder takes turns (with --floors)")
    parser.add_argument("--history", action="store_true", help="add a line to history.jsonl")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.documents < 1 or options.rounds < 1:
        parser.error("--documents and --rounds must be at least 1")
    if options.serve:
        serve(options)
        return
    found = measure_floors(options) if options.floors else measure(options)
    text = json.dumps(found, indent=1)
    print(text)
    if options.history:
        append_history(found)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
