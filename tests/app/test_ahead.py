"""What next, what if, and answers to questions, as pages."""

import re
import time

import detente
from detente.forecast.keeping import build_kept_forecast
from detente.forecast.nouns import OccurrenceForecast
from detente.ledger import open_ledger

from .conftest import visiting

JSON = {"accept": "application/json"}
STEPS = "/whatif?steps=set+IND-USA+cooperation+%2B1&a=IND&b=RUS&months=2&runs=10"


def _page(there, path):
    answer = there.client.get(path)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def test_the_page_foretells_a_pair_beside_the_plain_forecasts(served):
    text = _page(served, "/forecast?a=Russia&b=PAK&horizon=3m")
    for words in ("Base rate", "Climatology", "No change", "It rests on", "forecast</text>", 'class="ahead '):
        assert words in text
    assert "too few to test probabilities on" in text
    told = served.client.get("/forecast.json?a=RUS&b=PAK").json()["page"]["outlooks"]["outlooks"]
    assert [one["dyad"] for one in told] == [["PAK", "RUS"]]
    assert len(told[0]["fans"]) == 4
    assert not re.search(r"(from|to|By|on) \d{4}-\d\d", text), "dates in words"
    counted = [tuple(why["events"]) for why in told[0]["chances"][0]["reasons"]]
    assert len(counted) == len(set(counted)), "the same events are listed once"
    rows = served.client.get("/forecast.csv?a=RUS&b=PAK").text.splitlines()
    assert {line.split(",")[2] for line in rows[1:]} == {"counts", "occurrence", "level"}


def test_what_is_foretold_is_dashed_and_the_past_is_not(served):
    level = served.client.get("/forecast.json?a=RUS&b=PAK").json()["page"]["outlooks"]["outlooks"][0]["level"]
    past, ahead = (re.findall(r"[ML]([\d.]+) ", level[name]) for name in ("past", "ahead"))
    assert float(past[-1]) == float(ahead[0]) == 10 * level["now"]
    css = served.client.get("/static/app.css").text
    assert re.search(r"\.ahead\{[^}]*stroke-dasharray", css)


def test_bad_pairs_and_horizons_are_told(served):
    for query, status, words in (
        ("a=RUS", 400, "one actor is no pair"),
        ("horizon=0m", 400, "zero"),
        ("horizon=50y", 400, "60 months"),
        ("a=RUS&b=Atlantis", 404, "no actor is named"),
    ):
        answer = served.client.get(f"/forecast.json?{query}")
        assert answer.status_code == status
        assert words in answer.text


def test_the_record_of_past_forecasts_is_shown_with_its_scores(own):
    forecast = OccurrenceForecast(
        "USA", "SANCTION", "PAK", "2018-01-01", 30, 0.7, 0.4, 0.9, {"base rate": 0.02}, (), 4, 2, "m 1"
    )
    kept = build_kept_forecast(forecast, version=detente.__version__, made="2018-01-01T09:00:00")
    assert "None yet" in _page(own, "/forecast")
    with open_ledger(own.app.state.books.folder, create=False) as books:
        assert books.keep_forecasts([kept]) == 1
    text = _page(own, "/forecast")
    assert "scored" in text
    assert "Brier 0.090; base rate 0.960: better than all" in text


def test_a_dyad_shows_what_is_foretold_of_it(served):
    text = _page(served, "/dyads/PAK/RUS")
    assert 'id="next"' in text
    assert "Will it?" in text
    assert "/whatif?a=PAK&amp;b=RUS" in text


def test_every_question_has_a_page_that_answers_it(served):
    ids = re.findall(r'href="/questions/(q[0-9a-f]+)"', _page(served, "/questions"))
    assert len(ids) == len(set(ids)) > 3
    text = _page(served, f"/questions/{ids[0]}")
    for words in ("Course", "Claims", "Mechanisms", "Forecast", "What if", "From the numbers"):
        assert words in text
    told = served.client.get(f"/questions/{ids[0]}.json").json()["page"]["answer"]
    level = served.client.get(f"/questions/{ids[0]}.json").json()["page"]["outlooks"][0]["level_rows"][-1]
    now = served.client.get(f"/questions/{ids[0]}.json").json()["page"]["outlooks"][0]["level"]["words"]
    assert told["short"].startswith(("The evidence does not say", "Yes", "No", "Its words do not say"))
    if level[2] < 0 < level[3] and "Level" in now:
        assert not told["short"].startswith(
            ("Yes, as far as these numbers reach (close", "No, as far as these n")
        )
    assert served.client.get("/questions/q0", headers=JSON).status_code == 404


def test_a_what_if_runs_beside_and_the_server_goes_on(served):
    first = time.monotonic()
    text = _page(served, STEPS)
    assert time.monotonic() - first < 5
    assert 'http-equiv="refresh"' in text
    assert served.client.get("/states").status_code == 200, "other pages are served meanwhile"
    for _ in range(240):
        text = _page(served, STEPS)
        if 'http-equiv="refresh"' not in text:
            break
        time.sleep(0.5)
    assert "What the model implies" in text
    assert "by their own past" in text
    assert "through the network" in text
    told = served.client.get(STEPS.replace("/whatif", "/whatif.json")).json()["page"]
    assert told["state"] == "done"
    assert told["result"]["steps"] == ["IND-USA cooperation +1"]
    assert {tuple(one["names"]) for one in told["result"]["effects"]} >= {("India", "Russia")}


def test_steps_that_cannot_be_played_out_are_told_and_stay_in_the_form(served):
    for steps, words in (
        ("frob+IND", "begins with do, set or without"),
        ("do+2022-13+USA+SANCTION+PAK", "no month"),
        ("%3Cscript%3E", "&lt;script&gt;"),
    ):
        text = _page(served, f"/whatif?steps={steps}")
        assert words in text
        assert "<script>alert" not in text
    for _ in range(240):
        text = _page(served, "/whatif?steps=set+IND-Atlantis+military+%2B1")
        if 'http-equiv="refresh"' not in text:
            break
        time.sleep(0.5)
    assert "no actor is named" in text
    assert served.client.get("/whatif.json?runs=1").status_code == 400


def test_the_pages_keep_to_the_policy_and_fit_a_phone(browser, served):
    for path in ("/forecast", STEPS.replace("runs=10", "runs=11"), "/whatif"):
        with visiting(browser, served, path, width=390) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert page.locator("[style]").count() == 0
