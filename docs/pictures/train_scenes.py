# ruff: noqa: D103 - the name of a scene says what is on it
"""Scenes of the Train view: real trainings of a minute on a small project with gold."""

from __future__ import annotations

import random
from collections.abc import Callable
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

_PEOPLE = "Anna Berg,Boris Klein,Carol Diaz,Dmitri Orlov,Emma Stone,Farid Haddad,Greta Lund,Hassan Aziz".split(",")
_TOWNS = "Aleppo,Odesa,Mosul,Tunis,Latakia,Idlib,Kharkiv,Tripoli,Beirut,Sanaa".split(",")
_BODIES = "Reuters,the United Nations,the Red Cross,Parliament,the World Bank,the Foreign Ministry".split(",")
_FORMS = (
    "{p} arrived in {l} on Tuesday, {o} said.",
    "{o} had warned {p} that the road to {l} was closed.",
    "In {l}, officials of {o} met {p} behind closed doors.",
    "“We are leaving {l},” {p} told {o}.",
    "Trucks of {o} reached {l}; {p} was not among the drivers.",
    "{p}, who was born in {l}, now works for {o}.",
)
_KINDS = (("p", "PERSON", _PEOPLE), ("l", "LOC", _TOWNS), ("o", "ORG", _BODIES))


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
        names = {key: dice.choice(values) for key, _, values in _KINDS}
        line = dice.choice(_FORMS).format(**names)
        line = line[0].upper() + line[1:] if not line.startswith("the") else line
        for key, label, _ in _KINDS:
            at = line.find(names[key])
            if at >= 0 and dice.random() > 0.06:
                spans.append((len(text) + at, names[key], label))
        text += f"{line}\n"
    return text, spans


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


def train_model(s: Stage, tab: int = 0) -> None:
    dialog = _begin(s, curve=True, steps=150)
    dialog.new.go.click()
    while s.bench.training.run.going is not None:
        s.settle()
    _settle(s)
    dialog.model.tabs.setCurrentIndex(tab)
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
}
