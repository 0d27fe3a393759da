"""The same event told by many is one event, whatever the order in which they were added."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from factory import build_coded
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import build_story

from detente.core.errors import InputError, LedgerError, UnknownNameError, UsageError
from detente.identity import find_mentions, merge_mentions
from detente.ledger import merging, open_ledger

STORIES = [build_story(number) for number in range(14)]


def _whole(ledger, dump_text):
    return dump_text(ledger), list(ledger.merged_events())


def test_the_ledger_merges_as_the_identity_room_does(ledger):
    for coded in STORIES:
        ledger.add(coded)
    events = list(ledger.merged_events())
    expected = merge_mentions(mention for coded in STORIES for mention in find_mentions(coded))
    assert sorted(events, key=lambda event: event.id) == expected
    assert max(len(event.mentions) for event in events) >= 3
    assert sum(len(event.mentions) for event in events) == sum(len(coded.events) for coded in STORIES)


@settings(max_examples=12)
@given(st.data())
def test_any_order_any_batches_anything_twice_give_the_same_ledger(tmp_path_factory, data):
    from conftest import dump_text  # noqa: PLC0415  the room's own

    order = data.draw(st.permutations(range(len(STORIES))))
    twice = data.draw(st.lists(st.sampled_from(order), max_size=4))
    cuts = sorted(data.draw(st.sets(st.integers(1, 16), max_size=3)))
    sequence = [*order, *twice]
    folder = tmp_path_factory.mktemp("books")
    bounds = [0, *(cut for cut in cuts if cut < len(sequence)), len(sequence)]
    for start, stop in pairwise(bounds):
        with open_ledger(folder) as ledger, ledger.batch(most=data.draw(st.sampled_from((1, 3, 100)))):
            for number in sequence[start:stop]:
                ledger.add(STORIES[number])
    with open_ledger(folder) as ledger, open_ledger(tmp_path_factory.mktemp("plain")) as plain:
        for coded in STORIES:
            plain.add(coded)
        assert _whole(ledger, dump_text) == _whole(plain, dump_text)
        assert ledger.doctor() == []


def test_a_document_that_finds_a_better_place_is_merged_anew(tmp_path, dump_text):
    undated = replace(
        STORIES[0],
        document=replace(STORIES[0].document, published=None, path="b/0.txt", original_id="0" * 32),
    )
    dumps = set()
    for order in ((undated, STORIES[0]), (STORIES[0], undated)):
        with open_ledger(tmp_path / order[0].document.path.replace("/", "-")) as ledger:
            for coded in (*STORIES[1:6], *order):
                ledger.add(coded)
            dumps.add(dump_text(ledger))
            assert next(iter(ledger.events(document=STORIES[0].document.id)))
    assert len(dumps) == 1


def test_statements_come_back_as_they_went_in(ledger):
    for coded in STORIES[:3]:
        ledger.add(coded)
    for coded in STORIES[:3]:
        assert ledger.coded(coded.document.id) == coded
    assert len(list(ledger.claims(dyad=("RUS", "PAK")))) == 3
    assert not list(ledger.claims(dyad=("RUS", "IND")))
    assert not list(ledger.claims(domain="military"))
    assert len(list(ledger.mechanisms(name="rivals_tie_drives_drift", actor="IND"))) == 3
    assert [p.probability for p in ledger.predictions(asserted_by="author")] == [0.25] * 3
    assert len(list(ledger.questions(dyad=("IND", "RUS")))) == 3
    assert not list(ledger.questions(dyad=("PAK", "RUS")))  # asked of two dyads with India, not of these two
    assert ledger.counts()["claims"] == ledger.counts()["questions"] == 3
    table = ledger.sql("SELECT a, b, claim FROM claims").to_pylist()
    assert table == [{"a": "PAK", "b": "RUS", "claim": "warming"}] * 3


def test_an_event_is_found_by_its_own_name_and_by_its_tellings(ledger):
    for coded in STORIES:
        ledger.add(coded)
    event = max(ledger.merged_events(), key=lambda event: len(event.mentions))
    assert all(ledger.merged_event(name) == event for name in (event.id, *event.mentions))
    assert [telling.id for telling in ledger.tellings(event.mentions)] == list(event.mentions)
    assert len(event.joins) == len(event.mentions) - 1
    assert all(join.reasons and join.linkage >= 0.6 for join in event.joins)
    with pytest.raises(UnknownNameError, match="no event 'nothing'"):
        ledger.merged_event("nothing")


def test_the_filters_of_merged_events(ledger):
    for coded in STORIES:
        ledger.add(coded)
    everything = list(ledger.merged_events())
    dated = [event for event in everything if event.date]
    assert everything[: len(dated)] == dated
    for filters, holds in (
        ({"actor": "IND"}, lambda event: "IND" in event.source),
        ({"dyad": ("RUS", "PAK")}, lambda event: {"RUS", "PAK"} <= {*event.source, *event.target}),
        ({"type": "AID"}, lambda event: event.type == "AID"),
        ({"status": "denied"}, lambda event: event.status == "denied"),
        ({"since": "2021-04-07"}, lambda event: event.date in ("2021-04-07", "2021-04")),
    ):
        assert [event for event in everything if holds(event)] == list(ledger.merged_events(**filters))
    document = STORIES[2].document.id
    told = {name for event in ledger.merged_events(document=document) for name in event.mentions}
    assert {event.id for event in STORIES[2].events} <= told


def test_a_representative_has_the_values_of_all_and_the_words_of_the_best(ledger):
    for coded in STORIES:
        ledger.add(coded)
    pairs = list(ledger.representatives(dyad=("PAK", "RUS")))
    assert [merged for _, merged in pairs] == list(ledger.merged_events(dyad=("PAK", "RUS")))
    for event, merged in pairs:
        best = max(ledger.tellings(merged.mentions), key=lambda telling: telling.confidence)
        assert (event.id, event.date, event.confidence) == (merged.id, merged.date, merged.confidence)
        assert (event.document, event.evidence) == (best.document, best.evidence)


def test_other_rules_merge_anew_when_the_ledger_is_opened(tmp_path, dump_text, monkeypatch):
    with open_ledger(tmp_path / "books") as ledger:
        for coded in STORIES:
            ledger.add(coded)
        before = dump_text(ledger)
        ledger._connection.execute("UPDATE merging SET version = 'older'")
        ledger._connection.execute("DELETE FROM merged_events")
    calls = []
    settle = merging.settle_events
    monkeypatch.setattr(
        "detente.ledger.ledger.settle_events", lambda *a, **k: (calls.append(1), settle(*a, **k))
    )
    with open_ledger(tmp_path / "books") as ledger:
        assert dump_text(ledger) == before
    assert calls == [1]
    open_ledger(tmp_path / "books").close()
    assert calls == [1]


def test_recoding_puts_the_new_in_place_of_the_old(ledger, dump_text):
    for coded in STORIES[:6]:
        ledger.add(coded)
    before = dump_text(ledger)
    bare = replace(STORIES[0], events=(), claims=(), mechanisms=(), predictions=(), questions=())
    ledger.recode(bare)
    assert ledger.coded(bare.document.id) == bare
    gone = {event.id for event in STORIES[0].events}
    assert not gone & {name for event in ledger.merged_events() for name in event.mentions}
    ledger.recode(STORIES[0])
    assert dump_text(ledger) == before
    assert ledger.doctor() == []
    with pytest.raises(UnknownNameError):
        ledger.recode(build_coded(3))


# Corrections


def _two_events(ledger):
    for coded in STORIES:
        ledger.add(coded)
    events = sorted(ledger.merged_events(), key=lambda event: (-len(event.mentions), event.id))
    return events[0], events[1]


def test_what_is_judged_wrong_counts_nowhere_but_stays_in_the_record(ledger):
    big, _ = _two_events(ledger)
    name = big.mentions[0]
    (kept,) = ledger.correct(name, "wrong", by="ada", at="2026-01-01T00:00:00")
    assert (kept.kind, kept.by, kept.quote) == ("event", "ada", ledger.corrections()[0].quote)
    assert kept.quote in next(c for c in STORIES if c.document.id == kept.document).document.text
    assert name not in {n for event in ledger.merged_events() for n in event.mentions}
    assert name in {event.id for event in ledger.events()}
    assert not ledger.tellings([name])
    with pytest.raises(UnknownNameError):
        ledger.merged_event(name)
    ledger.correct(name, "right", by="ada", at="2026-01-02T00:00:00")  # a later word takes it back
    assert ledger.merged_event(name) == big


def test_an_edit_changes_what_counts_and_what_follows_from_it(ledger):
    big, _ = _two_events(ledger)
    name = big.mentions[0]
    ledger.correct(name, "edit", by="ada", changes={"type": "THREATEN", "status": "planned", "date": ""})
    (event,) = ledger.tellings([name])
    assert (event.type, event.mode, event.status, event.date, event.quad_class) == (
        "THREATEN", None, "planned", None, 3,
    )  # fmt: skip
    assert ledger.merged_event(name).type == "THREATEN"
    claim = next(ledger.claims())
    ledger.correct(claim.id, "edit", by="ada", changes={"dyad": "USA,IND", "claim": "cooling"})
    changed = next(c for c in ledger.claims() if c.id == claim.id)
    assert (changed.dyad, changed.claim) == (("IND", "USA"), "cooling")
    ledger.correct(claim.id, "wrong", by="ada")
    assert claim.id not in {c.id for c in ledger.claims()}


def test_people_join_and_split_and_it_is_kept(ledger):
    big, other = _two_events(ledger)
    ledger.correct(big.id, "join", other=other.id, by="ada", at="2026-01-01T00:00:00")
    joined = ledger.merged_event(big.mentions[0])
    assert {*big.mentions, *other.mentions} <= set(joined.mentions)
    assert any(join.by == "person" for join in joined.joins)
    name = big.mentions[-1]
    n_joins = len(ledger.corrections())
    made = ledger.correct(
        name, "split", other=ledger.merged_event(name).id, by="ada", at="2026-01-02T00:00:00"
    )
    assert len(made) >= 1
    assert ledger.merged_event(name).mentions == (name,)
    with pytest.raises(InputError, match="contradict"):
        ledger.correct(name, "join", other=made[0].other, by="bob", at=made[0].at)
    assert len(ledger.corrections()) == n_joins + len(made)


def test_corrections_survive_recoding_and_find_their_record_again(ledger):
    for coded in STORIES:
        ledger.add(coded)
    story = STORIES[3]
    name = story.events[0].id
    ledger.correct(name, "wrong", by="ada")
    ledger.correct(story.claims[0].id, "edit", by="ada", changes={"domain": "military"})
    ledger.correct(story.predictions[0].id, "fulfilled", by="bob")
    renamed = replace(
        story,
        events=(replace(story.events[0], id="e-new"), *story.events[1:]),
        claims=(replace(story.claims[0], id="c-new"),),
        predictions=(replace(story.predictions[0], id="p-new"),),
    )
    ledger.recode(renamed)
    assert "e-new" not in {n for event in ledger.merged_events() for n in event.mentions}
    assert next(c for c in ledger.claims() if c.id == "c-new").domain == "military"
    assert ledger.overrulings() == {"p-new": ("fulfilled", "bob")}
    empty = replace(renamed, events=(), claims=(), predictions=())
    ledger.recode(empty)
    assert ledger.overrulings() == {}
    assert len(ledger.corrections()) == 3  # they wait
    ledger.recode(story)
    assert name not in {n for event in ledger.merged_events() for n in event.mentions}


def test_the_order_of_correcting_and_adding_does_not_matter_to_the_events(tmp_path):
    found = []
    for late in (False, True):
        with open_ledger(tmp_path / str(late)) as ledger:
            first, rest = STORIES[:4], STORIES[4:]
            for coded in first if late else STORIES:
                ledger.add(coded)
            names = [STORIES[0].events[0].id, STORIES[2].events[1].id]
            ledger.correct(names[0], "wrong", by="ada", at="2026-01-01T00:00:00")
            ledger.correct(names[1], "edit", changes={"status": "denied"}, by="ada", at="2026-01-01T00:00:00")
            for coded in rest if late else ():
                ledger.add(coded)
            found.append(list(ledger.merged_events()))
    assert found[0] == found[1]


def test_words_that_do_not_fit_are_refused_with_what_would(ledger):
    ledger.add(STORIES[0])
    event, claim = STORIES[0].events[0].id, STORIES[0].claims[0].id
    for call, words in (
        (lambda: ledger.correct(claim, "fulfilled", by="ada"), "cannot be said"),
        (lambda: ledger.correct(event, "join", by="ada"), "takes another event"),
        (lambda: ledger.correct(event, "edit", by="ada"), "takes changes"),
        (lambda: ledger.correct(event, "right", by=" "), "whose"),
        (lambda: ledger.correct(event, "edit", by="ada", changes={"colour": "red"}), "cannot be changed"),
        (lambda: ledger.correct(claim, "edit", by="ada", changes={"dyad": "RUS"}), "no dyad"),
        (lambda: ledger.correct(claim, "edit", by="ada", changes={"domain": "cosmic"}), "is not one of"),
        (lambda: ledger.correct(event, "split", by="ada", other=event), "not another event"),
    ):
        with pytest.raises(UsageError, match=words):
            call()
    with pytest.raises(UnknownNameError, match="no record 'x'"):
        ledger.correct("x", "right", by="ada")
    with pytest.raises(UnknownNameError):
        ledger.correct(event, "edit", by="ada", changes={"type": "BEFRIEND"})
    assert ledger.corrections() == []
    with open_ledger(ledger.folder, read_only=True) as closed, pytest.raises(LedgerError, match="read-only"):
        closed.correct(event, "right", by="ada")


def test_a_statement_that_contradicts_its_document_is_refused(ledger):
    story = STORIES[0]
    claim, question = story.claims[0], story.questions[0]
    for wrong, words in (
        ({"claims": (claim, claim)}, "two records have the id"),
        ({"questions": (replace(question, document="other"),)}, "belongs to document 'other'"),
        ({"claims": (replace(claim, evidence=()),)}, "has no evidence"),
        ({"claims": (replace(claim, evidence=(replace(claim.evidence[0], start=0),)),)}, "is not text"),
    ):
        with pytest.raises(InputError, match=words):
            ledger.add(replace(story, **wrong))
    assert ledger.counts()["documents"] == 0
