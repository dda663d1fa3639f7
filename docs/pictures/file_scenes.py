# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows of the project file: who has it, what is said of it, backups, others' work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QDialog

from annotate.commands import add_span, set_note
from docs.pictures.stage import Stage, make_small
from gui.dialogs.backups import BackupsDialog
from gui.dialogs.dealing import DealDialog
from gui.dialogs.merging import MergeDialog
from gui.dialogs.question import Question
from gui.refusals import TAKE
from gui.session import Session
from store.documents import NewDocument
from store.errors import DiskFull, ProjectError, ProjectHeld, ProjectMoved
from store.ids import new_id
from store.project import Project
from store.restore import copy_project

T = TypeVar("T", bound=QDialog)
_PATIENCE = 80  # times that a window settles


def front(stage: Stage, kind: type[T]) -> T:
    """The dialog of a kind, once it is open: some come when a thread is done."""
    for _ in range(_PATIENCE):
        stage.settle()
        for one in stage.app.window.findChildren(kind):
            if one.isVisible():
                return one
    raise LookupError(kind.__name__)


def held(s: Stage, *, elsewhere: bool = False) -> None:
    s.open()
    who = "ben’s gilder 0.1.0 (process 4121) on library-pc since 2026-11-27 14:05"
    problem = ProjectHeld("", who, elsewhere=elsewhere)
    s.app.projects._refusals.ask_held(s.session.project.path.with_name("harbour-siege.gilder"), problem)


def held_take_over(s: Stage) -> None:
    held(s, elsewhere=True)
    dialog = front(s, Question)
    dialog.answers[TAKE].click()


def reading(s: Stage) -> None:
    path = make_small(s.fresh("linked"))
    path.with_name("second-name").hardlink_to(path)
    s.open(path)


def not_saved(s: Stage, problem: ProjectError) -> None:
    s.open()
    s.session.refuse(problem, s.session.redo)


def went_back(s: Stage) -> None:
    path = make_small(s.fresh("harbour"))
    older = path.read_bytes()
    with Project.open(path) as project:
        project.documents.add([NewDocument("late.txt", "Late.")])
    path.write_bytes(older)
    s.open(path)


def synchronised(s: Stage, *, conflict: bool = False) -> None:
    folder = s.fresh("x").parent / "Dropbox"
    folder.mkdir()
    path = make_small(folder / "harbour.gilder")
    if conflict:
        shutil.copy(path, folder / "harbour (ben's conflicted copy 2026-11-27).gilder")
    s.open(path)


def backups(s: Stage, *, some: bool = True) -> None:
    s.open()
    if some:
        for at, why in enumerate(("", "import", "merge", "")):
            s.accept(1)
            with Project.open(s.session.project.path, read_only=True) as project:
                made = project.backups.make(why, anew=True)
            assert made is not None
            stamp = f"{made.at:%Y%m%d-%H%M%S}"
            made.path.rename(made.path.with_name(made.path.name.replace(stamp, f"2026112{at}-1{at}1500")))
    s.run("file.backups")
    dialog = front(s, BackupsDialog)
    while dialog.said.text() == "Looking…":
        s.settle()


def _theirs(s: Stage) -> Path:
    """A copy in which somebody has gone on, as the person has here."""
    s.accept(3)
    path = s.session.project.path
    copy = copy_project(path, path.with_name("harbour-ben.gilder"))
    for name, file, note in (
        ("anna", path, "Which of the two ministries?"),
        ("anna", copy, "The ministry of defence."),
    ):
        with Project.open(file, beside=file == path) as project:
            session = Session(project, name)
            session.open_document(s.session.state.document.id)
            for span in list(session.state.index)[:2]:
                session.dispatch(set_note(session.state, span.id, note))
            if file == copy:
                project.documents.add([NewDocument("harbour-reopens.txt", "The harbour is open again.")])
                other = Session(project, "ben")
                other.open_document(session.state.document.id)
                span = next(iter(other.open_spans))
                other.dispatch(add_span(other.state, span.fragments, "ORG", new_id=new_id()))
    s.session.read_again()
    return copy


def merging(s: Stage, *, then: str = "") -> None:
    s.open()
    copy = _theirs(s)
    s.app.keeping.sharing.preview(copy)
    dialog = front(s, MergeDialog)
    if then:
        dialog.accept()
        dialog = front(s, MergeDialog)
    if then == "again":
        dialog.close()
        s.app.keeping.sharing.preview(copy)
        front(s, MergeDialog)


def unrelated(s: Stage) -> None:
    s.open()
    s.app.keeping.sharing.preview(make_small(s.fresh("elections")))
    front(s, Question)


def dealing(s: Stage, names: str) -> None:
    s.open()
    s.run("file.deal")
    dialog = front(s, DealDialog)
    dialog.folder.setText("/home/anna/harbour")
    dialog.names.setText(names)


def copied(s: Stage) -> None:
    s.open()
    s.app.keeping.sharing._copied(Path("/home/anna/harbour-copy.gilder"))


_FULL = DiskFull("harbour.gilder: the disk is full; nothing was saved. Make room and try again")
_MOVED = ProjectMoved(
    "harbour.gilder: the file or its log (-wal) was moved, replaced or deleted while it was open; nothing more is "
    "saved there. Save a rescue copy to another place: it holds everything"
)

FILES: dict[str, Callable[[Stage], object]] = {
    "held": held,
    "held-elsewhere": lambda s: held(s, elsewhere=True),
    "held-take-over": held_take_over,
    "reading": reading,
    "not-saved": lambda s: not_saved(s, _FULL),
    "not-saved-moved": lambda s: not_saved(s, _MOVED),
    "went-back": went_back,
    "synchronised": synchronised,
    "synchronised-conflict": lambda s: synchronised(s, conflict=True),
    "backups": backups,
    "backups-empty": lambda s: backups(s, some=False),
    "merge": merging,
    "merge-done": lambda s: merging(s, then="done"),
    "merge-nothing": lambda s: merging(s, then="again"),
    "merge-unrelated": unrelated,
    "deal": lambda s: dealing(s, "ann, bob, chris"),
    "deal-wrong": lambda s: dealing(s, "ann, Ann"),
    "copied": copied,
}
