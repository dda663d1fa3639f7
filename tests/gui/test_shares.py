"""A project on a share at the window: where the work is, what is on the share and what is not, and what goes wrong."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from gui import greeting, refusals, working
from gui.actions import ACTIONS
from gui.dialogs.merging import MergeDialog
from gui.dialogs.message import MessageDialog
from gui.dialogs.question import Question
from gui.reasons import why_not
from store.documents import NewDocument
from store.guard.lock import lock_path
from store.project import Project
from tests.gui.conftest import Person, make_project
from tests.gui.test_bulk import add_documents, idle, spans, write
from tests.gui.test_keeping import answer, shown, wait_for

PUT = next(one for one in ACTIONS if one.id == "file.put")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder that counts as another computer's."""
    folder = tmp_path / "share"
    folder.mkdir()
    monkeypatch.setattr("store.guard.opening.on_network", lambda path: path.is_relative_to(folder))
    return make_project(folder / "siege.gilder")


def open_share(person: Person, share: Path) -> None:
    person.app.projects.open_recent(str(share))
    person.bot.waitUntil(
        lambda: person.app.window.bench is not None and person.session.project.home == share, timeout=20_000
    )


def in_question(person: Person, text: str, then: str) -> None:
    question = wait_for(person, Question)
    assert text in question.said.text()
    question.answers[then].click() if then in question.answers else question.reject()
    person.app.projects.opener.wait()


def begin(person: Person, share: Path) -> None:
    """Open it, and read what is told the first time; Enter would stay with the working copy."""
    open_share(person, share)
    assert not wait_for(person, Question).answers[greeting.DIRECT].isDefault()
    in_question(person, "a copy of siege.gilder on this disk", "")


def step(person: Person) -> None:
    person.bench.navigation.step(1)
    before = len(person.gold)
    person.bench.edits.accept()
    assert len(person.gold) == before + 1


def gold(path: Path) -> int:
    with Project.open(path, read_only=True) as project:
        source = project.sources.person("anna")
        docs = [project.documents.get(one) for one in project.documents.ids()]
        return sum(len(project.annotations.state(doc, source).spans) for doc in docs)


def status(person: Person) -> str:
    return person.app.window.status.share.text()


def put_now(person: Person, expected: str) -> None:
    assert why_not(PUT, person.bench) == ""
    PUT.run(person.app)
    person.bot.waitUntil(lambda: status(person).startswith(expected), timeout=20_000)


def close(person: Person) -> None:
    person.app.projects.close()
    person.bot.waitUntil(lambda: not person.app.projects.working.busy, timeout=20_000)


def test_work_is_on_this_disk_and_goes_to_the_share_when_asked_and_at_the_end(person: Person, share: Path) -> None:
    assert "nothing waits to go to a share" in why_not(PUT, person.bench)
    begin(person, share)
    assert person.session.project.path != share
    assert person.app.window.windowTitle() == "siege – Gilder"
    assert person.app.window.status.share.isVisible()
    assert status(person) == "On the share"
    step(person)
    assert status(person) == "1 step not on the share yet"
    assert gold(share) == 0
    put_now(person, "On the share ")
    assert gold(share) == 1
    step(person)
    close(person)
    assert gold(share) == 2
    assert not lock_path(share).exists()
    assert not person.app.window.status.share.isVisible()
    assert person.app._settings.recent[0] == str(share)


def test_it_goes_to_the_share_by_itself_while_somebody_works(person: Person, share: Path) -> None:
    begin(person, share)
    putting = person.app.keeping.putting
    assert not putting.timer.isActive()
    step(person)
    assert putting.timer.isActive()
    putting.timer.start(0)
    person.bot.waitUntil(lambda: status(person).startswith("On the share "), timeout=20_000)
    assert gold(share) == 1
    close(person)


def test_the_window_closes_when_the_work_is_on_the_share(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    person.app.window.close()
    assert person.app.window.isVisible()
    person.bot.waitUntil(lambda: not person.app.window.isVisible(), timeout=20_000)
    assert gold(share) == 1


def test_a_share_that_is_gone_is_told_and_the_work_is_found_later(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    away = share.parent.rename(share.parent.with_name("away"))
    put_now(person, "Not on the share: the share cannot be reached")
    person.app.projects.close()
    in_question(person, "cannot be reached", working.LEAVE)
    person.bot.waitUntil(lambda: not person.app.projects.working.busy)
    person.app.projects.open_recent(str(share))
    in_question(person, "What you did last is not there yet", refusals.READ)
    assert person.session.project.read_only
    assert len(person.gold) == 1
    person.app.projects.close()
    away.rename(share.parent)
    open_share(person, share)
    in_question(person, "1 edit of your last session did not reach the share", greeting.PUT)
    person.bot.waitUntil(lambda: status(person).startswith("On the share "), timeout=20_000)
    assert gold(share) == 1
    close(person)


def test_it_is_tried_again_at_the_end_when_asked(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    away = share.parent.rename(share.parent.with_name("away"))
    person.app.projects.close()
    wait_for(person, Question)
    away.rename(share.parent)
    answer(person, working.AGAIN)
    person.bot.waitUntil(lambda: not person.app.projects.working.busy, timeout=20_000)
    assert gold(share) == 1


def change(share: Path, name: str) -> None:
    """Somebody else, who does not look at locks."""
    other = share.parent.parent / f"{name}.gilder"
    shutil.copy(share, other)
    with Project.open(other) as project:
        project.documents.add([NewDocument(name, name)])
    other.replace(share)


def test_a_share_that_was_changed_is_not_overwritten_until_its_work_is_added(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    change(share, "theirs.txt")
    theirs = share.read_bytes()
    put_now(person, "Not on the share: the file there was changed")
    assert share.read_bytes() == theirs
    banner = person.app.keeping.banner
    assert banner.isVisible()
    assert "not overwritten" in banner.text.text()
    person.app.keeping.putting.compare()
    wait_for(person, MergeDialog).accept()
    person.bot.waitUntil(lambda: status(person).startswith("On the share "), timeout=20_000)
    assert gold(share) == 1
    assert not banner.isVisible()
    assert "theirs.txt" in [row.name for row in person.bench.documents.model.rows]
    wait_for(person, MergeDialog).reject()
    close(person)


def test_work_that_could_not_go_there_is_kept_aside_and_offered(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    change(share, "theirs.txt")
    person.app.projects.close()
    in_question(person, "not overwritten", working.LEAVE)
    person.bot.waitUntil(lambda: not person.app.projects.working.busy)
    open_share(person, share)
    in_question(person, "Nothing was overwritten: your work is kept as", greeting.ADD)
    wait_for(person, MergeDialog).accept()
    person.bot.waitUntil(lambda: len(person.gold) == 1, timeout=20_000)
    wait_for(person, MergeDialog).reject()
    close(person)
    assert gold(share) == 1


def test_somebody_may_work_on_the_file_itself_and_large_steps_are_written_there(person: Person, share: Path) -> None:
    open_share(person, share)
    in_question(person, "on this disk", greeting.DIRECT)
    person.bot.waitUntil(
        lambda: person.app.window.bench is not None and person.session.project.path == share, timeout=20_000
    )
    assert person.session.project.sole
    ids = add_documents(person)
    told = write(person, ids)
    idle(person)
    assert len(told) == 1
    assert told[0] is not None
    assert spans(person, ids) == 1200
    assert person.session.held == ""
    person.session.undo()
    idle(person)
    assert spans(person, ids) == 0
    assert not Path(f"{share}-wal").exists()


def test_without_room_on_this_disk_the_file_itself_is_offered(
    person: Person, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(share)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    person.app.projects.open_recent(str(share))
    in_question(person, "a working copy needs", refusals.DIRECT)
    assert person.session.project.path == share


def test_a_lock_of_somebody_else_is_told(person: Person, share: Path) -> None:
    with Project.open(share):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("store.guard.registry.Registry.has", lambda self, path: False)
            person.app.projects.open_recent(str(share))
            in_question(person, "is open in another window", "")
        assert person.session.project.home.name == "small.gilder"


def test_in_a_synchronised_folder_a_working_copy_is_offered(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = make_project(folder / "siege.gilder")
    person.app.projects.open_recent(str(path))
    in_question(person, "Dropbox keeps this folder in step", greeting.ON_COPY)
    person.bot.waitUntil(lambda: person.app.window.bench is not None and person.session.project.working is not None)
    in_question(person, "a copy of siege.gilder on this disk", "")
    before = path.read_bytes()
    step(person)
    assert not person.app.keeping.putting.timer.isActive()  # each copy would be sent round
    assert path.read_bytes() == before
    close(person)
    assert gold(path) == 1
    assert [one.name for one in folder.iterdir()] == ["siege.gilder"]


def test_of_a_newer_project_a_copy_can_be_saved(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, to = make_project(tmp_path / "newer.gilder"), tmp_path / "elsewhere.gilder"
    with closing(sqlite3.connect(newer)) as db:
        db.execute("CREATE TABLE unheard_of(a)")
        db.execute("INSERT INTO unheard_of VALUES(1)")
        db.execute("PRAGMA user_version=99")
        db.commit()
    before = newer.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(to), ""))
    person.app.projects.open_recent(str(newer))
    in_question(person, "made by a newer Gilder", refusals.COPY)
    person.bot.waitUntil(lambda: to.exists() and person.app.window.status.message.text().startswith(str(to)))
    assert newer.read_bytes() == before
    with closing(sqlite3.connect(to)) as db:
        assert db.execute("SELECT count(*) FROM unheard_of").fetchone() == (1,)
        assert db.execute("PRAGMA user_version").fetchone() == (99,)
    person.app.projects.open_recent(str(newer))
    in_question(person, "made by a newer Gilder", refusals.COPY)
    assert "there is a file of this name already" in wait_for(person, MessageDialog).said.text()
    shown(MessageDialog).reject()
    assert to.exists()


def test_who_reads_the_share_is_told_that_a_newer_copy_was_put_there(person: Person, share: Path) -> None:
    person.app.projects._open_as(share, "reading")
    person.app.projects.opener.wait()
    following = person.app.keeping.following
    assert following is not None
    change(share, "theirs.txt")
    with person.bot.waitSignal(following.replaced):
        following.look()
    assert "there is a newer file in its place" in person.app.keeping.banner.text.text()


def test_a_write_protected_file_on_a_share_opens_for_reading_without_a_question(
    person: Person, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.guard.opening.unwritable", lambda real: "the file is write-protected")
    open_share(person, share)
    assert person.session.project.read_only
    assert "write-protected" in person.app.keeping.banner.text.text()
    assert person.session.project.working is None


def test_a_fetch_that_is_cancelled_opens_nothing_and_lets_go_of_the_file(person: Person, share: Path) -> None:
    person.app.projects.open_recent(str(share))
    person.app.projects.working.jobs.cancel()
    assert person.app.window.status.message.text() == "Cancelled: the project was not opened."
    open_share(person, share)


def test_cancelled_it_stays_on_this_disk_and_is_put_there_later(person: Person, share: Path) -> None:
    begin(person, share)
    step(person)
    PUT.run(person.app)
    person.app.window.status.cancel_requested.emit()
    assert status(person) == "1 step not on the share yet"
    assert person.app.keeping.putting.timer.isActive()
    close(person)
    assert gold(share) == 1
