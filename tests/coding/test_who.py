"""Who did what to whom where the sentence itself, or the sentence before, makes it hard to see."""

import pytest

from detente.coding.mending import mend_tree
from detente.sentences.tree import Tree

TOLD = [
    # what the parser gets wrong
    ("The foreign ministers of Brazil and Paraguay met to discuss the tariff.", "CONSULT", "BRA PRY", ""),
    ("The Philippines granted American forces access to four more bases.", "COOPERATE", "PHL", "USA"),
    ("In September Nepal and India signed a power trade agreement.", "SUPPORT", "IND NPL", ""),
    # money
    ("Japan granted Kenya US$ 1 billion for roads.", "AID", "JPN", "KEN"),
    ("Japan gave Kenya US$ 1 billion in aid for roads.", "AID", "JPN", "KEN"),
    # order and voice
    ("Between Turkey and Qatar was signed the protocol about cooperation.", "SUPPORT", "QAT TUR", ""),
    ("It was Australia that cut its aid to Fiji in 2015.", "SANCTION", "AUS", "FJI"),
    ("The ambassador of Israel was summoned to the foreign ministry in Dublin.", "ACCUSE", "IRL", "ISR"),
    ("Bangladesh's request that India extradite the minister is open.", "REQUEST", "BGD", "IND"),
    # more than two
    ("Qatari officials spoke by telephone with Tehran and Washington.", "CONSULT", "IRN QAT USA", ""),
    ("Uganda, Kenya and Rwanda met. The three agreed on a railway.", "AGREE", "KEN RWA UGA", ""),
    # visits
    ("The king of Nepal was in Beijing on Monday.", "CONSULT", "NPL", "CHN"),
    ("The king of Nepal landed in Delhi in July.", "CONSULT", "NPL", "IND"),
    # coordination
    ("China has given Fiji a port, trained its police and lent it $66 million.", "AID", "CHN", "FJI"),
    ("Solomon Islands recognised Beijing, as did Kiribati four days later.", "SUPPORT", "KIR", "CHN"),
    ("Solomon Islands recognised Beijing. Nauru followed in January.", "SUPPORT", "NRU", "CHN"),
    ("Poland proposed a summit in May, but that idea was blocked by Hungary.", "REJECT", "HUN", "POL"),
    # the text before
    ("Greece and Turkey met. NATO urged both to show restraint.", "REQUEST", "NATO", "GRC TUR"),
    ("Greece and Turkey quarrel. Britain's offer to mediate is open.", "AGREE", "GBR", "GRC TUR"),
    ("Russia invaded Ukraine. Hungary has called for a ceasefire.", "REQUEST", "HUN", "RUS UKR"),
    (
        "Hungary's premier went to Russia. Sweden's prime minister said the trip was wrong.",
        "ACCUSE",
        "SWE",
        "HUN",
    ),
]

SILENT = [
    "The minister was in Norwegian hands.",
    "Russian troops are in Syria.",
    "China regards Taiwan as part of its territory.",
    "The pact that Manila and Canberra concluded in 2007 lets their soldiers train together.",
]


@pytest.mark.parametrize(("text", "kind", "source", "target"), TOLD)
def test_roles(code_text, text, kind, source, target):
    told = [(e.type, " ".join(e.source), " ".join(e.target)) for e in code_text(text).events]
    assert (kind, source, target) in told


@pytest.mark.parametrize("text", SILENT)
def test_no_deed_no_event(code_text, text):
    assert [e.type for e in code_text(text).events if e.type != "SUPPORT"] == []
    assert all("lets" not in e.evidence[0].quote for e in code_text(text).events)


def test_a_visit_to_two_states_is_two_visits(code_text):
    events = code_text("Hungarian ministers were seen visiting Ukraine and China.").events
    assert {e.target for e in events if e.mode == "visit"} == {("UKR",), ("CHN",)}


def test_a_dollar_is_no_american(code_text):
    events = code_text("Japan gave Kenya US$ 1 billion in aid for roads.").events
    assert all("USA" not in (*event.source, *event.target) for event in events)


def test_a_sound_tree_is_left_alone():
    tree = Tree(
        words=["Oslo", "agreed"],
        lemmas=["oslo", "agree"],
        pos=["PROPN", "VERB"],
        tags=["NNP", "VBD"],
        deps=["nsubj", "ROOT"],
        heads=[1, 1],
        starts=[0, 5],
        ends=[4, 11],
        children=[[], [0]],
    )
    assert mend_tree(tree) is tree
