"""The documentation says what the program does."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from detente.core.provenance import read_data_files
from detente.core.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize(
    ("page", "write"), [("reference.md", "write_reference"), ("data.md", "write_data_page")]
)
def test_a_page_made_from_the_program_is_current(page, write):
    script = runpy.run_path(str(ROOT / "scripts" / "reference.py"))
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == script[write](), "run `make reference`"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting):
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert f"`{setting.name}`" in text
    assert setting.help in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("row", read_data_files(), ids=lambda row: f"{row.room}/{row.file}")
def test_every_data_file_is_documented(row):
    assert f"`{row.room}/{row.file}`" in (ROOT / "docs" / "data.md").read_text(encoding="utf-8")


def test_version_and_change_log_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"[{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_rooms_that_contributors_are_told_of_are_those_that_are_checked():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (order,) = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    told = re.search(
        r"under `src/detente/`: `([^`]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    )
    assert told is not None
    assert told[1].split() == [name.removeprefix("detente.") for name in reversed(order["layers"])]
    folders = {path.parent.name for path in (ROOT / "src" / "detente").glob("*/__init__.py")}
    assert folders <= {*told[1].split()}


def test_python_in_the_readme_runs(tmp_path, monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102  our own page
    assert names["relations"]
    assert names["table"].num_rows == 1
