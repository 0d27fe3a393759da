"""The engine of a cluster: the same shards from Ray, though one of its workers is killed in the middle."""

import json
import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from detente.scale import code_at_scale

pytest.importorskip("ray", reason="Ray is not installed")
SIZE = 12_000

RUN = textwrap.dedent("""
    import json, sys
    from detente.scale import code_at_scale
    tally = code_at_scale([sys.argv[1]], sys.argv[2], engine="ray", workers=2, piece_bytes=int(sys.argv[3]))
    print(json.dumps({"failed": len(tally.failed), "documents": tally.documents, "events": tally.events}))
""")


def family(process):
    for child in psutil.Process(process.pid).children(recursive=True):
        try:
            yield child, " ".join(child.cmdline())
        except psutil.Error:
            continue


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ray_makes_the_same_shards_though_a_worker_is_killed(tmp_path, make_jsonl):
    file, out = make_jsonl(400), tmp_path / "ray"
    code_at_scale([file], tmp_path / "here", engine="here", piece_bytes=SIZE)
    whole = {shard.name: shard.read_bytes() for shard in (tmp_path / "here" / "coded").iterdir()}
    assert len(whole) > 8
    killed = None
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(file), str(out), str(SIZE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path)},
        text=True,
    ) as process:
        deadline = time.monotonic() + 400
        while killed is None and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
            if list(out.glob("coded/*.parquet")):
                killed = next((child for child, words in family(process) if "MapWorker" in words), None)
        if killed is not None:
            killed.kill()
        said, complaint = process.communicate(timeout=400)
    assert process.returncode == 0, complaint[-2_000:]
    assert killed is not None, "no worker was seen after the first shard"
    tally = json.loads(said.splitlines()[-1])
    assert (tally["failed"], tally["documents"]) == (0, 400)
    assert {shard.name: shard.read_bytes() for shard in (out / "coded").iterdir()} == whole


def test_a_cluster_that_is_not_there_is_said_so(tmp_path, make_jsonl):
    code = RUN.replace('engine="ray"', 'engine="ray", address="127.0.0.1:1"')
    words = [sys.executable, "-c", code, str(make_jsonl(2)), str(tmp_path / "out"), "10000"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode
    assert "no Ray cluster at 127.0.0.1:1" in done.stderr
