"""Reading gold folders and JSONL records; what is refused, and how."""

import json

import pytest

from detente.core.errors import InputError
from detente.evaluate import read_gold, read_records, score_folder
from detente.evaluate.names import Names

DOCUMENT = "t.txt"


@pytest.fixture
def folder(tmp_path, small_gold):
    for name in ("t", "u"):
        gold = {**small_gold, "doc": f"{name}.txt"}
        (tmp_path / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    (tmp_path / "same_events.jsonl").write_text("{}\n", encoding="utf-8")
    return tmp_path


def test_folder_is_read_in_order_and_by_wish(folder):
    assert list(read_gold(folder)) == ["t.txt", "u.txt"]
    assert list(read_gold(folder, docs=["u.txt"])) == ["u.txt"]


def test_score_folder(folder, perfect_records):
    score = score_folder(folder, perfect_records, docs=[DOCUMENT])
    assert score.total.figures()["events.full"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: read_gold(folder / "none"), "no folder of gold"),
        (lambda folder: read_gold(folder, docs=["t.txt", "x.txt"]), "no gold for 1 document.*x.txt"),
        (lambda folder: (folder / "t.json").write_text("{") and read_gold(folder), "t.json: cannot be read"),
        (
            lambda folder: (folder / "t.json").write_text("[1]") and read_gold(folder),
            "t.json: gold lacks doc",
        ),
        (lambda folder: (folder / "t.json").write_bytes(b"\xff\xfe") and read_gold(folder), "t.json: cannot"),
        (lambda folder: (folder / "e").mkdir() or read_gold(folder / "e"), "no gold documents"),
        (lambda folder: read_records(folder / "none.jsonl"), "none.jsonl: cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(folder, spoil, message):
    with pytest.raises(InputError, match=message):
        spoil(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 3: not JSON"),
        ("[]", "line 3: a record needs"),
        ('{"kind": "event"}', "line 3: a record needs"),
        ('{"kind": "rumour", "document": "t.txt"}', "line 3: a record needs"),
        ('{"kind": "mention", "document": "t.txt", "start": 1}', "line 3: every evidence"),
        ('{"kind": "event", "document": "t.txt", "evidence": [{"start": "1", "end": 2}]}', "line 3: every"),
        ('{"kind": "event", "document": "t.txt", "evidence": ["here"]}', "line 3: every evidence"),
    ],
)
def test_bad_line_is_named_by_number(tmp_path, line, message, perfect_records):
    good = json.dumps(perfect_records[0])
    file = tmp_path / "records.jsonl"
    file.write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_records(file)
    assert str(file) in caught.value.message


def test_records_come_back(tmp_path, perfect_records):
    file = tmp_path / "records.jsonl"
    rejection = {"kind": "rejection", "document": "t.txt", "reason": "NO_TARGET", "start": 0, "end": 1}
    file.write_text("".join(json.dumps(r) + "\n" for r in [*perfect_records, rejection]), encoding="utf-8")
    assert read_records(file) == perfect_records


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("rus", "RUS"),
        ("Côte d’Ivoire", "CIV"),
        ("ISIS", "IS_GROUP"),
        ("Islamic State", "IS_GROUP"),
        ("daesh", "IS_GROUP"),
        ("the Kremlin", "RUS"),
        ("US", "USA"),
        ("they", "?they"),
        ("the delegation", "?thedelegation"),
        ("Georgia", "?georgia"),
    ],
)
def test_names(name, identity):
    def mention(quote):
        return {"start": 0, "end": 1, "quote": quote}

    actors = [
        {
            "id": "RUS",
            "name": "Russia",
            "kind": "state",
            "mentions": [mention("the Kremlin"), mention("they")],
        },
        {"id": "CIV", "name": "Cote d'Ivoire", "kind": "state", "mentions": [mention("the delegation")]},
        {"id": "USA", "name": "United States", "kind": "state", "mentions": [mention("US")]},
        {"id": "IS_GROUP", "name": "Islamic State (ISIS)", "aliases": ["Daesh"]},
        {"id": "GEO", "name": "Georgia", "kind": "state", "mentions": [mention("the delegation")]},
        {"id": "US_GA", "name": "Georgia"},
    ]
    assert Names(actors).find_actor(name) == identity


def test_speakers(small_gold):
    names = Names(small_gold["actors"])
    assert [names.find_speaker(name) for name in (None, "", "the author", "Sergey Lavrov")] == [
        "author",
        "author",
        "author",
        "LAVROV",
    ]
    assert names.find_actors("Russia") == {"RUS"}
    assert names.find_actors(None) == frozenset()
