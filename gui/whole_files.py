"""Work on whole project files, as values that a thread does: copying, checking. And where a new file is to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.jobs import Report
from store.check import Problem, check_project
from store.project import Project
from store.restore import copy_project

PROJECTS = "Gilder projects (*.gilder);;All files (*)"
MOST = 1000  # problems that are shown


@dataclass(frozen=True)
class Copy:
    """Writes a whole copy of a project, or of a backup, to a new file."""

    project: Path
    to: Path

    def __call__(self, report: Report) -> Path:
        return copy_project(self.project, self.to, step=report)


@dataclass(frozen=True)
class Check:
    """Looks for everything that is wrong with a project."""

    project: Path

    def __call__(self, report: Report) -> list[Problem]:
        found = list[Problem]()
        with Project.open(self.project, read_only=True) as project:
            for one in check_project(project, step=report):
                found.append(one)
                if len(found) >= MOST:
                    break
        return found


def ask_new(window: QWidget, title: str, proposed: Path, complain: Callable[[str, str], object]) -> Path | None:
    """Ask for the name of a file that is not there yet; None where there is none."""
    options = QFileDialog.Option.DontConfirmOverwrite
    name, _ = QFileDialog.getSaveFileName(window, title, str(proposed), PROJECTS, options=options)
    if not name:
        return None
    path = Path(name) if Path(name).suffix else Path(name).with_suffix(".gilder")
    if path.exists():
        complain(f"{path}: there is a file of this name already. Take another one.", "")
        return None
    return path
