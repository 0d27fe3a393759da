"""Requests: where they go, how often, what is counted and kept."""

import json
import os
from pathlib import Path

import pytest

from detente.coding import Coder, code_documents, records_of
from detente.coding.llm import EndpointError, LlmCoder, Usage, read_endpoint
from detente.core.errors import SettingError, StorageError
from detente.core.rejections import Reason, Rejection
from detente.core.settings import resolve_settings
from detente.documents import read_documents


def _lines(coded):
    return [json.dumps(record) for record in records_of(coded)]


def test_the_request_is_that_of_the_interface(script, coder_of, pact, rows, say_events):
    script.says(say_events(rows["signed"]))
    next(coder_of().code([pact]))
    (body,) = script.asked
    assert script.paths == ["/v1/chat/completions"]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("m-1", 0, 2048)
    assert "seed" in body
    schema = body["response_format"]["json_schema"]["schema"]
    assert "SANCTION" in schema["properties"]["events"]["items"]["properties"]["type"]["enum"]
    assert "SANCTION" in body["messages"][0]["content"]
    assert pact.text.split("\n\n")[0] in body["messages"][1]["content"]
    assert "Authorization" not in script.headers[0]


def test_429_is_waited_out(script, coder_of, pact, signed, reply, pauses):
    script.says(reply(b"{}", 429, {"Retry-After": "7"}), reply(b"{}", 429), signed)
    coder = coder_of()
    assert len(next(coder.code([pact])).events) == 1
    assert pauses == [7.0, 2.0]
    assert coder.usage.calls == 3


def test_an_endpoint_that_fails_for_ever_is_asked_a_few_times_and_then_left_alone(
    script, coder_of, paragraphs_of, reply, pauses
):
    script.says(reply(b"oops", 500))
    documents = [paragraphs_of(f"Title {n}\n\nRussia met Pakistan in Moscow.") for n in range(6)]
    coder = coder_of(llm__retries=2)
    results = list(code_documents(documents, settings=coder.settings, llm=coder))
    assert [item.reason for item in results] == [Reason.ENDPOINT_FAILED] * 6
    assert len(script.asked) == 9  # three documents, three requests each
    assert pauses == [1.0, 2.0] * 3
    assert "HTTP 500 oops" in results[0].detail
    assert "not asked" in results[-1].detail
    assert results[0].document_id == documents[0].id


def test_the_count_of_failures_begins_anew_after_an_answer(script, coder_of, paragraphs_of, reply):
    bad, good = reply(b"", 500), '{"events": []}'
    script.says(bad, bad, good, bad, bad, good)
    documents = [paragraphs_of(f"Title {n}\n\nRussia met Pakistan in Moscow.") for n in range(6)]
    found = list(code_documents(documents, settings=resolve_settings(), llm=coder_of(llm__retries=0)))
    assert [isinstance(item, Rejection) for item in found] == [True, True, False, True, True, False]


def test_wrong_calls_are_not_repeated(script, coder_of, pact, reply, pauses):
    for status in (401, 403, 404, 410):
        script.asked.clear()
        script.says(reply(b'{"error": "no"}', status))
        with pytest.raises(EndpointError, match=f"HTTP {status}"):
            next(coder_of().code([pact]))
        assert len(script.asked) == 1
    assert pauses == []


def test_a_silent_endpoint_is_given_up(script, coder_of, pact, reply, pauses):
    script.says(reply(b"{}", seconds=1.0))
    with pytest.raises(EndpointError, match=r"no answer within 0\.1 s"):
        next(coder_of(llm__timeout=0.1, llm__retries=1).code([pact]))
    assert pauses == [1.0]


def test_a_dripping_endpoint_is_given_up(script, coder_of, pact, reply, complete):
    script.says(reply(complete("x" * 200), drip=0.05))
    with pytest.raises(EndpointError, match=r"no answer within 0\.2 s"):
        next(coder_of(llm__timeout=0.2, llm__retries=0).code([pact]))


def test_nobody_at_the_address(coder_of, pact):
    with pytest.raises(EndpointError, match="not reached"):
        next(coder_of(llm__endpoint="http://127.0.0.1:9", llm__retries=0).code([pact]))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": 3}]}']
)
def test_what_is_no_chat_completion_is_no_answer_and_is_not_kept(script, coder_of, pact, body, tmp_path):
    script.says(body)
    with pytest.raises(EndpointError, match="no chat completion"):
        next(coder_of(llm__retries=0).code([pact]))
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_an_endless_answer_is_cut(script, coder_of, pact, complete):
    script.says(complete("x" * 5_000_000))
    with pytest.raises(EndpointError, match="more than"):
        next(coder_of().code([pact]))


def test_text_and_key_do_not_follow_a_redirect(script, coder_of, pact, reply, monkeypatch):
    monkeypatch.setenv("SOME_KEY", "s3cret")
    for status in (301, 302, 303, 307, 308):
        script.asked.clear()
        script.says(reply(b"", status, {"Location": f"{script.address}/elsewhere"}))
        with pytest.raises(EndpointError, match="not followed"):
            next(coder_of(llm__key_env="SOME_KEY").code([pact]))
        assert len(script.asked) == 1


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_server_that_refuses_the_schema_is_asked_more_simply(script, coder_of, pact, signed, reply, status):
    refusal = reply(b'{"error": "response_format is not supported"}', status)
    script.says(refusal, refusal, refusal, signed)
    coder = coder_of(llm__piece_length=120)
    assert len(next(coder.code([pact])).events) == 1
    assert script.formats()[:4] == ["json_schema", "json_object", "json_object", "none"]
    assert "schema" in script.asked[1]["response_format"]
    assert set(script.formats()[4:]) == {"none"}  # it remembers


def test_a_request_refused_in_every_form_fails_and_the_strict_form_is_kept(script, coder_of, pact, reply):
    script.says(reply(b'{"error": "context length exceeded"}', 400))
    coder = coder_of()
    for _ in range(2):
        with pytest.raises(EndpointError, match="context length"):
            next(coder.code([pact]))
    assert script.formats()[4] == "json_schema"


def test_parameters_a_model_does_not_take_are_given_up(script, coder_of, pact, rows, say_events, reply):
    script.says(
        reply(b"{\"error\": \"Use 'max_completion_tokens' instead of 'max_tokens'\"}", 400),
        reply(b'{"error": "Unsupported value: \'temperature\' must be 1"}', 400),
        say_events(rows["signed"]),
    )
    assert len(next(coder_of().code([pact])).events) == 1
    assert "max_tokens" not in script.asked[-1]
    assert "temperature" not in script.asked[-1]
    assert script.asked[-1]["max_completion_tokens"] == 2048
    assert script.formats()[-1] == "json_schema"


def test_a_second_run_asks_nothing_and_gives_the_same(script, coder_of, pact, rows, say_events):
    script.says(say_events(*rows.values()))
    first, second = coder_of(), coder_of(llm__endpoint="http://127.0.0.1:9")
    before, after = next(first.code([pact])), next(second.code([pact]))
    assert before.events
    assert _lines(before) == _lines(after)
    assert len(script.asked) == 1
    assert second.usage == Usage(calls=0, cached=1)


def test_another_model_text_or_length_is_asked_anew(script, coder_of, pact, paragraphs_of):
    script.says('{"events": []}')
    other = paragraphs_of(pact.text.replace("Thursday", "Friday"))
    for changes, document in (
        ({}, pact),
        ({"llm__model": "m-2"}, pact),
        ({"llm__max_tokens": 9}, pact),
        ({}, other),
    ):
        next(coder_of(**changes).code([document]))
    assert len(script.asked) == 4


def test_a_damaged_answer_in_the_cache_is_asked_anew(script, coder_of, pact, rows, say_events, tmp_path):
    script.says(say_events(rows["signed"]))
    next(coder_of().code([pact]))
    (file,) = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    for damage in ("", "[]", '{"key": "x"}', "\udcff"):
        file.write_text(damage, encoding="utf-8", errors="surrogateescape")
        assert len(next(coder_of().code([pact])).events) == 1
    assert len(script.asked) == 5
    assert json.loads(file.read_text())["content"]


def test_without_a_cache_every_run_asks(script, coder_of, pact):
    script.says('{"events": []}')
    for _ in range(2):
        next(coder_of(llm__cache="").code([pact]))
    assert len(script.asked) == 2


def test_a_cache_that_cannot_be_made_is_said_at_once(coder_of, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        coder_of(llm__cache=str(tmp_path / "file" / "cache"))


def test_tokens_and_cost_are_counted(script, coder_of, pact, complete):
    script.says(
        complete('{"events": []}', usage={"prompt_tokens": 2_000, "completion_tokens": 500}),
        complete('{"events": []}', usage={"prompt_tokens": -5, "completion_tokens": "many"}),
        complete('{"events": []}', usage=[]),
    )
    coder = coder_of(llm__piece_length=120, llm__price_in=3.0, llm__price_out=15.0)
    next(coder.code([pact]))
    n = len(script.asked)
    assert n == 3
    assert coder.usage == Usage(3, 0, 2_000, 500, uncounted=2, cost=pytest.approx(0.0135))
    assert "2,000 + 500 tokens (2 not counted by the endpoint), cost 0.0135" in coder.usage.words()


def test_a_cut_off_answer_is_told(script, coder_of, pact, complete):
    script.says(complete('{"events": [', finish="length"))
    (rejection,) = next(coder_of().code([pact])).rejections
    assert rejection.reason is Reason.BAD_ANSWER
    assert "llm.max_tokens" in rejection.detail


def test_the_key_comes_from_the_environment_and_shows_nowhere(
    script, coder_of, pact, monkeypatch, reply, signed
):
    monkeypatch.setenv("SOME_KEY", "s3cret")
    coder = coder_of(llm__key_env="SOME_KEY", llm__retries=0)
    script.says(reply(b'{"error": "bad key s3cret"}', 401))
    with pytest.raises(EndpointError) as caught:
        next(coder.code([pact]))
    assert "s3cret" not in caught.value.message
    assert script.headers[0]["Authorization"] == "Bearer s3cret"
    script.says(signed)
    next(coder.code([pact]))
    kept = "".join(path.read_text() for path in Path(str(coder.settings["llm.cache"])).rglob("*.json"))
    assert "s3cret" not in kept + repr(coder.endpoint) + repr(coder.settings) + coder.version


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"llm.endpoint": ""}, "needs an endpoint"),
        ({"llm.model": ""}, "needs the name of a model"),
        ({"llm.endpoint": "localhost:8080"}, "must begin with http"),
        ({"llm.endpoint": "file:///etc/passwd"}, "must begin with http"),
        ({"llm.endpoint": "http://me:s3cret@localhost"}, "no user, password"),
        ({"llm.endpoint": "http://localhost/v1?key=s3cret"}, "no user, password"),
        ({"llm.endpoint": "http://localhost:port"}, "no address"),
        ({"llm.key_env": "sk-s3cret"}, "not the name"),
        ({"llm.key_env": "s3cret"}, "not set"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_sent(changes, words, tmp_path):
    good = {"llm.endpoint": "http://localhost:1", "llm.model": "m", "llm.cache": str(tmp_path)}
    with pytest.raises(SettingError, match=words) as caught:
        LlmCoder(resolve_settings({**good, **changes}))
    assert caught.value.hint
    assert "s3cret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("address", "remote", "posted"),
    [
        ("http://localhost:11434/v1", False, "http://localhost:11434/v1/chat/completions"),
        ("http://127.0.0.1:8080", False, "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://[::1]:8080/", False, "http://[::1]:8080/v1/chat/completions"),
        ("http://192.168.1.9:8000/v1", True, "http://192.168.1.9:8000/v1/chat/completions"),
        ("https://api.example.org/api/v1/", True, "https://api.example.org/api/v1/chat/completions"),
        (
            "https://localhost.example.org/v1/chat/completions",
            True,
            "https://localhost.example.org/v1/chat/completions",
        ),
    ],
)
def test_addresses(address, remote, posted):
    endpoint = read_endpoint(resolve_settings({"llm.endpoint": address, "llm.model": "m"}))
    assert (endpoint.is_remote, endpoint.address) == (remote, posted)


def test_a_proxy_of_the_environment_does_not_see_what_is_meant_for_this_machine(
    script, coder_of, pact, monkeypatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    script.says('{"events": []}')
    next(coder_of().code([pact]))
    assert len(script.asked) == 1


def test_the_setting_chooses_the_coder(script, settings_of, pact, rows, say_events):
    script.says(say_events(rows["signed"]))
    (coded,) = code_documents([pact], settings=settings_of())
    assert [event.trace.coder for event in coded.events] == ["llm"]
    with pytest.raises(SettingError, match="pattern or llm"):
        resolve_settings({"coding.coder": "oracle"})
    assert resolve_settings()["coding.coder"] == "pattern"


def test_both_coders_have_the_same_verb(script, coder_of):
    assert callable(Coder.code)
    assert callable(coder_of().code)
    assert coder_of().version


@pytest.mark.skipif(
    "DETENTE_LLM_ENDPOINT" not in os.environ, reason="DETENTE_LLM_ENDPOINT names no endpoint to be asked"
)
def test_a_real_endpoint_gives_nothing_that_the_text_does_not_bear_out(tmp_path):
    """Set DETENTE_LLM_ENDPOINT, and DETENTE_LLM_MODEL and DETENTE_LLM_KEY_ENV where they are needed."""
    settings = resolve_settings(
        {
            "coding.coder": "llm",
            "llm.endpoint": os.environ["DETENTE_LLM_ENDPOINT"],
            "llm.model": os.environ.get("DETENTE_LLM_MODEL", "default"),
            "llm.key_env": os.environ.get("DETENTE_LLM_KEY_ENV", ""),
            "llm.cache": str(tmp_path),
            "llm.max_tokens": 400,
            "llm.timeout": 280.0,
            "llm.retries": 0,
        }
    )
    examples = Path(__file__).resolve().parents[3] / "examples" / "south_asia"
    coder = LlmCoder(settings)
    read = read_documents([str(examples / "07-training-agreement.txt")], settings=settings)
    (coded,) = code_documents(read, settings=settings, llm=coder)
    assert not isinstance(coded, Rejection), coded
    assert coder.usage.calls > 0
    text, named = coded.document.text, {actor.id for actor in coded.actors}
    for event in coded.events:
        assert all(text[span.start : span.end] == span.quote for span in event.evidence)
        assert {*event.source, *event.target} <= named
