"""Consistency: the same text with different labels, and spans that a model doubts; each place in its context."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotate.scheme import Scheme
from gui.consistency_found import Asked, Finding, Found
from gui.models.groups import GroupsModel
from gui.plain import PlainLabel, plain_tip
from gui.searching import Place
from gui.theme import Theme
from gui.widgets.group_list import GroupList
from gui.widgets.hint import EmptyHint
from gui.widgets.label_box import LabelBox
from gui.widgets.places import PlacesModel, PlacesTable
from gui.widgets.work_line import WorkLine

_TABS = ("Same te&xt, different labels", "S&uspicious spans")
_KEYS = "Enter goes to the place, Space ticks it, Ctrl+Enter gives what is ticked its label. Backspace: looks right."
_NOBODY = "{} has annotated nothing yet."
_SAME = "Every text is labelled in one way wherever it stands."
_SURE = "The models doubt nothing."
_LITTLE = "There is too little to learn from: it takes two documents with spans."
_UNKNOWN = (
    "Small models learn from your other documents, each from other ones, and say which spans they would label "
    "otherwise, which they would leave out, and what they miss. With 100 documents it takes about a minute."
)


class ConsistencyDialog(QDialog):
    """Groups to the left, the places of the chosen one to the right. `found` is shown, and keeps what is asked."""

    look_requested = Signal()
    shown_otherwise = Signal()  # something else is asked for
    deed_requested = Signal(object, list)  # a label (None: what is proposed; empty: no span), and the places
    place_requested = Signal(object)
    right_requested = Signal(list)  # the places that look right as they are labelled
    undo_requested = Signal()

    def __init__(self, found: Found, sources: Sequence[str], scheme: Scheme, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("consistency")
        self.setWindowTitle("Consistency")
        self.resize(1120, 660)
        self._found, self._sources, self._busy = found, sources, False
        self.reason = ""  # why nothing can be changed; empty where it can
        self.writable = True  # whether what looks right can be kept
        self.tabs, self.source, self.label = QTabBar(), QComboBox(), LabelBox(scheme, first="what is proposed")
        self.fold, self.bare = QCheckBox("Ignore letter &case"), QCheckBox("&Places without a label, too")
        self.look, self.heading, self.line = QPushButton("&Look again"), PlainLabel(""), WorkLine()
        self.groups, self.model = GroupsModel(), PlacesModel(tickable=True)
        self.list, self.table = GroupList(self.groups), PlacesTable(self.model, theme)
        self.hint = EmptyHint(self.table)
        self.relabel, self.remove = QPushButton(""), QPushButton("")
        self.right, self.close_button = QPushButton("Looks ri&ght"), QPushButton("Close")
        self._findings: list[Finding] = []
        self._fill(sources)
        self._lay_out()
        self._join()
        self.list.setFocus()

    def _fill(self, sources: Sequence[str]) -> None:
        for name in _TABS:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(self._found.tab)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("What is looked for")
        self.source.addItems(list(dict.fromkeys([self._found.asked.source, *sources])))
        self.source.setAccessibleName("Whose annotations")
        self.fold.setChecked(self._found.asked.fold)
        self.bare.setChecked(self._found.asked.bare)
        self.heading.setProperty("role", "heading")
        self.relabel.setProperty("role", "main")
        self.right.setToolTip(plain_tip("Kept in the project; shown again when the label or the place changes"))
        self.relabel.setToolTip(plain_tip("Give the ticked places the chosen label, in one step"))
        self.remove.setToolTip(plain_tip("Delete your spans on the ticked places, with their relations, in one step"))
        for button in (self.look, self.relabel, self.remove, self.right, self.close_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        of, label = PlainLabel("&Of"), PlainLabel("La&bel")
        of.setBuddy(self.source)
        label.setBuddy(self.label)
        top, how, both, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch()
        for widget in (of, self.source):
            top.addWidget(widget)
        how.setSpacing(14)
        how.addWidget(self.heading, 1)
        for widget in (self.fold, self.bare, self.look):
            how.addWidget(widget)
        both.setSpacing(12)
        both.addWidget(self.list)
        both.addWidget(self.table, 1)
        self.table.setColumnWidth(0, 140)
        self.table.setColumnWidth(2, 190)
        below.setSpacing(8)
        for widget in (label, self.label, self.relabel, self.remove):
            below.addWidget(widget)
        below.addStretch()
        for widget in (self.right, self.close_button):
            below.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(10)
        for part in (top, how):
            layout.addLayout(part)
        layout.addLayout(both, 1)
        layout.addLayout(below)
        layout.addWidget(self.line)

    def _join(self) -> None:
        self.tabs.currentChanged.connect(self._ask_otherwise)
        self.source.currentIndexChanged.connect(self._ask_otherwise)
        for box in (self.fold, self.bare):
            box.toggled.connect(self._ask_otherwise)
        self.look.clicked.connect(self.look_requested)
        self.list.selectionModel().currentRowChanged.connect(self._show_group)
        self.table.place_requested.connect(self._go)
        self.table.removal_requested.connect(self._place_is_right)
        self.table.typed.connect(self.label.choose)
        self.label.currentIndexChanged.connect(self._count)
        for signal in (self.model.dataChanged, self.model.modelReset):
            signal.connect(self._count)
        self.relabel.clicked.connect(self._relabel)
        self.remove.clicked.connect(self._remove)
        self.right.clicked.connect(self._looks_right)
        self.close_button.clicked.connect(self.reject)
        here = Qt.ShortcutContext.WidgetShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.relabel.click)
        for keys in ("Return", "Enter"):
            QShortcut(QKeySequence(keys), self.list, context=here).activated.connect(self._go_to_current)
        for keys in ("Backspace", "Delete"):
            QShortcut(QKeySequence(keys), self.list, context=here).activated.connect(self._looks_right)
        for widget in (self.list, self.table):
            QShortcut(QKeySequence("Ctrl+Z"), widget, context=here).activated.connect(self.undo_requested)

    @property
    def tab(self) -> int:
        """0: the same text; 1: suspicious spans."""
        return self.tabs.currentIndex()

    @Slot()
    def _ask_otherwise(self) -> None:
        self._found.tab = self.tab
        self._found.asked = Asked(self.source.currentText(), self.fold.isChecked(), self.bare.isChecked())
        self.shown_otherwise.emit()

    def set_busy(self, what: str) -> None:
        """Something is going on, which is told; empty: no more."""
        self._busy = bool(what)
        if what:
            self.line.begin(what)
            self.hint.tell("")
        self._count()

    def show_findings(self, told: str = "") -> None:
        """Show what is found by now; the chosen group stays chosen, or the one that has come to its row."""
        self._busy = False
        row, group = max(0, self.list.currentIndex().row()), self._found.group
        self._findings = self._found.findings()
        self.groups.replace_all([one.group for one in self._findings])
        at = self.groups.row_of(group)
        self.list.selectRow(at if at >= 0 else min(row, len(self._findings) - 1))
        self._show_group()
        self.line.tell(" ".join(part for part in (told or (_KEYS if self._findings else ""), self.reason) if part))
        self._say_why_empty()

    def _say_why_empty(self) -> None:
        unknown = self._found.texts is None if self.tab == 0 else self._found.doubted is None
        self.hint.tell("" if self._findings else self._empty(unknown=unknown))
        for box in (self.fold, self.bare):
            box.setVisible(self.tab == 0)
        self.look.setText("&Look for them" if unknown else "&Look again")
        if unknown and self.tab == 1:
            self.look.setFocus()

    def _empty(self, *, unknown: bool) -> str:
        """Why there is nothing to be seen."""
        if self._found.asked.source not in self._sources:
            return _NOBODY.format(self._found.asked.source)
        doubted = self._found.doubted
        if self.tab == 0 or doubted is None:
            return _UNKNOWN if self.tab else "Nobody has looked yet." if unknown else _SAME
        return _SURE if doubted.found.spans else _LITTLE

    @property
    def _finding(self) -> Finding | None:
        row = self.list.currentIndex().row()
        return self._findings[row] if 0 <= row < len(self._findings) else None

    @Slot()
    def _show_group(self) -> None:
        finding = self._finding
        places: Sequence[Place] = finding.places if finding is not None else ()
        self._found.group = finding.group.key if finding is not None else self._found.group
        self.heading.setText(" ".join(finding.heading.split("\n")) if finding is not None else "")
        if list(places) != self.model.places:
            row = self.table.currentIndex().row()
            self.model.replace_all(places)
            self.table.selectRow(min(max(0, row), len(places) - 1))
        self._count()

    @Slot()
    def _count(self) -> None:
        chosen, label = self.model.chosen(), self.label.currentData()
        given = sum(bool(place.about.instead) if label is None else place.about.labels != (label,) for place in chosen)
        there = sum(bool(place.about.labels) for place in chosen)
        can, some = not self._busy and not self.reason, bool(self._findings)
        for button, name, many in ((self.relabel, "&Relabel", given), (self.remove, "Re&move", there)):
            button.setText(f"{name} {many:,}" if many else name)
            button.setEnabled(can and many > 0)
        self.right.setEnabled(some and not self._busy and self.writable)
        self.look.setEnabled(not self._busy)

    @Slot()
    def _relabel(self) -> None:
        self.deed_requested.emit(self.label.currentData(), self.model.chosen())

    @Slot()
    def _remove(self) -> None:
        self.deed_requested.emit("", self.model.chosen())

    @Slot()
    def _looks_right(self) -> None:
        """Of texts the whole group is right as it is; of suspicious spans the current place."""
        finding = self._finding
        if finding is None or self.tab == 1:
            self._place_is_right()
        elif self.right.isEnabled():
            self.right_requested.emit(list(finding.places))

    @Slot()
    def _place_is_right(self) -> None:
        row = self.table.currentIndex().row()
        if self.right.isEnabled() and 0 <= row < len(self.model.places):
            self.right_requested.emit([self.model.places[row]])

    @Slot()
    def _go_to_current(self) -> None:
        row = self.table.currentIndex().row()
        self._go(self.model.places[row] if 0 <= row < len(self.model.places) else None)

    @Slot(object)
    def _go(self, place: object) -> None:
        if isinstance(place, Place):
            self.accept()
            self.place_requested.emit(place)
