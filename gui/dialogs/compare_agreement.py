"""The tab of the Compare view that measures the agreement of two or more sources."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotate.scores.agreement import Agreement
from gui.compare_agreed import coefficients_table, labels_table, pairs_table
from gui.compare_tables import Table
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.figures import FiguresTable

_WAITING = "Measuring agreement…"
_TITLES = ("Every two sources", "All of them", "By label")
_ROW = 28  # pixels
_MOST = 6  # rows that a table has room for before it scrolls


class AgreementTab(QWidget):
    """Pairs, coefficients, labels: a table each."""

    cell_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pairs, self.coefficients, self.labels = (FiguresTable(title, theme) for title in _TITLES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(6)
        for title, table in zip(_TITLES, self._tables, strict=True):
            heading = PlainLabel(title)
            heading.setProperty("role", "heading")
            layout.addWidget(heading)
            layout.addWidget(table, 1 if table is self.labels else 0)
            table.cell_requested.connect(self.cell_requested)
        self.show_agreement(None)

    @property
    def _tables(self) -> tuple[FiguresTable, FiguresTable, FiguresTable]:
        return self.pairs, self.coefficients, self.labels

    @property
    def shown_tables(self) -> list[Table]:
        """The tables that are shown."""
        return [one.figures.table for one in self._tables]

    def show_agreement(self, found: Agreement | None, why: str = "") -> None:
        """Show other numbers, or why there are none."""
        for title, table, made in zip(
            _TITLES, self._tables, (pairs_table, coefficients_table, labels_table), strict=True
        ):
            if found is None:
                table.show_table(Table(title, ()), (why or _WAITING) if table is self.pairs else " ")
            else:
                table.show_table(made(found))
            if table is not self.labels:
                rows = min(max(len(table.figures.table.lines), 2), _MOST) + 1
                table.setFixedHeight(rows * _ROW + 6)
