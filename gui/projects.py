"""Projects: opening, making, filling, exporting and closing them, one at a time."""

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
from gui.dialogs.question import Question
from gui.jobs import Jobs
from gui.opener import Make, Opener
from gui.settings import Settings
from gui.writing import Export
from store.connection import Step
from store.errors import DamagedProject, NotAProject, ProjectHeld
from store.project import Project

_TEXTS = f"Articles ({opening.PATTERNS});;All files (*)"
READ, TAKE, TAKE_OVER = "Open for reading", "Take over…", "It is closed there: take over"
_PROJECTS = f"Gilder projects (*{opening.SUFFIX});;All files (*)"


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
        self.opener = Opener(window)
        self.opener.told.connect(self.told)

    def show(self, project: Project) -> None:
        """Take an open project instead of the one before."""
        self.close()
        self._project = project
        self.opened.emit(project)
        self._settings.add_recent(str(project.path.resolve()))

    @Slot()
    def close(self) -> None:
        """Let go of the project."""
        if self._project is not None:
            self._jobs.cancel()
            self.closing.emit()
            self._project.close()
            self._project = None
            self.closed.emit()

    @Slot(str)
    def open_recent(self, path: str) -> None:
        """Open a project by its path."""
        if not Path(path).exists():
            text = f"{path}: is not there any more: it was moved, renamed or deleted."
            self.complained.emit(text + " Open it from where it is now; Delete takes it off the list.", "")
            return
        self._open(Path(path))

    @Slot()
    def reopen(self) -> None:
        """Open the project that is open anew, to change it where that is possible now."""
        if self._project is not None:
            path = self._project.path
            self.close()
            self.open_recent(str(path))

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

    def import_articles(self) -> None:
        """Ask for articles, and add them to the project."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Import articles", self._folder(), _TEXTS)
        if names:
            self.take([Path(name) for name in names])

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
        self._attempt(opening.beside(paths), partial(opening.open_paths, paths), alone)

    def follow(self, path: Path, begun: Future[Project]) -> None:
        """Show a project that is being opened already."""
        self._attempt(path, lambda _: begun.result(), path)

    def export(self) -> None:
        """Ask for a file, and write the gold to it in the background."""
        assert self._project is not None, "the action needs a project"
        proposed = str(self._project.path.with_suffix(".jsonl"))
        name, _ = QFileDialog.getSaveFileName(self._window, "Export", proposed, "Gilder JSON Lines (*.jsonl)")
        if name:
            self._jobs.start("Exporting", Export(self._project.path, Path(name)), self.told.emit)

    def _attempt(self, path: Path, make: Make, asked: Path | None = None) -> None:
        """Make or open the project at `path`; where it is one that was `asked` for, a refusal can be answered."""
        annotator = self._settings.annotator

        def looked_at(step: Step) -> Project:
            return opening.first_look(make(step), annotator)

        self.opener.open(path, looked_at, self.show, partial(self.refuse, asked))

    def refuse(self, path: Path | None, problem: GilderError | OSError) -> None:
        """Tell why there is no project, and ask what to do where another process writes it, or it is damaged."""
        if isinstance(problem, OSError):
            self.complained.emit(f"{problem.filename}: {problem.strerror}", "")
        elif path is not None and isinstance(problem, ProjectHeld):
            self._ask_held(path, problem)
        elif path is not None and may_be_mended(path, problem):
            self.damaged.emit(path, str(problem))
        else:
            self.complained.emit(str(problem), "")

    def _ask_held(self, path: Path, problem: ProjectHeld) -> None:
        answers: dict[str, Callable[[], object]] = {READ: partial(self._open, path, read_only=True)}
        if problem.elsewhere:
            answers[TAKE] = partial(self._ask_take_over, path, problem)
        Question(told_of_holder(path, problem), answers, title="Open project", parent=self._window).open()

    def _ask_take_over(self, path: Path, problem: ProjectHeld) -> None:
        """Explicitly: two who write one file on a shared disk ruin each other's work."""
        text = (
            f"Take {path.name} over only when you know that it is closed there:\n{problem.who}.\n\n"
            "If somebody works on it there after all, work of both can be lost."
        )
        answers = {TAKE_OVER: partial(self._open, path, take_over=True)}
        Question(text, answers, title="Take over", doubtful=True, parent=self._window).open()

    def _open(self, path: Path, *, read_only: bool = False, take_over: bool = False) -> None:
        how = partial(Project.open, path, read_only=read_only, take_over=take_over)
        self._attempt(path, lambda _: how(), path)

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(self._project.path.parent if self._project else Path(recent[0]).parent if recent else Path.home())


def told_of_holder(path: Path, problem: ProjectHeld) -> str:
    """Who changes a project, in plain words, and what can be done meanwhile."""
    who = problem.who or "another program"
    where = "on another computer, or was when that one stopped" if problem.elsewhere else "in another window"
    return (
        f"{path.name} is open {where}:\n{who}.\n\nOnly one window at a time can change a project. "
        "Opened for reading, it shows what is done there as it happens."
    )


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
