"""A window under the law: put into situations, looked at before and after an action, and put back cheaply."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from annotate.history import History
from gui.app import App
from gui.article.caret import Caret
from gui.learning_order import NextToLearn
from gui.relation_draft import Draft
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
from store.journal import Entry
from store.project import Project
from tests.gui.conftest import Person
from tests.gui.law.situations import Situation, fill, run


@dataclass(frozen=True)
class Bench:
    """What a person could see of an open project, or what is kept of it."""

    project: int
    history: History[Entry]
    document: str | None
    selected: str | None
    caret: Caret
    scroll: int
    zoom: float
    modes: tuple[bool, bool, bool, bool]
    compact: bool
    relation: Draft | None
    armed: str | None
    by_doubt: object
    panels: tuple[bool, ...]
    list: int
    learns: bool


@dataclass(frozen=True)
class Seen:
    """What a person could see, or what is kept. `outside` counts file dialogs, and work that was begun."""

    outside: tuple[tuple[str, int], ...]
    dialogs: int
    theme: str
    focus: QWidget | None
    bench: Bench | None

    def differs(self, other: Seen) -> list[str]:
        """Names of what is another one."""
        mine = {**vars(self), **(vars(self.bench) if self.bench else {})}
        theirs = {**vars(other), **(vars(other.bench) if other.bench else {})}
        return [name for name in mine if name != "bench" and mine[name] != theirs.get(name)]


_SWITCHES = ("view.fold", "view.rejected", "view.aliases", "view.focus")  # as in `modes`


@dataclass
class World:
    """A window, and what was counted of the outside."""

    app: App
    person: Person
    folder: Path
    outside: Counter[str] = field(default_factory=Counter[str])
    copies: int = 0

    def reach(self, situation: Situation) -> None:
        """Put the window into a situation, from a fresh copy of its project."""
        self.app.projects.opener.wait()
        self.close_dialogs()
        if self.app.theme.name != "light":
            self.app.toggle_theme()
        if not situation.project:
            self.app.projects.close()
            return
        self.copies += 1
        path = self.folder / f"{self.copies}.gilder"
        shutil.copy(self.folder / f"{situation.project}.gilder", path)
        self.app.projects.show(Project.open(path, read_only=situation.read_only))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the window before it is gone
        self.close_dialogs()
        bench = self.app.bench
        bench.view.step_zoom(0)
        for panel in (bench.left, bench.inspector, bench.label_bar):
            panel.show()
        bench.left.setCurrentIndex(0)
        bench.view.setFocus()
        situation.arrange(self.person)

    def back(self, situation: Situation, before: Seen) -> None:
        """Into the situation again: by small steps where they lead there, which is much faster, else from a copy."""
        self.close_dialogs()
        if self.app.theme.name != before.theme:
            self.app.toggle_theme()
        bench, was = self.app.window.bench, before.bench
        if bench is not None and was is not None and id(bench) == was.project and bench.session.doc is not None:
            self._step_back(was)
            if before.focus is not None:
                before.focus.setFocus()
        if self.look().differs(before) not in ([], ["outside"]):
            self.reach(situation)

    def _step_back(self, was: Bench) -> None:
        bench = self.app.bench
        session, view = bench.session, bench.view
        if session.history != was.history:
            taken_back = was.history.next_undo is not None and session.history == was.history.undo()
            (session.redo if taken_back else session.undo)()
            session.history = was.history
        if was.document is not None and self._bench().document != was.document:
            session.open_document(was.document)
        if self._bench().learns != was.learns:
            run(self.person, "learning.switch")
        for now, then, action in zip(self._bench().modes, was.modes, _SWITCHES, strict=True):
            if now != then:
                run(self.person, action)
        if self._bench().compact != was.compact:
            run(self.person, "view.compact")
        bench.find_bar.hide()
        bench.label_bar.end()
        for panel, shown in zip(
            (bench.left, bench.inspector, bench.label_bar, bench.find_bar), was.panels, strict=True
        ):
            panel.setVisible(shown)
        bench.left.setCurrentIndex(was.list)
        bench.edits.armed = was.armed
        view.set_metrics(replace(view.metrics, zoom=was.zoom))
        session.select(was.selected)
        bench.draft._set(was.relation)
        view.set_caret(was.caret, reveal=False)
        view.verticalScrollBar().setValue(was.scroll)
        bench.navigation._by_doubt = was.by_doubt  # pyright: ignore[reportAttributeAccessIssue]

    def dialogs(self) -> list[QWidget]:
        """Dialogs and popups that are shown."""
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and not isinstance(one, QMainWindow)]

    def close_dialogs(self) -> None:
        for widget in self.dialogs():
            widget.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def look(self) -> Seen:
        """All that is compared before and after an action."""
        app = self.app
        app.projects.opener.wait()
        counted, bench = tuple(sorted(self.outside.items())), self._bench() if app.window.bench is not None else None
        return Seen(counted, len(self.dialogs()), app.theme.name, app.window.focusWidget(), bench)

    def _bench(self) -> Bench:
        app, bench = self.app, self.app.bench
        session, view = bench.session, bench.view
        return Bench(
            project=id(bench),
            history=session.history,
            document=session.doc.id if session.doc is not None else None,
            selected=session.selected,
            caret=view.caret,
            scroll=view.verticalScrollBar().value(),
            zoom=view.metrics.zoom,
            modes=(view.folded, session.shows_rejected, session.shows_aliases, bench.panels.focused),
            compact=app._settings.compact,
            relation=bench.draft.draft,
            armed=bench.edits.armed,
            by_doubt=bench.navigation._by_doubt,
            panels=tuple(one.isVisible() for one in (bench.left, bench.inspector, bench.label_bar, bench.find_bar)),
            list=bench.left.currentIndex(),
            learns=bench.learner.on,
        )


@contextmanager
def world_in(folder: Path, application: QApplication, bot: QtBot) -> Iterator[World]:
    """A window whose file dialogs are answered with Cancel, and whose work in the background is only counted."""
    load_fonts()
    fill(folder)
    settings = Settings()
    settings.annotator, settings.theme = "anna", "light"
    app = App(application, settings, Times(wanted=False))
    world = World(app, Person(app, bot), folder)

    def asked(*_: object, **__: object) -> tuple[str, str]:
        world.outside["file dialog"] += 1
        return "", ""

    def asked_for_folder(*_: object, **__: object) -> str:
        return asked()[0]

    def started(*_: object, **__: object) -> None:
        world.outside["work"] += 1

    with pytest.MonkeyPatch.context() as patch:
        for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
            patch.setattr(QFileDialog, name, asked)
        patch.setattr(QFileDialog, "getExistingDirectory", asked_for_folder)
        patch.setattr(app.jobs, "start", started)
        patch.setattr(NextToLearn, "look", started)
        app.window.show()
        yield world
        world.close_dialogs()
        app.window.close()
        app.window.deleteLater()
