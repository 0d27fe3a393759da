"""Each format's rows as imported rows."""

from datetime import date

import pytest
from rows import ICEWS_HEADER, POLECAT_HEADER, gdelt_row, icews_row, phoenix_row, polecat_row

from detente.exchange import read_csv, read_gdelt, read_icews, read_phoenix, read_polecat
from detente.exchange.formats import FORMATS, looks_like


def test_the_layouts_have_the_published_numbers_of_columns():
    assert [len(names) for names in FORMATS["gdelt"].layouts] == [61, 58, 57]
    assert [len(FORMATS[name].layouts[0]) for name in ("icews", "polecat", "phoenix")] == [20, 40, 26]


@pytest.mark.parametrize("layout", [0, 1, 2])
def test_gdelt(write, rows_of, layout):
    (row,), refused = rows_of(read_gdelt([write("20180601.export.CSV", gdelt_row(7, layout=layout))]))
    assert not refused
    assert (row["format"], row["system_id"], row["date"]) == ("gdelt", "700000007", date(2018, 6, 1))
    assert (row["source"], row["source_code"], row["source_name"]) == ("RUS", "RUSGOV", "KREMLIN")
    assert (row["target"], row["target_code"]) == ("PAK", "PAK")
    assert (row["cameo"], row["goldstein"]) == ("040", 1.0)
    assert (row["type"], row["mode"], row["quad_class"], row["intensity"]) == ("CONSULT", None, 1, 2.1)
    assert (row["n_mentions"], row["n_sources"], row["reported"]) == (8, 2, date(2018, 6, 1))
    assert (row["place"], row["place_country"]) == ("Moscow, Moskva, Russia", "RUS")
    assert (row["lat"], row["lon"]) == (55.75, 37.61)
    assert row["story"] == ("https://paper.example/world/7" if layout < 2 else None)
    assert (row["role"], row["faults"], row["line"]) == ("event", [], 1)


def test_cameo_01_and_02_have_no_plover_class_and_stay(write, rows_of):
    path = write("a.csv", gdelt_row(1, EventCode="010", GoldsteinScale="0.0"), gdelt_row(2, EventCode="0211"))
    rows, _ = rows_of(read_gdelt([path]))
    for row, code in zip(rows, ("010", "0211"), strict=True):
        assert row["cameo"] == code
        assert (row["type"], row["mode"], row["quad_class"], row["intensity"]) == (None, None, None, None)
        assert row["goldstein"] is not None
        assert row["contexts"] == []


def test_icews(write, rows_of):
    (row,), refused = rows_of(read_icews([write("events.tab", ICEWS_HEADER, icews_row(CAMEO_Code="0311"))]))
    assert not refused
    assert (row["source"], row["source_code"]) == ("RUS", "Russian Federation")
    assert (row["source_name"], row["source_sectors"]) == ("Foreign Affairs (Russia)", "Executive,Government")
    assert (row["cameo"], row["type"], row["contexts"]) == ("0311", "AGREE", ["economic"])
    assert (row["story"], row["sentence"], row["publisher"]) == ("4001", "2", "The Paper")
    assert row["place"] == "Moscow, Moskva, Russian Federation"
    assert row["line"] == 2


def test_icews_words_for_nothing_are_nothing(write, rows_of):
    row = icews_row(Source_Country="NA", Latitude="NA", City="NULL", Province="", Country="NA")
    (row,), _ = rows_of(read_icews([write("events.tab", ICEWS_HEADER, row)]))
    assert (row["source"], row["source_code"], row["lat"], row["place"]) == (None, None, None, None)


def test_polecat(write, rows_of):
    path = write("ngecEvents.txt", POLECAT_HEADER, polecat_row())
    (row,), refused = rows_of(read_polecat([path]))
    assert not refused
    assert (row["source"], row["source_name"], row["target"]) == ("USA", "Donald Trump", "PAK")
    assert (row["type"], row["mode"], row["contexts"]) == ("SANCTION", "withdraw", ["economic", "military"])
    assert (row["quad_class"], row["intensity"], row["cameo"], row["goldstein"]) == (4, -5.8, None, None)
    assert (row["date"], row["reported"]) == (date(2018, 6, 1), date(2018, 6, 2))


def test_polecat_older_names_of_types_and_modes(write, rows_of):
    path = write(
        "a.txt", POLECAT_HEADER, polecat_row(Event_Type="Demand", Event_Mode="", Intensity="", Quad_Code="")
    )
    (row,), _ = rows_of(read_polecat([path]))
    assert (row["type"], row["mode"], row["intensity"], row["quad_class"]) == ("REQUEST", None, -5.0, 3)


def test_polecat_with_a_cow_number_for_the_country(write, rows_of):
    path = write("a.txt", POLECAT_HEADER, polecat_row(Actor_Country="", Actor_COW="365"))
    (row,), _ = rows_of(read_polecat([path]))
    assert row["source"] == "RUS"


def test_phoenix(write, rows_of):
    (row,), refused = rows_of(read_phoenix([write("events.full.20180601.txt", phoenix_row())]))
    assert not refused
    assert (row["source"], row["source_code"], row["source_sectors"]) == ("RUS", "RUSGOV", "GOV")
    assert (row["target"], row["cameo"], row["type"], row["contexts"]) == (
        "PAK",
        "062",
        "COOPERATE",
        ["military"],
    )
    assert (row["goldstein"], row["n_sources"], row["place_country"]) == (7.4, 2, "RUS")


@pytest.mark.parametrize(
    ("given", "day", "iso3"),
    [
        ("RUS", "19850315", "SUN"),
        ("RUS", "19911226", "RUS"),
        ("SRB", "20000101", "SCG"),
        ("ROM", "20180601", "ROU"),
        ("EUR", "20180601", None),
    ],
)
def test_states_are_dated_and_older_codes_known(write, rows_of, given, day, iso3):
    path = write("a.csv", gdelt_row(Actor1CountryCode=given, SQLDATE=day, DATEADDED=day + "000000"))
    batches = list(read_gdelt([path]))
    (row,), _ = rows_of(batches)
    assert row["source"] == iso3
    assert not batches[0].unknown


def test_a_table_of_any_columns(write, rows_of):
    path = write(
        "mine.csv",
        "when,who,whom,cameo,url",
        '2018-06-01,"Citizen (India)",United States,173,https://a.example',
        "20180602,356,USA,010,",
        "2018-06-03,750,2,0211,",
    )
    columns = {"date": "when", "source": "who", "target": "whom"}
    rows, refused = rows_of(read_csv([path], columns=columns))
    assert not refused
    assert [(row["source"], row["target"], row["cameo"]) for row in rows] == [
        ("IND", "USA", "173"),
        (None, "USA", "010"),  # 356 is no number of a state
        ("IND", "USA", "0211"),
    ]
    assert [row["line"] for row in rows] == [2, 3, 4]


def test_a_table_whose_columns_are_known_by_name(write, rows_of):
    path = write(
        "mine.tsv", "Event Date\tSource Country\tTarget Country\tevent_type", "2018-06-01\tIndia\tCHN\tAGREE"
    )
    (row,), _ = rows_of(read_csv([path]))
    assert (row["source"], row["target"], row["type"], row["intensity"]) == ("IND", "CHN", "AGREE", 4.2)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (gdelt_row(), "GDELT events"),
        (ICEWS_HEADER, "ICEWS"),
        (POLECAT_HEADER + "\n" + polecat_row(), "POLECAT"),
        (phoenix_row(), "Phoenix"),
        ("<!DOCTYPE html><html>", "HTML"),
        ('{"kind":"event"}', "JSON lines"),
        ("a,b,c\n1,2,3", "3 columns parted by commas"),
        ("\t".join(["1", "20180601000000", "20180601000000", *["x"] * 13]), "GDELT mentions"),
        ("", "an empty file"),
        ("just words", "plain text"),
    ],
)
def test_what_a_file_looks_like(head, words):
    assert words in looks_like(head.encode())
