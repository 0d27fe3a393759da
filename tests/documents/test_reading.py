"""Every format, the order of results, side files, dates."""

import gzip
import io
import json

import pytest

from detente.core.errors import InputError, SettingError
from detente.core.identity import content_id
from detente.core.rejections import Reason, Rejection
from detente.documents import Document, count_inputs, read_documents
from detente.documents.reading import _read


def read_here(*paths, **options):
    return list(_read(paths, **options))


def body(document):
    return " ".join(document.text.split())


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.unknown", "noextension"])
def test_plain_text_is_kept_to_the_last_line_end(tmp_path, story, name):
    text = "Russia signs\r\n\r\n" + story + "\r\n\r\n"
    (tmp_path / name).write_bytes(text.encode())
    (document,) = read_here(tmp_path)
    assert document.text == text
    assert document.title == "Russia signs"
    assert document.id == content_id(text)
    assert document.original_id == content_id(text.encode())
    assert document.language == "en"
    assert document.name == name
    assert document.path == str(tmp_path / name)


def test_a_page_gives_title_text_date_outlet_and_no_script(tmp_path, make_page):
    head = (
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2018-08-08T10:00:00+05:00",'
        '"publisher":{"name":"The Daily"}}]}</script><meta property="article:published_time" content="2018-09-01">'
        '<meta property="og:site_name" content="The Daily">'
    )
    page = make_page(head=head, before="<script>var russia = 'invades';</script>")
    (tmp_path / "a.html").write_text(page)
    (document,) = read_here(tmp_path / "a.html")
    assert document.title == "Russia and Pakistan sign a pact"
    assert document.text.startswith(
        "Russia and Pakistan sign a pact\n\nRussia and Pakistan signed a defence agreement"
    )
    assert "explanation of the agreement." in document.text
    assert "invades" not in document.text
    assert (document.published, document.published_rule) == ("2018-08-08", "json-ld")
    assert document.outlet == "The Daily"
    assert document.media_type == "text/html"
    assert [block.role for block in document.blocks] == ["title", "body", "body"]


def test_a_pages_meta_date_is_used_without_json_ld(tmp_path, make_page):
    (tmp_path / "a.html").write_text(
        make_page(head='<meta content="2018-09-01T01:00Z" property="article:published_time">')
    )
    (document,) = read_here(tmp_path)
    assert (document.published, document.published_rule) == ("2018-09-01", "meta")


def test_a_page_dated_in_the_future_has_no_date(tmp_path, make_page):
    (tmp_path / "a.html").write_text(
        make_page(head='<meta content="2099-09-01" property="article:published_time">')
    )
    (document,) = read_here(tmp_path)
    assert document.published is None
    assert document.published_rule == ""


def test_escaped_markup_stays_text(tmp_path, make_page, story):
    page = make_page().replace("India has", "&lt;script&gt;alert(1)&lt;/script&gt; India has")
    (tmp_path / "a.html").write_text(page)
    (document,) = read_here(tmp_path)
    assert "<script>alert(1)</script> India" in document.text


def test_html_named_txt_is_read_as_html(tmp_path, make_page):
    (tmp_path / "a.txt").write_text(make_page())
    (document,) = read_here(tmp_path)
    assert document.media_type == "text/html"
    assert "<p>" not in document.text


def test_a_pdf_is_read_with_its_lines_joined(tmp_path, make_pdf):
    (tmp_path / "a.pdf").write_bytes(
        make_pdf(
            "Russia and Pakistan signed a defence agree-\nment in Rawalpindi on Tuesday after the talks\nof the committee."
        )
    )
    (document,) = read_here(tmp_path)
    assert document.text == (
        "Russia and Pakistan signed a defence agreement in Rawalpindi on Tuesday after the talks of the committee."
    )
    assert document.published is None


def test_a_docx_is_read(tmp_path, make_docx, story):
    (tmp_path / "a.docx").write_bytes(make_docx(*story.split("\n\n"), title="A pact"))
    (document,) = read_here(tmp_path)
    assert document.text == "A pact\n\n" + story
    assert document.title == "A pact"


def test_jsonl_records_are_documents_with_their_own_facts(tmp_path, story):
    records = [
        {
            "id": "one",
            "Title": "A pact",
            "text": story,
            "date": "2018-08-07T10:00",
            "url": "http://x/1",
            "source": "AP",
        },
        {
            "headline": "Two",
            "body": f"<p>{story}</p>",
            "published": "Aug 9, 2018",
            "publisher": {"name": "AFP"},
        },
        {"id": "one", "text": story.split("\n\n")},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    one, two, three = read_here(tmp_path)
    assert [one.name, two.name, three.name] == ["one", "a.jsonl#2", "a.jsonl#3"]
    assert (one.published, one.published_rule, one.url, one.outlet) == (
        "2018-08-07",
        "record",
        "http://x/1",
        "AP",
    )
    assert one.text == "A pact\n\n" + story
    assert (two.published, two.outlet, two.title) == ("2018-08-09", "AFP", "Two")
    assert "<p>" not in two.text
    assert three.text == story
    assert three.published is None
    assert one.original_id == content_id((tmp_path / "a.jsonl").read_bytes())


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_tables_are_read_with_line_ends_inside_quotes(tmp_path, story, name, mark):
    rows = [mark.join(("title", "content", "pub_date")), mark.join(("A pact", f'"{story}"', "2018-08-07"))]
    (tmp_path / name).write_text("\n".join(rows) + "\n")
    (document,) = read_here(tmp_path)
    assert document.text == "A pact\n\n" + story
    assert document.published == "2018-08-07"
    assert document.name == f"{name}#1"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_in_other_encodings(tmp_path, story, encoding):
    (tmp_path / "a.csv").write_text(f'text\n"{story} Café."\n', encoding=encoding)
    (document,) = read_here(tmp_path)
    assert document.text.endswith("Café.")


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>
<item><title>A pact &amp; more</title><link>http://x/1</link><pubDate>Tue, 07 Aug 2018 09:15:00 GMT</pubDate>
<description>&lt;p&gt;{}&lt;/p&gt;</description></item>
<item><title>Short</title><description>No.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Wire</title><entry><title>A pact &amp; more</title>
<link href="http://x/1"/><published>2018-08-07T09:15:00Z</published><content type="html">&lt;p&gt;{}&lt;/p&gt;</content>
</entry></feed>"""


@pytest.mark.parametrize(("name", "form"), [("a.rss", RSS), ("a.xml", RSS), ("a.atom", ATOM), ("a", RSS)])
def test_feeds_give_an_article_an_entry(tmp_path, story, name, form):
    (tmp_path / name).write_text(form.format(story.split("\n\n")[0]))
    first, *rest = read_here(tmp_path)
    assert first.text.startswith("A pact & more\n\nRussia and Pakistan signed")
    assert (first.published, first.url, first.outlet) == ("2018-08-07", "http://x/1", "The Wire")
    assert first.name == f"{name}#1"
    assert [item.reason for item in rest] == ([Reason.NO_TEXT] if form is RSS else [])


def test_warc_pages_are_read_and_pictures_passed_over(tmp_path, make_warc, make_page):
    data = make_warc(
        {
            "http://x/pic": ("image/png", "200 OK", b"\x89PNG"),
            "http://x/1": (
                "text/html; charset=iso-8859-1",
                "200 OK",
                make_page(title="Café").encode("latin-1"),
            ),
            "http://x/gone": ("text/html", "404 Not Found", make_page().encode()),
        }
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.warc").write_bytes(gzip.decompress(data))
    one, two = read_here(tmp_path)
    assert one.title == two.title == "Café"
    assert one.url == "http://x/1"
    assert one.name == "a.warc.gz#1"
    assert one.id == two.id


def test_gzipped_files_are_unpacked(tmp_path, story):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(story.encode()))
    (document,) = read_here(tmp_path)
    assert document.text == story
    assert document.original_id == content_id((tmp_path / "a.txt.gz").read_bytes())


def test_zip_members_have_distinct_names_and_their_own_side_file(tmp_path, story, make_zip):
    members = {
        "x/a.txt": story,
        "y/a.txt": story + " More.",
        "y/b.jsonl": json.dumps({"id": "b", "text": story}),
        "y/.hidden.txt": "no",
        "y/meta.jsonl": '{"file": "a.txt", "published": "2018-08"}',
    }
    (tmp_path / "a.zip").write_bytes(make_zip(members))
    documents = read_here(tmp_path)
    assert [document.name for document in documents] == ["x/a.txt", "y/a.txt", "b"]
    assert [document.published for document in documents] == [None, "2018-08", None]
    assert {document.path for document in documents} == {str(tmp_path / "a.zip")}


def test_standard_input_is_sniffed(story):
    record = json.dumps({"text": story}).encode()
    for data, name, media in [
        (story.encode(), "stdin", "text/plain"),
        (record, "stdin#1", "application/jsonl"),
        (gzip.compress(record), "stdin#1", "application/jsonl"),
        (f'title,text\nA pact,"{story}"\n'.encode(), "stdin#1", "text/csv"),
    ]:
        (document,) = read_here("-", stdin=io.BytesIO(data))
        assert (document.name, document.path, document.media_type) == (name, "-", media)


def test_order_is_that_of_the_paths_and_of_names_within_a_folder(tmp_path, story):
    for name in ["b.txt", "a/z.txt", "a/c/x.txt", ".hidden.txt", ".git/x.txt"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{story} This is {name}.")
    assert [d.name for d in read_here(tmp_path)] == ["x.txt", "z.txt", "b.txt"]
    assert [d.name for d in read_here(tmp_path / "b.txt", tmp_path / "a")] == ["b.txt", "x.txt", "z.txt"]
    assert [d.name for d in read_here(f"{tmp_path}/**/*.txt")] == ["x.txt", "z.txt", "b.txt"]
    assert count_inputs([tmp_path]) == count_inputs(str(tmp_path)) == 3
    assert [d.name for d in _read(str(tmp_path))] == ["x.txt", "z.txt", "b.txt"]


def test_links_out_of_a_folder_are_not_followed(tmp_path, story):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text(story)
    (inside / "a.txt").write_text(story)
    (inside / "b.txt").symlink_to(outside / "secret.txt")
    (inside / "c").symlink_to(outside)
    (inside / "d.txt").symlink_to(inside / "a.txt")
    (inside / "loop").symlink_to(inside)
    a, b, c, d = read_here(inside)
    assert (a.name, d.name) == ("a.txt", "d.txt")
    assert {b.reason, c.reason} == {Reason.UNREADABLE}
    assert "out of the folder" in b.detail


def test_a_side_file_counts_for_a_file_given_by_itself(tmp_path, story):
    (tmp_path / "a.txt").write_text(story)
    (tmp_path / "meta.jsonl").write_text(
        '{"file": "a.txt", "published": "2018-08~", "title": "T", "url": "http://x", "source": null}\n'
    )
    (document,) = read_here(tmp_path / "a.txt")
    assert (document.published, document.published_rule, document.title) == ("2018-08~", "meta.jsonl", "T")
    assert (document.url, document.outlet) == ("http://x", "")


def test_broken_side_file_lines_are_told_once_and_the_others_hold(tmp_path, story):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(story)
    lines = [
        '{"file": "a.txt", "published": "2018-08-07"}',
        '{"file": ',
        '{"file": "b.txt", "published": "7/8/2018"}',
    ]
    lines += [
        "[1]",
        '{"file": "a.txt"}',
        '{"published": "2018"}',
        '{"file": "b.txt", "title": 3}',
        "x" * 200_000,
    ]
    (tmp_path / "meta.jsonl").write_text("\n".join(lines))
    items = read_here(tmp_path, tmp_path / "a.txt")
    faults = [item for item in items if isinstance(item, Rejection)]
    assert [fault.detail.split(":")[0] for fault in faults] == [f"line {n}" for n in range(2, 9)]
    assert {(fault.reason, fault.document, fault.stage) for fault in faults} == {
        (Reason.BAD_RECORD, "meta.jsonl", "documents")
    }
    assert {fault.path for fault in faults} == {str(tmp_path / "meta.jsonl")}
    a, b, again = [item for item in items if isinstance(item, Document)]
    assert (a.published, b.published, again.published) == ("2018-08-07", None, "2018-08-07")


def test_precedence_of_dates(tmp_path, story):
    dateline = f"ISLAMABAD, Aug 8, 2018 (Reuters) - {story}"
    (tmp_path / "a.txt").write_text(dateline)
    (document,) = read_here(tmp_path)
    assert (document.published, document.published_rule, document.outlet) == (
        "2018-08-08",
        "dateline",
        "Reuters",
    )
    (document,) = read_here(tmp_path, published="2018")
    assert (document.published, document.published_rule) == ("2018", "option")
    (tmp_path / "meta.jsonl").write_text('{"file": "a.txt", "published": "2018-08-09", "source": "Dawn"}')
    (document,) = read_here(tmp_path, published="2018")
    assert (document.published, document.published_rule, document.outlet) == (
        "2018-08-09",
        "meta.jsonl",
        "Dawn",
    )


def test_a_record_is_dated_before_the_option_and_the_file_time_never_counts(tmp_path, story):
    records = [{"text": story, "date": "2017-01-02"}, {"text": story}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert [d.published for d in read_here(tmp_path, published="2018")] == ["2017-01-02", "2018"]
    assert [d.published for d in read_here(tmp_path)] == ["2017-01-02", None]


def test_skip_leaves_a_file_unread(tmp_path, story):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{story} {name}")
    asked = []

    def skip(path, original_id):
        asked.append((path, original_id))
        return path.endswith("a.txt")

    (document,) = read_here(tmp_path, skip=skip)
    assert document.name == "b.txt"
    assert asked[1] == (str(tmp_path / "b.txt"), document.original_id)


def test_wrong_calls_fail_before_anything_is_read(tmp_path):
    with pytest.raises(InputError, match="EDTF"):
        read_documents([tmp_path], published="yesterday")
    with pytest.raises(SettingError):
        read_documents([tmp_path], settings={"documents.nothing": 1})
