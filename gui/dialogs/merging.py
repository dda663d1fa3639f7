"""What adding somebody's work would do, before it is done, and what it has done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.plain import PlainLabel, plain_tip
from store.merge.told import counted, details, said
from store.merge.values import Concurrent, MergePlan

_SHOWN = 500  # rows of what was changed in both
_NAMES = 6  # documents that are named
_HEIGHT, _TWO_LINES = 200, 46  # pixels
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MergeDialog(QDialog):
    """The preview: Enter adds, Esc leaves everything as it is. With `done` it is the report, and only closes; `anew`
    says that the other file was changed since it was looked at."""

    def __init__(self, plan: MergePlan, *, done: bool = False, anew: bool = False, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("merge")
        self.setWindowTitle("Added" if done else "Add the work of…")
        self.plan = plan
        name = Path(plan.other).name
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(_label(f"{'From' if done else 'What comes from'} {name}", "heading"))
        if anew:
            layout.addWidget(_label(f"{name} was changed since you looked at it; this is what comes now.", "mute"))
        self.facts = PlainLabel("\n".join(facts(plan)))
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self.facts)
        if plan.sources:
            self.sources = _table("Annotations by source", ("Whose", "New", "Changed", "Removed"), _sources(plan))
            layout.addWidget(self.sources)
        if not plan.concurrent:
            layout.addStretch(1)
        if plan.concurrent:
            many = f", the first {_SHOWN} are shown" if len(plan.concurrent) > _SHOWN else ""
            layout.addWidget(_label(f"Changed in both: {len(plan.concurrent):,}{many}", "section"))
            layout.addWidget(_label("The newer version counts; the other one stays in the history.", "mute"))
            rows = [_both(one) for one in plan.concurrent[:_SHOWN]]
            self.both = _table("Changed in both", ("Document", "Whose", "Counts", "The other version"), rows)
            _widen(self.both)
            layout.addWidget(self.both, 1)
        self.buttons = QDialogButtonBox()
        self._add_buttons(done)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(860 if plan.concurrent else 520)

    def _add_buttons(self, done: bool) -> None:
        kind = QDialogButtonBox.StandardButton
        close = self.buttons.addButton(kind.Close if done or self.plan.nothing else kind.Cancel)
        close.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)
        if not done and not self.plan.nothing:
            self.add = self.buttons.addButton("Add", QDialogButtonBox.ButtonRole.AcceptRole)
            self.add.setDefault(True)
            self.add.setFocus()
            self.buttons.accepted.connect(self.accept)
        else:
            close.setDefault(True)


def facts(plan: MergePlan) -> list[str]:
    """What comes, in lines, but for the tables."""
    if plan.nothing:
        return ["Nothing new: everything in it is here already."]
    found = list[str]()
    if plan.documents:
        named = ", ".join(plan.documents[:_NAMES]) + (", …" if len(plan.documents) > _NAMES else "")
        found.append(f"{counted(len(plan.documents), 'new document')}: {named}")
    if plan.transactions:
        found.append(f"{counted(plan.transactions, 'step')} of the history")
    if plan.runs:
        runs = counted(len(plan.runs), "run of suggestions", "runs of suggestions")
        found.append(f"{runs}: {', '.join(dict.fromkeys(plan.runs))}")
    by_source = len(plan.sources)
    found += [line.strip() for line in list(details(plan))[by_source:]]
    return found or ["Settings, and steps of the scheme."]


def _sources(plan: MergePlan) -> list[tuple[str, ...]]:
    return [(one.name, f"{one.added:,}", f"{one.changed:,}", f"{one.removed:,}") for one in plan.sources]


def _both(one: Concurrent) -> tuple[str, ...]:
    sides = (one.theirs, one.ours) if one.theirs_counts else (one.ours, one.theirs)
    return (one.document, one.source, *map(said, sides))


def _table(name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> QTableWidget:
    made = QTableWidget(len(rows), len(titles))
    made.setHorizontalHeaderLabels(list(titles))
    made.setAccessibleName(name)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(28)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            if text.replace(",", "").isdecimal():
                for one in (item, made.horizontalHeaderItem(column)):
                    if one is not None:
                        one.setTextAlignment(_RIGHT)
            made.setItem(at, column, item)
    height = 34 + 28 * len(rows)
    made.setMinimumHeight(min(_HEIGHT, height))
    made.setMaximumHeight(max(60, height))
    return made


def _widen(table: QTableWidget) -> None:
    """Room for what both versions say, on two lines where that is long."""
    header = table.horizontalHeader()
    for column, width in enumerate((130, 80)):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(column, width)
    table.setWordWrap(True)
    table.verticalHeader().setDefaultSectionSize(_TWO_LINES)
    table.setMaximumHeight(34 + _TWO_LINES * table.rowCount() + 4)
    table.setMinimumHeight(min(_HEIGHT, 34 + _TWO_LINES * table.rowCount()))


def _label(text: str, role: str) -> PlainLabel:
    made = PlainLabel(text)
    made.setProperty("role", role)
    return made
