"""A made-up gold document of 60 'sentences' of ten characters each, and its perfect records."""

import pytest

from detente.evaluate import to_records

DOCUMENT = "t.txt"


def at(first, last=None):
    return {"start": 10 * first, "end": 10 * (last or first) + 9, "quote": f"s{first:08d}"}


def _event(identity, place, actor, recipient, type_, **more):
    row = {
        "id": identity,
        "evidence": at(place),
        "actor": actor,
        "recipient": recipient,
        "type": type_,
        "mode": None,
        "context": [],
        "status": "occurred",
        "asserted_by": "author",
        "date": None,
        "date_text": None,
        "place": None,
        "object": None,
        "amounts": [],
        "project": None,
    }
    return {**row, **more}


def _actor(identity, name, kind, places, **more):
    mentions = [at(place) for place in places]
    return {"id": identity, "name": name, "kind": kind, "country": None, "mentions": mentions, **more}


def _claim(identity, place, dyad, domain, label, **more):
    row = {"id": identity, "dyad": dyad, "domain": domain, "claim": label, "tense": "present"}
    rest = {"modality": "asserted", "asserted_by": "author", "evidence": at(place), "date_text": None}
    return {**row, **rest, **more}


def _mechanism(identity, place, name, actors, modality):
    row = {"id": identity, "name": name, "actors": actors, "statement": "", "modality": modality}
    return {**row, "asserted_by": "author", "evidence": at(place)}


def _prediction(identity, place, modality, speaker):
    row = {"id": identity, "statement": "", "asserted_by": speaker, "horizon_text": None}
    return {**row, "modality": modality, "evidence": at(place)}


def _small_gold():
    doses = [{"value": 50000, "unit": "doses", "text": "50,000 doses"}]
    vaccine = {"object": "Sputnik V vaccine", "amounts": doses, "asserted_by": "LAVROV"}
    sco = "Shanghai Cooperation Organization (SCO)"
    return {
        "doc": DOCUMENT,
        "actors": [
            _actor("RUS", "Russia", "state", [1, 2, 3]),
            _actor("PAK", "Pakistan", "state", [4, 5]),
            _actor("USA", "United States", "state", [6]),
            _actor("TALIBAN", "Afghan Taliban", "armed_group", [7], aliases=["Taliban"]),
            _actor("LAVROV", "Sergey Lavrov", "person", [8]),
            _actor("THEM", "them", "population", [9], optional=True),
        ],
        "events": [
            _event("e1", 10, ["RUS", "PAK"], [], "SUPPORT", date="2018-08-07", project="Defence Pact 2014"),
            _event("e2", 11, ["RUS"], ["PAK"], "AID", date="2021-04~", status="planned", **vaccine),
            _event("e3", 12, ["USA"], ["PAK"], "SANCTION", mode="withdraw", date="2014/..", project=sco),
            _event("e4", 13, ["TALIBAN"], ["USA"], "ASSAULT", also=[at(30)]),
            _event("e5", 14, ["RUS"], ["PAK"], "COOPERATE", optional=True),
        ],
        "relation_claims": [
            _claim("r1", 20, ["RUS", "PAK"], "military", "warming"),
            _claim("r2", 20, ["RUS", "PAK"], "economic", "warming"),
            _claim("r3", 21, ["RUS", "USA"], "overall", "hostile", tense="past"),
            _claim("r4", 22, ["RUS", "USA"], "overall", "cooling", optional=True),
        ],
        "mechanisms": [
            _mechanism("m1", 23, "patron_vacuum", ["USA", "PAK"], "asserted"),
            _mechanism("m2", 24, "shared_threat", ["RUS", "PAK"], "possible"),
        ],
        "predictions": [
            _prediction("p1", 25, "planned", "author"),
            _prediction("p2", 26, "possible", "LAVROV"),
        ],
    }


@pytest.fixture
def small_gold():
    """One gold document, new for every test."""
    return _small_gold()


@pytest.fixture
def perfect_records():
    """What a perfect coder gives for it."""
    return to_records(_small_gold())
