"""Our figures and those of the stand-alone scorer, number by number, on the same inputs.

The scorer lies outside the repository: in ``../shared`` beside it, or where DETENTE_SHARED says.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from detente.evaluate import read_gold, score_folder, to_records

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[2].parent / "shared"))
SCORER = SHARED / "eval" / "score_events.py"
GOLD = SHARED / "gold"
FOLDERS = [path for path in (GOLD / "seeds", GOLD / "dev") if path.is_dir()]

pytestmark = pytest.mark.skipif(
    not SCORER.is_file() or not FOLDERS, reason=f"no reference scorer at {SCORER}: set DETENTE_SHARED"
)

OTHER_VALUES = {
    "type": ["AGREE", "AID", "SUPPORT"],
    "status": ["planned", "occurred"],
    "mode": [None, "visit", ["withdraw"]],
    "date": [None, "2015", "2021-04-06/2021-04-09", "2018-08~", "soon"],
    "asserted_by": ["author", "RUS", None],
    "object": [None, "gas pipeline", "joint military training of officers"],
    "project": [None, "SCO", "North-South"],
    "amounts": [[], [{"value": "14,000,000,000", "unit": "USD"}]],
    "claim": ["cooling", "close"],
    "domain": ["overall", "military"],
    "tense": ["past", "present"],
    "modality": ["asserted", "possible"],
    "name": ["hedging", "patron_vacuum"],
    "source": [["RUS"], ["PAK", "RUS"], ["Nobody"]],
    "target": [[], ["PAK"], ["IND"]],
    "dyad": [["RUS", "PAK"], ["IND", "RUS"]],
    "actors": [["RUS"], ["PAK", "RUS"]],
    "actor": ["RUS", "they", "Imran Khan"],
}


def damaged(records, chance, rng):
    """Records left out, doubled, moved, and with other values."""
    out = []
    for record in records:
        if rng.random() < chance / 2:
            continue
        row = json.loads(json.dumps(record))
        for field in [name for name in OTHER_VALUES if name in row]:
            if rng.random() < chance:
                row[field] = rng.choice(OTHER_VALUES[field])
        for place in [row] if row["kind"] == "mention" else row["evidence"]:
            if rng.random() < chance:
                place["start"] = max(0, place["start"] + rng.randint(-40, 40))
                place["end"] = max(place["start"] + 1, place["end"] + rng.randint(-40, 40))
        out += [row] * (2 if rng.random() < chance / 3 else 1)
    return out


@pytest.mark.parametrize("chance", [0.0, 0.1, 0.3, 0.6])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_figure_agrees(folder, chance, tmp_path):
    rng = random.Random(f"{folder.name}{chance}")
    records = [record for document in read_gold(folder).values() for record in to_records(document)]
    records = damaged(records, chance, rng) if chance else records
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    command = [sys.executable, str(SCORER), "--gold", str(folder), "--system", str(file), "--json"]
    reference = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "1"}
    )
    score = score_folder(folder, records)
    assert json.loads(json.dumps(score.to_json())) == json.loads(reference.stdout)
    if chance:
        full = score.total.figures()["events.full"]["f1"]
        assert 0 < full < 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_perfect_records_are_the_same_as_the_reference_makes(folder):
    command = [sys.executable, str(SCORER), "--convert", str(folder)]
    reference = subprocess.run(command, check=True, capture_output=True, text=True)
    ours = [record for document in read_gold(folder).values() for record in to_records(document)]
    assert ours == [json.loads(line) for line in reference.stdout.splitlines()]
