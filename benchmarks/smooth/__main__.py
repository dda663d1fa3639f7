"""`python -m benchmarks.smooth`: keys in the real window while nothing else runs, and while a training runs beside it.

Somebody answers suggestions, labels, moves and undoes in a long article, a key every 50 ms; the time of each runs from
when it was to be pressed until what it changed was painted. Its parts, between which the window can take other events:
handling the key, with what it stores; and painting. Pauses and trainings alternate. Exit status 1 where the 95th
percentile of either during trainings is over a frame (16.7 ms). `--screen` does it on a virtual screen (Xvfb)
instead of offscreen. The load of the machine is printed: what others compute is in the times, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

FRAME = 1000 / 60  # milliseconds
_PARTS = {
    "wall": "from key to painted",
    "own": "computed for it",
    "handled": "the key handled",
    "painted": "what it changed painted",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.smooth", description=__doc__)
    parser.add_argument("--keys", type=int, default=400, help="in each turn")
    parser.add_argument("--turns", type=int, default=2, help="without, and as many with a training")
    parser.add_argument("--pace", type=float, default=50.0, help="milliseconds from key to key")
    parser.add_argument("--size", type=int, default=60_000, help="code points of the article")
    parser.add_argument("--screen", action="store_true", help="on a virtual screen")
    parser.add_argument("--picture", type=Path, help="where a picture of the window during a training goes")
    asked = parser.parse_args()
    if asked.screen:
        return _on_screen()
    with tempfile.TemporaryDirectory(prefix="gilder-") as home:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
            os.environ[name] = home  # settings and data of the person who runs this stay as they are
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return _measure(asked, Path(home))


def _on_screen() -> int:
    from tests.e2e.desktop import virtual_screen

    rest = [one for one in sys.argv[1:] if one != "--screen"]
    with virtual_screen() as environment:
        command = [sys.executable, "-m", "benchmarks.smooth", *rest]
        return subprocess.run(command, env=environment, check=False).returncode


def _measure(asked: argparse.Namespace, home: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from benchmarks.smooth.person import SCRIPT, Took
    from benchmarks.smooth.window import Window, make_project

    window = Window(QApplication([]), make_project(home / "smooth.gilder", asked.size))
    window.keys(len(SCRIPT), asked.pace / 1000)  # what is made when it is first wanted
    alone, beside = list[Took](), list[Took]()
    for turn in range(asked.turns):
        _say(f"turn {turn + 1}: nothing else")
        alone += window.keys(asked.keys, asked.pace / 1000)
        window.train(home / "model")
        _say(f"turn {turn + 1}: a training, {window.trains()}")
        beside += window.keys(asked.keys, asked.pace / 1000)
        _say(f"turn {turn + 1}: the training is at {window.trains()}")
        if asked.picture and not turn:
            window.picture(asked.picture)
        window.stop()
    window.close()
    return _tell(alone, beside)


def _say(what: str) -> None:
    sys.stderr.write(f"{what}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    sys.stderr.flush()


def _tell(alone: list, beside: list) -> int:
    parts = ("wall", "own", "handled", "painted")
    print(f"{'milliseconds':<28}{'keys':>6}{'median':>8}{'p95':>8}{'most':>8}")
    for name, took in (("nothing else runs", alone), ("a training runs", beside)):
        print(name)
        for part in parts:
            row = sorted(getattr(one, part) for one in took)
            print(f"  {_PARTS[part]:<26}{len(row):>6}{median(row):>8.1f}{_p95(row):>8.1f}{row[-1]:>8.1f}")
    print(f"\n{'medians':<20}" + "".join(f"{part:>9}{'':>9}" for part in parts) + "   (without, with)")
    for key in dict.fromkeys(one.key for one in alone):
        some = [[one for one in took if one.key == key] for took in (alone, beside)]
        figures = [median(getattr(one, part) for one in took) for part in parts for took in some]
        print(f"  {key:<18}" + "".join(f"{figure:>9.1f}" for figure in figures))
    found = {part: _p95(sorted(getattr(one, part) for one in beside)) for part in ("handled", "painted")}
    within = max(found.values()) <= FRAME
    told = ", ".join(f"{_PARTS[part]} {value:.1f} ms" for part, value in found.items())
    print(f"\n95th percentile during a training: {told}: {'within' if within else 'NOT within'} a frame")
    return 0 if within else 1


def _p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


if __name__ == "__main__":
    sys.exit(main())
