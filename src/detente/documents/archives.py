"""Zip archives of articles: every member by itself, none trusted."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from detente.core.rejections import Reason
from detente.documents.draft import Draft, SideNote, Unit
from detente.documents.formats import Format, format_of_name
from detente.documents.refusals import RefusedError, explain_fault
from detente.documents.sidefile import SIDE_FILE, Notes, read_side_notes
from detente.documents.unpacking import check_archive, check_member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Opener = Callable[[IO[bytes], str], Iterator[Unit | None]]

__all__ = ["find_members"]

_NAMELESS = "a member without a name"


def find_members(stream: IO[bytes], open_member: Opener) -> Iterator[tuple[Unit | None, SideNote]]:
    """The articles in a zip, in order of name, each with what the archive's own ``meta.jsonl`` says.

    A member that is hostile, locked, or an archive itself is refused alone. Hidden members and folders are
    passed over.

    Args:
        stream: The archive; must be seekable.
        open_member: Finds the units in one member, given its stream and name.
    """
    with _open_archive(stream) as archive:
        check_archive(archive)
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        members = [member for member in members if not _is_passed_over(member)]
        if not members:
            raise RefusedError(Reason.EMPTY, "an archive without files")
        notes, names = _side_notes(archive, members), _distinct_names(members)
        seen: set[str] = set()
        for member in members:
            name = names[member.filename]
            if PurePosixPath(member.filename).name == SIDE_FILE:
                continue
            folder = str(PurePosixPath(member.filename).parent)
            note = notes.get(folder, {}).get(PurePosixPath(member.filename).name, SideNote())
            for unit in _units(archive, member, name=name or _NAMELESS, open_member=open_member):
                if unit is not None and unit.name in seen:
                    yield replace(unit, name=f"{name}/{unit.name}"), note
                    continue
                seen.add(unit.name if unit is not None else "")
                yield unit, note


def _open_archive(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (ValueError, NotImplementedError) as fault:  # zipfile meets broken offsets with these
        raise RefusedError(Reason.DAMAGED, f"not a sound archive: {fault}") from fault


def _units(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, name: str, open_member: Opener
) -> Iterator[Unit | None]:
    try:
        check_member(member)
        if format_of_name(member.filename)[0] is Format.ZIP:
            raise RefusedError(Reason.TOO_DEEP, "an archive inside an archive")  # noqa: TRY301  one exit
        with archive.open(member) as packed:
            yield from open_member(packed, name)
    except Exception as fault:  # noqa: BLE001  each way of packing has faults of its own; the rest is still read
        reason, detail = explain_fault(fault)
        yield Unit(name, partial(_refuse, reason if reason is not Reason.FAILED else Reason.DAMAGED, detail))


def _refuse(reason: Reason, detail: str) -> Draft:
    raise RefusedError(reason, detail)


def _is_passed_over(member: zipfile.ZipInfo) -> bool:
    """Whether it is a folder or hidden; one without a name is neither, and is refused."""
    name = member.filename
    if not name:
        return False
    parts = [part for part in name.split("/") if part not in ("..", ".", "")]
    return member.is_dir() or any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _distinct_names(members: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The bare name of each member, or its whole path where two have the same."""
    bare = [PurePosixPath(member.filename).name for member in members]
    twice = {name for name in bare if bare.count(name) > 1} if len(set(bare)) < len(bare) else set()
    return {
        member.filename: member.filename if name in twice else name
        for member, name in zip(members, bare, strict=True)
    }


def _side_notes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, Notes]:
    """Folder to notes; broken lines of a side file inside an archive are passed over."""
    out: dict[str, Notes] = {}
    for member in members:
        if PurePosixPath(member.filename).name == SIDE_FILE:
            try:
                check_member(member)
                with archive.open(member) as stream:
                    out[str(PurePosixPath(member.filename).parent)] = read_side_notes(stream)[0]
            except Exception:  # noqa: BLE001, S112  each way of packing has faults of its own
                continue
    return out
