"""A table of a few hundred rows of text that is looked at, and copied from, and never changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from gui.plain import plain_tip
from gui.widgets.hint import EmptyHint

_ROW, _LINE = 28, 17  # pixels: a row, and a further line of its text


class RowsTable(QTableWidget):
    """Columns with titles and widths in pixels; the one with width 0 takes the room that is left. A column of which no
    row has anything is not there. `lines`: of how many lines of text a row is."""

    def __init__(self, name: str, titles: Sequence[str], widths: Sequence[int], *, lines: int = 1) -> None:
        super().__init__(0, len(titles))
        self.setHorizontalHeaderLabels(list(titles))
        self.setAccessibleName(name)
        self.setProperty("role", "boxed")
        self.setShowGrid(False)
        self.setWordWrap(lines > 1)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW + (lines - 1) * _LINE)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.hint = EmptyHint(self)
        self.show_rows((), "")

    def show_rows(self, rows: Sequence[Sequence[str]], empty: str) -> None:
        """Show other rows, or in an empty table why it is."""
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(plain_tip(text))
                self.setItem(at, column, item)
        for column in range(self.columnCount()):
            self.setColumnHidden(column, bool(rows) and not any(row[column] for row in rows))
        self.horizontalHeader().setVisible(bool(rows))
        self.hint.tell("" if rows else empty)
        self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText("\n".join(self._selected()))
        else:
            super().keyPressEvent(event)

    def _selected(self) -> list[str]:
        return ["\t".join(self.cells(row)) for row in sorted({index.row() for index in self.selectedIndexes()})]

    def cells(self, row: int) -> list[str]:
        """The texts of a row."""
        return [self._text(row, column) for column in range(self.columnCount())]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text() if item is not None else ""
