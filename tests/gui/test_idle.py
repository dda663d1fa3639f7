"""What the window does for the project file: it names who works, tells what is missing, and folds the log when idle."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.idle import Idle
from store.documents import NewDocument
from store.guard.lock import holder_of
from store.project import Project
from tests.gui.conftest import Person, make_project


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


def test_the_lock_says_who_works_here(person: Person) -> None:
    holder = holder_of(person.session.project.path)
    assert holder is not None
    assert holder.annotator == "anna"
