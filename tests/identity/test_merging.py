"""Mentions become events."""

import pytest

from detente.coding.event import Amount
from detente.core.errors import InputError, UnknownNameError
from detente.documents.signatures import build_signature
from detente.identity import Merger, Verdict, merge_mentions, merged_id
from detente.identity.confidence import measure_confidence

PACT = "a defence pact on training officers"


def groups(events):
    return sorted(event.mentions for event in events)


def test_one_day_told_twice_is_one_event_with_both_versions(mention):
    first = mention("a", outlet="Courier", place="Moscow", object=PACT, passage=PACT)
    second = mention("b", outlet="Envoy", object="defence pact", passage=PACT, date="2018-08")
    (event,) = merge_mentions([second, first])
    assert event.mentions == ("a", "b")
    assert event.id == merged_id(["b", "a"])
    assert (event.date, event.place, event.n_outlets) == ("2018-08-07", "Moscow", 2)
    versions = {(version.field, version.value): version.mentions for version in event.versions}
    assert versions[("date", "2018-08")] == ("b",)
    assert versions[("place", None)] == ("b",)
    (join,) = event.joins
    assert join.by == "model"
    assert join.linkage >= 0.6
    assert {"topic_alike", "passage_alike"} <= {reason.name for reason in join.reasons}


def test_dates_that_exclude_each_other_are_two_events(mention):
    same = {"object": PACT, "passage": PACT}
    assert groups(merge_mentions([mention("a", **same), mention("b", date="2018-08-08", **same)])) == [
        ("a",),
        ("b",),
    ]


def test_an_undated_telling_does_not_bridge_two_days(mention):
    same = {"object": PACT, "passage": PACT}
    told = [mention("a", **same), mention("b", date="2018-08-08", **same), mention("c", date=None, **same)]
    assert len(merge_mentions(told)) == 2


def test_what_is_recalled_is_not_todays_meeting(mention):
    today = mention("a", object=PACT, passage=PACT)
    recalled = mention("b", date="2016", object=PACT, passage=PACT)
    assert len(merge_mentions([today, recalled])) == 2


def test_an_undated_recollection_of_years_later_finds_its_event_by_its_topic(mention):
    values = {
        "type": "ASSAULT",
        "source": ("RUS",),
        "target": ("UKR",),
        "object": "full-scale invasion",
        "place": "Kyiv",
    }
    told = mention(
        "a", date="2022-02", published="2022-02-25", passage="launched its full-scale invasion", **values
    )
    later = mention(
        "b", date=None, published="2024-07-23", passage="launched its full-scale invasion", **values
    )
    other = mention(
        "c", date=None, published="2024-07-23", passage="shelled a port", **{**values, "object": "port"}
    )
    assert groups(merge_mentions([told, later, other])) == [("a", "b"), ("c",)]


def test_nothing_is_told_before_it_happened(mention):
    same = {"object": PACT, "passage": PACT}
    early = mention("a", date=None, published="2018-08-01", **same)
    assert len(merge_mentions([early, mention("b", **same)])) == 2


@pytest.mark.parametrize("status", ["planned", "possible", "asked", "denied"])
def test_a_plan_or_a_denial_is_not_the_deed(mention, status):
    same = {"object": PACT, "passage": PACT}
    assert len(merge_mentions([mention("a", **same), mention("b", status=status, **same)])) == 2


def test_other_parties_other_types_other_direction(mention):
    same = {"object": PACT, "passage": PACT, "source": ("RUS",), "target": ("PAK",)}
    base = mention("a", type="ACCUSE", **same)
    assert len(merge_mentions([base, mention("b", type="ACCUSE", **{**same, "target": ("IND",)})])) == 2
    assert len(merge_mentions([base, mention("b", type="AID", **same)])) == 2
    turned = {**same, "source": ("PAK",), "target": ("RUS",), "passage": "", "object": None}
    assert len(merge_mentions([base, mention("b", type="ACCUSE", **turned)])) == 2


def test_a_person_stands_for_the_state(mention):
    values = {
        "type": "SANCTION",
        "mode": "convict",
        "source": ("CUB",),
        "passage": "fifteen years for espionage",
    }
    by_name = mention("a", target=("alan-gross",), states=(("alan-gross", "USA"),), **values)
    by_state = mention("b", target=("USA",), **values)
    assert len(merge_mentions([by_name, by_state])) == 1


def test_a_person_is_found_again_without_a_topic(mention):
    """And whatever state each document makes of that person."""
    values = {"type": "RETREAT", "mode": "release", "source": ("CUB",), "target": ("alan-gross",)}
    told = mention("a", date="2014-12-17", published="2014-12-17", states=(("alan-gross", "USA"),), **values)
    later = mention("b", date=None, published="2015-04-10", states=(("alan-gross", "CUB"),), **values)
    merger = Merger()
    merger.add([told, later])
    probability, reasons = merger.explain("a", "b")
    assert probability > 0
    assert "same_person" in {reason.name for reason in reasons}
    assert "other_states" not in {reason.name for reason in reasons}


def test_amounts_tell_apart_and_bring_together(mention):
    values = {"type": "AID", "source": ("RUS",), "target": ("PAK",), "passage": "credit for a plant"}
    three = (Amount(3e9, "USD", "$3bn"),)
    base = mention("a", amounts=three, **values)
    about = mention("b", amounts=(Amount(2.96e9, "USD", "$2.96bn"),), **values)
    merger = Merger()
    merger.add([base, about, mention("c", amounts=(Amount(9e8, "USD", "$900m"),), **values)])
    near, for_it = merger.explain("a", "b")
    far, against = merger.explain("a", "c")
    assert near > 0.99 > far
    assert "same_amount" in {reason.name for reason in for_it}
    assert min(against, key=lambda reason: reason.weight).name == "other_amount"


def test_reprints_and_repetitions_are_no_new_outlets(mention):
    text = " ".join(f"word{n}" for n in range(60))
    wire = build_signature(text)
    own = build_signature(" ".join(f"other{n}" for n in range(60)))
    same = {"object": PACT, "passage": PACT}
    told = [
        mention("a", outlet="Courier", signature=wire, **same),
        mention("b", outlet="Envoy", signature=wire, **same),
        mention("c", outlet="Courier", signature=own, **same),
        mention("d", outlet="", signature=b"", **same),
    ]
    assert [event.n_outlets for event in merge_mentions(told[:2])] == [1]
    (three,) = merge_mentions(told[:3])
    assert (three.n_outlets, three.n_documents) == (2, 3)  # one has its own text, the other the wire's
    (four,) = merge_mentions(told)
    assert (four.n_outlets, four.outlets) == (3, ("Courier", "Envoy"))
    (pair,) = merge_mentions(told[:2])
    assert pair.confidence == 0.8  # a reprint is no second witness


def test_a_person_joins_and_splits(mention):
    same = {"object": PACT, "passage": PACT}
    told = [mention("a", **same), mention("b", **same), mention("c", date="2018-09-01")]
    assert groups(merge_mentions(told)) == [("a", "b"), ("c",)]
    split = [Verdict("b", "a", same=False)]
    assert groups(merge_mentions(told, split)) == [("a",), ("b",), ("c",)]
    join = [Verdict("a", "c", same=True, by="someone")]
    (event,) = merge_mentions(told, join)
    assert event.joins[0].by == "person"
    assert measure_confidence(event, "c", "a") == 1.0
    back = [*split, Verdict("a", "b", same=True, when="2026-01-01")]
    assert groups(merge_mentions(told, back)) == [("a", "b"), ("c",)]


def test_verdicts_that_contradict_each_other_are_named():
    chain = [Verdict("a", "b", same=True), Verdict("b", "c", same=True), Verdict("a", "c", same=False)]
    with pytest.raises(InputError, match="'a' and 'c'"):
        merge_mentions([], chain)
    with pytest.raises(InputError, match="'a' and 'b'"):
        merge_mentions([], [Verdict("a", "b", same=True), Verdict("b", "a", same=False)])


def test_changes_name_what_came_and_went(mention):
    same = {"object": PACT, "passage": PACT}
    merger = Merger()
    alone = merger.add([mention("b", **same)])
    assert (alone.removed, [event.mentions for event in alone.added]) == ((), [("b",)])
    both = merger.add([mention("a", **same)])
    assert both.removed == (alone.added[0].id,)
    assert [event.mentions for event in both.added] == [("a", "b")]
    assert merger.add([mention("a", **same)]) == type(both)((), ())
    gone = merger.remove(["a", "never there"])
    assert [event.mentions for event in gone.added] == [("b",)]
    assert merger.events() == list(alone.added)


def test_an_unknown_mention_is_named(mention):
    merger = Merger()
    merger.add([mention("a")])
    assert merger.event_of("a").mentions == ("a",)
    with pytest.raises(UnknownNameError, match="'z'"):
        merger.explain("a", "z")
    with pytest.raises(UnknownNameError, match="'z'"):
        measure_confidence(merger.event_of("a"), "a", "z")
