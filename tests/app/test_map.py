"""The map: its dots, arcs and areas, and what they are counted from."""

import csv
import io
import json
import math

import numpy as np
import pytest

from detente.actors import read_actor_base
from detente.core.provenance import check_data_files
from detente.ledger import open_ledger
from detente.pages.asking import Asked
from detente.pages.map import MapDot, make_map
from detente.pages.map_drawn import FRAMES, draw
from detente.pages.map_ground import project, read_capitals, read_ground
from detente.relations import DOMAINS, find_domains
from detente.report.words import DONE

from .conftest import visiting


def page_of(served, query=""):
    return served.client.get(f"/map.json{query}").json()["page"]


def dots_at(*states):
    out = []
    for n, state in enumerate(states):
        one = read_capitals()[state]
        out.append(
            MapDot(state, state, one.name, one.lat, one.lon, "", 100 - n, True, state, f"/states/{state}")
        )
    return tuple(out)


def test_every_state_of_the_actor_base_has_a_capital():
    states = {actor.id for actor in read_actor_base().actors.values() if actor.kind == "state"}
    assert states
    assert states - read_capitals().keys() == set()
    small = {"SGP", "MLT", "BHR", "MDV", "VAT", "MCO", "NRU", "XKX", "TWN", "PSE"}
    assert small <= read_capitals().keys()
    assert all(-90 < one.lat < 90 and -180 < one.lon <= 180 for one in read_capitals().values())


def test_the_data_are_those_recorded():
    check_data_files()


def test_the_projection_is_equal_earth():
    x, y = project(180.0, 0.0)
    assert math.isclose(x, 2.7066, abs_tol=1e-3)
    assert y == 0
    assert math.isclose(float(project(0.0, 90.0)[1]), 1.3174, abs_tol=1e-3)
    far, near = project(np.array([370.0, 10.0]), np.array([50.0, 50.0]))[0]
    assert math.isclose(far - near, 2 * project(180.0, 50.0)[0])
    lat = np.linspace(
        -80, 80, 401
    )  # equal areas: the width of a strip by its height goes with its area on the globe
    width, y = project(np.full(401, 1.0), lat)
    strips = (width[1:] + width[:-1]) / 2 * np.diff(y)
    assert np.allclose(
        strips / np.diff(np.sin(np.radians(lat))), strips[0] / np.diff(np.sin(np.radians(lat)))[0], rtol=1e-3
    )


def test_capitals_lie_in_their_areas(tmp_path):
    """Nearly all: small islands are not drawn."""
    ground = read_ground(tmp_path)
    boxes = {shape.id: shape.rings for shape in ground.shapes if shape.id}
    out = []
    for state, capital in read_capitals().items():
        x, y = project(capital.lon, capital.lat)
        rings = boxes.get(state, ())
        inside = any(
            ring[:, 0].min() - 0.02 <= x <= ring[:, 0].max() + 0.02
            and ring[:, 1].min() - 0.02 <= y <= ring[:, 1].max() + 0.02
            for ring in rings
        )
        if rings and not inside:
            out.append(state)
    assert len(out) <= 5, out


def test_dots_do_not_hide_each_other_and_names_do_not_collide():
    dots = dots_at(
        "SRB", "YUG", "SCG", "ITA", "VAT", "ISR", "PSE", "COD", "COG", "IND", "PAK", "USA", "RUS", "SUN"
    )
    for frame in FRAMES:
        drawing = draw(frame, dots, (), key="", world=False, areas=False)
        for at, one in enumerate(drawing.dots):
            assert 0 <= one.x <= frame.width
            assert 0 <= one.y <= drawing.frame.height
            for other in drawing.dots[at + 1 :]:
                assert math.hypot(one.x - other.x, one.y - other.y) > 0.6 * (one.radius + other.radius)
        assert sum(one.anchor != "" for one in drawing.dots) >= 7


def test_the_map_counts_as_the_pairs_do(served):
    page = page_of(served)
    pairs = {
        tuple(row["dyad"]): row for row in served.client.get("/dyads.json?limit=500").json()["page"]["rows"]
    }
    assert page["pairs"]
    for row in page["pairs"]:
        same = pairs[tuple(row["dyad"])]
        assert (row["n_events"], row["n_pending"]) == (same["n_events"], same["n_pending"])
        assert (row["level"] is None) == (same["level"] is None)
        if row["level"]:
            assert row["level"]["mean"] == pytest.approx(same["level"]["mean"])
            assert row["level"]["when"] == same["level"]["when"]
    assert page["n_pairs"] + page["n_off"] == len(pairs)
    table = list(csv.DictReader(io.StringIO(served.client.get("/map.csv").text)))
    assert [(row["a"], row["b"]) for row in table] == [tuple(row["dyad"]) for row in page["pairs"]]


def test_warm_cool_and_what_is_not_sure(served):
    sides = {tuple(row["dyad"]): row["side"] for row in page_of(served)["pairs"]}
    assert sides["PAK", "RUS"] == "warm"
    assert sides["IND", "PAK"] == "cool"
    for row in page_of(served)["pairs"]:
        if row["side"] == "mixed":
            assert row["level"]["low"] <= 0 <= row["level"]["high"]
        if not row["n_events"]:
            assert row["side"] == "pending"


def test_a_period_is_counted_and_levelled_within(served):
    page = page_of(served, "?since=2015&until=2018")
    for row in page["pairs"]:
        query = "&".join(f"{name}={one}" for name, one in zip(("actor", "partner"), row["dyad"], strict=True))
        events = served.client.get(f"/events.json?{query}&since=2015&until=2018&limit=500").json()["page"][
            "events"
        ]
        assert sum(event["done"] for event in events) >= row["n_events"] > 0 or row["side"] == "pending"
        assert row["level"] is None or "2015" <= row["level"]["when"] < "2019"
    assert 0 < len(page["pairs"]) < len(page_of(served)["pairs"])
    assert served.client.get("/map?since=yesterday").status_code == 400
    assert served.client.get("/map?since=2018&until=2014").status_code == 400
    assert served.client.get("/map?domain=love").status_code == 400
    assert page_of(served, "?since=1850&until=1851")["pairs"] == []


@pytest.mark.parametrize("domain", DOMAINS[1:])
def test_a_domain_has_the_events_that_the_levels_have(example_books, domain):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        page = make_map(ledger, Asked({}, {"domain": domain})).context
        wanted = {}
        for event, merged in ledger.representatives():
            if domain not in find_domains(event) or merged.status not in DONE:
                continue
            for dyad in {tuple(sorted((a, b))) for a in merged.source for b in merged.target if a != b}:
                wanted[dyad] = wanted.get(dyad, 0) + 1
    for pair in page.pairs:
        if pair.dyad in wanted:
            assert pair.n_events >= wanted[pair.dyad]
    shown = {pair.dyad for pair in page.pairs if pair.n_events}
    assert {dyad for dyad in wanted if set(dyad) <= read_capitals().keys()} <= shown


def test_only_the_pairs_of_one(served):
    page = page_of(served, "?actor=Russia")
    assert page["pairs"]
    assert all("RUS" in row["dyad"] for row in page["pairs"])
    assert {dot["id"] for dot in page["dots"]} >= {name for row in page["pairs"] for name in row["dyad"]}


def test_a_pair_beyond_the_antimeridian_runs_off_the_edge(served):
    html = served.client.get("/map").text
    arc = html.split('data-a="CHN" data-b="USA"')[1].split("</a>")[0]
    assert arc.split(' class="line"')[1].count("M") == 2


def test_the_ledgers_own_areas_are_drawn_instead(own, own_books):
    square = {"type": "Polygon", "coordinates": [[[60, 10], [90, 10], [90, 40], [60, 40], [60, 10]]]}
    hostile = '"><script>boom()</script>'
    features = [{"type": "Feature", "properties": {"name": hostile, "ISO_A3": "IND"}, "geometry": square}]
    told = {"type": "FeatureCollection", "borders": f"a survey {hostile}", "features": features}
    (own_books / "map.geojson").write_text(json.dumps(told), encoding="utf-8")
    html = own.client.get("/map?areas=yes").text
    assert "a survey &#34;" in html
    assert hostile not in html
    assert html.count('class="area step-') == 2 + 5  # on each of two papers, and in the legend
    (own_books / "map.geojson").write_text("{}", encoding="utf-8")
    assert own.client.get("/map?areas=yes&view=world").status_code == 400


def test_a_reader_sees_names_and_follows_them(browser, served):
    with visiting(browser, served, "/map") as page:
        shown = page.locator("svg.map.wide")
        assert shown.is_visible()
        assert not page.locator("svg.map.narrow").is_visible()
        names = shown.locator(".name:visible").all_text_contents()
        assert {"Russia", "Pakistan", "India"} <= set(names)
        boxes = [name.bounding_box() for name in shown.locator(".name:visible").all()]
        for at, one in enumerate(boxes):
            for two in boxes[at + 1 :]:
                apart = (
                    one["x"] + one["width"] <= two["x"] or two["x"] + two["width"] <= one["x"]
                    or one["y"] + one["height"] * 0.9 <= two["y"] or two["y"] + two["height"] * 0.9 <= one["y"]
                )  # fmt: skip
                assert apart, (one, two)
        arc = shown.locator('.arc[data-a="PAK"][data-b="RUS"]')
        assert arc.get_attribute("aria-label").startswith("Pakistan – Russia: 25 events")
        assert arc.locator(".line").get_attribute("stroke-dasharray") is None
        assert shown.locator('.arc[data-a="IND"][data-b="PAK"] .line').get_attribute("stroke-dasharray")
        shown.locator('.dot[data-state="RUS"] circle').hover()
        page.locator(".map-told").filter(has_text="Russia").wait_for()
        shown.locator('.dot[data-state="RUS"] circle').click()
        page.wait_for_url("**/states/RUS")


def test_areas_and_the_world_are_shown_on_demand(browser, served):
    with visiting(browser, served, "/map") as page:
        assert page.locator(".ground .area").count() == 0
        page.locator("#toggle-areas").click()
        page.wait_for_url("**/map?areas=yes")
        page.locator("svg.map.wide .area[data-state=IND]").wait_for()
        assert "Natural Earth, de facto" in page.locator(".map-page").inner_text()
        page.locator("#toggle-world").click()
        page.wait_for_url("**/map?areas=yes&view=world")
        page.locator("svg.map.wide .area[data-state=AUS]").wait_for()
        page.locator("#toggle-areas").click()
        page.wait_for_url("**/map?view=world")


def test_the_keyboard_reaches_and_moves_it(browser, served):
    with visiting(browser, served, "/map") as page:
        page.locator("svg.map.wide .arc").last.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.classList.contains('dot')")
        page.locator(".map-told").filter(has_text="events").wait_for()
        whole = page.locator("svg.map.wide").get_attribute("viewBox")
        page.keyboard.press("+")
        page.wait_for_function(
            "old => document.querySelector('svg.map.wide').getAttribute('viewBox') !== old", arg=whole
        )
        near = page.locator("svg.map.wide").get_attribute("viewBox")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "old => document.querySelector('svg.map.wide').getAttribute('viewBox') !== old", arg=near
        )
        page.get_by_role("button", name="Reset").click()
        page.wait_for_function(
            "old => document.querySelector('svg.map.wide').getAttribute('viewBox').replace(/\\.0+/g, '') === old",
            arg=whole,
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_sideways_scrolling(browser, served, scheme):
    with visiting(browser, served, "/map?areas=yes", width=390, color_scheme=scheme) as page:
        assert page.locator("svg.map.narrow").is_visible()
        assert not page.locator("svg.map.wide").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_reads_without_a_script(browser, served):
    with visiting(browser, served, "/map", java_script_enabled=False) as page:
        assert page.locator("svg.map.wide .dot").count() >= 5
        assert page.locator("svg.map.wide .dot title").first.text_content()
        assert not page.locator(".map-tools .zoom").is_visible()
        assert page.locator(".map-table tbody tr").count() == page.locator("svg.map.wide .arc").count()
        page.locator("#toggle-areas").click()
        assert page.locator("svg.map.wide .area").count() > 50
