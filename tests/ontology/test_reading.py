"""The data files: complete, consistent with each other, and no heavier than they must be."""

import csv
import statistics
import subprocess
import sys

import pytest

from detente.core.errors import DamagedDataError
from detente.core.provenance import data_folder
from detente.ontology import read_ontology
from detente.ontology import reading as reading_module

FLIP = {"COERCE": -1.9, "MOBILIZE": 1.9}


def test_counts():
    ontology = read_ontology()
    assert len(ontology.types) == 16
    assert len(ontology.quad_classes) == 4
    assert len(ontology.statuses) == 7
    assert len(ontology.mechanisms) == 11
    assert len(ontology.claims) == 8
    assert len(ontology.cameo) == 313


@pytest.mark.parametrize(
    ("quad_class", "types"),
    [
        (1, {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"}),
        (2, {"COOPERATE", "AID", "RETREAT"}),
        (3, {"REQUEST", "ACCUSE", "REJECT", "THREATEN"}),
        (4, {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}),
    ],
)
def test_quad_classes_part_the_types(quad_class, types):
    assert {kind.name for kind in read_ontology().types.values() if kind.quad_class == quad_class} == types


def test_sign_of_intensity_follows_the_quad_class():
    ontology = read_ontology()
    for kind in ontology.types.values():
        assert (kind.intensity > 0) == (kind.quad_class <= 2), kind.name
    for mode in ontology.modes.values():
        kind = ontology.types[mode.type]
        assert -10 <= mode.intensity <= 10
        assert mode.intensity * kind.intensity > 0, mode


def test_mode_intensities_are_the_mean_goldstein_of_their_cameo_codes():
    ontology = read_ontology()
    for mode in ontology.modes.values():
        scores = [
            ontology.cameo[row.code].goldstein
            for row in ontology.conversions.values()
            if (row.type, row.mode) == (mode.type, mode.name)
            or (mode.type == "AID" and row.type == "AID" and mode.name in row.contexts)
        ]
        expected = ontology.types[mode.type].intensity
        if scores:
            expected = statistics.fmean(scores) + FLIP.get(mode.type, 0)
            expected = max(expected, -9.3) if mode.type == "COERCE" else expected
        assert mode.intensity == pytest.approx(expected, abs=0.0501), mode


def test_conversions_name_only_known_terms():
    ontology = read_ontology()
    for row in ontology.conversions.values():
        assert row.code in ontology.cameo
        assert row.mode is None or (row.type, row.mode) in ontology.modes, row
        assert set(row.contexts) <= set(ontology.contexts), row
        assert list(row.contexts) == sorted(row.contexts)
    converted = {code for code in ontology.cameo if code[:2] not in ("01", "02")}
    assert set(ontology.conversions) == converted


def test_cameo_is_a_tree():
    cameo = read_ontology().cameo
    for row in cameo.values():
        assert row.level == {2: "root", 3: "base", 4: "leaf"}[len(row.code)]
        assert row.root == row.code[:2]
        assert row.code[:-1] in cameo or len(row.code) == 2
        assert -10 <= row.goldstein <= 10


def test_modes_and_conversions_belong_to_types():
    ontology = read_ontology()
    assert {mode.type for mode in ontology.modes.values()} <= set(ontology.types)
    assert {row.type for row in ontology.conversions.values()} == set(ontology.types)


def test_only_what_happened_moves_a_relation():
    assert {s.name for s in read_ontology().statuses.values() if s.moves_relation} == {"occurred", "ongoing"}


@pytest.mark.parametrize(
    "path", sorted(p.name for p in data_folder("ontology").iterdir() if p.name.endswith(".csv"))
)
def test_files_are_sorted_and_without_stray_blanks(path):
    with (data_folder("ontology") / path).open(encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    keys = [(row[0], row[1]) if path == "modes.csv" else (row[0],) for row in rows]
    assert keys == sorted(keys)
    assert all(len(row) == len(header) for row in rows)
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_maps_cannot_be_written():
    with pytest.raises(TypeError):
        read_ontology().types["NEW"] = None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("claim,label,direction,definition\nwarm,w,1,d\nwarm,w,1,d\n", "twice"),
        ("claim,label\nwarm,w\n", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_damaged_file_is_named(tmp_path, monkeypatch, content, message):
    if content:
        (tmp_path / "claims.csv").write_text(content)
    monkeypatch.setattr(reading_module, "data_folder", lambda _: tmp_path)
    with pytest.raises(DamagedDataError, match=message) as caught:
        reading_module._read("claims.csv", reading_module._claim, key=lambda noun: noun.name)
    assert "claims.csv" in caught.value.message


def test_import_is_light():
    script = (
        "import sys, detente.ontology as o; from detente.ontology.reading import read_ontology;"
        "assert read_ontology.cache_info().currsize == 0;"
        "heavy = {'spacy', 'numpy', 'pyarrow', 'pandas'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
