"""Nothing in a process that has a project open ever opens its file, but SQLite (an audit hook sees every `open`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gui.opening import is_project
from store.project import Project
from tests.store.guard.conftest import environment

# Closing any other descriptor of an open file drops SQLite's locks on POSIX: acknowledged edits can be lost.
HOOK = """
import os, sys
from pathlib import Path
path = os.path.realpath(sys.argv[1])
watched = {path, path + "-wal", path + "-shm", path + "-journal"}
strangers = []
connected = 0

def seen(event, arguments):
    global connected
    if event == "sqlite3.connect" and path.rsplit("/", 1)[1] in str(arguments[0]):
        connected += 1
    named = event == "open" and isinstance(arguments[0], (str, bytes))
    if named and os.path.realpath(os.fsdecode(arguments[0])) in watched:
        from store.guard.registry import OPEN_FILES
        if OPEN_FILES.has(Path(path)):
            strangers.append(arguments)

sys.addaudithook(seen)
"""
WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui.app import App
from gui.opening import is_project, told_of_drop
from gui.settings import Settings
from gui.times import Times
from gui.export_look import Choice, Export
from store.project import Project

application = QApplication([])
settings = Settings()
settings.annotator = "anna"
app = App(application, settings, Times(wanted=False))
project = Project.open(Path(path))
app.projects.show(project)
app.window.show()
bench = app.bench
bench.navigation.step(1)
for _ in range(3):
    bench.edits.accept()
assert len(bench.session.state.spans) >= 1
told_of_drop([Path(path)], "p")
is_project(Path(path))
app.projects.open_recent(path)
app.projects.opener.wait()
app.projects.open_recent(path + ".none")
out = Path(path).with_suffix(".jsonl")

class Report:
    def __call__(self, *_): pass
    def check(self): pass

Export(Path(path), out, Choice("jsonl"))(Report())
Project.open(Path(path)).close()
app.projects.close()
assert connected >= 4, connected
assert not strangers, strangers
"""
COMMANDS = """
from cli.main import main
text = Path(path).with_name("a.txt")
text.write_text("Iran armed Syria.")
for line in (["new", path], ["import", path, str(text)], ["scheme", path], ["stats", path], ["check", path],
             ["suggest", path], ["blind", path],
             ["export", path, str(text.with_suffix(".jsonl")), "--format", "jsonl"]):
    assert main(line) == 0, line
assert connected >= 5, connected
assert not strangers, strangers
"""
CONTROL = """
from store.project import Project
project = Project.open(Path(path))
open(path, "rb").close()
assert not strangers, "a stranger was seen"
"""


def run_watched(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    environ = {**environment(), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", HOOK + code, str(path)]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_a_window_and_its_jobs(tmp_path: Path):
    from tests.gui.conftest import make_project

    done = run_watched(WINDOW, make_project(tmp_path / "p.gilder"))
    assert done.returncode == 0, done.stderr


def test_the_commands(tmp_path: Path):
    done = run_watched(COMMANDS, tmp_path / "p.gilder")
    assert done.returncode == 0, done.stderr


def test_the_hook_sees_a_stranger(path: Path):
    assert "a stranger was seen" in run_watched(CONTROL, path).stderr


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_project_of_another_name_that_is_open_is_known_without_looking_into_it(path: Path):
    odd = path.with_name("project.data")
    path.rename(odd)
    assert is_project(odd)
    with Project.open(odd):
        seen = list[str]()
        odd_open = Path.open

        def watched(self: Path, mode: str = "r") -> object:
            seen.append(str(self))
            return odd_open(self, mode)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "open", watched)
            assert is_project(odd)
        assert seen == []
