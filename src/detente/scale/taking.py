"""Coded shards into the ledger's lake: put there, merged with those before, named in one step.

    DIR/coded/*.parquet → lake/imported/shards/coded/ → rows/ statements/ rejections/ → manifest.json

Until the manifest is swapped, the old one stands and everything it names is there; a call that was killed is
simply made again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.errors import InputError, LedgerError, StorageError
from detente.exchange.importing import imported_folder
from detente.exchange.nouns import RowRejection
from detente.exchange.shards import Manifest, Shard, locked, read_manifest, write_manifest, write_shard
from detente.identity.version import identity_version
from detente.ledger.files import remove_leftovers
from detente.scale.merging import open_merging
from detente.scale.schema import CODED
from detente.scale.taking_checks import BadShardError, check_shard
from detente.scale.taking_files import find_shards, hash_file, put_file
from detente.scale.taking_rows import FORM, RowWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Progress = Callable[[str, int, int], None]

__all__ = ["TakeTally", "take_shards"]

_SUMMARY = "summary"
_ROWS = "1"  # grows when the same events would give other rows
_LEAST_MB = 128
_FOUND = ("documents", "duplicates", "tellings", "passed_over")


@dataclass(frozen=True, slots=True)
class TakeTally:
    """What taking shards did, and what the lake's shards hold since.

    Attributes:
        taken: Shards that are new in the lake.
        known: Shards whose content was there, and which added nothing.
        refused: Shards and folders that could not be used, with why.
        replaced: Shards of the lake in whose place newer ones stand, coded from the same bytes.
        unfinished: Pieces that the runs given could not code; their manifests list them.
        documents: In all shards of the lake, each once.
        duplicates: Copies of these in other shards or rows, which are left out.
        tellings: Events told in the documents.
        events: What is left of them when the same event told again counts once.
        statements: Claims, mechanisms, predictions and questions.
        refusals: Reasons for which documents were refused as a whole, with how many.
        passed_over: Reasons for which sentences gave no event, with how many.
    """

    taken: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[RowRejection, ...] = ()
    replaced: int = 0
    unfinished: int = 0
    documents: int = 0
    duplicates: int = 0
    tellings: int = 0
    events: int = 0
    statements: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)

    @property
    def repeats(self) -> int:
        """Tellings of events that another tells too, and counts for."""
        return self.tellings - self.events


_OF_A_CALL = frozenset({"taken", "known", "refused", "replaced", "unfinished"})
_LASTING = tuple(one.name for one in fields(TakeTally) if one.name not in _OF_A_CALL)


def take_shards(
    ledger_folder: str | Path,
    folders: Iterable[str | Path],
    *,
    reprint: float = 0.8,
    memory_mb: int = 1024,
    progress: Progress | None = None,
) -> TakeTally:
    """Take what `detente code --out` made into a ledger's lake, and merge all that is there anew.

    Each shard is read to its end before; one that is broken, or no shard, is refused and the rest go on. A
    content that is there already adds nothing; what was coded anew from the same bytes, by another version or
    with other settings, takes the place of the old. The lake changes in one step at the end, or not at all.

    Args:
        ledger_folder: The ledger's folder; it need not hold a record yet.
        folders: Of runs, or single shards.
        reprint: Similarity of two texts from which one is a reprint of the other.
        memory_mb: Mebibytes for merging before it goes to the disk; some hundreds come on top.
        progress: Called with what is being done, how much of it is done, and of how much.

    Raises:
        StorageError: If the disk refuses, or the memory given is too little.
        LedgerError: If another call of this kind runs, or a shard in the lake is damaged.
    """
    if memory_mb < _LEAST_MB:
        raise InputError(f"{memory_mb} MiB are too little to merge in", hint=f"at least {_LEAST_MB}")
    folder = imported_folder(ledger_folder, FORM)
    try:
        with locked(folder):
            remove_leftovers(Path(ledger_folder))
            return _take(folder, folders, _How(reprint, memory_mb, progress or (lambda *_: None)))
    except duckdb.Error as fault:
        raise StorageError(
            f"merging stopped: {str(fault).splitlines()[0][:200]}",
            hint="is the disk full? else give it more memory; nothing has changed",
        ) from fault
    except OSError as fault:
        if isinstance(fault, StorageError):
            raise
        raise StorageError(
            f"{str(folder)!r} cannot be written to: {fault}", hint="is the disk full or read-only?"
        ) from fault


@dataclass(frozen=True, slots=True)
class _How:
    """How to merge: see `take_shards`."""

    reprint: float
    memory_mb: int
    tell: Progress

    @property
    def rules(self) -> str:
        """What makes the same shards give the same rows."""
        return json.dumps([_ROWS, identity_version(), self.reprint])


def _take(folder: Path, folders: Iterable[str | Path], how: _How) -> TakeTally:
    old = read_manifest(folder)
    putting = _Putting(folder, [shard for shard in old.shards if shard.part == CODED])
    putting.put_all([Path(given) for given in folders], how.tell)
    tally = putting.tally()
    coded = sorted(putting.coded(), key=lambda shard: shard.file)
    if not coded:
        return tally
    found = _read_summary(folder, old)
    if found is None or found["rules"] != how.rules or putting.fresh:
        names = {name: row["file"] for name, row in old.inputs.items()} | putting.pieces
        found = _merge(folder, coded, names, how)
    return replace(tally, **{name: found[name] for name in _LASTING})


class _Putting:
    """Puts shards into the lake's folder; a class because it gathers what became of them."""

    def __init__(self, folder: Path, there: Sequence[Shard]) -> None:
        self._folder = folder
        self._there = {shard.file: shard for shard in there}
        self._made = {shard.inputs[1]: shard.file for shard in there if len(shard.inputs) > 1}
        self.fresh: dict[str, Shard] = {}
        self.replaced: set[str] = set()
        self.pieces: dict[str, str] = {}
        self.taken: list[str] = []
        self.known: list[str] = []
        self.refused: list[RowRejection] = []
        self.unfinished = 0

    def coded(self) -> list[Shard]:
        """The shards that are to be in the lake."""
        return [shard for name, shard in (self._there | self.fresh).items() if name not in self.replaced]

    def tally(self) -> TakeTally:
        """What became of the shards given."""
        return TakeTally(
            taken=tuple(self.taken),
            known=tuple(self.known),
            refused=tuple(self.refused),
            replaced=len(self.replaced),
            unfinished=self.unfinished,
        )

    def put_all(self, folders: Sequence[Path], tell: Progress) -> None:
        files: list[Path] = []
        for folder in folders:
            try:
                found, n_failed = find_shards(folder)
            except BadShardError as fault:
                self._refuse(folder, fault)
            else:
                files += found
                self.unfinished += n_failed
        for done, file in enumerate(files, start=1):
            try:
                self._put(file)
            except BadShardError as fault:
                self._refuse(file, fault)
            tell("shards checked", done, len(files))

    def _put(self, file: Path) -> None:
        identity = hash_file(file)
        name = f"{identity}.parquet"
        if name in self._there or name in self.fresh:
            self.known.append(str(file))
            return
        facts = check_shard(file)
        put_file(file, self._folder / CODED / name, identity=identity)
        inputs = (identity, facts.made_of) if facts.made_of else (identity,)
        self.fresh[name] = Shard(CODED, name, facts.rows, None, None, inputs)
        if facts.made_of:
            older = self._made.get(facts.made_of)
            if older is not None:
                self.replaced.add(older)
            self._made[facts.made_of] = name
        self.pieces[identity] = facts.piece
        self.taken.append(str(file))

    def _refuse(self, file: Path, fault: BadShardError) -> None:
        self.refused.append(RowRejection(str(file), 0, fault.reason, fault.message))


def _merge(folder: Path, coded: list[Shard], names: dict[str, str], how: _How) -> dict[str, Any]:
    """Write the rows of all coded shards anew and swap the manifest; the summary."""
    inputs = [shard.inputs[0] for shard in coded]
    files = [folder / CODED / shard.file for shard in coded]
    writer = RowWriter(folder, inputs)
    try:
        with open_merging(
            folder,
            files,
            refuse=writer.put_refused,
            reprint=how.reprint,
            memory_mb=how.memory_mb,
            progress=how.tell,
        ) as merging:
            for event, tellings in merging.events():
                writer.put_event(event, tellings)
            for batch in merging.statements():
                writer.put_statements(batch)
            found = {name: getattr(merging, name) for name in _FOUND}
    except (pa.ArrowException, FileNotFoundError) as fault:
        raise LedgerError(
            f"a shard in {str(folder)!r} is damaged: {fault}",
            hint="`detente doctor` names it; remove the folder and take the shards again",
        ) from fault
    found |= {"rules": how.rules, "events": writer.n_events, **writer.sum_up()}
    table = pa.table({"input": [""], "summary": [json.dumps(found)]})
    summary = replace(write_shard(folder, _SUMMARY, table), inputs=())
    listed = {row.input: asdict(row) for row in writer.list_files(names)}
    write_manifest(folder, Manifest([*coded, *writer.close(), summary], listed))
    return found


def _read_summary(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """What the last merging found; None if there was none, or one of other rules."""
    for file in manifest.files(folder, _SUMMARY):
        try:
            found = json.loads(pq.read_table(file).column("summary")[0].as_py())
        except (OSError, pa.ArrowException, ValueError, KeyError, IndexError):
            return None
        if isinstance(found, dict) and {"rules", *_LASTING} <= found.keys():
            return found
    return None
