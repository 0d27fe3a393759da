"""What coding processes are forked from has everything loaded, and runs no thread that a fork would lose."""

import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
import detente.coding.preloading
from detente.actors.matching import _automaton
from detente.coding.lexicon import read_lexicon
from detente.coding.typing_model import load_type_model
from detente.sentences import load_parser
for loaded in (_automaton, read_lexicon, load_parser):
    assert loaded.cache_info().currsize == 1, loaded
assert "onnxruntime" not in sys.modules, "the graph would be shared with its threads"
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are not forked elsewhere")
def test_all_is_loaded_and_one_thread_runs() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1"]
