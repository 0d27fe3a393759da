"""What a run that codes need not load is not loaded, and is there for who asks."""

import subprocess
import sys

PROGRAM = """
import sys
from detente.sentences import load_parser
load_parser()
assert not [name for name in sys.modules if name.startswith(("spacy.cli", "weasel"))], "command line loaded"
import spacy
from spacy.cli.info import info
assert info.__module__ == "spacy.cli.info"
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
"""


def test_spacy_is_loaded_without_its_command_line_which_stays_to_be_had() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
