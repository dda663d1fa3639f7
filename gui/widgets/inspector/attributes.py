"""The attributes that the scheme gives to the selected span or relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from annotate.model import AttributeValue
from annotate.scheme import AttributeLabel


class AttributesEditor(QWidget):
    """A field for each attribute. `attribute_changed` has the name and the value, None for none."""

    attribute_changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(10)
        self._kinds: dict[str, AttributeLabel] = {}

    def show_attributes(self, labels: Sequence[AttributeLabel], values: Mapping[str, AttributeValue]) -> None:
        """Show other attributes, or the same ones with other values."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._kinds = {label.name: label for label in labels}
        for label in labels:
            field = self._field(label, values.get(label.name))
            field.setObjectName(label.name)
            field.setAccessibleName(f"Attribute {label.name}")
            field.setToolTip(label.guideline)
            name = QLabel("" if isinstance(field, QCheckBox) else label.name)
            name.setProperty("role", "mute")
            self._form.addRow(name, field)
        self.setVisible(bool(labels))

    def _field(self, label: AttributeLabel, value: AttributeValue | None) -> QWidget:
        if label.kind == "flag":
            box = QCheckBox(label.name)
            box.setChecked(bool(value))
            box.clicked.connect(self._edited)
            return box
        if label.kind == "choice":
            choice = QComboBox()
            choice.addItems(["", *label.choices])
            choice.setCurrentText("" if value is None else str(value))
            choice.activated.connect(self._edited)
            return choice
        line = QLineEdit("" if value is None else str(value))
        line.editingFinished.connect(self._edited)
        return line

    @Slot()
    def _edited(self) -> None:
        field = self.sender()
        if not isinstance(field, QWidget):
            return
        name = field.objectName()
        if isinstance(field, QCheckBox):
            self.attribute_changed.emit(name, True if field.isChecked() else None)
        elif isinstance(field, QComboBox):
            self.attribute_changed.emit(name, field.currentText() or None)
        elif isinstance(field, QLineEdit):
            self._line_edited(field, name)

    def _line_edited(self, field: QLineEdit, name: str) -> None:
        text, value = field.text().strip(), None
        wrong = False
        if self._kinds[name].kind == "number" and text:
            try:
                value = float(text) if "." in text or "e" in text.lower() else int(text)
            except ValueError:
                wrong = True
        else:
            value = text or None
        if field.property("wrong") != wrong:
            field.setProperty("wrong", wrong)
            field.style().polish(field)
        if not wrong:
            self.attribute_changed.emit(name, value)
