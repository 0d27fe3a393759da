"""Small sound files of every kind that détente reads or imports, all written here; and what is done to them.

`make_seed` gives a sound file; `spoil` gives what a broken disk, a bad server or an enemy would make of it.
The same random source gives the same files. Neither reads anything.
"""


# The samples are long lines of their formats.
# ruff: noqa: E501, ISC004, Q003

from __future__ import annotations

import gzip
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable

__all__ = [
    "IMPORTS", "KINDS", "Seed", "docx_of", "make_import", "make_seed", "make_story", "pack", "pdf_of", "spoil",
]  # fmt: skip

Seed = tuple[str, bytes]
"""The suffix of a file's name, and its bytes."""

_SENTENCES = (
    "Russia and Pakistan signed a defence agreement in Rawalpindi on Tuesday after the talks of their committee.",
    "India asked its old partner for an explanation of the agreement, and Moscow said on 8 August 2018 that it would give one.",
    "The deputy minister led the delegation, and he said that the two countries would hold an exercise in the autumn.",
    "China condemned the sanctions that the United States had imposed on its firms in March.",
    "The president of Turkey met the prime minister of Greece in Athens, and the two agreed to reopen the border.",
    "Iran denied that its troops had crossed into Iraq in the last two weeks, as officials in Baghdad had claimed.",
    "Officials in Kyiv said that Poland would send 200 million euros in aid by the end of the year.",
    "Japan will not withdraw its ambassador from Seoul, the foreign ministry said on Friday evening.",
)
_FILLER = "It was the first time since 2014 that the officers of the two armies had been in the same room, and they will meet again."


_TOLD_OF = re.compile("Russia|Pakistan|India|China|the United States|Turkey|Greece|Iran|Iraq|Poland|Japan")
_STATES = (
    "Russia", "Pakistan", "India", "China", "the United States", "Turkey", "Greece", "Iran", "Iraq", "Poland",
    "Japan", "Chile", "Peru", "Bolivia", "Brazil", "Argentina", "Mexico", "Cuba", "Canada", "Kenya", "Uganda",
    "Ethiopia", "Egypt", "Sudan", "Nigeria", "Ghana", "Morocco", "Algeria", "France", "Germany", "Spain", "Italy",
    "Hungary", "Serbia", "Norway", "Sweden", "Finland", "Ukraine", "Georgia", "Armenia", "Azerbaijan", "Kazakhstan",
    "Nepal", "Vietnam", "Laos", "Cambodia", "Thailand", "Malaysia", "Indonesia", "Australia",
)  # fmt: skip


def make_story(rng: random.Random, sentences: int = 4) -> str:
    """A few sentences of news that says nothing true, about other states each time."""
    chosen = [rng.choice(_SENTENCES) for _ in range(sentences)]
    meant = dict(zip(_TOLD_OF.pattern.split("|"), rng.sample(_STATES, 11), strict=True))
    chosen = [_TOLD_OF.sub(lambda match: meant[match.group()], sentence) for sentence in chosen]
    chosen = [sentence[0].upper() + sentence[1:] for sentence in chosen]
    return f"{' '.join(chosen[:2])}\n\n{_FILLER} {' '.join(chosen[2:])} It was report number {rng.randrange(10**9)}."


def _plain(rng: random.Random) -> bytes:
    return f"Talks in the capital\n\nISLAMABAD, Aug 8, 2018 (Agency) - {make_story(rng)}\n".encode()


def _markdown(rng: random.Random) -> bytes:
    return f"---\ntitle: Talks\n---\n# Talks in the capital\n\n{make_story(rng)}\n\n* * *\n".encode()


def _page(rng: random.Random) -> bytes:
    facts = {"@type": "NewsArticle", "datePublished": "2018-08-07T09:15:00Z", "headline": "Talks & more"}
    paragraphs = "".join(f"<p>{part}</p>" for part in make_story(rng).split("\n\n"))
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Talks &amp; more</title>"
        f"<meta property='article:published_time' content='2018-08-07'><script type='application/ld+json'>"
        f"{json.dumps(facts)}</script></head><body><nav><a href='/'>Home</a></nav><article><h1>Talks &amp; more</h1>"
        f"{paragraphs}</article><aside>Read more</aside></body></html>"
    ).encode()


def _records(rng: random.Random) -> bytes:
    rows = [
        {
            "id": f"r{n}",
            "title": "Talks",
            "text": make_story(rng),
            "published": "2018-08-07",
            "url": "http://x/1",
        }
        for n in range(3)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _rows(rng: random.Random, mark: str = ",") -> bytes:
    cells = [["id", "date", "title", "text"]]
    cells += [
        [f"c{n}", "2018-08-07", "Talks", '"' + make_story(rng).replace('"', '""') + '"'] for n in range(3)
    ]
    return "".join(mark.join(row) + "\n" for row in cells).encode()


def _pdf(rng: random.Random) -> bytes:
    lines = make_story(rng).replace("\n\n", " ").split(". ")
    shown = "".join(f"({line}.) Tj T* " for line in lines)
    return pdf_of(f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("latin-1"))


def pdf_of(content: bytes, *, packed: bool = False) -> bytes:
    """A PDF of one page with these drawing words."""
    how = b" /Filter /FlateDecode" if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), how, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (Talks in the capital today) >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCX_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}


def _docx(rng: random.Random) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in make_story(rng).split("\n\n"))
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}{table}</w:body></w:document>'
    return docx_of(body.encode())


def docx_of(part: bytes) -> bytes:
    """A Word document with this main part."""
    return pack({**{name: words.encode() for name, words in _DOCX_PARTS.items()}, "word/document.xml": part})


def pack(members: dict[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members, all of one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


def _zip(rng: random.Random) -> bytes:
    note = json.dumps({"file": "a.txt", "published": "2018-08-07"}) + "\n"
    members = {
        "a.txt": _plain(rng),
        "b/b.html": _page(rng),
        "c.jsonl": _records(rng),
        "meta.jsonl": note.encode(),
    }
    return pack(members, how=rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


def _gz(rng: random.Random) -> bytes:
    return gzip.compress(_records(rng), mtime=0)


def _warc(rng: random.Random) -> bytes:
    out = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
    for number in range(2):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _page(rng)
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number + 1}>\r\n"
            f"WARC-Target-URI: http://x/{number}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        out += head.encode() + answer + b"\r\n\r\n"
    return out


def _packed_warc(rng: random.Random) -> bytes:
    parts = _warc(rng).split(b"WARC/1.0\r\n")[1:]
    return b"".join(gzip.compress(b"WARC/1.0\r\n" + part, mtime=0) for part in parts)


def _rss(rng: random.Random) -> bytes:
    items = "".join(
        f"<item><title>Talks {n}</title><link>http://x/{n}</link><pubDate>Tue, 07 Aug 2018 09:15:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{make_story(rng)}&lt;/p&gt;</description></item>"
        for n in range(2)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet</title>{items}</channel></rss>'.encode()


def _atom(rng: random.Random) -> bytes:
    entry = (
        "<entry><title>Talks</title><id>x</id><published>2018-08-07T09:15:00Z</published>"
        f'<content type="text">{make_story(rng)}</content></entry>'
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>O</title>{entry}</feed>'
    ).encode()


def _mail(rng: random.Random) -> bytes:
    return (
        "From: desk@example.org\r\nSubject: =?utf-8?q?Talks=20=E2=80=93?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="--x"\r\n\r\n----x\r\nContent-Type: text/plain\r\n\r\n'
        f"{make_story(rng)}\r\n----x\r\nContent-Transfer-Encoding: base64\r\n\r\nUnVzc2lh\r\n----x--\r\n"
    ).encode()


KINDS: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "plain": (".txt", _plain),
    "markdown": (".md", _markdown),
    "page": (".html", _page),
    "records": (".jsonl", _records),
    "csv": (".csv", _rows),
    "tsv": (".tsv", lambda rng: _rows(rng, "\t")),
    "pdf": (".pdf", _pdf),
    "docx": (".docx", _docx),
    "zip": (".zip", _zip),
    "gz": (".jsonl.gz", _gz),
    "warc": (".warc", _warc),
    "packed_warc": (".warc.gz", _packed_warc),
    "rss": (".rss", _rss),
    "atom": (".atom", _atom),
    "mail": (".eml", _mail),
    "nameless": ("", _page),
}
"""Kinds of file that are read for articles: suffix and maker."""


def make_seed(kind: str, rng: random.Random) -> Seed:
    """A sound file of one of `KINDS`."""
    suffix, maker = KINDS[kind]
    return suffix, maker(rng)


# Files of others: the columns are those that the formats publish, the rows are made up.


def _gdelt(rng: random.Random, columns: int = 58) -> bytes:
    rows = []
    for _ in range(3):
        cells = [""] * columns
        cells[0], cells[1], cells[2], cells[3] = str(rng.randrange(10**9)), "20180807", "201808", "2018"
        cells[5], cells[6], cells[7] = "RUS", "RUSSIA", "RUS"
        cells[15], cells[16], cells[17] = "PAK", "PAKISTAN", "PAK"
        cells[25], cells[26], cells[27], cells[28], cells[29] = "1", "057", "057", "05", "1"
        cells[30], cells[31], cells[32], cells[33], cells[34] = "8.0", "10", "1", "10", "2.5"
        cells[56], cells[57] = "20180808", "http://example.org/1"
        rows.append("\t".join(cells))
    return ("\n".join(rows) + "\n").encode()


_ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
    "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def _icews(rng: random.Random) -> bytes:
    row = (
        str(rng.randrange(10**8)), "2018-08-07", "Russia", "Government", "Russia", "Sign formal agreement", "057",
        "8.0", "Pakistan", "Military", "Pakistan", "77", "2", "Agency", "Rawalpindi", "", "Punjab", "Pakistan",
        "33.6", "73.1",
    )  # fmt: skip
    return ("\t".join(_ICEWS) + "\n" + ("\t".join(row) + "\n") * 2).encode()


def _phoenix(rng: random.Random) -> bytes:
    cells = [""] * 26
    cells[0], cells[1], cells[2], cells[3], cells[4] = (
        f"{rng.randrange(10**6)}_1",
        "20180807",
        "2018",
        "8",
        "7",
    )
    cells[5:9] = ["RUS", "RUS", "", ""]
    cells[9:13] = ["PAKGOV", "PAK", "GOV", ""]
    cells[13:17] = ["057", "05", "1", "8.0"]
    return ("\t".join(cells) + "\n" + "\t".join(cells) + "\n").encode()


_POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip


def _polecat(rng: random.Random) -> bytes:
    cells = dict.fromkeys(_POLECAT, "")
    cells |= {
        "Event ID": f"COORD-{rng.randrange(10**6)}", "Event Date": "2018-08-07", "Event Type": "AGREE",
        "Event Mode": "cooperate", "Intensity": "3.0", "Quad Code": "VERBAL COOPERATION", "Contexts": "military;legal",
        "Actor Name": "Russia", "Actor Country": "RUS", "Actor COW": "365", "Recipient Name": "Pakistan",
        "Recipient Country": "PAK", "Recipient COW": "770", "Country": "Pakistan", "Latitude": "33.6",
        "Longitude": "73.1", "Publication Date": "2018-08-08",
    }  # fmt: skip
    return ("\t".join(_POLECAT) + "\n" + "\t".join(cells.values()) + "\n").encode()


def _interchange(rng: random.Random) -> bytes:
    span = {"start": 0, "end": 6, "text": "Russia"}
    event = {
        "kind": "event", "document": "a.txt", "id": f"e{rng.randrange(10**6)}", "type": "AGREE", "mode": "sign",
        "contexts": ["military"], "source": ["RUS"], "target": ["PAK"], "persons": [], "status": "occurred",
        "asserted_by": None, "date": "2018-08-07", "date_text": "on Tuesday", "place": None, "object": None,
        "project": None, "amounts": [], "intensity": 6.5, "quad_class": 1, "confidence": 0.9, "evidence": [span],
        "trace": {"coder": "rules", "version": "1", "rule": ["a"]},
    }  # fmt: skip
    claim = {
        "kind": "claim",
        "document": "a.txt",
        "claim": "warming",
        "dyad": ["PAK", "RUS"],
        "evidence": [span],
    }
    return "".join(
        json.dumps(row) + "\n" for row in (event, {**event, "id": "f", "target": []}, claim)
    ).encode()


def _table(_rng: random.Random) -> bytes:
    return b"date,source,target,cameo,goldstein,lat,lon\n2018-08-07,RUS,PAK,057,8.0,33.6,73.1\n1 Aug 2018,IND,RUS,020,3,,\n"


def _states(_rng: random.Random) -> bytes:
    return b"ccode1,ccode2,year,ss_type,flow1,flow2\n2,20,1985,4,12.5,-9\n365,770,1999,1,3,4\n"


IMPORTS: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "gdelt": (".tsv", _gdelt),
    "icews": (".tab", _icews),
    "phoenix": (".txt", _phoenix),
    "polecat": (".txt", _polecat),
    "jsonl": (".jsonl", _interchange),
    "csv": (".csv", _table),
    "states": (".csv", _states),
}
"""Kinds of file that are imported: suffix and maker."""


def make_import(kind: str, rng: random.Random) -> Seed:
    """A sound file of one of `IMPORTS`."""
    suffix, maker = IMPORTS[kind]
    return suffix, maker(rng)


# What is done to them.

_NUMBER = re.compile(rb"\d+")
_TOKENS = (
    b"\0", b"\0\0\0\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\r", b"\x85",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\\ud800", b"\\u0000", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [",
    b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#x110000;", b"</script>", b"<script>", b"\"", b"'", b"\\", b"{", b"[",
    b"NaN", b"-Infinity", b"1e999", b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-", b"endobj", b"stream\n", b"xref",
    b"charset=punycode", b"charset=utf-7", b"charset=unicode_escape", b"Content-Length: -1\r\n", b"WARC/1.0\r\n",
    b"meta.jsonl", b"../../x", b"=cmd|' /C calc'!A0", b"\xf0\x9f\x98\x80", b"9" * 400, b"-" * 300, b"\t" * 80, b"," * 80,
)  # fmt: skip


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _behead(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(len(data) + 1) :]


def _flip(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 2, 8, 64))):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _noise(data: bytes, rng: random.Random) -> bytes:
    at, size = _place(data, rng), rng.choice((1, 16, 512))
    return data[:at] + rng.randbytes(size) + data[at + size :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    piece = data[at : at + rng.choice((1, 10, 100, 1000))]
    times = rng.choice((2, 30, 1_000, 20_000))
    return data[:at] + piece * min(times, max(2, 200_000 // max(1, len(piece)))) + data[at:]


def _leave_out(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + data[at + rng.choice((1, 4, 40, 400)) :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice((1, 3, 10))):
        at = _place(data, rng)
        data = data[:at] + rng.choice(_TOKENS) + data[at:]
    return data


def _splice(data: bytes, rng: random.Random) -> bytes:
    _, other = make_seed(rng.choice(list(KINDS)), rng)
    return _cut(data, rng) + _behead(other, rng)


def _numbers(data: bytes, rng: random.Random) -> bytes:
    huge = rng.choice((b"9" * 5_000, b"-1", b"0", b"18446744073709551616", b"1e999", b"9" * 20, b"\xd9\xa3"))
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    match = rng.choice(found)
    return data[: match.start()] + huge + data[match.end() :]


def _recode(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    names = (
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "cp1251",
        "cp500",
        "shift-jis",
        "utf-8-sig",
        "koi8-r",
    )
    return text.encode(rng.choice(names), "replace")


def _nest(data: bytes, rng: random.Random) -> bytes:
    deep = rng.choice((100, 3_000, 30_000))
    opening, closing = rng.choice(
        (
            (b"<div>", b"</div>"),
            (b"<span>", b""),
            (b"[", b"]"),
            (b'{"a":', b"}"),
            (b"(", b")"),
            (b"<<", b">>"),
        )
    )
    at = _place(data, rng)
    return data[:at] + opening * deep + data[at:] + closing * deep


def _wrap(data: bytes, rng: random.Random) -> bytes:
    match rng.randrange(5):
        case 0:
            return gzip.compress(data, mtime=0)
        case 1:
            return pack({"inner.zip": pack({"a.txt": data}), "b.txt": data})
        case 2:
            return pack({rng.choice(("../a.txt", "/a.txt", "a\\..\\b.txt", "a.txt", "a\0b.txt", ".a")): data})
        case 3:
            return gzip.compress(gzip.compress(data, mtime=0), mtime=0)
        case _:
            return pack(
                {f"{n}.txt": data[n:] for n in range(rng.choice((2, 50)))}, how=rng.choice((0, 8, 12, 14))
            )


def _long_line(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return (
        data[:at]
        + rng.choice((b"a", b"word ", b"\xd0\xb0", b" ")) * rng.choice((20_000, 300_000))
        + data[at:]
    )


def _join_lines(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice((b"", b"\r", b"\0", b"\n\n\n")))


def _bomb(_data: bytes, rng: random.Random) -> bytes:
    size = rng.choice((4, 40, 120)) * 2**20
    blank = rng.choice((b" ", b"\0", b"a", b"<p>"))
    match rng.randrange(5):
        case 0:
            return gzip.compress(blank * (size // len(blank)), 9, mtime=0)
        case 1:
            return pack({"a.txt": blank * (size // len(blank)), "b.txt": b"x"})
        case 2:
            return pdf_of(zlib.compress(blank * (size // len(blank)), 9), packed=True)
        case 3:
            return docx_of(blank * (size // len(blank)))
        case _:
            entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
            return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "lol">{entities}]><rss><channel>&a11;</channel></rss>'.encode()


_WAYS: tuple[tuple[Callable[[bytes, random.Random], bytes], int], ...] = (
    (_cut, 12), (_behead, 4), (_flip, 16), (_noise, 8), (_repeat, 6), (_leave_out, 8), (_insert, 14), (_splice, 8),
    (_numbers, 6), (_recode, 5), (_nest, 4), (_wrap, 5), (_long_line, 3), (_join_lines, 3), (_bomb, 1),
)  # fmt: skip


def spoil(data: bytes, rng: random.Random) -> bytes:
    """`data` after one to three faults."""
    ways, weights = zip(*_WAYS, strict=True)
    for way in rng.choices(ways, weights, k=rng.choice((1, 1, 1, 2, 3))):
        data = way(data, rng)
    return data


def _place(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)
