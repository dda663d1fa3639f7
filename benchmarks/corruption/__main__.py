"""`python -m benchmarks.corruption`: no damaged or hostile file crashes, hangs, or changes what it says unnoticed.

A sound project is damaged in many ways, at random and on purpose; each file is opened and used (listed, loaded,
searched, exported, checked, edited) by the real product in a process of its own with 30 seconds and 2 GB, and what it
says is compared with what it said when it was sound. Where that was refused or reported, it is repaired. Beside it are
controls with a weaker check, in which changes must go unnoticed. Exit status 1 for any fault, and for a control
without one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.corruption.base import make
from benchmarks.corruption.damage import Case, cases
from benchmarks.corruption.judge import OUTCOMES, Verdict
from benchmarks.corruption.pool import judged
from benchmarks.crash.__main__ import Progress

CONTROLS = ("without the seal", "only SQLite’s check")
_CONTROLLED = (("changed quietly", 1), ("bit flip", 10), ("burst of 4-64 bytes", 10))  # a control gets each nth
_ON_PURPOSE = ("hostile", "changed quietly")
_MUCH = 0.9  # of the journal

Found = list[tuple[Case, Verdict]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corruption", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="about so many; controls have some more")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="+", help="only kinds whose names begin so")
    parser.add_argument("--processes", type=int, default=max(1, min(4, os.cpu_count() or 1)))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gilder-corruption-") as name:
        folder = Path(name)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
            os.environ[variable] = str(folder / "home")  # what the person who runs this has stays as it is
        found, controls = _all(given, folder)
    (_print_json if given.json else _show)(found, controls)
    wrong = any(verdict.faults for _, verdict in found)
    return 1 if wrong or any(not _unnoticed(some) for some in controls.values()) else 0


def _all(given: argparse.Namespace, folder: Path) -> tuple[Found, dict[str, Found]]:
    base = make(folder)
    wanted = [
        case for case in cases(given.files) if not given.kind or any(case.kind.startswith(one) for one in given.kind)
    ]
    options: dict[str, Any] = {"seed": given.seed, "processes": given.processes, "progress": Progress()}
    found = list(judged(base, wanted, folder, control="", repair=True, **options))
    some = [case for kind, nth in _CONTROLLED for case in [one for one in wanted if one.kind == kind][::nth]]
    controls = {
        control: list(judged(base, some, folder, control=control, repair=False, **options))
        for control in CONTROLS
        if some
    }
    return found, controls


def _unnoticed(found: Found) -> int:
    return sum(any("nobody has noticed" in one for one in verdict.faults) for _, verdict in found)


def _rows(found: Found) -> list[tuple[str, Counter[str]]]:
    kinds: dict[str, Counter[str]] = {}
    for case, verdict in found:
        kinds.setdefault(case.kind, Counter())[verdict.outcome] += 1
    everything = sum(kinds.values(), Counter[str]())
    return [*kinds.items(), ("all", everything)]


def _repairs(found: Found) -> list[tuple[str, int, int, int, float]]:
    """By kind of chance: files that were refused or in which damage was found, how many gave a project again, with more
    than 90 % of the journal, and the share of spans that is there."""
    rows = list[tuple[str, int, int, int, float]]()
    tried = ("refused", "error in use", "check reports")
    refused = [
        (case, verdict)
        for case, verdict in found
        if case.project and not case.logged and case.kind not in _ON_PURPOSE and verdict.outcome in tried
    ]
    for kind in [*dict.fromkeys(case.kind for case, _ in refused), "all"]:
        some = [verdict for case, verdict in refused if kind in (case.kind, "all")]
        done = [one for one in some if one.repaired]
        much = sum(one.journal > _MUCH for one in done)
        rows.append((kind, len(some), len(done), much, sum(one.spans for one in done) / max(1, len(done))))
    return rows


def _print_json(found: Found, controls: dict[str, Found]) -> None:
    data = {
        "files": [{"kind": case.kind, "number": case.number, **asdict(verdict)} for case, verdict in found],
        "outcomes": {kind: dict(counts) for kind, counts in _rows(found)},
        "repairs": _repairs(found),
        "controls": {name: {"files": len(some), "unnoticed": _unnoticed(some)} for name, some in controls.items()},
    }
    print(json.dumps(data, indent=1, ensure_ascii=False))


def _show(found: Found, controls: dict[str, Found]) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 100 + "\r")
    rows: list[Sequence[object]] = [("damage", "files", *OUTCOMES)]
    rows += [(kind, counts.total(), *(counts[one] for one in OUTCOMES)) for kind, counts in _rows(found)]
    _table(rows)
    times = sorted(verdict.seconds for _, verdict in found)
    print(f"seconds for a file, repair included: median {times[len(times) // 2]:.2f}, slowest {times[-1]:.2f}\n")
    heading = ("repaired", "files", "a project again", "> 90 % of the journal", "spans, mean")
    _table([heading, *((*row[:4], f"{100 * row[4]:.1f} %") for row in _repairs(found))])
    print()
    for name, some in controls.items():
        print(f"control, {name}: {_unnoticed(some)} of {len(some)} files changed unnoticed")
    for case, verdict in found:
        for fault in verdict.faults:
            print(f"FAULT: {case.kind} {case.number}: {fault}")


def _table(rows: Sequence[Sequence[object]]) -> None:
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    for row in cells:
        print("  ".join(f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
                        for at, (cell, width) in enumerate(zip(row, widths, strict=True))))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
