"""Run every subject on every document in processes of their own, in turns, and print medians.

`--json` prints the figures; `--quick` takes one round and leaves the million out. Times are CPU milliseconds of the
window's thread, so that a busy machine does not count.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from time import thread_time
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
DENSITIES = (20, 60)
STEPS, JUMPS, EDITS, RESIZES = 200, 60, 60, 12
MEASURES = ("first paint", "smooth scroll", "jump", "edit to painted", "commit", "resize")


def timed(work: Callable[[], object]) -> float:
    """CPU milliseconds."""
    began = thread_time()
    work()
    return (thread_time() - began) * 1000


def memory() -> float:
    """Resident megabytes now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a file of the project
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def measure(name: str, size: int, every: int) -> dict[str, Any]:
    """All figures of one subject on one document."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from benchmarks.article_view.documents import sample
    from benchmarks.article_view.subjects import HEIGHT, SUBJECTS, WIDTH

    application = QApplication([])
    application.setStyle("Fusion")
    subject, made, dice = SUBJECTS[name](), sample(size, every), random.Random(3)
    subject.load(made)
    gc.collect()
    before = memory()
    found: dict[str, list[float]] = {"first paint": [timed(subject.build)]}
    found["smooth scroll"] = [timed(lambda: subject.scroll(57)) for _ in range(STEPS)]
    found["jump"] = [timed(lambda: subject.jump(dice.random())) for _ in range(JUMPS)]
    edits, commits = list[float](), list[float]()
    for number in range(EDITS):
        if number % 10 == 0:
            subject.jump(dice.random())
        at, spent = max(0, min(len(made.text) - 10, subject.visible_offset() + number)), list[float]()
        total = timed(lambda at=at, spent=spent: spent.append(subject.edit(at)))
        edits.append(total - spent[0] * 1000)
        commits.append(spent[0] * 1000)
    found["edit to painted"], found["commit"] = edits, commits
    found["resize"] = [timed(lambda n=n: subject.resize(WIDTH - 300 * (n % 2))) for n in range(RESIZES)]
    found["memory MB"] = [memory() - before]
    subject.close()
    assert HEIGHT
    return {"spans": len(made.spans), "relations": len(made.relations), "times": found}


def run_apart(name: str, size: int, every: int) -> dict[str, Any]:
    """`measure` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.article_view", "--one", name, str(size), str(every)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} at {size}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def summary(rounds: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Median, p95 and p99 over all rounds."""
    result = dict[str, dict[str, float]]()
    for measure_name in rounds[0]["times"]:
        values = sorted(value for one in rounds for value in one["times"][measure_name])
        result[measure_name] = {
            "median": round(statistics.median(values), 2),
            "p95": round(values[min(len(values) - 1, int(len(values) * 0.95))], 2),
            "p99": round(values[min(len(values) - 1, int(len(values) * 0.99))], 2),
        }
    return result


def table(results: dict[str, Any]) -> list[str]:
    """The figures as a Markdown table: median / p99."""
    lines = ["| characters | span per | subject | " + " | ".join((*MEASURES, "memory MB")) + " |"]
    lines.append("|" + "---|" * (len(MEASURES) + 4))
    for key, figures in results.items():
        size, every, name = key.split("|")
        cells = [f"{figures[one]['median']:.1f} / {figures[one]['p99']:.1f}" for one in MEASURES]
        lines.append(
            f"| {int(size):,} | {every} | {name} | " + " | ".join(cells) + f" | {figures['memory MB']['median']:.0f} |"
        )
    return lines


def main() -> None:
    """Everything, in turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--quick", action="store_true", help="one round, without the million characters")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="one subject by name")
    parser.add_argument("--size", type=int, help="one size")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "SIZE", "EVERY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, size, every = arguments.one
        sys.stdout.write(json.dumps(measure(name, int(size), int(every))) + "\n")
        return
    from benchmarks.article_view.subjects import SUBJECTS

    names = [arguments.only] if arguments.only else list(SUBJECTS)
    sizes = [arguments.size] if arguments.size else SIZES[:2] if arguments.quick else SIZES
    rounds = 1 if arguments.quick else arguments.rounds
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rounds):
        for size in sizes:
            for every in DENSITIES:
                for name in names:
                    runs.setdefault(f"{size}|{every}|{name}", []).append(run_apart(name, size, every))
    results = {key: summary(found) for key, found in runs.items()}
    if arguments.json:
        sys.stdout.write(json.dumps(results, indent=2) + "\n")
    else:
        sys.stdout.write("CPU milliseconds of the window's thread, median / p99\n\n" + "\n".join(table(results)) + "\n")


if __name__ == "__main__":
    main()
