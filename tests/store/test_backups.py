"""Backups of a project and the way back to them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import resources
from store.backup_names import Backup
from store.backups import backups_of, contents
from store.check import check_project
from store.documents import NewDocument
from store.errors import DiskFull, ProjectBusy, ProjectError
from store.guard.home import data_folder
from store.project import Project
from store.restore import copy_project, restore
from tests.store.test_migrations import make_first_version, with_runs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "siege.gilder"
    with Project.create(path, resources.scheme_text("news")) as project:
        project.documents.add([NewDocument("first.txt", "Iran armed fighters.")])
    return path


def add(path: Path, name: str) -> None:
    with Project.open(path) as project:
        project.documents.add([NewDocument(name, f"{name}: text")])


def make(path: Path) -> Backup:
    with Project.open(path, read_only=True) as project:
        made = project.backups.make()
    assert made is not None
    return made


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        assert list(check_project(project)) == []
        return [project.documents.name_of(one) or "" for one in project.documents.ids()]


def test_a_backup_is_a_whole_project_and_leaves_the_file_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    made = make(path)
    assert path.read_bytes() == before
    assert names(made.path) == ["first.txt"]
    assert contents(made).documents == 1
    assert [one.name for one in made.path.parent.iterdir()] == [made.path.name]


def test_without_a_change_there_is_no_second_one(path: Path) -> None:
    make(path)
    with Project.open(path, read_only=True) as project:
        assert not project.backups.wanted
        assert project.backups.make() is None
        assert project.backups.make(anew=True) is not None
    add(path, "second.txt")
    with Project.open(path, read_only=True) as project:
        assert project.backups.wanted


@pytest.mark.parametrize("change", ["scheme", "blind", "parts", "run"])
def test_every_kind_of_change_is_one(path: Path, change: str) -> None:
    from annotate.blind import Blinding

    make(path)
    with Project.open(path) as project:
        if change == "scheme":
            project.set_scheme(resources.scheme_text("conll"))
        elif change == "blind":
            project.blinding.set(Blinding(20, "documents", 3))
        elif change == "parts":
            project.suggesting.switch(off=["names"])
        else:
            project.suggestions.record_run("test", [])
    with Project.open(path, read_only=True) as project:
        assert project.backups.wanted


def test_it_is_of_one_moment_while_others_write(path: Path) -> None:
    with Project.open(path) as writer, Project.open(path, read_only=True) as reader:
        writer.share_writing()
        seen = list[int]()

        def step(done: int, total: int) -> None:
            if not seen:
                writer.documents.add([NewDocument("meanwhile.txt", "Meanwhile.")])
            seen.append(total - done)

        made = reader.backups.make(step=step)
        assert made is not None
        assert names(made.path) == ["first.txt"]
        assert reader.backups.wanted


def test_given_up_in_the_middle_nothing_is_left(path: Path) -> None:
    class Stopped(Exception):
        pass

    def step(_done: int, _total: int) -> None:
        raise Stopped

    with Project.open(path, read_only=True) as project:
        with pytest.raises(Stopped):
            project.backups.make(step=step)
        assert project.backups.all() == []
        assert list((data_folder() / "backups").rglob("*.*")) == []
        assert project.backups.make() is not None


def test_a_full_disk_is_told_and_nothing_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_source: sqlite3.Connection, building: Path, _step: object) -> None:
        with closing(sqlite3.connect(building, isolation_level=None)) as target:
            target.execute("PRAGMA max_page_count=10")
            target.execute("CREATE TABLE much(a)")
            target.execute("INSERT INTO much VALUES(zeroblob(1000000))")

    before = path.read_bytes()
    monkeypatch.setattr("store.guard.copying._fill", fill)
    with Project.open(path, read_only=True) as project, pytest.raises(DiskFull):
        project.backups.make()
    assert path.read_bytes() == before
    assert list((data_folder() / "backups").rglob("*.*")) == []


def test_what_a_kill_has_left_is_cleared_away_and_what_lives_is_not(path: Path) -> None:
    folder = make(path).path.parent
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    dead = [folder / f".siege.x.gilder.{gone.stdout.strip()}.part{end}" for end in ("", "-journal")]
    alive = folder / f".siege.y.gilder.{os.getppid()}.part"
    for one in (*dead, alive):
        one.touch()
    add(path, "second.txt")
    make(path)
    assert [one.exists() for one in (*dead, alive)] == [False, False, True]


def test_of_a_suspect_file_there_is_none(path: Path, tmp_path: Path) -> None:
    old = path.read_bytes()
    add(path, "second.txt")
    good = make(path)
    path.write_bytes(old)
    with Project.open(path, read_only=True) as project:
        assert project.missing is not None
        with pytest.raises(ProjectError, match="lacks edits"):
            project.backups.make()
    assert good.path.exists()
    assert names(good.path) == ["first.txt", "second.txt"]


def test_of_a_file_that_was_tampered_with_there_is_none(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE scheme SET toml=toml||' '")
        db.commit()
    with Project.open(path, read_only=True) as project, pytest.raises(ProjectError, match="not as it was"):
        project.backups.make()


def test_old_ones_are_thinned_out(path: Path) -> None:
    first = make(path)
    stamps = [f"20200101-0000{second:02}" for second in range(5)]
    for stamp in stamps:
        (first.path.parent / f"siege.{stamp}.{first.mark}.gilder").write_bytes(first.path.read_bytes())
    add(path, "second.txt")
    make(path)
    left = sorted(one.path.name.split(".")[1] for one in backups_of(path))
    assert stamps[-1] in left
    assert not set(stamps[:-1]) & set(left)


def test_a_copy_before_the_structure_is_brought_up_to_date_is_a_backup(tmp_path: Path) -> None:
    old = tmp_path / "old.gilder"
    with_runs(old)
    make_first_version(old)
    Project.open(old).close()
    (kept,) = backups_of(old)
    assert kept.why == "version-1"
    assert contents(kept).documents
    to = tmp_path / "back.gilder"
    copy_project(kept.path, to)
    restore(old, kept.path)
    Project.open(to).close()  # which brings it up to date
    assert names(old) == names(to)


def test_the_backups_of_a_file_that_is_gone_are_found(path: Path) -> None:
    made = make(path)
    path.unlink()
    assert backups_of(path) == [made]
    restore(path, made.path)
    assert names(path) == ["first.txt"]


def test_restoring_keeps_what_was_there_and_is_no_loss_afterwards(path: Path) -> None:
    made = make(path)
    add(path, "second.txt")
    Path(f"{path}-wal").write_bytes(b"a log of before")
    done = restore(path, made.path)
    assert [one.suffix for one in done.aside] == [".gilder", ".gilder-wal"]
    assert done.aside[1].read_bytes() == b"a log of before"
    assert not Path(f"{path}-wal").exists()
    done.aside[1].unlink()
    assert names(done.aside[0]) == ["first.txt", "second.txt"]
    with Project.open(path) as project:
        assert project.missing is None
    assert names(path) == ["first.txt"]
    assert made.path.exists()


def test_a_project_that_is_open_is_not_restored(path: Path) -> None:
    made = make(path)
    with Project.open(path) as project:
        with pytest.raises(ProjectBusy):
            restore(path, made.path)
        project.documents.add([NewDocument("second.txt", "Still here.")])
    assert names(path) == ["first.txt", "second.txt"]


def test_a_damaged_backup_or_one_of_another_project_is_refused(path: Path, tmp_path: Path) -> None:
    made = make(path)
    before = path.read_bytes()
    other = tmp_path / "other.gilder"
    Project.create(other, resources.scheme_text("news")).close()
    with pytest.raises(ProjectError, match="another project"):
        restore(path, other)
    data = bytearray(made.path.read_bytes())
    data[4096 * 3 : 4096 * 30] = bytes(4096 * 27)
    made.path.write_bytes(data)
    with pytest.raises(ProjectError):
        restore(path, made.path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other.gilder", "siege.gilder"]


def test_a_backup_is_copied_to_a_new_file_only(path: Path, tmp_path: Path) -> None:
    made = make(path)
    to = tmp_path / "new.gilder"
    copy_project(made.path, to)
    assert names(to) == ["first.txt"]
    with pytest.raises(ProjectError, match="there is a file"):
        copy_project(made.path, to)


def test_backups_of_another_copy_are_listed_after_ones_own(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gilder"
    copy.write_bytes(path.read_bytes())
    mine = make(path)
    theirs = make(copy)
    with Project.open(path, read_only=True) as project:
        assert project.backups.all() == [mine, theirs]
        assert [project.backups.is_own(one) for one in (mine, theirs)] == [True, False]


def test_the_first_step_asks_a_copy_to_give_way(path: Path) -> None:
    with Project.open(path) as project:
        asked = list[str]()
        project.connection.before_log.append(lambda: asked.append("once"))
        project.documents.add([NewDocument("second.txt", "One.")])
        project.documents.add([NewDocument("third.txt", "Two.")])
    assert asked == ["once"]


@pytest.mark.skipif(os.name != "posix", reason="a file is put in the place of another one in two steps there")
def test_restoring_that_is_killed_at_its_last_step_leaves_the_project_to_be_written(path: Path):
    made = make(path)
    add(path, "later.txt")
    real = Path.replace

    def killed(self: Path, target: Path) -> Path:
        assert path.exists()
        if target == path:
            raise KeyboardInterrupt
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            restore(path, made.path)
    assert path.stat().st_nlink == 2
    with Project.open(path) as project:
        assert not project.read_only
    assert names(path) == ["first.txt", "later.txt"]
    assert [one.name for one in path.parent.glob("*.gilder")] == [path.name]
