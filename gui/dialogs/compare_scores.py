"""The tabs of the Compare view that score one source against gold: the table of scores, and the confusion of labels."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.compare_agreed import Matrix
from gui.compare_look import Comparison
from gui.compare_tables import CRITERIA, ROWS, WHATS, Shown, Table
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.confusion import ConfusionView
from gui.widgets.figures import FiguresTable

_WAITING = "Comparing…"


class ScoresTab(QWidget):
    """Scores under a criterion, by label, document, zone or status. `shown_changed`: another table is asked for."""

    cell_requested = Signal(object)
    shown_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.what, self.criterion, self.rows = QComboBox(), QComboBox(), QComboBox()
        self.meaning, self.table = PlainLabel(""), FiguresTable("Scores", theme)
        for box, name, texts in (
            (self.what, "What is scored", WHATS), (self.rows, "Rows of the table", ROWS),
        ):  # fmt: skip
            box.setAccessibleName(name)
            for value, text in texts:
                box.addItem(text, value)
        self.criterion.setAccessibleName("When something is right")
        self.meaning.setProperty("role", "mute")
        self.meaning.setWordWrap(True)
        self.meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._offer_criteria()
        self._tell()
        line, layout = QHBoxLayout(), QVBoxLayout(self)
        for widget in (self.what, self.criterion, self.rows):
            line.addWidget(widget)
        line.addWidget(self.meaning, 1)
        line.setSpacing(8)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.what.currentIndexChanged.connect(self._show_what)
        self.criterion.currentIndexChanged.connect(self._ask)
        self.rows.currentIndexChanged.connect(self._ask)
        self.table.cell_requested.connect(self.cell_requested)

    @property
    def shown(self) -> Shown:
        """What is chosen."""
        return Shown(self.what.currentData(), self.criterion.currentData() or "exact", self.rows.currentData())

    @property
    def shown_table(self) -> Table:
        """The table that is shown."""
        return self.table.figures.table

    def show_nothing(self, why: str = "") -> None:
        """There are no scores, and why; or they are being computed."""
        self.table.show_table(Table("Scores", ()), why or _WAITING)

    def show_table(self, table: Table) -> None:
        """Show other scores."""
        self.table.show_table(table)

    @Slot()
    def _show_what(self) -> None:
        self._offer_criteria()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        self._tell()
        self.shown_changed.emit()

    def _tell(self) -> None:
        shown = self.shown
        self.meaning.setText(next(told for value, _, told in CRITERIA[shown.what] if value == shown.criterion) + ".")

    def _offer_criteria(self) -> None:
        self.criterion.blockSignals(True)
        self.criterion.clear()
        for value, text, _ in CRITERIA[self.what.currentData()]:
            self.criterion.addItem(text, value)
        self.criterion.setEnabled(self.criterion.count() > 1)
        self.criterion.blockSignals(False)


class ConfusionTab(QWidget):
    """The matrix with the current cell in words below it."""

    cell_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view, self.told = ConfusionView(theme), PlainLabel("")
        self.told.setProperty("role", "mute")
        self.told.setWordWrap(True)  # two labels are in it, and they may be long
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.told)
        self.view.cell_requested.connect(self.cell_requested)
        self.view.cell_told.connect(self.told.setText)

    def show_comparison(self, found: Comparison | None, why: str = "") -> None:
        """Show another matrix, or why there is none."""
        if found is None or not found.compared:
            self.view.show_matrix(Matrix(), "", "", why or _WAITING)
            self.told.setText("")
            return
        matrix = Matrix.of(found.confusion)
        empty = "Neither of the two has a span in these documents."
        self.view.show_matrix(matrix, f"gold, {found.gold.name}", found.other.name, empty)
        if not matrix.rows:
            self.told.setText("")
