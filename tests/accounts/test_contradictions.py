"""What cannot both stand, each kind and each trap in a case small enough to check by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.accounts.contradictions import find_contradictions
from detente.accounts.quantities import Quantity, can_agree, read_quantity
from detente.accounts.tables import answers, oppositions
from detente.coding.event import Amount, Event, Trace
from detente.coding.statements import Claim
from detente.core.spans import Span
from detente.identity import Join, MergedEvent
from detente.ontology import intensity_of, quad_class_of, read_ontology

TRACE = Trace("test", "1", ())
DAYS = {"may": "2018-05-01", "june": "2018-06-01", "next": "2019-04-30", "later": "2019-05-02", "old": "2001"}
KINDS = sorted(read_ontology().claims)


def claim(name, says="warming", modality="asserted", document="may", *, at=0, **values):
    row = {
        "dyad": ("PAK", "RUS"),
        "domain": "overall",
        "tense": "present",
        "asserted_by": "author",
        "confidence": 0.81,
        **values,
    }
    evidence = (Span(at, at + 5, "words"),)
    return Claim(
        id=name, document=document, claim=says, modality=modality, evidence=evidence, trace=TRACE, **row
    )


def telling(name, document="may", quote="words", **values):
    kind, mode = values.pop("type", "ASSAULT"), values.pop("mode", None)
    row = {
        "contexts": (),
        "source": ("RUS",),
        "target": ("UKR",),
        "persons": (),
        "status": "occurred",
        "asserted_by": "author",
        "date": "2018-04-30",
        "date_text": None,
        "place": None,
        "object": None,
        "project": None,
        "amounts": (),
        "confidence": 0.81,
        **values,
    }
    return Event(
        id=name,
        document=document,
        type=kind,
        mode=mode,
        intensity=intensity_of(kind, mode),
        quad_class=quad_class_of(kind),
        evidence=(Span(0, len(quote), quote),),
        trace=TRACE,
        **row,
    )


def merge(*told, joins=(), **values):
    first = told[0]
    row = {
        "id": f"m-{min(event.id for event in told)}",
        "mentions": tuple(sorted(event.id for event in told)),
        "type": first.type,
        "mode": first.mode,
        "contexts": (),
        "source": first.source,
        "target": first.target,
        "persons": (),
        "status": first.status,
        "asserted_by": (first.asserted_by,),
        "date": first.date,
        "place": None,
        "object": first.object,
        "project": first.project,
        "amounts": first.amounts,
        "intensity": first.intensity,
        "quad_class": first.quad_class,
        "confidence": first.confidence,
        "n_outlets": 1,
        "n_documents": 1,
        "outlets": (),
        "versions": (),
        "joins": joins,
    }
    return MergedEvent(**{**row, **values})


def find(*claims, groups=(), published=DAYS):
    """Contradictions among claims and groups of tellings, each group one merged event."""
    return find_contradictions(
        claims=claims,
        events=[merge(*group) for group in groups],
        tellings={told.id: told for group in groups for told in group},
        published=published,
    )


# -- claims


def test_denied_against_asserted():
    (found,) = find(claim("c1", document="june"), claim("c2", modality="denied", asserted_by="RUS"))
    assert (found.kind, found.dyad, found.domain, found.event) == ("denied", ("PAK", "RUS"), "overall", "")
    assert (found.first.id, found.second.id) == ("c2", "c1")
    assert (found.first.says, found.first.asserted_by) == ("warming, denied", "RUS")
    assert found.first.published == "2018-05-01"
    assert found.confidence == pytest.approx(0.85 * 0.81, abs=0.001)
    assert "told 31 days apart" in found.reason


def test_warming_against_cooling_and_the_order_of_sides():
    (found,) = find(claim("c1", "cooling", document="june"), claim("c2"))
    assert (found.kind, found.first.says, found.second.says) == (
        "opposed",
        "warming, asserted",
        "cooling, asserted",
    )
    assert found.confidence == pytest.approx(0.9 * 0.81, abs=0.001)


@pytest.mark.parametrize("modality", ["questioned", "possible"])
@pytest.mark.parametrize("other", ["denied", "asserted"])
def test_questions_and_possibilities_contradict_nothing(modality, other):
    says = "warming" if other == "denied" else "cooling"
    assert not find(claim("c1", modality=modality), claim("c2", says, other, "june"))


def test_two_denials_do_not_contradict():
    assert not find(claim("c1", modality="denied"), claim("c2", "cooling", "denied", "june"))


@pytest.mark.parametrize(
    "values",
    [
        {"tense": "past"},
        {"tense": "future"},
        {"domain": "military"},
        {"dyad": ("IND", "RUS")},
        {"document": "later"},
        {"document": "old"},
        {"document": "undated"},
    ],
)
def test_another_tense_domain_dyad_or_time_does_not_oppose(values):
    assert find(claim("c1"), claim("c2", "cooling", document="next"))
    assert not find(claim("c1"), claim("c2", "cooling", **values))


def test_what_is_denied_of_the_future_against_today_but_never_the_past():
    same = find(claim("c1"), claim("c2", modality="denied", document="june"))
    (ahead,) = find(claim("c1"), claim("c2", modality="denied", document="june", tense="future"))
    assert ahead.confidence < same[0].confidence
    assert not find(claim("c1"), claim("c2", modality="denied", document="june", tense="past"))


def test_two_sayings_of_the_past_are_less_sure():
    (today,) = find(claim("c1"), claim("c2", "cooling", document="june"))
    (past,) = find(claim("c1", tense="past"), claim("c2", "cooling", document="june", tense="past"))
    assert past.confidence == pytest.approx(today.confidence / 2, abs=0.001)


def test_denial_of_the_whole_against_a_part_is_weaker_and_two_parts_never():
    (found,) = find(claim("c1", domain="military"), claim("c2", modality="denied", document="june"))
    assert found.domain == "military"
    assert found.confidence == pytest.approx(0.85 * 0.5 * 0.81, abs=0.001)
    assert not find(
        claim("c1", domain="military"), claim("c2", modality="denied", document="june", domain="energy")
    )


def test_stable_against_warming_is_weak():
    (weak,) = find(claim("c1", "stable"), claim("c2", document="june"))
    (strong,) = find(claim("c1", "cooling"), claim("c2", document="june"))
    assert weak.confidence < 0.3 < strong.confidence


def test_a_movement_does_not_exclude_a_state():
    assert not find(claim("c1", "hostile"), claim("c2", "warming", document="june"))
    assert not find(claim("c1", "close"), claim("c2", "cooling", document="june"))


def test_longer_ago_is_less_sure():
    (near,) = find(claim("c1"), claim("c2", "cooling", document="june"))
    (far,) = find(claim("c1"), claim("c2", "cooling", document="next"))
    assert far.confidence < near.confidence


def test_one_voice_in_one_text_may_weigh_both():
    (one,) = find(claim("c1"), claim("c2", "cooling", at=50))
    (two,) = find(claim("c1"), claim("c2", "cooling", at=50, asserted_by="RUS"))
    assert one.confidence == pytest.approx(two.confidence * 0.6, abs=0.001)
    assert "by one voice" in one.reason


def test_one_phrase_read_twice_is_no_contradiction():
    assert not find(claim("c1"), claim("c2", "cooling", at=3))


def test_undated_texts():
    (same,) = find(claim("c1", document="x"), claim("c2", "cooling", document="x", at=50, asserted_by="RUS"))
    (both,) = find(claim("c1", document="x"), claim("c2", "cooling", document="y"))
    assert both.confidence < 0.3 < same.confidence
    assert both.first.id == "c1"
    assert both.first.published is None


def test_many_who_repeat_it_make_one_with_the_surest():
    published = {f"d{n}": f"2018-05-{n:02}" for n in range(1, 29)}
    ours = [claim(f"a{n}", document=f"d{n}", confidence=0.5 + n / 100) for n in range(1, 15)]
    theirs = [claim(f"b{n}", "cooling", document=f"d{n}") for n in range(15, 29)]
    (found,) = find(*ours, *theirs, published=published)
    assert (found.first.id, found.second.id) == ("a14", "b15")
    assert "13 more say warming" in found.reason
    assert "13 more say cooling" in found.reason


def test_another_year_is_another_contradiction():
    published = {"a": "2010-01-05", "b": "2010-01-09", "c": "2016-03-01", "d": "2016-03-09"}
    found = find(
        claim("c1", document="a"),
        claim("c2", "cooling", document="b"),
        claim("c3", document="c"),
        claim("c4", "cooling", document="d"),
        published=published,
    )
    assert {(c.first.id, c.second.id) for c in found} == {("c1", "c2"), ("c3", "c4")}


def test_the_table_names_known_claims_once():
    assert all(first < second for first, second in oppositions())
    assert {name for pair in (*oppositions(), *answers()) for name in pair} == set(KINDS)
    assert all(answers()[kind, kind] == 1 for kind in KINDS)


# -- denied events


def test_an_event_told_and_denied():
    groups = [
        [telling("e1", object="the air base")],
        [telling("e2", "june", status="denied", asserted_by="RUS", object="an air base", date="2018-04-30")],
    ]
    (found,) = find(groups=groups)
    assert (found.kind, found.dyad, found.event) == ("denied", ("RUS", "UKR"), "")
    assert (found.first.id, found.second.id, found.second.asserted_by) == ("e1", "e2", "RUS")
    assert (found.first.kind, found.first.says) == ("event", "ASSAULT, occurred")
    assert found.confidence == pytest.approx(0.85 * 0.81, abs=0.001)
    assert "air base" in found.reason


@pytest.mark.parametrize(
    "denied",
    [
        {"object": "a bridge"},
        {"date": "2018-07-30"},
        {"date": "2017"},
        {"source": ("UKR",), "target": ("RUS",)},
        {"target": ("GEO",)},
        {"type": "AID"},
        {"project": "Minsk II"},
        {"status": "possible"},
        {"status": "asked"},
    ],
)
def test_another_event_is_not_denied(denied):
    told = telling(
        "e1", object="the air base", project="Budapest Memorandum" if "project" in denied else None
    )
    values = {"status": "denied", "object": "an air base", **denied}
    assert not find(groups=[[told], [telling("e2", "june", **values)]])


@pytest.mark.parametrize("status", ["possible", "asked", "negotiating", "denied"])
def test_only_what_is_told_to_be_so_can_be_denied(status):
    assert not find(groups=[[telling("e1", status=status)], [telling("e2", "june", status="denied")]])


def test_kin_types_and_plans_are_less_sure():
    def confidence(**values):
        (found,) = find(
            groups=[
                [telling("e1", object="the air base", **values)],
                [telling("e2", "june", status="denied", object="air base")],
            ]
        )
        return found.confidence

    assert confidence(type="COERCE") == pytest.approx(confidence() * 0.4, abs=0.001)
    assert confidence(status="planned") == pytest.approx(confidence() * 0.5, abs=0.001)
    assert confidence(status="ongoing") == confidence()


def test_an_undated_denial_looks_back_from_its_text():
    (found,) = find(groups=[[telling("e1")], [telling("e2", "june", status="denied", date=None)]])
    assert found.confidence < 0.3
    assert not find(groups=[[telling("e1")], [telling("e2", "next", status="denied", date=None)]])
    assert not find(groups=[[telling("e1")], [telling("e2", "x", status="denied", date=None)]])
    assert find(groups=[[telling("e1", "x")], [telling("e2", "x", status="denied", date=None)]])


def test_a_long_war_can_be_denied():
    war = telling("e1", status="ongoing", date="2014/..")
    assert find(groups=[[war], [telling("e2", "june", status="denied", date="2018-04")]])


def test_one_denial_and_one_event_are_listed_once():
    groups = [[telling(f"e{n}", date=f"2018-04-2{n}")] for n in range(6)]
    groups += [[telling(f"n{n}", "june", status="denied", date="2018-04-25")] for n in range(3)]
    (found,) = find(groups=groups)
    assert {found.first.id, found.second.id} == {"e5", "n0"}
    assert "5 other events may be meant" in found.reason
    assert "2 more denials" in found.reason


# -- amounts and dates of one event


def money(value, text="$1"):
    return Amount(value, "USD", text)


def test_amounts_of_one_event():
    group = [telling("e1", "june", amounts=(money(14e9),)), telling("e2", amounts=(money(12e9),))]
    (found,) = find(groups=[group])
    assert (found.kind, found.event, found.dyad) == ("amounts", "m-e1", ("RUS", "UKR"))
    assert (found.first.says, found.second.says) == ("12,000,000,000 USD", "14,000,000,000 USD")
    assert found.confidence == pytest.approx(0.85 * 0.81, abs=0.001)


def test_two_events_may_have_two_amounts():
    ours, theirs = telling("e1", amounts=(money(14e9),)), telling("e2", "june", amounts=(money(12e9),))
    assert not find(groups=[[ours], [theirs]])


def test_other_units_and_shared_values_agree():
    ours = telling("e1", amounts=(money(14e9), money(2e9)))
    assert not find(groups=[[ours, telling("e2", "june", amounts=(money(2e9),))]])
    assert not find(groups=[[ours, telling("e2", "june", amounts=(Amount(3, "jets", "3 jets"),))]])
    (found,) = find(groups=[[ours, telling("e2", "june", amounts=(money(5e9),))]])
    assert found.confidence < 0.5


def test_of_many_values_the_most_told_are_compared():
    group = [telling(f"e{n:02}", "june", amounts=(money(float(2**n)),)) for n in range(20)]
    group += [telling("f1", amounts=(money(2.0**19),))]
    found = find(groups=[group])
    assert len(found) == 28
    assert any("524,288 USD" in side.says for c in found for side in (c.first, c.second))


def test_a_join_that_is_not_sure_is_no_sure_contradiction():
    told = [telling("e1", amounts=(money(14e9),)), telling("e2", "june", amounts=(money(12e9),))]
    third = telling("e3", "june")
    joins = (
        Join("e2", "e3", 0.9, 0.9, "model", ()),
        Join("e1", "e3", 0.7, 0.6, "model", ()),
    )
    (found,) = find_contradictions(
        claims=[],
        events=[merge(*told, third, joins=joins)],
        tellings={event.id: event for event in (*told, third)},
        published=DAYS,
    )
    assert found.confidence == pytest.approx(0.85 * 0.81 * 0.6, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((14e9, "exact"), (13.7e9, "exact"), True),  # rounded to whole billions
        ((14e9, "exact"), (13.2e9, "exact"), False),
        ((137.0, "exact"), (139.0, "exact"), True),
        ((137.0, "exact"), (141.0, "exact"), False),
        ((1.0, "exact"), (1.4, "exact"), False),  # nobody rounds so far
        ((10.0, "about"), (11.0, "exact"), True),
        ((10.0, "about"), (13.0, "exact"), False),
        ((10.0, "more"), (30.0, "exact"), True),
        ((10.0, "more"), (8.0, "exact"), False),
        ((10.0, "less"), (8.0, "exact"), True),
        ((10.0, "less"), (12.0, "exact"), False),
        ((0.0, "exact"), (0.0, "exact"), True),
        ((0.0, "exact"), (5.0, "exact"), False),
    ],
)
def test_rounding_and_qualifiers(one, other, agree):
    assert can_agree(Quantity(*one), Quantity(*other)) is agree
    assert can_agree(Quantity(*other), Quantity(*one)) is agree


@pytest.mark.parametrize(
    ("quote", "text", "kind"),
    [
        ("aid of $14 billion was cut", "$14 billion", "exact"),
        ("aid of about $14 billion was cut", "$14 billion", "about"),
        ("aid of more than $14 billion", "$14 billion", "more"),
        ("no more than $14 billion", "$14 billion", "less"),
        ("up to 300 troops", "300 troops", "less"),
        ("at least 300 troops", "300 troops", "more"),
        ("300 troops or more", "300 troops", "more"),
        ("nothing of the words", "nearly 300 troops", "about"),
        ("about the deal worth $14 billion", "$14 billion", "exact"),
    ],
)
def test_qualifiers_are_read_beside_the_amount(quote, text, kind):
    assert read_quantity(Amount(14e9, "USD", text), telling("e1", quote=quote)).kind == kind


def test_dates_of_one_event_that_share_no_day():
    told = [telling("e1"), telling("e2", "june", date="2018-04-11")]
    (found,) = find(groups=[told])
    assert (found.kind, found.first.says, found.second.says) == ("dates", "2018-04-30", "2018-04-11")
    assert found.confidence == pytest.approx(0.85 * 0.81, abs=0.001)


@pytest.mark.parametrize("date", [None, "2018-04", "2018-04-30", "2018-04-20/..", "2018~"])
def test_dates_that_share_a_day_agree(date):
    assert not find(groups=[[telling("e1"), telling("e2", "june", date=date)]])


def test_approximate_and_neighbouring_days_are_less_sure():
    def confidence(date):
        return sum(c.confidence for c in find(groups=[[telling("e1"), telling("e2", "june", date=date)]]))

    assert confidence("2018-04-29") < confidence("2018-04-28")
    assert confidence("2018-04-29~") == 0
    assert 0 < confidence("2018-01~") < confidence("2018-01")


def test_one_plan_for_two_times():
    ahead = {"type": "COOPERATE", "status": "planned", "source": ("PAK", "RUS"), "target": ()}
    plan = telling("e1", project="Druzhba", date="2018-09", **ahead)
    (found,) = find(groups=[[plan], [telling("e2", "june", project="Druzhba", date="2018-11", **ahead)]])
    assert (found.kind, found.dyad, found.first.id) == ("dates", ("PAK", "RUS"), "e1")
    assert found.confidence < 0.5
    for other in (
        telling("e2", "june", project="Druzhba", date="2019-09", **ahead),  # it comes every year
        telling("e2", "june", project="Mongoose", date="2018-11", **ahead),
        telling("e2", "june", date="2018-11", **ahead),
        telling("e2", "june", project="Druzhba", date="2018", **ahead),
        telling("e2", "next", project="Druzhba", date="2018-11", **ahead),
    ):
        assert not find(groups=[[plan], [other]])


def test_below_a_tenth_nothing_is_listed():
    assert not find(claim("c1", confidence=0.1), claim("c2", "cooling", document="june", confidence=0.1))


# -- laws

CLAIMS = st.lists(
    st.builds(
        claim,
        st.integers(0, 40).map(lambda n: f"c{n}"),
        st.sampled_from(["warming", "cooling", "close", "distant", "stable"]),
        st.sampled_from(["asserted", "denied", "predicted", "possible"]),
        st.sampled_from([*DAYS, "x", "y"]),
        at=st.sampled_from([0, 10, 20]),
        domain=st.sampled_from(["overall", "military"]),
        tense=st.sampled_from(["past", "present", "future"]),
        asserted_by=st.sampled_from(["author", "RUS"]),
        confidence=st.sampled_from([0.5, 0.7, 0.9]),
    ),
    max_size=14,
)
EVENTS = st.lists(
    st.builds(
        telling,
        st.just("e"),
        st.sampled_from([*DAYS, "x"]),
        type=st.sampled_from(["ASSAULT", "COERCE"]),
        status=st.sampled_from(["occurred", "denied", "planned"]),
        date=st.sampled_from([None, "2018-04-30", "2018-05", "2018-05-02", "2018/.."]),
        object=st.sampled_from([None, "the air base"]),
        project=st.sampled_from([None, "Minsk II"]),
        amounts=st.sampled_from([(), (money(1e9),), (money(2e9),)]),
    ),
    max_size=10,
)


@given(CLAIMS, EVENTS, st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_what_is_given_does_not_matter(claims, told, size, rng):
    named = [replace(event, id=f"e{n}") for n, event in enumerate(told)]
    merged = [merge(*named[at : at + size]) for at in range(0, len(named), size)]
    found = find_contradictions(
        claims=claims, events=merged, tellings={e.id: e for e in named}, published=DAYS
    )
    mixed, mixed_events = claims + claims[:2], merged + merged[:1]
    rng.shuffle(mixed)
    rng.shuffle(mixed_events)
    published = dict(reversed(DAYS.items()))
    again = find_contradictions(
        claims=mixed,
        events=mixed_events,
        tellings={e.id: e for e in reversed(named)},
        published=published,
    )
    assert found == again
    assert len({c.id for c in found}) == len(found)
    assert len({frozenset((c.kind, c.first.id, c.second.id)) for c in found if c.kind != "amounts"}) == len(
        [c for c in found if c.kind != "amounts"]
    )
    for contradiction in found:
        days = [DAYS.get(side.document, "9999") for side in (contradiction.first, contradiction.second)]
        assert days == sorted(days)
        assert 0.1 <= contradiction.confidence <= 1
