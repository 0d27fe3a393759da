"""Questions to the ontology: right answers, and refusals that help."""

import pytest

from detente.core.errors import UnknownNameError
from detente.ontology import (
    cameo_to_plover,
    explain_term,
    find_terms,
    find_type,
    intensity_of,
    quad_class_of,
    read_ontology,
    status_moves,
)


@pytest.mark.parametrize(
    ("type_name", "mode_name", "intensity"),
    [
        ("AGREE", None, 4.2),
        ("AID", "military", 8.3),
        ("RETREAT", "ceasefire", 9.0),
        ("CONSULT", "phone", 1.0),
        ("ASSAULT", "heavy-weapons", -10.0),
        ("COERCE", "seize", -9.3),
        ("MOBILIZE", "troops", -5.3),
        ("SANCTION", "convict", -5.2),
    ],
)
def test_intensity(type_name, mode_name, intensity):
    assert intensity_of(type_name, mode_name) == intensity


@pytest.mark.parametrize(
    ("ask", "hint"),
    [
        (lambda: intensity_of("SANCTIONS"), "SANCTION"),
        (lambda: intensity_of("SANCTION", "withdrew"), "withdraw"),
        (lambda: intensity_of("AID", "money"), "asylum"),
        (lambda: quad_class_of("agree"), "AGREE"),
        (lambda: status_moves("occured"), "occurred"),
        (lambda: cameo_to_plover("31"), "0"),
        (lambda: explain_term("enemy of my enemi"), "enemy"),
        (lambda: explain_term(""), "known"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(ask, hint):
    with pytest.raises(UnknownNameError) as caught:
        ask()
    assert hint in caught.value.hint
    assert "is named" in caught.value.message


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("057", ("SUPPORT", None, ("diplomatic",))),
        ("1622", ("SANCTION", "discontinue", ("military",))),
        ("163", ("COERCE", "restrict", ("diplomatic",))),
        ("0871", ("RETREAT", "ceasefire", ("military",))),
        ("175", ("ASSAULT", None, ("military", "pro_autocracy"))),
        ("1124", ("ACCUSE", "allege", ("legal", "military"))),
    ],
)
def test_cameo_to_plover(code, expected):
    row = cameo_to_plover(code)
    assert (row.type, row.mode, row.contexts) == expected


def test_comments_and_appeals_stay_cameo():
    assert all(cameo_to_plover(code) is None for code in read_ontology().cameo if code[:2] in ("01", "02"))


@pytest.mark.parametrize(
    ("name", "kind", "stored"),
    [
        ("SANCTION", "event type", "SANCTION"),
        ("demand", "event type", "REQUEST"),
        ("Human Rights", "context", "human_rights"),
        ("disease", "context", "health"),
        ("heavy weapons", "mode", "ASSAULT/heavy-weapons"),
        ("sanction/WITHDRAW", "mode", "SANCTION/withdraw"),
        ("negotiating", "status", "negotiating"),
        ("the enemy of my enemy", "mechanism", "enemy_of_enemy"),
        ("warming", "claim", "warming"),
        ("material conflict", "quad class", "material_conflict"),
        ("gov", "sector", "GOV"),
        ("0311", "CAMEO code", "0311"),
    ],
)
def test_explain_term_finds_every_kind(name, kind, stored):
    explanation = explain_term(name)
    assert (explanation.kind, explanation.name) == (kind, stored)
    assert explanation.definition


def test_every_term_can_be_explained():
    ontology = read_ontology()
    names = [*ontology.types, *ontology.contexts, *ontology.statuses, *ontology.sectors, *ontology.mechanisms]
    names += [*ontology.claims, *ontology.cameo, *(f"{owner}/{mode}" for owner, mode in ontology.modes)]
    for name in names:
        assert name in {explanation.name for explanation in find_terms(name)}


def test_a_type_shows_its_modes():
    facts = dict(explain_term("CONSULT").facts)
    assert facts["quad class"] == "1 (verbal cooperation)"
    assert {"mode visit", "mode phone", "mode multilateral", "mode third-party"} <= set(facts)


def test_a_name_of_two_types_gives_both():
    assert {e.name for e in find_terms("withdraw")} == {"RETREAT/withdraw", "SANCTION/withdraw"}


def test_find_type():
    assert find_type("SUPPORT").label == "support"
