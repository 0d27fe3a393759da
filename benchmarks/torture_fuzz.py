"""Fuzz every reader and importer with atheris; what they may not do on any bytes whatever.

    python benchmarks/torture_fuzz.py --seconds 60                  # every target in turn
    python benchmarks/torture_fuzz.py --targets pdf zip --seconds 300 --found /tmp/found

A target is a function of bytes that raises if détente breaks a promise on them: a fault of our own code that
is no refusal, a document whose blocks do not cover it, a row that is neither kept nor refused, an answer of
the reading process that its parent cannot survive. What a parser of others throws is caught at the same
border as in a run and is no finding. Each target runs in a process of its own, from sound files of its kind
and spoiled ones (`torture_seeds`), under the memory limit of a reading process; an input over 8 seconds is a
finding too. Inputs that broke a promise are written below ``--found``, one for each place in the code.
atheris is needed to find (requirements/audit.txt), not to check: `tests/torture` runs the kept inputs through
the same functions.
"""


# Each target loads what it needs, to be instrumented; the samples are long lines; any fault is looked for.
# ruff: noqa: ANN401, BLE001, E501, ISC004, PLC0415, Q003, S112

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from torture_seeds import IMPORTS, KINDS, docx_of, make_import, make_seed, make_story, pack, pdf_of, spoil

__all__ = ["TARGETS", "BrokenPromiseError", "check"]

Target = Callable[[bytes], None]
_SLOW = 8.0  # seconds of the processor, in code that is slowed down by counting its edges
_TABLES = ("states", "alliances", "disputes", "votes", "trade")
_INSTRUMENTED = ["detente", "pypdf", "docx", "feedparser", "warcio", "htmldate", "trafilatura"]
_DETAIL = 300
_MOST_BYTES = {"pdf": 30_000, "docx": 30_000, "zip": 30_000}


class BrokenPromiseError(Exception):
    """What détente did and may never do."""


def check(name: str, data: bytes) -> None:
    """Whether a target keeps its promises on these bytes.

    Raises:
        Exception: Whatever went wrong, `BrokenPromiseError` if nothing was raised.
    """
    TARGETS[name](data)


def _ensure(holds: object, what: str) -> None:
    if not holds:
        raise BrokenPromiseError(what)


# Readers of documents, with the border that turns faults into rejections.


def _read(suffix: str, data: bytes) -> None:
    from detente.core.rejections import Rejection
    from detente.core.settings import resolve_settings
    from detente.documents import archives, performing
    from detente.documents.draft import Job
    from detente.documents.limits import Limits
    from detente.documents.refusals import explain_fault

    own: list[BaseException] = []

    def explain(fault: BaseException) -> Any:
        reason, detail = explain_fault(fault)
        if reason.value == "FAILED" and _is_own(fault):
            own.append(fault)
        return reason, detail

    rooms: tuple[Any, ...] = (performing, archives)
    for room in rooms:
        room.explain_fault = explain
    n_items = 0
    try:
        with tempfile.NamedTemporaryFile(suffix=suffix, dir=_scratch()) as file:
            file.write(data)
            file.flush()
            job = Job(file.name, file.name, f"a{suffix}")
            for item in performing.perform_job(job, limits=Limits.of(resolve_settings()), option=""):
                if isinstance(item, performing.Sign):
                    continue
                n_items += 1
                if isinstance(item, Rejection):
                    _check_rejection(item)
                else:
                    _check_document(item)
    finally:
        for room in rooms:
            room.explain_fault = explain_fault
    if own:
        raise own[0]
    _ensure(n_items, "neither a document nor a rejection")


def _is_own(fault: BaseException) -> bool:
    """Whether our own code raised it, or the standard library on its behalf, and no parser of others."""
    files = [frame.filename for frame in traceback.extract_tb(fault.__traceback__)]
    return not any("site-packages" in file and "/detente/" not in file for file in files)


def _check_rejection(item: Any) -> None:
    from detente.documents.wire import pack_item, unpack_item

    _ensure(
        len(item.detail) <= _DETAIL and "\n" not in item.detail, f"a detail of many lines: {item.detail!r}"
    )
    _ensure(unpack_item(pack_item(item).rstrip(b"\n")) == item, "a rejection that changes on the wire")
    item.detail.encode(), item.document.encode()


def _check_document(item: Any) -> None:
    from detente.core.dates import is_edtf
    from detente.core.identity import content_id
    from detente.documents.wire import pack_item, unpack_item

    _ensure(unpack_item(pack_item(item).rstrip(b"\n")) == item, "a document that changes on the wire")
    _ensure(item.id == content_id(item.text), "an identity that is not that of the text")
    for words in (item.text, item.name, item.title or "", item.url, item.outlet):
        words.encode()
    _ensure(item.published is None or is_edtf(item.published), f"published {item.published!r}")
    _ensure(item.published is None or item.published.isascii(), f"published {item.published!r}")
    at = 0
    for block in item.blocks:
        _ensure(at <= block.start < block.end <= len(item.text), f"blocks overlap at {block.start}")
        _ensure(not item.text[at : block.start].strip(), f"text outside of every block at {at}")
        at = block.end
    _ensure(not item.text[at:].strip(), f"text outside of every block at {at}")


def _read_docx_part(data: bytes) -> None:
    """The main part of a sound package, which changes to the bytes of a zip seldom reach."""
    _read(".docx", docx_of(data))


def _read_pdf_page(data: bytes) -> None:
    """The drawing words of a page of a sound PDF."""
    _read(".pdf", pdf_of(data))


def _read_zip_member(data: bytes) -> None:
    """Three members of a sound zip, whose names and kinds the first line tells."""
    names, _, body = data.partition(b"\n")
    named = [name.decode("utf-8", "replace") or "a.txt" for name in names.split(b"/")[:3]]
    _read(".zip", pack(dict.fromkeys(named, body) | {"meta.jsonl": body[:500]}))


# What is outside that border.


def _read_side_notes(data: bytes) -> None:
    from detente.documents.sidefile import read_side_notes

    notes, refused = read_side_notes(io.BytesIO(data))
    for rejection in refused:
        _check_rejection(rejection)
    lines = [line for line in re.split(rb"\n", data) if line.strip(b" \t\r\n\xef\xbb\xbf")]
    _ensure(len(notes) + len(refused) == len(lines), "a line that is neither a note nor refused")


def _decode(data: bytes) -> None:
    from detente.documents.decoding import decode, decode_markup, find_encoding, mend_surrogates
    from detente.documents.refusals import RefusedError

    for how in (decode, decode_markup, find_encoding):
        try:
            mend_surrogates(str(how(data))).encode()
        except RefusedError:
            continue


def _unpack(data: bytes) -> None:
    """The parent's side: a reading process that a hostile file has taken over writes these bytes."""
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.documents.wire import unpack_item

    for line in data.split(b"\n"):
        try:
            item = unpack_item(line)
        except ValueError:
            continue
        _ensure(isinstance(item, str | Rejection | Document), f"a {type(item).__name__} from the wire")


def _read_edtf(data: bytes) -> None:
    from detente.core.dates import is_edtf, parse_edtf, to_edtf
    from detente.core.errors import InputError
    from detente.documents.datelines import find_dateline, read_date

    text = (
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
        if _is_text(data)
        else data.decode("latin-1")
    )
    for words in (text, *text.split("\n")[:20]):
        found = read_date(words)
        _ensure(not found or (is_edtf(found) and found.isascii()), f"read_date gave {found!r}")
        dated, _ = find_dateline([words])
        _ensure(not dated or is_edtf(dated), f"find_dateline gave {dated!r}")
        try:
            span = parse_edtf(words)
        except InputError:
            continue
        _ensure(words.isascii(), f"EDTF in other digits: {words!r}")
        _ensure(span.start < span.end, f"an empty span: {words!r}")
        _ensure(span.start <= span.middle <= span.end, f"a middle outside: {words!r}")
        if not span.is_open:
            again = parse_edtf(to_edtf(span.start, span.end))
            _ensure((again.start, again.end) == (span.start, span.end), f"not the same again: {words!r}")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _find_dates(data: bytes) -> None:
    from detente.coding.dating import find_dates
    from detente.core.dates import is_edtf

    head, _, body = data.partition(b"\n")
    published = head.decode("ascii", "replace")
    text = (body or head).decode("utf-8", "replace")
    end = 0
    for date in find_dates(text, published if is_edtf(published) else "2018-08-08"):
        _ensure(text[date.start : date.end] == date.quote, f"a quote that is not there: {date.quote!r}")
        _ensure(end <= date.start < date.end, f"dates overlap: {date.quote!r}")
        _ensure(date.edtf is None or is_edtf(date.edtf), f"{date.quote!r} gave {date.edtf!r}")
        end = date.end


# Importers.


def _import(form: str, data: bytes) -> None:
    from detente.exchange import reading

    readers: dict[str, Any] = {
        "gdelt": reading.read_gdelt, "icews": reading.read_icews, "phoenix": reading.read_phoenix,
        "polecat": reading.read_polecat, "jsonl": reading.read_jsonl, "csv": reading.read_csv,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        batches = list(readers[form]([path]))
    n_kept = sum(batch.table.num_rows for batch in batches)
    refused = [rejection for batch in batches for rejection in batch.rejections]
    for rejection in refused:
        rejection.detail.encode()
    if form in ("csv", "jsonl") or data[:2] in (b"\x1f\x8b", b"PK") or any(row.line == 0 for row in refused):
        return
    plain = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").encode()
    lines = [line for line in plain.replace(b"\r", b" ").replace(b"\0", b" ").split(b"\n") if line.strip()]
    _ensure(
        len(lines) - n_kept - len(refused) in (0, 1),
        f"{len(lines)} lines, {n_kept} kept, {len(refused)} refused",
    )


def _import_table(data: bytes) -> None:
    from detente.exchange.tables import import_table

    kind = _TABLES[len(data) % len(_TABLES)]
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        tally = import_table(Path(folder) / "ledger", [path], kind)
    for file in tally.files:
        _ensure(
            file.rows == file.events + file.rejected,
            f"{file.rows} rows, {file.events} kept, {file.rejected} refused",
        )


def _import_whole(data: bytes) -> None:
    """The first byte tells the format; the rows go into a lake and are listed from it."""
    from detente.exchange.importing import import_events, list_imports

    form = [name for name in IMPORTS if name != "states"][data[0] % (len(IMPORTS) - 1)] if data else "csv"
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        path = Path(folder) / "a"
        path.write_bytes(data[1:])
        tally = import_events(Path(folder) / "ledger", [path], form)
        _ensure(len(tally.files) + len(tally.refused) >= 1, "neither imported nor refused")
        _ensure(list_imports(Path(folder) / "ledger") == list(tally.files), "another list than was imported")


TARGETS: dict[str, Target] = {
    **{kind: lambda data, suffix=suffix: _read(suffix, data) for kind, (suffix, _) in KINDS.items()},  # type: ignore[misc]
    "docx_part": _read_docx_part,
    "pdf_page": _read_pdf_page,
    "zip_member": _read_zip_member,
    "sidefile": _read_side_notes,
    "decoding": _decode,
    "wire": _unpack,
    "edtf": _read_edtf,
    "dates": _find_dates,
    **{f"import_{form}": lambda data, form=form: _import(form, data) for form in IMPORTS if form != "states"},  # type: ignore[misc]
    "import_table": _import_table,
    "import_whole": _import_whole,
}
"""Functions of bytes that raise if a promise is broken, by name."""

_STARTS: dict[str, tuple[bytes, ...]] = {
    "sidefile": (b'{"file": "a.txt", "published": "2018-08-07", "title": "T", "url": "http://x", "source": "S"}\n',),
    "decoding": ("Русский текст с мягким знаком".encode("cp1251"), "<meta charset='big5'>漢字".encode("big5"), "a\u0301".encode("utf-16")),
    "wire": (
        b'{"sign":"alive"}', b'{"rejection":["EMPTY","documents","a","b","",""]}',
        b'{"document":{"id":"x","name":"n","path":"p","text":"t","blocks":[[0,1,"body"]],"title":null,"published":null,'
        b'"published_rule":"","url":"","outlet":"","language":"en","media_type":"text/plain","original_id":"","signature":""}}',
    ),
    "docx_part": (b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r>"
                  b"<w:t>Russia and Pakistan signed a pact in Moscow.</w:t></w:r></w:p></w:body></w:document>",),
    "pdf_page": (b"BT /F1 12 Tf 14 TL 72 720 Td (Russia and Pakistan signed a pact in Moscow.) Tj T* [(a) -20 (b)] TJ ET",),
    "zip_member": (b"a.txt/b.jsonl/c.csv\n{\"text\": \"Russia and Pakistan signed a pact in Moscow.\"}\n",),
    "edtf": (b"2018-08-07", b"198X", b"2014/..", b"2014-XX-03~", b"August 7, 2018", b"Tue, 07 Aug 2018 09:15:00 GMT", b"20180807", b"1533633300000"),
    "dates": (
        b"2018-08-08\nThey met on Monday, two weeks ago and in late January; between 3 and 5 May 2017, since the 1980s.",
        b"2018-08\nThe previous day, last summer, from 2014 to 2016, the 19th century, over the weekend, on Feb. 30, 0000-00-00.",
    ),
}  # fmt: skip


def starts_of(target: str, rng: random.Random) -> list[bytes]:
    """Sound and spoiled inputs to begin with."""
    if target in KINDS:
        sound = [make_seed(target, rng)[1] for _ in range(4)]
    elif target == "import_table":
        sound = [
            make_import("states", rng)[1],
            b"ccode,styear,endyear\n2,1816,2016\n",
            b"ccode,rcid,vote,year\n2,1,1,1990\n",
        ]
    elif target == "import_whole":
        names = [name for name in IMPORTS if name != "states"]
        sound = [bytes([place]) + make_import(name, rng)[1] for place, name in enumerate(names)]
    elif target.startswith("import_"):
        sound = [make_import(target.removeprefix("import_"), rng)[1] for _ in range(4)]
    else:
        sound = [*_STARTS[target], make_story(rng).encode()]
    return sound + [spoil(rng.choice(sound), rng)[:20_000] for _ in range(40)]


def _scratch() -> str | None:
    memory = Path("/dev/shm")  # noqa: S108  a folder in memory
    return str(memory) if memory.is_dir() else None


class _Watch:
    """Calls a target and keeps what it does wrong; a class because it remembers what was found."""

    def __init__(self, target: str, found: Path) -> None:
        self._target, self._found = target, found
        self._seen: set[str] = set()
        self.calls = 0

    def __call__(self, data: bytes) -> None:
        self.calls += 1
        begun = time.process_time()
        try:
            check(self._target, data)
        except MemoryError:
            self._keep(data, "MemoryError outside of the border", "")
        except Exception as fault:
            self._keep(data, _place_of(fault), "".join(traceback.format_exception(fault)))
        if time.process_time() - begun > _SLOW:
            self._keep(data, "slow", f"{time.process_time() - begun:.1f} seconds\n")

    def _keep(self, data: bytes, signature: str, told: str) -> None:
        if signature in self._seen:
            return
        self._seen.add(signature)
        name = hashlib.sha256(data).hexdigest()[:12]
        self._found.mkdir(parents=True, exist_ok=True)
        (self._found / name).write_bytes(data)
        (self._found / f"{name}.why").write_text(f"{signature}\n{told}", encoding="utf-8", errors="replace")
        print(f"FOUND {self._target} {name} {signature}", flush=True)


def _place_of(fault: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/detente/" in frame.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    words = re.sub(r"\d+|'.*", "", str(fault))[:60] if isinstance(fault, BrokenPromiseError) else ""
    return f"{type(fault).__name__} in {where} {words}".strip()


def fuzz_one(target: str, *, seconds: int, seed: int, found: Path) -> None:
    """Fuzz in this process, which libFuzzer ends."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    warnings.simplefilter("ignore")
    with atheris.instrument_imports(include=_INSTRUMENTED):
        for data in starts_of(target, random.Random(seed))[:6]:
            try:  # imports what the target needs, instrumented
                check(target, data)
            except Exception:
                continue
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    for data in starts_of(target, random.Random(seed)):
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 1536 * 2**20, resource.RLIM_INFINITY))
    watch = _Watch(target, found / target)
    words = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=60", "-rss_limit_mb=3000",
        f"-max_len={_MOST_BYTES.get(target, 12_000)}", f"-artifact_prefix={found / target}-", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup(words, watch)
    atheris.Fuzz()


def fuzz_all(targets: list[str], *, seconds: int, seed: int, found: Path) -> dict[str, dict[str, int]]:
    """Each target in a process of its own; runs, edges of the code reached, findings."""
    figures = {}
    for target in targets:
        command = [sys.executable, __file__, "--one", target, "--seconds", str(seconds), "--seed", str(seed)]
        done = subprocess.run(
            [*command, "--found", str(found)], capture_output=True, text=True, errors="replace", check=False
        )
        said = done.stdout + done.stderr
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
        edges = re.findall(r"cov: (\d+)", said)
        kept = list((found / target).glob("*.why")) + list(found.glob(f"{target}-*"))
        figures[target] = {
            "runs": int(runs[1]) if runs else 0,
            "edges": int(edges[-1]) if edges else 0,
            "found": len(kept),
            "status": done.returncode,
        }
        print(f"{target}: {figures[target]}", file=sys.stderr, flush=True)
        if done.returncode or not runs:
            print(said[-1500:], file=sys.stderr, flush=True)
    return figures


def main() -> int:
    """Read the options, fuzz, print figures; 1 if anything was found."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument(
        "--targets", nargs="+", choices=sorted(TARGETS), metavar="NAME", help=", ".join(TARGETS)
    )
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "detente-found")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    found = options.found.resolve()
    terms = SimpleNamespace(seconds=options.seconds, seed=options.seed, found=found)
    found.mkdir(parents=True, exist_ok=True)
    if options.one:
        fuzz_one(options.one, **vars(terms))
        return 0
    figures = fuzz_all(options.targets or list(TARGETS), **vars(terms))
    print(json.dumps({"seconds_each": options.seconds, "seed": options.seed, "targets": figures}))
    return int(any(row["found"] or row["status"] for row in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
