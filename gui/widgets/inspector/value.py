"""The value of a number or date span: shown, and corrected field by field."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from annotate.errors import InputError
from annotate.model import Modifier, Value
from annotate.scheme import Meaning
from annotate.values import check_value

_MODIFIERS: tuple[tuple[str, Modifier | None], ...] = (
    ("exactly", "="),
    ("less than  <", "<"),
    ("at most  ≤", "<="),
    ("more than  >", ">"),
    ("at least  ≥", ">="),
    ("about  ≈", "~"),
)


class ValueEditor(QWidget):
    """Fields for amount, upper end, modifier and unit, or for a date. `value_changed` has a well-formed value."""

    value_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._value: Value | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.modifier = QComboBox()
        for text, modifier in _MODIFIERS:
            self.modifier.addItem(text, modifier)
        self.amount, self.upper, self.unit = QLineEdit(), QLineEdit(), QLineEdit()
        self.vague, self.ordinal, self.date = QLineEdit(), QLineEdit(), QLineEdit()
        self.unit.setPlaceholderText("percent, USD, km …")
        self.upper.setPlaceholderText("only for a range")
        self.date.setPlaceholderText("2016-10-04, 2016-09, P5Y …")
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        for at, (name, field) in enumerate(self._fields().items()):
            label = QLabel(name)
            label.setProperty("role", "mute")
            label.setBuddy(field)
            field.setAccessibleName(name)
            self._grid.addWidget(label, at, 0)
            self._grid.addWidget(field, at, 1)
            self._rows[name] = (label, field)
            if isinstance(field, QLineEdit):
                field.editingFinished.connect(self._edited)
        self.modifier.activated.connect(self._edited)
        self.problem = QLabel("")
        self.problem.setProperty("role", "warn")
        self.problem.setWordWrap(True)
        self._grid.addWidget(self.problem, len(self._rows), 0, 1, 2)

    def _fields(self) -> dict[str, QWidget]:
        return {
            "Modifier": self.modifier,
            "Amount": self.amount,
            "Upper end": self.upper,
            "Unit": self.unit,
            "Vague": self.vague,
            "Ordinal": self.ordinal,
            "Date": self.date,
        }

    def show_value(self, value: Value | None, meaning: Meaning) -> None:
        """Show a value with the fields that it needs."""
        self._value = value
        shown = value or Value()
        self.modifier.setCurrentIndex(max(0, self.modifier.findData(shown.modifier or "=")))
        for field, text in (
            (self.amount, shown.amount),
            (self.upper, shown.upper),
            (self.unit, shown.unit),
            (self.vague, shown.vague),
            (self.date, shown.date),
            (self.ordinal, None if shown.ordinal is None else str(shown.ordinal)),
        ):
            field.setText(text or "")
        self._complain("")
        needed = _needed(shown, meaning)
        for name, (label, field) in self._rows.items():
            label.setVisible(name in needed)
            field.setVisible(name in needed)

    @Slot()
    def _edited(self) -> None:
        try:
            value = self._entered()
            if value is not None:
                check_value(value)
        except InputError as problem:
            self._complain(str(problem))
            return
        self._complain("")
        if value != self._value:
            self.value_changed.emit(value)

    def _entered(self) -> Value | None:
        def text(field: QLineEdit) -> str | None:
            return field.text().strip() or None

        ordinal = text(self.ordinal)
        if ordinal is not None and not (ordinal.isascii() and ordinal.isdigit()):
            raise InputError("an ordinal is a whole number from 0")
        value = Value(
            amount=(text(self.amount) or "").replace(",", "").replace("\u202f", "").replace(" ", "") or None,
            upper=text(self.upper),
            unit=text(self.unit),
            vague=text(self.vague),
            date=text(self.date),
            ordinal=None if ordinal is None else int(ordinal),
        )
        if value.amount is not None:
            value = replace(value, modifier=self.modifier.currentData())
        return None if value == Value() else value

    def _complain(self, text: str) -> None:
        self.problem.setText(text[:1].upper() + text[1:] + ("." if text else ""))
        self.problem.setVisible(bool(text))


def _needed(value: Value, meaning: Meaning) -> set[str]:
    if value.ordinal is not None:
        return {"Ordinal"}
    if value.date is not None or meaning == "date":
        return {"Date"}
    needed = {"Modifier", "Amount", "Upper end", "Unit"}
    return needed | {"Vague"} if value.vague is not None else needed
