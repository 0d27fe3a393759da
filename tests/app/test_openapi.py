"""Goal S10: the application is as its own OpenAPI document tells, whatever it is asked.

A short run belongs to every test of the project; the long one, of which ``docs/safety.md`` tells, is
``DETENTE_API_EXAMPLES=80 pytest tests/app/test_openapi.py --timeout 7200 --log-cli-level INFO``.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import jsonschema
import pytest
import schemathesis
from hypothesis import strategies
from schemathesis.engine import events, from_schema

from detente.app.describing import CONTEXTS, build_openapi
from detente.app.guarding import COOKIE, TOKEN_HEADER, Keys
from detente.app.serving import _ROUTES, build_app
from detente.core.dates import is_edtf, parse_edtf
from detente.ledger import open_ledger
from detente.pages.asking import Asked
from detente.pages.registry import PAGES

EXAMPLES = int(os.environ.get("DETENTE_API_EXAMPLES", "0"))
PORT = 8750
CHECKS = {
    "allow_header_conformance", "content_type_conformance", "ensure_resource_availability", "ignored_auth",
    "missing_required_header", "negative_data_rejection", "not_a_server_error", "object_level_authorization",
    "positive_data_acceptance", "response_headers_conformance", "response_schema_conformance",
    "status_code_conformance", "unsupported_method", "use_after_free",
}  # fmt: skip
STEPS = ("set IND-PAK military +3", "without PAK")
NAMES = ("RUS", "PAK", "IND", "USA", "CHN", "Russia", "Atlantis")
DATES = ("2014", "2018-08", "2021-04-06", "198X", "2015~", "2014/..", "2012/2014")
_HORIZON = re.compile(r"[1-9]\d?[dwm]|[1-5]y")
_LOG = logging.getLogger("detente.tests")


def offer_words(folder):
    """Words for the formats of the document: some that the ledger knows, some that nobody does."""
    with open_ledger(folder, create=False, read_only=True) as books:

        def ids(query):
            return [row["id"] for row in books.record_sql(query)]

        said = {
            "event": ids("SELECT id FROM merged_events ORDER BY id LIMIT 20"),
            "article": ids("SELECT id FROM documents ORDER BY id LIMIT 20"),
            "question": ids("SELECT id FROM statements WHERE kind = 'question' ORDER BY id LIMIT 5"),
            "record": ids("SELECT id FROM events ORDER BY id LIMIT 8"),
            "run": ids("SELECT id FROM runs ORDER BY id"),
            "state": NAMES, "actor": NAMES,
        }  # fmt: skip
    for name, words in said.items():
        known = strategies.sampled_from(words)
        schemathesis.openapi.format(name, known | strategies.text(min_size=1, max_size=12))
    schemathesis.openapi.format("edtf", strategies.dates().map(str) | strategies.sampled_from(DATES))
    schemathesis.openapi.format("horizon", strategies.sampled_from(("6m", "90d", "8w", "2y")))
    schemathesis.openapi.format("steps", strategies.sampled_from(STEPS))


def fits(case):
    """Whether a case that fits the document fits also what JSON Schema has no words for."""
    query = {name: value for name, value in (case.query or {}).items() if value}
    page = case.path.partition(".")[0]
    if case.media_type == "application/json" and "name" in query:
        return False  # a file that happens to be JSON, see below
    if not case.meta.generation.mode.is_positive:
        return True
    body = case.body if isinstance(case.body, dict) else {}
    days = [query[name] for name in ("since", "until") if name in query]
    dated = [*days, *filter(None, (query.get("published"), body.get("published")))]
    if not all(isinstance(day, str) and is_edtf(day) for day in dated):
        return False
    overview = page in ("/", "/index")
    if len(days) == 2:
        spans = [parse_edtf(day) for day in days]
        if spans[0].start >= spans[1].end - timedelta(days=overview):
            return False
    if overview and (len(days) == 1 or (days and "run" in query)):
        return False
    if page == "/forecast" and ("a" in query) != ("b" in query):
        return False
    if not _HORIZON.fullmatch(query.get("horizon", "6m")) or query.get("steps", STEPS[0]) not in STEPS:
        return False
    return "actor" in query or "partner" not in query or page not in ("/events", "/review", "/timeline")


@pytest.fixture
def whole(own_books):
    """The application over a ledger of its own, its document, and what lets in."""
    keys = Keys()
    app = build_app(own_books, port=PORT, keys=keys)
    offer_words(own_books)
    document = build_openapi(_ROUTES)
    yield SimpleNamespace(app=app, keys=keys, document=document)
    until = time.monotonic() + 240
    while app.app.state.jobs.busy() and time.monotonic() < until:
        time.sleep(0.05)  # what was added is read to its end before its folder goes


def load(whole, *, only=None, examples=1, phases=("examples", "coverage", "fuzzing", "stateful")):
    """The document as schemathesis reads it, and as it asks."""
    schema = schemathesis.openapi.from_dict(whole.document)
    schema.app = whole.app
    settings = schema.config
    settings.base_url = f"http://127.0.0.1:{PORT}"
    settings.update(continue_on_failure=True)
    settings.generation.update(max_examples=examples, deterministic=True, database="none")
    known = {"visitor": {"api_key": whole.keys.session}, "form": {"api_key": whole.keys.form}}
    settings.auth.openapi.__init__(schemes=known)
    for phase in ("examples", "coverage", "fuzzing", "stateful"):
        settings.phases.get_by_name(name=phase).enabled = phase in phases

    @schema.hook
    def filter_case(context, case):
        return fits(case)

    @schema.hook
    def map_case(context, case):
        if (
            case.path.startswith("/whatif")
            and case.meta.generation.mode.is_positive
            and case.query.get("steps")
        ):
            case.query.update(months=2, runs=10, seed=0)  # a run takes seconds of a process of its own
        return case

    return schema.include(path_regex=only) if only else schema


def ask(schema):
    """How many cases there were, what was answered, which checks were made, and what they found."""
    found = SimpleNamespace(cases=0, statuses=Counter(), checks=Counter(), faults=Counter())
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), vars(event)
        if isinstance(event, events.ScenarioFinished):
            found.cases += len(event.recorder.interactions)
            for one in event.recorder.interactions.values():
                found.statuses[one.response.status_code if one.response else None] += 1
            for check in (check for checks in event.recorder.checks.values() for check in checks):
                found.checks[check.name] += 1
                if check.failure_info is not None:
                    fault = check.failure_info.failure
                    told = check.failure_info.code_sample[:500]
                    found.faults[check.name, fault.operation, fault.message[:300], told] += 1
    return found


@pytest.mark.timeout(7200 if EXAMPLES else 300)
def test_every_answer_is_as_the_document_says(whole):
    began = time.process_time()
    if EXAMPLES:
        found = [ask(load(whole, examples=EXAMPLES))]
    else:  # each page a little; and all that is thought of for a few routes
        few = r"^/(events\.json|states/\{id\}\.csv|jobs\.json|corrections|withdrawals|articles)$"
        found = [ask(load(whole, only=r"\.json$", phases=("fuzzing",))), ask(load(whole, only=few))]
    for one in found:
        seconds = time.process_time() - began
        told = dict(sorted(one.statuses.items(), key=str))
        _LOG.info("%d cases, %.0f s of CPU: %s; %s", one.cases, seconds, told, dict(one.checks))
        assert dict(one.faults) == {}
        assert set(one.checks) == CHECKS
        assert not [status for status in one.statuses if status is None or status >= 500]
    assert sum(one.cases for one in found) >= (10_000 if EXAMPLES else 350)
    assert {200, 202, 400, 403, 404, 405} <= set().union(*(one.statuses for one in found))


def test_an_answer_unlike_the_document_would_be_found(whole):
    held = whole.document["components"]["schemas"]["EventsPage"]["properties"]
    held["events"] = {"type": "string"}
    found = ask(load(whole, only=r"^/events\.json$", phases=("fuzzing",)))
    assert {name for name, *_ in found.faults} == {"response_schema_conformance"}


def test_the_document_tells_of_every_page(example_books):
    assert list(CONTEXTS) == [page.path for page in PAGES]
    document = build_openapi(_ROUTES)
    for path, methods in document["paths"].items():
        for told in methods.values():
            assert {"403", "421"} <= set(told["responses"]), path
    with open_ledger(example_books, create=False, read_only=True) as books:
        for page in PAGES:
            if "{" not in page.path:
                assert type(page.make(books, Asked()).context) is CONTEXTS[page.path], page.path


@pytest.mark.parametrize("path", ["/", "/dyads/PAK/RUS", "/states/RUS", "/map", "/system", "/why", "/whatif"])
def test_what_a_page_shows_is_whole(served, path):
    """No field is missing or too many: what fits with all of them does not with one fewer or more."""
    document = served.client.get("/openapi.json").json()
    page = served.client.get(f"{'/index' if path == '/' else path}.json").json()["page"]
    named = (
        re.sub(r"/RUS$", "/{id}", path) if path.startswith("/states") else path.replace("PAK/RUS", "{a}/{b}")
    )
    form = {"$ref": f"#/components/schemas/{CONTEXTS[named].__name__}", "components": document["components"]}
    jsonschema.validate(page, form)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**page, "more": 1}, form)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(dict(list(page.items())[1:]), form)


def test_a_method_that_is_not_taken_is_told_which_are(served):
    for path, methods in (
        ("/articles", "GET, HEAD, POST"),
        ("/corrections", "POST"),
        ("/map.csv", "GET, HEAD"),
    ):
        answer = served.client.put(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_json_with_a_name_is_a_file(own):
    headers = {TOKEN_HEADER: own.keys.form, "content-type": "application/json"}
    told = own.client.post("/articles", params={"name": "a.json"}, content=json.dumps([7]), headers=headers)
    assert (told.status_code, told.json()["job"]["name"]) == (202, "a.json")
    assert own.client.post("/articles", content=json.dumps([7]), headers=headers).status_code == 400
    while own.client.get("/jobs.json").json()["busy"]:
        time.sleep(0.05)


def test_the_document_is_for_who_was_let_in(served):
    assert served.client.get("/openapi.json").json()["openapi"] == "3.1.0"
    served.client.cookies.delete(COOKIE)
    try:
        assert served.client.get("/openapi.json").status_code == 403
    finally:
        served.client.cookies.set(COOKIE, served.keys.session)
