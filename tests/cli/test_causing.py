"""test and why: on made-up tables, on a made-up ledger, and on what is too thin."""

import csv
import io
import json
from datetime import date, timedelta
from random import Random

import pytest

import detente
from detente.core.errors import UsageError
from detente.exchange import import_events
from detente.pages.causes import parse_neutral

STATES = [f"s{number:02d}" for number in range(14)]


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Twelve periods of signed ties in which a common enemy makes two states deal with each other."""
    chance = Random(5)
    lines, hostile = ["a,b,period,sign,trade"], set()
    for period in range(12):
        ties = {}
        for place, one in enumerate(STATES):
            for other in STATES[place + 1 :]:
                shared = sum({(one, third), (other, third)} <= hostile for third in STATES)
                if chance.random() < (0.75 if shared else 0.25):
                    ties[one, other] = chance.choice([1, -1])
                lines.append(
                    f"{one},{other},{1900 + period},{ties.get((one, other), 0)},{chance.random():.2f}"
                )
        hostile = {
            pair for (one, other), sign in ties.items() if sign < 0 for pair in ((one, other), (other, one))
        }
    path = tmp_path_factory.mktemp("signed") / "ties.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Facts between nine states over eight years."""
    folder = tmp_path_factory.mktemp("imported")
    chance = Random(2)
    names = ["RUS", "CHN", "PAK", "IND", "USA", "FRA", "GBR", "IRN", "TUR"]
    lines = ["date,source,target,type"]
    for day in range(0, 365 * 8, 3):
        one, other = chance.sample(names, 2)
        foes = {one, other} in ({"IND", "PAK"}, {"USA", "RUS"}, {"USA", "IRN"})
        deed = "ASSAULT" if foes and chance.random() < 0.8 else chance.choice(["AGREE", "CONSULT", "ACCUSE"])
        lines.append(f"{date(2010, 1, 1) + timedelta(days=day)},{one},{other},{deed}")
    (folder / "facts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    detente.open_ledger(folder / "ledger").close()
    import_events(folder / "ledger", [folder / "facts.csv"], "csv")
    return folder / "ledger"


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_mechanism_is_told_in_two_parts_with_words(say, signed):
    status, out, err = say("test", "enemy-of-enemy", "--data", signed, "--permutations", "19", "--no-ahead")
    assert status == 0
    assert "Two states with a common enemy are more likely to deal with each other" in out
    assert "deal at all" in out
    assert "friendly, if so" in out
    assert "raw, common_enemy: without it" in out
    assert "It cannot say that the enemy is why" in out
    assert "ties.csv: 1,001 pairs in periods 1901 to 1911" in err


def test_findings_come_as_rows(say, signed):
    status, out, _ = say(
        "test",
        "enemy_of_enemy",
        "--data",
        signed,
        "--permutations",
        "19",
        "--control",
        "common_friend",
        "--format",
        "csv",
    )
    assert status == 0
    rows = read_csv(out)
    assert [(row["part"], bool(row["controls"])) for row in rows] == [
        ("meeting", False),
        ("tone", False),
        ("meeting", True),
        ("tone", True),
    ]
    controlled = rows[2]
    assert "common_friend" in controlled["controls"]
    assert float(controlled["low"]) > 0
    assert float(controlled["p_permuted"]) == 1 / 20
    assert float(controlled["gain_low"]) > 0
    assert rows[3]["verdict"] == "undecided"
    assert rows[0]["p_adjusted"] == ""


def test_every_mechanism_that_the_data_can_test_is_tested(say, signed):
    status, out, err = say(
        "test", "all", "--data", signed, "--permutations", "0", "--no-ahead", "--format", "jsonl"
    )
    assert status == 0
    tested = {json.loads(line)["mechanism"] for line in out.splitlines()}
    assert {"enemy_of_enemy", "bloc_formation", "economic_interest"} <= tested
    assert "arms_market: these data cannot test arms_market" in err
    assert "jealousy_denied" not in tested


def test_a_ledger_of_imported_rows_can_be_tested(say, imported):
    words = ("--imported", "--ledger", imported, "--permutations", "0", "--no-ahead", "--neutral", "mean")
    status, out, err = say("test", "shared_threat", *words)
    assert status == 0, err
    assert "shared_threat" in out
    assert "imported rows of" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["test", "no_such"], "no mechanism is named 'no_such'"),
        (["test", "jealousy_denied"], "cannot be tested"),
        (["test", "--by", "week"], "--by cannot be 'week'"),
        (["test", "--neutral", "2"], "--neutral cannot be '2'"),
        (["test", "--column", "a"], "no pair"),
        (["test", "--column", "a=x"], "--data FILE"),
        (["test", "arms_market", "--data", "{signed}"], "it needs link(arms, log)"),
        (["test", "--data", "{signed}", "--imported"], "takes the place of the ledger"),
        (["test", "--data", "no_such.csv"], "no such file"),
        (["why", "s00", "s00"], "no pair"),
        (["why", "s00", "zz", "--data", "{signed}", "--ledger", "no_such"], "'zz'"),
        (
            [
                "why",
                "s00",
                "s01",
                "--data",
                "{signed}",
                "--ledger",
                "no_such",
                "--from",
                "1905",
                "--to",
                "1901",
            ],
            "no time",
        ),
    ],
)
def test_what_is_wrong_is_said(say, signed, words, said):
    status, _, err = say(*(word.format(signed=signed) for word in words))
    assert status in (1, 2)
    assert said in err
    assert "Traceback" not in err


def test_thin_data_are_said_to_be_thin(say, tmp_path):
    (tmp_path / "t.csv").write_text(
        "a,b,period,sign\nA,B,1,1\nA,C,1,-1\nA,B,2,1\nA,C,2,1\n", encoding="utf-8"
    )
    status, _, err = say("test", "enemy_of_enemy", "--data", tmp_path / "t.csv")
    assert status == 1
    assert "too thin" in err


def test_two_signs_of_one_pair_are_refused(say, tmp_path):
    (tmp_path / "t.csv").write_text("a,b,period,sign\nA,B,1,1\nB,A,1,-1\nA,B,2,1\n", encoding="utf-8")
    status, _, err = say("test", "enemy_of_enemy", "--data", tmp_path / "t.csv")
    assert status == 1
    assert "A and B have two signs in 1" in err


def test_a_pair_is_accounted_for_from_a_table(say, signed):
    status, out, err = say(
        "why", "s00", "s01", "--data", signed, "--ledger", "no_such", "--from", "1902", "--to", "1911"
    )
    assert status == 0, err
    assert "What the mechanisms say of s00 and s01, 1902 to 1911" in out
    assert "no ledger: the course" in err
    status, out, _ = say("why", "s00", "s01", "--data", signed, "--ledger", "no_such", "--format", "csv")
    assert status == 0
    rows = {row["covariate"]: row for row in read_csv(out)}
    row = rows["common_enemy"]
    assert float(row["part"]) == pytest.approx(
        float(row["effect"]) * (float(row["after"]) - float(row["before"]))
    )


def test_a_pair_of_imported_rows_has_its_course_and_its_events(say, imported):
    status, out, err = say("why", "Pakistan", "IND", "--imported", "--ledger", imported, "--neutral", "mean")
    assert status == 0, err
    assert "on a scale of -10 to +10" in out
    assert "What moved it" in out
    assert "What the mechanisms say of IND and PAK" in out
    assert "the rest is their own" in out


def test_arguments_of_articles_are_put_to_the_data(say, argued):
    status, out, err = say("why", "RUS", "PAK", "--ledger", argued)
    assert status == 0, err
    assert "Argued by" in out
    assert "in the data:" in out


def test_neutral_is_a_share_or_the_mean():
    assert parse_neutral("mean") is None
    assert parse_neutral("0.8") == 0.8
    with pytest.raises(UsageError):
        parse_neutral("much")
