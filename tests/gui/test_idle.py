"""What the window does for the project file: it names who works, tells what is missing, and folds the log when idle."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.idle import Idle
from gui.jobs import Jobs
from gui.projects import Projects
from gui.settings import Settings
from store.documents import NewDocument
from store.guard.lock import holder_of
from store.project import Project
from tests.gui.conftest import make_project


def test_a_while_after_a_step_the_log_is_folded_into_the_file(tmp_path: Path, qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    with Project.open(make_project(tmp_path / "p.gilder")) as project:
        idle = Idle(project, parent)
        project.documents.add([NewDocument("b.txt", "b")])
        idle.begin()
        assert idle.timer.isActive()
        assert idle.timer.interval() == 30_000
        log = Path(f"{project.path}-wal")
        assert log.stat().st_size
        idle.timer.timeout.emit()
        assert log.stat().st_size == 0
        idle.end()
        assert not idle.timer.isActive()


def test_a_project_that_went_back_is_told_when_it_is_shown(tmp_path: Path, qtbot) -> None:
    path = make_project(tmp_path / "p.gilder")
    shutil.copy(path, tmp_path / "older")
    with Project.open(path) as project:
        project.documents.add([NewDocument("b.txt", "b")])
    shutil.copy(tmp_path / "older", path)
    window = QWidget()
    qtbot.addWidget(window)
    projects = Projects(window, Settings(), Jobs(window))
    told = list[str]()
    projects.complained.connect(lambda what, _: told.append(what))
    project = Project.open(path)
    project.announce("anna")
    holder = holder_of(path)
    assert holder is not None
    assert holder.annotator == "anna"
    projects.show(project)
    projects.close()
    (line,) = told
    assert "1 document missing" in line
