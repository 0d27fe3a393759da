"""What bandit finds in the code: nothing grave, and nothing middling that is not explained beside its line.

Ruff has the same rules by the same numbers (bandit's B608 is its S608), so one word serves both: a line that must
stay as it is says so, ``# noqa: S608`` and after it why.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def look(*paths):
    """What bandit finds, with its own settings and no other."""
    command = [
        sys.executable,
        "-m",
        "bandit",
        "--quiet",
        "--ignore-nosec",
        "--format",
        "json",
        "--recursive",
        *paths,
    ]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, check=False, capture_output=True, text=True, timeout=240
    )
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert told["errors"] == []
    return told["results"]


def is_explained(finding):
    """Whether a line of it says why it stays."""
    lines = (ROOT / finding["filename"]).read_text(encoding="utf-8").splitlines()
    reason = re.compile(
        rf"# noqa: (?:[A-Z]+\d+, )*S{finding['test_id'][1:]}\b(?:, [A-Z]+\d+)*[^\w\n]+\w.*\w\w\w"
    )
    first, last = min(finding["line_range"]), max(finding["line_range"])
    return any(reason.search(line) for line in lines[first - 1 : last])


def faults(findings):
    """Those that may not be: the grave ones, and the middling ones that nothing explains."""
    return [
        f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}"
        for one in findings
        if one["issue_severity"] == "HIGH" or (one["issue_severity"] == "MEDIUM" and not is_explained(one))
    ]


def test_nothing_grave_and_nothing_unexplained_is_in_the_code():
    assert faults(look("src")) == []


@pytest.mark.parametrize(
    ("line", "n_faults"),
    [
        ("import subprocess\nsubprocess.run('ls ' + input(), shell=True)  # noqa: S602  we know better\n", 1),
        ("import pickle\npickle.loads(b'')  # noqa: S301\n", 1),
        ("import pickle\npickle.loads(b'')  # noqa: S608  of another kind\n", 1),
        ("import pickle\npickle.loads(b'')  # nosec\n", 1),
        ("import pickle\npickle.loads(b'')  # noqa: S301  our own file\n", 0),
    ],
)
def test_what_is_grave_or_unexplained_would_be_found(tmp_path, line, n_faults):
    (tmp_path / "bad.py").write_text(line, encoding="utf-8")
    assert len(faults(look(tmp_path))) == n_faults
