"""Who: groups of states, events inside one state, places as targets, speakers of demands and threats."""

import pytest

from detente.coding import Coder
from detente.core.settings import resolve_settings


@pytest.fixture(scope="module")
def code_at_home(make_document):
    coder = Coder(resolve_settings({"coding.domestic": "true", "coding.type_model": "false"}))
    return lambda text: next(coder.code([make_document(text, published="2015-06-01")]))


@pytest.fixture(scope="module")
def code_abroad(make_document):
    coder = Coder(resolve_settings({"coding.type_model": "false"}))
    return lambda text: next(coder.code([make_document(text, published="2015-06-01")]))


def _told(coded):
    return {(event.type, event.source, event.target) for event in coded.events}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Kenyan police arrested opposition activists in Nairobi.", ("COERCE", ("KEN.COP",), ("KEN.OPP",))),
        ("Rebels in Chad attacked the Chadian army.", ("ASSAULT", ("TCD.REB",), ("TCD.MIL",))),
        ("Bolivian miners began a hunger strike.", ("PROTEST", ("BOL.LAB",), ("BOL.GOV",))),
        ("Peruvian students staged a rally against the government.", ("PROTEST", ("PER.EDU",), ("PER.GOV",))),
        (
            "Nepalese farmers blocked roads to demand aid from the government.",
            ("PROTEST", ("NPL.AGR",), ("NPL.GOV",)),
        ),
        ("The Ecuadorian government imposed a curfew in Quito.", ("COERCE", ("ECU.GOV",), ("ECU.CVL",))),
        ("The Ecuadorian government lifted a state of emergency.", ("CONCEDE", ("ECU.GOV",), ("ECU.CVL",))),
        (
            "Sri Lanka's Supreme Court rejected the government's appeal.",
            ("REJECT", ("LKA.JUD",), ("LKA.GOV",)),
        ),
    ],
)
def test_events_inside_one_state_are_between_its_sectors(code_at_home, code_abroad, text, event):
    coded = code_at_home(text)
    assert event in _told(coded)
    known = {actor.id: actor for actor in coded.actors}
    for party in (*event[1], *event[2]):
        assert (known[party].kind, known[party].country) == ("group", party[:3])
    assert not code_abroad(text).events, "the books are about states unless asked otherwise"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Turkish gunboats shelled Greek fishermen.", ("ASSAULT", ("TUR",), ("GRC",))),
        ("Indian paratroopers attacked Pakistan.", ("ASSAULT", ("IND",), ("PAK",))),
        ("Ghanaian authorities deported 168 Liberians.", ("COERCE", ("GHA",), ("LBR",))),
    ],
)
def test_between_states_those_who_act_for_them_are_the_states(code_at_home, code_abroad, text, event):
    assert event in _told(code_abroad(text))
    assert event in _told(code_at_home(text))


def test_the_group_that_acts_is_named_beside_its_state(code_abroad):
    (event,) = code_abroad("Turkish paratroopers attacked Greece.").events
    assert event.source == ("TUR",)
    assert event.persons == ("TUR.MIL",)


def test_rebels_do_not_act_for_their_state(code_at_home):
    assert ("ASSAULT", ("UGA.REB",), ("RWA",)) in _told(
        code_at_home("Ugandan rebels attacked Rwandan soldiers.")
    )


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("The Jordanian king arrived in Damascus on Monday.", ("CONSULT", ("JOR",), ("SYR",))),
        ("Sri Lanka opened an embassy in Tehran.", ("SUPPORT", ("LKA",), ("IRN",))),
        ("Polish officials said that Belarus must free the priest.", ("REQUEST", ("POL",), ("BLR",))),
        ("Zambia issued a statement condemning Malawi.", ("ACCUSE", ("ZMB",), ("MWI",))),
        ("Ankara said it would close its airspace to Syrian flights.", ("THREATEN", ("TUR",), ("SYR",))),
        (
            "Moroccan officials said they would ban imports from Algeria.",
            ("THREATEN", ("MAR",), ("DZA",)),
        ),
        ("Qatar launched a mediation effort between Chad and Sudan.", ("CONSULT", ("QAT",), ("SDN", "TCD"))),
        ("Canada gave Mali five million dollars of aid.", ("AID", ("CAN",), ("MLI",))),
        ("Egypt's troops waged war against Libya.", ("ASSAULT", ("EGY",), ("LBY",))),
        ("Uganda paid compensation to elderly British nationals.", ("RETREAT", ("UGA",), ("GBR",))),
    ],
)
def test_sources_and_targets_as_news_puts_them(code_abroad, text, event):
    assert event in {
        (kind, source, tuple(sorted(target))) for kind, source, target in _told(code_abroad(text))
    }


@pytest.mark.parametrize(
    "text",
    [
        "Russia criticised the decision in Vienna.",  # said there, not of it
        "Germany and France held talks in Paris with Italy about Vienna.",
        "Chad's soldiers blocked roads in N'Djamena.",
        "Cuba's neglect should not be rewarded, a shopkeeper in Spain said.",
    ],
)
def test_a_place_of_talk_is_no_party(code_abroad, text):
    parties = {actor for event in code_abroad(text).events for actor in (*event.source, *event.target)}
    assert not parties & {"AUT", "TCD", "CUB"}


def test_what_others_expect_is_no_threat(code_abroad):
    assert all(event.type != "THREATEN" for event in code_abroad("Iran is expected to attack Iraq.").events)
    assert all(event.type != "THREATEN" for event in code_abroad("Oman said Iran would attack Iraq.").events)
