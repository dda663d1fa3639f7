"""The tab of the Compare view that shows cases in their context."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.compare_cases import EVERYTHING, MOST, Case, Cases
from gui.compare_tables import Figure, Head, Line, Table
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.cases import CasesTable

_WAITING = "Looking for the cases…"
_OFTEN = 5  # kinds that are told
_HEADS = ("Document", "Start", "End", "Before", "Text", "After")


class CasesTab(QWidget):
    """The cases of a cell, or all that differs; by kind and by pair of labels."""

    case_requested = Signal(object)
    everything_requested = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.heading, self.told = PlainLabel(""), PlainLabel("")
        self.kinds, self.labels = QComboBox(), QComboBox()
        self.everything, self.table = QPushButton("Ever&ything that differs"), CasesTable(theme)
        self._found, self._titles, self._why = Cases(), ("Gold", "Other", "Kind"), _WAITING
        self.heading.setProperty("role", "heading")
        self.told.setProperty("role", "mute")
        self.told.setWordWrap(True)
        self.kinds.setAccessibleName("Kind of the cases")
        self.labels.setAccessibleName("Labels of the cases")
        self.everything.setAutoDefault(False)
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._filter)
        self.labels.currentIndexChanged.connect(self._filter)
        self.everything.clicked.connect(self.everything_requested)
        self.table.case_requested.connect(self.case_requested)
        self.table.left.connect(self.left)
        self.wait()

    def _lay_out(self) -> None:
        line, layout = QHBoxLayout(), QVBoxLayout(self)
        line.setSpacing(8)
        line.addWidget(self.heading, 1)
        for widget in (self.kinds, self.labels, self.everything):
            line.addWidget(widget)
        for box in (self.kinds, self.labels):
            box.setMinimumWidth(200)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)

    def wait(self, why: str = "") -> None:
        """There are no cases now: they are being looked for, or something else is why."""
        self._why = why or _WAITING
        self._offer(Cases())
        self.heading.setText("")
        self.told.setText("")
        self.table.show_cases((), self._titles, self._why)

    def show_cases(self, found: Cases, gold: str, other: str) -> None:
        """Show the cases of another cell."""
        one = "Gold" if not found.cell.sources else "First"
        self._titles = f"{one}: {gold}", other, "Kind"
        if len(found.cell.sources) > 2:
            self._titles = "First of the two", "Second", "Kind"
        self._why = f"{gold} and {other} say the same in all these documents." if found.cell.column == "any" else ""
        self._offer(found)
        title = found.cell.title or "Everything that differs"
        count = f"{found.total:,} {'case' if found.total == 1 else 'cases'}"
        self.heading.setText(f"{title}: {count}")
        self.told.setText(summary(found))
        self.everything.setVisible(found.cell != EVERYTHING)
        self._filter()

    @property
    def shown_table(self) -> Table:
        """What is listed now, as a table."""
        numbers = ("Start", "End")
        heads = [Head(title, number=title in numbers) for title in _HEADS]
        heads += [Head(title, number=False) for title in self._titles]
        return Table("Cases", tuple(heads), tuple(_line(case) for case in self.table.cases.cases))

    def _offer(self, found: Cases) -> None:
        self._found = found
        pairs = found.cases.labels
        for box, every, lines in (
            (self.kinds, "All kinds", found.kinds.items()),
            (self.labels, "All labels", ((pair, count) for pair, count in pairs.most_common())),
        ):
            box.blockSignals(True)
            box.clear()
            box.addItem(every, None)
            for value, count in lines:
                text = value if isinstance(value, str) else " → ".join(value)
                box.addItem(f"{' '.join(text.split())}  ({count:,})", value)
            box.setEnabled(box.count() > 2)
            box.blockSignals(False)

    @Slot()
    def _filter(self) -> None:
        kind, labels = self.kinds.currentData(), self.labels.currentData()
        shown = self._found.cases.only(kind, tuple(labels) if labels is not None else None)
        filtered = "No case is of this kind and these labels." if self._found.cases else self._why
        self.table.show_cases(shown, self._titles, filtered or "No cases.")


def summary(found: Cases) -> str:
    """The most frequent kinds and texts, in a line."""
    if not found.total:
        return ""
    told = [f"Most frequent: {_counted(found.kinds.items())}."]
    if found.texts:
        told.append(f"Texts: {_counted((f'“{_short(text)}”', count) for text, count in found.texts.items())}.")
    if found.total > len(found.cases):
        told.append(f"The first {MOST:,} are listed.")
    return "   ".join(told)


def _counted(lines: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in list(lines)[:_OFTEN])


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _line(case: Case) -> Line:
    place = case.place
    texts = (
        place.name, str(place.range.start), str(place.range.end), place.before, place.text, place.after, case.gold,
        case.other, case.kind,
    )  # fmt: skip
    return Line(tuple(Figure(text) for text in texts))
