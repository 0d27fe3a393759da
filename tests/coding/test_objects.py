"""What an event is about, with how much, and which named project: sentences of our own."""

import re

import pytest

from detente.coding import Coder
from detente.core.settings import resolve_settings

# sentence, type of the event, words its object must hold, the most words it may have more than these
OBJECTS = [
    ("Turkey and Qatar signed an agreement on the training of pilots on Monday.", "SUPPORT",
     "agreement training pilots", 1),
    ("Kenya agreed to reopen its border with Somalia, Kenyan officials told Somalia on Friday.", "AGREE",
     "reopen border", 4),
    ("Norway and Finland agreed to build a rail link across the Arctic.", "AGREE", "build rail link", 3),
    ("Chile and Peru agreed on a plan to share river water.", "AGREE", "plan share river water", 0),
    ("Poland accused Belarus of pushing migrants across the border.", "ACCUSE", "pushing migrants", 3),
    ("Sudan blamed Chad for arming the rebels in Darfur.", "ACCUSE", "arming rebels", 3),
    ("Serbia condemned Albania over the arrest of two priests.", "ACCUSE", "arrest two priests", 2),
    ("Greece criticised Turkey's decision to drill near Crete.", "ACCUSE", "decision drill", 4),
    ("Israel rejected Egypt's proposal for a regional nuclear ban.", "REJECT", "proposal regional nuclear ban", 2),
    ("Morocco refused to reopen its embassy in Algeria.", "REJECT", "reopen embassy", 3),
    ("Brazil and Paraguay met to discuss the Itaipu tariff.", "CONSULT",
     "Itaipu tariff", 2),
    ("Japan's premier visited Vietnam, where he discussed rare earths with Vietnamese leaders.", "CONSULT",
     "rare earths", 2),
    ("India and Nepal held talks on hydropower in Kathmandu.", "CONSULT", "hydropower", 2),
    ("Iraq and Syria resumed gas talks last week.", "CONSULT", "gas talks", 0),
    ("Ethiopia and Egypt held talks about the filling of the dam.", "CONSULT", "filling dam", 1),
    ("Sweden and Denmark held a joint naval exercise in the Baltic Sea.", "COOPERATE",
     "joint naval exercise", 3),
    ("Russia delivered air defence systems to Iran in 2016.", "COOPERATE", "air defence systems", 2),
    ("Germany gave Ukraine 14 battle tanks.", "COOPERATE", "14 battle tanks", 0),
    ("China will provide Laos with vaccines against measles.", "AGREE", "vaccines measles", 1),
    ("Japan sent tents and blankets to Turkey after the earthquake.", "AID", "tents blankets", 1),
    ("The United States imposed sanctions on three Iranian banks.", "SANCTION", "sanctions", 5),
    ("Saudi Arabia cut diplomatic relations with Canada.", "SANCTION", "diplomatic relations", 2),
    ("France suspended military aid to Burkina Faso.", "SANCTION", "military aid", 2),
    ("Azerbaijani troops shelled Armenian villages on Thursday.", "ASSAULT", "Armenian villages", 1),
    ("Israeli jets bombed an ammunition depot in Syria.", "ASSAULT", "ammunition depot", 2),
    ("Iraq invaded Kuwait in August 1990.", "ASSAULT", "invaded Kuwait", 0),
    ("Iran seized a South Korean tanker in the Strait of Hormuz.", "COERCE", "tanker", 4),
    ("Turkey detained two Greek soldiers near Edirne.", "COERCE", "two Greek soldiers", 1),
    ("Australia backed Indonesia in its dispute with Nauru over fishing rights.", "SUPPORT", "dispute", 6),
    ("Canada praised Colombia for its reception of refugees.", "SUPPORT", "reception refugees", 1),
    ("Lithuania ratified a treaty on maritime borders with Russia.", "SUPPORT", "treaty maritime borders", 2),
    ("Ghana urged Togo to extradite the officers.", "REQUEST", "extradite officers", 1),
    ("South Korea called on North Korea to return to the nuclear talks.", "REQUEST", "return nuclear talks", 1),
    ("Ukraine demanded the withdrawal of Russian forces from the plant.", "REQUEST",
     "withdrawal Russian forces", 3),
    ("Pakistan threatened to close its airspace to Indian aircraft.", "THREATEN", "close airspace", 4),
    ("Russia warned Moldova that gas supplies could stop in winter.", "THREATEN", "gas supplies stop", 3),
    ("Venezuela sent 3,000 troops to the border with Guyana.", "MOBILIZE", "3,000 troops", 5),
    ("Ethiopia withdrew its soldiers from Somalia.", "RETREAT", "soldiers", 3),
    ("Cuba released four American prisoners on Friday, Washington said.", "RETREAT", "four American prisoners", 1),
    ("Spain and Portugal decided to build a high-speed railway.", "AGREE", "high-speed railway", 1),
]  # fmt: skip

TAKEN_UP = [
    ("Oman and Iran signed a pact on offshore gas on Sunday. Israel criticised the deal on Monday.", "ACCUSE",
     "pact offshore gas"),
    ("Uganda closed its border with Rwanda. Rwanda condemned the move.", "ACCUSE", "border"),
]  # fmt: skip

SILENT = ["Belgium's king met the Dutch king.", "Angola and Zambia fought."]

PROJECTS = [
    ("Russia and Germany agreed to resume work on Nord Stream 2.", "Nord Stream 2"),
    ("Turkmenistan and Afghanistan signed a deal on the TAPI pipeline.", "TAPI pipeline"),
    (
        "Egypt and Ethiopia held talks on the Grand Ethiopian Renaissance Dam.",
        "Grand Ethiopian Renaissance Dam",
    ),
    ("India bought S-400 missile systems from Russia.", "S-400"),
    ("Algeria bought 14 Su-35 jets from Russia.", "Su-35"),
    ("Chad and Cameroon signed an accord on the East-West oil pipeline.", "East-West oil pipeline"),
    ("Bahrain signed the Abraham Accords with Israel.", "Abraham Accords"),
    ("Thailand and the United States held the Cobra Gold exercise.", "Cobra Gold"),
    ("Peru and Chile signed the Lima Water Accord.", "Lima Water Accord"),
    ("Mali and Niger held talks on Monday.", None),
]

AMOUNTS = [
    ("Qatar lent Egypt $411, 4 million for a port.", [(4.114e8, "USD")]),
    ("Japan gave US$ 1 billion in aid to Kenya.", [(1e9, "USD")]),
    ("Russia sold a 26% share in the plant to India.", [(26, "percent")]),
    ("China donated 50,000 doses to Laos and 150000 more to Nepal.", [(5e4, "doses"), (1.5e5, "doses")]),
    ("France sold two dozen Rafale jets to Egypt.", [(24, "jets")]),
    ("Algeria bought Su-35 fighter jets from Russia.", []),
    ("Poland sent Ukraine 20 F-16 jets.", [(20, "jets")]),
    ("Iran agreed to sell Syria 1.2 million barrels per day.", [(1.2e6, "barrels per day")]),
    ("Oman agreed that it would pay India $30 million.", [(3e7, "USD")]),
    ("Turkey signed a deal with Libya, which earned $9 billion from oil last year.", []),
]


@pytest.fixture(scope="module")
def code_text(make_document):
    """The patterns alone: what the type model vetoes is no matter here."""
    coder = Coder(resolve_settings({"coding.type_model": False}))
    return lambda text: next(coder.code([make_document(text)]))


def _content(phrase):
    stop = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "its", "his", "over"}
    return [word for word in re.findall(r"[\w,-]+", (phrase or "").lower()) if word not in stop]


def _event(coded, kind):
    assert coded.events, "no event"
    return next((event for event in reversed(coded.events) if event.type == kind), coded.events[-1])


@pytest.mark.parametrize(("text", "kind", "words", "more"), OBJECTS)
def test_object(code_text, text, kind, words, more):
    given = _content(_event(code_text(text), kind).object)
    missing = [word for word in _content(words) if word not in given]
    assert not missing, given
    assert len(given) <= len(_content(words)) + more, given


@pytest.mark.parametrize(("text", "kind", "words"), TAKEN_UP)
def test_definite_object_takes_up_what_was_told(code_text, text, kind, words):
    given = _content(_event(code_text(text), kind).object)
    assert [word for word in _content(words) if word not in given] == [], given


@pytest.mark.parametrize("text", SILENT)
def test_nothing_said_nothing_found(code_text, text):
    assert all(event.object is None for event in code_text(text).events)


@pytest.mark.parametrize("text", [row[0] for row in OBJECTS])
def test_object_is_in_the_text_and_short(code_text, text):
    for event in code_text(text).events:
        if event.object is not None:
            assert event.object in text
            assert len(event.object.split()) <= 10


@pytest.mark.parametrize(("text", "name"), PROJECTS)
def test_project(code_text, text, name):
    found = [event.project for event in code_text(text).events]
    assert found, text
    assert (name in found) if name else (found == [None] * len(found)), found


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_amounts_of_the_clause(code_text, text, expected):
    events = code_text(text).events
    assert events, text
    found = {(a.value, a.unit) for event in events for a in event.amounts}
    assert found == set(expected)
