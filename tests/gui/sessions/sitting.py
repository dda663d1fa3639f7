"""Somebody's sitting at the real window: the program with a project open, keys, and waiting until all is quiet."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotate.document import Document
from annotate.scheme import Scheme
from annotate.suggest.base import PARTS, Suggestions
from gui.app import App
from gui.article.view import ArticleView
from gui.session import Session
from gui.settings import Settings
from gui.suggesters.choice import Choice
from gui.suggesting import Engines
from gui.times import Times
from gui.workbench import Workbench
from store.project import Project
from tests.gui.sessions.start import ANNOTATOR, suggested

_PATIENCE = 30.0  # seconds after which what does not come is a failure
_TURN = 1  # milliseconds between two looks


def turn() -> None:
    """Let the program do what waits to be done."""
    loop = QEventLoop()
    QTimer.singleShot(_TURN, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], what: str) -> None:
    """Let the program work until something is so. Raises AssertionError where it does not come to that."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what}: did not come in {_PATIENCE:.0f} s"
        turn()


class Told(Engines):
    """An engine that answers at once, each time otherwise, with labels that the scheme has."""

    name = "told 1"
    settings: Mapping[str, str] = {"tone": "calm"}

    def __init__(self) -> None:
        super().__init__(lambda _text: None)
        self._asked, self._scheme = 0, Scheme("", ())

    def get(self, choice: Choice, parts: frozenset[str], scheme: Scheme) -> Told:  # pyright: ignore
        assert parts <= frozenset(PARTS)
        self._scheme = scheme
        return self

    def suggest(self, docs: Iterable[Document], total: int, check: object) -> Iterator[tuple[str, Suggestions]]:
        for doc in docs:
            self._asked += 1
            yield doc.id, self._fitting(suggested(doc.text, every=1 + self._asked % 3, shift=self._asked % 2))

    def _fitting(self, found: Suggestions) -> Suggestions:
        known = {one.name for one in self._scheme.spans}
        if {one.label for one in found.spans} <= known:
            labels = {one.name for one in self._scheme.relations}
            return Suggestions(found.spans, tuple(one for one in found.relations if one.label in labels))
        return Suggestions(tuple(one for one in found.spans if one.label in known))

    def end(self) -> None:
        """Nothing to let go of."""


class Sitting:
    """The window with a project open in it. What goes wrong in a slot is kept, and raised by `settle`."""

    def __init__(self, application: QApplication, path: Path) -> None:
        self.path, self.keys, self.recorded = path, 0, 0
        self.wrong: list[str] = []
        self.failed: list[str] = []
        self._hook, sys.excepthook = sys.excepthook, self._unforeseen
        settings = Settings()
        settings.annotator, settings.theme = ANNOTATOR, "light"
        for name in ("documents", "spans"):
            settings.set_order(name, "")
        self.app = App(application, settings, Times(wanted=False))
        self.app._engines = Told()
        self.open()
        self.app.window.resize(900, 520)  # a small window is painted sooner
        self.app.window.show()
        self.come_back()

    def open(self) -> None:
        """Open the project in the window."""
        self.app.projects.show(Project.open(self.path))
        self.session.failed.connect(self.failed.append)
        self.session.unsaved.connect(self._unsaved)
        self.bench.suggesting.recorded.connect(self._recorded)

    def close(self) -> None:
        """Close the window for good."""
        self.app.window.close()
        self.app.window.deleteLater()
        turn()
        sys.excepthook = self._hook

    def _unforeseen(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        self.wrong.append("".join(traceback.format_exception(kind, problem, trace)))

    def _unsaved(self, problem: object) -> None:
        self.wrong.append(f"not saved: {problem}")

    def _recorded(self, _document_id: str) -> None:
        self.recorded += 1

    @property
    def bench(self) -> Workbench:
        return self.app.bench

    @property
    def session(self) -> Session:
        return self.app.bench.session

    @property
    def view(self) -> ArticleView:
        return self.app.bench.view

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QDialog) else None

    def press(self, *keys: str) -> None:
        """Press keys, written as the table of actions writes them, where the focus is."""
        for one in keys:
            self.keys += 1
            wanted = QKeySequence(one)[0]  # pyright: ignore[reportIndexIssue]
            code, held = wanted.key(), wanted.keyboardModifiers()
            if one == "Shift+Tab":
                code = Qt.Key.Key_Backtab
            target = self._target()
            if len(one) == 1:
                QTest.keyClicks(target, one)
            else:
                QTest.keyClick(target, code, held)
            if one.startswith("Shift+") or "+Shift+" in one:
                QTest.keyRelease(self._target(), Qt.Key.Key_Shift)

    def write(self, text: str) -> None:
        """Type a text where the focus is, instead of what stands there."""
        target = self._target()
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(target, Qt.Key.Key_Delete)
        for one in text:  # as an input method gives it: not every sign has a key
            key = Qt.Key.Key_Return if one == "\n" else Qt.Key.Key_unknown
            QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, one))

    def _target(self) -> QWidget:
        popup, dialog = QApplication.activePopupWidget(), self.dialog
        if popup is not None:
            return popup
        if dialog is not None:
            return dialog.focusWidget() or dialog
        return QApplication.focusWidget() or self.view

    def settle(self) -> None:
        """Wait until nothing is going on. Raises AssertionError for what has gone wrong meanwhile."""
        turn()
        until(self._quiet, "quiet")
        assert not self.wrong, "\n".join(self.wrong)
        stale = [text for text in self.failed if "nothing was done" in text or "damaged" in text]
        assert not stale, stale

    def _quiet(self) -> bool:
        if self.app.window.bench is None:
            return True
        bench = self.bench
        searches = any(one.busy for one in bench.asking._searches)
        return not (
            self.app.jobs.busy
            or bench.bulk.busy
            or searches
            or bench.inspector._later.isActive()
            or bench.travel._timer.isActive()
        )

    def come_back(self) -> None:
        """Leave what is open, and have the focus in the article."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        while (dialog := self.dialog) is not None:
            dialog.reject()
        self.app.window.activateWindow()
        if self.app.window.bench is not None:
            self.view.setFocus()
            until(self.view.hasFocus, "the focus in the article")
