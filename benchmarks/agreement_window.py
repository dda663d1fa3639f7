"""The Compare view in the real window, offscreen: how long until its numbers are shown, and if the window waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import perf_counter, process_time

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from gui.app import App
from gui.dialogs.compare import CompareDialog
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
from store.project import Project

_TICK = 5  # milliseconds
_SETTLED = 6000  # milliseconds in which a window that was opened is done with all else: its suggester is there


@dataclass
class Waited:
    """Until what was asked for is shown."""

    seconds: float  # by the clock
    processor: float  # seconds of processor time, of both threads: the clock's on a machine with nothing else to do
    longest: float  # milliseconds in which the window answered nothing


def look(path: Path, names: Sequence[str]) -> dict[str, Waited]:
    """Open the view on a project, see every pair of annotators, all cases of the first, and the agreement of all.

    The view finds the agreement and the other pairs by itself once the first one is shown; that is waited for.
    """
    qapp = QApplication.instance() or QApplication([])
    assert isinstance(qapp, QApplication)
    load_fonts()
    settings = Settings()
    settings.annotator = names[0]
    app, found, opened = App(qapp, settings, Times(wanted=False)), dict[str, Waited](), list[QDialog]()
    app.window.show()
    app.projects.show(Project.open(path))
    app.window.grab()
    comparing = app.bench.comparing
    comparing.opened.connect(opened.append)

    def seen(name: str, act: Callable[[], object]) -> None:
        found[name] = _shown(act, lambda: comparing.busy, lambda: opened[0].grab())  # noqa: PLW0108 - opened later

    _settle()
    begun, processor = perf_counter(), process_time()
    seen("the view is opened: scores of the first pair", comparing.ask)
    (dialog,) = opened
    assert isinstance(dialog, CompareDialog)
    assert set(dialog.asked.agreeing) == set(names)
    rest = _shown(lambda: None, lambda: not comparing.resting, dialog.grab)
    everything = perf_counter() - begun, process_time() - processor, rest.longest
    found["since it was opened: all pairs and the agreement are found"] = Waited(*everything)
    for gold, other in list(combinations(names, 2))[1:]:
        seen(f"scores of {gold} and {other}", lambda gold=gold, other=other: _choose(dialog, gold, other))
    seen("Agreement", lambda: dialog.go_to("agreement"))
    seen("Cases", lambda: dialog.go_to("cases"))
    dialog.reject()
    app.window.close()
    return found


def _choose(dialog: CompareDialog, gold: str, other: str) -> None:
    for box, name in ((dialog.choices.gold, gold), (dialog.choices.other, other)):
        box.setCurrentIndex(box.findData(name))


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(_SETTLED, loop.quit)
    loop.exec()


def _shown(act: Callable[[], object], busy: Callable[[], bool], paint: Callable[[], object]) -> Waited:
    """Do something, and wait until nothing is computed any more and all is painted."""
    loop, timer, begun, busy_since = QEventLoop(), QTimer(), perf_counter(), process_time()
    last, longest = begun, 0.0

    def tick() -> None:
        nonlocal last, longest
        now = perf_counter()
        last, longest = now, max(longest, now - last)
        if not busy():
            loop.quit()

    timer.timeout.connect(tick)
    act()
    timer.start(_TICK)
    loop.exec()
    paint()
    return Waited(perf_counter() - begun, process_time() - busy_since, 1000 * max(longest, perf_counter() - last))
