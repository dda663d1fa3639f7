"""The value of a number or date span: as written and what it means, corrected field by field."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from annotate.model import Modifier, Value
from annotate.scheme import Meaning
from annotate.values import describe, plain_amount, wrong_fields
from gui.dressing import say_of
from gui.plain import PlainLabel

_MODIFIERS: tuple[tuple[str, Modifier | None], ...] = (
    ("exactly", "="),
    ("less than  <", "<"),
    ("at most  ≤", "<="),
    ("more than  >", ">"),
    ("at least  ≥", ">="),
    ("about  ≈", "~"),
)
_NAMES = {
    "modifier": "Modifier", "amount": "Amount", "upper": "Upper end", "unit": "Unit", "vague": "Vague",
    "ordinal": "Ordinal", "date": "Date",
}  # fmt: skip
_NUMBER = frozenset(("modifier", "amount", "upper", "unit", "vague", "ordinal"))
_DATE = frozenset(("modifier", "date"))
_EXAMPLES = {
    "amount": "1000, 0.25 …", "upper": "only for a range", "unit": "percent, USD, km …", "vague": "dozens, several …",
    "ordinal": "33", "date": "2016-10-04, 2016-09, P5Y …",
}  # fmt: skip
_SHOWN = 80  # code points of the text that are shown


class ValueEditor(QWidget):
    """A checked field for each part of a value; what is wrong stands below its field, and is not kept.

    `value_changed` has a well-formed value; `finished` says that Enter was pressed and all is well; `parse_requested`
    that the value is to be read anew from the text.
    """

    value_changed = Signal(object)
    finished = Signal()
    parse_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._value: Value | None = None
        self._shown: object = None
        self.written, self.meaning = PlainLabel(""), PlainLabel("")
        self.modifier = QComboBox()
        for text, modifier in _MODIFIERS:
            self.modifier.addItem(text, modifier)
        self.amount, self.upper, self.unit = QLineEdit(), QLineEdit(), QLineEdit()
        self.vague, self.ordinal, self.date = QLineEdit(), QLineEdit(), QLineEdit()
        self.again = QPushButton("Read anew from the text")
        self.problems: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._lay_out()
        self.modifier.activated.connect(self._edited)
        self.again.clicked.connect(self.parse_requested)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addLayout(self._both(), 0, 0, 1, 2)
        for at, (name, field) in enumerate(self._fields().items()):
            label = PlainLabel(_NAMES[name])
            label.setProperty("role", "mute")
            label.setBuddy(field)
            field.setAccessibleName(_NAMES[name])
            problem = PlainLabel("")
            problem.setProperty("role", "warn")
            problem.setWordWrap(True)
            problem.hide()
            grid.addWidget(label, 2 * at + 1, 0)
            grid.addWidget(field, 2 * at + 1, 1)
            grid.addWidget(problem, 2 * at + 2, 1)
            self._names[name], self.problems[name] = label, problem
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(_EXAMPLES[name])
                field.editingFinished.connect(self._edited)
                field.textEdited.connect(self._preview)
        self.again.setToolTip("Shift+F2")
        grid.addWidget(self.again, 2 * len(_NAMES) + 1, 0, 1, 2)

    def _both(self) -> QGridLayout:
        """As written beside what it means."""
        both = QGridLayout()
        both.setHorizontalSpacing(10)
        both.setVerticalSpacing(2)
        both.setContentsMargins(0, 0, 0, 4)
        both.setColumnStretch(0, 1)
        both.setColumnStretch(1, 1)
        for column, (heading, shown) in enumerate((("As written", self.written), ("Meaning", self.meaning))):
            above = PlainLabel(heading)
            above.setProperty("role", "mute")
            shown.setWordWrap(True)
            shown.setAccessibleName(heading)
            both.addWidget(above, 0, column)
            both.addWidget(shown, 1, column, Qt.AlignmentFlag.AlignTop)
        return both

    def _fields(self) -> dict[str, QComboBox | QLineEdit]:
        return {"modifier": self.modifier, **self._lines()}

    def _lines(self) -> dict[str, QLineEdit]:
        return {
            "amount": self.amount,
            "upper": self.upper,
            "unit": self.unit,
            "vague": self.vague,
            "ordinal": self.ordinal,
            "date": self.date,
        }

    def show_value(self, value: Value | None, meaning: Meaning, *, text: str = "", key: str = "") -> None:
        """Show the value of a text; what is being typed stays where `key` and value are those that are shown."""
        shown = (key, text, value, meaning)
        if shown == self._shown:
            return
        self._shown, self._value = shown, value
        flat = " ".join(text.split())
        self.written.setText(flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…")
        needed = _needed(value, meaning)
        for name, field in self._fields().items():
            self._names[name].setVisible(name in needed)
            field.setVisible(name in needed)
        self.restore()

    def restore(self) -> None:
        """Put back what the fields said before somebody typed."""
        shown = self._value or Value()
        self.modifier.setCurrentIndex(max(0, self.modifier.findData(shown.modifier or "=")))
        for name, field in self._lines().items():
            said = getattr(shown, name)
            field.setText("" if said is None else str(said))
        self._complain({})
        self._mean(self._value)

    def focus(self) -> None:
        """Give the focus to the first field."""
        self.modifier.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._edited():
                self.finished.emit()
            return
        super().keyPressEvent(event)

    @Slot()
    def _edited(self) -> bool:
        """Keep what the fields say, if all of it is well. Whether it is."""
        value, wrong = self._entered()
        self._complain(wrong)
        self._mean(None if wrong else value)
        if not wrong and value != self._value:
            self.value_changed.emit(value)
        return not wrong

    @Slot()
    def _preview(self) -> None:
        """While somebody types: what it would mean, and no more complaint about what is mended."""
        value, wrong = self._entered()
        self._mean(None if wrong else value)
        self._complain({name: text for name, text in wrong.items() if self.problems[name].isVisibleTo(self)})

    def _entered(self) -> tuple[Value | None, dict[str, str]]:
        """What the fields say, and what is wrong with them by name."""
        said = {name: field.text().strip() or None for name, field in self._lines().items()}
        number = said["ordinal"]
        is_number = number is None or (number.isascii() and number.isdigit() and len(number) <= 9)
        value = Value(
            amount=plain_amount(said["amount"]) if said["amount"] else None,
            upper=plain_amount(said["upper"]) if said["upper"] else None,
            unit=said["unit"],
            vague=said["vague"],
            date=said["date"],
            ordinal=int(number) if number is not None and is_number else None,
        )
        wrong = wrong_fields(value) if is_number else {**wrong_fields(value), "ordinal": "a whole number, such as 33"}
        if value == Value():
            return None, wrong
        return replace(value, modifier=self._modifier(value)), wrong

    def _modifier(self, value: Value) -> Modifier | None:
        """Amounts say “exactly”; for dates and vague counts it goes without saying."""
        chosen: Modifier = self.modifier.currentData()
        if chosen != "=" or value.amount is not None:
            return chosen
        return "=" if self._value is not None and self._value.modifier == "=" else None

    def _mean(self, value: Value | None) -> None:
        self.meaning.setText((describe(value) if value is not None else "") or "–")

    def _complain(self, wrong: dict[str, str]) -> None:
        for name, field in self._fields().items():
            text, label = wrong.get(name, ""), self.problems[name]
            label.setText(text[:1].upper() + text[1:] + ("." if text else ""))
            label.setVisible(bool(text))
            field.setAccessibleDescription(text)
            say_of(field, "wrong", bool(text))


def _needed(value: Value | None, meaning: Meaning) -> frozenset[str]:
    """The fields of a meaning, and those that the value has all the same."""
    said = {name for name in _NAMES if value is not None and getattr(value, name) is not None}
    return (_DATE if meaning == "date" else _NUMBER) | said
