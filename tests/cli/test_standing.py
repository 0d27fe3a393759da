"""network, camps, balance, strain: on made-up tables, on a made-up ledger, and on small ones."""

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest

import detente
from detente.cli.standing_balance import draw_line
from detente.cli.standing_days import list_periods
from detente.exchange import import_events

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "system.md").read_text(encoding="utf-8")
(POWERS,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```text\n\$ detente ([^\n]* --data powers.csv)\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = ("network", "camps", "balance", "strain")


@pytest.fixture
def powers(tmp_path):
    (tmp_path / "powers.csv").write_text(POWERS, encoding="utf-8")
    return tmp_path / "powers.csv"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Facts of five states, 2014 to 2017: A's side against B's, but USA and PAK turn in 2016."""
    folder = tmp_path_factory.mktemp("imported")
    chance = Random(7)
    friends, foes = [("RUS", "CHN"), ("IND", "USA"), ("RUS", "PAK")], [("IND", "PAK"), ("USA", "CHN")]
    lines = ["date,source,target,type"]
    for week in range(0, 200, 2):
        day = date(2014, 1, 1) + timedelta(days=7 * week)
        turned = day >= date(2016, 1, 1)
        told = [(*pair, "AGREE") for pair in friends] + [(*pair, "ASSAULT") for pair in foes]
        told.append(("USA", "PAK", "ASSAULT" if turned else "AGREE"))
        told.append(("USA", "RUS", chance.choice(["AGREE", "ACCUSE"])))
        lines += [f"{day},{source},{target},{type_}" for source, target, type_ in told]
    (folder / "facts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    detente.open_ledger(folder / "ledger").close()
    import_events(folder / "ledger", [folder / "facts.csv"], "csv")
    return folder / "ledger"


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def read_lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("words", "told"), SHOWN, ids=[words for words, _ in SHOWN])
def test_the_page_shows_what_the_commands_print(words, told, powers, say, monkeypatch):
    monkeypatch.chdir(powers.parent)
    status, out, err = say(*words.split())
    assert status == 0
    assert out + err == told


def test_network_of_a_table(powers, say):
    status, out, err = say("network", "--data", powers, "--format", "csv")
    rows = {(row["a"], row["b"]): row for row in read_csv(out)}
    assert status == 0
    assert len(rows) == 13
    assert rows["GBR", "RUS"]["sign"] == "1"
    assert rows["DEU", "FRA"]["weight"] == "-1.0"
    assert "13 ties (7 friendly, 6 hostile) of 6 states" in err
    _, earlier, _ = say("network", "--data", powers, "--at", 1904, "--format", "csv")
    assert {(row["a"], row["b"]): row["sign"] for row in read_csv(earlier)}["GBR", "RUS"] == "-1"
    _, table, err = say("network", "--data", powers, "--limit", 2)
    assert "AUT DEU ITA" in table
    assert len(table.split("Camps")[0].splitlines()) == 6
    assert "2 of 13 ties are shown" in err


def test_camps_of_a_table_with_proof_roles_and_stability(powers, say):
    _, out, err = say("camps", "--data", powers, "--at", "1907", "--draws", 20, "--format", "jsonl")
    rows = {row["state"]: row for row in read_lines(out)}
    assert {name for name, row in rows.items() if row["camp"] == rows["GBR"]["camp"]} == {"GBR", "FRA", "RUS"}
    assert (rows["ITA"]["fitting"], rows["ITA"]["against"]) == (2, 1)
    assert (rows["GBR"]["frustrated"], rows["GBR"]["bound"], rows["GBR"]["proved"]) == (1.0, 1.0, True)
    assert all(row["stability"] == 1.0 for row in rows.values())
    assert rows["ITA"]["hedging"] > 0.5
    assert "1 of 13 ties go against the camps" in err
    assert "proved to be the fewest possible" in err
    assert "bipolar" in err
    assert "ITA (0.67)" in err
    _, table, _ = say("camps", "--data", powers, "--at", "1904", "--k", 2, "--draws", 20)
    assert "FRA GBR RUS" in table
    assert "States with ties against their camp" in table


def test_more_camps_than_states_are_not_used(powers, say):
    status, out, err = say("camps", "--data", powers, "--k", 40, "--draws", 5, "--format", "csv")
    assert status == 0
    assert {row["camp"] for row in read_csv(out)} == {"1", "2"}
    assert "40 camps were allowed and 2 are used: 6 states have ties" in err
    assert "too few to tell how stable" not in err  # every sign is sure: nothing is drawn


def test_balance_of_a_table_by_year(powers, say):
    status, out, err = say("balance", "--by", "year", "--data", powers, "--format", "csv")
    rows = read_csv(out)
    assert status == 0
    assert [row["period"] for row in rows] == ["1904", "1907"]
    assert [row["frustrated"] for row in rows] == ["2", "1"]
    assert [row["triangles"] for row in rows] == ["7", "13"]
    assert [float(row["balanced"]) for row in rows] == pytest.approx([4 / 7, 11 / 13])
    assert all(row["proved"] == "True" for row in rows)
    assert float(rows[1]["z"]) > float(rows[0]["z"])
    assert "no bands" in err
    _, table, _ = say("balance", "--data", powers)
    assert "frustrated (90 %)" in table
    assert "▁█" in table
    assert "…" not in table


def test_balance_has_bands_where_signs_are_unsure(tmp_path, say):
    (tmp_path / "t.csv").write_text("a,b,weight,positive\nA,B,3,0.8\nB,C,1,1\nA,C,2,1\n", encoding="utf-8")
    _, out, _ = say("balance", "--data", tmp_path / "t.csv", "--format", "jsonl")
    (row,) = read_lines(out)
    assert (row["period"], row["balanced"], row["balanced_low"], row["balanced_high"]) == (
        "all",
        1.0,
        0.0,
        1.0,
    )
    assert row["doubtful"] == 1
    assert "1.00 (0.00 … 1.00)" in say("balance", "--data", tmp_path / "t.csv")[1]


def test_strain_names_the_third_states(powers, say):
    _, out, err = say("strain", "--data", powers, "--at", "1904", "--format", "jsonl")
    rows = read_lines(out)
    assert [(row["a"], row["b"], row["gain"], row["triangles"]) for row in rows] == [
        ("GBR", "RUS", 2, 2), ("FRA", "ITA", 1, 1),
    ]  # fmt: skip
    assert rows[0]["strained_by"] == ["DEU", "FRA"]
    assert "4 of 7 triangles are balanced" in err
    table = say("strain", "--data", powers, "--at", "1904", "--top", 1)[1]
    assert "DEU (foe of both), FRA (friend of both)" in table
    assert "FRA ITA" not in table
    assert "DEU (friend of ITA, foe of FRA)" in say("strain", "--data", powers, "--at", "1904")[1]


def test_nothing_strained_is_said(tmp_path, say):
    (tmp_path / "t.csv").write_text("a;b;sign\nA;B;+\nB;C;-\nA;C;-\n", encoding="utf-8")
    status, out, err = say("strain", "--data", tmp_path / "t.csv")
    assert (status, out) == (0, "")
    assert "1 of 1 triangles are balanced; no tie is strained" in err
    (tmp_path / "t.csv").write_text("a\tb\tsign\nA\tB\t1\n", encoding="utf-8")
    status, out, err = say("strain", "--data", tmp_path / "t.csv")
    assert (status, out) == (0, "")
    assert "no three states are all tied" in err
    assert "hint: " in err


def test_only_some_states_and_periods(powers, say):
    _, out, _ = say("network", "--data", powers, "--states", "gbr, FRA,rus", "--format", "csv")
    assert len(read_csv(out)) == 3
    _, out, _ = say("balance", "--data", powers, "--from", "1905", "--to", "1910", "--format", "csv")
    assert [row["period"] for row in read_csv(out)] == ["1907"]
    _, by_day, _ = say("network", "--data", powers, "--at", "1904-05", "--format", "csv")
    assert by_day == say("network", "--data", powers, "--at", "1904", "--format", "csv")[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b,sign\nA,B,2\nA,C,x\n,C,1\nD,D,1\n", ["line 2: sign '2'", "line 3: sign 'x'", "line 4: a name", "line 5: 'D'"]),
        ("a,b,sign\nA,B,1\nB,A,-1\n", ["line 3: A-B is otherwise in line 2"]),
        ("a,b,sign,positive\nA,B,1,1.5\n", ["line 2: positive '1.5'"]),
        ("a,b,weight\nA,B,nan\nA,C,\n", ["line 2: weight 'nan'", "line 3: neither"]),
        ("x,y\n1,2\n", ["line 1: no column for a; b", "among x, y"]),
        ("a,b,sign\n", ["no row"]),
        ("", ["holds nothing"]),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_lines(text, told, tmp_path, say):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    for command in COMMANDS:
        status, out, err = say(command, "--data", tmp_path / "t.csv")
        assert (status, out) == (1, "")
        assert "t.csv" in err
        assert "hint: " in err
        for words in told:
            assert words in err


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("network", "--at", "1815"), 2, "no period '1815'"),
        (("network", "--states", "GBR,Atlantis"), 2, "no state is named 'Atlantis'"),
        (("network", "--states", "GBR"), 2, "GBR alone"),
        (("network", "--domain", "military"), 2, "takes the place of the ledger"),
        (("camps", "--imported"), 2, "takes the place of the ledger"),
        (("balance", "--by", "month"), 2, "--by month"),
        (("balance", "--from", "1950"), 2, "comes after"),
        (("network", "--output", "system.png"), 2, "no known ending"),
        (("camps", "--k", "0"), 2, "k"),
    ],
)
def test_a_wrong_call_on_a_table_says_what_is_wrong(words, status, told, powers, say):
    found, out, err = say(*words, "--data", powers)
    assert (found, out) == (status, "")
    assert told in err


def test_a_table_that_is_not_there(tmp_path, say):
    status, _, err = say("camps", "--data", tmp_path / "none.csv")
    assert status == 1
    assert "none.csv" in err


def test_windows_that_are_no_dates_keep_their_order(tmp_path, say):
    rows = ["period,a,b,sign", "96-99,A,B,1", "46-49,A,B,-1", "46-49,B,C,0"]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    _, out, _ = say("balance", "--data", tmp_path / "t.csv", "--format", "csv")
    assert [row["period"] for row in read_csv(out)] == ["96-99", "46-49"]
    status, _, err = say("balance", "--data", tmp_path / "t.csv", "--from", "1950")
    assert status == 2
    assert "need dates" in err
    _, out, err = say("network", "--data", tmp_path / "t.csv", "--at", "46-49")
    assert "hostile" in out
    assert "1 more pair was seen, of unsettled sign" in err
    assert "without a tie: C" in err


def test_a_table_without_a_settled_sign(tmp_path, say):
    (tmp_path / "t.csv").write_text("a,b,sign\nA,B,0\n", encoding="utf-8")
    for command in COMMANDS:
        status, out, err = say(command, "--data", tmp_path / "t.csv")
        assert (status, out) == (0, "")
        assert "no tie is settled" in err
        assert "hint: " in err


@pytest.mark.parametrize("ending", ["graphml", "gexf", "json", "csv"])
def test_the_network_is_written_to_a_file(ending, powers, tmp_path, say):
    file = tmp_path / f"system.{ending}"
    status, _, err = say("network", "--data", powers, "--output", file)
    assert status == 0
    assert "6 states and 13 ties" in err
    text = file.read_text(encoding="utf-8")
    if ending == "json":
        graph = json.loads(text)
        assert (len(graph["nodes"]), len(graph["links"]), graph["date"]) == (6, 13, "1907")
    elif ending == "csv":
        assert len(read_csv(text)) == 13
    else:
        tags = [element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()]  # noqa: S314  ours
        assert (tags.count("node"), tags.count("edge")) == (6, 13)
        assert "-1.0" not in text


def test_network_of_imported_rows_on_a_date(imported, say):
    words = ("network", "--imported", "--ledger", imported, "--format", "jsonl")
    before = {(row["a"], row["b"]): row for row in read_lines(say(*words, "--at", "2015-06")[1])}
    after = {(row["a"], row["b"]): row for row in read_lines(say(*words, "--at", "2017-06")[1])}
    assert (before["PAK", "USA"]["sign"], after["PAK", "USA"]["sign"]) == (1, -1)
    assert ("RUS", "USA") not in before
    assert before["IND", "PAK"]["probability"] > 0.95
    assert before["IND", "PAK"]["positive"] < 0.05
    assert before["IND", "PAK"]["events"] == 100
    err = say(*words, "--at", "2010")[2]
    assert "drawn back from events that came later" in err
    assert "700 dated events of 7 pairs" in err


def test_camps_balance_and_strain_of_imported_rows(imported, say):
    ledger = ("--imported", "--ledger", imported, "--format", "jsonl")
    rows = {row["state"]: row for row in read_lines(say("camps", *ledger, "--at", "2017", "--draws", 20)[1])}
    assert rows["PAK"]["camp"] == rows["CHN"]["camp"] != rows["USA"]["camp"] == rows["IND"]["camp"]
    course = read_lines(say("balance", *ledger, "--by", "year", "--from", "2014", "--to", "2017")[1])
    assert [row["period"] for row in course] == ["2014", "2015", "2016", "2017"]
    assert [row["frustrated"] for row in course[1:]] == [1, 0, 0]
    assert course[0]["date"] == "2014-07-02"
    quarters = read_lines(say("balance", *ledger, "--by", "quarter", "--from", "2015", "--to", "2015")[1])
    assert [row["period"] for row in quarters] == ["2015-Q1", "2015-Q2", "2015-Q3", "2015-Q4"]
    strained = read_lines(say("strain", *ledger, "--at", "2015")[1])
    assert {(row["a"], row["b"]) for row in strained} == {("IND", "PAK"), ("IND", "USA"), ("PAK", "USA")}
    assert all(row["gain"] == 1 and "newest_events" not in row for row in strained)
    assert read_lines(say("network", *ledger, "--states", "Russia,China,USA", "--at", "2015")[1])


def test_the_newest_events_of_a_strained_pair(argued, say, tmp_path):
    """Of a coded ledger, up to the day."""
    from detente.cli.standing_rows import add_events  # noqa: PLC0415

    rows = [{"a": "PAK", "b": "RUS"}]
    add_events(rows, argued, until=date(2014, 12, 1), limit=2)
    assert rows[0]["events"]
    assert "RUS" in rows[0]["newest_events"]
    assert "2015" not in rows[0]["newest_events"].replace("[", "")[:10]
    none = [{"a": "PAK", "b": "RUS"}]
    add_events(none, argued, until=date(1990, 1, 1), limit=2)
    assert none[0]["events"] == []


def test_a_small_ledger_says_how_little_it_knows(argued, say):
    for command in COMMANDS:
        status, _, err = say(command, "--ledger", argued)
        assert status == 0
        assert "trust the intervals, not the means" in err
    status, out, err = say("network", "--ledger", argued, "--states", "RUS,CHN")
    assert (status, out) == (0, "")
    assert "nothing is known between these states" in err
    status, out, err = say("network", "--ledger", argued, "--states", "Russia,Atlantis")
    assert (status, out) == (2, "")


def test_a_ledger_without_a_dated_event_says_so(tmp_path, say):
    detente.open_ledger(tmp_path / "none").close()
    for command in COMMANDS:
        status, out, err = say(command, "--ledger", tmp_path / "none")
        assert (status, out) == (1, "")
        assert "no event with a date" in err
        assert say(command, "--ledger", tmp_path / "none", "--domain", "sports")[0] == 2
        assert (
            "no domain is named 'sports'"
            in say(command, "--ledger", tmp_path / "none", "--layer", "sports")[2]
        )


def test_layers_are_added(imported, say):
    words = ("network", "--imported", "--ledger", imported, "--at", "2015")
    status, out, _ = say(*words, "--layer", "diplomatic", "--layer", "military")
    assert status == 0
    assert "diplomatic + military" in out


def test_the_help_teaches(say):
    for command in COMMANDS:
        status, out, _ = say(command, "--help")
        assert status == 0
        assert f"Example:  detente {command}" in " ".join(out.replace("│", " ").split(" ")).replace("\n", " ")
    assert "The system of states" in say("--help")[1]


def test_periods_of_a_window():
    window = (date(2014, 11, 20), date(2015, 2, 1))
    assert [name for name, _ in list_periods(window, "month")] == ["2014-11", "2014-12", "2015-01", "2015-02"]
    assert [str(day) for _, day in list_periods(window, "year")] == ["2014-07-02", "2015-07-02"]
    assert next(list_periods((date(9999, 12, 1), date(9999, 12, 31)), "year"))[0] == "9999"


def test_a_line_of_blocks():
    assert draw_line([0, 1, None, 0.5]) == "▁█ ▅"
    assert draw_line([2, 2]) == "▁▁"
    assert draw_line([]) == ""
