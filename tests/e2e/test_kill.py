"""`kill -9` while somebody works: what the window had shown is in the file. Needs no screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.documents import NewDocument
from store.project import Project

WORKER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui.app import App
from gui.settings import Settings
from gui.times import Times
from store.project import Project

application = QApplication([])
settings = Settings()
settings.annotator = "anna"
app = App(application, settings, Times(wanted=False))
app.projects.show(Project.open(Path(sys.argv[1])))
app.window.show()
bench = app.bench
bench.navigation.step(1)

def shown(_update):
    print("shown", len(bench.session.state.spans), flush=True)

bench.session.updated.connect(shown)
work = QTimer()
work.timeout.connect(bench.edits.accept)
work.start(0)
application.exec()
"""
WORDS = 400


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize("after", [1, 7, 40])
def test_kill_loses_nothing_that_was_shown(tmp_path: Path, after: int) -> None:
    path = tmp_path / "killed.gilder"
    text = " ".join(f"word{n}" for n in range(WORDS))
    with Project.create(path, resources.scheme_text("news")) as project:
        (doc,) = project.documents.add([NewDocument("words.txt", text)])
        places = [(text.index(f"word{n} "), len(f"word{n}")) for n in range(WORDS - 1)]
        found = Suggestions(tuple(Suggestion(start, start + size, "ORG", 0.5) for start, size in places))
        project.suggestions.record_run("test", [(doc.id, found)])
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}
    child = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    seen = 0
    for line in child.stdout:
        if line.startswith("shown"):
            seen = int(line.split()[1])
            if seen >= after:
                break
    child.send_signal(signal.SIGKILL)
    rest = [line for line in child.stdout if line.startswith("shown") and line.endswith("\n")]
    child.wait()
    child.stdout.close()
    seen = int(rest[-1].split()[1]) if rest else seen
    assert seen >= after
    with Project.open(path) as project:
        assert list(check_project(project)) == []
        anna = project.sources.named("anna")
        assert anna is not None
        kept = project.annotations.state(project.documents.get(doc.id), anna)
        assert len(kept.spans) >= seen
        assert len(list(project.journal.history(anna).done())) == len(kept.spans)
