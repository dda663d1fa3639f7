"""`python -m benchmarks.crash.driver PROJECT SEED`: the program, with somebody inside who presses keys without end.

It is `gilder open PROJECT` as it is; a timer in it sends key events to the article, and when the status line says
that something is saved, it says on standard output what. Killed by `benchmarks.crash`.
"""

from __future__ import annotations

import sys
from random import Random

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtTest import QTest

import gui.app
from benchmarks.crash.base import digest_of
from cli.main import main
from store.project import Project

_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEYS = (
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),  # accept
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),  # reject
    (Qt.Key.Key_Z, _CONTROL),
    (Qt.Key.Key_Z, _CONTROL | Qt.KeyboardModifier.ShiftModifier),
)


class Driven(gui.app.App):
    """The program with a hand in it."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # pyright: ignore[reportArgumentType]
        self._rng, self._timer = Random(int(sys.argv[2])), QTimer(self)
        self._timer.timeout.connect(self._press)
        self.projects.opened.connect(self._begin_pressing)

    @Slot(object)
    def _begin_pressing(self, _project: Project) -> None:
        self.bench.session.saved.connect(self._acknowledge)  # after the workbench's own: the line is shown
        self._timer.start(0)

    @Slot()
    def _press(self) -> None:
        if self.window.isVisible():
            QTest.keyClick(self.bench.view, *self._rng.choice(_KEYS))

    @Slot()
    def _acknowledge(self) -> None:
        project = self.bench.session.project
        if not self.window.status.saved.text().startswith("Saved "):
            return
        uid = project.connection.value("SELECT uid FROM tx ORDER BY id DESC LIMIT 1").hex()
        sys.stdout.write(f"tx\t{uid}\t{digest_of(project.journal.transaction(uid))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    gui.app.App = Driven
    sys.exit(main(["open", sys.argv[1]]))
