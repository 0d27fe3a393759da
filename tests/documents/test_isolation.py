"""Reading processes that hang, eat memory, crash or are killed; and what is left of them afterwards."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from itertools import islice

import psutil
import pytest

from detente.core.errors import DetenteError
from detente.core.rejections import Reason, Rejection
from detente.core.settings import resolve_settings
from detente.documents import Document, read_documents, supervising, worker
from detente.documents.limits import Limits
from detente.documents.portions import Job
from detente.documents.reading import _read

FAST = {"documents.seconds": 1.5, "documents.memory_mb": 300}
TRAPS = textwrap.dedent("""
    import os, signal, sys, json
    sys.path[:] = json.loads(sys.argv[1])
    import detente.documents.performing as performing
    real = performing.finish_document
    def trapped(draft, *args, **options):
        if "HANG" in draft.text:
            while True: pass
        if "EAT" in draft.text:
            return [bytearray(2**20) for _ in range(4000)]
        if "ABORT" in draft.text:
            os.abort()
        if "ODD" in draft.text:
            raise ZeroDivisionError("odd")
        return real(draft, *args, **options)
    performing.finish_document = trapped
    from detente.documents.child import main
    main()
""")


@pytest.fixture
def traps(monkeypatch):
    """Reading processes that do what a hostile parser would, at a word in the text."""
    monkeypatch.setattr(worker, "_PROGRAM", TRAPS)


OTHERS = set()


def children():
    """Processes the test has started, but for the standard library's own bookkeeper of spawned processes."""
    own = [child for child in psutil.Process().children() if child.pid not in OTHERS]
    family = [member for child in own for member in (child, *child.children(recursive=True))]
    return [member for member in family if not any("resource_tracker" in word for word in member.cmdline())]


@pytest.fixture(autouse=True)
def nothing_is_left():
    OTHERS.clear()
    OTHERS.update(child.pid for child in psutil.Process().children())  # a browser of other tests, for one
    yield
    assert children() == []


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("HANG", Reason.OUT_OF_TIME),
        ("EAT", Reason.OUT_OF_MEMORY),
        ("ABORT", Reason.FAILED),
        ("ODD", Reason.FAILED),
    ],
)
def test_one_killer_among_thirty_costs_only_itself(tmp_path, story, traps, word, reason):
    for n in range(30):
        (tmp_path / f"{n:02d}.txt").write_text(f"{story} {word if n == 13 else n}")
    items = list(_read([tmp_path], settings=FAST, workers=2))
    assert [getattr(item, "name", None) or item.document for item in items] == [
        f"{n:02d}.txt" for n in range(30)
    ]
    assert [item.reason for item in items if isinstance(item, Rejection)] == [reason]
    assert isinstance(items[13], Rejection)
    assert items[13].path == str(tmp_path / "13.txt")


def test_killer_records_cost_themselves(tmp_path, story, traps):
    words = {3: "ABORT", 5: "HANG", 6: "EAT"}
    lines = [json.dumps({"text": f"{story} {words.get(n, '')}", "id": f"r{n}"}) for n in range(10)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    items = list(_read([tmp_path], settings=FAST, workers=1))
    assert [item.name for item in items if isinstance(item, Document)] == [
        "r0",
        "r1",
        "r2",
        "r4",
        "r7",
        "r8",
        "r9",
    ]
    assert [item.reason.value for item in items if isinstance(item, Rejection)] == [
        "FAILED",
        "OUT_OF_TIME",
        "OUT_OF_MEMORY",
    ]
    assert [item.document for item in items if isinstance(item, Rejection)] == [
        "a.jsonl#4",
        "a.jsonl#6",
        "r6",
    ]


def test_a_child_killed_from_outside_costs_nothing(tmp_path, story):
    for n in range(300):
        (tmp_path / f"{n:03d}.txt").write_text(f"{story} {n}")
    items, killed = [], 0
    for item in _read([tmp_path], workers=1):
        items.append(item)
        if len(items) in (10, 100, 200):
            for child in children():
                child.send_signal(signal.SIGKILL)
                killed += 1
    assert killed == 3
    assert [item.name for item in items] == [f"{n:03d}.txt" for n in range(300)]


def test_a_child_that_dies_with_its_work_half_told_is_not_written_to_again(tmp_path, story):
    """Its end and room in its pipe are heard of in one round."""
    jobs = []
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"{story} {n}")
        jobs.append(Job(str(tmp_path / f"{n}.txt"), str(tmp_path / f"{n}.txt"), f"{n}.txt"))
    limits = Limits.of(resolve_settings())
    crew = supervising._Crew(iter(jobs), limits=limits, option="", workers=1)
    try:
        crew._fill()
        (first,) = crew._workers
        os.kill(first.pid, signal.SIGKILL)
        psutil.Process(first.pid).wait(10)
        first._outbox += b"x"
        crew.turn()
        (fresh,) = crew._workers
        assert fresh.pid != first.pid
        while not all(slot.done for slot in crew._queue):
            crew.turn()
        assert [item.name for slot in crew._queue for item in slot.items] == ["0.txt", "1.txt", "2.txt"]
    finally:
        crew.end()


def test_results_do_not_depend_on_the_number_of_processes(tmp_path, story, make_page, monkeypatch):
    for n in range(150):
        (tmp_path / f"{n:03d}.txt").write_text(f"{story} {n}" if n % 7 else "")
    (tmp_path / "060.jsonl").write_text("\n".join(json.dumps({"text": f"{story} {n}"}) for n in range(700)))
    (tmp_path / "061.html").write_text(make_page())
    alone = list(_read([tmp_path], workers=0))
    assert len(alone) == 150 + 700 + 1
    assert list(_read([tmp_path], workers=1)) == alone
    assert list(_read([tmp_path], workers=3)) == alone
    monkeypatch.setattr(supervising, "_MOST_WAITING", 5_000)
    assert list(_read([tmp_path], settings={"documents.seconds": 2}, workers=3)) == alone


def test_closing_early_ends_the_processes(tmp_path, story):
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(f"{story} {n}")
    items = read_documents([tmp_path])
    assert len(list(islice(items, 3))) == 3
    assert children()
    items.close()
    assert children() == []


def test_an_interrupt_ends_the_processes(tmp_path, story):
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(f"{story} {n}")
    script = (
        "import signal, sys, time\nfrom detente.documents import read_documents\n"
        # a shell that runs the tests in the background has interrupts ignored; here they must not be
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "for n, _ in enumerate(read_documents([sys.argv[1]])):\n"
        "    print(n, flush=True)\n    time.sleep(0.05)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    ) as parent:
        assert parent.stdout.readline() == b"0\n"
        readers = psutil.Process(parent.pid).children()
        assert readers
        os.killpg(parent.pid, signal.SIGINT)
        _, said = parent.communicate(timeout=10)
    assert said.count(b"KeyboardInterrupt") == 1  # the parent's own; the readers say nothing
    assert psutil.wait_procs(readers, timeout=3)[1] == []


def test_a_killed_parent_leaves_no_reader(tmp_path, story):
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(f"{story} {n}")
    script = "import sys, time\nfrom detente.documents import read_documents\nfor _ in read_documents([sys.argv[1]]):\n    print(1, flush=True)\n    time.sleep(60)\n"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        parent.stdout.readline()
        readers = psutil.Process(parent.pid).children()
        parent.kill()
    assert psutil.wait_procs(readers, timeout=5)[1] == []


def test_a_caller_without_a_main_guard_is_not_run_again(tmp_path, story):
    (tmp_path / "a.txt").write_text(story)
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom detente.documents import read_documents\n"
        f"print([d.name for d in read_documents([{str(tmp_path / 'a.txt')!r}])])\n"
    )
    said = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert said.stdout == "once\n['a.txt']\n"
    assert said.stderr == ""


def test_a_slow_caller_does_not_make_files_late(tmp_path, story):
    for n in range(130):
        (tmp_path / f"{n:03d}.txt").write_text(f"{story} {n} {'word ' * 2000}")
    items = []
    for item in _read([tmp_path], settings={"documents.seconds": 3.0}, workers=2):
        items.append(item)
        if len(items) in (1, 40):
            time.sleep(3.5)
    assert all(isinstance(item, Document) for item in items)
    assert len(items) == 130


def test_a_reader_that_cannot_start_says_why(tmp_path, story, monkeypatch):
    monkeypatch.setattr(worker, "_PROGRAM", "raise ImportError('no lxml')")
    (tmp_path / "a.txt").write_text(story)
    with pytest.raises(DetenteError, match="cannot start: ImportError: no lxml"):
        list(read_documents([tmp_path]))


def test_readers_and_this_room_are_light():
    script = (
        "import sys, detente.documents, detente.documents.child\n"
        "heavy = {'spacy', 'trafilatura', 'pypdf', 'docx', 'numpy', 'lxml', 'fasttext', 'feedparser'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert said.stdout == "[]\n"


def test_memory_stays_flat_over_a_large_collection(tmp_path, story):
    with (tmp_path / "a.jsonl").open("w") as stream:
        for n in range(1000):
            stream.write(json.dumps({"text": f"{story} {n} " + "and so on " * 1000}) + "\n")
    highest = 0
    for n, item in enumerate(_read([tmp_path], workers=1)):
        assert isinstance(item, Document)
        if n % 100 == 0:
            highest = max(highest, *(child.memory_info().rss for child in children()))
        if n > 700:
            break
    assert highest < 150 * 2**20
