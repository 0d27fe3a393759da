"""Write the SHA-256 of every shipped data file into its room's PROVENANCE.toml; or check them.

Usage: python scripts/provenance.py [--check]
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTING = "PROVENANCE.toml"
NEEDED = ("title", "version", "licence", "made")
_TABLE = re.compile(r'\s*\[\s*(?:"(?P<quoted>[^"]+)"|(?P<bare>[\w-]+))\s*\]\s*(?:#.*)?')
_HASH = re.compile(r"\s*sha256\s*=")


def find_folders(root: Path) -> list[Path]:
    """The data folders of all rooms."""
    return sorted(path for path in (root / "src" / "detente").glob("*/data") if path.is_dir())


def hash_files(folder: Path) -> dict[str, str]:
    """Data file to SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name != LISTING
        and not path.name.startswith(".")
        and "__pycache__" not in path.parts
    }


def find_faults(folder: Path) -> list[str]:
    """What is wrong with a folder's listing, in words."""
    listing = folder / LISTING
    if not listing.is_file():
        return [f"{listing}: missing"]
    table = tomllib.loads(listing.read_text(encoding="utf-8"))
    hashes = hash_files(folder)
    faults = [f"{folder / name}: no entry in {LISTING}" for name in hashes if name not in table]
    for name, row in table.items():
        if name not in hashes:
            faults.append(f"{listing}: {name!r} is listed but not there")
            continue
        faults += [f"{listing}: {name!r} has no {key}" for key in NEEDED if not row.get(key)]
        if row.get("sha256") != hashes[name]:
            faults.append(f"{folder / name}: not the file whose hash is recorded")
    return faults


def write_hashes(folder: Path) -> bool:
    """Put the hashes of today's files into the listing; whether anything changed."""
    listing = folder / LISTING
    if not listing.is_file():
        return False
    old = listing.read_text(encoding="utf-8")
    new = replace_hashes(old, hash_files(folder))
    if new != old:
        listing.write_text(new, encoding="utf-8")
    return new != old


def replace_hashes(text: str, hashes: dict[str, str]) -> str:
    """A listing with each table's ``sha256`` set, and nothing else changed."""
    out: list[str] = []
    name, done = "", True
    for line in [*text.splitlines(), "[\x00]"]:
        match = _TABLE.fullmatch(line)
        if match or line == "[\x00]":
            if not done and name in hashes:
                blanks = len(out) - len("\n".join(out).rstrip("\n").split("\n")) if out else 0
                out.insert(len(out) - blanks, f'sha256 = "{hashes[name]}"')
            name = (match["quoted"] or match["bare"]) if match else ""
            done = False
        elif _HASH.match(line) and name in hashes:
            line, done = f'sha256 = "{hashes[name]}"', True  # noqa: PLW2901  the line is replaced
        if line != "[\x00]":
            out.append(line)
    return "\n".join(out) + "\n"


def main(words: list[str]) -> int:
    """Write, or with ``--check`` compare."""
    folders = find_folders(ROOT)
    if "--check" not in words:
        changed = [str((folder / LISTING).relative_to(ROOT)) for folder in folders if write_hashes(folder)]
        print("\n".join(f"written: {name}" for name in changed) or "nothing changed")
    faults = [fault for folder in folders for fault in find_faults(folder)]
    for fault in faults:
        print(f"error: {fault.replace(str(ROOT) + '/', '')}")
    if faults:
        print("hint: `make provenance` writes hashes; title, version, licence and made are written by hand")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
