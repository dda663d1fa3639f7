"""Who writes: one process, known by name, and nobody any more when it dies."""

from __future__ import annotations

import json
import os
import socket
import threading
from pathlib import Path

import pytest

from store.errors import ProjectHeld
from store.guard.lock import Holder, Lock, holder_of, lock_path
from store.guard.registry import OPEN_FILES
from store.project import Project
from tests.builders import SCHEME_TOML
from tests.store.guard.conftest import contents, end, run, start

POSIX = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
HOLD = """
import sys
from pathlib import Path
from store.project import Project
project = Project.open(Path(sys.argv[1]))
project.announce("anna")
print("ready", flush=True)
sys.stdin.read()
"""
HOLDER = {"program": "gilder 0.1", "process": 1, "host": "study-pc", "annotator": "bob", "since": 1700000000.0}


def test_the_lock_lies_there_while_the_project_is_open_for_writing(path: Path):
    with Project.open(path):
        holder = holder_of(path)
        assert holder is not None
        assert (holder.process, holder.host) == (os.getpid(), socket.gethostname())
    assert list(path.parent.iterdir()) == [path]


def test_another_process_is_told_who_writes_and_may_read(path: Path):
    child = start(HOLD, path)
    try:
        with pytest.raises(ProjectHeld) as caught:
            Project.open(path)
        said = str(caught.value)
        assert "\n" not in said
        for part in (
            str(path),
            "anna’s gilder",
            f"process {child.pid}",
            socket.gethostname(),
            "since 20",
            "reading only",
        ):
            assert part in said
        with Project.open(path, read_only=True) as project:
            assert len(project.documents.ids()) == 1
    finally:
        end(child)
    assert lock_path(path).exists()  # it was killed: the system has let go of the lock, the file says nothing any more
    with Project.open(path) as project:
        project.set_scheme(SCHEME_TOML)
    assert list(path.parent.iterdir()) == [path]


def test_reading_takes_no_lock(path: Path):
    with Project.open(path, read_only=True):
        assert not lock_path(path).exists()
        run("import sys, pathlib, store.project as p; p.Project.open(pathlib.Path(sys.argv[1])).close()", path)


def test_one_process_has_as_many_connections_as_it_likes(path: Path):
    with Project.open(path) as first:
        with Project.open(path) as second:
            second.set_scheme(SCHEME_TOML)
        assert lock_path(path).exists()
        seen = list[int]()

        def read() -> None:
            with Project.open(path, read_only=True) as third:
                seen.append(len(third.documents.ids()))

        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
        assert seen == [1]
        first.set_scheme(SCHEME_TOML)
        assert OPEN_FILES.has(path)
    assert not OPEN_FILES.has(path)
    assert list(path.parent.iterdir()) == [path]


def test_many_processes_that_want_to_write_at_once_never_write_together(path: Path):
    code = """
import sys
from pathlib import Path
from store.errors import ProjectHeld
from store.project import Project
got = 0
while got < 20:
    try:
        with Project.open(Path(sys.argv[1])):
            other = Path(sys.argv[2])
            other.touch(exist_ok=False)
            other.unlink()
            got += 1
    except ProjectHeld:
        pass
"""
    threads = [threading.Thread(target=run, args=(code, path, path.parent / "inside")) for _ in range(3)]
    failures = list[BaseException]()
    threading.excepthook, before = lambda problem: failures.append(problem.exc_value or OSError()), threading.excepthook
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = before
    assert failures == []
    assert list(path.parent.iterdir()) == [path]


def test_the_lock_of_another_computer_is_told_and_taken_over_only_when_asked(path: Path):
    lock_path(path).write_text(json.dumps(HOLDER))
    before = contents(path.parent)
    with pytest.raises(
        ProjectHeld, match=r"another computer, in bob’s gilder 0.1 .process 1. on study-pc.*delete p.gilder.lock"
    ):
        Project.open(path)
    with Project.open(path, read_only=True):
        pass
    assert contents(path.parent) == before
    with Project.open(path, take_over=True) as project:
        assert not project.read_only
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"program": 1}', "\x00" * 50, "[" * 4000, json.dumps(HOLDER | {"process": "x"}),
     json.dumps(HOLDER | {"since": 1e400, "host": socket.gethostname()}), json.dumps(HOLDER | {"since": None})],
)  # fmt: skip
def test_a_lock_that_says_nothing_and_is_not_held_is_taken(path: Path, text: str):
    lock_path(path).write_text(text)
    with Project.open(path) as project:
        assert not project.read_only


def test_what_a_lock_says_is_shown_on_one_line(path: Path):
    lock_path(path).write_text(json.dumps(HOLDER | {"annotator": "b\n\x1b[31mob" * 50, "since": 1e300}))
    with pytest.raises(ProjectHeld) as caught:
        Project.open(path)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 900


@POSIX
def test_a_lock_that_is_a_link_to_a_persons_file_never_touches_that(path: Path, tmp_path: Path):
    mine = tmp_path / "mine.txt"
    for link in (Path.symlink_to, Path.hardlink_to):
        mine.write_text("mine")
        link(lock_path(path), mine)
        with Project.open(path) as project:
            assert "no lock can be made" in project.why_read_only
        assert mine.read_text() == "mine"
        lock_path(path).unlink()


def test_where_the_file_system_has_no_locks_the_text_decides(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.guard.lock._system_lock", lambda file: None)
    child = start("print('ready', flush=True); input()")
    try:
        held = HOLDER | {"host": socket.gethostname(), "process": child.pid}
        lock_path(path).write_text(json.dumps(held))
        with pytest.raises(ProjectHeld, match=f"process {child.pid}"):
            Lock(path)
    finally:
        end(child)
    Lock(path).release()
    assert not lock_path(path).exists()


def test_the_holder_is_read_as_it_was_written():
    holder = Holder.me("anna")
    assert str(holder).startswith("anna’s gilder ")
    assert Holder.read(json.dumps(HOLDER).encode()) == Holder(**HOLDER)  # pyright: ignore[reportArgumentType]
