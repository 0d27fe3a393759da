"""Every page of the application, and the words of its navigation."""

from __future__ import annotations

from detente.pages import (
    adding,
    articles,
    dyads,
    event,
    events,
    method,
    overview,
    review,
    sources,
    stated,
    states,
    system,
    timeline,
)
from detente.pages import (
    map as maps,
)

__all__ = ["PAGES", "PLACES"]

PAGES = (
    *overview.PAGES,
    *dyads.PAGES,
    *states.PAGES,
    *maps.PAGES,
    *system.PAGES,
    *timeline.PAGES,
    *events.PAGES,
    *event.PAGES,
    *stated.PAGES,
    *articles.PAGES,
    *sources.PAGES,
    *method.PAGES,
    *review.PAGES,
    *adding.PAGES,
)
"""Every page, in the order in which their addresses are tried."""

PLACES = (
    ("Overview", "/"),
    ("Pairs", "/dyads"),
    ("States", "/states"),
    ("Map", "/map"),
    ("System", "/system"),
    ("Why", "/why"),
    ("Timeline", "/timeline"),
    ("Events", "/events"),
    ("Claims", "/claims"),
    ("Predictions", "/predictions"),
    ("Questions", "/questions"),
    ("Contradictions", "/contradictions"),
    ("Articles", "/articles"),
    ("Sources", "/sources"),
    ("Method", "/method"),
    ("Review", "/review"),
    ("Add", "/add"),
)
"""The words of the navigation, with the page that each opens."""
