import pytest

CASES = [
    ("Russia signed a pact with Pakistan.", "occurred"),
    ("Russia has signed a pact with Pakistan.", "occurred"),
    ("A pact was signed by Russia and Pakistan.", "occurred"),
    ("Russia is training Pakistani officers.", "ongoing"),
    ("Russia will sign a pact with Pakistan.", "planned"),
    ("Russia is going to sign a pact with Pakistan.", "planned"),
    ("Russia plans to sign a pact with Pakistan.", "planned"),
    ("Russia is expected to sign a pact with Pakistan.", "planned"),
    ("Russia to sign pact with Pakistan", "planned"),
    ("Russia and Pakistan are negotiating a pact.", "negotiating"),
    ("Russia may sign a pact with Pakistan.", "possible"),
    ("Russia could attack Georgia.", "possible"),
    ("Russia would attack Georgia if talks failed.", "possible"),
    ("Russia is considering sanctions against Georgia.", "possible"),
    ("Russia did not sign a pact with Pakistan.", "denied"),
    ("Russia never signed a pact with Pakistan.", "denied"),
    ("No Russian minister met the Georgian envoy.", "denied"),
    ("Russia neither attacked Georgia nor expelled Georgian diplomats.", "denied"),
    ("Russia has yet to sign a pact with Pakistan.", "denied"),
    ("Russia refused to sign a pact with Pakistan.", "occurred"),
    ("Will Russia sign a pact with Pakistan?", "asked"),
    ("Did Russia invade Georgia?", "asked"),
]


@pytest.mark.parametrize(("text", "status"), CASES)
def test_status(code_text, text, status):
    events = code_text(text, published="2018-08-08").events
    assert events, text
    assert {event.status for event in events} == {status}


@pytest.mark.parametrize(
    "text",
    [
        "Russia should sign a pact with Pakistan.",
        "Orban was the first leader to visit Moscow since Ukraine was invaded, Hungary noted.",
    ],
)
def test_what_ought_to_be_and_what_is_first_of_its_kind_is_no_deed(code_text, text):
    assert not [e for e in code_text(text).events if e.type in ("SUPPORT", "CONSULT")]


def test_what_one_state_says_another_must_do_is_a_request(code_text):
    (event,) = code_text("Ukraine must withdraw its troops from Georgia, Russia said.").events
    assert (event.type, event.source, event.target, event.status) == (
        "REQUEST",
        ("RUS",),
        ("UKR",),
        "occurred",
    )


def test_fruitless_talks_were_held_all_the_same(code_text):
    (event,) = code_text("Talks between Russia and Georgia did not end the quarrel.").events
    assert (event.type, event.status) == ("CONSULT", "occurred")


def test_a_planned_cooperation_is_an_agreement(code_text):
    (event,) = code_text("Russia will sell jets to Pakistan.").events
    assert (event.type, event.mode, event.status) == ("AGREE", None, "planned")


UNDONE = [
    "Japan and Vietnam are to sign a defence pact on Friday.",
    "Kenya is about to sign a trade deal with China.",
    "France is close to signing an agreement with Egypt.",
    "Turkey and Greece almost signed a treaty.",
    "Reports that Chad invaded Sudan are false.",
    "Had Russia invaded Georgia, the EU would have imposed sanctions on Moscow.",
    "Poland would sign a pact with Ukraine if Germany agreed.",
    "Spain had no intention of recognising Kosovo.",
    "Instead of attacking Mali, Algeria kept silent.",
    "Hungary tried to block EU aid to Ukraine.",
    "Libya is trying to buy weapons from Serbia.",
    "Fears of a Russian invasion of Ukraine grew.",
    "The prospect of talks between Iran and Israel is remote.",
    "The envoy arrived ahead of talks between Serbia and Kosovo.",
    "A ceasefire between Israel and Hamas remains elusive.",
    "Turkey was supposed to deliver drones to Niger in May.",
    "Germany is prepared to supply tanks to Poland.",
    "Japan is set to sign an accord with Peru.",
    "Washington is weighing sanctions on Turkey.",
    "If the United States attacks Iran, the price of oil will rise.",
]


@pytest.mark.parametrize("text", UNDONE)
def test_what_has_not_been_done_is_never_coded_as_done(text, code_text):
    events = code_text(text, published="2019-03-01").events
    assert events
    assert not [event for event in events if event.status in ("occurred", "ongoing")]
