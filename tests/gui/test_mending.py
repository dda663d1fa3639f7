"""When something goes wrong with a file: opening on a thread, repair, check, imports whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from gui import failing, mending, opening
from gui.dialogs.backups import BackupsDialog
from gui.dialogs.message import MessageDialog
from gui.dialogs.question import Question
from gui.travel import Progress
from store.backups import backups_of
from store.documents import NewDocument
from store.errors import DiskFull, ProjectError
from store.project import Project
from tests.gui.conftest import Person, make_project
from tests.gui.test_bulk import add_documents, idle, spans, write
from tests.gui.test_keeping import shown, wait_for

PAGE = 4096


def damaged(path: Path) -> Path:
    """A project whose texts fill pages, some of which are zeros now; it has a backup."""
    make_project(path)
    with Project.open(path) as project:
        project.documents.add(NewDocument(f"{at}.txt", f"Reuters said {at} times. " * 300) for at in range(40))
        project.backups.make("asked")
    data = bytearray(path.read_bytes())
    for page in range(4, len(data) // PAGE - 1, 9):
        data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    path.write_bytes(data)
    return path


def saved_to(monkeypatch: pytest.MonkeyPatch, to: Path) -> Path:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(to), ""))
    return to


def repaired(person: Person) -> Question:
    person.bot.waitUntil(lambda: not person.app.mending.busy, timeout=30_000)
    return wait_for(person, Question)


def test_a_damaged_project_is_repaired_from_the_message_that_refuses_it(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = damaged(tmp_path / "hurt.gilder")
    before = path.read_bytes()
    person.open(str(path))
    assert "damaged" in shown(Question).said.text()
    to = saved_to(monkeypatch, tmp_path / "new.gilder")
    shown(Question).answers[mending.REPAIR].click()
    told = repaired(person)
    assert "Saved: " in told.said.text()
    assert "the document is lost" in told.detail.toPlainText()
    assert f"{backups_of(path)[0].at:%Y-%m-%d %H:%M}" in told.said.text()
    told.answers[mending.OPEN].click()
    person.app.projects.opener.wait()
    assert person.session.project.path == to
    assert path.read_bytes() == before


def test_the_newest_backup_of_a_damaged_project_can_be_opened(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = damaged(tmp_path / "hurt.gilder")
    before = path.read_bytes()
    person.open(str(path))
    shown(Question).answers[mending.BACKUPS].click()
    dialog = wait_for(person, BackupsDialog)
    person.bot.waitUntil(lambda: bool(dialog.rows))
    to = saved_to(monkeypatch, tmp_path / "back.gilder")
    with person.bot.waitSignal(person.app.projects.opened, timeout=20_000):
        dialog.restore.click()
    assert person.session.project.path == to
    assert len(person.session.project.documents) == 42
    assert path.read_bytes() == before


def test_a_repair_that_is_cancelled_leaves_nothing(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = damaged(tmp_path / "hurt.gilder")
    person.open(str(path))
    to, begun = saved_to(monkeypatch, tmp_path / "new.gilder"), threading.Event()
    real: Callable[..., Any] = mending.repair

    def slow(*given: Any, step: Callable[[int, int], object]) -> Any:
        begun.set()
        with suppress(ProjectError):
            while True:
                step(0, 1)
        return real(*given, step=step)

    monkeypatch.setattr(mending, "repair", slow)
    shown(Question).answers[mending.REPAIR].click()
    person.bot.waitUntil(begun.is_set)
    shown(Progress).reject()
    person.bot.waitUntil(lambda: not person.app.mending.busy)
    assert not to.exists()
    assert "Cancelled" in person.app.window.status.message.text()


def test_a_check_of_a_sound_project_says_so(person: Person) -> None:
    person.app.window.qactions["file.check"].trigger()
    person.bot.waitUntil(lambda: not person.app.mending.busy, timeout=20_000)
    assert "nothing is wrong" in wait_for(person, MessageDialog).said.text()
    person.app.jobs.release()  # held no more, and once more does no harm


def test_what_a_check_finds_is_a_list_that_can_be_copied_and_repaired(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = person.session.project
    with project.connection.writing():
        project.connection.write("DELETE FROM document_search WHERE rowid=2")
    person.app.check()
    person.bot.waitUntil(lambda: not person.app.mending.busy, timeout=20_000)
    found = wait_for(person, Question)
    assert "document_search" in found.detail.toPlainText()
    copy = next(one for one in found.buttons.buttons() if one.text() == "Copy the list")
    copy.click()
    assert QApplication.clipboard().text() == found.detail.toPlainText()
    saved_to(monkeypatch, tmp_path / "new.gilder")
    found.answers[mending.REPAIR].click()
    assert "Everything was saved." in repaired(person).said.text()
    assert person.app.window.bench is None  # it was closed for the repair


class _Gate:
    """Opening waits at it, on its thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.open, self.made = threading.Event(), threading.Event(), list[Project]()
        real = Project.open

        def slow(path: Path, **how: bool) -> Project:
            self.reached.set()
            assert threading.current_thread() is not threading.main_thread()
            self.open.wait(20)
            self.made.append(real(path, **how))
            return self.made[-1]

        monkeypatch.setattr(Project, "open", slow)


def test_while_a_project_is_opened_the_window_is_awake_and_says_so(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_project(tmp_path / "slow.gilder")
    gate = _Gate(monkeypatch)
    person.app.projects.open_recent(str(path))
    dialog = wait_for(person, Progress)  # the event loop goes on
    assert gate.reached.is_set()
    assert person.session.project.path.name == "small.gilder"
    with person.bot.waitSignal(person.app.projects.opened):
        gate.open.set()
    assert person.session.project.path == path
    assert not dialog.isVisible()


def test_an_opening_that_is_cancelled_leaves_all_as_it_was_and_closes_what_comes(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_project(tmp_path / "slow.gilder")
    gate = _Gate(monkeypatch)
    person.app.projects.open_recent(str(path))
    wait_for(person, Progress).reject()
    assert not person.app.projects.opener.busy
    gate.open.set()
    person.app.projects.opener.end()
    assert person.session.project.path.name == "small.gilder"
    with pytest.raises(Exception, match="closed"):
        gate.made[0].documents.ids()


def articles(folder: Path, count: int) -> list[Path]:
    found = [folder / f"new {at}.txt" for at in range(count)]
    for at, path in enumerate(found):
        path.write_text(f"Article {at}. Iran armed Syria.")
    return found


def wait_for_import(person: Person) -> None:
    person.bot.waitUntil(lambda: not person.bench.bulk.busy, timeout=20_000)


def test_an_import_reads_and_writes_in_one_transaction_and_names_what_it_could_not_read(
    person: Person, tmp_path: Path
) -> None:
    files = articles(tmp_path, 5)
    files[2].write_bytes(b"\x00\x01\x02")
    person.app.keeping.importing.take_articles([*files, tmp_path / "none.txt"])
    assert "being imported" in person.session.held  # other writing is told
    wait_for_import(person)
    assert person.session.held == ""
    assert [row.name for row in person.bench.documents.model.rows][2:] == [
        "new 0.txt", "new 1.txt", "new 3.txt", "new 4.txt",
    ]  # fmt: skip
    box = wait_for(person, MessageDialog)
    assert "2 of the files" in box.said.text()
    assert "new 2.txt" in box.detail.toPlainText()


def test_a_cancelled_import_leaves_nothing_of_it(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, go = articles(tmp_path, 30), threading.Event()
    real: Callable[..., Any] = opening.read_article
    monkeypatch.setattr("store.documents._AHEAD", 1)  # writing begins at once

    def slow(file: Path, **how: Any) -> NewDocument:
        if file == files[20]:
            go.wait(20)
        return real(file, **how)

    monkeypatch.setattr(opening, "read_article", slow)
    person.app.keeping.importing.take_articles(files)
    person.bench.bulk.stop()
    go.set()
    wait_for_import(person)
    assert len(person.session.project.documents) == 2
    assert "nothing was changed" in person.bench.status.message.text()


def test_an_import_that_cannot_be_written_is_asked_about_and_tried_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull("small.gilder: the disk is full; nothing was saved. Make room and try again")

    monkeypatch.setattr("store.documents.Documents.put", full)
    person.app.keeping.importing.take_articles(articles(tmp_path, 3))
    wait_for_import(person)
    question = wait_for(person, Question)
    assert len(person.session.project.documents) == 2
    monkeypatch.undo()
    question.answers[failing.RETRY].click()
    wait_for_import(person)
    assert len(person.session.project.documents) == 5


def test_a_large_step_that_cannot_be_written_is_asked_about_and_tried_again(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_documents(person)

    def full(*_: object, **__: object) -> None:
        raise DiskFull("small.gilder: the disk is full; nothing was saved. Make room and try again")

    monkeypatch.setattr("store.annotations.Annotations.append", full)
    told = write(person, ids)
    idle(person)
    question = wait_for(person, Question)
    assert set(question.answers) == {failing.RETRY, failing.RESCUE}
    assert person.bench.status.saved.text() == "Not saved: disk full"
    assert (told, spans(person, ids)) == ([None], 0)
    monkeypatch.undo()
    question.answers[failing.RETRY].click()
    idle(person)
    assert spans(person, ids) == 1200


def test_in_a_window_that_only_reads_the_inspector_is_disabled_and_says_why(person: Person, tmp_path: Path) -> None:
    path = make_project(tmp_path / "read.gilder")
    person.app.projects.show(Project.open(path, read_only=True))
    person.bench.navigation.step(1)
    inspector = person.bench.inspector
    person.bot.waitUntil(inspector._accept.isVisible)
    for widget in (inspector.label, inspector._accept, inspector._remove, inspector._note, inspector._flag):
        assert not widget.isEnabled()
        assert "reading only" in widget.toolTip()
    assert inspector.relations.isEnabled()  # one can go to the ends
