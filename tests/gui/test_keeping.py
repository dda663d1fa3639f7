"""The project file as the window keeps it: who may write, what is said of it, backups, others' work."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from annotate.document import Document
from annotate.suggest.base import Suggestions
from gui import backing, failing, greeting, refusals
from gui.actions import ACTIONS, Action
from gui.dialogs.backups import BackupsDialog
from gui.dialogs.dealing import DealDialog
from gui.dialogs.merging import MergeDialog
from gui.dialogs.message import MessageDialog
from gui.dialogs.question import Question
from gui.plain import PlainLabel
from gui.reasons import why_not
from store.backups import backups_of
from store.documents import NewDocument
from store.errors import ProjectMoved
from store.guard.lock import lock_path
from store.project import Project
from tests.gui.conftest import Person, make_project

T = TypeVar("T", bound=QWidget)
_HOLD = """
import sys
from pathlib import Path
from store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    project.announce("ben")
    print("open", flush=True)
    for line in sys.stdin:
        project.documents.add([__import__("store.documents").documents.NewDocument(line.strip(), line)])
        print("added", flush=True)
"""


@contextmanager
def elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has a project open for writing."""
    root = str(Path(__file__).parents[2])
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    try:
        yield other
    finally:
        other.communicate()


def shown(kind: type[T]) -> T:
    """The one of a kind that is in front."""
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def wait_for(person: Person, kind: type[T]) -> T:
    person.bot.waitUntil(
        lambda: any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets()), timeout=20_000
    )
    return shown(kind)


def answer(person: Person, text: str) -> None:
    shown(Question).answers[text].click()
    person.app.projects.opener.wait()


def names(person: Person) -> list[str]:
    return [row.name for row in person.bench.documents.model.rows]


@pytest.fixture
def busy(person: Person, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process writes the project that the person wants to open."""
    path = make_project(tmp_path / "busy.gilder")
    with elsewhere(path) as other:
        person.open(str(path))
        yield other


def test_a_project_that_another_one_changes_is_asked_about(person: Person, busy: subprocess.Popen[str]) -> None:
    question = shown(Question)
    assert "ben’s gilder" in question.said.text()
    assert set(question.answers) == {refusals.READ}
    question.reject()
    assert person.session.project.path.name == "small.gilder"


def test_opened_for_reading_it_says_so_and_nothing_can_be_changed(person: Person, busy: subprocess.Popen[str]) -> None:
    answer(person, refusals.READ)
    assert person.session.project.read_only
    assert person.app.keeping.banner.isVisible()
    assert "reading only" in person.app.keeping.banner.text.text()
    before = person.session.history
    person.bench.view.setFocus()
    person.press("Tab", "Return")
    assert person.session.history == before
    assert person.gold == []
    person.select_words("Bashar")
    person.press("1")
    assert person.gold == []
    suggestion = next(iter(person.session.open_spans))
    person.bench.navigation.go_to(suggestion)
    reasons = {one.id: why_not(one, person.bench) for one in ACTIONS}
    for changes in (
        "span.accept",
        "span.remove",
        "item.flag",
        "file.import",
        "file.merge",
        "edit.scheme",
        "project.blind",
    ):
        assert "reading only" in reasons[changes], changes
    for reads in ("go.next", "edit.find", "file.copy", "file.backups", "file.export", "view.zoom_in", "help.keys"):
        assert not reasons[reads], reads


def test_it_follows_what_the_other_one_does_and_keeps_the_place(person: Person, busy: subprocess.Popen[str]) -> None:
    answer(person, refusals.READ)
    following = person.app.keeping.following
    assert following is not None
    following.timer.stop()
    person.bench.navigation.go_to(next(iter(person.session.open_spans)))
    selected, document = person.session.selected, person.session.state.document.id
    following.look()
    assert names(person) == ["first.txt", "other.txt"]
    assert busy.stdin is not None
    assert busy.stdout is not None
    busy.stdin.write("third.txt\n")
    busy.stdin.flush()
    assert busy.stdout.readline() == "added\n"
    with person.bot.waitSignal(following.followed):
        following.timer.start()
    assert names(person) == ["first.txt", "other.txt", "third.txt"]
    assert (person.session.selected, person.session.state.document.id) == (selected, document)


def test_when_the_other_one_is_closed_it_can_be_opened_for_writing(person: Person, busy: subprocess.Popen[str]) -> None:
    answer(person, refusals.READ)
    busy.communicate()
    with person.bot.waitSignal(person.app.projects.opened):
        person.app.keeping.reopen_requested.emit()
    assert not person.session.project.read_only
    assert not person.app.keeping.banner.isVisible()
    person.app.window.activateWindow()
    person.bench.view.setFocus()
    person.bot.waitUntil(person.bench.view.hasFocus)
    person.press("Tab", "Return")
    assert person.gold == [("Iran", "LOC")]


def test_the_lock_of_another_computer_is_taken_over_only_when_it_is_said_twice(person: Person, tmp_path: Path) -> None:
    path = make_project(tmp_path / "away.gilder")
    text = '{"program": "gilder 1", "process": 9, "host": "elsewhere", "annotator": "ben", "since": 1}'
    lock_path(path).write_text(text)
    assert socket.gethostname() != "elsewhere"
    person.open(str(path))
    answer(person, refusals.TAKE)
    assert person.session.project.path.name == "small.gilder"
    answer(person, refusals.TAKE_OVER)
    assert person.session.project.path.name == "away.gilder"
    assert not person.session.project.read_only


def test_a_file_that_cannot_be_written_opens_for_reading_with_the_reason(person: Person, tmp_path: Path) -> None:
    path = make_project(tmp_path / "linked.gilder")
    os.link(path, tmp_path / "second name")
    person.open(str(path))
    assert "hard link" in person.app.keeping.banner.text.text()
    assert "hard link" in person.session.held


def test_a_step_that_cannot_be_saved_is_not_shown_and_is_tried_again_when_asked(person: Person) -> None:
    project = person.session.project
    project.share_writing()
    project.connection.rows("PRAGMA max_page_count=1")
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        project.connection.rows("PRAGMA busy_timeout=0")
        other.execute("BEGIN IMMEDIATE")
        person.press("Tab", "Return")
        assert person.gold == []
        question = shown(Question)
        assert "another program" in question.said.text()
        assert person.bench.status.saved.text().startswith("Not saved")
        other.execute("ROLLBACK")
        answer(person, failing.RETRY)
    assert person.gold == [("Iran", "LOC")]
    assert person.bench.status.saved.text().startswith("Saved")


def test_a_full_disk_is_told_and_the_step_is_done_when_there_is_room(person: Person) -> None:
    connection = person.session.project.connection
    person.press("Tab", "Return")
    pages = connection.value("PRAGMA page_count")
    connection.rows(f"PRAGMA max_page_count={pages}")
    note = "n" * 300_000
    person.bench.edits.set_note(note)
    assert "disk is full" in shown(Question).said.text()
    connection.rows("PRAGMA max_page_count=1000000")
    answer(person, failing.RETRY)
    assert (
        any(one.note == note for one in person.session.state.spans.values()) or person.session.state.marks.note == note
    )


def test_where_the_file_was_moved_a_rescue_copy_holds_everything(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.press("Tab", "Return")
    path = person.session.project.path
    path.rename(tmp_path / "moved.gilder")
    person.press("Return")
    assert person.gold == [("Iran", "LOC")]
    to = tmp_path / "rescue.gilder"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(to), ""))
    with person.bot.waitSignal(person.app.projects.opened, timeout=20_000):
        answer(person, failing.RESCUE)
    assert person.session.project.path == to
    assert person.gold == [("Iran", "LOC")]
    assert (tmp_path / "moved.gilder").exists()


def test_a_rescue_copy_never_covers_a_file_and_is_asked_for_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken.gilder"
    taken.write_text("mine")
    person.session.unsaved.emit(ProjectMoved("p.gilder: was moved"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(taken), ""))
    answer(person, failing.RESCUE)
    person.bot.waitUntil(lambda: person.app.keeping.failing.dialog is not None)
    assert "already" in shown(Question).said.text()
    assert person.session.held == ""
    assert taken.read_text() == "mine"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project in whose place an older copy was put back."""
    path = make_project(tmp_path / "older.gilder")
    shutil.copy(path, tmp_path / "copy")
    with Project.open(path) as project:
        project.documents.add([NewDocument("b.txt", "b")])
    shutil.copy(tmp_path / "copy", path)
    return path


def test_a_project_that_went_back_is_told_and_accepted_when_it_is_said(person: Person, older: Path) -> None:
    person.open(str(older))
    assert "1 document missing" in shown(Question).said.text()
    answer(person, greeting.GO_ON)
    assert person.session.project.missing is None
    person.open(str(older))
    assert person.app.keeping.greeting.dialog is None


def test_of_a_project_that_went_back_the_backups_are_shown(person: Person, older: Path) -> None:
    person.open(str(older))
    answer(person, greeting.BACKUPS)
    dialog = wait_for(person, BackupsDialog)
    person.bot.waitUntil(lambda: dialog.said.text() != "Looking…")
    assert person.session.project.missing is not None


def test_what_kind_of_place_it_is_is_told_once_for_a_file(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = make_project(folder / "p.gilder")
    person.open(str(path))
    assert "Dropbox keeps this folder in step" in shown(Question).said.text()
    shown(Question).reject()
    person.open(str(path))
    assert person.app.keeping.greeting.dialog is None


def test_a_conflict_copy_is_offered_to_be_added(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = make_project(folder / "p.gilder")
    beside = folder / "p (ben's conflicted copy 2026-11-27).gilder"
    shutil.copy(path, beside)
    with Project.open(beside) as project:
        project.documents.add([NewDocument("b.txt", "b")])
    person.open(str(path))
    answer(person, greeting.ADD)
    dialog = wait_for(person, MergeDialog)
    assert dialog.plan.documents == ("b.txt",)


def test_a_file_that_was_not_closed_is_checked_quietly(person: Person, tmp_path: Path) -> None:
    path = make_project(tmp_path / "crashed.gilder")
    copy = tmp_path / "left.gilder"
    with Project.open(path) as project:
        project.documents.add([NewDocument("b.txt", "b")])
        project.connection.fold()
        shutil.copy(path, copy)
    told = list[str]()
    person.open(str(copy))
    person.session.told.connect(told.append)
    person.bot.waitUntil(lambda: any("nothing is wrong" in one for one in told), timeout=20_000)


def test_a_backup_is_made_a_while_after_opening_and_gives_way_to_the_first_step(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping, path = person.app.keeping, person.session.project.path
    assert keeping.backing.opened.isActive()
    begun, wait = list[bool](), threading.Event()
    real = backing.BackUp.__call__

    def slow(self: backing.BackUp, report: backing.Report) -> object:
        begun.append(True)
        while not wait.wait(0.01):
            report.check()
        return real(self, report)

    monkeypatch.setattr(backing.BackUp, "__call__", slow)
    keeping.backing.begin()
    person.bot.waitUntil(lambda: bool(begun))
    person.press("Tab", "Return")
    assert not keeping.backing.busy
    assert keeping.backing.opened.isActive()
    wait.set()
    with person.bot.waitSignal(keeping.backing.made, timeout=20_000) as made:
        keeping.backing.begin()
    (one,) = made.args or [None]
    assert [one] == backups_of(path)


def test_a_step_starts_the_half_hour_and_a_closed_project_stops_it(person: Person) -> None:
    worked = person.app.keeping.backing.worked
    assert not worked.isActive()
    person.press("Tab", "Return")
    assert worked.isActive()
    assert worked.interval() == 1_800_000
    person.app.projects.close()
    assert not worked.isActive()


def test_backups_are_listed_made_and_restored_to_a_new_file(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.press("Tab", "Return")
    person.app.keeping.sharing.backups()
    dialog = shown(BackupsDialog)
    person.bot.waitUntil(lambda: dialog.said.text() != "Looking…")
    assert dialog.table.rowCount() == 0
    assert not dialog.restore.isEnabled()
    dialog.now.click()
    person.bot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=20_000)
    assert [dialog.table.model().index(0, column).data() for column in (1, 2)] == ["2", "1"]
    to = tmp_path / "back.gilder"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(to), ""))
    dialog.restore.click()
    wait_for(person, Question)
    with Project.open(to, read_only=True) as project:
        assert len(project.documents) == 2
    with person.bot.waitSignal(person.app.projects.opened):
        answer(person, "Open it")
    assert person.session.project.path == to
    assert person.gold == [("Iran", "LOC")]


def theirs(person: Person, tmp_path: Path) -> Path:
    """Another's copy of the project, with a document more and something changed in both."""
    copy = tmp_path / "theirs.gilder"
    person.press("Tab", "Return")
    person.app.keeping.sharing._copy(person.session.project.path, copy)
    wait_for(person, Question).reject()
    with Project.open(copy) as project:
        project.documents.add([NewDocument("theirs.txt", "Theirs.")])
    return copy


def test_others_work_is_previewed_then_added_after_a_backup(person: Person, tmp_path: Path) -> None:
    copy, path = theirs(person, tmp_path), person.session.project.path
    sharing = person.app.keeping.sharing
    sharing.preview(copy)
    dialog = wait_for(person, MergeDialog)
    assert "1 new document: theirs.txt" in dialog.facts.text()
    assert names(person) == ["first.txt", "other.txt"]
    dialog.reject()
    assert backups_of(path) == []
    sharing.preview(copy)
    wait_for(person, MergeDialog).accept()
    person.bot.waitUntil(lambda: "theirs.txt" in names(person), timeout=20_000)
    report = wait_for(person, MergeDialog)
    assert report.windowTitle() == "Added"
    assert [one.why for one in backups_of(path)] == ["merge"]
    assert person.session.held == ""
    report.reject()
    sharing.preview(copy)
    again = wait_for(person, MergeDialog)
    assert again.plan.nothing
    assert not hasattr(again, "add")


def test_work_that_was_changed_since_it_was_previewed_is_shown_again(person: Person, tmp_path: Path) -> None:
    copy = theirs(person, tmp_path)
    sharing = person.app.keeping.sharing
    sharing.preview(copy)
    dialog = wait_for(person, MergeDialog)
    with Project.open(copy) as project:
        project.documents.add([NewDocument("later.txt", "Later.")])
    dialog.accept()
    person.bot.waitUntil(lambda: anew() is not None, timeout=20_000)
    again = anew()
    assert again is not None
    assert names(person) == ["first.txt", "other.txt"]
    assert again.plan.documents == ("theirs.txt", "later.txt")
    again.accept()
    person.bot.waitUntil(lambda: "later.txt" in names(person), timeout=20_000)


def anew() -> MergeDialog | None:
    """The preview that says that it is another one than before."""
    found = QApplication.activeModalWidget()
    if isinstance(found, MergeDialog) and any("was changed" in one.text() for one in found.findChildren(PlainLabel)):
        return found
    return None


def test_nothing_is_merged_while_a_run_of_suggestions_writes(person: Person, tmp_path: Path) -> None:
    copy, bench = theirs(person, tmp_path), person.app.bench
    many, told = bench.suggesting._many, list[str]()
    bench.session.failed.connect(told.append)
    assert why_not(action("file.merge"), bench) == ""
    many.start(bench.session.project.documents.ids(), _Never)
    assert "Suggestions are being made" in why_not(action("file.merge"), bench)
    person.app.keeping.sharing.preview(copy)
    assert told == [why_not(action("file.merge"), bench)]
    person.app.jobs.cancel()
    person.bot.waitUntil(lambda: not many.busy, timeout=20_000)
    assert why_not(action("file.merge"), bench) == ""


class _Never:
    """An engine that answers nothing until it is cancelled."""

    name, settings = "never", dict[str, str]()

    def suggest(
        self, docs: Iterable[Document], total: int, check: Callable[[], None]
    ) -> Iterator[tuple[str, Suggestions]]:
        while True:
            check()
            yield from ()

    def end(self) -> None:
        pass


def action(name: str) -> Action:
    return next(one for one in ACTIONS if one.id == name)


def test_a_project_that_was_made_apart_is_asked_about(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "apart.gilder"
    make_project(other)
    with Project.open(other) as project:
        project.documents.add([NewDocument("apart.txt", "Apart.")])
    person.app.keeping.sharing.preview(other)
    wait_for(person, Question)
    answer(person, "Add it all the same")
    dialog = wait_for(person, MergeDialog)
    assert dialog.plan.documents == ("apart.txt",)


def test_what_cannot_be_added_is_told(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "text.gilder"
    other.write_text("no project")
    person.app.keeping.sharing.preview(other)
    assert "not a Gilder project" in wait_for(person, MessageDialog).said.text()


def test_documents_are_dealt_out(person: Person, tmp_path: Path) -> None:
    person.app.keeping.sharing.deal()
    dialog = shown(DealDialog)
    assert not dialog.go.isEnabled()
    dialog.names.setText("ann, Ann")
    assert "same name" in dialog.said.text()
    dialog.names.setText("ann, bob")
    dialog.overlap.setText("many")
    assert not dialog.go.isEnabled()
    dialog.overlap.setText("1")
    assert dialog.said.text().endswith("1 for everybody.")
    dialog.folder.setText(str(tmp_path / "dealt"))
    told = list[str]()
    person.session.told.connect(told.append)
    dialog.go.click()
    person.bot.waitUntil(lambda: bool(told), timeout=20_000)
    copies = sorted((tmp_path / "dealt").glob("*.gilder"))
    assert [one.name for one in copies] == ["small-ann.gilder", "small-bob.gilder"]


def test_a_copy_is_never_written_over_a_file(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tmp_path / "taken.gilder"
    taken.write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(taken), ""))
    person.app.keeping.sharing.save_copy()
    assert "already" in shown(MessageDialog).said.text()
    assert taken.read_text() == "mine"


def test_an_import_into_a_project_with_documents_makes_a_backup(person: Person, tmp_path: Path) -> None:
    article = tmp_path / "new.txt"
    article.write_text("New.")
    with person.bot.waitSignal(person.app.keeping.importing.imported, timeout=20_000):
        person.app.projects.take([article])
    assert [one.why for one in backups_of(person.session.project.path)] == ["import"]
