"""The bill of materials lists all that is installed and shipped, says the same each time, and holds no address."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "bill_of_materials.py"


@pytest.fixture(scope="module")
def bill():
    return runpy.run_path(str(SCRIPT))["build_bill"]()


def by_reference(bill):
    return {part["bom-ref"]: part for part in bill["components"]}


def test_every_pinned_package_is_a_part_with_its_hashes_and_its_licence(bill):
    pinned = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    names = re.findall(r"^([\w.\-]+)==([^\s;]+)", pinned, re.MULTILINE)
    parts = by_reference(bill)
    assert len(names) > 60
    for name, version in names:
        part = parts[f"pkg:pypi/{name}@{version}"]
        assert part["hashes"], name
        assert part.get("licenses") or part.get("properties"), (
            name
        )  # those for other systems are not installed
    hashes = sum(len(part["hashes"]) for name, part in parts.items() if name.startswith("pkg:pypi/"))
    assert hashes == pinned.count("--hash=sha256:")


def test_the_parts_of_the_scripts_and_the_data_are_in_it(bill):
    parts = by_reference(bill)
    for room in ("report", "app"):
        vendor = json.loads((ROOT / "src" / "detente" / room / "static" / "VENDOR.json").read_text("utf-8"))
        for package in vendor["packages"]:
            part = parts[f"pkg:npm/{package['name'].replace('@', '%40')}@{package['version']}"]
            assert part["licenses"] == [{"expression": package["licence"]}]
            assert len(part["hashes"][0]["content"]) == 128
        assert (
            parts[f"file:{room}/static/app.js"]["hashes"][0]["content"]
            == vendor["bundle"]["app.js"]["sha256"]
        )
    assert parts["file:coding/data/type_model/model.onnx"]["type"] == "machine-learning-model"
    shipped = (ROOT / "src" / "detente").glob("*/data/*.csv")
    named = {part["name"] for part in bill["components"]}
    assert {f"{path.parents[1].name}/data/{path.name}" for path in shipped} <= named


def test_whatever_needs_a_part_and_is_needed_is_a_part(bill):
    references = {bill["metadata"]["component"]["bom-ref"], *by_reference(bill)}
    told = {row["ref"]: set(row["dependsOn"]) for row in bill["dependencies"]}
    assert set(told) == references
    assert set().union(*told.values()) | {bill["metadata"]["component"]["bom-ref"]} == references
    (fastapi,) = [name for name in told if name.startswith("pkg:pypi/fastapi@")]
    assert any(name.startswith("pkg:pypi/starlette@") for name in told[fastapi])


def test_it_is_the_same_each_time_and_holds_no_address(tmp_path):
    files = [tmp_path / "deep" / "a.json", tmp_path / "b.json"]
    for file in files:
        subprocess.run([sys.executable, SCRIPT, file], check=True, capture_output=True, cwd=tmp_path)
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert b"://" not in first
    assert str(ROOT).encode() not in first
    assert not re.search(rb'"timestamp"', first)


def test_it_is_what_the_standard_says(bill):
    validation = pytest.importorskip("cyclonedx.validation.json", reason="make sbom installs it")
    schema = pytest.importorskip("cyclonedx.schema")
    validator = validation.JsonStrictValidator(schema.SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bill)) is None
    assert validator.validate_str(json.dumps({**bill, "components": [{"type": "library"}]})) is not None
