"""Projects: opening, making, filling and closing them, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

import resources
from annotate.errors import GilderError
from gui import opening
from gui.import_look import are_annotated
from gui.jobs import Jobs
from gui.opener import Make, Opener
from gui.refusals import How, Refusals
from gui.settings import Settings
from gui.working import Working
from store.connection import Step
from store.errors import DamagedProject, NewerProject, NotAProject, ProjectHeld
from store.project import Project
from store.working.copy import WorkingCopy, kept

_TEXTS = f"Articles ({opening.PATTERNS});;All files (*)"
_IMPORTS = f"Everything that can be imported (*);;Articles ({opening.PATTERNS})"
_PROJECTS = f"Gilder projects (*{opening.SUFFIX});;All files (*)"

Guard = Callable[[Callable[[], object], Callable[[], object]], bool]
"""Whether a project cannot be closed before somebody has answered; then the first of the two is done, or the second."""


class Projects(QObject):
    """Holds the open project. `opened` has it, for whoever shows it; `closing` comes before the file is let go."""

    opened = Signal(object)
    closing = Signal()
    closed = Signal()
    import_requested = Signal(list)  # paths that go to the open project
    damaged = Signal(object, str)  # path of a project that was refused, and why
    told = Signal(str)
    complained = Signal(str, str)  # what is wrong, and details

    def __init__(self, window: QWidget, settings: Settings, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._settings, self._jobs = window, settings, jobs
        self._project: Project | None = None
        self._next = ""  # a path that is opened once the project before is on its share
        self.guard: Guard = _nothing_goes_on
        self._waiting: list[Path] = []  # files with annotations, which are asked about once their project is open
        self.opener = Opener(window)
        self.opener.told.connect(self.told)
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
        if self.guard(partial(self.show, project), partial(self._leave, project)):
            return
        self.let_go()
        self._project = project
        self.opened.emit(project)
        self._settings.add_recent(str(project.home.resolve()))
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.take(waiting)

    def _leave(self, project: Project) -> None:
        """Let go of a project that was opened and is not shown after all."""
        project.close()
        if project.working is not None:
            self.working.put_away(project.working)

    @Slot()
    def close(self) -> None:
        """Let go of the project; where something goes on in it, that is asked about first."""
        if not self.guard(self.let_go, _stay):
            self.let_go()

    @Slot()
    def let_go(self) -> None:
        """Let go of the project, whatever goes on in it."""
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
        if self._project is not None and not self.guard(self.reopen, _stay):
            path = self._project.home
            self.let_go()
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
            self._open_paths([Path(name) for name in names])

    @Slot()
    def new_project(self) -> None:
        """Ask for a name, and make an empty project."""
        name, _ = QFileDialog.getSaveFileName(self._window, "New project", self._folder(), _PROJECTS)
        if name:
            path = Path(name) if Path(name).suffix else Path(name).with_suffix(opening.SUFFIX)
            self._attempt(path, lambda _: Project.create(path, resources.scheme_text("news")))

    @Slot()
    def open_sample(self) -> None:
        """Open the project with the sample article."""
        self._attempt(sample_file(), lambda _: sample())

    def import_files(self) -> None:
        """Ask for files, and add what is in them to the project."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Import", self._folder(), _IMPORTS)
        if names:
            self.take([Path(name) for name in names])

    def import_folder(self) -> None:
        """Ask for a folder, and add everything that is in it to the project."""
        name = QFileDialog.getExistingDirectory(self._window, "Import a folder", self._folder())
        if name:
            self.take([Path(name)])

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """Files were dropped or chosen: a project is opened, articles are imported."""
        if self._project is None or any(opening.is_project(path) for path in paths):
            self._open_paths(paths)
        elif self._project.read_only:
            self.complained.emit(f"{self._project.path.name} is open for reading only: nothing can be imported.", "")
        else:
            self.import_requested.emit(paths)

    def _open_paths(self, paths: list[Path]) -> None:
        alone = paths[0] if len(paths) == 1 and opening.is_project(paths[0]) else None
        if alone is not None and self.working.wants(alone):
            self.open_recent(str(alone))
        else:
            self._waiting = []
            self._attempt(opening.beside(paths), partial(self._filled, paths), alone)

    def _filled(self, paths: list[Path], step: Step) -> Project:
        """The project with the articles; of files with annotations, the one that they will go to."""
        if any(opening.is_project(path) for path in paths) or not are_annotated(tuple(paths), step):
            return opening.open_paths(paths, step)
        project = opening.project_with(opening.beside(paths), [])
        self._waiting = list(paths)  # only now: what fails before has nothing to be asked about
        return project

    def follow(self, path: Path, begun: Future[Project]) -> None:
        """Show a project that is being opened already."""
        self._attempt(path, lambda _: begun.result(), path)

    def _attempt(self, path: Path, make: Make, asked: Path | None = None) -> None:
        """Make or open the project at `path`; where it is one that was `asked` for, a refusal can be answered."""
        annotator = self._settings.annotator

        def looked_at(step: Step) -> Project:
            return opening.first_look(make(step), annotator)

        done = self.show if asked is not None else self._show_made
        self.opener.open(path, looked_at, done, partial(self.refuse, asked))

    def _show_made(self, project: Project) -> None:
        """A project was made, or filled with articles: on a share it is changed in a working copy from now on."""
        if project.read_only or not self.working.wants(project.path):
            self.show(project)
            return
        project.close()
        self.open_recent(str(project.path))

    def refuse(self, path: Path | None, problem: GilderError | OSError) -> None:
        """Tell why there is no project, and ask what to do where another process writes it, or it is damaged."""
        if isinstance(problem, OSError):
            self.complained.emit(f"{problem.filename}: {problem.strerror}", "")
        elif path is not None and isinstance(problem, ProjectHeld):
            self._refusals.ask_held(path, problem)
        elif isinstance(problem, NewerProject):
            self._refusals.ask_newer(path, problem)
        elif path is not None and may_be_mended(path, problem):
            self.damaged.emit(path, str(problem))
        else:
            self.complained.emit(str(problem), "")

    @Slot(object)
    def _open_copy(self, copy: WorkingCopy) -> None:
        """A working copy is here, and is as new as it can be."""
        try:
            project = opening.first_look(copy.open(), self._settings.annotator)
        except GilderError as problem:
            copy.leave()
            self.refuse(copy.share, problem)
        else:
            self.show(project)

    @Slot(object, str)
    def _open_as(self, path: Path, how: How) -> None:
        """Open a project in the way that was answered."""
        if how == "reading":
            self._attempt(path, lambda _: Project.open(path, read_only=True), path)
        elif how == "directly":
            self._attempt(path, lambda _: Project.open(path), path)
        else:
            self._open(path, take_over=True)

    def _open(self, path: Path, *, take_over: bool = False) -> None:
        if not self.working.wants(path):
            self._attempt(path, lambda _: Project.open(path, take_over=take_over), path)
        elif self._project is not None and self._project.working is not None and self._project.home == path:
            self.told.emit(f"{path.name} is open already.")
        else:
            if self._project is not None and self._project.home == path:
                if self.guard(partial(self._open, path, take_over=take_over), _stay):
                    return
                self.let_go()  # it is read only, and the file has to be free
            self.working.fetch(path, take_over=take_over)

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(self._project.home.parent if self._project else Path(recent[0]).parent if recent else Path.home())


def _nothing_goes_on(_go_on: Callable[[], object], _stay: Callable[[], object]) -> bool:
    return False


def _stay() -> None:
    """The project stays open."""


def may_be_mended(path: Path, problem: GilderError) -> bool:
    """Whether a refusal to open a file is one that a repair, or a backup, may be the answer to."""
    named = isinstance(problem, NotAProject) and path.suffix.lower() == opening.SUFFIX and path.is_file()
    return isinstance(problem, DamagedProject) or named


def sample_file() -> Path:
    """Where the sample project lies: in the person's data folder."""
    return opening.sample_file(platformdirs.user_data_path("gilder", appauthor=False))


def sample() -> Project:
    """The sample project."""
    return opening.open_sample(sample_file().parent)
