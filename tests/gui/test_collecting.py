"""What only holds itself is freed on the window's thread, whoever made it; while the program runs, and only then."""

from __future__ import annotations

import gc
import sys
import threading
from collections import deque
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import app
from gui.collecting import MIDDLE, YOUNG, Collecting, Uncollected, due, no_collecting, program_frozen
from gui.jobs import Cancelled, Report
from gui.main_window import MainWindow
from store.project import Project

HERE = threading.get_ident()


class Circle:
    """Holds itself, and tells on which thread it was freed."""

    def __init__(self, freed: list[int]) -> None:
        self._itself, self._freed = self, freed

    def __del__(self) -> None:
        self._freed.append(threading.get_ident())


@pytest.fixture
def collecting(qapp: QApplication) -> Iterator[Collecting]:
    """The program's own, which nobody's work keeps from looking through everything."""
    gc.collect()
    with program_frozen():  # the other tests' objects need not be looked through
        made = Collecting(qapp, pauses=lambda: True)
        made.begin()
        yield made
        made.end()
        made.deleteLater()


def test_circles_of_a_worker_are_freed_on_the_thread_of_the_window(collecting: Collecting, qtbot: QtBot) -> None:
    freed = list[int]()

    def work() -> None:
        for _ in range(4 * YOUNG):
            Circle(freed)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert freed == []  # Python's own way is to free them there and then
    qtbot.waitUntil(lambda: len(freed) > 3 * YOUNG)
    assert set(freed) == {HERE}


@pytest.mark.parametrize("kept", [1, 12])
def test_a_worker_that_makes_circles_for_long_does_not_fill_the_memory(collecting: Collecting, kept: int) -> None:
    """It holds on to the last ones, so that they outlive some looks, and become old."""
    made, looked, freed, over = threading.Semaphore(0), threading.Semaphore(0), list[int](), threading.Event()

    def work() -> None:
        held = deque[list[Circle]](maxlen=kept)
        while not over.is_set():
            held.append([Circle(freed) for _ in range(YOUNG // 5)])
            made.release()
            looked.acquire()

    worker, most = threading.Thread(target=work), 0
    worker.start()
    for at in range(1, 40 * MIDDLE):
        made.acquire()
        collecting.look()
        most = max(most, at * YOUNG // 5 - len(freed))
        looked.release()
    over.set()
    worker.join()
    assert most <= (kept + 1) * YOUNG // 5 + 3 * MIDDLE * YOUNG
    assert set(freed) == {HERE}


def test_whose_turn_it_is() -> None:
    assert due((YOUNG - 1, MIDDLE - 1, 0), pause=True) is None
    assert due((YOUNG, MIDDLE - 1, 1), pause=False) == 0
    assert due((0, MIDDLE, 1), pause=False) == 1
    assert due((0, 0, 1), pause=True) == 2
    assert due((0, 0, 1), pause=False) is None
    assert due((0, 0, 1_000), pause=False) == 2  # somebody who never pauses


def test_looking_through_everything_is_rare(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 1_000))
    monkeypatch.setattr(gc, "collect", asked.append)
    clock = iter(range(10))  # a second from glance to glance: a look takes one
    monkeypatch.setattr("gui.collecting.perf_counter", lambda: next(clock))
    for _ in range(10 * 60):  # a minute
        collecting.look()
    assert asked == [2, 2]


def test_python_looks_again_by_itself_afterwards(qapp: QApplication) -> None:
    assert gc.isenabled()
    with program_frozen():
        assert gc.get_freeze_count()
        collecting = Collecting(qapp)
        collecting.begin()
        assert not gc.isenabled()
        collecting.end()
    assert gc.isenabled()
    assert not gc.get_freeze_count()


def test_nobody_looks_during_a_look_through_a_project(collecting: Collecting) -> None:
    freed, nothing = list[int](), cast("Project", None)

    def inside(project: Project, report: Report) -> int:
        for _ in range(2 * YOUNG):
            Circle(freed)
        collecting.look()
        return len(freed)

    def failing(project: Project, report: Report) -> None:
        raise Cancelled

    none = Report(lambda _done, _total: None, threading.Event())
    assert Uncollected(inside)(nothing, none) == 0
    with pytest.raises(Cancelled):
        Uncollected(failing)(nothing, none)
    with no_collecting():
        assert Uncollected(inside)(nothing, none) == 0
        collecting.look()
        assert not freed  # it does not go on where it was not going
    collecting.look()
    assert len(freed) >= 4 * YOUNG


def test_the_program_looks_that_way_while_it_runs(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    seen = list[bool]()

    def run(*_: object) -> int:
        """In place of Qt's loop, whose end would end those of other tests, too."""
        seen.append(gc.isenabled())
        for window in qapp.topLevelWidgets():
            if isinstance(window, MainWindow):
                window.close()
        return 0

    monkeypatch.setattr(QApplication, "exec", run)
    assert app.run([]) == 0
    assert seen == [False]
    assert gc.isenabled()
