"""A process that imports slowly, so that it can be killed in the middle: ``slow_importer.py LEDGER FILE``.

It writes ``ready`` once rows are being read.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from detente.exchange import blocks, fixed, import_events
from detente.exchange import importing as module


def main(folder: str, path: str) -> None:
    module.SHARD_ROWS, module.SMALL = 100, 0
    real = fixed.parse_block

    def parse(*args: Any, **options: Any) -> Any:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        time.sleep(0.05)
        return real(*args, **options)

    fixed.parse_block = parse
    fixed.read_blocks = lambda stream: blocks.read_blocks(stream, size=20_000)
    import_events(Path(folder), [Path(path)], "gdelt")


if __name__ == "__main__":
    main(*sys.argv[1:])
