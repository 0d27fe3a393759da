"""Every kind of bad input: refused by name, the rest of the run unharmed."""

import gzip
import io
import json
import os
import socket
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from detente.core.rejections import Reason, Rejection
from detente.documents import Document, read_documents
from detente.documents.limits import MAX_MEMBERS
from detente.documents.reading import _read


def refusals(*paths, **options):
    return [
        (item.document, item.reason.value) for item in _read(paths, **options) if isinstance(item, Rejection)
    ]


def only(path, **options):
    (item,) = _read([path], **options)
    return item


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "EMPTY"),
        ("a.txt", b" \n\t\r\n", "EMPTY"),
        ("a.jsonl", b"", "EMPTY"),
        ("a.pdf", b"", "EMPTY"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"abc" * 100, "BINARY"),
        ("a.txt", b"%PDF-1.4 and so on", "BINARY"),
        ("a.txt", bytes(range(256)) * 20, "BINARY"),
        ("a.txt", b"text with a zero byte \0 in the middle of it", "BINARY"),
        ("a.txt", b"\0" * 5000, "BINARY"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "BINARY"),
        ("a.bin", b"\x7fELF\x02\x01", "BINARY"),
        ("a.txt", b"Four words only here", "NO_TEXT"),
        ("a.txt", b"Leave a Reply\n\nYour email address will not be published.", "NO_TEXT"),
        ("a.html", b"<html><body><script>x = 1</script></body></html>", "NO_TEXT"),
        ("a.pdf", b"no PDF at all", "DAMAGED"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "DAMAGED"),
        ("a.docx", b"no archive", "DAMAGED"),
        ("a.docx", b"PK\x03\x04word/ but no more", "DAMAGED"),
        ("a.zip", b"PK\x03\x04 and no more", "DAMAGED"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "EMPTY"),
        ("a.xml", b"<?xml version='1.0'?><catalogue><book/></catalogue>", "UNKNOWN_FORMAT"),
        ("a.rss", b"<rss><channel><title>x</title></channel></rss>", "EMPTY"),
        ("a.rss", b"<rss><channel><item><title>&#9999999; x</title></item></channel></rss>", "DAMAGED"),
        ("a.atom", b"<rss><channel><item><title>&#xDFFF; x</title></item></channel></rss>", "DAMAGED"),
        (
            "a.rss",
            b'<!DOCTYPE r [<!ENTITY a "aaaa">]><rss><channel><item>&a;</item></channel></rss>',
            "HOSTILE",
        ),
        ("a.csv", b"name,age\nx,3\n", "UNKNOWN_FORMAT"),
        ("a.json", b'{\n "text": "a b c d e f",\n "id": 1}', "UNKNOWN_FORMAT"),
        ("a.json", b'[{"text": "a b c d e f"}]', "UNKNOWN_FORMAT"),
        ("a.warc", b"WARC/1.0\r\nnonsense", "DAMAGED"),
        ("a.txt.gz", b"no gzip", "DAMAGED"),
        (
            "a.txt",
            "Владимир Путин встретился с президентом Пакистана в Москве во вторник.".encode(),
            "LANGUAGE",
        ),
        (
            "a.txt",
            "Der russische Präsident hat am Dienstag den Minister in Moskau empfangen.".encode(),
            "LANGUAGE",
        ),
        ("a.txt", "俄罗斯和巴基斯坦星期二签署了一项防务协议。".encode(), "LANGUAGE"),
    ],
)
def test_refused_by_name(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    item = only(tmp_path / name)
    assert isinstance(item, Rejection), item
    assert (item.document, item.stage, item.reason.value) == (name, "documents", reason)
    assert item.path == str(tmp_path / name)
    assert item.detail
    assert "\n" not in item.detail


def test_a_foreign_language_is_named(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Le président russe a reçu mardi à Moscou le ministre de la défense du Pakistan."
    )
    item = only(tmp_path / "a.txt")
    assert "language fr" in item.detail
    assert item.document_id


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_encodings_are_found_and_the_mark_dropped(tmp_path, story, encoding):
    text = (
        f"{story} The café in São Paulo, said Erdoğan."
        if encoding.startswith("utf")
        else f"{story} The café in São Paulo."
    )
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert only(tmp_path / "a.txt").text == text


def test_cyrillic_code_page_is_found(tmp_path):
    text = "Россия и Пакистан подписали во вторник соглашение о сотрудничестве в области обороны. " * 5
    (tmp_path / "a.txt").write_bytes(text.encode("cp1251"))
    item = only(tmp_path / "a.txt")
    assert item.reason is Reason.LANGUAGE
    assert "language ru" in item.detail


def test_two_hundred_megabytes_on_one_line_are_refused_unread(tmp_path):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.write(b"Russia ")
        stream.truncate(200 * 2**20)
    item = only(tmp_path / "a.txt")
    assert item.reason is Reason.TOO_LARGE
    assert "209,715,200" in item.detail


def test_a_text_over_the_limit_is_refused(tmp_path, story):
    (tmp_path / "a.txt").write_text(story)
    assert only(tmp_path / "a.txt", settings={"documents.max_text": 100}).reason is Reason.TOO_LARGE


def test_a_truncated_gzip_is_damaged_and_keeps_the_records_before_the_cut(tmp_path, story):
    packed = gzip.compress(story.encode())
    (tmp_path / "a.txt.gz").write_bytes(packed[:-20])
    assert only(tmp_path / "a.txt.gz").reason is Reason.DAMAGED
    lines = b"".join(
        json.dumps({"text": f"{story} {os.urandom(40).hex()}", "id": f"n{n}"}).encode() + b"\n"
        for n in range(500)
    )
    packed = gzip.compress(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *records, last = _read([tmp_path / "b.jsonl.gz"])
    assert len(records) > 100
    assert all(isinstance(record, Document) for record in records)
    assert (last.document, last.reason) == ("b.jsonl.gz", Reason.DAMAGED)


def test_a_truncated_warc_keeps_the_pages_before_the_cut(tmp_path, make_warc, make_page):
    page = ("text/html", "200 OK", make_page().encode())
    data = make_warc({"http://x/1": page, "http://x/2": page})
    (tmp_path / "a.warc.gz").write_bytes(data[:-100])
    (tmp_path / "b.warc").write_bytes(
        gzip.decompress(make_warc({"http://x/1": page, "http://x/2": page}))[:-300]
    )
    for name in ("a.warc.gz", "b.warc"):
        first, last = _read([tmp_path / name])
        assert isinstance(first, Document)
        assert last.reason is Reason.DAMAGED


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz"])
def test_a_gzip_bomb_is_hostile(tmp_path, name):
    with gzip.open(tmp_path / name, "wb") as stream:
        stream.write(b"text\n")
        for _ in range(100):
            stream.write(b"a" * 2**20)
    *_, last = _read([tmp_path / name])
    assert last.reason is Reason.HOSTILE


def test_broken_records_cost_themselves(tmp_path, story):
    lines = [json.dumps({"text": story, "id": "n1"}), "{broken", "[1, 2]", json.dumps({"title": "no text"})]
    lines += ["x" * 3000, "[" * 2000, json.dumps({"text": story + " \ud800 end", "id": "n7"})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    items = list(_read([tmp_path / "a.jsonl"], settings={"documents.max_record": 2500}))
    assert [getattr(item, "reason", "") for item in items] == ["", *["BAD_RECORD"] * 5, ""]
    assert [item.detail.split(":")[0] for item in items[1:6]] == [f"line {n}" for n in range(2, 7)]
    assert "\ufffd end" in items[6].text


def test_broken_rows_cost_themselves(tmp_path, story):
    flat = story.replace("\n", " ")
    rows = ["id,text", f'one,"{flat}"', "two", "three,,,", f'four,"{flat}"', "x" * 3000, f'five,"{flat}"']
    (tmp_path / "a.csv").write_text("\n".join(rows))
    items = list(_read([tmp_path / "a.csv"], settings={"documents.max_record": 2500}))
    assert [item.name for item in items if isinstance(item, Document)] == ["one", "four", "five"]
    assert [item.detail.split(":")[0] for item in items if isinstance(item, Rejection)] == [
        "line 3",
        "line 4",
        "line 6",
    ]


def test_an_unclosed_quote_does_not_eat_the_table(tmp_path, story):
    flat = story.replace("\n", " ")
    rows = ["text", '"never closed', *[f'"{flat} {n}"' for n in range(20)]]
    (tmp_path / "a.csv").write_text("\n".join(rows))
    items = list(_read([tmp_path / "a.csv"], settings={"documents.max_record": 2500}))
    assert sum(isinstance(item, Document) for item in items) > 5
    assert Reason.BAD_RECORD in [getattr(item, "reason", None) for item in items]


def test_unreadable_things_are_named_and_the_rest_goes_on(tmp_path, story, monkeypatch):
    (tmp_path / "a.txt").write_text(story)
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "c.txt")
    (tmp_path / "d").mkdir()
    (tmp_path / "e.txt").write_text(story)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("f.txt")
        real = os.scandir

        def scandir(path):
            if str(path).endswith("/d"):
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        items = list(_read([tmp_path, tmp_path / "gone.txt", f"{tmp_path}/*.none"]))
    assert [getattr(item, "name", None) or (item.document, item.reason.value) for item in items] == [
        "a.txt",
        ("b.txt", "UNREADABLE"),
        ("c.txt", "UNREADABLE"),
        ("d", "UNREADABLE"),
        "e.txt",
        ("f.txt", "UNREADABLE"),
        ("gone.txt", "UNREADABLE"),
        ("*.none", "UNREADABLE"),
    ]
    assert "Permission denied" in items[3].detail
    assert items[3].path == str(tmp_path / "d")


def test_a_file_that_vanishes_or_is_forbidden_is_unreadable(tmp_path, story, monkeypatch):
    (tmp_path / "a.txt").write_text(story)

    class Shut(type(tmp_path)):
        def open(self, *_args, **_options):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("detente.documents.units.Path", Shut)
    assert refusals(tmp_path) == [("a.txt", "UNREADABLE")]


def test_file_names_that_are_no_utf8_are_read(tmp_path, story):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(story)
    (document,) = read_documents([tmp_path])
    assert document.name == "caf\ufffd.txt"
    document.path.encode()


def test_a_pdf_without_text_is_told_apart_from_a_broken_one(tmp_path, make_pdf):
    (tmp_path / "scan.pdf").write_bytes(make_pdf())
    (tmp_path / "cut.pdf").write_bytes(make_pdf("Some words")[:200])
    assert refusals(tmp_path) == [("cut.pdf", "DAMAGED"), ("scan.pdf", "NO_TEXT")]


def test_an_encrypted_pdf_says_so(tmp_path, make_pdf):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Some words"))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    item = only(tmp_path / "a.pdf")
    assert (item.reason, item.detail) == (Reason.DAMAGED, "encrypted: a password is needed")


def test_hostile_pdf_and_docx_are_refused(tmp_path, pdf_bomb, docx_bomb, story):
    (tmp_path / "a.pdf").write_bytes(pdf_bomb)
    (tmp_path / "b.docx").write_bytes(docx_bomb)
    (tmp_path / "c.txt").write_text(story)
    pdf, docx, text = read_documents([tmp_path])
    assert pdf.reason in (Reason.HOSTILE, Reason.OUT_OF_MEMORY)
    assert docx.reason is Reason.HOSTILE
    assert isinstance(text, Document)


@pytest.mark.parametrize("name", ["a.docx", "a.zip"])
def test_an_archive_with_bytes_missing_is_damaged_not_failed(tmp_path, make_docx, name):
    data = make_docx("Some words of a pact")
    (tmp_path / name).write_bytes(data[:30] + b"..." + data[60:])
    assert only(tmp_path / name).reason is Reason.DAMAGED
    (tmp_path / name).write_bytes(data[:1000] + data[1040:])
    assert {item.reason for item in _read([tmp_path / name]) if isinstance(item, Rejection)} <= {
        Reason.DAMAGED
    }


def test_a_docx_with_entities_is_hostile(tmp_path, make_docx):
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx("x"))) as sound, zipfile.ZipFile(data, "w") as bad:
        for member in sound.infolist():
            part = sound.read(member)
            if member.filename == "word/document.xml":
                part = part.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1)
            bad.writestr(member.filename, part)
    (tmp_path / "a.docx").write_bytes(data.getvalue())
    assert only(tmp_path / "a.docx").reason is Reason.HOSTILE


def test_hostile_members_cost_themselves(tmp_path, story, make_zip):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../up.txt", story)
        archive.writestr("/abs.txt", story)
        archive.writestr("a/../../b.txt", story)
        archive.writestr("C:\\x.txt", story)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb.txt", b"a" * (3 * 2**20))
        archive.writestr("inner.zip", make_zip({"a.txt": story}))
        archive.writestr("inner.dat", make_zip({"a.txt": story}))
        archive.writestr("noise.txt", os.urandom(100_000).hex())  # keeps the whole below 100:1
        archive.writestr("good.txt", story)
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    items = list(_read([tmp_path / "a.zip"]))
    told = {getattr(item, "name", None) or item.document: getattr(item, "reason", None) for item in items}
    assert told == {
        "up.txt": Reason.HOSTILE,
        "abs.txt": Reason.HOSTILE,
        "b.txt": Reason.HOSTILE,
        "C:\\x.txt": Reason.HOSTILE,
        "link.txt": Reason.HOSTILE,
        "bomb.txt": Reason.HOSTILE,
        "inner.zip": Reason.TOO_DEEP,
        "inner.dat": Reason.TOO_DEEP,
        "noise.txt": told["noise.txt"],
        "good.txt": None,
    }


def test_a_zip_bomb_and_a_crowded_zip_are_refused_whole(tmp_path, make_zip):
    (tmp_path / "bomb.zip").write_bytes(make_zip({f"{n}.txt": b"a" * 2**22 for n in range(10)}))
    (tmp_path / "crowd.zip").write_bytes(make_zip({f"{n}.txt": b"a" for n in range(MAX_MEMBERS + 1)}))
    assert refusals(tmp_path) == [("bomb.zip", "HOSTILE"), ("crowd.zip", "TOO_LARGE")]


def test_deeply_nested_markup_is_no_crash(tmp_path, story):
    (tmp_path / "a.html").write_text("<html><body>" + "<div>" * 20_000 + story + "</div>" * 20_000)
    (tmp_path / "b.txt").write_text(story)
    first, second = read_documents([tmp_path])
    assert isinstance(first, Document | Rejection)
    assert isinstance(second, Document)
