"""The tabs of the Compare view that score one source against gold: the table of scores, and the confusion of labels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotate.scores.evaluation import Evaluation
from gui.compare_agreed import Matrix
from gui.compare_look import Comparison
from gui.compare_tables import CRITERIA, ROWS, WHATS, Shown, Table, scores_table
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.confusion import ConfusionView
from gui.widgets.figures import FiguresTable

_WAITING = "Comparing…"


class ScoresTab(QWidget):
    """Scores under a criterion, by label, document, zone or status. `rows_changed`: other rows are asked for."""

    cell_requested = Signal(object)
    rows_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.what, self.criterion, self.rows = QComboBox(), QComboBox(), QComboBox()
        self.meaning, self.table = PlainLabel(""), FiguresTable("Scores", theme)
        self._found: Comparison | None = None
        self._zones: Mapping[str, Evaluation] | None = None
        self._why = _WAITING
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
        self.criterion.currentIndexChanged.connect(self._show)
        self.rows.currentIndexChanged.connect(self._show_rows)
        self.table.cell_requested.connect(self.cell_requested)

    @property
    def shown(self) -> Shown:
        """What is chosen."""
        return Shown(self.what.currentData(), self.criterion.currentData() or "exact", self.rows.currentData())

    @property
    def shown_table(self) -> Table:
        """The table that is shown."""
        return self.table.figures.table

    def show_comparison(self, found: Comparison | None, why: str = "") -> None:
        """Show other scores, or why there are none."""
        self._found, self._zones, self._why = found, None, why or _WAITING
        self._show()

    def show_zones(self, zones: Mapping[str, Evaluation]) -> None:
        """Show the scores by zone."""
        self._zones = zones
        self._show()

    @Slot()
    def _show_what(self) -> None:
        self._offer_criteria()
        self._show()

    @Slot()
    def _show_rows(self) -> None:
        self._show()
        self.rows_changed.emit()

    def _offer_criteria(self) -> None:
        self.criterion.blockSignals(True)
        self.criterion.clear()
        for value, text, _ in CRITERIA[self.what.currentData()]:
            self.criterion.addItem(text, value)
        self.criterion.setEnabled(self.criterion.count() > 1)
        self.criterion.blockSignals(False)

    @Slot()
    def _show(self) -> None:
        shown = self.shown
        self.meaning.setText(next(told for value, _, told in CRITERIA[shown.what] if value == shown.criterion) + ".")
        if self._found is None or not self._found.compared:
            self.table.show_table(Table("Scores", ()), self._why)
        elif shown.rows == "zone" and self._zones is None:
            self.table.show_table(Table("Scores", ()), _WAITING)
        else:
            self.table.show_table(scores_table(self._found, shown, self._zones))


class ConfusionTab(QWidget):
    """The matrix with the current cell in words below it."""

    cell_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view, self.told = ConfusionView(theme), PlainLabel("")
        self.told.setProperty("role", "mute")
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
        matrix = Matrix.of(found.whole.confusion)
        empty = "Neither of the two has a span in these documents."
        self.view.show_matrix(matrix, f"gold, {found.gold.name}", found.other.name, empty)
        if not matrix.rows:
            self.told.setText("")
