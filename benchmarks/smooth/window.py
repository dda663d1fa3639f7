"""The real window with a long article, and beside it a training on the other documents of the project."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import resources
from annotate.change import Change, Transaction
from annotate.model import Item, Marks, Span
from benchmarks.article_view.documents import Sample, sample
from benchmarks.smooth.person import Person, Took
from gui.app import App
from gui.collecting import Collecting
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
from gui.train_ask import Asked, Plan, Preparing
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project

PERSON = "bench"
_OTHERS, _OTHER_SIZE = 40, 3_000  # documents that are trained on, and their code points
_LONG = 100_000  # steps: it goes on until it is cancelled


def make_project(path: Path, size: int) -> Path:
    """A long article with spans and suggestions, and finished documents behind it."""
    with Project.create(path, resources.scheme_text("news")) as project:
        source = project.sources.person(PERSON)
        for at in range(_OTHERS + 1):
            made = sample(size if not at else _OTHER_SIZE, 60, seed=at)
            name = "long.txt" if not at else f"other {at}.txt"
            (doc,) = project.documents.add([NewDocument(name, made.text)])
            items = [replace(one, id=doc.id) if isinstance(one, Marks) else one for one in _items(made, at)]
            changes = tuple(Change(doc.id, None, one) for one in items)
            project.annotations.append(Transaction(changes, "bench.load"), source)
            if not at:
                project.suggestions.record_run(PERSON, [(doc.id, made.suggestions)])
    return path


def _items(made: Sample, at: int) -> list[Item]:
    """What is decided; in the others spans alone, under ids that no other document has."""
    if not at:
        return made.gold
    spans = [replace(one, id=new_id()) for one in made.gold if isinstance(one, Span)]
    return [*spans, Marks("", "done")]


class Window:
    """The program with that project open."""

    def __init__(self, application: QApplication, path: Path) -> None:
        load_fonts()
        settings = Settings()
        settings.annotator, settings.theme = PERSON, "light"
        self._application, self.path, self._collecting = application, path, Collecting(application)
        gc.freeze()
        self._collecting.begin()  # as the program does
        self.app = App(application, settings, Times(wanted=False))
        self.app.window.resize(1400, 900)
        self.app.projects.show(Project.open(path))
        self.app.window.show()
        if not QTest.qWaitForWindowActive(self.app.window):
            raise RuntimeError("the window does not become active")
        self.app.bench.view.setFocus()

    def keys(self, count: int, pace: float) -> list[Took]:
        """Press so many keys."""
        person = Person(self.app.bench.view, count, pace)
        loop = QEventLoop()
        person.finished.connect(loop.quit)
        person.begin()
        loop.exec()
        return person.took

    def train(self, output: Path) -> int:
        """Begin a training and wait for its first step; gives the number of its process."""
        run = self.app.bench.training.run
        with Project.open(self.path, read_only=True) as project:
            plan: Plan = Preparing(Asked(output, max_steps=_LONG, patience=_LONG))(project, _Silent())  # pyright: ignore[reportArgumentType]
        failed = list[str]()
        run.ended.connect(lambda _going, _folder, why: failed.append(why))
        run.start(plan)
        while run.going is not None and run.going.step is None and not failed:
            _wait(run.changed)
            if run.going is not None and run.going.phase == "asked":
                run.train()
        if failed or run.process is None:
            raise RuntimeError(f"the training does not run: {failed}")
        return run.process

    def trains(self) -> str:
        """How far the training is; raises RuntimeError where it does not run any more."""
        going = self.app.bench.training.run.going
        if going is None or going.step is None:
            raise RuntimeError("the training has ended")
        return f"step {going.step.step:,}, {going.step.words_per_second:,.0f} words/s"

    def stop(self) -> None:
        """End the training and wait for that."""
        run = self.app.bench.training.run
        if run.going is not None:
            run.cancel()
            _wait(run.ended)

    def picture(self, path: Path) -> None:
        """How it looks now."""
        self.app.window.grab().save(os.fspath(path))

    def close(self) -> None:
        self.app.window.close()
        self._collecting.end()


class _Silent(QObject):
    """Nobody is told how far reading is."""

    def __call__(self, done: int, total: int) -> None:
        pass


def _wait(signal: SignalInstance) -> None:
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()
