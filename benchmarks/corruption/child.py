"""`python -m benchmarks.corruption.child`: judges one file after the other, as it is asked on standard input."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from benchmarks.corruption.judge import judge, limit_memory, only_sqlite, without_seal

_MEMORY = 2 * 1024**3
_CONTROLS = {"": nullcontext, "without the seal": without_seal, "only SQLite’s check": only_sqlite}


def main() -> None:
    limit_memory(_MEMORY)
    for line in sys.stdin:
        asked = json.loads(line)
        with _CONTROLS[asked["control"]]():
            verdict = judge(Path(asked["path"]), asked["content"], known=asked["known"])
        sys.stdout.write(json.dumps(asdict(verdict)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
