"""An older file in the place of a newer one, which SQLite finds sound: what this computer saw saved tells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import commands
from annotate.offsets import Range
from store.check import check_project
from store.documents import NewDocument
from store.guard.home import data_folder
from store.guard.watch import newest
from store.guard.watermark import Mark
from store.ids import new_id
from store.project import Project
from tests.store.guard.conftest import environment

EDITS = """
import os, sys
from pathlib import Path
from store.project import Project
from tests.store.guard.test_watermark import edit
project = Project.open(Path(sys.argv[1]))
for at in range(5):
    edit(project, at)
os.kill(os.getpid(), 9)
"""


def edit(project: Project, at: int) -> None:
    """One transaction more in the journal."""
    doc, ann = project.documents.get(project.documents.ids()[0]), project.sources.person("ann")
    state = project.annotations.state(doc, ann)
    tx = commands.add_span(state, [Range(at, at + 3)], "LOC", new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, ann)


def edits(path: Path, *places: int) -> None:
    with Project.open(path) as project:
        for at in places:
            edit(project, at)


def test_a_file_that_went_back_is_told(path: Path, tmp_path: Path):
    edits(path, 0, 1)
    shutil.copy(path, tmp_path / "older")
    edits(path, 2, 3, 4)
    with Project.open(path) as project:
        assert project.missing is None
        last = newest(project.connection)
    shutil.copy(tmp_path / "older", path)
    for read_only in (True, False):
        with Project.open(path, read_only=read_only) as project:
            missing = project.missing
            assert missing is not None
            assert (missing.edits, missing.documents, missing.runs) == (3, 0, 0)
            assert missing.since == newest(project.connection).at_ms / 1000 < last.at_ms / 1000 + 1
            assert "3 edits missing" in next(project.watch.lines())
            assert any("3 edits missing" in problem.what for problem in check_project(project))
    edits(path, 5)  # work on the older file does not hide what is missing
    with Project.open(path) as project:
        assert project.missing is not None
        project.watch.acknowledge()
        assert project.missing is None
    edits(path, 6)
    with Project.open(path) as project:
        assert project.missing is None
        assert list(check_project(project)) == []


def test_another_line_of_work_with_as_many_edits_is_told(path: Path, tmp_path: Path):
    shutil.copy(path, tmp_path / "older")
    edits(path, 0, 1)
    shutil.copy(tmp_path / "older", tmp_path / "colleague.gilder")
    edits(tmp_path / "colleague.gilder", 0, 1, 2)
    shutil.copy(tmp_path / "colleague.gilder", path)
    with Project.open(path) as project:
        assert project.missing is not None
        assert project.missing.edits == 1  # at least


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize("damage", ["none", "deleted", "cut", "flipped"])
def test_a_log_that_is_lost_or_damaged_is_told(path: Path, damage: str):
    done = subprocess.run([sys.executable, "-c", EDITS, str(path)], env=environment(), check=False)
    assert done.returncode == -9
    log = Path(f"{path}-wal")
    size = log.stat().st_size
    if damage == "deleted":
        log.unlink()
    elif damage == "cut":
        os.truncate(log, size // 2)
    elif damage == "flipped":
        data = bytearray(log.read_bytes())
        data[size // 2] ^= 1
        log.write_bytes(data)
    with Project.open(path) as project:
        there = newest(project.connection).number
        assert project.missing is None if damage == "none" else project.missing is not None
        assert there + (project.missing.edits if project.missing else 0) == 5


def test_an_import_that_is_lost_is_told(path: Path, tmp_path: Path):
    shutil.copy(path, tmp_path / "older")
    with Project.open(path) as project:
        project.documents.add([NewDocument("b.txt", "b"), NewDocument("c.txt", "c")])
        project.suggestions.record_run("m", [])
    shutil.copy(tmp_path / "older", path)
    with Project.open(path) as project:
        assert project.missing is not None
        assert (project.missing.edits, project.missing.documents, project.missing.runs) == (0, 2, 1)
        assert "2 documents, 1 model run missing" in str(project.missing)


def test_a_project_that_was_moved_keeps_its_mark_and_a_copy_has_its_own(path: Path, tmp_path: Path):
    shutil.copy(path, tmp_path / "older")
    edits(path, 0, 1)
    shutil.copy(tmp_path / "older", tmp_path / "copy.gilder")
    with Project.open(tmp_path / "copy.gilder") as project:
        assert project.missing is None
    path.rename(tmp_path / "moved.gilder")
    with Project.open(tmp_path / "moved.gilder") as project:
        assert project.missing is None
    shutil.copy(tmp_path / "older", tmp_path / "moved.gilder")
    with Project.open(tmp_path / "moved.gilder") as project:
        assert project.missing is not None


def test_opening_writes_no_mark_and_a_folder_that_cannot_be_written_costs_only_the_mark(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(data_folder())
    Project.open(path).close()
    assert not data_folder().exists()
    (tmp_path / "file").touch()
    monkeypatch.setenv("GILDER_DATA", str(tmp_path / "file"))
    edits(path, 0)
    with Project.open(path) as project:
        assert project.missing is None


marks = st.builds(
    Mark,
    *[st.integers(1, 2**63 - 1)] * 5,
    uid=st.binary(min_size=16, max_size=16),
    chain=st.binary(min_size=32, max_size=32),
)


@given(marks)
def test_a_mark_is_read_as_it_was_written(mark: Mark):
    assert Mark.unpacked(mark.packed() + b"/some/path") == mark


@given(marks, st.integers(0, 99), st.integers(1, 255))
def test_half_a_mark_is_none(mark: Mark, at: int, bits: int):
    data = bytearray(mark.packed())
    data[at] ^= bits
    assert Mark.unpacked(bytes(data)) is None
    assert Mark.unpacked(mark.packed()[:at]) is None


def test_marks_of_other_forms_are_left_out(path: Path):
    edits(path, 0)
    for file in (data_folder() / "seen").rglob("*"):
        if file.is_file():
            file.write_bytes(b"x" * 500)
    with Project.open(path) as project:
        assert project.missing is None
