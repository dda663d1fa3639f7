"""`python -m benchmarks.sessions --steps 5000 [--seed N]`: random sessions at the real window, offscreen.

Every action of the table that edits is asked for at random, with dialogs answered by the machine (tests/gui/sessions/).
After each session everything is undone, redone, undone to where it was, and the project closed and opened again; what
has to be so then, and what lies outside undo, is in tests/gui/sessions/law.py. The same seed gives the same dice.
Exit status 1 where an action was effective less often than `--least`; a failed session ends in a traceback, with its
seed and steps above it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from functools import partial


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description=__doc__)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1, help="of all dice")
    parser.add_argument("--length", type=int, default=100, help="steps of a session")
    parser.add_argument("--least", type=int, default=5, help="so often each editing action must have done something")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")  # what that platform cannot do
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[name] = home  # settings of the person who runs this stay as they are
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    from hypothesis import HealthCheck, Phase, seed, settings
    from hypothesis.stateful import run_state_machine_as_test
    from PySide6.QtWidgets import QApplication

    from gui.theme import load_fonts
    from tests.gui.sessions.machine import Tally, machine

    application, tally, began = QApplication([]), Tally(given.seed, told=partial(print, flush=True)), time.monotonic()
    application.setStyle("Fusion")
    load_fonts()
    many = settings(
        max_examples=-(-given.steps // given.length) + 1, stateful_step_count=given.length, deadline=None,
        database=None, report_multiple_bugs=False, phases=(Phase.generate,), print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    passed = False
    try:
        run_state_machine_as_test(seed(given.seed)(machine(application, tally)), settings=many)
        passed = True
    finally:
        if not passed:
            print(
                f"FAILED in session {tally.sessions}, seed {given.seed}, after\n  " + "\n  ".join(tally.log), flush=True
            )
    print(f"seed {given.seed}: {time.monotonic() - began:,.0f} s")
    return _told(tally, given)


def _told(tally: object, given: argparse.Namespace) -> int:
    from tests.gui.sessions.machine import Tally

    assert isinstance(tally, Tally)
    print("\nasked  effective  action")
    for name, count in sorted(tally.asked.items()):
        print(f"{count:5}  {tally.effective[name]:9}  {name}")
    missing = tally.missing(given.least)
    print(f"\n{tally.steps:,} steps in {tally.sessions:,} sessions, seed {given.seed}, "
          f"{tally.keys:,} keys; the longest history has {tally.longest:,} steps")  # fmt: skip
    print(f"the law was held {tally.laws:,} times, over {tally.undone:,} steps that were undone and redone")
    print(f"effective less than {given.least} times: {missing or 'none'}")
    print("FAILED" if missing else "OK")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
