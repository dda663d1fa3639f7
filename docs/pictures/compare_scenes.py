# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows of the Compare view."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from annotate.document import Document
from annotate.model import Marks, Span
from annotate.offsets import Range
from docs.pictures.stage import Stage, make_project, make_small
from gui.dialogs.compare import CompareDialog, Tab
from store.ids import new_id
from store.project import Project

_LABELS = ("PERSON", "ORG", "LOC", "NORP")


def _said(doc: Document, spans: list[Span], seed: int) -> list[Span | Marks]:
    """The spans with some left out, some with another label, some shorter."""
    dice, found = random.Random(seed), list[Span | Marks]()
    for one in spans:
        how, label, place = dice.random(), one.label, one.fragments[0]
        if how < 0.12:
            continue
        if how < 0.24 and label in _LABELS:
            label = dice.choice(_LABELS)
        if how > 0.9 and " " in one.text:
            place = Range(place.start + one.text.index(" ") + 1, place.end)
        value = one.value if label == one.label else None
        found.append(Span(new_id(), label, (place,), doc.text[place.start : place.end], value))
    return [*found, Marks(doc.id, "done" if seed % 3 else "in_progress")]


def make_compared(path: Path) -> Path:
    """A project in which three people have worked on what a model proposed."""
    make_project(path)
    with Project.open(path) as project:
        docs = [project.documents.get(one) for one in project.documents.ids()]
        proposed = {doc.id: list(project.suggestions.suggested(doc).index) for doc in docs}
        for number, (name, count) in enumerate((("ben", len(docs)), ("chloé", len(docs) - 1), ("dora", len(docs) - 2))):
            given = [(doc.id, _said(doc, proposed[doc.id], 100 * number + at)) for at, doc in enumerate(docs[:count])]
            project.annotations.import_many(given, project.sources.person(name))
    return path


def compare(s: Stage, tab: Tab = "scores", *, rows: int = 0, others: tuple[str, str] = ("ben", "chloé")) -> None:
    s.open(make_compared(s.fresh("harbour")))
    s.run("view.compare")
    _settle(s)
    dialog = next(one for one in s.app.window.findChildren(CompareDialog) if one.isVisible())
    for box, name in zip((dialog.choices.gold, dialog.choices.other), others, strict=True):
        box.setCurrentIndex(box.findData(name))
    dialog.scores.rows.setCurrentIndex(rows)
    dialog.go_to(tab)
    _settle(s)


def compare_choices(s: Stage) -> None:
    compare(s)
    dialog = next(one for one in s.app.window.findChildren(CompareDialog) if one.isVisible())
    dialog.choices.agreeing.click()


def compare_nothing(s: Stage) -> None:
    s.open(make_small(s.fresh("small")))
    s.bench.desk.step(1)
    s.bench.edits.accept()
    s.run("view.compare")
    _settle(s)


def _settle(s: Stage) -> None:
    s.settle(2)
    while s.bench.comparing.busy:
        s.settle()
    s.settle()


COMPARE: dict[str, Callable[[Stage], object]] = {
    "compare-scores": compare,
    "compare-documents": lambda s: compare(s, rows=1),
    "compare-zones": lambda s: compare(s, rows=2),
    "compare-confusion": lambda s: compare(s, "confusion"),
    "compare-agreement": lambda s: compare(s, "agreement"),
    "compare-cases": lambda s: compare(s, "cases"),
    "compare-models": lambda s: compare(s, "models"),
    "compare-same": lambda s: compare(s, others=("ben", "ben")),
    "compare-choices": compare_choices,
    "compare-small": compare_nothing,
}
