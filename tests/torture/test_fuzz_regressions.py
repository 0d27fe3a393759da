"""What fuzzing found stays mended, and spoiled files of every kind break no promise. No fuzzer is needed."""

import io
import json
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import torture_fuzz
from detente.documents import finishing
from detente.documents.reading import _read
from detente.exchange.reading import read_csv
from torture_seeds import KINDS, make_import, pack, spoil

KEPT = sorted(path for path in (Path(__file__).parent / "crashes").glob("*/*") if path.is_file())
EVENT = {
    "kind": "event",
    "document": "a.txt",
    "id": "e1",
    "type": "AGREE",
    "source": ["RUS"],
    "target": ["PAK"],
}
DEED = {"date": ["2018-08-07"], "source": ["RUS"], "target": ["PAK"], "cameo": ["057"]}

pytestmark = pytest.mark.filterwarnings("ignore")  # parsers of others warn about what they are given


def line(**changes):
    return json.dumps({**EVENT, **changes}).encode() + b"\n"


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table({**DEED, **columns}), out)
    return out.getvalue()


def with_broken_page():
    data = bytearray(parquet(cameo=["057"]))
    data[40:70] = b"\xff" * 30
    return bytes(data)


FOUND = {
    "nested": ("import_jsonl", b'{"a":' + b"[" * 9_000 + b"]" * 9_000 + b"}\n"),
    "half a surrogate pair": ("import_jsonl", line(document="\ud800")),
    "a class that is a word": ("import_jsonl", line(quad_class="x")),
    "a class beyond 64 bits": ("import_jsonl", line(quad_class=10**30)),
    "an intensity beyond all floats": ("import_jsonl", line(intensity=10**400)),
    "an intensity that is none": ("import_jsonl", line(intensity=float("nan"))),
    "as many pairs as a city": ("import_jsonl", line(source=["RUS"] * 3_000, target=["PAK"] * 3_000)),
    "a line over all limits": ("import_jsonl", b" " * (17 << 20) + line() + line()),
    "a blank to some, none to others": ("import_gdelt", b"\x1c"),
    "sixteen columns, but not at first": ("import_gdelt", b"x\n" + b"\n".join([b"\t".join([b"1"] * 16)] * 3)),
    "a Parquet with a broken page": ("import_csv", with_broken_page()),
    "a Parquet of bytes that are no text": ("import_csv", parquet(source=[b"\xff\xfe"])),
    "a Parquet of lists": ("import_csv", parquet(source=[["RUS"]])),
    "a Parquet with our name for the line": ("import_csv", parquet(line=["x"])),
    "a table with our name for the line": ("import_csv", b"line,date,source,target,cameo\nx,2018-08-07,RUS,PAK,057\n"),
    "other digits": ("edtf", "２０１８-０８-０７".encode()),
    "offsets outside of the text": (
        "wire",
        (
            b'{"document":{"id":"x","name":"n","path":"p","text":"t","blocks":[[0,9,"body"]],"title":null,"published":null,'
            b'"published_rule":"","url":"","outlet":"","language":"en","media_type":"","original_id":"","signature":""}}'
        ),
    ),
    "thousands of lines that are alike": (
        "plain",
        ("Officials in the capital said so again.\n\n" * 4_000 + "They met there.\n\n" * 200).encode(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_kept_input_breaks_nothing(path):
    torture_fuzz.check(path.parent.name, path.read_bytes())


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_breaks_nothing(name):
    target, data = FOUND[name]
    torture_fuzz.check(target, data)


@pytest.mark.parametrize("kind", KINDS)
def test_spoiled_files_break_nothing(kind):
    for data in torture_fuzz.starts_of(kind, random.Random(kind))[:9]:
        torture_fuzz.check(kind, data)


@pytest.mark.parametrize("target", ["sidefile", "decoding", "wire", "edtf", "dates", "docx_part", "pdf_page", "zip_member"])  # fmt: skip
def test_spoiled_parts_break_nothing(target):
    for data in torture_fuzz.starts_of(target, random.Random(target))[:15]:
        torture_fuzz.check(target, data)


@pytest.mark.parametrize("form", ["gdelt", "jsonl", "csv"])
def test_spoiled_imports_break_nothing(form):
    rng = random.Random(form)
    for _ in range(2):
        torture_fuzz.check(f"import_{form}", spoil(make_import(form, rng)[1], rng)[:20_000])


def test_a_broken_promise_is_seen(monkeypatch):
    real = finishing.build_blocks
    monkeypatch.setattr(finishing, "build_blocks", lambda *words, **options: real(*words, **options)[:-1])
    with pytest.raises(torture_fuzz.BrokenPromiseError, match="outside of every block"):
        torture_fuzz.check("plain", torture_fuzz.starts_of("plain", random.Random(1))[0])


def test_a_fault_of_our_own_is_seen(monkeypatch):
    monkeypatch.setattr(finishing, "title_of", None)
    with pytest.raises(TypeError):
        torture_fuzz.check("plain", torture_fuzz.starts_of("plain", random.Random(1))[0])


@pytest.mark.parametrize("how", [8, 12, 14])
@pytest.mark.parametrize("broken", ["b.txt", "meta.jsonl"])
def test_a_broken_member_costs_only_itself(tmp_path, how, broken):
    rng = random.Random(1)
    texts = {name: torture_fuzz.make_story(rng).encode() for name in ("a.txt", "b.txt", "c.txt")}
    data = bytearray(pack({**texts, "meta.jsonl": b'{"file": "a.txt", "title": "T"}\n'}, how=how))
    at = data.index(broken.encode()) + len(broken)
    data[at : at + 12] = b"\xff" * 12
    (tmp_path / "a.zip").write_bytes(bytes(data))
    items = list(_read([tmp_path / "a.zip"], workers=0))
    found = [getattr(item, "name", "refused") for item in items]
    assert found == (["a.txt", "refused", "c.txt"] if broken == "b.txt" else ["a.txt", "b.txt", "c.txt"])


def test_a_table_keeps_the_numbers_of_its_lines(tmp_path):
    (tmp_path / "a.csv").write_text(
        "line,date,source,target,cameo\n70,2018-08-07,RUS,PAK,057\n71,2018-08-08,RUS,PAK,057\n"
    )
    (batch,) = read_csv([tmp_path / "a.csv"])
    assert batch.table.column("line").to_pylist() == [2, 3]
