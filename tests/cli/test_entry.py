"""Calls, faults, exit statuses, help."""

import json
import subprocess
import sys

import pytest
import typer

import detente
from detente.cli import call
from detente.cli.app import app
from detente.core.errors import InputError

ROOT = typer.main.get_command(app)
COMMANDS = sorted({*ROOT.commands} - {"evaluate"})
HEAVY = {"spacy", "duckdb", "pyarrow", "trafilatura", "jinja2", "numpy"}


def loaded_by(code):
    """The heavy packages that some code loads in a fresh process."""
    script = f"{code}\nimport sys, json\nsys.stderr.write(json.dumps(sorted({HEAVY!r} & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return json.loads(done.stderr)


def test_version(say):
    assert say("--version") == (0, f"detente {detente.__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(command, say):
    status, out, _ = say(command, "--help")
    assert status == 0
    assert f"detente {command}" in out
    assert "Example:" in out


def test_help_of_the_whole_names_every_command(say):
    _, out, _ = say("--help")
    assert all(command in out for command in [*COMMANDS, "evaluate"])


@pytest.mark.parametrize("words", ["['--help']", "['--version']", "['run', '--help']", "['settings']"])
def test_a_light_call_loads_nothing_heavy(words):
    assert loaded_by(f"from detente.cli import call\ncall({words})") == []


def test_looking_at_terms_loads_no_parser():
    assert "spacy" not in loaded_by("from detente.cli import call\ncall(['explain', 'AID'])")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["run"], ["events", "--limit", "0"], ["settings", "--format", "xml"]]
)
def test_a_wrong_call_ends_with_2_and_prints_nothing_on_standard_output(words, say):
    status, out, err = say(*words)
    assert (status, out) == (2, "")
    assert err


@pytest.fixture
def faulty(monkeypatch):
    """`settings`, made to raise what the test wants."""

    def put(fault):
        def fail(*_, **__):
            raise fault

        monkeypatch.setattr("detente.cli.commands.knowing.print_rows", fail)

    return put


def test_a_fault_of_ours_becomes_error_and_hint(faulty, say):
    faulty(InputError("the file 'x' is no gold", hint="name another"))
    assert say("settings") == (1, "", "error: the file 'x' is no gold\nhint: name another\n")


def test_an_unforeseen_fault_is_named_without_a_traceback(faulty, say):
    faulty(ZeroDivisionError("division by zero"))
    status, _, err = say("settings")
    assert status == 1
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [("--debug", "settings"), ("settings", "--debug")])
def test_debug_shows_the_traceback_wherever_it_stands(words, faulty, say):
    faulty(InputError("wrong"))
    status, _, err = say(*words)
    assert status == 1
    assert "Traceback" in err


def test_debug_after_two_dashes_is_a_word_like_any_other(books, say):
    status, _, err = say("search", "--ledger", books, "--", "--debug")
    assert status == 0
    assert "Traceback" not in err


def test_ctrl_c_ends_with_130_and_says_that_nothing_is_lost(faulty, say):
    faulty(KeyboardInterrupt())
    status, out, err = say("settings")
    assert (status, out) == (130, "")
    assert err.startswith("stopped: nothing is lost")


def test_a_reader_that_hangs_up_is_no_fault(books):
    script = "from detente.cli import main; main()"
    done = subprocess.run(  # noqa: S602  a pipe is what is tested
        f"{sys.executable} -c '{script}' dump --ledger {books} | head -c 10",
        shell=True,
        capture_output=True,
        check=True,
    )
    assert len(done.stdout) == 10
    assert done.stderr == b""


def test_faults_cannot_steer_the_terminal(faulty, say):
    faulty(InputError("the file '\x1b[2Jx' is bad"))
    assert "\x1b" not in say("settings")[2]


def test_call_returns_a_status():
    assert call(["settings", "--format", "csv"]) == 0
