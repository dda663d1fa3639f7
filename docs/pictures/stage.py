"""A stage for pictures of the window: projects to look at, and the real window on one of them, offscreen."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QDragLeaveEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import resources
from annotate.commands import set_flag, set_status
from annotate.document import Document
from annotate.model import Span
from annotate.scheme import parse_scheme
from annotate.suggest.base import Suggestions, suggest_one
from annotate.suggest.combined import load_suggester
from gui.app import App
from gui.session import Session
from gui.settings import Settings
from gui.theme import mix
from gui.times import Times
from gui.workbench import Workbench
from store.documents import NewDocument
from store.exchange.articles import read_article
from store.project import Project

SETTLED = 130  # milliseconds; what waits before it shows something waits less
SIZE = (1280, 820)
_BLACK = "#000000"
_SMALL = "Iran armed more than 1,000 fighters in Syria, Reuters said on Tuesday.\n"
_LONG_NAME = "2026-11-03_correspondent_a-very-long-name-of-an-article-about-the-harbour-and-its-siege_2nd.txt"
_TEXTS = (
    ("aid-convoy.txt", "About 40 trucks reached Aleppo on 3 March 2024, the United Nations said.\n"),
    ("budget-vote.txt", "Parliament voted 212 to 97 for a budget of $4.5 billion, up 3 % from 2023.\n"),
    ("ceasefire.txt", "Russia and Turkey agreed to a ceasefire in Idlib. President Vladimir Putin thanked Ankara.\n"),
    ("dam-report.txt", "Between 12,000 and 15,000 people were moved from the valley near Mosul in April.\n"),
    ("election.txt", "Nearly 61 percent of voters turned out in Tunis, the commission said.\n"),
    ("floods.txt", "Floods killed at least 31 people in Pakistan, officials said on Friday.\n"),
    (_LONG_NAME, "Reuters said that the port of Latakia was closed.\n"),
    ("grain-deal.txt", "Ukraine shipped 23 million tonnes of grain through Odesa.\n"),
)


def many_labels(count: int = 200) -> str:
    """A scheme with so many labels."""
    kinds = ("person", "place", "group", "event", "product", "law", "disease", "vehicle")
    labels = "".join(f'[[span]]\nname = "{kinds[at % 8].upper()}_{at:03}"\n' for at in range(count))
    return f'name = "many"\n{labels}'


@cache
def suggested(text: str) -> Suggestions:
    """What the embedded pipeline proposes for a text."""
    scheme = parse_scheme(resources.scheme_text("news"))
    suggester = load_suggester(None, embedded=resources.embedded_pipeline)
    return suggest_one(suggester, Document("d", "d.txt", text), scheme)


def make_project(path: Path) -> Path:
    """A project as it looks after an hour of work: every status, flags, a long name, and suggestions that wait."""
    docs = [read_article(resources.sample_article()), *(NewDocument(name, text) for name, text in _TEXTS)]
    with Project.create(path, resources.scheme_text("news")) as project:
        added = project.documents.add(docs)
        project.suggestions.record_run("news_en", [(doc.id, suggested(doc.text)) for doc in added])
        session = Session(project, "anna")
        for at, doc in enumerate(added[1:]):
            session.open_document(doc.id)
            if at % 4 in (1, 3):
                session.dispatch(set_status(session.state, "done" if at % 4 == 1 else "in_progress"))
            if at % 4 == 2:
                session.dispatch(set_flag(session.state, doc.id, True))
    return path


def make_small(path: Path, *, scheme: str = "", text: str = _SMALL, silent: bool = False) -> Path:
    """A project with one document; `silent` leaves out its suggestions, no text leaves out the document."""
    with Project.create(path, scheme or resources.scheme_text("news")) as project:
        if text:
            (doc,) = project.documents.add([NewDocument("small.txt", text)])
            found = Suggestions() if silent or scheme else suggested(text)
            project.suggestions.record_run("news_en", [(doc.id, found)])
    return path


class Stage:
    """One window in one theme. `open` shows a fresh copy of a project; `grab` takes what is in front."""

    def __init__(self, application: QApplication, folder: Path, theme: str) -> None:
        self.folder, self._number = folder, 0
        self.kept: object = None  # what a scene made and Qt does not own
        self.base = make_project(folder / "base.gilder")
        settings = folder / "settings"
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
        self.settings = Settings()
        self.settings.annotator, self.settings.theme = "anna", theme
        self.app = App(application, self.settings, Times(wanted=False))
        self.app.window.resize(*SIZE)
        self.app.window.show()
        self.settle()

    @property
    def bench(self) -> Workbench:
        """The open project's workbench."""
        return self.app.bench

    @property
    def session(self) -> Session:
        """The open project's session."""
        return self.bench.session

    def settle(self, times: int = 1) -> None:
        """Let everything that waits for a moment be shown."""
        QTest.qWait(SETTLED * times)

    def open(self, path: Path | None = None) -> None:
        """Show a project, or a copy of the usual one."""
        if path is None:
            path = self.fresh("harbour")
            shutil.copy(self.base, path)
        self.app.projects.show(Project.open(path))
        self.bench.view.setFocus()
        self.settle()

    def fresh(self, name: str) -> Path:
        """Where a project of this name can lie, in a folder of its own."""
        self._number += 1
        folder = self.folder / str(self._number)
        folder.mkdir()
        return folder / f"{name}.gilder"

    def run(self, action_id: str) -> None:
        """Run an action of the table."""
        self.app.window.qactions[action_id].trigger()
        self.settle()

    def span(self, words: str, label: str) -> str:
        """Select words and give them a label; the new span's id."""
        text = self.session.state.document.text
        start = text.index(words)
        self.session.select(None)
        before = {span.id for span in self.session.state.index}
        from annotate.offsets import Range

        self.bench.edits.add(Range(start, start + len(words)), label)
        return next(span.id for span in self.session.state.index if span.id not in before)

    def select(self, words: str) -> None:
        """Select the first span or suggestion of these words."""
        session = self.session
        found = [one for index in (session.state.index, session.open_spans) for one in index if one.text == words]
        self.bench.navigation.go_to(found[0])
        self.settle()

    def accept(self, times: int) -> None:
        """Accept suggestions from the first one on."""
        self.bench.desk.step(1)
        for _ in range(times):
            item = self.session.find(self.session.selected or "")
            if isinstance(item, Span):
                self.bench.edits.accept()
        self.settle()

    def front(self) -> QWidget:
        """The menu, list or dialog that is in front, or the window."""
        others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.app.window]
        return others[-1] if others else self.app.window

    def grab(self, file: Path) -> None:
        """Save a picture of what is in front, a dialog on a dim ground."""
        front = self.front()
        picture = front.grab()
        if front is not self.app.window:
            picture = _on_ground(picture, mix(self.app.theme.panel, _BLACK, 0.45))
        picture.save(str(file))

    def clear(self) -> None:
        """Close everything, for the next picture."""
        while (front := self.front()) is not self.app.window:
            front.close()
            QTest.qWait(1)
        self.app.window.dragLeaveEvent(QDragLeaveEvent())
        if self.app.window.bench is not None:
            self.bench.training.run.end()  # else it is asked whether the project may be closed
        self.app.projects.close()
        self.settings.compact, self.settings.zoom = False, 1.0
        self.settings.set_order("documents", "")
        for path in self.settings.recent:
            self.settings.remove_recent(path)
        self.app.window.start.show_recent([])
        self.app.window.resize(*SIZE)
        self.app.window.status.tell("")


def _on_ground(picture: QPixmap, colour: str) -> QPixmap:
    margin = 24
    made = QPixmap(picture.width() + 2 * margin, picture.height() + 2 * margin)
    made.fill(colour)
    painter = QPainter(made)
    painter.drawPixmap(QRect(margin, margin, picture.width(), picture.height()), picture)
    painter.end()
    return made
