"""What must not stand in the repository."""

import ast
import re
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
_MARK = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
_PLACES = ("/work/", "/home/", "/root/", "/Users/", "find-links", "index-url")
_THEIRS = ("package-lock.json", "LICENSE", "VENDOR.json")


def _is_made(part):
    """Whether a folder or file is made by a tool, not by us."""
    return part in ("node_modules", "demo", "dist", "build", "__pycache__") or (
        part[0] == "." and part != ".ci"
    )


def tracked():
    """Files of the repository; those on the disk where there is no git."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in done.stdout.decode().split("\0") if name]
    found = [ROOT / name for name in names] or [
        path for path in ROOT.rglob("*") if not any(map(_is_made, path.relative_to(ROOT).parts))
    ]
    return [path for path in found if path.is_file() and path.name not in _THEIRS]


def texts():
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_nothing_prints_but_the_command_line(path):
    if "cli" in path.parts:
        return
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def test_nothing_is_left_to_be_done_later():
    marked = [
        str(path.relative_to(ROOT))
        for path, text in texts()
        if path.suffix in (".py", ".ts", ".sql", ".toml", ".sh", ".j2", ".css", ".yml") and _MARK.search(text)
    ]
    assert marked == []


def test_no_place_of_one_machine_and_no_index_is_named():
    allowed = {"Makefile", "test_hygiene.py"}  # the first says that no address be written
    named = [
        f"{path.relative_to(ROOT)}: {place}"
        for path, text in texts()
        if path.name not in allowed and "static" not in path.parts
        for place in _PLACES
        if place in text
    ]
    assert named == []


def test_provenance_is_complete_and_true():
    provenance = runpy.run_path(str(ROOT / "scripts" / "provenance.py"))
    faults = [
        fault for folder in provenance["find_folders"](ROOT) for fault in provenance["find_faults"](folder)
    ]
    assert faults == []


def test_provenance_sets_hashes_and_nothing_else():
    replace_hashes = runpy.run_path(str(ROOT / "scripts" / "provenance.py"))["replace_hashes"]
    text = '# data\n["a.csv"]\ntitle = "A"\nsha256 = "old"\n\n["b.csv"]\ntitle = "B"\n'
    expected = '# data\n["a.csv"]\ntitle = "A"\nsha256 = "11"\n\n["b.csv"]\ntitle = "B"\nsha256 = "22"\n'
    assert replace_hashes(text, {"a.csv": "11", "b.csv": "22"}) == expected


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_requirements_are_pinned_hashed_and_without_addresses(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    logical = [
        line
        for line in text.replace("\\\n", " ").splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    assert "://" not in text
    assert not [line for line in logical if line.startswith("-")]
    assert not [line for line in logical if "==" not in line or "--hash=sha256:" not in line]


def test_what_users_install_is_part_of_what_developers_install():
    pins = [
        {
            line.split(";")[0].split("\\")[0].strip()
            for line in (ROOT / "requirements" / name).read_text().splitlines()
            if "==" in line
        }
        for name in ("base.txt", "dev.txt")
    ]
    assert pins[0] <= pins[1]
