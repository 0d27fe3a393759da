"""A ledger under every order of adding, correcting, coding anew, dying and being looked over, beside a model.

The model is a list of what truly changed something. Whatever else was done in between, the ledger must be as
one in which only that was done, in one go, by a process that lived. DETENTE_MACHINE sets the number of
histories that are tried (`benchmarks/torture.py --goals model` tries more).
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stories import build_story

from detente.coding.event import CodedDocument
from detente.core.errors import InputError
from detente.core.identity import content_id
from detente.core.rejections import Reason, Rejection
from detente.ledger import Ledger, Outcome, open_ledger
from detente.ledger.merging import merge_anew

NUMBERS = st.integers(0, 7)
PICKS = st.integers(0, 1000)


def build_input(number: int, place: int) -> CodedDocument:
    """A story as it is found in one of several places."""
    coded = build_story(number)
    name = f"{number}-{place}.txt"
    document = replace(coded.document, name=name, path=f"news/{name}", original_id=content_id(name))
    return replace(coded, document=document)


def dump_of(ledger: Ledger) -> str:
    stream = io.StringIO()
    ledger.dump(stream)
    return stream.getvalue()


class LedgerMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="machine-"))
        self.lives = 0
        self.dead: list[Ledger] = []
        self.ledger = open_ledger(self.root / "0")
        self.done: list[Callable[[Ledger], object]] = []
        self.inputs: dict[str, int] = {}
        self.shortened: set[int] = set()
        self.refused: set[str] = set()
        self.said: dict[str, bool] = {}  # correction: whether it holds
        self.moment = 0

    def do(self, change: Callable[[Ledger], object]) -> object:
        """Something that changes the content: now, and when the model is followed."""
        result = change(self.ledger)
        self.done.append(change)
        return result

    @rule(number=NUMBERS, place=st.integers(0, 2))
    def add(self, number: int, place: int) -> None:
        coded = build_input(number, place)
        known = coded.document.name in self.inputs
        outcome = self.ledger.add(coded)
        assert (outcome is Outcome.KNOWN) == known
        assert (outcome is Outcome.STORED) == (number not in self.inputs.values())
        if not known:
            before = min((name for name, held in self.inputs.items() if held == number), default=None)
            if before is None or coded.document.name < before:
                self.shortened.discard(number)  # it is kept as coded now
            self.inputs[coded.document.name] = number
            self.done.append(lambda ledger: ledger.add(coded))

    @precondition(lambda self: self.inputs)
    @rule(pick=PICKS)
    def add_again(self, pick: int) -> None:
        name = sorted(self.inputs)[pick % len(self.inputs)]
        before = self.ledger.generation()
        assert self.ledger.add(build_input(self.inputs[name], int(name[2]))) is Outcome.KNOWN
        assert self.ledger.generation() == before

    @rule(number=NUMBERS)
    def refuse(self, number: int) -> None:
        rejection = Rejection(Reason.EMPTY, "documents", f"empty-{number}.txt", "nothing in it")
        self.do(lambda ledger: ledger.add_rejection(rejection, path=f"news/empty-{number}.txt"))
        self.refused.add(rejection.document)

    @precondition(lambda self: self.inputs)
    @rule(pick=PICKS, shorter=st.booleans())
    def recode(self, pick: int, shorter: bool) -> None:
        name = sorted(self.inputs)[pick % len(self.inputs)]
        number = self.inputs[name]
        home = min(one for one, held in self.inputs.items() if held == number)
        coded = build_input(number, int(home[2]))
        if self.ledger.document(coded.document.id).name != home:
            return
        if shorter:
            coded = replace(coded, events=coded.events[:-1])
        self.do(lambda ledger: ledger.recode(coded))
        (self.shortened.add if shorter else self.shortened.discard)(number)

    @precondition(lambda self: self.inputs)
    @rule(pick=PICKS, verdict=st.sampled_from(["right", "wrong", "edit", "join", "split"]), second=PICKS)
    def correct(self, pick: int, verdict: str, second: int) -> None:
        events = sorted(event.id for event in self.ledger.events())
        about, other = events[pick % len(events)], events[second % len(events)]
        if verdict in ("join", "split") and about == other:
            return
        self.moment += 1
        words = {
            "by": "Mara",
            "at": f"2026-11-22T00:00:{self.moment:02}+00:00",
            "other": other if verdict in ("join", "split") else "",
            "changes": {"status": "planned"} if verdict == "edit" else None,
        }
        try:
            made = self.do(lambda ledger: ledger.correct(about, verdict, **words))
        except InputError:
            return  # it contradicts others
        self.said |= dict.fromkeys((one.id for one in made), True)

    @precondition(lambda self: any(self.said.values()))
    @rule(pick=PICKS)
    def withdraw(self, pick: int) -> None:
        holding = sorted(name for name, holds in self.said.items() if holds)
        name = holding[pick % len(holding)]
        self.moment += 1
        at = f"2026-11-22T00:00:{self.moment:02}+00:00"
        self.do(lambda ledger: ledger.withdraw([name], by="Iqbal", at=at))
        self.said[name] = False

    @rule()
    def merge_again(self) -> None:
        merge_anew(self.ledger._connection)

    @rule()
    def reopen(self) -> None:
        self.ledger.close()
        self.ledger = open_ledger(self.ledger.folder)

    @rule(number=NUMBERS)
    def die_before_a_commit(self, number: int) -> None:
        with self.ledger.batch(most=50, seconds=600):
            self.ledger.add(build_input(number, 3))
            self.go_on_from_what_lies_there()

    @rule()
    def die_without_closing(self) -> None:
        self.go_on_from_what_lies_there()

    def go_on_from_what_lies_there(self) -> None:
        """What a killed process leaves is what is in its files at that moment."""
        self.lives += 1
        self.dead.append(self.ledger)
        shutil.copytree(self.ledger.folder, self.root / str(self.lives))
        (self.root / str(self.lives) / "ledger.sqlite-shm").unlink(missing_ok=True)
        self.ledger = open_ledger(self.root / str(self.lives))

    @rule(mend=st.booleans())
    def call_the_doctor(self, mend: bool) -> None:
        assert self.ledger.doctor(mend=mend) == []

    @invariant()
    def the_counts_add_up(self) -> None:
        counts = self.ledger.counts()
        numbers = set(self.inputs.values())
        assert counts["inputs"] == counts["stored"] + counts["duplicate"] + counts["rejected"]
        assert counts["inputs"] == len(self.inputs) + len(self.refused)
        assert (counts["stored"], counts["rejected"]) == (len(numbers), len(self.refused))
        assert counts["documents"] == len(numbers)
        assert counts["events"] == 3 * len(numbers) - len(self.shortened)
        assert counts["corrections"] == sum(self.said.values())
        told = [name for event in self.ledger.merged_events() for name in event.mentions]
        assert len(told) == len(set(told)) <= counts["events"]

    def teardown(self) -> None:
        if not hasattr(self, "root"):
            return
        try:
            with open_ledger(self.root / "model") as model:
                for change in self.done:
                    change(model)
                assert dump_of(self.ledger) == dump_of(model)
            assert self.ledger.doctor() == []
        finally:
            for ledger in (*self.dead, self.ledger):
                ledger.close()
            shutil.rmtree(self.root)


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    max_examples=int(os.environ.get("DETENTE_MACHINE", "12")),
    stateful_step_count=20,
    deadline=None,
    derandomize="DETENTE_MACHINE" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
