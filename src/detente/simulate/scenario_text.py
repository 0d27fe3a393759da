"""Scenarios written down: flags of the command line, and small TOML or JSON files.

A file names the scenario and lists its steps::

    name = "Aid blocked again"

    [[do]]
    month = "2018-09"
    source = "USA"
    type = "SANCTION"
    target = "PAK"
    times = 2              # 1 if left out

    [[set]]
    dyad = "IND-USA"       # or ["IND", "USA"]
    what = "military"      # a quad class, cooperation, conflict, or a domain
    shift = 3              # events a month
    month = "2018-10"      # from the first month if left out

    [[without]]
    source = "RUS"
    type = "AGREE"
    target = "PAK"
    when = "2018"          # year, month or day

The same as flags: ``--do "2018-09 USA SANCTION PAK x2"``, ``--set "IND-USA military +3 2018-10"``,
``--without "RUS AGREE PAK 2018"``. JSON has the same keys.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from detente.core.errors import InputError
from detente.simulate.scenarios import Do, Scenario, Set, Step, Without

__all__ = ["build_scenario", "parse_do", "parse_set", "parse_without", "read_scenario"]

_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "do": (("month", "source", "type", "target"), ("times",)),
    "set": (("dyad", "what", "shift"), ("month",)),
    "without": (("source", "type", "target", "when"), ()),
}


def build_scenario(
    *,
    do: Iterable[str] = (),
    hold: Iterable[str] = (),
    without: Iterable[str] = (),
    name: str = "",
) -> Scenario:
    """A scenario from flags; all that cannot be read is told at once.

    Args:
        do: ``2018-09 USA SANCTION PAK``, with ``x3`` behind it for three times.
        hold: ``IND-USA military +3``, with a month behind it if not from the first (`Set`).
        without: ``RUS AGREE PAK 2018``.
        name: By default the steps.

    Raises:
        InputError: A flag cannot be read, or there is none.

    >>> build_scenario(do=["2018-09 USA SANCTION PAK"], hold=["IND-USA military +3"]).name
    '2018-09 USA SANCTION PAK; IND-USA military +3'
    """
    steps: list[Step] = []
    faults: list[InputError] = []
    readers: tuple[tuple[Iterable[str], Callable[[str], Step]], ...] = (
        (do, parse_do),
        (hold, parse_set),
        (without, parse_without),
    )
    for texts, read in readers:
        for text in texts:
            try:
                steps.append(read(text))
            except InputError as fault:
                faults.append(fault)
    _raise_all(faults, "the scenario")
    return Scenario(name or "; ".join(str(step) for step in steps), tuple(steps))


def parse_do(text: str) -> Do:
    """A `Do` from its flag.

    Raises:
        InputError: It cannot be read.

    >>> parse_do("2018-09 USA SANCTION PAK x2").times
    2
    """
    words = text.split()
    times = "1"
    if len(words) == 5 and words[4][:1] in "x×":
        times = words.pop()[1:]
    if len(words) != 4 or not times.isdigit():
        raise InputError(f"{text!r} is no event to do", hint='write "2018-09 USA SANCTION PAK" or "… x2"')
    return Do(words[0], words[1], words[2].upper() if words[2].islower() else words[2], words[3], int(times))


def parse_set(text: str) -> Set:
    """A `Set` from its flag.

    Raises:
        InputError: It cannot be read.

    >>> parse_set("IND-USA material cooperation +3 2018-10").what
    'material cooperation'
    """
    words = text.split()
    hint = 'write "IND-USA military +3", with a month behind it if it begins later'
    month = ""
    if len(words) >= 4 and len(words[-1]) == 7 and words[-1][4] == "-":
        month = words.pop()
    if len(words) < 3:
        raise InputError(f"{text!r} sets no tie", hint=hint)
    try:
        shift = float(words[-1])
    except ValueError as fault:
        raise InputError(f"{text!r} has no shift", hint=hint) from fault
    return Set(_split_dyad(words[0]), " ".join(words[1:-1]), shift, month)


def parse_without(text: str) -> Without:
    """A `Without` from its flag.

    Raises:
        InputError: It cannot be read.

    >>> parse_without("RUS AGREE PAK 2018").when
    '2018'
    """
    words = text.split()
    if len(words) != 4:
        raise InputError(f"{text!r} leaves no event out", hint='write "RUS AGREE PAK 2018"')
    return Without(words[0], words[1].upper() if words[1].islower() else words[1], words[2], words[3])


_READERS: Mapping[str, Callable[[str], Step]] = {"do": parse_do, "set": parse_set, "without": parse_without}


def read_scenario(path: Path | str) -> Scenario:
    """A scenario from a TOML or JSON file; all faults are told at once.

    Raises:
        InputError: The file cannot be read, has unknown keys, or lacks some.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix.casefold() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as fault:
        raise InputError(f"{path.name} cannot be read: {fault}", hint="a TOML or JSON file") from fault
    if not isinstance(found, dict):
        raise InputError(f"{path.name} is no table", hint="name, and lists of do, set and without")
    faults = [
        InputError(f"{path.name}: {key!r} is unknown", hint="name, do, set, without")
        for key in found
        if key not in ("name", *_KEYS)
    ]
    steps: list[Step] = []
    for kind in _KEYS:
        rows = found.get(kind, [])
        for row in rows if isinstance(rows, list) else [rows]:
            try:
                steps.append(_read_step(kind, row))
            except InputError as fault:
                faults.append(InputError(f"{path.name}, {kind}: {fault.message}", hint=fault.hint))
    _raise_all(faults, path.name)
    return Scenario(str(found.get("name", path.stem)), tuple(steps))


def _read_step(kind: str, row: object) -> Step:
    if isinstance(row, str):
        return _READERS[kind](row)
    needed, more = _KEYS[kind]
    hint = f"{', '.join(needed)}{' and perhaps ' + ', '.join(more) if more else ''}"
    if not isinstance(row, dict) or not set(needed) <= set(row) <= {*needed, *more}:
        raise InputError(f"a step has {row!r}", hint=hint)
    try:
        if kind == "do":
            month, source, type_name, target = (str(row[key]) for key in needed)
            return Do(month, source, type_name, target, int(row.get("times", 1)))
        if kind == "set":
            dyad = row["dyad"]
            pair = _split_dyad(dyad) if isinstance(dyad, str) else tuple(str(name) for name in dyad)
            if len(pair) != 2:
                raise InputError(f"{dyad!r} is no dyad", hint="two states")
            return Set((pair[0], pair[1]), str(row["what"]), float(row["shift"]), str(row.get("month", "")))
        source, type_name, target, when = (str(row[key]) for key in needed)
        return Without(source, type_name, target, when)
    except (TypeError, ValueError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(f"a step has {row!r}", hint="times and shift are numbers") from fault


def _split_dyad(text: str) -> tuple[str, str]:
    """Two names joined by a hyphen, or by / or : where names have hyphens of their own."""
    for mark in ("/", ":", "-"):
        names = text.split(mark)
        if len(names) == 2:
            return names[0], names[1]
    raise InputError(
        f"{text!r} is no dyad", hint='write "IND-USA", or "new-delhi/USA" where names have hyphens'
    )


def _raise_all(faults: list[InputError], what: str) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = "; ".join(fault.message for fault in faults[:5])
        hints = "; ".join(dict.fromkeys(fault.hint for fault in faults[:5]))
        raise InputError(f"{what} has {len(faults)} faults: {told}", hint=hints)
