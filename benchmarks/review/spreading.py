"""Ctrl+D and Ctrl+Shift+D: the same text elsewhere gets the label, where that saves keys."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from annotate.model import Span
from benchmarks.review.hands import Hands, Purpose
from benchmarks.review.pairing import Kind, kinds_of
from benchmarks.review.tasks import Placed, Task
from gui.dialogs.places import PropagateDialog
from gui.jobs import Report
from gui.searching import Place, SameText
from gui.session import Session
from gui.steps import parser_of

_SAVED: Mapping[Kind, int] = {"right": 1, "label": 2, "end": 3, "both": 3, "missed": 4}  # keys that a place costs else


@dataclass
class Spreading:
    """Weighs both keys by what their preview would show, presses the better one, and unticks what is not gold."""

    session: Session
    tasks: Mapping[str, Task]
    in_project: bool = True
    made: int = 0  # gold spans that came without a key of their own
    _kinds: dict[str, Mapping[Placed, Kind]] = field(default_factory=dict[str, Mapping[Placed, Kind]])

    def __post_init__(self) -> None:
        self._kinds = {name: kinds_of(task) for name, task in self.tasks.items()}

    def begin(self, hands: Hands) -> None:
        """Another document: other hands count."""
        self._hands = hands

    def spread(self, label: str, purpose: Purpose) -> bool:
        """Give the label of the selected span to the same text in the article or the project, if that saves keys."""
        item = self.session.find(self.session.selected or "")
        if not isinstance(item, Span):
            return False
        found = self._places(item)
        here = [place for place in found if place.document == self.session.state.document.id]
        ways = [("Ctrl+D", here), *([("Ctrl+Shift+D", found)] if self.in_project else [])]
        keys, places = max(ways, key=lambda way: self._gain(way[1], label))
        if self._gain(places, label) <= 0:
            return False
        self._do(keys, label, purpose)
        return True

    def _places(self, item: Span) -> list[Place]:
        """What the preview over the project will show."""
        session = self.session
        look = SameText(
            item.text,
            item.label,
            session.source,
            session.state.document.id,
            item.fragments,
            partial(parser_of, session.scheme),
        )
        look(session.project, Report(lambda _at, _of: None, threading.Event()))  # nobody looks at the progress
        return list(look.found)

    def _is_gold(self, place: Place, label: str) -> bool:
        return _placed(place, label) in self.tasks[place.name].spans

    def _gain(self, places: list[Place], label: str) -> int:
        """Keys that are saved: less one to open, one to close, one for each tick, and those that lead down to them."""
        wanted = [place for place in places if self._is_gold(place, label)]
        saved = sum(_SAVED[self._kinds[one.name].get(_placed(one, label), "missed")] for one in wanted)
        ticks = [row for row, place in enumerate(places) if place.sure != self._is_gold(place, label)]
        return saved - 2 - len(ticks) - max(ticks, default=0)

    def _do(self, keys: str, label: str, purpose: Purpose) -> None:
        hands = self._hands
        hands.press(keys, purpose, "same text")
        hands.settle()
        dialog = hands.dialog()
        assert isinstance(dialog, PropagateDialog), f"no preview after {hands.trace[-4:]}"
        while dialog.busy:
            QTest.qWait(2)
        table = dialog.findChild(QTableView)
        assert table is not None
        model = table.model()
        for row in range(model.rowCount()):
            place: Place = model.index(row, 1).data(Qt.ItemDataRole.UserRole)
            ticked = model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            if ticked != self._is_gold(place, label):
                while table.currentIndex().row() < row:
                    hands.press("Down", purpose, "same text")
                hands.press("Space", purpose, "same text")
        self.made += len(dialog.chosen())
        hands.press("Enter", purpose, "same text")
        hands.settle()


def _placed(place: Place, label: str) -> Placed:
    return place.range.start, place.range.end, label
