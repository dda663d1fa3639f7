"""One domain in a real window, document by document, with a round of learning after every few of them, or without."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

import resources
from annotate.learning.order import next_order
from annotate.model import Span
from annotate.suggest.base import Suggestion, Suggestions
from annotate.suggest.recipe import make_recipe
from benchmarks.learning.domains import Gold, scheme_text
from benchmarks.review.hands import Hands
from benchmarks.review.oracle import Oracle
from benchmarks.review.pairing import same_spans
from benchmarks.review.spreading import Spreading
from benchmarks.review.tasks import Task
from benchmarks.review.window import NAME, not_gold, opened
from gui.app import App
from store.documents import NewDocument
from store.learning.order import expected
from store.learning.rounds import EVERY, Learning
from store.project import Project

_OFF = ("aliases", "relations")  # neither corpus has them


@dataclass(frozen=True, slots=True)
class Way:
    """How the work is done: with learning or without, in which order, and whether the same text may be given its label
    in the whole project at once."""

    learning: bool
    order: str = "project"
    in_project: bool = False
    every: int = EVERY
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A round: after how many documents, seconds, what it was learnt from and checked by, F1 before and after."""

    after_documents: int
    seconds: float
    learnt: int
    check: int
    before: float
    after: float
    better: bool


@dataclass
class Done:
    """Keys of each document in the order of work, rounds, and the documents that are not their gold in the end."""

    names: list[str] = field(default_factory=list[str])
    keys: list[int] = field(default_factory=list[int])
    spans: list[dict[str, int]] = field(default_factory=list[dict[str, int]])
    rounds: list[Held] = field(default_factory=list[Held])
    wrong: list[str] = field(default_factory=list[str])


def work(application: QApplication, golds: Sequence[Gold], way: Way, say: Callable[[str], None]) -> Done:
    """Label the documents, close the window, and compare the project file with the gold."""
    with tempfile.TemporaryDirectory() as folder:
        path = _project(Path(folder) / "learning.gilder", golds)
        with opened(application, path) as app:
            desk = _Desk(app, golds, way, Path(folder) / "learnt")
            for at in range(len(golds)):
                desk.do_one()
                if way.learning and (at + 1) % way.every == 0 and at + 1 < len(golds):
                    desk.hold_round(say)
                desk.go_on()
        by_name = {one.name: one for one in golds}
        desk.done.wrong = not_gold(path, lambda name, state: same_spans(state, by_name[name].spans))
        return desk.done


def _project(path: Path, golds: Sequence[Gold]) -> Path:
    with Project.create(path, scheme_text(list(golds))) as project:
        project.documents.add([NewDocument(one.name, one.text) for one in golds])
        project.suggesting.switch(off=_OFF)
        _suggest(project, None, project.documents.ids())
    return path


def _suggest(project: Project, model: str | None, ids: Sequence[str]) -> dict[str, Suggestions]:
    """What `gilder suggest` does; gives what is proposed for each document."""
    recipe = make_recipe(model, embedded=resources.embedded_pipeline, parts=project.suggesting.parts)
    docs = [project.documents.get(one) for one in ids]
    with recipe.make() as suggester:
        found = dict(zip(ids, suggester.suggest(docs, project.scheme), strict=True))
    project.suggestions.record_run(recipe.name, list(found.items()), parameters=recipe.settings)
    return found


class _Desk:
    """The window with the oracle before it."""

    def __init__(self, app: App, golds: Sequence[Gold], way: Way, folder: Path) -> None:
        self._app, self._way, self._folder, self.done = app, way, folder, Done()
        self._golds = {one.name: one for one in golds}
        self._tasks = dict[str, Task]()
        self._spread = True
        self._take_tasks()
        self.go_on()

    @property
    def _project(self) -> Project:
        return self._app.bench.session.project

    def do_one(self) -> None:
        """Bring the open document to its gold, mark it as done, and count the keys."""
        bench = self._app.bench
        hands, task = Hands(bench.view), self._tasks[bench.session.state.document.name]
        self._spreading.begin(hands)
        oracle = Oracle(bench, hands, task, self._spreading)
        oracle.do_spans()
        hands.press("Ctrl+Enter", "document", "begin and done")
        QApplication.processEvents()
        self.done.names.append(task.name)
        self.done.keys.append(hands.counts.total())
        self.done.spans.append({str(kind): count for kind, count in oracle.kinds.items()})

    def go_on(self) -> None:
        """To the next document: the one that the window has opened, or the one that teaches most."""
        session = self._app.bench.session
        if self._way.order != "gain":
            return
        with Project.open(self._project.path, read_only=True, beside=True) as project:
            rows = expected(project, project.sources.person(NAME))
        if rows:
            session.open_document(next_order(rows, seed=self._way.seed + len(self.done.names))[0])
            QApplication.processEvents()

    def hold_round(self, say: Callable[[str], None]) -> None:
        """A whole round; where what was learnt is better, what is left is suggested for anew with it."""
        began = time.monotonic()
        with ExitStack() as stack:
            project = stack.enter_context(Project.open(self._project.path, read_only=True, beside=True))
            learning, source = Learning(project, self._folder), project.sources.person(NAME)
            if not learning.due(source, self._way.every):
                return
            held = stack.enter_context(learning.round(source, seed=self._way.seed))
            for _ in held.events():
                pass
            found = held.outcome
            assert found is not None, "a round that ends by itself has an outcome"
            if found.better:
                self._use(str(learning.take(found).folder))
        seconds = time.monotonic() - began
        one = Held(len(self.done.names), round(seconds, 1), found.documents, found.check,
                   round(found.before, 4), round(found.after, 4), found.better)  # fmt: skip
        self.done.rounds.append(one)
        say(f"    after {one.after_documents} documents: F1 {one.before:.1%} -> {one.after:.1%}, "
            f"{'used' if one.better else 'not used'}, {one.seconds:.0f} s")  # fmt: skip

    def _use(self, model: str) -> None:
        session = self._app.bench.session
        _suggest(self._project, model, self._project.documents.ids_unfinished(session.source))
        session.reload_suggestions()
        QApplication.processEvents()
        self._take_tasks()

    def _take_tasks(self) -> None:
        """What is to be done, and what is suggested for it now."""
        project = self._project
        for one in project.documents.ids():
            doc = project.documents.get(one)
            gold = self._golds[doc.name]
            proposed = Suggestions(tuple(_plain(span) for span in project.suggestions.suggested(doc).index))
            self._tasks[doc.name] = Task(doc.name, gold.text, gold.spans, frozenset(), proposed)
        self._spreading = Spreading(self._app.bench.session, self._tasks, self._way.in_project)


def _plain(span: Span) -> Suggestion:
    return Suggestion(span.start, span.end, span.label, span.score or 0.0)
