"""Check training sentences: run on files of `training/sentences`, prints faults with their lines."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "detente" / "ontology" / "data"
EVENT = re.compile(r"(\d)([>=])(\d) ([A-Z]+)(?:/([a-z-]+))? ([a-z]+)$")


def _column(name: str, column: str) -> set[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def main() -> int:
    """Print every fault; exit 1 if there is one."""
    types, statuses = _column("types.csv", "type"), _column("statuses.csv", "status")
    modes = _column("modes.csv", "mode") | {"blockade", "occupy"}
    faults = total = 0
    seen: dict[str, str] = {}
    for path in sys.argv[1:]:
        for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
            total += 1
            for fault in _faults(line, types, modes, statuses, seen, f"{path}:{number}"):
                faults += 1
                print(f"{path}:{number}: {fault}: {line[:120]}")
    print(f"{total} sentences, {faults} faults")
    return 1 if faults else 0


def _faults(
    line: str, types: set[str], modes: set[str], statuses: set[str], seen: dict[str, str], where: str
) -> list[str]:
    parts = line.split("\t")
    if len(parts) != 2:
        return ["not two columns"]
    events, sentence = parts
    marks = re.findall(r"\[(\d) ([^\[\]]+)\]", sentence)
    numbers = {number for number, _ in marks}
    out = []
    if len(numbers) < 2:
        out.append("fewer than two actors")
    if re.search(r"[\[\]]", re.sub(r"\[\d [^\[\]]+\]", "", sentence)):
        out.append("stray bracket")
    key = re.sub(r"\W+", " ", sentence.lower())
    if key in seen:
        out.append(f"same sentence as {seen[key]}")
    seen[key] = where
    for item in [] if events == "-" else events.split("; "):
        found = EVENT.match(item)
        if not found:
            out.append(f"cannot read event {item!r}")
            continue
        first, _, second, kind, mode, status = found.groups()
        if {first, second} - numbers or first == second:
            out.append("actor number not in the sentence")
        if kind not in types or (mode and mode not in modes) or status not in statuses:
            out.append(f"unknown type, mode or status in {item!r}")
    return out


if __name__ == "__main__":
    raise SystemExit(main())
