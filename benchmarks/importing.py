"""Import of a GDELT-shaped file, beside the time DuckDB's own CSV reader needs to land the raw table.

    python benchmarks/importing.py --rows 5000000 --json importing.json

Makes a file of made-up rows in GDELT's 61 columns (`--keep` keeps it), then, `--rounds` times in turn and
each in a process of its own: DuckDB lands all columns of the file in a table on the disk; `import_events`
brings it into a ledger's lake, with states, PLOVER, known faults, mirrors and repeats. Prints JSON: median
seconds of both (wall clock and processor), ``ratio`` (ours over DuckDB's, wall clock), peak memory of the
import, and ``growth``, by how much the peak of the whole file exceeds that of its first fifth.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from detente.exchange import import_events

SHARE = 5
ROWS_A_DAY = 40_000

ROLES = "['', 'GOV', 'MIL', 'COP', 'OPP', 'MED', 'BUS', 'CVL']"

MAKE = """
COPY (
    SELECT
        700000000 + i, day, left(day, 6), left(day, 4), left(day, 4) || '.4137',
        first || first_role, 'ACTOR ' || first || first_role, first, '', '', '', '', first_role, '', '',
        second || second_role, 'ACTOR ' || second || second_role, second, '', '', '', '', second_role, '', '',
        i % 2, code, left(code, 3), left(code, 2), 1 + hash(i, 'q') % 4,
        round((hash(i, 'g') % 200) / 10.0 - 10, 1), 1 + hash(i, 'm') % 40, 1 + hash(i, 's') % 4,
        1 + hash(i, 'n') % 40, round((hash(i, 't') % 2000) / 100.0 - 10, 6),
        4, place, 'RS', 'RS48', '25106', '55.7522', '37.6156', '-2960561',
        4, place, 'PK', 'PK08', '40337', '33.7', '73.1667', '-2767043',
        4, place, 'RS', 'RS48', '25106', '55.7522', '37.6156', '-2960561',
        day || '121500',
        'https://www.paper' || hash(i // 8, 'p') % 900 || '.example/world/' || left(day, 4) || '/'
            || md5((i // 8)::VARCHAR) || '-talks-between-two-states-go-on'
    FROM (
        SELECT
            i,
            strftime(DATE '2018-01-01' + (i // {a_day})::INTEGER, '%Y%m%d') AS day,
            states[1 + least(hash(i, 'a') % n, hash(i, 'b') % n, hash(i, 'y') % n)::INTEGER] AS first,
            states[1 + least(hash(i, 'c') % n, hash(i, 'd') % n, hash(i, 'z') % n)::INTEGER] AS second,
            {roles}[1 + least(hash(i, 'e') % 8, hash(i, 'h') % 8)::INTEGER] AS first_role,
            {roles}[1 + least(hash(i, 'f') % 8, hash(i, 'k') % 8)::INTEGER] AS second_role,
            codes[1 + least(hash(i, 'v') % m, hash(i, 'w') % m)::INTEGER] AS code,
            'Place ' || hash(i, 'x') % 5000 || ', Region, Country' AS place
        FROM range({n_rows}) AS r(i), lists
    )
) TO '{file}' (DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')
"""


def make_file(file: Path, n_rows: int) -> None:
    """Write a file of made-up rows."""
    from detente.exchange.states import read_state_codes  # noqa: PLC0415  needed here only
    from detente.ontology import read_ontology  # noqa: PLC0415

    states = sorted({code.iso3 for code in read_state_codes() if code.scheme == "cameo" and code.iso3})
    codes = sorted(code.code for code in read_ontology().cameo.values() if code.level != "root")
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(
            "CREATE TABLE lists AS"
            " SELECT $1::VARCHAR[] AS states, len($1) AS n, $2::VARCHAR[] AS codes, len($2) AS m",
            [states, codes],
        )
        connection.execute(MAKE.format(a_day=ROWS_A_DAY, roles=ROLES, n_rows=n_rows, file=file))


def land(file: Path, folder: Path) -> dict[str, Any]:
    """DuckDB's own reader: all columns of the file in a table on the disk."""
    with duckdb.connect(str(folder / "raw.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE raw AS"
            " SELECT * FROM read_csv($file, delim = '\t', header = false, quote = '', escape = '')",
            {"file": str(file)},
        )
        connection.execute("CHECKPOINT")
        (n_rows,) = connection.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    return {"rows": n_rows}


def bring_in(file: Path, folder: Path) -> dict[str, Any]:
    """Our import."""
    tally = import_events(folder / "ledger", [file], "gdelt")
    counts = ("rows", "events", "mirrors", "repeats", "faulty", "rejected")
    return {name: getattr(tally, name) for name in counts}


def measure(what: str, file: Path) -> dict[str, Any]:
    """One of the two in this process, timed."""
    with tempfile.TemporaryDirectory(dir=file.parent) as name:
        started, spent = time.perf_counter(), time.process_time()
        out = {"land": land, "import": bring_in}[what](file, Path(name))
        out |= {"seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - spent}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return out | {"peak_mb": peak / (1 << 10 if sys.platform != "darwin" else 1 << 20)}


def measure_apart(what: str, file: Path) -> dict[str, Any]:
    """The same in a process of its own."""
    words = [sys.executable, __file__, "--only", what, "--file", str(file)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def compare(file: Path, part: Path, rounds: int) -> dict[str, Any]:
    """Both in turn, and the import of a part for its memory."""
    runs: dict[str, list[dict[str, Any]]] = {"land": [], "import": []}
    for _ in range(rounds):
        for what, done in runs.items():
            done.append(measure_apart(what, file))
    small = measure_apart("import", part)
    landed, imported = (
        {
            key: statistics.median(run[key] for run in runs[what])
            for key in ("seconds", "cpu_seconds", "peak_mb")
        }
        for what in ("land", "import")
    )
    counts = {key: value for key, value in runs["import"][0].items() if isinstance(value, int)}
    return {
        "rows": counts["rows"],
        "megabytes": file.stat().st_size / 1e6,
        "duckdb": landed,
        "import": imported,
        "ratio": imported["seconds"] / landed["seconds"],
        "cpu_ratio": imported["cpu_seconds"] / landed["cpu_seconds"],
        "growth": imported["peak_mb"] / small["peak_mb"],
        "peak_mb_of_a_fifth": small["peak_mb"],
        "counts": counts,
        "rounds": rounds,
        "duckdb_version": duckdb.__version__,
        "processors": os.cpu_count(),
        "machine": platform.machine(),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; needs about 5 kB a row")
    parser.add_argument("--keep", type=Path, help="keep the made file there")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--only", choices=("land", "import"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.file)))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        file, part = Path(name) / "whole.csv", Path(name) / "part.csv"
        make_file(file, options.rows)
        make_file(part, options.rows // SHARE)
        if options.keep:
            shutil.copy(file, options.keep)
        text = json.dumps(compare(file, part, options.rounds), indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
