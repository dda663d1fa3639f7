"""`python -m benchmarks.store`: a hundred thousand documents are no slower than a hundred.

Projects of 100, 10,000 and 100,000 documents (500 words, 50 spans of an annotator, an edit in the journal; suggestions
in every tenth) are made, and the same is done in each, in turns; what is shown are medians, and their ratios to the
smallest. Then 1,000,000 spans are imported, and the same rows written by bare `executemany`.
Exit status 1 where opening or loading takes over twice as long in the largest project, or the import over 1.5 times.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.store.build import build
from benchmarks.store.bulk import Bulk, bulk
from benchmarks.store.measure import Subject, long_steps, short_steps
from benchmarks.store.window import Seen, look

_SIZES = (100, 10_000, 100_000)
_AIMS = {"open": 2.0, "load a document": 2.0}
_IMPORT_AIM = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--spans", type=int, default=1_000_000, help="of the bulk import; 0 leaves it out")
    parser.add_argument("--repeat", type=int, default=60, help="of the short steps; the long ones run three times")
    parser.add_argument("--imports", type=int, default=1, help="how often the bulk import is measured")
    parser.add_argument("--folder", type=Path, help="where the projects are made (6 GB), and kept with --keep")
    parser.add_argument("--keep", action="store_true", help="do not delete them at the end; they are used again")
    parser.add_argument("--window", action="store_true", help="also the real window, offscreen")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gilder-store-") as scratch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
            os.environ[name] = scratch  # settings and data of the person who runs this stay as they are
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        folder: Path = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths = {count: folder / f"{count}.gilder" for count in sorted(given.documents)}
        try:
            subjects = [_subject(paths[count], count) for count in paths]
            _measure(subjects, given.repeat)
            seen = {one.documents: look(one.path) for one in subjects} if given.window else {}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            imports = [bulk(folder, given.spans) for _ in range(given.imports if given.spans else 0)]
        finally:
            if not given.keep:
                for path in paths.values():
                    path.unlink(missing_ok=True)
    if given.json:
        print(json.dumps(_as_data(subjects, imports, peak) | {"window": {n: asdict(one) for n, one in seen.items()}}))
    else:
        _show(subjects, imports, peak)
        _show_window(seen)
    return 0 if _reached(subjects, imports) else 1


def _subject(path: Path, count: int) -> Subject:
    if not path.exists():
        begun = perf_counter()
        build(path, count)
        _say(f"{count:,} documents made in {perf_counter() - begun:,.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
    return Subject(path, count)


def _measure(subjects: Sequence[Subject], repeat: int) -> None:
    for one in subjects:  # once for nothing: imports of modules, the file in the system's memory
        short_steps(Subject(one.path, one.documents))
    for at in range(repeat):
        for one in subjects:
            short_steps(one)
        _say(f"{at + 1} of {repeat}", end="\r")
    for _ in range(min(3, repeat)):
        for one in subjects:
            long_steps(one)


def _say(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


def _ratio(subjects: Sequence[Subject], what: str) -> float:
    return median(subjects[-1].seconds[what]) / median(subjects[0].seconds[what])


def _reached(subjects: Sequence[Subject], imports: Sequence[Bulk]) -> bool:
    holds = all(_ratio(subjects, what) <= aim for what, aim in _AIMS.items())
    return holds and (not imports or median(one.ratio for one in imports) <= _IMPORT_AIM)


def _show(subjects: Sequence[Subject], imports: Sequence[Bulk], peak: float) -> None:
    print("| milliseconds (times the smallest) | " + " | ".join(f"{one.documents:,}" for one in subjects) + " |")
    print("| --- |" + " --- |" * len(subjects))
    for what in subjects[0].seconds:
        smallest = median(subjects[0].seconds[what])
        cells = [f"{1000 * (now := median(one.seconds[what])):,.2f} ({now / smallest:.2f})" for one in subjects]
        print(f"| {what} | " + " | ".join(cells) + " |")
    print(f"\nMost memory while that was measured: {peak:,.0f} MB")
    for one in imports:
        each = [f"{seconds:.1f} s ({cpu:.1f} s of the processor)" for seconds, cpu in (one.product, one.bare)]
        print(f"{one.spans:,} spans imported: {each[0]}, bare: {each[1]}: {one.ratio:.2f} times")
    for what, aim in _AIMS.items():
        print(f"{what}: {_ratio(subjects, what):.2f} times, aim {aim:.0f}")


def _show_window(seen: dict[int, Seen]) -> None:
    for documents, one in seen.items():
        print(
            f"window, {documents:,} documents: painted after {one.shown:,.0f} ms, all listed after {one.listed:,.0f}, "
            f"counted after {one.counted:,.0f}; a frame of scrolling {one.frame:.1f}, slowest {one.slowest:.1f}"
        )


def _as_data(subjects: Sequence[Subject], imports: Sequence[Bulk], peak: float) -> dict[str, Any]:
    return {
        "seconds": {one.documents: {what: median(some) for what, some in one.seconds.items()} for one in subjects},
        "imports": [{"spans": one.spans, "product": one.product, "bare": one.bare} for one in imports],
        "peak_megabytes": peak,
    }


if __name__ == "__main__":
    sys.exit(main())
