"""A small ledger, made once through the command line itself."""

import json

import pytest

from detente.cli import call

ARTICLES = {
    "pact.txt": "Russia and Pakistan sign defence pact\n\nISLAMABAD - Russia and Pakistan signed a defence pact on "
    "Thursday. India criticised Pakistan for the agreement. Pakistan may buy helicopters from Russia.\n",
    "aid.txt": "The United States suspends aid\n\nWASHINGTON - The United States suspended military aid to Pakistan "
    "on Friday. China supported Pakistan at the United Nations. The two countries held talks in Beijing.\n",
}
DATES = {"pact.txt": "2014-11-21", "aid.txt": "2018-01-06"}


@pytest.fixture(scope="session")
def articles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    notes = [{"file": name, "published": day, "source": "Test Wire"} for name, day in DATES.items()]
    (folder / "meta.jsonl").write_text("".join(json.dumps(note) + "\n" for note in notes), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def books(articles, tmp_path_factory):
    """A ledger of the articles: its folder."""
    folder = tmp_path_factory.mktemp("books")
    status = call(
        [
            "run",
            str(articles),
            "--ledger",
            str(folder / "ledger"),
            "--report",
            str(folder / "r.html"),
            "--quiet",
        ]
    )
    assert status == 0
    return folder / "ledger"


@pytest.fixture
def say(capsys):
    """Call the command line: status, standard output, standard error."""

    def run(*words):
        capsys.readouterr()
        status = call([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out, err

    return run
