"""One set of documents in a real window, from suggestions to gold."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import resources
from benchmarks.review.hands import Hands, Purpose, Work
from benchmarks.review.oracle import Oracle
from benchmarks.review.pairing import Kind, placed
from benchmarks.review.relating import Relating, key_of
from benchmarks.review.spreading import Spreading
from benchmarks.review.tasks import Task
from gui.app import App
from gui.settings import ORGANISATION, Settings
from gui.times import Times
from store.documents import NewDocument
from store.project import Project


@dataclass
class Done:
    """What was done in one set, and with how many keys."""

    documents: int = 0
    keys: Counter[Purpose] = field(default_factory=Counter[Purpose])
    work: Counter[Work] = field(default_factory=Counter[Work])
    spans: Counter[Kind] = field(default_factory=Counter[Kind])
    relations: Counter[str] = field(default_factory=Counter[str])
    spread: int = 0
    wrong: list[str] = field(default_factory=list[str])  # documents whose annotations are not the gold


def work(application: QApplication, tasks: Sequence[Task], *, passing: bool = False, in_project: bool = True) -> Done:
    """Do the documents, close the window, and compare the project file with the gold.

    `in_project`: whether the same text gets its label in all documents at once, where that saves keys.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = _project(Path(folder) / "review.gilder", tasks)
        done = Done(len(tasks))
        # Each set begins with the same window; the settings are those of the benchmark's own home.
        QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "gilder").clear()
        settings = Settings()
        settings.annotator, settings.theme = "oracle", "light"
        settings.learning = False  # the suggestions are those of the task
        for name in ("documents", "spans"):
            settings.set_order(name, "")
        app = App(application, settings, Times(wanted=False))
        app.projects.show(Project.open(path))
        app.window.show()
        if not QTest.qWaitForWindowActive(app.window):
            raise RuntimeError("the window does not become active")
        app.bench.view.setFocus()
        by_name = {task.name: task for task in tasks}
        spreading = Spreading(app.bench.session, by_name, in_project)
        for _ in tasks:
            _one(app, by_name[app.bench.session.state.document.name], spreading, done, passing=passing)
        done.spread = spreading.made
        app.window.close()
        application.processEvents()
        done.wrong = _differences(path, by_name)
        app.window.deleteLater()
        application.processEvents()
        return done


def _project(path: Path, tasks: Sequence[Task]) -> Path:
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = project.documents.add([NewDocument(task.name, task.text) for task in tasks])
        some = [(doc.id, task.suggestions) for doc, task in zip(docs, tasks, strict=True)]
        project.suggestions.record_run("embedded", some)
    return path


def _one(app: App, task: Task, spreading: Spreading, done: Done, *, passing: bool) -> None:
    hands = Hands(app.bench.view)
    spreading.begin(hands)
    oracle = Oracle(app.bench, hands, task, spreading, passing)
    oracle.do_spans()
    if task.relations or task.suggestions.relations:
        relating = Relating(oracle)
        relating.do_relations()
        done.relations += relating.kinds
    hands.press("Ctrl+Shift+Enter" if passing else "Ctrl+Enter", "document", "begin and done")
    QApplication.processEvents()
    done.keys += hands.counts
    done.work += hands.work
    done.spans += oracle.kinds


def _differences(path: Path, by_name: dict[str, Task]) -> list[str]:
    """Names of the documents whose annotations in the file are not exactly the gold, or that are not done."""
    wrong = list[str]()
    with Project.open(path) as project:
        source = project.sources.person("oracle")
        for row in project.documents.rows(source):
            task = by_name[row.name]
            state = project.annotations.state(project.documents.get(row.id), source)
            spans = {placed(span) for span in state.index}
            place = {span.id: span.range for span in state.index}
            relations = {key_of((place[one.head], place[one.child], one.label)) for one in state.relations.values()}
            fits = spans == task.spans and len(state.index) == len(task.spans)
            fits = fits and relations == {key_of(one) for one in task.relations}
            if not fits or row.status != "done":
                wrong.append(row.name)
    return wrong
