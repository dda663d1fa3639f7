"""A training that is stopped: nothing is there afterwards, or a whole pipeline. `python -m benchmarks.training --kills`
does it in every way at every moment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.errors import InputError
from benchmarks.training.kills import FULL, MOMENTS, one_round
from store.errors import ProjectError
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.work import WorkFolder, clear_left
from tests.trainable import make, records

_ends = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of another’s process is told on Linux only")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("gold") / "p.gilder", records(20))


@pytest.fixture(scope="module")
def prepared(project: Path) -> Prepared:
    with Project.open(project, read_only=True) as opened:
        return prepare(opened, Wanted(project.with_name("model"), base="blank:xx", max_steps=20))


@_ends
@pytest.mark.parametrize(
    ("moment", "way", "placed"),
    [
        ("making", "hup", False),
        ("reading", "worker", False),
        ("paused", "kill", False),
        ("scored", "ctrl-c", False),
        ("done", "cancel", False),
        ("before the rename", "term", False),
        ("after the rename", "kill", True),
    ],
)
def test_stopped_it_leaves_nothing_or_a_whole_pipeline(project: Path, moment: str, way: str, placed: bool):
    assert moment in MOMENTS
    came = one_round(project, moment, way)
    assert came.faults == []
    assert (came.placed, came.left) == (placed, way == "kill")


@_ends
@pytest.mark.parametrize("size", [300, 40_000])
def test_without_room_it_says_so_in_one_line_and_leaves_nothing(project: Path, size: int):
    came = one_round(project, "", FULL, limit=size)
    assert (came.faults, came.placed) == ([], False)
    assert "File too large" in came.said


def test_what_cannot_be_written_whole_is_removed_at_once(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    work = WorkFolder(tmp_path / "model")
    monkeypatch.setattr("store.training.work.json.dumps", _no_room)
    with pytest.raises(ProjectError, match="cannot be written: no room"):
        work.make(prepared)
    assert list(tmp_path.iterdir()) == []


def _no_room(*_: object, **__: object) -> str:
    raise OSError("no room")


def test_the_work_of_other_targets_is_cleared_too_but_not_what_still_runs(prepared: Prepared, tmp_path: Path):
    killed, runs = WorkFolder(tmp_path / "killed"), WorkFolder(tmp_path / "runs")
    for one in (killed, runs):
        one.make(prepared)
    (killed.path / "plan.json.lock").unlink()
    (tmp_path / ".mine.training").mkdir()
    (tmp_path / ".mine.training" / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "killed").mkdir()  # its target is there: whoever trained was killed just after that
    assert clear_left(tmp_path)
    assert not clear_left(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".mine.training", ".runs.training", "killed"]
    runs.remove()


def test_a_folder_that_another_holds_is_not_removed(prepared: Prepared, tmp_path: Path):
    first, second = WorkFolder(tmp_path / "model"), WorkFolder(tmp_path / "model")
    first.make(prepared)
    with pytest.raises(InputError, match="another training writes there now"):
        second.make(prepared)
    second.remove()
    assert (first.path / "gold.jsonl").is_file()
    first.remove()
    assert list(tmp_path.iterdir()) == []
