"""Corrections taken back: all is as if they had not been said, and they stay in the books."""

import io
import threading
import time

import pytest
from stories import build_story

from detente.core.errors import LedgerError, UnknownNameError, UsageError
from detente.ledger import open_ledger

STORIES = [build_story(number) for number in range(14)]


def _filled(ledger):
    for coded in STORIES:
        ledger.add(coded)
    events = sorted(ledger.merged_events(), key=lambda event: (-len(event.mentions), event.id))
    return list(ledger.merged_events()), events


def _said(ledger, events):
    big, other = events[:2]
    yield lambda: ledger.correct(big.id, "wrong", by="ada")
    yield lambda: ledger.correct(big.mentions[0], "edit", by="ada", changes={"type": "THREATEN"})
    yield lambda: ledger.correct(big.id, "join", other=other.id, by="ada")
    yield lambda: ledger.correct(big.mentions[0], "split", other=big.id, by="ada")
    yield lambda: ledger.correct(big.id, "right", by="ada")


def test_what_is_taken_back_leaves_no_trace_in_the_events(ledger):
    before, events = _filled(ledger)
    for n, say in enumerate(_said(ledger, events), 1):
        generation = ledger.generation()
        made = say()
        taken = ledger.withdraw([row.id for row in made], by="bob", at="2026-02-01T00:00:00")
        assert {row.id for row in taken} == {row.id for row in made}
        assert list(ledger.merged_events()) == before
        assert ledger.generation() > generation
        assert ledger.corrections() == []
        assert ledger.counts()["corrections"] == 0
        assert len({row.at for row in ledger.corrections(withdrawn=True)}) == n
    kept = ledger.corrections(withdrawn=True)
    assert {row.id for row in kept} == set(ledger.withdrawals())
    assert ledger.withdrawals()[kept[0].id] == ("bob", "2026-02-01T00:00:00")


def test_the_word_before_holds_again(ledger):
    _, events = _filled(ledger)
    name = events[0].mentions[0]
    ledger.correct(name, "edit", by="ada", changes={"status": "planned"})
    second = ledger.correct(name, "edit", by="ada", changes={"status": "denied"})
    ledger.withdraw([second[0].id], by="ada")
    assert ledger.tellings([name])[0].status == "planned"
    prediction = next(ledger.predictions())
    made = ledger.correct(prediction.id, "fulfilled", by="ada")
    ledger.withdraw([made[0].id], by="ada")
    assert ledger.overrulings() == {}


def test_all_or_none_are_taken_back_and_once(ledger):
    _, events = _filled(ledger)
    (made,) = ledger.correct(events[0].mentions[0], "wrong", by="ada")
    with pytest.raises(UnknownNameError, match="'x'"):
        ledger.withdraw([made.id, "x"], by="ada")
    with pytest.raises(UnknownNameError, match="no name"):
        ledger.withdraw([], by="ada")
    with pytest.raises(UsageError, match="who"):
        ledger.withdraw([made.id], by=" ")
    assert [row.id for row in ledger.corrections()] == [made.id]
    ledger.withdraw([made.id], by="ada")
    with pytest.raises(UnknownNameError, match="holds"):
        ledger.withdraw([made.id], by="ada")


def test_it_is_in_the_dump(ledger):
    _, events = _filled(ledger)
    (made,) = ledger.correct(events[0].mentions[0], "wrong", by="ada")
    ledger.withdraw([made.id], by="bob")
    out = io.StringIO()
    ledger.dump(out)
    assert f'"table":"withdrawals","correction":"{made.id}","by":"bob"' in out.getvalue()


def test_who_will_not_wait_long_is_told_soon(ledger):
    _, events = _filled(ledger)
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with open_ledger(ledger.folder) as other, other._writing():
            entered.set()
            leave.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(20)
    began = time.monotonic()
    try:
        with (
            open_ledger(ledger.folder, create=False, wait=0.2) as hasty,
            pytest.raises(LedgerError, match="another process is writing"),
        ):
            hasty.correct(events[0].mentions[0], "wrong", by="ada")
        assert time.monotonic() - began < 5
    finally:
        leave.set()
        thread.join()
