"""The notes and flags of the whole project, and the way to where they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.titled import TitledModel
from gui.plain import PlainLabel, plain_tip
from gui.widgets.hint import EmptyHint
from store.noted import Noted

_TITLES = ("", "Document", "On", "Text", "Note")
_NONE = (
    "There are no notes and no flags yet. Ctrl+M writes a note, Ctrl+Shift+M flags what is selected or the document."
)
_NOTHING = "No note or flag fits this filter."
_ITEM = Qt.ItemDataRole.UserRole


class NotedModel(TitledModel[Noted]):
    """Noted items, one a row."""

    def __init__(self) -> None:
        super().__init__(_TITLES)

    @property
    def items(self) -> list[Noted]:
        """What is shown."""
        return self.rows

    def replace_all(self, items: Sequence[Noted]) -> None:
        """Show other items."""
        self.beginResetModel()
        self.rows = list(items)
        self.endResetModel()

    def shown(self, row: Noted, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(row)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            flagged = "flagged, " if row.flagged else ""
            return flagged + ", ".join(part for part in _cells(row)[1:] if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.note) or None
        return row if role == _ITEM else None


class NotesDialog(QDialog):
    """`item_requested` has the document's id and the item's; Enter goes there, typing filters."""

    item_requested = Signal(str, str)

    def __init__(self, items: Sequence[Noted], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notes")
        self.setWindowTitle("Notes and flags")
        self.resize(900, 480)
        self._all = list(items)
        self.filter, self.kind, self._count = QLineEdit(), QComboBox(), PlainLabel("")
        self.filter.setPlaceholderText("Filter by note, text, label or document")
        self.filter.setAccessibleName("Filter the notes and flags")
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        self.kind.setAccessibleName("Notes, flags or both")
        self.kind.addItems(["Notes and flags", "Notes", "Flags"])
        self._count.setProperty("role", "mute")
        self._count.setWordWrap(True)
        self.model, self.table = NotedModel(), QTableView()
        self._set_up_table()
        self._hint = EmptyHint(self.table)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.filter, 1)
        line.addWidget(self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(self.table)
        layout.addWidget(self._count)
        self.filter.textChanged.connect(self._show)
        self.filter.returnPressed.connect(self._go_to_current)
        self.kind.currentIndexChanged.connect(self._show)
        self.table.activated.connect(self._go)
        self._show()
        self.filter.setFocus()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Notes and flags")
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((34, 170, 120, 220)):
            table.setColumnWidth(column, width)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)

    @Slot()
    def _show(self) -> None:
        asked, kind = self.filter.text().casefold().split(), self.kind.currentIndex()
        found = [item for item in self._all if _is_of(item, kind) and _says(item, asked)]
        self.model.replace_all(found)
        count = f"{len(found):,} of {len(self._all):,}" if len(found) < len(self._all) else f"{len(found):,}"
        self._count.setText(f"{count} noted or flagged." + (" Enter goes there." if found else "") if self._all else "")
        self._hint.tell("" if found else _NOTHING if self._all else _NONE)
        self.table.horizontalHeader().setVisible(bool(self._all))
        if found:
            self.table.selectRow(0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the table while the filter has the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            return False
        self.table.selectRow(min(max(0, self.table.currentIndex().row() + step), len(self.model.items) - 1))
        return True

    @Slot()
    def _go_to_current(self) -> None:
        self._go(self.table.currentIndex())

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        item = index.data(_ITEM) if index.isValid() else None
        if isinstance(item, Noted):
            self.accept()
            self.item_requested.emit(item.document, item.id)


def _cells(item: Noted) -> tuple[str, str, str, str, str]:
    on = item.label if item.label else "the document"
    return ("⚑" if item.flagged else "", item.name, on, _flat(item.text), _flat(item.note))


def _is_of(item: Noted, kind: int) -> bool:
    return kind == 0 or bool(item.note if kind == 1 else item.flagged)


def _says(item: Noted, words: Sequence[str]) -> bool:
    whole = " ".join(_cells(item)).casefold()
    return all(word in whole for word in words)


def _flat(text: str) -> str:
    return " ".join(text.split())
