"""Answers are kept, are of one generation, and are made anew when they must be."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from detente.app import books as module
from detente.app.books import AGED, Books
from detente.app.making import Made
from detente.cli import call
from detente.core.errors import LedgerError
from detente.exchange.importing import import_events
from detente.ledger import open_ledger
from detente.pages import dyads_tally


def change(folder):
    """Another process's word: the generation grows."""
    with open_ledger(folder) as ledger:
        event, _ = next(ledger.representatives(limit=1))
        ledger.correct(event.id, "right", by="another")


def wait_for(what):
    """Until it is true; at most a minute."""
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.01)


@dataclass
class Maker:
    """Makes bytes and counts how often; a class to be counted with."""

    made: list = field(default_factory=list)
    gate: threading.Event | None = None
    late: bool = False

    def __call__(self, reader, generation):
        if self.gate is not None:
            assert self.gate.wait(10)
        assert reader.generation() == generation
        self.made.append(generation)
        return Made(b"%d" % generation, late=self.late)


def test_an_answer_is_made_once_a_generation(own_books):
    books, make = Books(own_books), Maker()
    first = books.answer("page", make)
    assert books.answer("page", make) == first == (make.made[0], b"%d" % make.made[0])
    change(own_books)
    later = books.answer("page", make)
    assert later[0] > first[0]
    assert make.made == [first[0], later[0]]
    assert books.answer("other", make)[0] == later[0]


def test_of_a_large_ledger_an_answer_may_stand_for_a_while(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    books, make = Books(own_books, behind=60), Maker()
    first = books.answer("page", make)
    change(own_books)
    assert books.answer("page", make) == first
    wait_for(lambda: len(make.made) == 2)
    wait_for(lambda: books.answer("page", make)[0] > first[0])
    assert len(make.made) == 2


def test_but_not_longer(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    books, make = Books(own_books, behind=0.05), Maker()
    first = books.answer("page", make)
    change(own_books)
    time.sleep(0.1)
    assert books.answer("page", make)[0] > first[0]


@pytest.mark.parametrize("how", ["fresh", "demand"])
def test_and_not_for_whom_it_must_be_new(own_books, monkeypatch, how):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    books, make = Books(own_books, behind=60), Maker()
    first = books.answer("page", make)
    change(own_books)
    if how == "demand":
        books.demand()
    assert books.answer("page", make, fresh=how == "fresh")[0] > first[0]


def test_a_page_with_numbers_still_being_made_is_not_kept_as_long_as_the_ledger(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    now = [100.0]
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    books, make = Books(own_books, behind=30), Maker()
    make.late = True
    first = books.answer("page", make)
    assert books.answer("page", make) == first
    assert len(make.made) == 1
    assert books.ready("page", fresh=True) is None
    assert books.answer("page", make, fresh=True) == first
    assert len(make.made) == 2
    make.late, now[0] = False, 131.0
    assert books.ready("page") is None
    assert books.answer("page", make) == first
    assert len(make.made) == 3
    now[0] = 200.0
    assert books.ready("page") == first  # all its numbers are there now
    assert books.ready("page", fresh=True) == first


def test_the_end_of_the_counting_makes_pages_anew(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    monkeypatch.setattr(dyads_tally, "is_large", lambda _: True)
    kept = dyads_tally._Sums(dyads_tally._count)
    monkeypatch.setattr(dyads_tally, "_BESIDE", kept)
    books = Books(own_books, behind=60)

    def make(reader, _):
        return b"%d" % dyads_tally.find_tally(reader).n_done

    assert books.answer("page", make)[1] == b"0"
    wait_for(lambda: kept._kept)
    wait_for(lambda: books.answer("page", make)[1] != b"0")


PAIR = ("PAK", "RUS")


def change_of(folder, pair):
    """Another process's word on an event of two actors."""
    with open_ledger(folder) as ledger:
        event, _ = next(ledger.representatives(dyad=pair, limit=1))
        ledger.correct(event.id, "right", by="another")


def tell_of_others(folder):
    """Another process adds an article on two actors of whom nothing was told."""
    with open_ledger(folder) as ledger:
        generation = ledger.generation()
    article = folder.parent / "trade.txt"
    article.write_text(
        "France signed a trade agreement with Germany on 3 May 2021 in Paris.", encoding="utf-8"
    )
    words = ["run", article, "--ledger", folder, "--report", folder.parent / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    with open_ledger(folder) as ledger:
        assert ledger.generation() > generation
        assert ledger.touches(("DEU", "FRA"))


def make_of(made, pair):
    def make(_, generation):
        made.append(generation)
        return Made(b"%d" % generation, concerns=pair)

    return make


def test_what_is_told_of_others_leaves_the_answer_of_a_pair_as_it_is(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    made = []
    books, make = Books(own_books, behind=0), make_of(made, PAIR)
    first = books.answer("page", make)
    tell_of_others(own_books)
    assert books.ready("page") == first
    assert books.ready("page", fresh=True) == first
    assert books.answer("page", make, fresh=True) == first
    books.demand()
    assert books.answer("page", make) == first
    assert len(made) == 1
    change_of(own_books, PAIR)
    assert books.ready("page") is None
    assert books.answer("page", make)[0] > first[0]
    assert len(made) == 2


def test_what_is_told_of_a_pair_makes_its_answer_old(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    made = []
    books, make = Books(own_books, behind=60), make_of(made, PAIR)
    first = books.answer("page", make)
    change_of(own_books, PAIR)
    assert books.ready("page") is None
    assert books.ready("page", make, fresh=True) is None
    assert books.ready("page", make) == first  # it may stand, and is made anew beside
    wait_for(lambda: len(made) == 2)
    wait_for(lambda: books.ready("page") is not None)
    assert books.ready("page")[0] > first[0]


def test_of_a_small_ledger_the_answer_of_a_pair_is_of_the_newest_generation(own_books):
    made = []
    books, make = Books(own_books), make_of(made, PAIR)
    first = books.answer("page", make)
    tell_of_others(own_books)
    assert books.ready("page", make) is None
    assert books.answer("page", make)[0] > first[0]


def test_new_levels_make_answers_of_pairs_anew_in_their_turn(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    now, levels, made = [100.0], [1], []
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    books, make = Books(own_books, behind=30), make_of(made, PAIR)
    monkeypatch.setattr(books, "_count_kept", lambda: levels[0])
    monkeypatch.setattr(module, "make_told", told_at(levels))
    first = books.answer("page", make)
    levels[0] = 2
    renewed = []
    monkeypatch.setattr(books, "_renew", lambda key, *_, hurry: renewed.append((key, hurry)))
    now[0] += AGED - 1
    assert books.ready("page", make) == first
    assert renewed == [("page", False)]
    now[0] += 2
    assert books.ready("page", make) is None
    assert books.answer("page", make) == first  # the same generation, made anew
    assert len(made) == 2
    now[0] += AGED + 1
    assert books.ready("page") is None  # though nothing is known to have changed: names may have


def told_at(levels):
    """As `make_told`, with so many levels kept."""
    real = module.make_told

    def make_told(readers, make):
        return replace(real(readers, make), levels=levels[0])

    return make_told


def test_the_older_are_made_anew_before_those_that_only_new_levels_change(own_books):
    books, order = Books(own_books), []
    gate, begun = threading.Event(), threading.Event()

    def make_first(*_):
        begun.set()
        assert gate.wait(60)
        return b"first"

    def make(name):
        return lambda *_: order.append(name) or b"x"

    books._renew("first", make_first)
    assert begun.wait(60)
    books._renew("levels", make("levels"), hurry=False)
    for name in ("one", "two", "one"):
        books._renew(name, make(name))
    gate.set()
    wait_for(lambda: len(order) == 3)
    assert order == ["one", "two", "levels"]


def test_answers_not_asked_for_long_are_packed_before_they_are_let_go(own_books, monkeypatch):
    monkeypatch.setattr(module, "KEPT_BYTES", 2500)
    books = Books(own_books)
    pages = {name: name.encode() * 1000 for name in "abcd"}
    for name, page in pages.items():
        books.answer(name, lambda *_, page=page: page)
    assert [books.ready(name)[1] for name in "abcd"] == list(pages.values())
    assert books._bytes <= 2500
    assert len(books._answers["a"].answer) < 100


def test_an_import_is_a_change_of_the_ledger(own_books):
    books, make = Books(own_books), Maker()
    first = books.answer("page", make)
    file = own_books.parent / "rows.jsonl"
    file.write_text('{"type":"AID","source":["RUS"]}', encoding="utf-8")
    import_events(own_books, [file], "jsonl")
    assert books.ready("page") is None
    assert books.answer("page", make) == first
    assert len(make.made) == 2
    assert books.ready("page") == first


def test_many_who_ask_for_one_page_wait_for_one_answer(own_books):
    books, make = Books(own_books), Maker(gate=threading.Event())
    found = []
    asking = [threading.Thread(target=lambda: found.append(books.answer("page", make))) for _ in range(8)]
    for thread in asking:
        thread.start()
    wait_for(lambda: "page" in books._begun)
    make.gate.set()
    for thread in asking:
        thread.join(10)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(make.made) == 1


def test_what_is_ready_is_given_at_once(own_books):
    books, make = Books(own_books), Maker()
    assert books.ready("page") is None
    found = books.answer("page", make)
    assert books.ready("page") == found
    assert books.ready("page", fresh=True) == found
    change(own_books)
    assert books.ready("page") is None


def test_the_answers_kept_are_bounded(own_books, monkeypatch):
    books, make = Books(own_books, kept=3), Maker()
    for key in "abcda":
        books.answer(key, make)
    assert len(make.made) == 5
    assert len(books._answers) == 3
    monkeypatch.setattr(module, "KEPT_BYTES", 10)
    books.answer("e", lambda *_: bytes(9))
    assert list(books._answers) == ["e"]
    assert books._bytes == 9


def test_a_fault_reaches_the_one_who_asked_and_is_not_kept(own_books):
    books, make = Books(own_books), Maker()

    def fail(*_):
        raise LedgerError("gone")

    with pytest.raises(LedgerError, match="gone"):
        books.answer("page", fail)
    assert books.answer("page", make)[1]
    assert not books._making
    assert not books._begun


def test_a_reload_is_given_the_newest(own, own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    first = own.client.get("/events").headers["x-detente-generation"]
    change(own_books)
    monkeypatch.setattr(own.app.state.books, "_renew", lambda *_, **__: None)
    for words, new in (
        ({}, False),
        ({"cache-control": "max-age=3600"}, False),
        ({"cache-control": "no-cache"}, True),
    ):
        assert (own.client.get("/events", headers=words).headers["x-detente-generation"] != first) is new
    change(own_books)
    again = own.client.get("/events", headers={"cache-control": "private, MAX-AGE=0"})
    assert int(again.headers["x-detente-generation"]) > int(first) + 1


def test_a_visitor_sees_the_own_change(own, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    books = own.app.state.books
    monkeypatch.setattr(books, "_renew", lambda *_, **__: None)

    def seen():
        return int(own.client.get("/events").headers["x-detente-generation"])

    first = seen()
    event, _ = next(books.reader().representatives(limit=1))
    said = {"about": event.id, "verdict": "right", "by": "a visitor"}
    kept = own.client.post("/corrections", json=said)
    assert kept.status_code == 200, kept.text
    corrected = seen()
    assert corrected > first
    taken = {"ids": kept.json()["kept"], "by": "a visitor"}
    assert own.client.post("/withdrawals", json=taken).status_code == 200
    withdrawn = seen()
    assert withdrawn > corrected
    text = (
        "Minister praised neighbours\n\nFrance signed a trade agreement with Germany on 3 May 2021 in Paris."
    )
    assert own.client.post("/articles", json={"text": text, "title": "On trade"}).status_code == 202
    wait_for(lambda: not own.client.get("/jobs.json").json()["busy"])
    assert seen() > withdrawn
