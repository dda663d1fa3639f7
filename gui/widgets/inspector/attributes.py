"""The attributes that the scheme gives to the selected span or relation, or to the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotate.model import AttributeValue
from annotate.scheme import AttributeLabel
from gui.dressing import say_of
from gui.plain import PlainLabel

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
Field = QCheckBox | QComboBox | QLineEdit


class AttributesEditor(QWidget):
    """A field for each attribute. `attribute_changed` has the name and the value, None for none.

    `finished` says that Enter was pressed and all is well.
    """

    attribute_changed = Signal(str, object)
    finished = Signal()

    def __init__(self, after: QWidget | None = None) -> None:
        super().__init__()
        self._after = after  # what Tab comes from: fields are made late, and would otherwise be the window's last
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(6)
        self._shown: object = None
        self._labels: dict[str, AttributeLabel] = {}
        self._values: Mapping[str, AttributeValue] = {}
        self.fields: dict[str, Field] = {}
        self.problems: dict[str, QLabel] = {}

    def show_attributes(
        self, labels: Sequence[AttributeLabel], values: Mapping[str, AttributeValue], *, key: str = ""
    ) -> None:
        """Show the attributes of the item `key`; what is being typed stays while nothing of them has changed."""
        shown = (key, tuple(labels), dict(values))
        if shown == self._shown:
            return
        self._shown, self._values = shown, values
        if tuple(self._labels.values()) != tuple(labels):
            self._build(labels)
        self.restore()

    def restore(self) -> None:
        """Put back what the fields said before somebody typed."""
        for name, field in self.fields.items():
            self._complain(name, "")
            _fill(field, self._values.get(name))

    def focus(self) -> bool:
        """Give the focus to the first field. Whether there is one."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return first is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not any(label.text() for label in self.problems.values()):
                self.finished.emit()
            return
        super().keyPressEvent(event)

    def _build(self, labels: Sequence[AttributeLabel]) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._labels = {label.name: label for label in labels}
        self.fields, self.problems = {}, {}
        for label in labels:
            field, problem = self._field(label), PlainLabel("")
            field.setObjectName(label.name)
            field.setAccessibleName(f"Attribute {label.name}")
            field.setAccessibleDescription(label.guideline)
            problem.setProperty("role", "warn")
            problem.setWordWrap(True)
            self.fields[label.name], self.problems[label.name] = field, problem
            name = PlainLabel("" if isinstance(field, QCheckBox) else label.name)
            name.setProperty("role", "mute")
            name.setBuddy(field)
            below = _below(field, label.guideline, problem)
            self._form.addRow(name, below)
            below.show()  # at once, and not with the next event: the focus may be on its way here
        chain = [*([self._after] if self._after is not None else []), *self.fields.values()]
        for one, following in pairwise(chain):
            self.setTabOrder(one, following)

    def _field(self, label: AttributeLabel) -> Field:
        if label.kind == "flag":
            box = QCheckBox(label.name)
            box.clicked.connect(self._edited)
            return box
        if label.kind == "choice":
            choice = QComboBox()
            choice.addItems(["", *label.choices])
            choice.activated.connect(self._edited)
            return choice
        line = QLineEdit()
        if label.kind == "number":
            line.setPlaceholderText("a number")
        line.editingFinished.connect(self._edited)
        return line

    @Slot()
    def _edited(self) -> None:
        field = self.sender()
        if isinstance(field, QCheckBox):
            self._keep(field.objectName(), True if field.isChecked() else None)
        elif isinstance(field, QComboBox):
            self._keep(field.objectName(), field.currentText() or None)
        elif isinstance(field, QLineEdit):
            self._line_edited(field.objectName(), field.text().strip())

    def _line_edited(self, name: str, text: str) -> None:
        value: AttributeValue | None = text or None
        if self._labels[name].kind == "number" and text:
            if _NUMBER.fullmatch(text) is None:
                self._complain(name, "A number such as 12 or 0.5.")
                return
            value = int(text) if text.lstrip("+-").isdigit() else float(text)
        self._keep(name, value)

    def _keep(self, name: str, value: AttributeValue | None) -> None:
        self._complain(name, "")
        old = self._values.get(name)
        if (value, type(value)) != (old, type(old)):
            self.attribute_changed.emit(name, value)

    def _complain(self, name: str, text: str) -> None:
        field, label = self.fields[name], self.problems[name]
        label.setText(text)
        label.setVisible(bool(text))
        say_of(field, "wrong", bool(text))


def _fill(field: Field, value: AttributeValue | None) -> None:
    if isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QLineEdit):
        field.setText("" if value is None else str(value))
    else:
        text = "" if value is None else str(value)
        if field.findText(text) < 0:
            field.addItem(text)  # not a choice of the scheme any more, but what was kept
        field.setCurrentText(text)


def _below(field: Field, guideline: str, problem: QLabel) -> QWidget:
    """A field with its guideline and what is wrong below it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(field)
    if guideline:
        said = PlainLabel(guideline)
        said.setProperty("role", "mute")
        said.setWordWrap(True)
        column.addWidget(said)
    column.addWidget(problem)
    return made
