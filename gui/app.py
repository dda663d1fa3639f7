"""The composition root: the window, the open project and the work in the background are made and joined here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

import resources
from annotate import VERSION
from annotate.errors import GilderError, InputError
from gui import opening, selftest
from gui.actions import ACTIONS
from gui.dialogs.keys import IN_THE_ARTICLE, KeysDialog
from gui.dialogs.palette import Palette
from gui.dialogs.settings import SettingsDialog
from gui.errors import show_unforeseen
from gui.jobs import Jobs
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.suggesting import LateSuggester
from gui.theme import DARK, LIGHT, Theme, load_fonts, palette, stylesheet
from gui.times import Times
from gui.workbench import Workbench
from gui.writing import Export, Reading
from store.project import Project

_TEXTS = "Articles (*.txt *.text *.md);;All files (*)"
_PROJECTS = f"Gilder projects (*{opening.SUFFIX});;All files (*)"


class App(QObject):
    """The program: one window with one project at a time. What actions ask for is done here."""

    def __init__(self, application: QApplication, settings: Settings, times: Times) -> None:
        super().__init__()
        self._application, self._settings, self._times = application, settings, times
        self._actions = {action.id: action for action in ACTIONS}
        self.window = MainWindow(ACTIONS)
        self._jobs, self._late = Jobs(self), LateSuggester(times)
        self._project: Project | None = None
        self.theme, self._saved = LIGHT, 0
        self._join()
        self._set_theme()
        self.window.restore(settings)
        self.window.start.show_recent(settings.recent)

    def _join(self) -> None:
        window, start, jobs = self.window, self.window.start, self._jobs
        window.action_requested.connect(self._run)
        window.dropped.connect(self._take_paths)
        window.painted.connect(self._begin)
        window.closing.connect(self._end)
        window.status.cancel_requested.connect(jobs.cancel)
        start.article_requested.connect(self.open_article)
        start.project_requested.connect(self.open_project)
        start.new_requested.connect(self.new_project)
        start.sample_requested.connect(self.open_sample)
        start.recent_requested.connect(self._open_recent)
        jobs.changed.connect(window.status.show_work)
        jobs.failed.connect(window.status.warn)
        self._application.styleHints().colorSchemeChanged.connect(self._set_theme)

    @property
    def bench(self) -> Workbench:
        """The open project's workbench."""
        assert self.window.bench is not None, "actions that need a project are disabled without one"
        return self.window.bench

    @Slot(str)
    def _run(self, action_id: str) -> None:
        self._actions[action_id].run(self)

    @Slot()
    def _begin(self) -> None:
        """The window is on the screen: slow things may begin."""
        self._times("window shown")
        if self.window.bench is not None:
            self.bench.suggesting.begin()

    @Slot()
    def _end(self) -> None:
        self.window.keep(self._settings)
        self.close_project()
        self._jobs.stop()

    # ---------------------------------------------------------------- projects

    def show_project(self, project: Project) -> None:
        """Put a project into the window."""
        self.close_project()
        self._project = project
        bench = Workbench(
            project, self._settings.annotator, jobs=self._jobs, late=self._late, status=self.window.status
        )
        bench.set_theme(self.theme)
        bench.view.set_zoom(self._settings.zoom)
        bench.view.zoom_changed.connect(self._keep_zoom)
        bench.session.saved.connect(self._log_saved)
        bench.suggesting.recorded.connect(self._log_recorded)
        self.window.show_bench(bench, f"{project.path.stem} – Gilder")
        bench.open_first()
        self._settings.add_recent(str(project.path.resolve()))

    def _attempt(self, make: Callable[[], Project]) -> None:
        try:
            project = make()
        except GilderError as problem:
            self._complain(str(problem))
        except OSError as problem:
            self._complain(f"{problem.filename}: {problem.strerror}")
        else:
            self.show_project(project)
            self.bench.suggesting.begin()

    @Slot()
    def close_project(self) -> None:
        """Let go of the project and show the start page."""
        if self._project is not None:
            self._jobs.cancel()
            self.window.show_start()
            self._project.close()
            self._project = None
            self.window.start.show_recent(self._settings.recent)

    @Slot(str)
    def _open_recent(self, path: str) -> None:
        self._attempt(lambda: Project.open(Path(path)))

    @Slot()
    def open_project(self) -> None:
        """Ask for a project file."""
        name, _ = QFileDialog.getOpenFileName(self.window, "Open project", self._folder(), _PROJECTS)
        if name:
            self._open_recent(name)

    @Slot()
    def open_article(self) -> None:
        """Ask for articles, which go to a project beside the first of them."""
        names, _ = QFileDialog.getOpenFileNames(self.window, "Open article", self._folder(), _TEXTS)
        if names:
            self._attempt(lambda: opening.open_paths([Path(name) for name in names]))

    @Slot()
    def new_project(self) -> None:
        """Ask for a name, and make an empty project."""
        name, _ = QFileDialog.getSaveFileName(self.window, "New project", self._folder(), _PROJECTS)
        if name:
            path = Path(name) if Path(name).suffix else Path(name).with_suffix(opening.SUFFIX)
            self._attempt(lambda: Project.create(path, resources.scheme_text("news")))

    @Slot()
    def open_sample(self) -> None:
        """Open the project with the sample article."""
        self._attempt(sample)

    def import_articles(self) -> None:
        """Ask for articles, and add them to the project."""
        names, _ = QFileDialog.getOpenFileNames(self.window, "Import articles", self._folder(), _TEXTS)
        if names:
            self._take_paths([Path(name) for name in names])

    @Slot(list)
    def _take_paths(self, paths: list[Path]) -> None:
        """Files were dropped or chosen: a project is opened, articles are imported."""
        if self._project is None or any(opening.is_project(path) for path in paths):
            self._attempt(lambda: opening.open_paths(paths))
        else:
            self._jobs.start("Reading articles", Reading(tuple(paths)), self._add)

    def _add(self, read: opening.Read) -> None:
        assert self._project is not None, "reading is cancelled when the project is closed"
        try:
            added, known = opening.add_new(self._project, read.docs)
        except GilderError as problem:
            self._complain(str(problem))
            return
        self.bench.show_imported(added[0] if added else None)
        there = f", {known} already there" if known else ""
        self.window.status.tell(f"{len(added)} {'document' if len(added) == 1 else 'documents'} imported{there}.")
        if read.problems:
            self._complain(f"{len(read.problems)} of the files could not be imported.", "\n".join(read.problems))

    def export(self) -> None:
        """Ask for a file, and write the gold to it in the background."""
        assert self._project is not None
        proposed = str(self._project.path.with_suffix(".jsonl"))
        name, _ = QFileDialog.getSaveFileName(self.window, "Export", proposed, "Gilder JSON Lines (*.jsonl)")
        if name:
            self._jobs.start("Exporting", Export(self._project.path, Path(name)), self.window.status.tell)

    # ---------------------------------------------------------------- the rest

    def show_palette(self) -> None:
        """Every action by name."""
        shown = Palette(list(self.window.qactions.values()), self.window)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.chosen.connect(self._trigger_later)
        shown.open_over(self.window)

    @Slot(QAction)
    def _trigger_later(self, action: QAction) -> None:
        """Run an action once the palette is gone and the focus is back."""
        QTimer.singleShot(0, action.trigger)

    def show_keys(self) -> None:
        """The F1 page."""
        rows = [(action.menu, action.keys_shown, action.text) for action in ACTIONS if action.keys]
        self._show(KeysDialog([*rows, *IN_THE_ARTICLE], self.window))

    def show_settings(self) -> None:
        """Who annotates, light or dark."""
        dialog = SettingsDialog(self._settings, self.window)
        dialog.accepted.connect(self._set_theme)
        self._show(dialog)

    def show_about(self) -> None:
        """What this is."""
        text = f"<b>Gilder {VERSION}</b><br>Suggestions go in, gold comes out.<br><br>Apache License 2.0. The embedded "
        text += "pipeline is under CC BY-SA 4.0, the font Inter under the SIL Open Font License."
        self._show(QMessageBox(QMessageBox.Icon.NoIcon, "About Gilder", text, parent=self.window))

    def toggle_theme(self) -> None:
        """From light to dark and back."""
        self._settings.theme = "light" if self.theme is DARK else "dark"
        self._set_theme()

    @Slot()
    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    @Slot()
    def _set_theme(self) -> None:
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.theme = {"light": LIGHT, "dark": DARK}.get(self._settings.theme, DARK if dark else LIGHT)
        dress(self._application, self.theme)
        if self.window.bench is not None:
            self.window.bench.set_theme(self.theme)
        self._times(f"theme {self.theme.name}")

    @Slot(float)
    def _keep_zoom(self, zoom: float) -> None:
        self._settings.zoom = zoom

    @Slot()
    def _log_recorded(self) -> None:
        self._times("suggestions recorded")

    @Slot()
    def _log_saved(self) -> None:
        self._saved += 1
        self._times(f"saved {self._saved}")

    def _complain(self, text: str, detail: str = "") -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Gilder", text, parent=self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDetailedText(detail)
        self._show(box)

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(self._project.path.parent if self._project else Path(recent[0]).parent if recent else Path.home())


def dress(target: QApplication | QWidget, theme: Theme) -> None:
    """Give the program a theme's colours."""
    target.setPalette(palette(theme))
    target.setStyleSheet(stylesheet(theme))


def sample() -> Project:
    """The sample project, in the person's data folder."""
    return opening.open_sample(platformdirs.user_data_path("gilder", appauthor=False))


def run(paths: list[Path], *, sample_wanted: bool = False) -> int:
    """Open the window and stay until it is closed. Raises GilderError where a path cannot be opened."""
    times = Times(wanted=os.environ.get("GILDER_LOG_TIMES") == "1")
    complaint = selftest.complaint()
    if complaint is not None:
        raise InputError(complaint)
    project = sample() if sample_wanted else opening.open_paths(paths) if paths else None
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Gilder")
    application.setDesktopFileName("gilder")
    application.setWindowIcon(QIcon(str(resources.icon_file())))
    application.setStyle("Fusion")
    load_fonts()
    sys.excepthook = show_unforeseen
    app = App(application, Settings(), times)
    if project is not None:
        app.show_project(project)
    app.window.show()
    status = application.exec()
    times("window closed")
    return status
