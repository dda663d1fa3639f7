# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows of learning while labelling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotate.learning.check import Outcome
from docs.pictures.stage import Stage
from gui.dialogs.learnt import LearntDialog
from gui.learning_terms import READING
from gui.learning_words import FIRST, Shown, told_of
from gui.learning_work import Known
from store.learning.place import Learnt
from store.learning.rounds import Standing

_LABELS = (
    ("PERSON", 0.71, 0.83), ("ORG", 0.58, 0.72), ("LOC", 0.80, 0.86), ("EVENT", None, 0.41), ("NORP", 0.62, 0.60),
    ("MISC", 0.20, 0.55),
)  # fmt: skip
_BETTER = Outcome(True, 0.61, 0.74, 25, 6, _LABELS)
_WORSE = Outcome(False, 0.74, 0.73, 30, 7)
_LEARNT = Learnt(Path("learnt-3"), "learnt", 25, 6, 0.61, 0.74, "2026-11-28", _LABELS)
_KNOWN, _NEW = Known(_LEARNT, Standing(33, 7, 2)), Known(None, Standing(3, 1, 3))


def view(s: Stage, shown: Shown) -> None:
    """The view, which would look up what is known, and is told it here."""
    s.open()
    dialog = LearntDialog(s.app.theme, s.app.window)
    dialog.open()
    dialog.show_learnt(shown)
    s.kept = dialog


def status(s: Stage, text: str, *, work: str = "") -> None:
    s.open()
    if work:
        s.app.window.status.show_work(work, 45, 100)
    s.session.told.emit(text)


def order(s: Stage) -> None:
    s.open()
    s.bench.documents.show_order("gain")
    s.settle(6)


LEARNING: dict[str, Callable[[Stage], object]] = {
    "learning-first": lambda s: status(s, FIRST, work="Learning"),
    "learning-better": lambda s: status(s, told_of(_BETTER), work="Suggesting anew, 12 of 200"),
    "learning-no-better": lambda s: status(s, told_of(_WORSE)),
    "learning-order": order,
    "learnt-labels": lambda s: view(s, Shown(_KNOWN, _BETTER)),
    "learnt-earlier": lambda s: view(s, Shown(_KNOWN, _WORSE)),
    "learnt-nothing": lambda s: view(s, Shown(_NEW)),
    "learnt-round": lambda s: view(s, Shown(_NEW, busy=True)),
    "learnt-failed": lambda s: view(s, Shown(_NEW, failed="not enough memory; close other programs")),
    "learnt-off": lambda s: view(s, Shown(_KNOWN, rests="Learning while you label is off.", on=False)),
    "learnt-reading": lambda s: view(s, Shown(_NEW, rests=READING, may_switch=False)),
}
