"""`python -m benchmarks.merge`: do copies come together the same way in every order?

Random work on three copies, by two people at three machines, some with a clock that is wrong; then all six orders of
merging, each with both ways to put brackets. Every result must have the same content, pass `gilder check`, not change
by a second merge, and be fit to undo and to work on. The controls break a rule on purpose; they must be noticed.
Exit status 1 where a law is broken or a control is not noticed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.merge.controls import CONTROLS
from benchmarks.merge.laws import Tally, trials


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merge", description=__doc__)
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=25, help="things that each of the three does")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = {"merge": trials(Path(folder), range(given.seed, given.seed + given.trials), steps=given.steps)}
        for name, broken in CONTROLS.items():
            with broken():
                found[f"control: {name}"] = trials(Path(folder), range(9), steps=given.steps, until_broken=True)
    rows = [_row(name, tally) for name, tally in found.items()]
    if given.json:
        print(json.dumps(rows, indent=1))
    else:
        _show(rows)
    for line in found["merge"].broken[:20]:
        print(line[:400], file=sys.stderr)
    good = not found["merge"].broken
    return 0 if good and all(found[f"control: {name}"].broken for name in CONTROLS) else 1


def _row(name: str, tally: Tally) -> dict[str, str | int]:
    return {
        "what": name,
        "trials": tally.trials,
        "cases": tally.cases,
        "steps": tally.steps,
        "changed in both": tally.concurrent,
        "made twice": tally.doubles,
        "imported apart": tally.joined,
        "laws broken": len(tally.broken),
    }


def _show(rows: list[dict[str, str | int]]) -> None:
    print("| " + " | ".join(rows[0]) + " |\n" + "| --- " * len(rows[0]) + "|")
    for row in rows:
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in row.values()) + " |")


if __name__ == "__main__":
    sys.exit(main())
