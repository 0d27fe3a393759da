"""A small ledger, made once through the command line itself."""

import json
import shutil

import pytest

from detente.cli import call

ARTICLES = {
    "pact.txt": "Russia and Pakistan sign defence pact\n\nISLAMABAD - Russia and Pakistan signed a defence pact on "
    "Thursday. India criticised Pakistan for the agreement. Pakistan may buy helicopters from Russia.\n",
    "aid.txt": "The United States suspends aid\n\nWASHINGTON - The United States suspended military aid to Pakistan "
    "on Friday. China supported Pakistan at the United Nations. The two countries held talks in Beijing.\n",
}
ARGUED = {
    "surge.txt": (
        "2014-11-21",
        "North Wire",
        (
            "Russia and Pakistan draw closer\n\nISLAMABAD - Ties between Russia and Pakistan are warming. Russia and "
            "Pakistan signed a gas pipeline agreement in Islamabad on Thursday. Pakistan turned to Russia because the "
            "United States cut military aid to Pakistan. Russia will deliver four helicopters to Pakistan by September "
            "2015, analysts said. Will the new relations weaken the partnership between Russia and India?\n"
        ),
    ),
    "chill.txt": (
        "2014-11-22",
        "South Wire",
        (
            "Moscow plays down Pakistan pact\n\nMOSCOW - Russia signed a gas pipeline agreement with Pakistan in "
            "Islamabad on Thursday. Relations between Russia and Pakistan are cooling, diplomats said. Relations between "
            "Russia and India remain strong. Pakistan plans to buy six submarines from Russia in 2016. India criticised "
            "Pakistan on Friday.\n"
        ),
    ),
    "later.txt": (
        "2015-08-25",
        "North Wire",
        (
            "Helicopters reach Pakistan\n\nRAWALPINDI - Russia delivered four helicopters to Pakistan on Monday. Russia "
            "denied that it had sold submarines to Pakistan.\n"
        ),
    ),
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


@pytest.fixture(scope="session")
def argued(tmp_path_factory):
    """A ledger of articles that claim, argue, foretell and ask; two tell the same pact. Not to be written to."""
    folder = tmp_path_factory.mktemp("argued")
    articles = folder / "articles"
    articles.mkdir()
    notes = []
    for name, (published, outlet, text) in ARGUED.items():
        (articles / name).write_text(text, encoding="utf-8")
        notes.append({"file": name, "published": published, "source": outlet})
    (articles / "meta.jsonl").write_text("".join(json.dumps(note) + "\n" for note in notes), encoding="utf-8")
    words = ["run", articles, "--ledger", folder / "ledger", "--report", folder / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    return folder / "ledger"


@pytest.fixture
def own(argued, tmp_path):
    """A copy of that ledger, to be corrected."""
    shutil.copytree(argued, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def say(capsys):
    """Call the command line: status, standard output, standard error."""

    def run(*words):
        capsys.readouterr()
        status = call([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out, err

    return run
