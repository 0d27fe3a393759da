"""Every page of the application, and the words of its navigation."""

from __future__ import annotations

from detente.pages import (
    adding,
    ahead,
    articles,
    dyads,
    event,
    events,
    method,
    overview,
    question,
    review,
    sources,
    stated,
    states,
    system,
    timeline,
    whatif,
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
    *ahead.PAGES,
    *whatif.PAGES,
    *timeline.PAGES,
    *events.PAGES,
    *event.PAGES,
    *stated.PAGES,
    *question.PAGES,
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
    ("What next", "/forecast"),
    ("What if", "/whatif"),
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
