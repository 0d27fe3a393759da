"""dyads, shifts, tilt, turning-points, rates, and the level in dyad: on a made-up ledger and a small one."""

import csv
import io
import json
from datetime import date, timedelta
from random import Random

import pytest

import detente
from detente.actors.actor import Actor
from detente.cli.charts import Curve, Frame, draw_chart, sample_days
from detente.cli.levels import levels_of
from detente.coding.event import CodedDocument, Event, Trace
from detente.core.identity import content_id, record_id
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.documents.signatures import build_signature
from detente.exchange import import_events
from detente.sentences.sentence import Sentence

BREAK = date(2017, 3, 1)
COURSES = {  # level before and after the break
    ("RUS", "UKR"): (4.0, -8.0),
    ("PAK", "USA"): (3.0, -4.0),
    ("PAK", "RUS"): (-1.0, 5.0),
    ("CHN", "IND"): (1.0, 1.0),
}
WORDS = (
    "river",
    "dam",
    "road",
    "port",
    "energy",
    "oil",
    "grain",
    "steel",
    "court",
    "treaty",
    "envoy",
    "border",
)


def make_document(pair, chance):
    """Fifty dated events of a pair, some weeks apart, and two without a date."""
    text, sentences, found, day = "", [], [], date(2014, 1, 10)
    for index in range(52):
        words = f"{pair[0]} meets {pair[1]} on the {' '.join(chance.choices(WORDS, k=9))}, {index}."
        sentence = Sentence(index, len(text), len(text) + len(words), words, "body", index)
        text += words + " "
        sentences.append(sentence)
        found.append((sentence, None if index >= 50 else day))
        day += timedelta(days=chance.randint(30, 60))
    document = Document(
        id=content_id(text), name=f"{'-'.join(pair)}.txt", path=f"{'-'.join(pair)}.txt", text=text,
        blocks=(Block(0, len(text), "body"),), title=None, published="2021-06-01", published_rule="option",
        url="", outlet="The Paper", language="en", media_type="text/plain", original_id=content_id(text + "!"),
        signature=build_signature(text),
    )  # fmt: skip
    events = [make_event(document, pair, sentence, day, chance) for sentence, day in found]
    actors = tuple(Actor(name, name, "state", name) for name in pair)
    return CodedDocument(document, tuple(sentences), actors, (), tuple(events), ())


def make_event(document, pair, sentence, day, chance):
    before, after = COURSES[pair]
    level = (before if day < BREAK else after) if day else 9.0
    intensity = round(level + chance.gauss(0, 1.5), 1)
    return Event(
        id=record_id("event", document.id, sentence.start), document=document.id,
        type="AGREE" if intensity > 0 else "ACCUSE", mode=None,
        contexts=("military",) if sentence.index % 2 else ("economic",), source=(pair[0],), target=(pair[1],),
        persons=(), status="occurred", asserted_by="author", date=day.isoformat() if day else None,
        date_text=None, place=None, object=None, project=None, amounts=(), intensity=intensity,
        quad_class=1 if intensity > 0 else 4, confidence=0.9,
        evidence=(Span(sentence.start, sentence.end, sentence.text),),
        trace=Trace("pattern", "0.1.0", ("made up",)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """A ledger of four pairs, three of which turn on one day. Not to be written to."""
    folder = tmp_path_factory.mktemp("moved") / "ledger"
    chance = Random(4)
    with detente.open_ledger(folder) as books:
        for pair in COURSES:
            books.add(make_document(pair, chance))
    return folder


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def numbers(row, *names):
    return [float(row[name]) for name in names]


def test_the_made_up_ledger_is_as_it_is_meant_to_be(moved):
    with detente.open_ledger(moved, create=False, read_only=True) as books:
        assert books.counts()["merged_events"] == 208
        levels = levels_of(books, domain="overall")
    assert len(levels.observations.dyads) == 4
    assert len(levels.observations.undated) == 8


def test_dyads_are_listed_with_their_level_on_a_day(moved, say):
    status, out, err = say("dyads", "--ledger", moved, "--at", "2016", "--format", "csv")
    rows = {(row["a"], row["b"]): row for row in read_csv(out)}
    assert status == 0
    assert set(rows) == set(COURSES)
    for pair, (before, _) in COURSES.items():
        low, level, high = numbers(rows[pair], "low", "level", "high")
        assert low < level < high
        assert abs(level - before) < 1.5
        assert rows[pair]["events"] == "50"
    assert "200 dated events of 4 pairs" in err
    assert "8 events without a date are left out" in err


def test_the_largest_shift_comes_first_with_its_interval(moved, say):
    _, out, _ = say("shifts", "--from", "2015", "--to", "2018", "--ledger", moved, "--format", "csv")
    rows = read_csv(out)
    assert (rows[0]["a"], rows[0]["b"]) == ("RUS", "UKR")
    assert (rows[0]["from"], rows[0]["to"]) == ("2015-01-01", "2018-12-31")
    low, change, high = numbers(rows[0], "low", "change", "high")
    assert low < -12 < high
    assert low < change < high < 0
    assert float(rows[0]["probability"]) > 0.999
    sizes = [abs(float(row["change"])) for row in rows]
    assert sizes == sorted(sizes, reverse=True)


def test_the_false_discovery_rate_keeps_out_what_did_not_move(moved, say):
    words = ("shifts", "--from", "2015", "--to", "2018", "--ledger", moved, "--format", "jsonl")
    kept = {(row["a"], row["b"]) for row in map(json.loads, say(*words, "--fdr", "0.01")[1].splitlines())}
    assert kept == set(COURSES) - {("CHN", "IND")}
    assert len(say(*words, "--limit", 1)[1].splitlines()) == 1


def test_without_dates_shifts_run_from_the_first_event_to_the_last(moved, say):
    _, out, _ = say("shifts", "--ledger", moved, "--format", "csv")
    first, last = read_csv(out)[0]["from"], read_csv(out)[0]["to"]
    assert first == "2014-01-10"
    assert date.fromisoformat(last) > date(2019, 1, 1)


def test_tilt_by_year_and_its_change(moved, say):
    words = ("tilt", "Pakistan", "--between", "USA", "Russia", "--ledger", moved, "--format", "csv")
    _, out, err = say(*words, "--from", "2015", "--to", "2018")
    rows = read_csv(out)
    days = ["2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01", "2018-12-31"]
    assert [row["date"] for row in rows] == days
    assert abs(float(rows[0]["tilt"]) - 4) < 2
    assert abs(float(rows[-1]["tilt"]) + 9) < 2
    assert float(rows[0]["probability"]) > 0.9
    assert float(rows[-1]["probability"]) < 0.1
    assert rows[0]["change"] == ""
    low, change, high = numbers(rows[-1], "change_low", "change", "change_high")
    assert low < -13 < high < 0
    assert change == pytest.approx(float(rows[-1]["tilt"]) - float(rows[0]["tilt"]))
    assert "PAK and USA: 50 dated events" in err
    _, turned, _ = say(*words[:3], "Russia", "USA", *words[5:], "--from", "2015", "--to", "2018")
    assert float(read_csv(turned)[0]["tilt"]) == pytest.approx(-float(rows[0]["tilt"]))


def test_tilt_on_days(moved, say):
    words = ("tilt", "PAK", "--between", "USA", "RUS", "--ledger", moved, "--format", "csv")
    _, out, _ = say(*words, "--at", "2018", "--at", "2015-02-03")
    assert [row["date"] for row in read_csv(out)] == ["2015-02-03", "2018-07-02"]


def test_the_surest_turning_point_is_found_with_its_events(moved, say):
    _, out, _ = say("turning-points", "--ledger", moved, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {(row["a"], row["b"]) for row in rows} >= {("RUS", "UKR")}
    (turn,) = [row for row in rows if row["a"] == "RUS"]
    assert abs((date.fromisoformat(turn["date"]) - BREAK).days) <= 60
    assert turn["earliest"] < turn["date"] <= turn["latest"]
    assert turn["change_high"] < 0
    assert turn["probability"] > 0.9
    assert turn["events"]
    for event in turn["events"]:
        assert event["push"] < 0
        assert event["date"] >= "2017"
    assert [row["probability"] for row in rows] == sorted((row["probability"] for row in rows), reverse=True)
    assert say("turning-points", "--ledger", moved, "--since", "2019", "--format", "jsonl")[1] == ""
    _, one, _ = say("turning-points", "--dyad", "USA", "Pakistan", "--ledger", moved, "--format", "csv")
    assert {row["a"] for row in read_csv(one)} == {"PAK"}


def test_turning_points_as_table_name_their_events(moved, say):
    _, out, _ = say("turning-points", "--dyad", "RUS", "UKR", "--ledger", moved)
    assert "ACCUSE RUS → UKR [" in out


def test_rates_by_quad_class(moved, say):
    _, out, _ = say("rates", "Russia", "Ukraine", "--ledger", moved, "--format", "csv")
    rows = [row for row in read_csv(out) if row["quad_class"] in ("verbal_cooperation", "material_conflict")]
    events = {(row["period"], row["quad_class"]): int(row["events"]) for row in rows}
    assert events["2015", "verbal_cooperation"] >= 6
    assert events["2018", "material_conflict"] >= 6
    assert sum(events.values()) == 50
    for row in rows:
        rate = float(row["rate"])
        assert rate > 0
        assert row["low"] == "" or float(row["low"]) < rate < float(row["high"])
    assert "verbal cooperation" in say("rates", "RUS", "UKR", "--ledger", moved, "--by", "month")[1]


def test_dyad_has_the_level_beside_the_counts(moved, say):
    _, out, _ = say("dyad", "Ukraine", "Russia", "--ledger", moved, "--format", "csv")
    rows = {row["period"]: row for row in read_csv(out)}
    names = list(rows["2015"])
    assert names[:2] == ["period", "events"]
    assert names[-4:] == ["level", "level_mean", "level_low", "level_high"]
    for year, level in (("2015", 4.0), ("2018", -8.0)):
        low, mean, high = numbers(rows[year], "level_low", "level_mean", "level_high")
        assert low < mean < high
        assert abs(mean - level) < 1.5
    assert rows["undated"]["events"] == "2"
    assert rows["undated"]["level_mean"] == ""
    _, told, _ = say("dyad", "RUS", "UKR", "--ledger", moved, "--format", "csv", "--undated", "published")
    assert {row["period"]: row["events"] for row in read_csv(told)}["2021"] == "2"
    _, part, _ = say("dyad", "RUS", "UKR", "--ledger", moved, "--format", "csv", "--domain", "military")
    assert sum(int(row["events"]) for row in read_csv(part)) == 26


def test_dyad_is_drawn_with_its_turning_point(moved, say):
    status, out, err = say("dyad", "Russia", "Ukraine", "--plot", "--ledger", moved)
    lines = out.splitlines()
    assert status == 0
    assert "\x1b" not in out
    assert all(len(line) <= 80 for line in lines[:17])
    assert any(0x2800 < ord(character) < 0x2900 for character in out)
    assert "▼" in out
    assert "2017" in out
    assert "Turning points" in out
    assert "200 dated events" in err


def test_a_chart_shows_line_band_turns_and_events():
    frame = Frame.around(date(2014, 1, 1), date(2018, 1, 1), width=60, height=14)
    days = sample_days(frame)
    assert len(days) == 2 * frame.columns == 106
    mean = [5.0 if day < date(2016, 1, 1) else -5.0 for day in days]
    turn = date(2016, 1, 1).toordinal()
    curve = Curve(
        mean=mean, low=[value - 1 for value in mean], high=[value + 1 for value in mean],
        turns=[(turn, turn - 200, turn + 100, -10.0)], events=[turn, turn, turn + 400],
    )  # fmt: skip
    lines = draw_chart(frame, curve).plain.splitlines()
    assert len(lines) == 14
    assert max(map(len, lines)) <= 60
    plot = [line[7:] for line in lines[:10]]
    middle = frame.column(turn)
    full = "⠉⠒⠤⣀"
    assert any(mark in plot[row][:middle] for row in range(3) for mark in full)
    assert not any(character.strip("┄ ") for character in plot[8][: middle - 1])
    assert lines[10].startswith("turns")
    assert lines[10][7 + middle] == "▼"
    assert "─" in lines[10]
    assert lines[11][7 + middle] == "█"
    assert lines[13].split() == ["2014", "2015", "2016", "2017", "2018"]


@pytest.mark.parametrize("days", [0, 1, 500, 40_000])
@pytest.mark.parametrize("width", [20, 80, 160])
def test_a_chart_is_as_wide_as_asked_whatever_the_time(days, width):
    first = date(1890, 12, 31)
    frame = Frame.around(first, first + timedelta(days=days), width=width)
    flat = [0.0] * (2 * frame.columns)
    assert len(sample_days(frame)) == len(flat)
    lines = draw_chart(
        frame, Curve(mean=flat, low=flat, high=flat, events=[first.toordinal()])
    ).plain.splitlines()
    assert max(map(len, lines)) <= max(width, 27)
    assert lines[-1].strip()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shifts", "--from", "2018", "--to", "2014"), "2018-01-01 comes after 2014-12-31"),
        (("shifts", "--from", "soon"), "--from: 'soon' is not an EDTF date"),
        (("shifts", "--to", "2014/.."), "open end"),
        (("shifts", "--domain", "sports"), "no domain is named 'sports'"),
        (("tilt", "PAK", "--between", "USA", "Atlantis"), "no actor is named 'Atlantis'"),
        (("tilt", "PAK", "--between", "USA", "Pakistan"), "PAK between USA and PAK"),
        (("tilt", "PAK", "--between", "USA", "IND"), "no dated event between PAK and IND"),
        (("tilt", "PAK", "--between", "USA", "RUS", "--at", "2015", "--to", "2018"), "--at names days"),
        (("turning-points", "--dyad", "USA", "CHN"), "no dated event between CHN and USA"),
        (("dyad", "USA", "CHN", "--plot"), "no dated event between CHN and USA"),
        (("dyad", "RUS", "UKR", "--plot", "--format", "csv"), "--plot draws for the eye"),
    ],
)
def test_what_cannot_be_answered_is_a_wrong_call(words, told, moved, say):
    status, out, err = say(*words, "--ledger", moved)
    assert (status, out) == (2, "")
    assert told in err
    assert "hint: " in err


def test_the_hint_names_whom_an_actor_was_seen_with(moved, say):
    _, _, err = say("tilt", "PAK", "--between", "USA", "IND", "--ledger", moved)
    assert "PAK-RUS" in err
    assert "PAK-USA" in err


def test_a_small_ledger_says_how_little_it_knows(argued, say):
    for words in (("shifts",), ("dyads",), ("dyad", "RUS", "PAK", "--plot"), ("turning-points",)):
        status, _, err = say(*words, "--ledger", argued)
        assert status == 0
        assert "trust the intervals, not the means" in err
    _, out, _ = say("shifts", "--ledger", argued, "--format", "csv")
    for row in read_csv(out):
        low, high = numbers(row, "low", "high")
        assert low < 0 < high


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A ledger into which facts of three pairs of states were imported; one pair turns in 2017."""
    folder = tmp_path_factory.mktemp("imported")
    chance = Random(5)
    lines = ["date,source,target,type"]
    for week in range(300):
        day = date(2014, 1, 1) + timedelta(days=7 * week)
        lines.append(f"{day},RUS,UKR,{'AGREE' if day < BREAK else 'ASSAULT'}")
        lines.append(f"{day},PAK,USA,{chance.choice(['ACCUSE', 'CONSULT'])}")
        lines.append(f"{day},PAK,RUS,CONSULT")
    (folder / "facts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    detente.open_ledger(folder / "ledger").close()
    tally = import_events(folder / "ledger", [folder / "facts.csv"], "csv")
    assert tally.events == 900
    return folder / "ledger"


def test_levels_of_what_was_imported(imported, say):
    _, out, err = say("turning-points", "--imported", "--ledger", imported, "--format", "jsonl")
    turns = [json.loads(line) for line in out.splitlines()]
    assert [(turn["a"], turn["b"]) for turn in turns] == [("RUS", "UKR")]
    assert turns[0]["earliest"] < BREAK.isoformat() <= turns[0]["latest"]
    assert turns[0]["events"][0]["event"].startswith("facts.csv:")
    assert "900 dated events of 3 pairs" in err
    assert "[facts.csv:" in say("turning-points", "--imported", "--ledger", imported)[1]
    _, out, _ = say("shifts", "--imported", "--ledger", imported, "--format", "csv")
    assert (read_csv(out)[0]["a"], read_csv(out)[0]["b"]) == ("RUS", "UKR")
    _, out, _ = say(
        "tilt", "PAK", "--between", "USA", "RUS", "--imported", "--ledger", imported, "--at", "2018"
    )
    assert "2018-07-02" in out
    assert "RUS" in say("dyads", "--imported", "--ledger", imported)[1]
    assert "▼" in say("dyad", "RUS", "UKR", "--plot", "--imported", "--ledger", imported)[1]


def test_what_was_imported_does_not_mix_with_what_was_coded(imported, moved, say):
    status, _, err = say("shifts", "--ledger", imported)
    assert status == 1
    assert "no event with a date" in err
    status, _, err = say("shifts", "--imported", "--ledger", moved)
    assert status == 1
    assert "no imported row" in err
    status, _, err = say("dyad", "RUS", "UKR", "--imported", "--ledger", imported)
    assert status == 2
    assert "add --plot" in err


def test_a_ledger_without_a_dated_event_says_so(tmp_path, say):
    detente.open_ledger(tmp_path / "none").close()
    for words in (("shifts",), ("dyads",), ("turning-points",)):
        status, out, err = say(*words, "--ledger", tmp_path / "none")
        assert (status, out) == (1, "")
        assert "no event with a date" in err
    status, out, err = say("rates", "RUS", "PAK", "--ledger", tmp_path / "none")
    assert (status, out) == (0, "")
    assert "no dated event between PAK and RUS" in err
