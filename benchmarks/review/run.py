"""One set of documents in a real window, from suggestions to gold."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

import resources
from annotate.state import AnnotationState
from benchmarks.review.hands import Hands, Purpose, Work
from benchmarks.review.oracle import Oracle
from benchmarks.review.pairing import Kind, same_spans
from benchmarks.review.relating import Relating, key_of
from benchmarks.review.spreading import Spreading
from benchmarks.review.tasks import Task
from benchmarks.review.window import not_gold, opened
from gui.app import App
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
        by_name = {task.name: task for task in tasks}
        with opened(application, path) as app:
            spreading = Spreading(app.bench.session, by_name, in_project)
            for _ in tasks:
                _one(app, by_name[app.bench.session.state.document.name], spreading, done, passing=passing)
            done.spread = spreading.made
        done.wrong = not_gold(path, lambda name, state: _is_gold(by_name[name], state))
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


def _is_gold(task: Task, state: AnnotationState) -> bool:
    place = {span.id: span.range for span in state.index}
    relations = {key_of((place[one.head], place[one.child], one.label)) for one in state.relations.values()}
    return same_spans(state, task.spans) and relations == {key_of(one) for one in task.relations}
