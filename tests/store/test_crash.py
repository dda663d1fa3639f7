"""Short form of `python -m benchmarks.crash`: kills, cuts of power, full disks, files taken away; controls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.crash.base import Hand, new_project
from benchmarks.crash.controls import LOGLESS
from benchmarks.crash.disk import Create, DirectorySync, Disk, Link, Mark, Remove, Rename, Sync, Truncate, Write
from benchmarks.crash.judge import judge
from store.project import Project

ROOT = Path(__file__).parents[2]


def crash(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit status and the lines of the benchmark, which runs in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crash", "--json", *arguments]
    if os.name == "posix":
        command = ["nice", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def told(lines: list[dict[str, Any]]) -> list[str]:
    return [
        f"{line['harness']}: {line['first fault'] or 'the control has found nothing'}"
        for line in lines
        if line["wrong"]
    ]


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize(
    ("kills", "names"),
    [
        (
            12,
            ["edit", "bulk", "import", "suggest", "checkpoint", "closing", "creation", "migration", "merge", "backup"],
        ),
        (20, ["window"]),
        (12, ["acknowledged before", "rows and journal", "log deleted"]),
    ],
    ids=["workloads", "window", "controls"],
)
def test_what_was_acknowledged_before_a_kill_is_there(kills: int, names: list[str]):
    status, lines = crash("--harness", "kill", "--kills", str(kills), "--workload", *names)
    assert told(lines) == []
    assert status == 0
    assert all(line["kills"] > 0 for line in lines if not line["skipped"])


@pytest.mark.parametrize("names", [["edit wal", "closing", "restore", "migration from 1"],
                                   ["edit sync", "edit without", "acknowledged before", "rows and journal"]],
                         ids=["workloads", "controls"])  # fmt: skip
def test_what_was_acknowledged_before_a_cut_of_power_is_there(names: list[str]):
    status, lines = crash("--harness", "power", "--images", "40", "--workload", *names)
    if all(line["skipped"] for line in lines):
        pytest.skip(lines[0]["skipped"])
    assert told(lines) == []
    assert status == 0


def test_a_full_disk_and_a_file_taken_away_lose_nothing():
    status, lines = crash("--harness", "full", "vanish", "--kills", "32")
    assert told(lines) == []
    assert status == 0
    assert any(line.get("refused") for line in lines)


def test_a_harness_with_a_control_that_finds_nothing_fails(monkeypatch: pytest.MonkeyPatch):
    from benchmarks.crash import __main__ as program
    from benchmarks.crash.kill import Row
    from benchmarks.crash.plan import Task

    control = Task("kill", "a control", lambda rng, tell: Row("a control", kills=5), control=True)
    monkeypatch.setattr(program, "tasks", lambda kills, images: [control])
    monkeypatch.setattr(sys, "argv", ["crash"])
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    assert program.main() == 1


def test_the_judge_misses_a_change_that_is_not_there(tmp_path: Path):
    path = tmp_path / "p.gilder"
    new_project(path, 1, 40)
    with Project.open(path) as project:
        hand = Hand(project, Random(1))
        tokens = [token for token in (hand.edit() for _ in range(20)) if token is not None]
    assert not judge(path, tokens, whole=True, lives=0)
    assert judge(path, [*tokens, ("tx", "0" * 32, "")], whole=False).lost
    assert judge(path, [("tx", tokens[0][1], "another digest"), *tokens[1:]], whole=False).lost
    assert judge(path, tokens[:-2], whole=False, lives=1).half  # two more than were acknowledged, by one process
    assert judge(path, [("docs", "0" * 32, "20")], whole=False).lost
    assert judge(path, [("made", "made 1.gilder")], whole=False).lost


FIRST, SECOND = b"1" * 512, b"2" * 512


def images(*events: Any, mode: Any, count: int = 60) -> set[tuple[tuple[str, bytes], ...]]:
    disk, rng = Disk({"old": FIRST}), Random(1)
    for event in events:
        disk.happen(event)
    return {tuple(sorted(disk.image(mode, rng).items())) for _ in range(count)}


def test_what_was_synced_stays_and_the_rest_may_go():
    assert images(Write("old", 0, SECOND), Sync("old"), mode="none") == {(("old", SECOND),)}
    assert images(Write("old", 0, SECOND), mode="none") == {(("old", FIRST),)}
    assert images(Write("old", 0, SECOND), mode="all") == {(("old", SECOND),)}
    assert images(Truncate("old", 0), mode="subset") == {(("old", FIRST),), (("old", b""),)}


def test_a_torn_write_leaves_sectors():
    found = images(Write("old", 0, SECOND * 2), mode="torn")
    assert {file for ((_, file),) in found} == {FIRST, SECOND, FIRST + SECOND, SECOND * 2}


def test_a_name_may_come_back_until_its_folder_is_synced():
    assert images(Remove("old"), mode="none") == {(("old", FIRST),)}
    assert images(Remove("old"), DirectorySync(), mode="none") == {()}
    assert images(Create("new"), Write("new", 0, SECOND), Sync("new"), mode="none") == {(("old", FIRST),)}
    linked = images(Link("old", "new"), DirectorySync(), Remove("old"), mode="all")
    assert linked == {(("new", FIRST),)}
    assert images(Rename("old", "new"), DirectorySync(), Mark(("done",)), mode="none") == {(("new", FIRST),)}


def test_what_lies_in_a_new_folder_is_lost_with_its_name():
    events = (Create("data/"), Create("data/new"), Write("data/new", 0, SECOND), Sync("data/new"))
    assert images(*events, DirectorySync("data"), mode="none") == {(("old", FIRST),)}
    assert images(*events, DirectorySync(), mode="none") == {(("old", FIRST),)}
    both = (("data/new", SECOND), ("old", FIRST))
    assert images(*events, DirectorySync("data"), DirectorySync(), mode="none") == {both}


def test_a_project_deleted_with_its_log_is_not_whole(tmp_path: Path):
    path = tmp_path / "p.gilder"
    new_project(path, 1, 40)
    steps = LOGLESS.steps(path, Random(1))
    tokens = [next(steps) for _ in range(5)]
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / path.name  # without the log, while it is open
    copy.write_bytes(path.read_bytes())
    assert len(judge(copy, tokens, whole=True).lost) == 5
    steps.close()
    assert not judge(path, tokens, whole=True)
