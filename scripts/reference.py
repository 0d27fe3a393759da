"""Write docs/reference.md and docs/data.md from the program and its data; or check that they are current.

Usage: python scripts/reference.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from detente.cli.app import app
from detente.core.provenance import read_data_files
from detente.core.rejections import REASONS
from detente.core.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parent.parent / "docs"

_HEAD = """# Reference

Written by `make reference` from the program itself; a test fails if it is not current.

Data goes to standard output, everything else to standard error. Exit status: 0 fine; 1 wrong data, or nothing
could be coded; 2 a wrong call; 130 stopped. `--debug`, anywhere, shows the traceback of a fault.

## Commands
"""
_DATA_HEAD = """# Data

Written by `make reference` from the `PROVENANCE.toml` of each room; a test fails if it is not current.

What détente knows beforehand stands in data files: CSV or TOML, one fact a row, sorted, dated where facts
have dates. Each has an entry in its room's `PROVENANCE.toml`: title, version, licence, how it was made, what
it can be checked against, SHA-256. A test fails on a file without an entry or with another hash; every run
writes the hashes into its ledger; `detente sources` compares the installed files. To change a fact, edit the
row, say in `made` where it is from, and run `make provenance reference`.

No text, table or code of others is shipped. The language model (English, small) is a package of its own that
is installed with the project; its weights are compared with pinned hashes before they are loaded.

| file | title | version | licence | made | to check against |
|---|---|---|---|---|---|
"""


def write_reference() -> str:
    """The whole page."""
    group: Any = typer.main.get_command(app)
    lines = [_HEAD]
    for path, command in _commands(group, "detente"):
        lines += _describe(path, command)
    lines.append("## Settings\n")
    lines.append(
        "`--set NAME=VALUE` changes one for one call; each run writes all of them into its ledger.\n"
    )
    lines.append("| name | default | unit | meaning |\n|---|---|---|---|")
    lines += [f"| `{row.name}` | {row.default} | {row.unit} | {row.help} |" for row in SETTINGS]
    lines.append("\n## Reasons for a rejection\n")
    lines.append("| reason | meaning |\n|---|---|")
    lines += [f"| `{reason.value}` | {words} |" for reason, words in REASONS.items()]
    return "\n".join(lines) + "\n"


def write_data_page() -> str:
    """The page of the data files."""
    rows = [
        (f"`{row.room}/{row.file}`", row.title, row.version, row.licence, row.made, "; ".join(row.sources))
        for row in read_data_files()
    ]
    cells = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    return _DATA_HEAD + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  Typer's types are private
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _describe(path: str, command: Any) -> Iterator[str]:  # noqa: ANN401
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option" and not param.hidden]
    words = " ".join(param.metavar or param.name.upper() for param in arguments)
    yield f"### `{' '.join(filter(None, (path, words)))}`\n"
    yield f"{command.help.strip()}\n"
    if command.epilog:
        example = command.epilog.removeprefix("Example:").strip()
        yield f"```\n{example}\n```\n"
    rows = [(f"`{param.metavar or param.name}`", param) for param in arguments]
    rows += [
        (f"`{' '.join(filter(None, ('/'.join(param.opts), _value(param))))}`", param) for param in options
    ]
    rows = [(head, param) for head, param in rows if param.name != "help"]
    if rows:
        yield "| | |\n|---|---|"
        yield from (f"| {head.replace('|', chr(92) + '|')} | {_meaning(param)} |" for head, param in rows)
        yield ""


def _value(param: Any) -> str:  # noqa: ANN401
    if param.is_flag:
        return ""
    return str(param.metavar or param.name.upper().strip("_"))


def _meaning(param: Any) -> str:  # noqa: ANN401
    text = (param.help or "").replace("|", "\\|")
    default = param.default
    if param.required or default in (None, False, "", ()) or callable(default):
        return text
    return f"{text} Default: `{getattr(default, 'value', default)}`."


def main(words: list[str]) -> int:
    """Write, or with ``--check`` compare."""
    pages = {DOCS / "reference.md": write_reference(), DOCS / "data.md": write_data_page()}
    old = [file.name for file, text in pages.items() if not file.is_file() or file.read_text("utf-8") != text]
    if "--check" in words:
        for name in old:
            print(f"error: docs/{name} is not current\nhint: run `make reference`")
        return int(bool(old))
    for file, text in pages.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
