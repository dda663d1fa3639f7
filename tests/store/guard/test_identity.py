"""The file is moved, replaced or deleted while it is open: told before anything is acknowledged, and rescued whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from store.check import check_project
from store.documents import NewDocument
from store.errors import ProjectError, ProjectMoved
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.store.guard.conftest import contents, run


def replaced(path: Path) -> None:
    Project.create(path.with_name("other.gilder"), SCHEME_TOML).close()
    path.with_name("other.gilder").replace(path)


def log_replaced(path: Path) -> None:
    log = Path(f"{path}-wal")
    kept = log.read_bytes()
    log.unlink()
    log.write_bytes(kept)


def folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


LOSSES = [
    pytest.param(lambda path: path.unlink(), id="deleted"),
    pytest.param(lambda path: path.rename(path.with_name("q.gilder")), id="moved"),
    pytest.param(replaced, id="replaced"),
    pytest.param(lambda path: Path(f"{path}-wal").unlink(), id="log deleted"),
    pytest.param(log_replaced, id="log replaced"),
    pytest.param(folder_moved, id="folder moved"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    Project.create(folder / "p.gilder", SCHEME_TOML).close()
    return folder / "p.gilder"


def add(project: Project, name: str) -> None:
    project.documents.add([NewDocument(name, f"{TEXT} {name}")])


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        assert list(check_project(project)) == []
        return [project.documents.get(one).name for one in project.documents.ids()]


@pytest.mark.parametrize("lose", LOSSES)
def test_a_file_that_is_lost_is_told_and_what_was_saved_is_rescued(
    path: Path, tmp_path: Path, lose: Callable[[Path], object]
):
    project = Project.open(path)
    for at in range(50):
        add(project, f"{at}.txt")
    lose(path)
    for _ in range(2):
        with pytest.raises(ProjectMoved) as caught:
            add(project, "lost.txt")
        assert "\n" not in str(caught.value)
        assert "rescue copy" in str(caught.value)
    assert len(project.documents.ids()) == 50  # reading goes on
    to = project.rescue(tmp_path / "rescued.gilder")
    there = {entry: contents(entry) for entry in tmp_path.iterdir() if entry.is_dir()}
    project.close()
    for folder, before in there.items():  # closing touches nothing of what lies there now
        after = contents(folder)
        assert {name: data for name, data in after.items() if not name.endswith(("-shm", ".lock"))} == {
            name: data for name, data in before.items() if not name.endswith(("-shm", ".lock"))
        }
    assert names(to) == [f"{at}.txt" for at in range(50)]


def test_a_file_that_is_lost_in_the_middle_of_a_step_is_told_before_it_counts(path: Path):
    with Project.open(path) as project:
        add(project, "a.txt")
        project.connection.before_commit.append(lambda: path.rename(path.with_name("q.gilder")) and None)
        with pytest.raises(ProjectMoved), project.connection.writing():
            project.connection.write("INSERT INTO meta VALUES('half', 'done')")
        assert project.connection.value("SELECT count(*) FROM meta WHERE key='half'") == 0


def test_what_comes_back_can_be_written_again(path: Path):
    with Project.open(path) as project:
        add(project, "a.txt")
        path.rename(path.with_name("q.gilder"))
        with pytest.raises(ProjectMoved):
            add(project, "b.txt")
        path.with_name("q.gilder").rename(path)
        add(project, "b.txt")
    assert names(path) == ["a.txt", "b.txt"]


def test_another_program_that_takes_the_log_away_does_no_harm(path: Path, tmp_path: Path):
    project = Project.open(path)
    add(project, "a.txt")
    path.open(
        "rb"
    ).close()  # what nothing in Gilder does: it drops SQLite's locks, and the next program thinks it is alone
    run(
        "import sqlite3, sys\n"
        "raw = sqlite3.connect(sys.argv[1])\n"
        "raw.execute(\"INSERT INTO meta VALUES('other', 'program')\")\n"
        "raw.commit()\n",
        path,
    )
    with pytest.raises(ProjectMoved):
        add(project, "b.txt")
    project.rescue(tmp_path / "rescued.gilder")
    project.close()
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("SELECT value FROM meta WHERE key='other'").fetchone() == ("program",)
    raw.close()
    assert "a.txt" in names(tmp_path / "rescued.gilder")


def test_a_rescue_copy_covers_nothing_and_leaves_nothing_half(path: Path, tmp_path: Path):
    with Project.open(path) as project:
        add(project, "a.txt")
        with pytest.raises(ProjectError, match="already"):
            project.rescue(path)
        with pytest.raises(ProjectError, match="cannot be"):
            project.rescue(tmp_path / "missing" / "r.gilder")
        add(project, "b.txt")
        project.rescue(tmp_path / "r.gilder")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["r.gilder", "work"]
    assert names(tmp_path / "r.gilder") == ["a.txt", "b.txt"]


def test_a_rescue_copy_that_lacks_something_is_refused(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    older = tmp_path / "older"
    shutil.copy(path, older)

    def fill_with_less(_source: object, building: Path, _step: object) -> None:
        shutil.copy(older, building)

    with Project.open(path) as project:
        add(project, "a.txt")
        monkeypatch.setattr("store.guard.copying._fill", fill_with_less)
        with pytest.raises(ProjectError, match="would lack rows of document"):
            project.rescue(tmp_path / "r.gilder")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["older", "work"]
