"""What becomes of a model's labels: one row for each, with the label of the scheme to choose."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from annotate.scheme import Scheme
from annotate.suggest.mapping import LabelMap
from gui.widgets.hint import EmptyHint

_OUT = "(left out)"
_ROWS = 7  # that are shown without scrolling


class MappingTable(QTableWidget):
    """Shows a `LabelMap`, and holds what a person has changed of it."""

    changed = Signal()

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(0, 2)
        self._names = [label.name for label in scheme.offered]
        self._proposed: dict[str, str] = {}
        self._boxes: dict[str, QComboBox] = {}
        self.setHorizontalHeaderLabels(["Label of the model", "Becomes"])
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._hint = EmptyHint(self)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(_ROWS * self.verticalHeader().defaultSectionSize())

    @property
    def said(self) -> dict[str, str]:
        """The rows that a person has set to something else than was proposed; an empty label leaves out."""
        now = {label: str(box.currentData()) for label, box in self._boxes.items()}
        return {label: to for label, to in now.items() if to != self._proposed[label]}

    def show_map(self, found: LabelMap | None) -> None:
        """Show what becomes of the labels; None where they are not known."""
        self._boxes.clear()
        self._proposed.clear()
        self._hint.tell("The labels of the model stand here once they are known." if found is None else "")
        self.horizontalHeader().setVisible(found is not None)
        self.setRowCount(0 if found is None else len(found.labels))
        for row, label in enumerate(found.labels if found is not None else ()):
            assert found is not None
            self._proposed[label] = found.scheme.span_label_for(label) or ""
            box = QComboBox()
            box.addItem(_OUT, "")
            for name in self._names:
                box.addItem(name, name)
            box.setCurrentIndex(max(0, box.findData(found.of(label) or "")))
            box.setAccessibleName(f"{label} becomes")
            box.currentIndexChanged.connect(self._chosen)
            self._boxes[label] = box
            self.setItem(row, 0, QTableWidgetItem(label))
            self.setCellWidget(row, 1, box)

    def choose(self, label: str, to: str) -> None:
        """Set what becomes of a label, as a person would; an empty `to` leaves it out."""
        self._boxes[label].setCurrentIndex(max(0, self._boxes[label].findData(to)))

    @Slot()
    def _chosen(self) -> None:
        self.changed.emit()
