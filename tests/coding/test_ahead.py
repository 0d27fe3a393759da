"""What is loaded while the first articles are read, and what is not when other processes code."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, threading
from detente.coding.ahead import load_ahead
before = set(threading.enumerate())
elsewhere = load_ahead(graph={graph})
if {elsewhere}:
    elsewhere.set()
(loading,) = set(threading.enumerate()) - before
loading.join(120)
from detente.coding.typing_model import load_type_model
print("spacy" in sys.modules, "_session" in vars(load_type_model()))
load_ahead(graph={graph})
print(len(set(threading.enumerate()) - before))
"""


@pytest.mark.parametrize(
    ("graph", "elsewhere", "said"),
    [
        (True, False, "True True 0"),
        (True, True, "True False 1"),
        (False, False, "True False 0"),
    ],
)
def test_what_coding_needs_is_loaded_once_beside_the_reading(graph, elsewhere, said):
    words = [sys.executable, "-c", PROGRAM.format(graph=graph, elsewhere=elsewhere)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout.split() == said.split(), done.stderr
