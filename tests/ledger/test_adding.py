"""What goes in comes out, once, in whatever order it went in."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from factory import build_coded, near_copy, original_bytes

from detente.core.errors import InputError, LedgerError, UnknownNameError, UsageError
from detente.core.rejections import Reason, Rejection
from detente.ledger import Outcome, open_ledger


def test_a_coded_document_comes_back_as_it_went_in(ledger):
    coded = build_coded(1)
    assert ledger.add(coded, original=original_bytes(coded.document)) is Outcome.STORED
    assert ledger.coded(coded.document.id) == coded
    assert ledger.document(coded.document.id) == coded.document
    assert ledger.original(coded.document.original_id) == original_bytes(coded.document)
    assert sorted(ledger.events(), key=lambda e: e.id) == sorted(coded.events, key=lambda e: e.id)


def test_adding_again_changes_nothing(ledger, dump_text):
    coded = build_coded(1)
    ledger.add(coded, original=original_bytes(coded.document))
    before = dump_text(ledger), ledger.record_sql("SELECT * FROM ledger_state")
    assert ledger.add(coded) is Outcome.KNOWN
    assert (dump_text(ledger), ledger.record_sql("SELECT * FROM ledger_state")) == before


def test_the_same_text_from_another_place_is_a_duplicate(ledger):
    ledger.add(build_coded(1, name="b.txt"))
    assert ledger.add(build_coded(1, name="c.txt")) is Outcome.DUPLICATE
    counts = ledger.counts()
    assert (counts["inputs"], counts["stored"], counts["duplicate"], counts["documents"]) == (2, 1, 1, 1)
    assert next(ledger.documents()).name == "b.txt"


def test_of_duplicates_the_dated_then_the_first_by_name_is_kept_whatever_came_first(ledger):
    ledger.add(build_coded(1, name="a.txt", published=None))
    ledger.add(build_coded(1, name="c.txt"))
    assert ledger.add(build_coded(1, name="b.txt")) is Outcome.DUPLICATE
    assert next(ledger.documents()) == build_coded(1, name="b.txt").document
    assert ledger.coded(next(ledger.documents()).id) == build_coded(1, name="b.txt")
    assert ledger.counts()["stored"] == 1


def _mixed_inputs():
    plain = [build_coded(n) for n in range(8)]
    again = [
        build_coded(n, name=f"copy-{k}.txt", published=(None, "2020")[k % 2])
        for n in (1, 4)
        for k in range(3)
    ]
    near = [near_copy(coded, name=f"near-{i}.txt") for i, coded in enumerate(plain[:3])]
    return [*plain, *again, *near]


def test_the_dump_does_not_depend_on_the_order_of_adding(tmp_path, dump_text):
    inputs = _mixed_inputs()
    refused = [Rejection(Reason.EMPTY, "documents", f"{n}.txt", "nothing") for n in range(3)]
    dumps, bands = set(), set()
    for seed in range(6):
        Random(seed).shuffle(inputs)
        with open_ledger(tmp_path / str(seed)) as ledger:
            for coded in inputs:
                ledger.add(coded, original=original_bytes(coded.document))
            for rejection in Random(seed).sample(refused, 3):
                ledger.add_rejection(rejection, path=rejection.document)
            dumps.add(dump_text(ledger))
            bands.add(str(ledger.record_sql("SELECT * FROM signature_bands ORDER BY band, document")))
            assert len(ledger.near_duplicates()) == 3
            assert ledger.doctor() == []
    assert len(dumps) == len(bands) == 1


def test_actors_are_what_most_documents_make_of_them(ledger):
    ledger.add(build_coded(1))
    odd = build_coded(2)
    odd = replace(
        odd, actors=tuple(replace(a, name="A. Smith") if a.id == "smith" else a for a in odd.actors)
    )
    ledger.add(odd)
    ledger.add(build_coded(3))
    assert {actor.id: actor.name for actor in ledger.actors()}["smith"] == "Smith"


def test_a_batch_keeps_whole_documents_also_after_a_fault(ledger):
    coded = build_coded(3)
    bad = replace(coded, mentions=(replace(coded.mentions[0], quote="other"),))

    def add_three() -> None:
        with ledger.batch(most=100, seconds=100.0):
            ledger.add(build_coded(1))
            ledger.add(build_coded(2))
            assert ledger.counts()["documents"] == 2
            assert ledger.record_sql("SELECT count(*) AS n FROM documents") == [{"n": 0}]
            ledger.add(bad)

    with pytest.raises(InputError, match="contradictions"):
        add_three()
    assert ledger.record_sql("SELECT count(*) AS n FROM documents") == [{"n": 2}]
    assert ledger.doctor() == []


def test_a_batch_reaches_the_disk_when_it_is_full(ledger):
    with ledger.batch(most=2, seconds=100.0):
        ledger.add(build_coded(1))
        ledger.add(build_coded(2))
        assert ledger.record_sql("SELECT count(*) AS n FROM documents") == [{"n": 2}]
        with pytest.raises(UsageError), ledger.batch():
            pass
        with pytest.raises(UsageError):
            ledger.doctor()


def test_a_coded_document_that_contradicts_itself_is_refused_whole(ledger):
    coded = build_coded(1)
    event = coded.events[0]
    for wrong in (
        replace(coded, document=replace(coded.document, id="0" * 32)),
        replace(coded, actors=coded.actors[1:]),
        replace(coded, events=(event, event)),
        replace(coded, events=(replace(event, evidence=()),)),
        replace(coded, events=(replace(event, date="last week"),)),
        replace(coded, sentences=(replace(coded.sentences[0], start=1),)),
    ):
        with pytest.raises(InputError):
            ledger.add(wrong)
    with pytest.raises(InputError, match="changed after"):
        ledger.add(coded, original=b"other bytes")
    assert ledger.counts()["inputs"] == 0


def test_half_a_surrogate_pair_is_refused_in_words(ledger):
    coded = build_coded(1)
    with pytest.raises(InputError, match="surrogate"):
        ledger.add(replace(coded, document=replace(coded.document, title="\ud800")))


def test_file_rejections_are_counted_once_and_removed_by_a_success(ledger):
    rejection = Rejection(Reason.OUT_OF_TIME, "documents", "000001.txt", "30 s")
    for _ in range(2):
        ledger.add_rejection(rejection, path="news/000001.txt")
    ledger.add_rejection(replace(rejection, reason=Reason.DAMAGED), path="news/000001.txt")
    assert [r.reason for r in ledger.rejections(stage="documents")] == [Reason.DAMAGED]
    assert ledger.rejected_paths() == ["news/000001.txt"]
    counts = ledger.counts()
    assert (counts["inputs"], counts["rejected"], counts["rejections"]) == (1, 1, {"DAMAGED": 1})
    ledger.add(build_coded(1))
    assert ledger.rejected_paths() == []
    assert ledger.counts()["inputs"] == ledger.counts()["stored"] == 1
    assert [r.reason for r in ledger.rejections()] == [Reason.NO_PREDICATE]
    assert list(ledger.rejections(reason="EMPTY")) == []


def test_a_collection_is_known_only_when_it_was_read_to_its_end(ledger):
    coded = build_coded(1, name="all.jsonl#1")
    document = replace(coded.document, path="all.jsonl")
    coded = replace(coded, document=document)
    ledger.add(coded)
    ledger.add_rejection(Rejection(Reason.BAD_RECORD, "documents", "all.jsonl#2"), path="all.jsonl")
    ledger.add_rejection(Rejection(Reason.DAMAGED, "documents", "all.jsonl"), path="all.jsonl")
    assert not ledger.knows("all.jsonl", document.original_id)
    ledger.mark_read("all.jsonl", original_id=document.original_id)
    assert ledger.knows("all.jsonl", document.original_id)
    state = ledger.record_sql("SELECT * FROM ledger_state")
    ledger.mark_read("all.jsonl", original_id=document.original_id)
    assert ledger.record_sql("SELECT * FROM ledger_state") == state
    assert [r.document for r in ledger.rejections(stage="documents")] == ["all.jsonl#2"]
    counts = ledger.counts()
    assert (counts["inputs"], counts["stored"], counts["rejected"]) == (2, 1, 1)


def test_members_of_an_archive_are_records_whatever_their_names(ledger):
    coded = build_coded(1, name="fine.txt")
    document = replace(coded.document, path="all.zip")
    ledger.add(replace(coded, document=document))
    ledger.add_rejection(Rejection(Reason.HOSTILE, "documents", "evil.txt"), path="all.zip")
    assert not ledger.knows("all.zip", document.original_id)
    ledger.mark_read("all.zip", original_id=document.original_id)
    assert [r.document for r in ledger.rejections(stage="documents")] == ["evil.txt"]


def test_a_file_with_one_document_is_known_at_once(ledger):
    document = build_coded(1).document
    ledger.add(build_coded(1))
    assert ledger.knows(document.path, document.original_id)
    assert not ledger.knows(document.path, "other")


def test_runs_are_kept_with_settings_and_hashes(ledger):
    run = ledger.start_run("0.1.0", settings={"coding.workers": 2}, data_hashes={"actors/a.csv": "ff"})
    assert ledger.runs()[0].finished is None
    ledger.add(build_coded(1))
    ledger.finish_run(run)
    kept = ledger.runs()[0]
    assert (kept.version, kept.settings, kept.data_hashes) == (
        "0.1.0",
        {"coding.workers": 2},
        {"actors/a.csv": "ff"},
    )
    assert kept.counts is not None
    assert kept.counts["documents"] == 1


def test_a_ledger_opened_read_only_does_not_change(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_coded(1))
    with open_ledger(tmp_path / "books", read_only=True) as ledger:
        assert ledger.counts()["documents"] == 1
        with pytest.raises(LedgerError, match="read-only"):
            ledger.add(build_coded(2))
        with pytest.raises(UsageError):
            ledger.doctor(mend=True)
        assert ledger.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 6}]
        assert not (tmp_path / "books" / "lake").exists()


def test_unknown_records_are_named(ledger):
    with pytest.raises(UnknownNameError):
        ledger.document("nothing")
    with pytest.raises(UnknownNameError):
        ledger.original("0" * 32)
    assert ledger.sentence_at("nothing", 3) is None
