"""A real window on a small project, offscreen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from annotate.model import Span
from annotate.suggest.base import Suggestion, Suggestions
from gui.app import App
from gui.article.view import ArticleView
from gui.session import Session
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
from gui.workbench import Workbench
from store.documents import NewDocument
from store.project import Project

TEXT = (
    "Iran armed more than 1,000 fighters in Syria.\n\n"
    "President Bashar al-Assad thanked Iran on Tuesday, and Reuters said that Syria had agreed to it.\n"
)
OTHER = "Reuters said that Iran and Syria had met in Aleppo.\n"
PROPOSED = (("Iran", "LOC", 0), ("more than 1,000", "CARDINAL", 0), ("Syria", "LOC", 0), ("Assad", "LOC", 0))


def suggestions_for(text: str, proposed: tuple[tuple[str, str, int], ...] = PROPOSED) -> Suggestions:
    """Suggestions on the nth places of words."""
    found: list[Suggestion] = []
    for words, label, nth in proposed:
        start = -1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        found.append(Suggestion(start, start + len(words), label, 0.9))
    return Suggestions(tuple(sorted(found, key=lambda one: one.start)))


def make_project(path: Path) -> Path:
    """A project with two documents; the first has suggestions, both have been looked at."""
    with Project.create(path, resources.scheme_text("news")) as project:
        first, other = project.documents.add([NewDocument("first.txt", TEXT), NewDocument("other.txt", OTHER)])
        project.suggestions.record_run("test", [(first.id, suggestions_for(TEXT)), (other.id, Suggestions(()))])
    return path


@dataclass
class Person:
    """Somebody at the window: presses keys, and looks at what is there."""

    app: App
    bot: QtBot

    @property
    def bench(self) -> Workbench:
        return self.app.bench

    @property
    def view(self) -> ArticleView:
        return self.app.bench.view

    @property
    def session(self) -> Session:
        return self.app.bench.session

    @property
    def gold(self) -> list[tuple[str, str]]:
        """Text and label of every span that the person has decided, in reading order."""
        return [(span.text, span.label) for span in self.session.state.index]

    @property
    def selected(self) -> str:
        """Text of the selected span."""
        item = self.session.find(self.session.selected or "")
        return item.text if isinstance(item, Span) else ""

    def open(self, path: str) -> None:
        """Open a project by its path, and wait until it is open or refused."""
        self.app.projects.open_recent(path)
        self.app.projects.opener.wait()

    def press(self, *keys: str) -> None:
        """Press keys, written as Qt writes them: `Tab`, `Shift+Right`, `1`."""
        for key in keys:
            *modifiers, name = key.split("+") if key != "Ctrl++" else ["Ctrl", "Plus"]
            held = Qt.KeyboardModifier.NoModifier
            for one in modifiers:
                held |= {
                    "Ctrl": Qt.KeyboardModifier.ControlModifier,
                    "Shift": Qt.KeyboardModifier.ShiftModifier,
                    "Alt": Qt.KeyboardModifier.AltModifier,
                }[one]
            target = QApplication.focusWidget() or self.view
            if key == "Shift+Tab":
                QTest.keyClick(target, Qt.Key.Key_Backtab, held)
                continue
            named = {",": "Comma", ".": "Period", "-": "Minus", "/": "Slash"}.get(name, name)
            code = getattr(Qt.Key, f"Key_{named.upper() if len(named) == 1 else named}")
            if len(name) == 1 and not modifiers:
                QTest.keyClicks(target, name)
            else:
                QTest.keyClick(target, code, held)
            if "Shift" in modifiers:
                QTest.keyRelease(target, Qt.Key.Key_Shift)

    def select_words(self, words: str, nth: int = 0) -> None:
        """Select text by keyboard: the cursor goes to a place, Shift+Right takes the words."""
        from gui.article.caret import Caret

        text, start = self.session.state.document.text, -1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        self.session.select(None)
        self.view.set_caret(Caret(start))
        while self.view.caret.selection is None or self.view.caret.selection.end < start + len(words):
            self.press("Shift+Right")


@contextmanager
def seated(qtbot: QtBot, qapp: QApplication, project: Project, annotator: str = "anna") -> Iterator[Person]:
    """Somebody at a window with a project open and the article in focus; the window is closed afterwards."""
    load_fonts()
    settings = Settings()
    settings.annotator, settings.theme = annotator, "light"
    for name in ("documents", "spans"):
        settings.set_order(name, "")
    app = App(qapp, settings, Times(wanted=False))
    app.projects.show(project)
    with qtbot.waitExposed(app.window):
        app.window.show()
    app.window.activateWindow()
    app.bench.view.setFocus()
    qtbot.waitUntil(app.bench.view.hasFocus)
    yield Person(app, qtbot)
    app.jobs.cancel()
    app.window.close()
    app.window.deleteLater()
    qapp.processEvents()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Qt remembers where settings lie from the first time that it was asked; so each test says it anew."""
    folder = str(tmp_path_factory.mktemp("settings"))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """Somebody at a window with the small project open and the article in focus."""
    with seated(qtbot, qapp, Project.open(make_project(tmp_path / "small.gilder"))) as somebody:
        yield somebody
