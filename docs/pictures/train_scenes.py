# ruff: noqa: D103 - the name of a scene says what is on it
"""Scenes of the Train view: real trainings of a minute on a small project with gold."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import resources
from annotate.model import Item, Marks, Span
from annotate.offsets import Range
from docs.pictures.stage import Stage, make_small
from gui.dialogs.train import TrainDialog
from gui.training_shown import TrainingShown
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.training.gather import Wanted, prepare
from store.training.trained import TrainedModels
from store.training.training import Training

_BEGINS = "Al Be Da Fa Gor Ha Ka Lu Mo Na Or Pa Ro Sa Tu Vo Za".split()
_MIDDLES = "la ri sto ma de ki lo no ra ti va sha be du".split()
_ENDS = {"p": "n s k v ov is ar".split(), "l": "ta bad pol rut a ia".split(), "o": "x tex bank corp media".split()}
_FORMS = (
    "{p} arrived in {l} on Tuesday, {o} said.",
    "{o} had warned {p} that the road to {l} was closed.",
    "In {l}, officials of {o} met {p} behind closed doors.",
    "“We are leaving {l},” {p} told {o}.",
    "Trucks of {o} reached {l}; {p} was not among the drivers.",
    "{p}, who was born in {l}, now works for {o}.",
    "{l} and {o} signed it; {p} did not.",
    "A day later {o} named {p} and {l} in the same breath.",
    "Nobody in {l} had heard of {o} or of {p} before.",
)
_KINDS = {"p": "PERSON", "l": "LOC", "o": "ORG"}


def make_gold(path: Path, *, done: int = 90, begun: int = 6) -> Path:
    """A project of short articles; so many are done, and some are begun."""
    dice = random.Random(7)
    with Project.create(path, resources.scheme_text("news")) as project:
        written = [_article(dice) for _ in range(done + begun)]
        named = [NewDocument(f"2026-03-{at % 28 + 1:02}_{at:03}.txt", text) for at, (text, _) in enumerate(written)]
        docs, source = project.documents.add(named), project.sources.person("anna")
        given = [
            (doc.id, [*_items(doc.text, spans), Marks(doc.id, "done" if at < done else "in_progress")])
            for at, (doc, (_, spans)) in enumerate(zip(docs, written, strict=True))
        ]
        project.annotations.import_many(given, source)
    return path


def _article(dice: random.Random) -> tuple[str, list[tuple[int, str, str]]]:
    text, spans = "", list[tuple[int, str, str]]()
    for _ in range(dice.randint(3, 6)):
        names = {key: _name(dice, key) for key in _KINDS}
        line = dice.choice(_FORMS).format(**names)
        for key, label in _KINDS.items():
            if dice.random() > 0.05:
                spans.append((len(text) + line.index(names[key]), names[key], label))
        text += f"{line}\n"
    return text, spans


def _name(dice: random.Random, kind: str) -> str:
    """A name that hardly comes twice: of a person mostly of two words."""
    one = dice.choice(_BEGINS) + dice.choice(_MIDDLES) + dice.choice(_ENDS[kind])
    return f"{dice.choice(_BEGINS)}{dice.choice(_MIDDLES)} {one}" if kind == "p" and dice.random() > 0.3 else one


@cache
def _trained() -> Path:
    """A project with gold and a model that was trained on it, with its learning curve."""
    path = make_gold(Path(tempfile.mkdtemp()) / "harbour.gilder", done=120)
    wanted = Wanted(path.with_name("harbour-model"), curve=True, max_steps=150, licence="CC-BY-4.0")
    with Project.open(path) as project:
        prepared = prepare(project, wanted)
        with Training.start(prepared, wanted.output) as training:
            for _ in training.events():
                pass
            TrainedModels(project).record(training.place(), "anna")
    return path


def _items(text: str, spans: list[tuple[int, str, str]]) -> list[Item]:
    return [
        Span(new_id(), label, (Range(at, at + len(words)),), text[at : at + len(words)]) for at, words, label in spans
    ]


def _view(s: Stage) -> tuple[TrainingShown, TrainDialog]:
    s.run("view.train")
    shown = s.bench.training.shown
    assert shown is not None
    _settle(s)
    return shown, shown.dialog


def _settle(s: Stage) -> None:
    s.settle()
    while (shown := s.bench.training.shown) is not None and shown.busy:
        s.settle()


def _until(s: Stage, phase: str) -> None:
    run = s.bench.training.run
    while run.going is not None and run.going.phase != phase:
        s.settle()


def _begin(s: Stage, *, curve: bool = False, steps: int = 300) -> TrainDialog:
    s.open(make_gold(s.fresh("harbour")))
    _, dialog = _view(s)
    dialog.new.form.steps.setValue(steps)
    dialog.new.form.curve.setChecked(curve)
    _settle(s)
    dialog.new.go.click()
    _until(s, "asked")
    return dialog


def train_new(s: Stage, *, more: bool = False) -> None:
    s.open(make_gold(s.fresh("harbour")))
    _, dialog = _view(s)
    dialog.new.form.more.setChecked(more)
    _settle(s)


def train_running(s: Stage, *, paused: bool = False, closed: bool = False) -> None:
    dialog = _begin(s, steps=1000)
    dialog.new.go.click()
    run = s.bench.training.run
    while run.going is not None and len(run.going.scored) < 9:
        s.settle()
    if paused:
        dialog.running.pause.click()
        s.settle(4)
    if closed:
        dialog.reject()
    s.settle()


def train_model(s: Stage, tab: int = 0, *, gone: bool = False) -> None:
    path = s.fresh("harbour")
    shutil.copy(_trained(), path)
    if not gone:
        shutil.copytree(_trained().with_name("harbour-model"), path.with_name("harbour-model"))
    s.open(path)
    _, dialog = _view(s)
    dialog.model.tabs.setCurrentIndex(tab)
    s.settle()


def train_use(s: Stage) -> None:
    train_model(s)
    shown = s.bench.training.shown
    assert shown is not None
    shown.dialog.model.use.click()
    s.settle()


def train_nobody(s: Stage) -> None:
    s.open(make_small(s.fresh("small")))
    _view(s)


TRAINING: dict[str, Callable[[Stage], object]] = {
    "train-empty": train_nobody,
    "train-new": train_new,
    "train-new-more": lambda s: train_new(s, more=True),
    "train-estimate": _begin,
    "train-running": train_running,
    "train-paused": lambda s: train_running(s, paused=True),
    "train-closed": lambda s: train_running(s, closed=True),
    "train-scores": train_model,
    "train-curve": lambda s: train_model(s, 1),
    "train-course": lambda s: train_model(s, 2),
    "train-card": lambda s: train_model(s, 3),
    "train-gone": lambda s: train_model(s, gone=True),
    "train-use": train_use,
}
