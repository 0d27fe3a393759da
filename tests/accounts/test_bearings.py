"""What bears on a question, each rule in a case small enough to check by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.accounts.bearings import gather_bearings
from detente.coding.event import Trace
from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
from detente.core.spans import Span
from detente.identity import MergedEvent
from detente.relations.relation import Relation

TRACE = Trace("test", "1", ())
DYAD = ("IND", "RUS")
PUBLISHED = {
    "q": "2018-09-10",
    "before": "2018-05-01",
    "after": "2019-02-01",
    "old": "2015-01-01",
    "none": None,
}
WEAKEN = "Will arms sales weaken India-Russia ties?"


def ask(text=WEAKEN, *, name="q1", document="q", dyads=(DYAD,), tense="future", at=0):
    span = Span(at, at + len(text), text)
    return Question(name, document, text, dyads, tense, "questioned", "author", 0.8, (span,), TRACE)


def claim(name, says="cooling", modality="asserted", document="before", *, at=0, **values):
    row = {
        "dyad": DYAD,
        "domain": "overall",
        "tense": "future",
        "asserted_by": "author",
        "confidence": 0.8,
        **values,
    }
    evidence = (Span(at, at + 5, "words"),)
    return Claim(
        id=name, document=document, claim=says, modality=modality, evidence=evidence, trace=TRACE, **row
    )


def event(name, date, intensity=4.0, *, status="occurred", source=DYAD, confidence=0.8):
    return MergedEvent(
        id=name,
        mentions=(f"t-{name}",),
        type="CONSULT",
        mode=None,
        contexts=(),
        source=source,
        target=(),
        persons=(),
        status=status,
        asserted_by=("author",),
        date=date,
        place=None,
        object=None,
        project=None,
        amounts=(),
        intensity=intensity,
        quad_class=1 if intensity > 0 else 4,
        confidence=confidence,
        n_outlets=1,
        n_documents=1,
        outlets=(),
        versions=(),
        joins=(),
    )


def relation(period, dyad=DYAD):
    return Relation(dyad, period, 1, (1, 0, 0, 0), 0, 0, 0, 2.0, 0.8, 0.5, ("e",), ())


def foretell(name, actors, document="before"):
    return Prediction(
        name, document, "so", actors, "predicted", "future", None, None, None, "author", 0.8, (), TRACE
    )


def argue(name, actors, document="before"):
    return MechanismStatement(
        name, document, "hedging", actors, "a -> b", "present", "asserted", "author", 0.8, (), TRACE
    )


def gather(*questions, **books):
    known = {"claims": (), "mechanisms": (), "predictions": (), "events": (), "relations": ()}
    return gather_bearings(questions or (ask(),), **{**known, "published": PUBLISHED, **books})


# -- what is asked


def test_a_yes_means_what_the_claim_in_its_words_says():
    own = claim("c0", "distant", "questioned", "q", domain="military")
    (bearing,) = gather(claims=[own])
    assert (bearing.question, bearing.asks, bearing.domain) == ("q1", "distant", "military")
    assert "c0" not in bearing.dyads[0].claims_else


def test_a_claim_that_points_another_way_than_the_verb_tells_nothing():
    near = claim("c0", "warming", "questioned", "q", dyad=("IND", "USA"))
    dyads = (("IND", "USA"), DYAD)
    text = "Will India inching closer to the US weaken its ties with Russia?"
    assert gather(ask(text, dyads=dyads), claims=[near])[0].asks == ""
    (bearing,) = gather(ask(text, dyads=dyads), claims=[near, claim("c1", "cooling", "questioned", "q")])
    assert bearing.asks == "cooling"
    assert "(IND-RUS, overall)" in bearing.summary


@pytest.mark.parametrize(
    "values",
    [{"document": "before"}, {"at": 100}, {"modality": "asserted"}, {"dyad": ("PAK", "RUS")}],
)
def test_only_a_questioned_claim_of_these_words_and_dyads_tells_what_is_asked(values):
    row = {"says": "warming", "modality": "questioned", "document": "q", **values}
    (bearing,) = gather(claims=[claim("c0", **row)])
    assert bearing.asks == "cooling"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (WEAKEN, "cooling"),
        ("Could this affect relations?", "cooling"),
        ("Would it hurt them?", "cooling"),
        ("Might ties be strained by the deal?", "cooling"),
        ("Will warming ties with Pakistan hurt those with India?", "cooling"),
        ("Can trade boost the partnership?", "warming"),
        ("Is a thaw coming?", "warming"),
        ("Are relations improving?", "warming"),
        ("Are India and Russia drifting further apart?", "cooling"),
        ("Are they still close?", "close"),
        ("Will the friendship last?", "stable"),
        ("Did the two meet last year?", ""),
        ("Will India buy the jets?", ""),
        ("Will ties improve or deteriorate?", ""),
        ("Will the deal not hurt relations?", ""),
        ("Why are relations deteriorating?", ""),
        ("How will it affect India?", ""),
    ],
)
def test_else_its_cue_words_tell_what_is_asked(text, asks):
    (bearing,) = gather(ask(text))
    assert bearing.asks == asks


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Will it weaken military ties?", "military"),
        ("Will arms sales weaken the ties?", "overall"),
        ("Will it weaken military and economic ties?", "overall"),
    ],
)
def test_the_domain_stands_before_the_noun(text, domain):
    (bearing,) = gather(ask(text))
    assert bearing.domain == domain


# -- claims


@pytest.mark.parametrize(
    ("says", "modality", "side"),
    [
        ("cooling", "asserted", "claims_for"),
        ("cooling", "predicted", "claims_for"),
        ("cooling", "possible", "claims_for"),
        ("hostile", "asserted", "claims_for"),
        ("cooling", "denied", "claims_against"),
        ("warming", "asserted", "claims_against"),
        ("stable", "predicted", "claims_against"),
        ("warming", "denied", "claims_for"),
        ("cooling", "questioned", "claims_else"),
        ("dependent", "asserted", "claims_else"),
    ],
)
def test_on_which_side_a_claim_stands(says, modality, side):
    (bearing,) = gather(claims=[claim("c1", says, modality)])
    (dyad,) = bearing.dyads
    sides = {name: getattr(dyad, name) for name in ("claims_for", "claims_against", "claims_else")}
    assert sides.pop(side) == ("c1",)
    assert not any(sides.values())


@pytest.mark.parametrize(
    "values",
    [{"tense": "past"}, {"document": "old"}, {"domain": "energy"}],
)
def test_another_time_or_domain_does_not_bear(values):
    (bearing,) = gather(ask("Will it weaken military ties?"), claims=[claim("c1", **values)])
    assert bearing.dyads[0].claims_else == ("c1",)
    assert bearing.leaning == "unknown"


def test_a_question_of_the_past_is_answered_by_the_past():
    (bearing,) = gather(ask(tense="past"), claims=[claim("c1", tense="past"), claim("c2")])
    assert (bearing.dyads[0].claims_for, bearing.dyads[0].claims_else) == (("c1",), ("c2",))


def test_claims_are_newest_first_and_undated_last():
    claims = [claim("c1", document="none"), claim("c2"), claim("c3", document="after")]
    (bearing,) = gather(claims=claims)
    assert bearing.dyads[0].claims_for == ("c3", "c2", "c1")


def test_a_voice_counts_once():
    once = gather(claims=[claim("c1", asserted_by="IND")])[0]
    twice = gather(claims=[claim("c1", asserted_by="IND"), claim("c2", document="after", asserted_by="IND")])[
        0
    ]
    two = gather(claims=[claim("c1", asserted_by="IND"), claim("c2", document="after", asserted_by="USA")])[0]
    assert once.leaning == twice.leaning == two.leaning == "yes"
    assert once.confidence == twice.confidence < two.confidence


def test_authors_are_told_apart_by_text():
    one = gather(claims=[claim("c1"), claim("c2", at=50)])[0]
    two = gather(claims=[claim("c1"), claim("c2", document="after")])[0]
    assert one.confidence < two.confidence


def test_only_the_dyad_asked_about_has_a_for_and_an_against():
    dyads = (DYAD, ("PAK", "RUS"))
    claims = [
        claim("c0", "cooling", "questioned", "q"),
        claim("c1", "cooling"),
        claim("c2", "warming", dyad=("PAK", "RUS")),
    ]
    (bearing,) = gather(ask(dyads=dyads), claims=claims)
    assert [dyad.dyad for dyad in bearing.dyads] == list(dyads)
    assert bearing.dyads[0].claims_for == ("c1",)
    assert bearing.dyads[1].claims_else == ("c2",)
    assert bearing.leaning == "yes"


# -- events


def test_before_since_and_what_is_neither():
    events = [
        event("e1", "2017-01-01", 2.0, confidence=0.5),
        event("e2", "2018-09-10", 4.0, confidence=1.0),  # on the day itself
        event("e3", "2015-01-01", -9.0),  # too old
        event("e4", "2018", -9.0),  # may lie on either side
        event("e5", None, -9.0),
        event("e6", "2018-12-01", -9.0, status="planned"),
        event("e7", "2018-12-01", -9.0, source=("PAK", "RUS")),
        event("e8", "2018-11", -2.0),
        event("e9", "2019-01-01/..", 6.0),
        event("e10", "2018-01-01/..", 3.0, confidence=0.5, status="ongoing"),
    ]
    (bearing,) = gather(events=events)
    (dyad,) = bearing.dyads
    assert dyad.before == pytest.approx((0.5 * 2 + 4 + 0.5 * 3) / 2)
    assert dyad.since == pytest.approx((-2 + 6) / 2)
    assert dyad.events_since == ("e9", "e8")
    assert "1 cooperative and 1 conflictual events; mean intensity 3.2 before, 2.0 since" in bearing.summary


def test_an_undated_question_has_no_since():
    (bearing,) = gather(ask(document="none"), events=[event("e1", "2018-01-01")])
    (dyad,) = bearing.dyads
    assert (dyad.before, dyad.since, dyad.events_since) == (None, None, ())
    assert "not known" in bearing.summary


@pytest.mark.parametrize(
    ("text", "leaning"), [(WEAKEN, "yes"), ("Will ties improve?", "no"), ("Will the ties last?", "unknown")]
)
def test_the_drift_of_events_leans(text, leaning):
    before = [event(f"b{n}", "2018-01-01", 5.0) for n in range(3)]
    since = [event(f"s{n}", "2018-12-01", -5.0) for n in range(3)]
    (bearing,) = gather(ask(text), events=before + since)
    assert bearing.leaning == ("no" if "last" in text else leaning)


def test_a_state_is_weighed_by_its_level_and_a_change_not_without_both_means():
    events = [event(f"s{n}", "2018-12-01", 5.0) for n in range(3)]
    assert gather(ask("Are they close?", tense="present"), events=events)[0].leaning == "yes"
    assert gather(ask("Will ties improve?"), events=events)[0].leaning == "unknown"


# -- the rest


def test_course_predictions_and_mechanisms_of_the_dyad():
    (bearing,) = gather(
        relations=[relation(None), relation("2018"), relation("2014"), relation("2016", ("PAK", "RUS"))],
        predictions=[
            foretell("p1", ("IND", "RUS", "USA")),
            foretell("p2", ("IND", "PAK")),
            foretell("p3", DYAD, "after"),
        ],
        mechanisms=[argue("m1", ("IND", "PAK", "RUS")), argue("m2", ("RUS",))],
    )
    (dyad,) = bearing.dyads
    assert [one.period for one in dyad.course] == ["2014", "2018", None]
    assert dyad.predictions == ("p3", "p1")
    assert dyad.mechanisms == ("m1",)


def test_nothing_known_stays_unknown():
    (bearing,) = gather()
    assert (bearing.leaning, bearing.confidence) == ("unknown", 0.0)
    assert bearing.summary == (
        "A yes would mean cooling (IND-RUS, overall): 0 claims for it, 0 against. "
        "No dated event is known since, nor in the two years before."
    )
    (open_one,) = gather(ask("What next?"), claims=[claim("c1"), claim("c2", "warming", document="after")])
    assert (open_one.asks, open_one.leaning, open_one.confidence) == ("", "unknown", 0.0)
    assert "2 claims on IND-RUS" in open_one.summary
    (nobody,) = gather(ask(dyads=()))
    assert (nobody.dyads, nobody.leaning) == ((), "unknown")


def test_evenly_matched_is_mixed_and_the_summary_names_the_voices():
    claims = [claim("c1"), claim("c2", document="after"), claim("c3", "warming", asserted_by="RUS")]
    claims.append(claim("c4", "warming", asserted_by="IND"))
    (bearing,) = gather(claims=claims)
    assert bearing.leaning == "mixed"
    assert "2 claims for it (authors of 2 texts), 2 against (IND, RUS)." in bearing.summary


def test_questions_keep_their_order():
    questions = [ask(name=name, at=n * 100) for n, name in enumerate("zxy")]
    assert [bearing.question for bearing in gather(*questions)] == ["z", "x", "y"]


CLAIMS = st.lists(
    st.builds(
        claim,
        st.integers(0, 40).map(lambda n: f"c{n}"),
        st.sampled_from(["warming", "cooling", "stable", "hostile"]),
        st.sampled_from(["asserted", "denied", "questioned", "possible"]),
        st.sampled_from(sorted(PUBLISHED)),
        at=st.sampled_from([0, 100]),
        tense=st.sampled_from(["past", "future"]),
        asserted_by=st.sampled_from(["author", "RUS"]),
        confidence=st.sampled_from([0.5, 0.7, 0.9]),
        domain=st.sampled_from(["overall", "military"]),
    ),
    max_size=14,
)
EVENTS = st.lists(
    st.builds(
        event,
        st.integers(0, 40).map(lambda n: f"e{n}"),
        st.sampled_from([None, "2018-01-01", "2018-12", "2018", "2019-01-01/.."]),
        st.sampled_from([5.0, 1.3, -7.7]),
        confidence=st.sampled_from([0.3, 0.71, 0.9]),
    ),
    max_size=10,
)


@given(CLAIMS, EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_what_is_given_does_not_matter(claims, events, rng):
    course = [relation("2014"), relation("2015"), relation(None)]
    foretold = [foretell(f"p{n}", DYAD) for n in range(3)]
    books = {"claims": claims, "events": events, "relations": course, "predictions": foretold}
    mixed = {name: list(records) for name, records in books.items()}
    mixed["claims"] += claims[:2]
    mixed["events"] += events[:2]
    for records in mixed.values():
        rng.shuffle(records)
    found = gather(**books)
    assert found == gather(**mixed)
    (dyad,) = found[0].dyads
    sides = [*dyad.claims_for, *dyad.claims_against, *dyad.claims_else]
    assert len(set(sides)) == len(sides)
    assert 0 <= found[0].confidence <= 0.9
