"""The composition root: the window, the projects and the work in the background are made and joined here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import resources
from annotate import VERSION
from annotate.errors import InputError
from gui import opening, selftest
from gui.actions import ACTIONS
from gui.article.access import Access
from gui.collecting import Collecting, program_frozen
from gui.dialogs.keys import IN_THE_ARTICLE, KeysDialog
from gui.dialogs.message import AboutDialog, MessageDialog
from gui.dialogs.palette import Entry, Palette
from gui.dialogs.settings import SettingsDialog
from gui.errors import show_unforeseen
from gui.import_look import of_a_format
from gui.jobs import Jobs
from gui.keeping import Keeping
from gui.main_window import MainWindow
from gui.mending import Mending
from gui.projects import Projects, sample, sample_file
from gui.reasons import why_not
from gui.settings import Settings
from gui.suggesters.choice import Choice
from gui.suggesting import Engines
from gui.theme import DARK, LIGHT, Theme, load_fonts, palette, stylesheet, theme_for
from gui.times import Times
from gui.workbench import Workbench
from store.errors import DamagedProject, ProjectHeld
from store.project import Project
from store.working.copy import wanted

_PATIENCE = 0.3  # seconds until the window shows without its project
_LICENCES = (
    ("Gilder", "Apache License 2.0"),
    ("Embedded pipeline", "CC BY-SA 4.0"),
    ("Font Inter", "SIL Open Font License"),
)


class App(QObject):
    """The program: one window with one project at a time. What actions ask for is done here and in its parts."""

    def __init__(self, application: QApplication, settings: Settings, times: Times) -> None:
        super().__init__()
        self._application, self._settings, self._times = application, settings, times
        self._actions = {action.id: action for action in ACTIONS}
        self.theme, self._painted = LIGHT, False
        self.window, self.jobs, self._engines = MainWindow(ACTIONS), Jobs(self), Engines(times)
        self.projects = Projects(self.window, settings, self.jobs)
        self.projects.guard = self._guard
        self.mending = Mending(self.jobs, self.window)
        self._keeping: Keeping | None = None
        self._access = Access(self)
        self._join()
        self._set_theme()
        self.window.restore(settings)
        self.window.start.show_recent(settings.recent)

    def _join(self) -> None:
        window, start, projects = self.window, self.window.start, self.projects
        window.action_requested.connect(self._run)
        window.reason_read.connect(self._speak)
        window.dropped.connect(projects.take)
        window.painted.connect(self._begin)
        window.closing.connect(self._end)
        window.status.cancel_requested.connect(self.jobs.cancel)
        start.article_requested.connect(projects.open_article)
        start.project_requested.connect(projects.open_project)
        start.new_requested.connect(projects.new_project)
        start.sample_requested.connect(projects.open_sample)
        start.recent_requested.connect(projects.open_recent)
        start.remove_requested.connect(self._remove_recent)
        projects.opened.connect(self._show_bench)
        projects.closing.connect(self._keep_panels)
        projects.closing.connect(window.show_start)
        projects.closed.connect(self._show_recent)
        projects.import_requested.connect(self._import)
        projects.told.connect(window.status.tell)
        projects.complained.connect(self._complain)
        for jobs in (self.jobs, projects.working.jobs):
            jobs.changed.connect(window.status.show_work)
        window.status.cancel_requested.connect(projects.working.jobs.cancel)
        projects.working.ended.connect(self._end_late)
        projects.damaged.connect(self.mending.offer)
        self.mending.wanted.connect(self._open_instead)
        self.mending.told.connect(window.status.tell)
        self.mending.complained.connect(self._complain)
        self.mending.closing_requested.connect(projects.let_go)
        self.jobs.failed.connect(window.status.warn)
        self._application.styleHints().colorSchemeChanged.connect(self._set_theme)

    @property
    def bench(self) -> Workbench:
        """The open project's workbench."""
        assert self.window.bench is not None, "actions that need a project are disabled without one"
        return self.window.bench

    @property
    def keeping(self) -> Keeping:
        """What belongs to the open project's file."""
        assert self._keeping is not None, "actions that need a project are disabled without one"
        return self._keeping

    @Slot(object)
    def _open_instead(self, path: Path) -> None:
        self.projects.open_recent(str(path))

    @Slot(str)
    def _run(self, action_id: str) -> None:
        """Do what an action says, or tell why it would do nothing."""
        action = self._actions[action_id]
        reason = why_not(action, self.window.bench)
        if reason:
            self.window.status.tell(reason)
            self._speak(reason)
        else:
            action.run(self)

    @Slot()
    def _begin(self) -> None:
        """The window is on the screen: slow things may begin."""
        self._times("window shown")
        self._painted = True
        if self.window.bench is not None:
            self.bench.suggesting.begin()

    def _guard(self, go_on: Callable[[], object], stay: Callable[[], object]) -> bool:
        return self.window.bench is not None and self.bench.training.ask_before_closing(go_on, stay)

    @Slot()
    def _end(self) -> None:
        self.window.keep(self._settings)
        self.window.stays = self._guard(self.window.close, self._remain)
        if self.window.stays:
            return
        self.projects.opener.end()
        self.mending.end()
        self.projects.close()
        self.window.stays = self.projects.working.busy
        if self.window.stays:
            self.window.status.keep("The window closes when the project is on the share.")
            return
        self.projects.working.jobs.stop()
        self.jobs.stop()
        self._engines.end()

    def _remain(self) -> None:
        """The window was not to be closed after all."""
        self.window.stays = False

    @Slot()
    def _end_late(self) -> None:
        """What was closed is put away: a window that was to be closed is closed now."""
        if self.window.stays:
            self.window.stays = False
            self.window.close()

    @Slot(object)
    def _show_bench(self, project: Project) -> None:
        bench = Workbench(
            project, self._settings.annotator, jobs=self.jobs, engines=self._engines, status=self.window.status
        )
        bench.set_theme(self.theme)
        bench.view.set_metrics(self._settings.metrics())
        bench.view.zoom_changed.connect(self._keep_zoom)
        bench.suggesting.choice = self._settings.choice(str(project.home.resolve()))
        bench.suggesting.chosen.connect(self._keep_choice)
        bench.documents.show_order(self._settings.order("documents"))
        bench.spans.show_order(self._settings.order("spans"))
        bench.documents.show_compact(self._settings.compact)
        bench.panels.restore(self._settings)
        bench.shows_meter = self._settings.work_meter
        bench.documents.order_changed.connect(self._keep_documents_order)
        bench.spans.order_changed.connect(self._keep_spans_order)
        self._access.follow(bench.view)
        bench.spoke.connect(self._speak)
        bench.session.saved.connect(self._times.saved)
        bench.suggesting.recorded.connect(self._times.recorded)
        project.announce(self._settings.annotator)
        self._keeping = Keeping(bench, self._settings, self.jobs)
        self._keeping.wanted.connect(self._open_instead)
        self._keeping.reopen_requested.connect(self.projects.reopen, Qt.ConnectionType.QueuedConnection)
        self._keeping.complained.connect(self._complain)
        self._keeping.place_requested.connect(self.projects.change_place, Qt.ConnectionType.QueuedConnection)
        self._keeping.greeting.troubled.connect(self.mending.show_problems)
        self._keeping.greeting.check_requested.connect(self.check)
        self.window.show_bench(bench, f"{project.home.stem}{' (reading)' if project.read_only else ''} – Gilder")
        if project.read_only:
            self.window.status.show_reading()
        bench.open_first()
        bench.learner.begin(self._settings)
        self._keeping.greeting.begin()
        if self._painted:
            bench.suggesting.begin()

    @Slot(str)
    def _speak(self, text: str) -> None:
        """Let a screen reader say something."""
        if self.window.bench is not None:
            self._access.say(self.bench.view, text)

    @Slot(list)
    def _import(self, paths: list[Path]) -> None:
        self.keeping.importing.take(paths)

    @Slot()
    def _show_recent(self) -> None:
        self.window.start.show_recent(self._settings.recent)

    @Slot(str)
    def _remove_recent(self, path: str) -> None:
        self._settings.remove_recent(path)
        self._show_recent()

    @Slot()
    def _keep_panels(self) -> None:
        self.bench.panels.keep(self._settings)
        self.bench.idle.end()
        self.keeping.end()
        self._keeping = None

    @Slot()
    def check(self) -> None:
        """Look for everything that is wrong with the open project."""
        self.mending.check(self.bench.session.project.path)

    def show_palette(self) -> None:
        """Every action by name, those first that were run last."""
        shown = Palette(self._entries(), self.window)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.chosen.connect(self._trigger_later)
        shown.open_over(self.window)

    def _entries(self) -> list[Entry]:
        recent = self._settings.recent_actions
        order = sorted(ACTIONS, key=lambda one: recent.index(one.id) if one.id in recent else len(recent))
        found = [one for one in order if one.id != "edit.palette"]
        qactions, bench = self.window.qactions, self.window.bench
        return [Entry(qactions[one.id], one.menu, one.keys_shown, why_not(one, bench)) for one in found]

    @Slot(QAction)
    def _trigger_later(self, action: QAction) -> None:
        """Run an action once the palette is gone and the focus is back."""
        self._settings.add_recent_action(action.objectName())
        QTimer.singleShot(0, action.trigger)

    def show_keys(self) -> None:
        """The F1 page."""
        rows = [(action.menu, action.keys_shown or "in the menu, Ctrl+K", action.text) for action in ACTIONS]
        self._show(KeysDialog([*rows, *IN_THE_ARTICLE], self.window))

    def show_settings(self) -> None:
        """Who annotates, light or dark."""
        dialog = SettingsDialog(self._settings, self.window)
        dialog.accepted.connect(self._take_settings)
        self._show(dialog)

    def show_about(self) -> None:
        """What this is."""
        self._show(AboutDialog(VERSION, _LICENCES, self.window))

    def toggle_theme(self) -> None:
        """From light to dark and back."""
        self._settings.theme = "light" if self.theme is DARK else "dark"
        self._set_theme()

    def toggle_compact(self) -> None:
        """Low or comfortable rows in the list of documents."""
        self._settings.compact = not self._settings.compact
        self.bench.documents.show_compact(self._settings.compact)

    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    @Slot()
    def _set_theme(self) -> None:
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.theme = theme_for(self._settings.theme, dark=dark)
        dress(self._application, self.theme)
        if self.window.bench is not None:
            self.window.bench.set_theme(self.theme)
        self._times(f"theme {self.theme.name}")

    @Slot()
    def _take_settings(self) -> None:
        self._set_theme()
        if self.window.bench is not None:
            self.bench.view.set_metrics(self._settings.metrics())
            self.bench.documents.show_compact(self._settings.compact)
            self.bench.show_meter(self._settings.work_meter)

    @Slot(float)
    def _keep_zoom(self, zoom: float) -> None:
        self._settings.zoom = zoom

    @Slot(object)
    def _keep_choice(self, choice: Choice) -> None:
        self._settings.set_choice(str(self.bench.session.project.home.resolve()), choice)

    @Slot(str)
    def _keep_documents_order(self, order: str) -> None:
        self._settings.set_order("documents", order)

    @Slot(str)
    def _keep_spans_order(self, order: str) -> None:
        self._settings.set_order("spans", order)

    @Slot(str, str)
    def _complain(self, text: str, detail: str) -> None:
        self._show(MessageDialog(text, detail=detail, parent=self.window))

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def dress(target: QApplication | QWidget, theme: Theme) -> None:
    """Give the program a theme's colours."""
    target.setPalette(palette(theme))
    target.setStyleSheet(stylesheet(theme))


def _no_display() -> str | None:
    """One line where a window cannot be, or None."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in wanted):
        return None
    return "there is no display for a window; the other commands work without one: gilder --help"


def run(paths: list[Path], *, sample_wanted: bool = False) -> int:
    """Open the window and stay until it is closed. Raises GilderError where a path cannot be opened."""
    times = Times(wanted=os.environ.get("GILDER_LOG_TIMES") == "1")
    complaint = selftest.complaint() or _no_display()
    if complaint is not None:
        raise InputError(complaint)
    with program_frozen():
        return _run(paths, times, sample_wanted=sample_wanted)


def _run(paths: list[Path], times: Times, *, sample_wanted: bool) -> int:
    in_window = len(paths) == 1 and opening.is_project(paths[0]) and wanted(paths[0])  # its copy is fetched first
    asks = not in_window and of_a_format(paths)  # what is in the files is shown before they come in
    begun = None if in_window or asks else _begun(paths, sample_wanted=sample_wanted)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Gilder")
    application.setDesktopFileName("gilder")
    application.setWindowIcon(QIcon(str(resources.icon_file())))
    application.setStyle("Fusion")
    load_fonts()
    sys.excepthook = show_unforeseen
    collecting = Collecting(application)
    collecting.begin()
    app = App(application, Settings(), times)
    if begun is not None:
        app.projects.follow(paths[0] if paths else sample_file(), begun)
        if begun.done() and begun.exception() is None:
            app.projects.opener.wait()  # the window shows with its project
    elif in_window:
        app.projects.open_recent(str(paths[0]))
    elif asks:
        app.projects.take(paths)
    app.window.show()
    status = application.exec()
    collecting.end()
    times("window closed")
    return status


def _begun(paths: list[Path], *, sample_wanted: bool) -> Future[Project] | None:
    """What was asked for is being opened; waits a little for a refusal, which is raised as a GilderError."""
    if not sample_wanted and not paths:
        return None
    thread = ThreadPoolExecutor(1, "opening")
    begun = thread.submit(sample) if sample_wanted else thread.submit(opening.open_paths, paths)
    thread.shutdown(wait=False)
    try:
        begun.result(_PATIENCE)
    except TimeoutError:
        pass  # the window shows without it
    except (ProjectHeld, DamagedProject):
        if len(paths) != 1 or not opening.is_project(paths[0]):
            raise  # else it is asked in the window, where a question can be answered
    return begun
