"""The backups of a project: when, of what size, with how much in them, and the way back to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
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
from gui.widgets.hint import EmptyHint
from store.backup_names import Backup
from store.backups import Contents

_TITLES = ("Made", "Documents", "Annotations", "Size", "Before")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NONE = "There is no backup yet. One is made while you work, and with “Make one now”."
_WHY = {"asked": "", "merge": "adding others’ work", "import": "an import", "bulk": "a large step"}


@dataclass(frozen=True, slots=True)
class Row:
    """A backup as it is listed; `inside` is None for one that cannot be read."""

    backup: Backup
    inside: Contents | None
    own: bool


class BackupsDialog(QDialog):
    """`restore_requested` has the backup that is wanted as a new file; `now_requested`: one more is to be made."""

    restore_requested = Signal(object)
    now_requested = Signal()

    def __init__(self, *, may_make: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("backups")
        self.setWindowTitle("Backups")
        self.resize(760, 420)
        self.rows: list[Row] = []
        self.table, self.said = QTableWidget(0, len(_TITLES)), PlainLabel("")
        self.said.setProperty("role", "mute")
        self.said.setWordWrap(True)
        self._set_up_table()
        self._hint = EmptyHint(self.table)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.restore = self.buttons.addButton("Restore to a new file…", QDialogButtonBox.ButtonRole.ActionRole)
        self.now = self.buttons.addButton("Make one now", QDialogButtonBox.ButtonRole.ActionRole)
        self.now.setAutoDefault(False)
        self._may_make = may_make
        self.now.setEnabled(may_make)
        self.restore.setDefault(True)
        self.restore.setEnabled(False)
        self.restore.clicked.connect(self._restore)
        self.now.clicked.connect(self._make)
        self.buttons.rejected.connect(self.reject)
        self.table.itemActivated.connect(self._restore)
        self.table.itemSelectionChanged.connect(self._enable)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        for widget in (self.table, self.said, self.buttons):
            layout.addWidget(widget)
        self.said.setText("Looking…")

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(_TITLES)
        table.setAccessibleName("Backups")
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((170, 100, 110, 90)):
            table.setColumnWidth(column, width)
            title = table.horizontalHeaderItem(column)
            if column and title is not None:
                title.setTextAlignment(_RIGHT)

    def show_rows(self, rows: Sequence[Row], folder: str) -> None:
        """List them, the newest first; `folder` is where they lie."""
        self.rows = list(rows)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(_cells(row)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(row.backup.path.name))
                if 0 < column < 4:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(at, column, item)
        self.table.horizontalHeader().setVisible(bool(rows))
        self._hint.tell("" if rows else _NONE)
        self.said.setText(f"In {folder}" if rows else "")
        if rows:
            self.table.selectRow(0)
            self.table.setFocus()
        self._offer()
        self._enable()

    def tell(self, text: str) -> None:
        """Say what went wrong, below the list."""
        self.said.setText(text)
        self._offer()

    def _offer(self) -> None:
        self.now.setText("Make one now")
        self.now.setEnabled(self._may_make)

    @property
    def current(self) -> Row | None:
        """The row that is chosen."""
        at = self.table.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    @Slot()
    def _enable(self) -> None:
        row = self.current
        self.restore.setEnabled(row is not None and row.inside is not None)

    @Slot()
    def _restore(self) -> None:
        row = self.current
        if row is not None and row.inside is not None:
            self.restore_requested.emit(row.backup)

    @Slot()
    def _make(self) -> None:
        self.now.setText("Making one…")
        self.now.setEnabled(False)
        self.now_requested.emit()


def _cells(row: Row) -> tuple[str, ...]:
    backup, inside = row.backup, row.inside
    why = _WHY.get(backup.why, "a newer structure" if backup.lasts else backup.why)
    why = why if row.own else "of another copy, or from another place"
    if inside is None:
        return (f"{backup.at:%Y-%m-%d %H:%M:%S}", "", "", "", "cannot be read")
    counts = (f"{inside.documents:,}", f"{inside.annotations:,}", f"{inside.size / 1_000_000:,.1f} MB")
    return (f"{backup.at:%Y-%m-%d %H:%M:%S}", *counts, why)
