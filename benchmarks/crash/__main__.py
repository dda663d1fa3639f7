"""`python -m benchmarks.crash`: nothing that was acknowledged is lost.

The real product is killed at random times, loses its power at random points of what it wrote, runs out of room, and
has its file taken away; each time the project is opened again and everything that was acknowledged is looked for.
Beside it are controls, the same with the product made worse on purpose, in which faults must be found.
Exit status 1 where something was lost, half done or damaged, or where a control has found nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from benchmarks.crash.plan import HARNESSES, Line, Task, tasks

_TITLES = {
    "kill": "kill -9",
    "power": "Power loss",
    "full": "Disk full",
    "vanish": "The file is taken away while it is open",
}
_EACH = 20.0  # seconds between two lines of progress where they do not overwrite each other


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="of all workloads; the window has a tenth more")
    parser.add_argument("--images", type=int, default=2000, help="of all workloads; controls have a twentieth each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--harness", nargs="+", choices=HARNESSES, default=HARNESSES)
    parser.add_argument("--workload", nargs="+", help="only lines whose names begin so")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gilder-home-") as home:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
            os.environ[name] = home  # settings and data of the person who runs this stay as they are
        found = list(_found(_wanted(given), given.seed))
    if given.json:
        print(json.dumps([_as_data(*one) for one in found], indent=1))
    else:
        _show(found)
    return 1 if any(_is_wrong(*one) for one in found) else 0


def _wanted(given: argparse.Namespace) -> list[Task]:
    return [
        task
        for task in tasks(given.kills, given.images)
        if task.harness in given.harness
        and (given.workload is None or any(task.name.startswith(one) for one in given.workload))
    ]


def _found(wanted: Sequence[Task], seed: int) -> Iterator[tuple[Task, Line]]:
    """What came of each task, until all are done or somebody presses Ctrl+C."""
    for task in wanted:
        try:
            yield task, task.run(Random(f"{seed} {task.harness} {task.name}"), Progress())
        except KeyboardInterrupt:
            sys.stderr.write(f"\nstopped in {task.name}; what was done before that:\n")
            return


class Progress:
    """Says on standard error how far it is: in one line on a terminal, seldom anywhere else."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, text: str) -> None:
        """The work is as far as `text` says."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text:<100}"[:101])
        elif time.monotonic() - self._said > _EACH:
            self._said = time.monotonic()
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _is_wrong(task: Task, line: Line) -> bool:
    return not line.skipped and bool(line.faults) != task.control


def _as_data(task: Task, line: Line) -> dict[str, Any]:
    return {"harness": task.harness, "control": task.control, "wrong": _is_wrong(task, line), "skipped": line.skipped,
            "first fault": line.first, **line.figures()}  # fmt: skip


def _show(found: Sequence[tuple[Task, Line]]) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 100 + "\r")
    for harness in HARNESSES:
        rows = [one for one in found if one[0].harness == harness]
        if not rows:
            continue
        print(f"\n{_TITLES[harness]}")
        names = list(rows[0][1].figures())
        lines = [_cells(task, line) for task, line in rows]
        totals = _totals([line.figures() for task, line in rows if not task.control and not line.skipped], names)
        lines += [totals] if len(rows) > 1 else []
        widths = [max(len(cells[at]) for cells in (names, *lines)) for at in range(len(names))]
        for cells in (names, *lines):
            print("  ".join(f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
                            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))))  # fmt: skip
        for task, line in rows:
            if line.skipped:
                print(f"skipped: {task.name}: {line.skipped}")
            elif _is_wrong(task, line):
                print(f"WRONG: {task.name}: {line.first or 'this control has found nothing'}")


def _cells(task: Task, line: Line) -> list[str]:
    name, *rest = line.figures().values()
    return [f"control: {name}" if task.control else str(name), *("–" if line.skipped else f"{one:,}" for one in rest)]


def _totals(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[str]:
    highest = ("max", "most lost")
    cells = ["all but the controls"]
    for name in names[1:]:
        figures = [row[name] for row in rows]
        one = max(figures, default=0) if name in highest else sum(figures)
        cells.append("" if "median" in name else f"{one:,}")
    return cells


if __name__ == "__main__":
    sys.exit(main())
