"""State tables of the field, in the columns of their producers."""

import pyarrow.parquet as pq
import pytest

from detente.core.errors import UnknownNameError
from detente.exchange import TABLE_KINDS, import_table, table_files
from detente.exchange.tables import read_table_columns


def rows_of(folder, kind):
    return [row for file in table_files(folder, kind) for row in pq.read_table(file).to_pylist()]


def test_alliances_by_dyad_and_year(tmp_path, write):
    path = write(
        "alliance.csv",
        "version4id,ccode1,state_name1,ccode2,state_name2,defense,neutrality,nonaggression,entente,year,version",
        "1,365,Russia,345,Yugoslavia,0,0,1,1,1950,4.1",
        "2,2,United States of America,200,United Kingdom,1,,0,0,1950,4.1",
        "3,,x,200,United Kingdom,1,,0,0,1950,4.1",
        "4,365,Russia,345,Serbia,0,0,1,1,2010,4.1",
        "5,9999,Nowhere,200,United Kingdom,1,,0,0,1950,4.1",
    )
    tally = import_table(tmp_path / "books", [path], "alliances")
    assert (tally.rows, tally.events, tally.rejected) == (5, 4, 1)
    assert tally.unknown == {"9999": 1}
    rows = rows_of(tmp_path / "books", "alliances")
    assert [(row["iso1"], row["iso2"]) for row in rows] == [
        ("SUN", "YUG"),
        ("USA", "GBR"),
        ("RUS", "SRB"),
        (None, "GBR"),
    ]
    first, second = rows[0], rows[1]
    assert (first["defense"], first["consultation"], second["neutrality"]) == (False, True, None)


def test_the_other_tables(tmp_path, write):
    books = tmp_path / "books"
    states = write(
        "states2016.csv",
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version",
        "IND,750,India,1947,8,15,2016,12,31,2016",
    )
    disputes = write(
        "mid.csv", "disno,statea,stateb,strtyr,hihost,fatlev", "4007,365,369,2014,4,-9", "4008,2,750,1971,3,0"
    )
    votes = write("votes.csv", "ccode1,ccode2,year,agree,IdealPointDistance", "2,750,2019,0.25,2.5")
    cast = write("cast.csv", "rcid,ccode,vote,session", "3,750,1,1")
    trade = write("trade.csv", "ccode1,ccode2,year,flow1,flow2", "2,750,2014,45000.5,-9")
    for kind, path in (
        ("states", states),
        ("disputes", disputes),
        ("votes", votes),
        ("votes", cast),
        ("trade", trade),
    ):
        tally = import_table(books, [path], kind)
        assert (tally.refused, tally.rejected) == ((), 0), kind
    assert rows_of(books, "states")[0]["iso1"] == "IND"
    assert [(row["iso1"], row["fatality"]) for row in rows_of(books, "disputes")] == [
        ("RUS", None),
        ("USA", 0),
    ]
    dyad, single = rows_of(books, "votes")
    assert (dyad["agreement"], dyad["distance"], dyad["iso2"]) == (0.25, 2.5, "IND")
    assert (single["roll_call"], single["vote"], single["cow2"]) == ("3", 1, None)
    assert (rows_of(books, "trade")[0]["imports1"], rows_of(books, "trade")[0]["imports2"]) == (45000.5, None)


def test_a_table_is_imported_once_and_a_wrong_one_not(tmp_path, write):
    path = write("trade.csv", "ccode1,ccode2,year,flow1", "2,750,2014,1")
    assert import_table(tmp_path / "books", [path], "trade").events == 1
    assert import_table(tmp_path / "books", [path], "trade").known == ("trade.csv",)
    (refused,) = import_table(tmp_path / "books", [write("x.csv", "a,b", "1,2")], "trade").refused
    assert refused.reason == "WRONG_FORMAT"
    assert "no column for cow1" in refused.detail
    other = write("y.csv", "land,ccode2,year,flow1", "2,750,2015,1")
    assert import_table(tmp_path / "books", [other], "trade", columns={"cow1": "land"}).events == 1
    with pytest.raises(UnknownNameError, match="no kind of table"):
        import_table(tmp_path / "books", [path], "weather")


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_no_name_of_a_column_means_two(kind):
    names = [name for column in read_table_columns(kind) for name in column.names]
    assert len(names) == len(set(names))
