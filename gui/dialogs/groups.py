"""Review by group: many suggestions answered at once, after a look at each in its context."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotate.groups import BY, grouped, scores_within
from gui.models.groups import GroupsModel
from gui.plain import PlainLabel
from gui.searching import Place
from gui.theme import Theme
from gui.widgets.group_list import GroupList
from gui.widgets.places import PlacesModel, PlacesTable
from gui.widgets.search_line import SearchLine

_KEYS = "Enter accepts what is ticked, Backspace rejects it, Space takes one out or in, Ctrl+A all. Ctrl+Z: back."
_KEYS_BACK = "Enter opens again what is ticked, Space takes one out or in, Ctrl+A all. Ctrl+Z: back."


class GroupsDialog(QDialog):
    """Groups to the left, the suggestions of the chosen one to the right. Goes on to the next group by itself."""

    scope_changed = Signal()  # other documents are asked for, or other suggestions
    answer_requested = Signal(str, list)  # accept, reject or restore, and the places
    undo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("groups")
        self.setWindowTitle("Review by group")
        self.resize(1120, 640)
        self.where, self.what, self.by = QComboBox(), QComboBox(), QComboBox()
        self.least, self.most = _score(0.0, "Lowest score"), _score(1.0, "Highest score")
        self.groups, self.model = GroupsModel(), PlacesModel(tickable=True)
        self.list, self.table, self.line = GroupList(self.groups), PlacesTable(self.model, theme), SearchLine()
        self.heading = PlainLabel("")
        self.accept_button, self.reject_button = QPushButton(""), QPushButton("")
        self._close = QPushButton("Close")
        self._places: dict[str, list[Place]] = {}
        self._shown = ""  # key of the group whose places are shown
        self._fill()
        self._lay_out()
        self._join()
        self._count()
        self.list.setFocus()

    def _fill(self) -> None:
        for box, name, texts in (
            (self.where, "Where", ("This article", "Whole project")),
            (self.what, "Which suggestions", ("Waiting for an answer", "Rejected")),
            (self.by, "Grouped by", tuple(text for _, text in BY)),
        ):
            box.addItems(list(texts))
            box.setAccessibleName(name)
        self.heading.setProperty("role", "heading")
        self.accept_button.setProperty("role", "main")
        for button in (self.accept_button, self.reject_button, self._close):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(8)
        by, score, to = PlainLabel("by"), PlainLabel("score from"), PlainLabel("to")
        for widget in (self.where, self.what, by, self.by, score, self.least, to, self.most):
            choices.addWidget(widget)
        choices.addStretch()
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self.list)
        both.addWidget(self.table, 1)
        self.table.setColumnWidth(0, 120)
        self.table.setColumnWidth(2, 250)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.line, 1)
        for button in (self.accept_button, self.reject_button, self._close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(choices)
        layout.addWidget(self.heading)
        layout.addLayout(both, 1)
        layout.addLayout(buttons)

    def _join(self) -> None:
        self.where.currentIndexChanged.connect(self._rescope)
        self.what.currentIndexChanged.connect(self._rescope)
        self.by.currentIndexChanged.connect(self._regroup)
        self.least.valueChanged.connect(self._regroup)
        self.most.valueChanged.connect(self._regroup)
        self.list.selectionModel().currentRowChanged.connect(self._show_group)
        self.model.dataChanged.connect(self._count)
        self.table.place_requested.connect(self._yes)
        self.table.removal_requested.connect(self._no)
        self.accept_button.clicked.connect(self._yes)
        self.reject_button.clicked.connect(self._no)
        self._close.clicked.connect(self.reject)
        for keys, slot in (("Return", self._yes), ("Enter", self._yes), ("Backspace", self._no), ("Delete", self._no)):
            QShortcut(QKeySequence(keys), self.list, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(slot)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo_requested)

    @property
    def whole_project(self) -> bool:
        """Whether suggestions of all documents are asked for, or of the open one only."""
        return self.where.currentIndex() == 1

    @property
    def said_no(self) -> bool:
        """Whether rejected ones are asked for, or those that wait for an answer."""
        return self.what.currentIndex() == 1

    def clear(self) -> None:
        """Forget all places: others are being gathered."""
        self._places = {}
        self._regroup()

    def add(self, found: Iterable[tuple[str, list[Place]]]) -> None:
        """Put in what was gathered of documents, in place of what was there of them."""
        self._places |= dict(found)
        self._regroup()

    def tell(self, text: str = "") -> None:
        """Nothing is going on: say something, or which keys there are."""
        keys = (_KEYS_BACK if self.said_no else _KEYS) if self._places and self.groups.groups else ""
        self.line.tell(text or keys)
        self._count()

    @Slot()
    def _rescope(self) -> None:
        self._shown = ""
        self.scope_changed.emit()

    @Slot()
    def _regroup(self) -> None:
        """Show the groups again; the chosen one stays chosen, or the one that has come to its row."""
        row, key = max(0, self.list.currentIndex().row()), self._shown
        groups = grouped((place.about for place in self._within()), BY[self.by.currentIndex()][0])
        self.groups.replace_all(groups)
        at = self.groups.row_of(key)
        self._go_to(at if at >= 0 else min(row, len(groups) - 1))

    def _within(self) -> Iterable[Place]:
        least, most = self.least.value(), self.most.value()
        places = chain.from_iterable(self._places.values())
        return (place for place in places if scores_within(place.about, least, most))

    def _go_to(self, row: int) -> None:
        if row >= 0:
            self.list.selectRow(row)
        self._show_group()

    @Slot()
    def _show_group(self) -> None:
        row, by = self.list.currentIndex().row(), BY[self.by.currentIndex()][0]
        self._shown = self.groups.groups[row].key if 0 <= row < len(self.groups.groups) else ""
        places = [place for place in self._within() if place.about.key(by) == self._shown] if row >= 0 else []
        if places != self.model.places:
            self.model.replace_all(places)
            if places:
                self.table.selectRow(0)
        self._count()

    @Slot()
    def _count(self) -> None:
        count, there = len(self.model.ticked), len(self.model.places)
        row = self.list.currentIndex().row()
        if there and row >= 0:
            name = " ".join(self.groups.groups[row].name.split())
            of = f" of {there:,}" if there != count else ""
            self.heading.setText(f"{name}: {count:,}{of} {'suggestion' if max(count, there) == 1 else 'suggestions'}")
        elif self.line.working:
            self.heading.setText("Gathering suggestions…")
        else:
            self.heading.setText("Nothing was rejected here." if self.said_no else "No suggestion waits here.")
        many = f" {count:,}" if count else ""
        self.accept_button.setText(f"Open{many} again" if self.said_no else f"Accept{many}")
        self.reject_button.setText(f"Reject{many}")
        self.reject_button.setVisible(not self.said_no)
        for button in (self.accept_button, self.reject_button):
            button.setEnabled(count > 0)

    @Slot()
    def _yes(self) -> None:
        self._answer("restore" if self.said_no else "accept")

    @Slot()
    def _no(self) -> None:
        if not self.said_no:
            self._answer("reject")

    def _answer(self, answer: str) -> None:
        """Ask for an answer to what is ticked. What is left of the group was left on purpose: the next one follows."""
        chosen = self.model.chosen()
        if not chosen:
            return
        row = self.list.currentIndex().row()
        if len(chosen) < len(self.model.places) and row + 1 < len(self.groups.groups):
            self._shown = self.groups.groups[row + 1].key
        self.answer_requested.emit(answer, chosen)


def _score(value: float, name: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.0, 1.0)
    made.setSingleStep(0.05)
    made.setDecimals(2)
    made.setValue(value)
    made.setAccessibleName(name)
    made.setKeyboardTracking(False)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setFixedSize(64, 30)
    return made
