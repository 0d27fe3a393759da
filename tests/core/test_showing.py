"""Nouns as HTML for notebooks: whole, short, escaped."""

from datetime import date
from html.parser import HTMLParser

import numpy as np
import pytest

from detente.core.errors import MissingPartError
from detente.core.showing import MOST_ROWS, show_band, show_table
from detente.relations.course import Course, Snapshot
from detente.system import build_system_of_ties


def tags(text):
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append(tag)
    parser.feed(text)
    return found


def test_texts_are_escaped_and_long_tables_cut():
    text = show_table("<x>", ["<y>"], [["<script>"]] * (MOST_ROWS + 3))
    assert "script" not in tags(text)
    assert tags(text).count("tr") == MOST_ROWS + 1
    assert "3 further rows" in text


def test_a_system_shows_its_strongest_ties():
    system = build_system_of_ties(["IND", "IND"], ["PAK", "<b>"], weight=[-3, 2])
    text = system._repr_html_()
    assert text.index("-3.00") < text.index("2.00")
    assert "b" not in tags(text)
    assert "3 states, 2 ties" in text


def test_a_course_is_drawn_with_its_band():
    days = (date(2014, 1, 1), date(2015, 1, 1), date(2016, 1, 1))
    course = Course(("IND", "PAK"), "overall", days, np.array([0.0, -2.0, -4.0]), np.ones(3), 5)
    text = course._repr_html_()
    assert {"svg", "polygon", "polyline", "table"} <= set(tags(text))
    assert "IND and PAK, overall: 5 observations" in text
    assert show_band([1.0], [0.0], ([0.0], [0.0])) == ""


def test_a_snapshot_shows_the_farthest_from_zero_first():
    snapshot = Snapshot(
        date(2014, 1, 1), "overall", (("A", "B"), ("A", "C")), np.array([1.0, -5.0]), np.array([1.0, 1.0])
    )
    text = snapshot._repr_html_()
    assert text.index("-5.00") < text.index("1.00")


def test_a_system_becomes_a_networkx_graph_or_says_what_is_missing():
    system = build_system_of_ties(["IND", "IND"], ["PAK", "RUS"], weight=[-3, 2])
    try:
        import networkx as nx  # noqa: F401, PLC0415
    except ImportError:
        with pytest.raises(MissingPartError, match="networkx"):
            system.to_networkx()
        return
    graph = system.to_networkx()
    assert graph.edges["IND", "PAK"]["sign"] == -1
