"""The Compare view: any two sources scored, several measured for agreement, and the cases behind every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from annotate.scores.agreement import Agreement
from gui.compare_cases import EVERYTHING, Cases, Cell
from gui.compare_look import Asked, Choices, Comparison, Review
from gui.compare_tables import Table
from gui.dialogs.compare_agreement import AgreementTab
from gui.dialogs.compare_cases import CasesTab
from gui.dialogs.compare_choices import ChoicesPanel
from gui.dialogs.compare_models import ModelsTab
from gui.dialogs.compare_scores import ConfusionTab, ScoresTab
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.table_picture import tables_picture
from gui.widgets.work_line import WorkLine

Tab = Literal["scores", "confusion", "agreement", "cases", "models"]
TABS: tuple[tuple[Tab, str], ...] = (
    ("scores", "&Scores"), ("confusion", "Co&nfusion"), ("agreement", "&Agreement"), ("cases", "&Cases"),
    ("models", "&Models"),
)  # fmt: skip
KEYS: Mapping[Tab, str] = {
    "scores": "Arrows move in the table, Enter opens the cases behind a number.",
    "confusion": "Arrows move the cell, Enter opens its cases.",
    "agreement": "Arrows move in a table, Enter opens the cases behind a number.",
    "cases": "Enter shows a case in the article, Backspace goes back to the numbers.",
    "models": "Enter shows a case in the article.",
}


class CompareDialog(QDialog):
    """Asks for what is to be compared, and shows it. Nothing is computed here."""

    asked_changed = Signal()  # also: another tab is shown, for which something may have to be computed
    again_requested = Signal()
    cell_requested = Signal(object)
    case_requested = Signal(object)
    export_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self.setWindowTitle("Compare")
        self.setSizeGripEnabled(True)
        self.resize(1120, 760)
        self._theme, self._came_from, self._told = theme, 0, dict[str, str]()
        self.choices, self.compared, self.line = ChoicesPanel(), PlainLabel(""), WorkLine()
        self.tabs, self.scores, self.confusion = QTabWidget(), ScoresTab(theme), ConfusionTab(theme)
        self.agreement, self.cases, self.models = AgreementTab(theme), CasesTab(theme), ModelsTab(theme)
        self.export_button, self._close = QPushButton("&Export…"), QPushButton("Close")
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        widgets = (self.scores, self.confusion, self.agreement, self.cases, self.models)
        for (_, title), widget in zip(TABS, widgets, strict=True):
            self.tabs.addTab(widget, title)
        self.tabs.setDocumentMode(True)
        foot, layout = QHBoxLayout(), QVBoxLayout(self)
        foot.setSpacing(8)
        foot.addWidget(self.line, 1)
        for button in (self.export_button, self._close):
            button.setAutoDefault(False)
            foot.addWidget(button)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(self.choices)
        layout.addWidget(self.compared)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)

    def _join(self) -> None:
        self.choices.changed.connect(self.asked_changed)
        self.models.changed.connect(self.asked_changed)
        self.models.turned.connect(self.asked_changed)
        self.scores.shown_changed.connect(self.asked_changed)
        self.tabs.currentChanged.connect(self._show_tab)
        for tab in (self.scores, self.confusion, self.agreement):
            tab.cell_requested.connect(self._open)
        self.cases.everything_requested.connect(self._open_everything)
        self.cases.case_requested.connect(self.case_requested)
        self.models.case_requested.connect(self.case_requested)
        self.cases.left.connect(self._go_back)
        self.export_button.clicked.connect(self.export_requested)
        self._close.clicked.connect(self.reject)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.again_requested)

    @property
    def tab(self) -> Tab:
        """The tab that is in front."""
        return TABS[self.tabs.currentIndex()][0]

    @property
    def asked(self) -> Asked:
        """What is to be compared."""
        before, after = self.models.chosen
        return replace(self.choices.asked, before=before, after=after)

    def offer(self, found: Choices, asked: Asked, here: str) -> None:
        """Show what there is to choose from; `here` is the open document."""
        self.choices.offer(found, asked, here)
        self.models.offer(found.sources, asked)

    def go_to(self, tab: Tab) -> None:
        """Bring a tab to the front, with the keys in it."""
        self.tabs.setCurrentIndex([one for one, _ in TABS].index(tab))
        self.take_keys()

    def take_keys(self) -> None:
        """Give the keys to what is shown."""
        first = {
            "scores": self.scores.table, "confusion": self.confusion.view, "agreement": self.agreement.pairs,
            "cases": self.cases.table, "models": self.models.cases,
        }[self.tab]  # fmt: skip
        first.setFocus()

    def show_comparison(self, found: Comparison | None, why: str = "") -> None:
        """Show the scores of two sources, or why there are none."""
        self._told["scores"] = _compared(found) if found is not None else ""
        if found is not None and not found.compared:
            why = f"There is no document here that both {found.gold.name} and {found.other.name} have looked at."
        self.scores.show_nothing(why)
        self.confusion.show_comparison(found, why)
        self.cases.wait(why)

    def show_agreement(self, found: Agreement | None, why: str = "") -> None:
        """Show the agreement of several sources, or why there is none."""
        self.agreement.show_agreement(found, why)
        self._told["agreement"] = _agreed(found) if found is not None else ""

    def show_cases(self, found: Cases, gold: str, other: str) -> None:
        """Show the cases of a cell."""
        self.cases.show_cases(found, gold, other)

    def show_review(self, found: Review | None, why: str = "") -> None:
        """Show two models against gold, or why there is nothing to show."""
        self._told["models"] = _reviewed(found) if found is not None else ""
        self.models.show_review(found, why)

    def tell(self, text: str = "", role: str = "mute") -> None:
        """Nothing is being computed: say something, or which keys there are."""
        self.line.tell(text or KEYS[self.tab], role)
        self._tell_documents()
        self.export_button.setEnabled(self._any_lines)

    def _tell_documents(self) -> None:
        of_two = self.tab if self.tab in ("agreement", "models") else "scores"
        self.compared.setText(self._told.get(of_two, ""))

    @property
    def shown_tables(self) -> list[Table]:
        """What is shown, as tables."""
        match self.tab:
            case "scores":
                return [self.scores.shown_table]
            case "confusion":
                return [self.confusion.view.matrix.table]
            case "agreement":
                return self.agreement.shown_tables
            case "cases":
                return [self.cases.shown_table]
            case "models":
                return self.models.shown_tables

    @property
    def _any_lines(self) -> bool:
        """Whether there is something to export; thousands of cases are not made lines to tell that."""
        match self.tab:
            case "cases":
                return bool(self.cases.table.cases.cases)
            case "models":
                return bool(self.models.table.figures.table.lines or self.models.cases.cases.cases)
            case _:
                return any(table.lines for table in self.shown_tables)

    @property
    def told(self) -> str:
        """What was compared, in a sentence or two: it goes out with the tables."""
        asked, what = self.asked, self.compared.text()
        if self.tab == "agreement":
            return f"Agreement of {', '.join(asked.agreeing)}. {what}"
        if self.tab == "models":
            return f"Gold: {asked.gold}; from {asked.before} to {asked.after}. {self.models.chance.text()}"
        how = f" {self.scores.meaning.text()}" if self.tab == "scores" else ""
        return f"Gold: {asked.gold}; compared: {asked.other}. {what}{how}"

    def picture(self) -> QImage:
        """What is shown, as a picture."""
        if self.tab == "confusion":
            return self.confusion.view.picture()
        return tables_picture(self.shown_tables[:1] if self.tab == "models" else self.shown_tables, self._theme)

    @Slot(int)
    def _show_tab(self, _at: int) -> None:
        if not self.tabs.tabBar().hasFocus():  # by its letter: arrows that go from tab to tab stay there
            self.take_keys()
        self._tell_documents()
        self.asked_changed.emit()

    @Slot(object)
    def _open(self, cell: Cell) -> None:
        self._came_from = self.tabs.currentIndex()
        self.cases.wait()
        self.cell_requested.emit(cell)
        self.go_to("cases")

    @Slot()
    def _open_everything(self) -> None:
        self.cases.wait()
        self.cell_requested.emit(EVERYTHING)
        self.cases.table.setFocus()

    @Slot()
    def _go_back(self) -> None:
        self.tabs.setCurrentIndex(self._came_from)
        self.take_keys()


def _agreed(found: Agreement) -> str:
    docs = f"{found.documents:,} {'document' if found.documents == 1 else 'documents'}"
    return f"{docs} that two or more of these {len(found.annotators):,} sources have looked at."


def _reviewed(found: Review) -> str:
    docs = found.progress.documents
    return f"{docs:,} {'document' if docs == 1 else 'documents'} that gold and both have looked at."


def _compared(found: Comparison) -> str:
    """How many documents are compared, and how many only one has looked at."""
    docs = len(found.compared)
    told = f"{docs:,} {'document is' if docs == 1 else 'documents are'} compared"
    alone = [
        f"{count:,} only {source.name} has looked at"
        for count, source in zip(found.only, (found.gold, found.other), strict=True)
        if count
    ]
    return f"{told}; {', '.join(alone)}." if alone else f"{told}; there is none that only one of the two has looked at."
