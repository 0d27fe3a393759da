"""Reading gold and system records into comparable items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.core.errors import InputError
from detente.evaluate.names import Names

__all__ = [
    "KINDS",
    "Item",
    "check_record",
    "gold_items",
    "read_gold",
    "read_records",
    "system_items",
    "to_records",
]

KINDS = ("mention", "event", "claim", "mechanism", "prediction")
OTHER_KINDS = frozenset(("rejection",))  # part of the interchange, nothing to score
STATEMENTS = (
    ("event", "events"),
    ("claim", "relation_claims"),
    ("mechanism", "mechanisms"),
    ("prediction", "predictions"),
)
GOLD_ONLY = frozenset(
    ["evidence", "also", "actor", "recipient", "context", "actors", "dyad", "optional", "note"]
)
NEEDED = ("doc", "actors", *(key for _, key in STATEMENTS))

Record = Mapping[str, Any]
Items = dict[str, list["Item"]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that gold has or a system gave.

    Attributes:
        id: Its identity, for the listing of differences.
        spans: Where it stands: half-open ranges of offsets.
        quote: The words of its first evidence.
        optional: Whether gold marks it so: neither a miss nor a hit counts.
        actors: Sources of an event, parties of a claim or mechanism, the actor of a mention.
        targets: Targets of an event.
        asserted_by: ``author`` or a gold identity.
        fields: All other fields as given.
    """

    id: str
    spans: tuple[tuple[int, int], ...]
    quote: str
    optional: bool
    actors: frozenset[str]
    targets: frozenset[str]
    asserted_by: str
    fields: Record

    @property
    def participants(self) -> frozenset[str]:
        """Actors in either role."""
        return self.actors | self.targets

    def label(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A field's value, or None."""
        return self.asserted_by if name == "asserted_by" else self.fields.get(name)


def read_gold(folder: str | Path, *, docs: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """The gold documents of a folder (one JSON file each), by document name.

    Args:
        folder: Holds ``*.json``.
        docs: Names of the documents wanted; all if None.

    Raises:
        InputError: If the folder, a wanted document or a needed part is missing, or a file is not JSON.
    """
    path = Path(folder)
    if not path.is_dir():
        raise InputError(
            f"no folder of gold at {str(folder)!r}", hint="give the folder that holds the *.json files"
        )
    wanted = None if docs is None else set(docs)
    out = {}
    for file in sorted(path.glob("*.json")):
        document = _read_gold_file(file)
        if wanted is None or document["doc"] in wanted:
            out[document["doc"]] = document
    missing = sorted((wanted or set()) - set(out))
    if missing:
        raise InputError(
            f"no gold for {len(missing)} document(s) in {str(folder)!r}: {', '.join(missing[:5])}"
        )
    if not out:
        raise InputError(f"no gold documents in {str(folder)!r}", hint="gold is one *.json file a document")
    return out


def _read_gold_file(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise InputError(f"{file}: cannot be read as gold: {fault}") from fault
    missing = [key for key in NEEDED if not isinstance(document, dict) or key not in document]
    if missing:
        raise InputError(
            f"{file}: gold lacks {', '.join(missing[:5])}", hint=f"gold needs {', '.join(NEEDED)}"
        )
    return dict(document)


def read_records(file: str | Path) -> list[dict[str, Any]]:
    """System records of a JSONL file; rejections are passed over.

    Raises:
        InputError: Naming the file and line of the first record that cannot be used.
    """
    out = []
    try:
        with Path(file).open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as fault:
                    raise InputError(
                        f"{file}, line {number}: not JSON: {fault}", hint="one record a line"
                    ) from fault
                if check_record(record, f"{file}, line {number}"):
                    out.append(record)
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{file}: cannot be read: {fault}") from fault
    return out


def check_record(record: object, where: str) -> bool:
    """Whether a record takes part in scoring.

    Raises:
        InputError: If it is no record of the interchange.
    """
    if (
        not isinstance(record, Mapping)
        or "document" not in record
        or record.get("kind") not in (*KINDS, *OTHER_KINDS)
    ):
        raise InputError(f'{where}: a record needs "document" and a "kind" out of {", ".join(KINDS)}')
    if record["kind"] in OTHER_KINDS:
        return False
    places = [record] if record["kind"] == "mention" else _places(record.get("evidence"))
    if not all(_is_range(place) for place in places):
        raise InputError(f'{where}: every evidence (and mention) needs whole numbers "start" and "end"')
    return True


def _is_range(place: object) -> bool:
    return isinstance(place, Mapping) and all(isinstance(place.get(key), int) for key in ("start", "end"))


def _places(evidence: Any) -> list[Any]:  # noqa: ANN401 - one place, several, or none
    return [evidence] if isinstance(evidence, Mapping) else list(evidence or [])


def _spans(evidence: Any, also: Sequence[Record] | None = None) -> tuple[tuple[int, int], ...]:  # noqa: ANN401
    return tuple((place["start"], place["end"]) for place in [*_places(evidence), *(also or ())])


def gold_items(document: Record) -> tuple[Names, Items]:
    """The names of one gold document, and its items by kind."""
    names = Names(document["actors"])
    out: Items = {kind: [] for kind in KINDS}
    for actor in document["actors"]:
        for mention in actor.get("mentions", []):
            optional = bool(actor.get("optional") or mention.get("optional"))
            who = frozenset((actor["id"],))
            item = Item(
                actor["id"], _spans(mention), mention["quote"], optional, who, frozenset(), "author", {}
            )
            out["mention"].append(item)
    for kind, key in STATEMENTS:
        out[kind] += [_statement(names, row, kind=kind, gold=True) for row in document[key]]
    return names, out


def system_items(records: Iterable[Record], names: Names) -> Items:
    """The records of one document as items by kind, their actors named as gold names them."""
    out: Items = {kind: [] for kind in KINDS}
    for number, record in enumerate(records):
        kind = record["kind"]
        row = {**record, "id": record.get("id") or f"{kind}{number}"}
        if kind == "mention":
            who = frozenset((names.find_actor(record.get("actor") or ""),))
            quote = str(record.get("quote", ""))
            item = Item(row["id"], _spans(record), quote, optional=False, actors=who, **_NOBODY)
        else:
            item = _statement(names, row, kind=kind, gold=False)
        out[kind].append(item)
    return out


_NOBODY: dict[str, Any] = {"targets": frozenset(), "asserted_by": "author", "fields": {}}


def _statement(names: Names, row: Record, *, kind: str, gold: bool) -> Item:
    """An event, claim, mechanism or prediction."""
    roles = {
        "event": ("actor", "recipient") if gold else ("source", "target"),
        "claim": ("dyad", ""),
        "mechanism": ("actors", ""),
        "prediction": ("", ""),
    }[kind]
    places = _places(row.get("evidence"))
    return Item(
        id=str(row["id"]),
        spans=_spans(places, row.get("also") if gold else None),
        quote=str(places[0].get("quote", "")) if places else "",
        optional=gold and bool(row.get("optional")),
        actors=names.find_actors(row.get(roles[0])),
        targets=names.find_actors(row.get(roles[1])),
        asserted_by=names.find_speaker(row.get("asserted_by")),
        fields=row,
    )


def to_records(document: Record) -> list[dict[str, Any]]:
    """A gold document as system records: what a perfect coder would give.

    States go by their identity, all others by name.
    """
    actors = document["actors"]
    name = {actor["id"]: actor["id"] if actor.get("kind") == "state" else actor["name"] for actor in actors}
    name["author"] = "author"
    out: list[dict[str, Any]] = [
        {"kind": "mention", "actor": name[actor["id"]], "start": mention["start"], "end": mention["end"]}
        for actor in document["actors"]
        for mention in actor.get("mentions", [])
    ]
    for kind, key in STATEMENTS:
        for row in document[key]:
            record = {field: value for field, value in row.items() if field not in GOLD_ONLY}
            evidence = [row["evidence"], *row.get("also", [])]
            record.update(kind=kind, asserted_by=name[row["asserted_by"]], evidence=evidence)
            if kind == "event":
                record.update(contexts=row["context"])
                record.update(source=[name[who] for who in row["actor"]])
                record.update(target=[name[who] for who in row["recipient"]])
            elif kind == "claim":
                record["dyad"] = [name[who] for who in row["dyad"]]
            elif kind == "mechanism":
                record["actors"] = [name[who] for who in row["actors"]]
            out.append(record)
    return [{**record, "document": document["doc"]} for record in out]
