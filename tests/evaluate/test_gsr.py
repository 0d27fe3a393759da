import json

import pytest

from detente.coding import code_documents
from detente.core.errors import InputError
from detente.core.rejections import Reason, Rejection
from detente.evaluate import read_gsr, score_gsr
from detente.evaluate.gsr_records import OLDER_TYPES
from detente.ontology import read_ontology


def party(text, code, **more):
    return {"actorText": text, "code": code, **more}


def record(text, event, source, target, **more):
    return {"id": f"r-{event}", "date": "2003-05-07", "event": event, "text": text,
            "source": source, "target": target, **more}  # fmt: skip


RUS, PAK = party("Russia", "RUS"), party("Pakistan", "PAK")
PACT = "Russia and Pakistan held talks on Thursday."
BLAME = "Japan condemned North Korea for the missile test."


@pytest.fixture
def read(tmp_path):
    def make(content):
        path = tmp_path / "gsr.txt"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return read_gsr(path)

    return make


@pytest.fixture
def score(read):
    def make(*entries):
        return score_gsr(read(list(entries)).records, lambda documents: code_documents(documents, workers=1))

    return make


def test_quirks_of_the_file_are_borne_with(read):
    text = """[ // a comment
    # another
    {"id": "d", "event": "DOCUMENT", "eventText": "about [, the file]"},
    /* and
       another */
    {"id": "r", "event": "DEMAND", "text": "A // b, }  asks.", "source": [{"actorText": "A", "code": "JAP",},], "target": "",},
    ]"""
    file = read(text)
    (only,) = file.records
    assert file.n_skipped == 1
    assert only.text == "A // b, } asks."
    assert (only.type, only.source[0].state, only.target, only.published) == ("REQUEST", "JPN", (), None)


@pytest.mark.parametrize("target", ["", "diplomatic", None, [], 3])
def test_a_target_that_is_no_list_of_actors_is_none(target, read):
    assert read([record(PACT, "CONSULT", [RUS, PAK], target)]).records[0].is_symmetric


@pytest.mark.parametrize(
    ("code", "text", "state"),
    [
        ("PAK", "Islamabad", "PAK"),
        ("JAP", "Tokyo", "JPN"),
        ("VTN", "Vietnamese-led forces", "VNM"),
        ("QQQ", "Denmark", "DNK"),
        ("QQQ", "the strangers", ""),
        ("IGO", "United Nations", ""),
    ],
)
def test_codes_are_resolved_to_states(code, text, state, read):
    (found,) = read([record(PACT, "CONSULT", [party(text, code)], "")]).records[0].source
    assert found.state == state


def test_older_types_mean_types_of_today():
    assert set(OLDER_TYPES.values()) <= set(read_ontology().types)
    assert not set(OLDER_TYPES) & set(read_ontology().types)


def test_what_is_no_file_of_records_is_refused(read, tmp_path):
    for content, words in [("{nonsense", "not JSON"), ("[]", "no records"), ("[1]", "does not hold records")]:
        with pytest.raises(InputError, match=words) as fault:
            read(content)
        assert fault.value.hint
    with pytest.raises(InputError, match="unknown event 'DANCE'"):
        read([record("A and B.", "DANCE", [], [])])
    with pytest.raises(InputError, match="cannot be read"):
        read_gsr(tmp_path)


def test_a_symmetric_record_wants_the_same_parties_in_any_order(score):
    assert score(record(PACT, "CONSULT", [PAK, RUS], "")).answers[0].source
    three = score(record(PACT, "CONSULT", [PAK, RUS, party("China", "CHN")], "")).answers[0]
    assert three.source is False
    assert three.target is None


def test_a_symmetric_event_serves_a_record_with_both_roles(score):
    answer = score(record(PACT, "CONSULT", [PAK], [RUS])).answers[0]
    assert (answer.source, answer.target) == (True, True)


def test_roles_and_type(score):
    jpn, prk = party("Tokyo", "JAP"), party("North Korea", "PRK")
    right, swapped, other = (
        score(record(BLAME, kind, source, target)).answers[0]
        for kind, source, target in [
            ("DISAPPROVE", [jpn], [prk]),
            ("DISAPPROVE", [prk], [jpn]),
            ("AID", [jpn], [prk]),
        ]
    )
    assert right.is_right
    assert right.reasons == ()
    assert (swapped.source, swapped.target, swapped.type) == (False, False, True)
    assert swapped.reasons[0] == "source: stands in the other role"
    assert other.reasons == ("type: AID coded as ACCUSE",)


def test_bodies_without_a_state_are_known_by_name_or_kind(score):
    text = "NATO condemned Russia for the raid."
    answers = [
        score(record(text, "DISAPPROVE", [body], [RUS])).answers[0]
        for body in (
            party("NATO troops", "IGO"),
            party("the alliance", "IGO"),
            party("United Nations", "IGO"),
        )
    ]
    assert [answer.source for answer in answers] == [True, True, False]


def test_a_person_stands_for_the_body_that_he_speaks_for(read):
    row = record(PACT, "CONSULT", [party("Kofi Annan", "IGO")], [RUS])
    assert read([row]).records[0].source[0].actor == "UN"


def test_a_person_of_no_known_state_is_known_by_name(score):
    text = "Zorana Quibble, a pianist, condemned Russia for the raid."
    judge = party("Zorana Quibble", "DNK", sector="CVL")
    answer = score(record(text, "DISAPPROVE", [judge], [RUS])).answers[0]
    assert answer.source is (answer.event is not None)


def test_a_state_that_has_ended_counts_as_its_successors(score):
    row = record("The Soviet Union condemned Pakistan.", "DISAPPROVE", [RUS], [PAK], date="1985-03-01")
    assert score(row).answers[0].source


def test_figures_ask_only_what_the_record_gives(score):
    figures = score(
        record(PACT, "CONSULT", [PAK, RUS], ""), record("It rained in the hills.", "AID", [RUS], [PAK])
    ).to_json()
    assert figures["n"] == 2
    assert (figures["source"]["right"], figures["source"]["of"]) == (1, 2)
    assert (figures["target"]["right"], figures["target"]["of"]) == (0, 1)
    assert (figures["type"]["right"], figures["coded"]["right"], figures["all"]["right"]) == (1, 1, 1)
    assert figures["by_type"]["AID"]["type"] == {"accuracy": 0.0, "right": 0, "of": 1}
    assert figures["confusion"] == {"CONSULT": {"CONSULT": 1}, "AID": {"(none)": 1}}
    assert figures["reasons"] == {"no event: source not recognised as an actor": 1}


def test_a_text_within_one_state_is_said_to_be_so(score):
    rebels = party("rebels", "SDN", sector="REB")
    answer = score(
        record("Rebels shelled a camp in Sudan.", "FIGHT", [rebels], [party("camp", "SDN")])
    ).answers[0]
    assert answer.reasons == ("no event: source and target belong to one state",)


def test_a_refused_text_is_a_miss(read):
    records = read([record(PACT, "CONSULT", [PAK, RUS], "")]).records

    def refuse(documents):
        return [Rejection(Reason.FAILED, "coding", document.name) for document in documents]

    (answer,) = score_gsr(records, refuse).answers
    assert (answer.source, answer.target, answer.type, answer.event) == (False, None, False, None)
    assert answer.reasons[0].startswith("text refused")
