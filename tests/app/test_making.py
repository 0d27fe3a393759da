"""Pages made in a process of their own are those that are made here, whatever becomes of the process."""

import os
import signal
import threading
from dataclasses import replace

import pytest

from detente.app import books as module
from detente.app.books import Books
from detente.app.making import PageMake, Workshop, make_told
from detente.app.readers import Readers
from detente.core.errors import LedgerError, UnknownNameError
from detente.ledger import open_ledger
from detente.pages.asking import Asked
from detente.pages.registry import PLACES

LAYOUT = {"places": PLACES, "form_token": "t", "ledger": "ledger", "version": "0", "query": ""}


def page(path, form="json", **words):
    layout = {**LAYOUT, "place": "Pairs", "path": path}
    return PageMake(path, form, Asked(words, {}), layout)


@pytest.fixture(scope="module")
def workshop(example_books):
    there = Workshop(example_books)
    yield there
    there.close()


@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_a_page_made_there_is_the_one_made_here(workshop, example_books, form):
    for make in (page("/events", form), page("/dyads/{a}/{b}", form, a="Russia", b="PAK")):
        here = make_told(Readers(example_books), make)
        assert replace(workshop.make(make), levels=0) == replace(here, levels=0)


def test_what_a_page_of_two_concerns_is_told(workshop):
    told = workshop.make(page("/dyads/{a}/{b}", a="Russia", b="PAK"))
    assert told.made.concerns == ("PAK", "RUS")
    assert told.touches > 0
    assert workshop.make(page("/events")).made.concerns is None


def test_a_fault_there_is_raised_here_with_its_hint(workshop):
    with pytest.raises(UnknownNameError, match="Pakistann") as caught:
        workshop.make(page("/dyads/{a}/{b}", a="RUS", b="Pakistann"))
    assert "Pakistan" in caught.value.hint
    with pytest.raises(RuntimeError, match="KeyError"):
        workshop.make(page("/nowhere"))
    assert workshop.make(page("/events"))


def test_a_process_that_was_killed_is_started_again(workshop):
    levels = workshop.make(page("/events")).levels
    first = workshop._process.pid
    os.kill(first, signal.SIGKILL)
    assert workshop.make(page("/events")).levels > levels  # which that process had, and are lost
    assert workshop._process.pid != first


def test_many_ask_at_once(workshop):
    found = []
    asking = [
        threading.Thread(target=lambda: found.append(workshop.make(page("/dyads")).made.body))
        for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert len(found) == 8
    assert len(set(found)) == 1


def test_once_closed_it_makes_nothing(example_books):
    there = Workshop(example_books)
    there.make(page("/events"))
    process = there._process
    there.close()
    assert process.poll() is not None
    with pytest.raises(LedgerError, match="ended"):
        there.make(page("/events"))


def test_it_ends_when_those_who_ask_are_gone(example_books):
    there = Workshop(example_books)
    there.make(page("/events"))
    process = there._process
    while not there._benches.empty():
        there._benches.get().close()
    assert process.wait(60) == 0


def test_books_of_a_large_ledger_have_their_pages_made_there(own_books, monkeypatch):
    monkeypatch.setattr(module, "is_large", lambda _: True)
    books = Books(own_books, apart=True)
    try:
        books.start()
        first = books.answer("events", page("/events"))
        assert books._workshop._process.poll() is None
        assert books.ready("events") == first
        with open_ledger(own_books) as ledger:
            event, _ = next(ledger.representatives(limit=1))
            ledger.correct(event.id, "wrong", by="ada")
        books.demand()
        second = books.answer("events", page("/events"))
        assert second[0] > first[0]
        assert second[1] != first[1]
    finally:
        books.close()


def test_books_of_a_small_ledger_need_no_process(example_books):
    books = Books(example_books, apart=True)
    books.start()
    assert books.answer("events", page("/events"))
    assert books._workshop._process is None
    books.close()
