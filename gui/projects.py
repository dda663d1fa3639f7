"""Projects: opening, making, filling, exporting and closing them, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

import resources
from annotate.errors import GilderError
from gui import opening
from gui.jobs import Jobs
from gui.refusals import How, Refusals
from gui.settings import Settings
from gui.working import Working
from gui.writing import Export, Reading
from store.errors import NewerProject, ProjectHeld
from store.project import Project
from store.working.copy import WorkingCopy, kept

_TEXTS = f"Articles ({opening.PATTERNS});;All files (*)"
_PROJECTS = f"Gilder projects (*{opening.SUFFIX});;All files (*)"


class Projects(QObject):
    """Holds the open project. `opened` has it, for whoever shows it; `closing` comes before the file is let go."""

    opened = Signal(object)
    closing = Signal()
    closed = Signal()
    imported = Signal(object)  # id of the first new document, or None
    told = Signal(str)
    complained = Signal(str, str)  # what is wrong, and details

    def __init__(self, window: QWidget, settings: Settings, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._settings, self._jobs = window, settings, jobs
        self._project: Project | None = None
        self._next = ""  # a path that is opened once the project before is on its share
        self.working = Working(window, settings)
        self.working.fetched.connect(self._open_copy)
        self._refusals = Refusals(window, jobs, self)
        self._refusals.opened.connect(self._open_as)
        self._refusals.told.connect(self.told)
        self._refusals.complained.connect(self.complained)
        self.working.refused.connect(self._refusals.refuse_copy)
        self.working.told.connect(self.told)
        self.working.ended.connect(self._open_next)

    def show(self, project: Project) -> None:
        """Take an open project instead of the one before."""
        self.close()
        self._project = project
        self.opened.emit(project)
        self._settings.add_recent(str(project.home.resolve()))

    @Slot()
    def close(self) -> None:
        """Let go of the project."""
        if self._project is not None:
            self._jobs.cancel()
            self.closing.emit()
            self._project.close()
            copy, self._project = self._project.working, None
            if copy is not None:
                self.working.put_away(copy)
            self.closed.emit()

    @Slot(str)
    def open_recent(self, path: str) -> None:
        """Open a project by its path."""
        if self.working.busy:
            self._next = path
            self.told.emit("It is opened when the project before is on the share.")
            return
        if not Path(path).exists():
            if (local := kept(Path(path))) is not None:
                self._refusals.ask_away(Path(path), local)
                return
            text = f"{path}: is not there any more: it was moved, renamed or deleted."
            self.complained.emit(text + " Open it from where it is now; Delete takes it off the list.", "")
            return
        self._open(Path(path))

    @Slot()
    def reopen(self) -> None:
        """Open the project that is open anew, to change it where that is possible now."""
        if self._project is not None:
            path = self._project.home
            self.close()
            self.open_recent(str(path))

    @Slot(bool)
    def change_place(self, on_copy: bool) -> None:
        """Change the open project in a copy on this disk from now on, or in the file itself."""
        if self._project is not None:
            self._settings.set_on_copy(str(self._project.home.resolve()), on_copy)
            self.reopen()

    @Slot()
    def _open_next(self) -> None:
        path, self._next = self._next, ""
        if path:
            self.open_recent(path)

    @Slot()
    def open_project(self) -> None:
        """Ask for a project file."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open project", self._folder(), _PROJECTS)
        if name:
            self.open_recent(name)

    @Slot()
    def open_article(self) -> None:
        """Ask for articles, which go to a project beside the first of them."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Open article", self._folder(), _TEXTS)
        if names:
            self._attempt(lambda: opening.open_paths([Path(name) for name in names]))

    @Slot()
    def new_project(self) -> None:
        """Ask for a name, and make an empty project."""
        name, _ = QFileDialog.getSaveFileName(self._window, "New project", self._folder(), _PROJECTS)
        if name:
            path = Path(name) if Path(name).suffix else Path(name).with_suffix(opening.SUFFIX)
            self._attempt(lambda: Project.create(path, resources.scheme_text("news")))

    @Slot()
    def open_sample(self) -> None:
        """Open the project with the sample article."""
        self._attempt(sample)

    def import_articles(self) -> None:
        """Ask for articles, and add them to the project."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Import articles", self._folder(), _TEXTS)
        if names:
            self.take([Path(name) for name in names])

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """Files were dropped or chosen: a project is opened, articles are imported."""
        if self._project is None or any(opening.is_project(path) for path in paths):
            alone = paths[0] if len(paths) == 1 and opening.is_project(paths[0]) else None
            if alone is not None and self.working.wants(alone):
                self.open_recent(str(alone))
            else:
                self._attempt(lambda: opening.open_paths(paths), alone)
        elif self._project.read_only:
            self.complained.emit(f"{self._project.path.name} is open for reading only: nothing can be imported.", "")
        else:
            self._jobs.start("Reading articles", Reading(tuple(paths), self._project.path), self._add)

    def _add(self, read: opening.Read) -> None:
        assert self._project is not None, "reading is cancelled when the project is closed"
        try:
            added, known = opening.add_new(self._project, read.docs)
        except GilderError as problem:
            self.complained.emit(str(problem), "")
            return
        self.imported.emit(added[0] if added else None)
        there = f", {known} already there" if known else ""
        self.told.emit(f"{len(added)} {'document' if len(added) == 1 else 'documents'} imported{there}.")
        if read.problems:
            self.complained.emit(f"{len(read.problems)} of the files could not be imported.", "\n".join(read.problems))
        if read.unbacked:
            self.complained.emit("There is no backup of the project as it was before the import.", read.unbacked)

    def export(self) -> None:
        """Ask for a file, and write the gold to it in the background."""
        assert self._project is not None, "the action needs a project"
        proposed = str(self._project.home.with_suffix(".jsonl"))
        name, _ = QFileDialog.getSaveFileName(self._window, "Export", proposed, "Gilder JSON Lines (*.jsonl)")
        if name:
            self._jobs.start("Exporting", Export(self._project.path, Path(name)), self.told.emit)

    def _attempt(self, make: Callable[[], Project], path: Path | None = None) -> None:
        """Make or open a project; where `path` is one that another process writes, ask what to do."""
        try:
            project = make()
        except ProjectHeld as problem:
            if path is None:
                self.complained.emit(str(problem), "")
            else:
                self._refusals.ask_held(path, problem)
        except NewerProject as problem:
            self._refusals.ask_newer(path, problem)
        except GilderError as problem:
            self.complained.emit(str(problem), "")
        except OSError as problem:
            self.complained.emit(f"{problem.filename}: {problem.strerror}", "")
        else:
            if path is None and not project.read_only and self.working.wants(project.path):
                project.close()  # made on a share, or filled with articles there
                self.open_recent(str(project.path))
            else:
                self.show(project)

    @Slot(object)
    def _open_copy(self, copy: WorkingCopy) -> None:
        """A working copy is here, and is as new as it can be."""
        try:
            project = copy.open()
        except NewerProject as problem:
            copy.leave()
            self._refusals.ask_newer(copy.share, problem)
        except GilderError as problem:
            copy.leave()
            self.complained.emit(str(problem), "")
        else:
            self.show(project)

    @Slot(object, str)
    def _open_as(self, path: Path, how: How) -> None:
        """Open a project in the way that was answered."""
        if how == "reading":
            self._attempt(partial(Project.open, path, read_only=True), path)
        elif how == "directly":
            self._attempt(partial(Project.open, path), path)
        else:
            self._open(path, take_over=True)

    def _open(self, path: Path, *, take_over: bool = False) -> None:
        if not self.working.wants(path):
            self._attempt(partial(Project.open, path, take_over=take_over), path)
        elif self._project is not None and self._project.working is not None and self._project.home == path:
            self.told.emit(f"{path.name} is open already.")
        else:
            if self._project is not None and self._project.home == path:
                self.close()  # it is read only, and the file has to be free
            self.working.fetch(path, take_over=take_over)

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(self._project.home.parent if self._project else Path(recent[0]).parent if recent else Path.home())


def sample() -> Project:
    """The sample project, in the person's data folder."""
    return opening.open_sample(platformdirs.user_data_path("gilder", appauthor=False))
