"""Each rule on known faults: a row it hits, a row next to it that it does not, and turned off."""

import pytest
from rows import ICEWS_HEADER, POLECAT_HEADER, gdelt_row, icews_row, polecat_row

from detente.core.errors import UnknownNameError
from detente.exchange import list_fault_rules, read_gdelt, read_icews, read_polecat

AAP, CIA = "Association of American Publishers", "Central Intelligence Agency"
USA, INDIA = (
    {"Source_Country": "United States"},
    {"Target_Country": "India", "Target_Name": "Bharatiya Janata"},
)

CASES = {
    "after_report": (
        read_gdelt,
        [gdelt_row(SQLDATE="20181201")],
        [gdelt_row(SQLDATE="20180602")],
    ),
    "gdelt_georgia": (
        read_gdelt,
        [gdelt_row(Actor1CountryCode="GEO", ActionGeo_FullName="Atlanta, Georgia, United States")],
        [gdelt_row(Actor1CountryCode="GEO", ActionGeo_FullName="Tbilisi, T'bilisi, Georgia")],
    ),
    "gdelt_long_ago": (read_gdelt, [gdelt_row(SQLDATE="20170601")], [gdelt_row(SQLDATE="20180501")]),
    "icews_aap": (
        read_icews,
        [icews_row(Source_Name=AAP, **USA, **INDIA)],
        [icews_row(Source_Name=AAP, **USA, Target_Country="Germany", Target_Name="Publishers (Germany)")],
    ),
    "icews_cia_india": (
        read_icews,
        [icews_row(Source_Name=CIA, **USA, **INDIA)],
        [
            icews_row(
                Source_Name=CIA, **USA, Target_Country="Russian Federation", Target_Name="Vladimir Putin"
            )
        ],
    ),
    "icews_cia_pakistan": (
        read_icews,
        [icews_row(Source_Name=CIA, **USA, CAMEO_Code="173", Target_Name="Criminal (Pakistan)")],
        [icews_row(Source_Name=CIA, **USA, CAMEO_Code="040")],
    ),
    "icews_namesake": (
        read_icews,
        [icews_row(Source_Name="Bahujan Samaj Party", Source_Country="Nepal", **INDIA)],
        [icews_row(Source_Name="Bahujan Samaj Party", Source_Country="India", **INDIA)],
    ),
    "place_off_globe": (read_icews, [icews_row(Latitude="133.7")], [icews_row(Latitude="-89.9")]),
    "place_unreadable": (read_gdelt, [gdelt_row(ActionGeo_Lat="42#.5")], [gdelt_row(ActionGeo_Lat="")]),
    "place_zero": (
        read_gdelt,
        [gdelt_row(ActionGeo_Lat="0", ActionGeo_Long="0.0")],
        [gdelt_row(ActionGeo_Lat="0", ActionGeo_Long="37.6")],
    ),
    "same_actor": (
        read_icews,
        [icews_row(Source_Name="Iran", Source_Country="Iran", Target_Name="Iran", Target_Country="Iran")],
        [
            icews_row(
                Source_Name="Iran", Source_Country="Iran", Target_Name="Citizen (Iran)", Target_Country="Iran"
            )
        ],
    ),
    "sport_actor": (
        read_polecat,
        [polecat_row(Actor_Name="Football Team")],
        [polecat_row(Actor_Name="Minister of Transport")],
    ),
    "sport_address": (
        read_gdelt,
        [gdelt_row(SOURCEURL="https://paper.example/sport/england-crush-india")],
        [gdelt_row(SOURCEURL="https://paper.example/world/transport-talks")],
    ),
    "sport_force": (
        read_icews,
        [icews_row(Source_Name="Athlete (Brazil)", CAMEO_Code="190")],
        [icews_row(Source_Name="Athlete (Brazil)", CAMEO_Code="040")],
    ),
    "tenfold": (read_icews, [icews_row(n) for n in range(10)], [icews_row(n) for n in range(9)]),
}
HEADERS = {read_gdelt: (), read_icews: (ICEWS_HEADER,), read_polecat: (POLECAT_HEADER,)}
RULES = {rule.name: rule for rule in list_fault_rules()}


def test_every_rule_has_a_case():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_hits_what_it_should_and_nothing_beside_it(write, rows_of, name):
    read, hit, beside = CASES[name]
    rows, refused = rows_of(read([write("hit", *HEADERS[read], *hit)]))
    assert not refused
    assert name in rows[-1]["faults"]
    assert (rows[-1]["role"] == "fault") == (RULES[name].action == "exclude")
    rows, _ = rows_of(read([write("beside", *HEADERS[read], *beside)]))
    assert all(name not in row["faults"] for row in rows)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_can_be_turned_off(write, rows_of, name):
    read, hit, _ = CASES[name]
    rows, _ = rows_of(read([write("hit", *HEADERS[read], *hit)], without=(name,)))
    assert all(name not in row["faults"] for row in rows)


def test_a_row_with_a_fault_does_not_stand_for_the_good_ones(write, rows_of):
    bad = gdelt_row(1, SOURCEURL="https://paper.example/sport/1")
    rows, _ = rows_of(read_gdelt([write("a", bad, gdelt_row(2), gdelt_row(3))]))
    assert [row["role"] for row in rows] == ["fault", "event", "repeat"]


def test_a_rule_that_does_not_exist():
    with pytest.raises(UnknownNameError, match="no rule on faults is named 'nonsense'"):
        list(read_gdelt([__file__], without=("nonsense",)))


@pytest.mark.parametrize("rule", list_fault_rules(), ids=lambda rule: rule.name)
def test_a_rule_says_why_with_an_example_and_a_reference(rule):
    assert rule.action in {"exclude", "mark"}
    assert rule.why
    assert rule.example
    assert rule.reference
