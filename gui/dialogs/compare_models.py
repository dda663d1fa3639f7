"""The tab of the Compare view that reviews two models against gold: what got better, what worse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.compare_agreed import chance_told, versions_table
from gui.compare_cases import Cases
from gui.compare_look import Asked, Review
from gui.compare_tables import Figure, Head, Line, Table
from gui.dialogs.compare_choices import offer_sources
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.cases import CasesTable
from gui.widgets.figures import FiguresTable
from store.sources import Source

_WAITING = "Comparing the models…"
NO_MODELS = "Choose two different sources: two models, two versions of one, or imports of what they say."


class ModelsTab(QWidget):
    """Numbers of both side by side; below, the cases that are right in one and wrong in the other."""

    changed = Signal()  # other models
    turned = Signal()  # better or worse
    case_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.before, self.after, self.side = QComboBox(), QComboBox(), QComboBox()
        self.chance, self.told = PlainLabel(""), PlainLabel("")
        self.table, self.cases = FiguresTable("Two models", theme), CasesTable(theme)
        self.before.setAccessibleName("The first model")
        self.after.setAccessibleName("The second model")
        self.side.setAccessibleName("Which cases")
        self.chance.setProperty("role", "mute")
        self.told.setProperty("role", "mute")
        for label in (self.chance, self.told):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self._offer_sides(None)
        self.before.currentIndexChanged.connect(self._note)
        self.after.currentIndexChanged.connect(self._note)
        self.side.currentIndexChanged.connect(self._turn)
        self.cases.case_requested.connect(self.case_requested)

    def _lay_out(self) -> None:
        line, below, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        first, second = PlainLabel("&From"), PlainLabel("&to")
        first.setBuddy(self.before)
        second.setBuddy(self.after)
        for widget in (first, self.before, second, self.after):
            line.addWidget(widget)
        line.addWidget(self.chance, 1)
        for box in (self.before, self.after, self.side):
            box.setMinimumWidth(200)
        below.addWidget(self.side)
        below.addWidget(self.told, 1)
        for row in (line, below):
            row.setSpacing(8)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(self.table, 2)
        layout.addLayout(below)
        layout.addWidget(self.cases, 3)

    def offer(self, sources: Sequence[tuple[Source, int]], asked: Asked) -> None:
        """Show what there is to choose from, models first: what a model said elsewhere comes in as an import."""
        models = sorted(sources, key=lambda one: one[0].kind != "model")
        self.blockSignals(True)
        offer_sources(self.before, models, asked.before)
        offer_sources(self.after, models, asked.after)
        self.blockSignals(False)

    @property
    def chosen(self) -> tuple[str, str]:
        """Names of the two models."""
        return self.before.currentData() or "", self.after.currentData() or ""

    @property
    def better(self) -> bool:
        """Whether what got better is listed, or what got worse."""
        return self.side.currentData() != "worse"

    def show_review(self, found: Review | None, why: str = "") -> None:
        """Show other numbers, or why there are none."""
        self._offer_sides(found)
        for widget in (self.side, self.told, self.cases):
            widget.setVisible(found is not None)
        if found is None:
            self.chance.setText("")
            self.table.show_table(Table("Models", ()), why or _WAITING)
            self.show_turned(None, found)
            return
        self.chance.setText(chance_told(found))
        self.table.show_table(versions_table(found))

    def show_turned(self, found: Cases | None, review: Review | None) -> None:
        """Show the cases that are right in one and wrong in the other."""
        if found is None or review is None:
            self.told.setText("")
            self.cases.show_cases((), ("", "", ""), " ")
            return
        texts = ", ".join(f"“{text[:40]}” {count:,}" for text, count in found.texts.items())
        self.told.setText(f"Most frequent: {texts}." if texts else "")
        empty = "Nothing got better." if self.better else "Nothing got worse."
        self.cases.show_cases(found.cases, (review.before.name, review.after.name, "Gold"), empty)

    @property
    def shown_tables(self) -> list[Table]:
        """The numbers, and what is listed."""
        heads = ("Document", "Start", "End", "Text", *self.cases.cases.titles[2:])
        lines = [
            (case.place.name, str(case.place.range.start), str(case.place.range.end), case.place.text, case.gold,
             case.other, case.kind)
            for case in self.cases.cases.cases
        ]  # fmt: skip
        name = "Better" if self.better else "Worse"
        listed = Table(
            name,
            tuple(Head(one, 160 if at else 0, number=False) for at, one in enumerate(heads)),
            tuple(Line(tuple(Figure(text) for text in line)) for line in lines),
        )
        return [self.table.figures.table, listed]

    def _offer_sides(self, found: Review | None) -> None:
        chosen = self.side.currentData()
        counts = (len(found.progress.better), len(found.progress.worse)) if found is not None else (0, 0)
        self.side.blockSignals(True)
        self.side.clear()
        for value, text, count in (("better", "Got better", counts[0]), ("worse", "Got worse", counts[1])):
            self.side.addItem(f"{text}  ({count:,})", value)
        self.side.setCurrentIndex(max(self.side.findData(chosen), 0))
        self.side.setEnabled(found is not None)
        self.side.blockSignals(False)

    @Slot()
    def _note(self) -> None:
        self.changed.emit()

    @Slot()
    def _turn(self) -> None:
        self.turned.emit()
