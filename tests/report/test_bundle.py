from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import detente.report

STATIC = Path(detente.report.__file__).parent / "static"
WEB = Path(__file__).parents[2] / "web"


def vendor():
    return json.loads((STATIC / "VENDOR.json").read_text(encoding="utf-8"))


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["app.js", "app.css"])
def test_the_committed_bundle_is_the_one_described(name):
    assert sha256(STATIC / name) == vendor()["bundle"][name]["sha256"]


def test_the_bundle_was_built_from_the_committed_lock():
    if not WEB.is_dir():
        pytest.skip("the sources of the bundle are not here")
    assert sha256(WEB / "package-lock.json") == vendor()["lock"]["web/package-lock.json"]


def test_the_bundle_can_be_inlined_and_hashed():
    for name in ("app.js", "app.css"):
        text = (STATIC / name).read_text(encoding="utf-8")
        assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
        assert "eval(" not in text


def test_every_package_in_the_bundle_has_a_free_licence_that_travels_with_it():
    notice = (STATIC / "LICENCES.txt").read_text(encoding="utf-8")
    for package in vendor()["packages"]:
        assert package["licence"] in {"ISC", "MIT", "BSD-3-Clause"}
        assert f"{package['name']} {package['version']}" in notice
    assert sha256(STATIC / "LICENCES.txt") == vendor()["licences"]["LICENCES.txt"]


def test_the_lock_holds_no_address():
    if not WEB.is_dir():
        pytest.skip("the sources of the bundle are not here")
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock


def test_a_rebuild_gives_the_same_bytes(tmp_path):
    node = shutil.which("node")
    if not node or not (WEB / "node_modules" / "esbuild").is_dir():
        pytest.skip("node and web/node_modules are needed to rebuild the bundle")
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=WEB, check=True, capture_output=True, timeout=60)
    for room in ("report", "app"):
        for name in ("app.js", "app.css", "VENDOR.json", "LICENCES.txt"):
            built, kept = tmp_path / room / "static" / name, STATIC.parents[1] / room / "static" / name
            assert built.read_bytes() == kept.read_bytes(), name
