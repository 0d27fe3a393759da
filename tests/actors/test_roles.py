"""Role nouns and the groups of states: whose they are, in which sector, and where nothing is claimed."""

import pytest

from detente.actors import build_cast
from detente.actors.matching import find_names_and_roles
from detente.actors.roles import read_roles
from detente.actors.words import read_rows
from detente.ontology import read_ontology

OFFICIAL = {"GOV", "MIL", "COP", "SPY", "JUD", "LEG"}


def _groups(text, *, published=None):
    cast = build_cast(text, published=published, ranges=[(0, len(text))])
    cast.add_groups(text)
    return {
        mention.quote: mention.actor for mention in cast.mentions if mention.rule.startswith("role:")
    }, cast


def test_every_role_has_a_sector_of_the_ontology_and_acts_as_its_sector_does():
    for row in read_rows("roles.csv"):
        assert row["sector"] in read_ontology().sectors, row
        assert (row["acts"] == "yes") == (row["sector"] in OFFICIAL), row
        assert row["capital"] in ("", "yes"), row


def test_no_form_names_two_roles():
    forms = [row[column] for row in read_rows("roles.csv") for column in ("role", "plural") if row[column]]
    assert len(forms) == len(set(forms)) == len(read_roles())


@pytest.mark.parametrize(
    ("text", "quote", "group"),
    [
        ("The Kenyan army left Somalia.", "Kenyan army", "KEN.MIL"),
        ("Police in Nairobi met officers from Uganda.", "Police", "KEN.COP"),
        ("Bolivia's striking miners marched.", "Bolivia's striking miners", "BOL.LAB"),
        ("Rebels in eastern Chad met Sudan's envoy.", "Rebels", "TCD.REB"),
        ("Peru declared an emergency after protesters burnt tyres.", "protesters", "PER.OPP"),
        ("LIMA (Agency) - The talks failed.\nThe strikers went home.", "strikers", "PER.LAB"),
        ("Hundreds of ethnic Albanians fled Greece.", "Albanians", "GRC.CVL"),
    ],
)
def test_a_group_belongs_to_the_state_named_beside_it_or_around_it(text, quote, group):
    groups, cast = _groups(text)
    assert groups[quote] == group
    state, _, sector = group.partition(".")
    actor = cast.actors[group]
    assert (actor.kind, actor.country, actor.sector) == ("group", state, sector)


@pytest.mark.parametrize(
    "text",
    [
        "The police arrested the strikers.",  # no state anywhere
        "UN peacekeepers left Mali and Niger.",  # the body's own, not a state's
        "Chad withdrew its troops from Niger.",  # only the tree can tell
        "The Workers' Party of Chad and the Students Union of Niger met.",  # names
    ],
)
def test_a_group_of_unknown_allegiance_is_nobody(text):
    groups, _ = _groups(text)
    assert not any(quote in ("police", "strikers", "peacekeepers", "troops", "Workers") for quote in groups)


def test_names_win_over_role_nouns():
    text = "The Security Council met while the security forces slept."
    hits, roles = find_names_and_roles(text)
    assert [text[role.start : role.end] for role in roles] == ["security forces"]
    assert all(role.start >= hit.end or role.end <= hit.start for role in roles for hit in hits)


def test_groups_are_no_mentions_unless_asked_for():
    text = "The Kenyan army met the Ugandan police in Nairobi."
    cast = build_cast(text, published=None, ranges=[(0, len(text))])
    assert {mention.actor for mention in cast.mentions} == {"KEN", "UGA"}
    assert [(site.actor, site.quote) for site in cast.sites] == [("KEN", "Nairobi")]


def test_an_army_acts_for_its_state_and_rebels_do_not():
    _, cast = _groups("The Kenyan army and Kenyan rebels met.")
    assert cast.state_of("KEN.MIL") == "KEN"
    assert cast.state_of("KEN.REB") == "KEN.REB"
    assert not cast.is_state_like("KEN.REB")
    cast.domestic = True
    assert cast.is_state_like("KEN.REB")


def test_a_president_without_a_state_is_that_of_the_only_one_named():
    _, cast = _groups("President Obidike Nwosu lifted a curfew in Abuja.")
    person = next(actor for actor in cast.actors.values() if actor.kind == "person")
    assert (person.country, person.sector) == ("NGA", "GOV")


def test_a_leader_of_another_time_is_known_by_title_but_a_town_is_no_leader():
    text = "President Suharto praised Malaysia."
    cast = build_cast(text, published="2000-01-01", ranges=[(0, len(text))])
    assert "IDN" in {cast.country_of(mention.actor) for mention in cast.mentions}
    text = "Nigerians gathered in Lagos."
    cast = build_cast(text, published="2002-05-05", ranges=[(0, len(text))])
    assert {mention.actor for mention in cast.mentions} == {"NGA"}
