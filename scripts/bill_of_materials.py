"""Write what détente is made of as CycloneDX 1.6: packages of the base install, parts of the scripts, data.

The same files and the same installed packages give the same bytes. No address is in it: a package is named by
its kind, name and version, and known by the SHA-256 of each of its published files, as requirements/base.txt
pins them.

Usage: python scripts/bill_of_materials.py [FILE]  (build/bom.json)
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
ROOMS_WITH_SCRIPTS = ("report", "app")

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9_.\-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\\n(?P<rest>(?:^[ ].*\n?)+)",
    re.MULTILINE,
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"# via (\S+)|^ {4}#   (\S+)", re.MULTILINE)
_OURS = "detente"

Part = dict[str, Any]


def build_bill(root: Path = ROOT) -> Part:
    """The whole bill, its parts in order of their references."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = (root / "requirements" / "base.txt").read_text(encoding="utf-8")
    ours = f"pkg:pypi/{_OURS}@{project['version']}"
    parts, needs = read_pins(pinned, ours)
    scripts = [part for room in ROOMS_WITH_SCRIPTS for part in read_scripts(root, room)]
    for part in (*scripts, *read_data(root)):
        parts[part["bom-ref"]] = part
        needs.setdefault(ours, set()).add(part["bom-ref"])
    bill: Part = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": _OURS,
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
                "purl": ours,
            }
        },
        "components": [parts[name] for name in sorted(parts)],
        "dependencies": [
            {"ref": name, "dependsOn": sorted(needs.get(name, ()))} for name in sorted({ours, *parts})
        ],
    }
    content = json.dumps(bill, sort_keys=True).encode()
    return {
        **bill,
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4)}",
    }


def read_pins(text: str, ours: str) -> tuple[dict[str, Part], dict[str, set[str]]]:
    """Packages by reference, and what each needs, from a list of pinned requirements.

    Args:
        text: Of the list, with hashes and with the ``# via`` under each package.
        ours: The reference of what the list is for.
    """
    found = list(_PIN.finditer(text))
    named: dict[str, set[str]] = {}  # one name may have several versions, each for some versions of Python
    for match in found:
        named.setdefault(match["name"], set()).add(_refer(match))
    parts: dict[str, Part] = {}
    needs: dict[str, set[str]] = {}
    for match in found:
        reference = _refer(match)
        part: Part = {
            "type": "library",
            "bom-ref": reference,
            "name": match["name"],
            "version": match["version"],
            "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(_HASH.findall(match["rest"]))],
            "licenses": read_licence(match["name"]),
            "purl": reference,
        }
        installed = _find_version(match["name"])
        told = {
            "only-where": match["marker"],
            "licence-as-of": installed if installed != match["version"] else "",
        }
        part["properties"] = [
            {"name": f"{_OURS}:{name}", "value": value} for name, value in told.items() if value
        ]
        parts[reference] = {name: value for name, value in part.items() if value}
        for by in ("".join(pair) for pair in _VIA.findall(match["rest"])):
            for parent in named.get(by, {ours}):
                needs.setdefault(parent, set()).add(reference)
    return parts, needs


def _find_version(name: str) -> str:
    """Of the installed package; empty if it is not installed here."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _refer(match: re.Match[str]) -> str:
    return f"pkg:pypi/{match['name']}@{match['version']}"


def read_licence(name: str) -> list[Part]:
    """What an installed package says of its licence; nothing of one that is not installed here."""
    if not _find_version(name):
        return []
    told = metadata.metadata(name)
    expressions, fields = (told.get_all(field) or [] for field in ("License-Expression", "License"))
    if expressions:
        return [{"expression": expressions[0]}]
    rows = [row for row in told.get_all("Classifier") or [] if row.startswith("License")]
    classified = {row.rpartition("::")[2].strip() for row in rows} - {"OSI Approved"}
    stated = "".join(fields).strip().partition("\n")[0][:80]
    return [{"license": {"name": word}} for word in sorted(classified) or [stated] if word]


def read_scripts(root: Path, room: str) -> list[Part]:
    """The bundled scripts and styles of a room, and the packages that are in them."""
    place = root / "src" / "detente" / room / "static"
    vendor = json.loads((place / "VENDOR.json").read_text(encoding="utf-8"))
    lock = json.loads((root / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = [
        {
            "type": "file",
            "bom-ref": f"file:{room}/static/{name}",
            "name": f"{room}/static/{name}",
            "hashes": [{"alg": "SHA-256", "content": told["sha256"]}],
        }
        for name, told in vendor["bundle"].items()
    ]
    for package in vendor["packages"]:
        reference = f"pkg:npm/{quote(package['name'], safe='/')}@{package['version']}"
        kind, _, digest = lock[f"node_modules/{package['name']}"]["integrity"].partition("-")
        content = base64.b64decode(digest).hex()
        parts.append(
            {
                "type": "library",
                "bom-ref": reference,
                "name": package["name"],
                "version": package["version"],
                "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": content}],
                "licenses": [{"expression": package["licence"]}],
                "purl": reference,
            }
        )
    return parts


def read_data(root: Path) -> list[Part]:
    """The lexicons, tables and models that ship with détente, each with its hash."""
    parts: list[Part] = []
    for listing in sorted((root / "src" / "detente").glob("*/data/PROVENANCE.toml")):
        room = listing.parent.parent.name
        for name, told in tomllib.loads(listing.read_text(encoding="utf-8")).items():
            parts.append(
                {
                    "type": "machine-learning-model" if name.endswith(".onnx") else "data",
                    "bom-ref": f"file:{room}/data/{name}",
                    "name": f"{room}/data/{name}",
                    "version": str(told["version"]),
                    "description": told["title"],
                    "hashes": [{"alg": "SHA-256", "content": told["sha256"]}],
                    "licenses": [{"license": {"name": told["licence"]}}],
                }
            )
    return parts


def main() -> int:
    """Write the bill, and say how many parts it has."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "bom.json"
    bill = build_bill()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    unknown = [
        f"{part['name']} {part['version']}"
        for part in bill["components"]
        if part["type"] == "library" and "licenses" not in part
    ]
    print(f"{out}: {len(bill['components'])} parts")
    if unknown:
        print(f"not installed here, so without a licence: {', '.join(unknown)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
