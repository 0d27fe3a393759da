"""Goals S7 and S11: what détente is made of is pinned and known, and no part of it fetches anything."""

import ast
import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest
import typer

from detente.app.adding import ROUTES as ADDING
from detente.app.reviewing import ROUTES as REVIEWING
from detente.cli.app import app
from detente.core.settings import SETTINGS
from detente.pages.registry import PAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "detente"
LISTS = sorted((ROOT / "requirements").glob("*.txt"))

# Modules by which one can speak to others, and the only places that do: the language model's client, to the
# address that the user names; the application, which listens; the engine of a cluster.
SPEAKING = {
    "aiohttp", "asyncio", "fsspec", "ftplib", "http.client", "http.server", "httpx", "huggingface_hub", "imaplib",
    "nntplib", "paramiko", "poplib", "ray", "requests", "smtplib", "socket", "socketserver", "ssl", "telnetlib",
    "urllib.error", "urllib.request", "urllib3", "uvicorn", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
MAY_SPEAK = {
    "app/making.py": {"socket"},  # a pair of ends between two processes of ours
    "app/serving.py": {"socket", "uvicorn"},
    "coding/llm/client.py": {"http.client", "urllib.error", "urllib.request"},
    "scale/cluster.py": {"ray", "socket"},  # which asks whether the cluster is there
}
FETCHING = re.compile(
    r"\b(fetch_\w*|urlopen|urlretrieve|hf_hub_download|snapshot_download|from_pretrained|feed_?url|"
    r"install_extension|load_extension|httpfs|spacy\.cli|nltk\.download)\b"
)


def imports_of(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (node.module, *(f"{node.module}.{name.name}" for name in node.names))


def speaks_by(text):
    """The modules by which a text of Python could speak to others."""
    return {
        known
        for name in imports_of(text)
        for known in SPEAKING
        if name == known or name.startswith(f"{known}.")
    }


def calls_that_fetch(text):
    """Names of libraries' own fetching that a text of Python uses; words in strings and remarks are none."""
    names = []
    for node in ast.walk(ast.parse(text)):
        names += [node.id] if isinstance(node, ast.Name) else []
        names += [node.attr] if isinstance(node, ast.Attribute) else []
        names += [name.name for name in node.names] if isinstance(node, ast.ImportFrom) else []
    return {name for name in names if FETCHING.fullmatch(name)} - {"fetch_record_batch"}


def test_only_these_places_can_speak_to_others():
    found = {
        str(path.relative_to(SOURCE)): speaks_by(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")
    }
    assert {name: told for name, told in found.items() if told} == MAY_SPEAK


def test_no_library_is_asked_to_fetch():
    found = {
        str(path.relative_to(SOURCE)): calls_that_fetch(path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
    }
    assert {name: told for name, told in found.items() if told} == {}


def test_a_place_that_fetches_would_be_found():
    assert speaks_by("from urllib import request") == {"urllib.request"}
    assert speaks_by("import urllib.parse\nfrom urllib.parse import quote") == set()
    assert speaks_by("def f():\n    import requests.sessions") == {"requests"}
    assert calls_that_fetch("import trafilatura\ntrafilatura.fetch_url(x)") == {"fetch_url"}
    assert calls_that_fetch("from trafilatura import fetch_url") == {"fetch_url"}
    assert calls_that_fetch("x = 'fetch_url'") == set()


def commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_no_command_no_setting_and_no_route_takes_an_address_to_fetch():
    asked = re.compile(r"fetch|url|proxy|download|remote|endpoint|address|host\b")
    found = {
        (name, option)
        for name, command in commands(typer.main.get_command(app))
        for parameter in command.params
        for option in parameter.opts
        if asked.search(option)
    }
    known = {(name, "--endpoint") for name in ("run", "code", "recode")}  # of the language model, by the user
    assert found == known | {("code", "--address"), ("serve", "--host")}  # of the cluster; to listen on
    assert [setting.name for setting in SETTINGS if asked.search(setting.name)] == ["llm.endpoint"]
    words = {word for page in PAGES for word in page.query}
    words |= {name for route in (*ADDING, *REVIEWING) if route.body for name in route.body.model_fields}
    assert not [word for word in words if asked.search(word)]


def requirements(path):
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_to_hashes_and_names_no_address(path):
    pinned = re.compile(
        r"[A-Za-z0-9._\-]+(\[[a-z,]+\])?==[^\s;*]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+\s*"
    )
    lines = requirements(path)
    assert len(lines) > 50
    assert [line for line in lines if not pinned.fullmatch(line)] == []
    assert not re.search(r"://|^-|@ ", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_list_of_requirements_is_looked_at():
    assert [path.name for path in LISTS] == ["audit.txt", "base.txt", "dev.txt", "train.txt"]
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert set(groups) == {"build", "dev", "audit", "train"}


@pytest.mark.parametrize("room", ["app", "report"])
def test_scripts_are_those_that_their_list_tells_of(room):
    place = SOURCE / room / "static"
    told = json.loads((place / "VENDOR.json").read_text(encoding="utf-8"))
    hashes = {name: one["sha256"] for name, one in told["bundle"].items()} | told["licences"]
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir() if path.is_file()
    }
    assert {name: value for name, value in found.items() if name != "VENDOR.json"} == hashes
    lock = ROOT / "web" / "package-lock.json"
    assert hashlib.sha256(lock.read_bytes()).hexdigest() == told["lock"]["web/package-lock.json"]
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for package in told["packages"]:
        locked = packages[f"node_modules/{package['name']}"]
        assert (locked["version"], locked["license"]) == (package["version"], package["licence"])
        assert locked["integrity"].startswith("sha512-")


def test_workflows_of_a_host_are_checked_as_soon_as_there_are_any():
    """None is here, so that zizmor has nothing to look at; whoever adds one adds the check to `make test`."""
    places = (".github/workflows", ".github/actions", ".gitlab-ci.yml", ".circleci", ".forgejo", ".gitea")
    there = [place for place in places if (ROOT / place).exists()]
    checked = "zizmor" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert not there or checked, f"{there}: add zizmor to the dev group and to `make test`"
