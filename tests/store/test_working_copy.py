"""Working copies of projects on a share: nothing is overwritten unread, nothing is lost, each failure is told."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import store.working.copy as working
from annotate.errors import GilderError
from store.check import check_project
from store.documents import NewDocument
from store.errors import NewerProject, NoWorkingCopy, ProjectHeld, ShareChanged, ShareError
from store.guard.lock import Lock
from store.project import Project
from store.working import record
from store.working.copy import WorkingCopy, fetch, kept, wanted
from tests.gui.conftest import make_project

Make = Callable[[], Path]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder that counts as another computer's; the data folder is on this disk."""
    folder = tmp_path / "share"
    folder.mkdir()
    path = make_project(folder / "siege.gilder")
    monkeypatch.setattr("store.guard.opening.on_network", lambda path: path.is_relative_to(folder))
    return path


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [project.documents.get(one).name for one in project.documents.ids()]


def add(project: Project, name: str) -> None:
    project.documents.add([NewDocument(name, name)])


def leave(copy: WorkingCopy, project: Project) -> None:
    project.close()
    copy.leave()


def test_work_is_on_this_disk_with_a_log_and_goes_to_the_share_whole(share: Path):
    assert wanted(share)
    before = share.read_bytes()
    copy = fetch(share)
    with copy.open() as project:
        assert (project.home, project.path) == (share, copy.path)
        assert not wanted(project.path)
        assert not copy.put()
        add(project, "third.txt")
        assert project.connection.value("PRAGMA journal_mode") == "wal"
        assert share.read_bytes() == before
        assert copy.put()  # while it is open
        assert names(share) == ["first.txt", "other.txt", "third.txt"]
        add(project, "fourth.txt")
    assert copy.put()  # at closing
    assert not copy.put()
    copy.leave()
    assert [one.name for one in share.parent.iterdir()] == ["siege.gilder"]
    with Project.open(share, read_only=True) as project:
        assert not project.unclean
        assert list(check_project(project)) == []
    assert names(share)[-1] == "fourth.txt"


def test_the_lock_of_the_share_is_held_until_the_end(share: Path):
    copy = fetch(share)
    with pytest.raises(ProjectHeld):
        fetch(share)
    project = copy.open()
    with pytest.raises(ProjectHeld):
        Project.open(share)
    leave(copy, project)
    Project.open(share).close()


def test_after_a_crash_what_the_share_lacks_is_found(share: Path):
    copy = fetch(share)
    add(copy.open(), "third.txt")  # and no close
    os.close(copy._lock._file)
    from store.guard.registry import OPEN_FILES

    saved = shutil.copytree(copy.path.parent, share.parent.parent / "crashed")
    OPEN_FILES._open.clear()
    for one in copy.path.parent.iterdir():
        one.unlink()
    for one in saved.iterdir():
        if not one.name.endswith((".lock", "-shm")):
            shutil.copy(one, copy.path.parent / one.name)
    again = fetch(share)
    assert again.newer
    project = again.open()
    assert again.put()
    assert "third.txt" in names(share)
    leave(again, project)
    last = fetch(share)
    assert not last.newer
    last.leave()


def change(share: Path, name: str) -> None:
    """Somebody else, who does not look at locks."""
    other = share.parent.parent / f"{name}.gilder"
    shutil.copy(share, other)
    with Project.open(other) as project:
        add(project, name)
    other.replace(share)


def test_a_share_that_was_changed_meanwhile_is_never_overwritten(share: Path):
    copy = fetch(share)
    project = copy.open()
    add(project, "mine.txt")
    change(share, "theirs.txt")
    theirs = share.read_bytes()
    with pytest.raises(ShareChanged, match="gilder merge"):
        copy.put()
    assert share.read_bytes() == theirs
    assert "mine.txt" in names(copy.path)
    copy.accept(copy.look())  # its work was added: from now on this one counts
    assert copy.put()
    leave(copy, project)


def test_what_could_not_go_to_a_changed_share_is_put_aside_at_the_next_opening(share: Path):
    copy = fetch(share)
    project = copy.open()
    add(project, "mine.txt")
    leave(copy, project)
    change(share, "theirs.txt")
    again = fetch(share)
    assert again.aside is not None
    assert "mine.txt" in names(again.aside)
    with again.open():
        assert "theirs.txt" in names(again.path)
    again.leave()


def test_a_share_that_was_changed_between_two_sessions_is_fetched_anew(share: Path):
    copy = fetch(share)
    leave(copy, copy.open())
    change(share, "theirs.txt")
    again = fetch(share)
    assert (again.newer, again.aside) == (0, None)
    leave(again, again.open())
    assert "theirs.txt" in names(again.path)


def test_a_kill_between_the_new_name_and_the_record_is_no_change_of_others(
    share: Path, monkeypatch: pytest.MonkeyPatch
):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    with monkeypatch.context() as patch:
        patch.setattr("store.working.copy.sync_folder", lambda folder: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            copy.put()
    leave(copy, project)
    assert "third.txt" in names(share)
    again = fetch(share)
    assert (again.newer, again.aside) == (0, None)
    again.leave()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the share is full"),
        (errno.EROFS, "may not be written any more"),
        (errno.EIO, "the share cannot be reached"),
    ],
)
def test_a_share_that_is_full_or_forbidden_or_fails_is_told(
    share: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    before = share.read_bytes()
    real = working.copy_bytes

    def failing(source: Path, to: Path, step: object) -> str:
        real(source, to, lambda *_: None)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("store.working.copy.copy_bytes", failing)
        with pytest.raises(ShareError, match=told) as caught:
            copy.put()
    assert "kept on this disk" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert share.read_bytes() == before
    assert sorted(one.name for one in share.parent.iterdir()) == ["siege.gilder", "siege.gilder.lock"]
    assert copy.put()
    leave(copy, project)


def test_a_share_that_is_gone_and_comes_back(share: Path):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    away = share.parent.rename(share.parent.with_name("away"))
    share.parent.mkdir()  # the empty folder on which it was mounted
    with pytest.raises(ShareError, match="cannot be reached"):
        copy.put()
    assert list(share.parent.glob("*.gilder")) == []
    shutil.rmtree(share.parent)
    away.rename(share.parent)
    assert copy.put()
    assert "third.txt" in names(share)
    leave(copy, project)


def test_the_lock_of_somebody_else_is_told(share: Path):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    share.with_name("siege.gilder.lock").unlink()
    other = Lock(share)
    with pytest.raises(ShareError, match="is open for writing in"):
        copy.put()
    other.release()
    assert copy.put()
    leave(copy, project)


def test_bytes_that_come_back_changed_never_get_the_name(share: Path, monkeypatch: pytest.MonkeyPatch):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    before, real = share.read_bytes(), working.copy_bytes
    monkeypatch.setattr("store.working.copy.copy_bytes", lambda *all_: real(*all_) and "0" * 64)
    with pytest.raises(ShareError, match="something else than was written"):
        copy.put()
    assert share.read_bytes() == before
    leave(copy, project)


def test_another_program_at_work_in_the_file_is_told(share: Path):
    copy = fetch(share)
    project = copy.open()
    add(project, "third.txt")
    log = Path(f"{share}-journal")
    log.write_bytes(b"something")
    with pytest.raises(ShareError, match="another program is writing"):
        copy.put()
    log.unlink()
    leave(copy, project)


def test_a_file_that_cannot_be_written_or_has_no_room_here_gets_no_working_copy(
    share: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr("store.guard.opening.unwritable", lambda real: "the file is write-protected")
        with pytest.raises(NoWorkingCopy, match="write-protected"):
            fetch(share)
    usage = shutil.disk_usage(share)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(NoWorkingCopy, match="needs 1 MB on this disk"):
        fetch(share)
    Project.open(share).close()  # the lock is free


def test_a_cancelled_fetch_leaves_nothing_and_is_done_anew(share: Path):
    def stop(done: int, total: int) -> None:
        raise GilderError("enough")

    with pytest.raises(GilderError, match="enough"):
        fetch(share, step=stop)
    copy = fetch(share)
    leave(copy, copy.open())


def test_what_is_wrong_with_the_file_is_told_of_the_share(share: Path):
    with closing(sqlite3.connect(share)) as db:
        db.execute("PRAGMA user_version=99")
    copy = fetch(share)
    with pytest.raises(NewerProject) as caught:
        copy.open()
    assert str(caught.value).startswith(f"{share}: made by a newer")
    copy.leave()
    again = fetch(share)
    assert again.aside is None
    again.leave()


def test_of_a_share_that_is_away_the_working_copy_is_known(share: Path):
    copy = fetch(share)
    project = copy.open()
    assert kept(share) is None
    add(project, "third.txt")
    leave(copy, project)
    shutil.rmtree(share.parent)
    assert kept(share) == copy.path
    assert not wanted(share)


def test_a_record_that_cannot_be_read_is_none(share: Path):
    copy = fetch(share)
    leave(copy, copy.open())
    (copy.path.parent / "share.json").write_bytes(b'{"share": 1')
    assert record.read(share) is None


def test_a_working_copy_whose_record_is_lost_is_put_aside_and_never_overwritten(share: Path):
    copy = fetch(share)
    with copy.open() as project:
        add(project, "only here.txt")
    copy.leave()
    (copy.path.parent / "share.json").unlink()
    assert kept(share) == copy.path
    again = fetch(share)
    with again.open():
        assert again.aside is not None
        assert "only here.txt" in names(again.aside)
        assert "only here.txt" not in names(again.path)
    again.leave()
