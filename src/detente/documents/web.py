"""Articles out of web pages, and running text out of scraps of markup."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from detente.core.rejections import Reason
from detente.documents.datelines import read_date
from detente.documents.draft import Draft
from detente.documents.formats import Format
from detente.documents.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["compose", "read_page", "read_scrap"]

_JSON_LD = re.compile(
    r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{0,500000}?)</script", re.IGNORECASE | re.DOTALL
)
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")
_META_DATES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "publishdate",
    "publish_date",
    "pubdate",
)
_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote section article header footer pre dt dd".split()  # noqa: SIM905
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "iframe", "svg"})
_DEEPEST = 12


def read_page(markup: str, *, url: str = "") -> Draft:
    """The article of a web page.

    The date is that of JSON-LD ``datePublished`` if there is one, else of the page's ``meta`` fields, else
    the one htmldate finds without searching the running text. Comments and scripts are left out.

    Raises:
        RefusedError: `Reason.NO_TEXT` if no running text is found.
    """
    import trafilatura  # noqa: PLC0415  heavy, for the child only

    markup = _XML_HEAD.sub("", markup)
    facts = _json_ld(markup)
    today = datetime.now(tz=UTC).date().isoformat()
    found: Any = trafilatura.bare_extraction(
        markup,
        url=url or None,
        favor_precision=False,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": today},
    )
    text = str(found.text or "") if found is not None else ""
    if not text.strip():
        text = str(trafilatura.baseline(markup)[1] or "")
    if not text.strip():
        raise RefusedError(Reason.NO_TEXT, "a page without running text")
    published, rule = _published(markup, facts, str(getattr(found, "date", "") or ""), today)
    title = str(getattr(found, "title", "") or facts.get("headline", ""))
    return Draft(
        text=compose(title, text),
        media_type=Format.HTML.value,
        title=" ".join(title.split()),
        published=published,
        rule=rule,
        url=url or str(getattr(found, "url", "") or facts.get("url", "")),
        outlet=str(getattr(found, "sitename", "") or facts.get("publisher", "")),
    )


def read_scrap(markup: str) -> str:
    r"""The text of a fragment of HTML, a paragraph a line; `markup` as it is if it holds no tag.

    >>> read_scrap("<p>One.</p><script>x()</script><p>Two &amp; three.</p>")
    'One.\nTwo & three.'
    """
    if "<" not in markup and "&" not in markup:
        return markup
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415  heavy, for the child only

    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return re.sub(r"<[^>]*>", " ", markup)
    pieces: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append(_one_line(node.text) if tag not in _UNSEEN else "")
        else:
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append(_one_line(node.tail) if node is not root else "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _one_line(text: str | None) -> str:
    """The text of a node: a line end in the source of a page is a space."""
    return (text or "").replace("\n", " ").replace("\r", " ")


def compose(title: str, text: str) -> str:
    r"""The kept text of an extracted article: title, blank line, paragraphs with blank lines between.

    >>> compose("Pact signed", "Pact signed\nThe two signed.\n\nThen they left.")
    'Pact signed\n\nThe two signed.\n\nThen they left.'
    """
    title = " ".join(title.split())
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if title and (not lines or lines[0].casefold() != title.casefold()):
        lines.insert(0, title)
    return "\n\n".join(lines)


def _published(markup: str, facts: dict[str, str], extracted: str, today: str) -> tuple[str, str]:
    """The date of publication and the rule that found it; no date lies in the future."""
    candidates = (
        (facts.get("datePublished", ""), "json-ld"),
        (_meta_date(markup), "meta"),
        (extracted, "htmldate"),
    )
    for value, rule in candidates:
        found = read_date(value)
        if found and found <= today:
            return found, rule
    return "", ""


def _meta_date(markup: str) -> str:
    """The first date in the ``meta`` fields that state publication."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<meta\b[^>]{1,1000}>", markup[:300_000], re.IGNORECASE):
        pairs = {key.lower(): value for key, _, value in re.findall(r"([\w:-]+)\s*=\s*([\"'])(.*?)\2", tag)}
        for key in ("property", "name", "itemprop"):
            if key in pairs:
                fields.setdefault(pairs[key].lower(), pairs.get("content", ""))
    return next((fields[name] for name in _META_DATES if read_date(fields.get(name, ""))), "")


def _json_ld(markup: str) -> dict[str, str]:
    """datePublished, headline, url and publisher as the page states them for machines."""
    facts: dict[str, str] = {}
    for match in _JSON_LD.finditer(markup):
        try:
            data = json.loads(match[1])
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, 0):
            if "datePublished" not in node:
                continue
            for key in ("datePublished", "headline", "url"):
                if isinstance(node.get(key), str):
                    facts.setdefault(key, node[key])
            publisher = node.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                facts.setdefault("publisher", publisher["name"])
    return facts


def _nodes(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
    for child in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _nodes(child, depth + 1)
