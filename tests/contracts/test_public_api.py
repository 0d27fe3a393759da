"""What others may rely on."""

import subprocess
import sys

import pytest

import detente

PUBLIC = [
    "Coder",
    "__version__",
    "build_report",
    "code_text",
    "explain_term",
    "export_events",
    "find_contradictions",
    "find_mentions",
    "find_turning_points",
    "gather_bearings",
    "import_events",
    "judge_predictions",
    "measure_course",
    "measure_records",
    "measure_relations",
    "measure_shift",
    "measure_tilt",
    "merge_mentions",
    "open_ledger",
    "parse_edtf",
    "rank_shifts",
    "read_actor_base",
    "read_documents",
    "write_report",
]


def test_the_public_names_are_frozen():
    assert detente.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name):
    thing = getattr(detente, name)
    assert thing.__doc__
    assert name in dir(detente)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_thing"):
        detente.no_such_thing  # noqa: B018


def test_import_is_light_and_quick():
    code = (
        "import sys, time; before = set(sys.modules); start = time.perf_counter(); import detente; "
        "print(time.perf_counter() - start); "
        "print(' '.join(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    assert min(float(run.stdout.split("\n")[0]) for run in runs) < 0.1
    loaded = set(runs[0].stdout.split("\n")[1].split())
    assert loaded - set(sys.stdlib_module_names) == {"detente"}


def test_code_text_from_end_to_end():
    coded = detente.code_text(
        "Russia and Pakistan signed a defence pact on Thursday.", published="2014-11-21"
    )
    (event,) = coded.events
    assert set(event.source) == {"RUS", "PAK"}
    assert event.date == "2014-11-20"
    best = event.evidence[0]
    assert coded.document.text[best.start : best.end] == best.quote


@pytest.mark.parametrize(
    "text", ["", "Die Regierung in Berlin hat gestern einen Vertrag mit Moskau geschlossen."]
)
def test_code_text_refuses_by_name(text):
    with pytest.raises(ValueError, match="cannot be coded"):
        detente.code_text(text)
