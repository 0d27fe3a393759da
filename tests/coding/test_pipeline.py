"""Many documents: in order, whatever happens to one of them."""

import textwrap
from multiprocessing import parent_process

import pytest

from detente.coding import CodedDocument, code_documents, pipeline, records_of
from detente.core.rejections import Reason, Rejection
from detente.documents.document import Document

TEXTS = [
    "Russia and Pakistan signed a pact on training.",
    "India criticised China on Tuesday.",
    "Kenya sold tea to Egypt in 2014.",
    "Chile expelled two Peruvian diplomats.",
    "The weather was fine.",
    "Ghana will send nurses to Barbados.",
]


class Faulty(Document):
    """Its blocks cannot be read."""

    __slots__ = ()

    @property
    def blocks(self):
        raise ValueError("no blocks")

    @blocks.setter
    def blocks(self, value):
        pass


@pytest.fixture
def documents(make_document):
    return [make_document(text, published="2018-08-08", name=f"{n}.txt") for n, text in enumerate(TEXTS)]


def _copy(kind, document):
    return kind(**{name: getattr(document, name) for name in Document.__dataclass_fields__})


def _told(results):
    return [list(records_of(item)) if isinstance(item, CodedDocument) else item.to_json() for item in results]


def test_the_order_stays_and_rejections_pass_through(documents):
    refusal = Rejection(Reason.EMPTY, "documents", "empty.txt")
    items = [documents[0], refusal, *documents[1:]]
    results = list(code_documents(items, workers=1))
    assert results[1] is refusal
    names = [item.document.name for item in results if isinstance(item, CodedDocument)]
    assert names == [document.name for document in documents]


def test_nothing_in_nothing_out():
    assert list(code_documents([], workers=1)) == []


def test_documents_are_taken_as_a_stream(documents):
    taken = []

    def stream():
        for document in documents * 30:
            taken.append(document)
            yield document

    next(code_documents(stream(), workers=1))
    assert len(taken) <= 2 * pipeline._FEW < len(documents) * 30


def test_a_document_that_raises_costs_only_itself(documents):
    items = [*documents[:2], _copy(Faulty, documents[2]), *documents[3:]]
    results = list(code_documents(items, workers=1))
    bad = results.pop(2)
    assert isinstance(bad, Rejection)
    assert (bad.reason, bad.stage, bad.document) == (Reason.FAILED, "coding", "2.txt")
    assert "no blocks" in bad.detail
    assert all(isinstance(item, CodedDocument) for item in results)


POISON = """
    import os
    from multiprocessing import parent_process
    from detente.documents.document import Document

    class Deadly(Document):
        __slots__ = ()

        @property
        def blocks(self):
            if parent_process() is not None:
                os._exit(9)
            return ()

        @blocks.setter
        def blocks(self, value):
            pass
"""


def test_two_workers_give_what_one_gives_and_a_killed_one_costs_its_document(
    documents, monkeypatch, tmp_path
):
    assert parent_process() is None
    (tmp_path / "detente_poison.py").write_text(textwrap.dedent(POISON), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(pipeline, "_FEW", 2)
    monkeypatch.setattr(pipeline, "_CHUNK", 2)
    deadly = _copy(__import__("detente_poison").Deadly, documents[3])
    items = [*documents[:3], deadly, *documents[4:]]
    alone = _told(code_documents(documents, workers=1))
    together = _told(code_documents(items, workers=2))
    killed = together.pop(3)
    alone.pop(3)
    assert (killed["reason"], killed["document"], killed["detail"]) == (
        "FAILED",
        "3.txt",
        "the coding process died",
    )
    assert together == alone
