"""Makers of files, good and bad; every fixture of this room is made here, none is shipped."""

import gzip
import io
import zipfile
import zlib

import docx
import pytest

STORY = (
    "Russia and Pakistan signed a defence agreement in Rawalpindi on Tuesday after the talks of their joint "
    "committee. It is the first time that officers of the Pakistani army will be trained at Russian institutes.\n\n"
    "The deputy minister of defence led the delegation, and he said that the two countries would hold an exercise "
    "in the autumn. India has asked its old partner for an explanation of the agreement."
)


@pytest.fixture
def story():
    return STORY


@pytest.fixture
def make_pdf():
    def make(text="", *, content=None):
        if content is None:
            lines = "".join(f"({line}) Tj T* " for line in text.split("\n"))
            content = f"BT /F1 12 Tf 14 TL 72 720 Td {lines}ET".encode("latin-1") if text else b""
            stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
        else:
            stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            stream,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        out = bytearray(b"%PDF-1.4\n")
        places = []
        for number, body in enumerate(objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
        out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
        return bytes(out)

    return make


@pytest.fixture
def pdf_bomb(make_pdf):
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 2**20) for _ in range(160)) + packer.flush()
    return make_pdf(content=data)


@pytest.fixture
def make_docx():
    def make(*paragraphs, title=""):
        document = docx.Document()
        if title:
            document.add_paragraph(title, style="Title")
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return make


@pytest.fixture
def docx_bomb(make_docx):
    """A DOCX whose main part unpacks to 60 MB out of 60 kB."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_docx("x"))) as sound,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb,
    ):
        for member in sound.infolist():
            if member.filename != "word/document.xml":
                bomb.writestr(member.filename, sound.read(member))
        with bomb.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(60):
                part.write(b" " * 2**20)
    return packed.getvalue()


@pytest.fixture
def make_zip():
    def make(members):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    return make


@pytest.fixture
def make_page(story):
    def make(*, head="", before="", after="", title="Russia and Pakistan sign a pact"):
        paragraphs = "".join(f"<p>{part}</p>" for part in story.split("\n\n"))
        return (
            f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>"
            f"<nav><a href='/'>Home</a></nav>{before}<article><h1>{title}</h1>{paragraphs}</article>{after}</body></html>"
        )

    return make


@pytest.fixture
def make_warc():
    def make(pages):
        out = b""
        for number, (url, (kind, status, body)) in enumerate(pages.items()):
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            out += gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0)
        return out

    return make
