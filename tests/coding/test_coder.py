from pathlib import Path

import pytest

from detente.coding import records_of
from detente.core.rejections import Reason

TEXT = """Russia and Pakistan signed a pact on training in Rawalpindi on Tuesday. India criticised the pact.
Moscow blocked aid to Georgia and blamed Tbilisi for the quarrel. Ties between Russia and India have grown closer.
Kenya and Somalia have a history of mistrust. "We will sell jets to Pakistan," a Russian minister said."""


def _spans(coded):
    for mention in coded.mentions:
        yield mention.start, mention.end, mention.quote
    for event in coded.events:
        for span in event.evidence:
            yield span.start, span.end, span.quote


def test_the_same_text_twice_gives_the_same_records(code_text):
    first, second = (list(records_of(code_text(TEXT, published="2018-08-08"))) for _ in range(2))
    assert first == second
    assert len({record["id"] for record in first if record["kind"] == "event"}) == 5


def test_every_offset_gives_its_quote(code_text):
    coded = code_text(TEXT)
    spans = list(_spans(coded))
    assert spans
    assert all(coded.document.text[start:end] == quote for start, end, quote in spans)


def _silent(coded):
    """Sentences that name two states and have neither an event nor a rejection."""
    kinds = {actor.id: actor.kind for actor in coded.actors}
    for sentence in coded.sentences:
        inside = [m for m in coded.mentions if sentence.start <= m.start < sentence.end]
        states = {m.actor for m in inside if kinds.get(m.actor) == "state"}
        told = any(
            sentence.start <= span.start < sentence.end for event in coded.events for span in event.evidence
        )
        refused = any(r.start == sentence.start for r in coded.rejections)
        if len(states) >= 2 and sentence.role != "dateline" and not told and not refused:
            yield sentence


def test_two_states_without_an_event_are_a_counted_rejection(code_text, gold_folder):
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(gold_folder, "articles").glob("*.txt"))]
    for text in [TEXT, *texts]:
        coded = code_text(text)
        assert coded.rejections
        assert list(_silent(coded)) == []
    reasons = {rejection.reason for rejection in code_text(TEXT).rejections}
    assert reasons <= {Reason.NO_PREDICATE, Reason.STATE_OF_AFFAIRS, Reason.NO_TARGET, Reason.NO_SOURCE}


@pytest.mark.parametrize("text", ["", "   \n\n ", "Russia", "Russia Pakistan", ".", "?", "“", "to"])
def test_next_to_nothing_is_coded_as_nothing(code_text, text):
    assert code_text(text).events == ()


def test_a_hundred_kilobytes_of_one_sentence_are_refused_not_parsed(code_text):
    coded = code_text("Russia and Pakistan signed a pact and " * 2600)
    assert coded.events == ()
    assert {rejection.reason for rejection in coded.rejections} == {Reason.TOO_LONG}


def test_a_hundred_kilobytes_of_one_line_are_coded(code_text):
    pact = "Russia and Pakistan signed a pact in 2014. "
    filler = "The weather was fine and nobody minded. " * 2500
    coded = code_text(pact + filler + pact)
    assert [(event.type, event.source, event.date, len(event.evidence)) for event in coded.events] == [
        ("SUPPORT", ("PAK", "RUS"), "2014", 2)
    ]


def test_a_sport_report_is_refused_as_such(code_text):
    text = (
        "Pakistan beat India by six wickets in the World Cup final. The captain hit a century and the bowlers "
        "took early wickets. India's batsmen collapsed and the coach blamed the pitch after the match."
    )
    coded = code_text(text)
    assert coded.events == ()
    assert Reason.SPORT in {rejection.reason for rejection in coded.rejections}


@pytest.mark.parametrize(
    "text",
    ["Brazil defeated Serbia 2-0 in the World Cup.", "Pakistan beat Sri Lanka by five wickets in Colombo."],
)
def test_one_sentence_of_sport_is_no_war(code_text, text):
    assert code_text(text).events == ()


ROLES = [
    ("A pact was signed by Russia and Pakistan.", ["PAK", "RUS"], []),
    ("The talks between Russia and Pakistan were held in Doha.", ["PAK", "RUS"], []),
    ("Fiji, together with Tonga, condemned France.", ["FJI", "TON"], ["FRA"]),
    ("Thailand and Cambodia accused each other of lying.", ["KHM", "THA"], []),
    ("Jets that Russia sold to Algeria arrived.", ["RUS"], ["DZA"]),
    ("The decision of Ghana to visit Togo pleased Benin.", ["GHA"], ["TGO"]),
    ("Mali ordered French troops to leave the country.", ["MLI"], ["FRA"]),
    ("Mexico condemned Ecuador and recalled its ambassador.", ["MEX"], ["ECU"]),
    ("Peru rejected a plan drafted by Chile.", ["PER"], ["CHL"]),
    ("Finland joined NATO.", ["FIN"], ["NATO"]),
    ("Niger has left ECOWAS.", ["NER"], ["ECOWAS"]),
    ("Iran vowed to retaliate against Israel.", ["IRN"], ["ISR"]),
]


@pytest.mark.parametrize(("text", "source", "target"), ROLES)
def test_roles(code_text, text, source, target):
    found = [(list(event.source), list(event.target)) for event in code_text(text).events]
    assert (source, target) in found


OBJECTS = [
    ("Russia and Pakistan signed a pact on energy on Tuesday.", "pact on energy"),
    ("Russia and Pakistan held talks on the gas pipeline in Doha last week.", "gas pipeline"),
    ("Russia and Pakistan signed the defence deal in the year 2014.", "defence deal"),
    ("Russia sold Pakistan a number of attack helicopters.", "attack helicopters"),
    ("Russia met Pakistan on Thursday night.", None),
    ("Egypt accused Ethiopia of wrecking the talks.", "wrecking the talks"),
]


@pytest.mark.parametrize(("text", "expected"), OBJECTS)
def test_objects(code_text, text, expected):
    (event,) = code_text(text, published="2018-08-08").events
    assert event.object == expected


def test_evidence_of_a_coordinated_verb_starts_at_that_verb(code_text):
    coded = code_text("Russia blocked aid to Georgia and blamed Tbilisi.")
    assert [event.evidence[0].quote for event in coded.events] == [
        "Russia blocked aid to Georgia",
        "blamed Tbilisi",
    ]


def test_a_definite_noun_takes_up_the_event_before(code_text):
    coded = code_text(
        "Kazakhstan accused Russia of theft. Russia rejected the accusation. Moscow and Baku signed a pact."
    )
    told = [(event.type, event.source, event.target) for event in coded.events]
    assert ("REJECT", ("RUS",), ("KAZ",)) in told


def test_the_day_of_another_clause_is_not_taken(code_text):
    coded = code_text(
        "France will send envoys to Chad in September, and Italy recalled its envoy from Chad.",
        published="2022-08-03",
    )
    assert [event.date for event in coded.events] == ["2022-09", None]


def test_those_who_fight_together_do_not_fight_each_other(code_text):
    coded = code_text("In the 1980s, Britain and France fought together to defeat Argentine forces.")
    assert [(event.source, event.target) for event in coded.events] == [(("FRA", "GBR"), ("ARG",))]
