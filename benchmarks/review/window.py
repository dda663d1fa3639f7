"""The real window, offscreen, on a project of the benchmark's own, and what its file holds in the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotate.state import AnnotationState
from gui.app import App
from gui.settings import ORGANISATION, Settings
from gui.theme import load_fonts
from gui.times import Times
from store.project import Project

NAME = "oracle"  # who decides


@contextmanager
def begun() -> Iterator[QApplication]:
    """The application, in a home of its own: settings of the person who runs this stay as they are."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        application = QApplication([])
        application.setStyle("Fusion")
        load_fonts()
        yield application


@contextmanager
def opened(application: QApplication, path: Path) -> Iterator[App]:
    """The window on a project, the same each time; it is closed in the end, and the file is whole then."""
    QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "gilder").clear()
    settings = Settings()
    settings.annotator, settings.theme = NAME, "light"
    settings.learning = False  # what is suggested, and when, the benchmark says
    for name in ("documents", "spans"):
        settings.set_order(name, "")
    app = App(application, settings, Times(wanted=False))
    app.projects.show(Project.open(path))
    app.window.show()
    if not QTest.qWaitForWindowActive(app.window):
        raise RuntimeError("the window does not become active")
    app.bench.view.setFocus()
    try:
        yield app
    finally:
        app.window.close()
        application.processEvents()
        app.window.deleteLater()
        application.processEvents()


def not_gold(path: Path, is_gold: Callable[[str, AnnotationState], bool]) -> list[str]:
    """Names of the documents whose annotations in the file are not exactly the gold, or that are not done."""
    with Project.open(path) as project:
        source = project.sources.person(NAME)
        return [
            row.name
            for row in project.documents.rows(source)
            if row.status != "done"
            or not is_gold(row.name, project.annotations.state(project.documents.get(row.id), source))
        ]
