"""What was found in files: the first documents with their annotations, what is wrong, what the scheme does not have."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonpath
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from gui.import_look import Found, Page
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.reader import Reader
from gui.widgets.rows import RowsTable
from store.exchange.reading import Problem

_NO_PROBLEM = "Nothing is wrong."
_NO_DOCUMENT = "There is no document in these files that could be shown."
_NOT_SAID = "Something has to be said first, to the left; then the documents are shown here."
_NO_LABEL = "The scheme has every label that is used."


class FoundPanel(QTabWidget):
    """Three pages: the documents, the problems, the new labels."""

    def __init__(self, theme: Theme, paths: Sequence[Path]) -> None:
        super().__init__()
        self._folder = _common(paths)
        self._pages: list[Page] = []
        self.document, self.many = QComboBox(), PlainLabel("")
        self.reader = Reader("The first documents, to be read", theme)
        self.reader.set_empty_text("Reading…")
        self.problems = RowsTable("Problems", ("Where", "What is wrong", "Done"), (190, 0, 130), lines=2)
        self.labels = RowsTable("Labels that are new", ("Label", "For", "Times"), (240, 120, 0))
        self.cut = PlainLabel("")
        self.tabBar().setAccessibleName("What is shown of the files")
        self._lay_out()
        self.document.currentIndexChanged.connect(self._turn)

    def _lay_out(self) -> None:
        self.document.setAccessibleName("Document to look at")
        self.document.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for label in (self.many, self.cut):
            label.setProperty("role", "mute")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.document, 1)
        line.addWidget(self.many)
        self.setDocumentMode(True)
        for name, widgets in (("Preview", (line, self.reader)), ("Problems", (self.problems, self.cut)),
                              ("New labels", (self.labels,))):  # fmt: skip
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 12, 0, 0)
            layout.setSpacing(8)
            for one in widgets:
                layout.addWidget(one) if isinstance(one, QWidget) else layout.addLayout(one)
            self.addTab(page, name)

    def show_found(self, found: Found) -> None:
        """Show what is in the files."""
        self._pages = found.pages
        self.document.blockSignals(True)
        kept = self.document.currentText()
        self.document.clear()
        self.document.addItems([one.name for one in found.pages])
        self.document.setCurrentIndex(max(0, self.document.findText(kept)) if found.pages else -1)
        self.document.blockSignals(False)
        self.document.setVisible(bool(found.pages))
        count = f"{found.documents:,}{'' if found.whole else ' or more'}"
        self.many.setText(f"the first {len(found.pages):,} of {count}")
        self.many.setVisible(found.documents > len(found.pages))
        self.reader.set_empty_text(_NOT_SAID if found.question is not None else _NO_DOCUMENT)
        self._turn()
        self.show_problems(found.problems, found.problem_count)
        kinds = {"span": "spans", "relation": "relations"}
        rows = [(name, kinds.get(kind, kind), f"{times:,}") for (kind, name), times in found.labels.most_common()]
        self.labels.show_rows(rows, _NO_LABEL)
        self.setTabText(2, f"New labels  {len(rows):,}" if rows else "New labels")

    def show_problems(self, problems: Sequence[Problem], count: int) -> None:
        """Show what is wrong, of `count` problems the first ones."""
        self.problems.show_rows([self._row(one) for one in problems], _NO_PROBLEM)
        self.cut.setText(f"The first {len(problems):,} of {count:,} are shown." if count > len(problems) else "")
        self.cut.setVisible(count > len(problems))
        self.setTabText(1, f"Problems  {count:,}" if count else "Problems")

    def _row(self, one: Problem) -> tuple[str, str, str]:
        return self.short(one.where), self.short(one.what), one.done

    def short(self, told: str) -> str:
        """What is told, without the folder that all files lie in."""
        return told.replace(self._folder, "") if self._folder else told

    @Slot()
    def _turn(self) -> None:
        at = self.document.currentIndex()
        self.reader.show_picture(self._pages[at].picture if 0 <= at < len(self._pages) else None)


def _common(paths: Sequence[Path]) -> str:
    """The folder of all files, with its last separator; empty where there is none."""
    try:
        one = commonpath([path if path.is_dir() else path.parent for path in paths]) if paths else ""
    except ValueError:
        return ""
    return str(Path(one) / "x")[:-1] if one else ""
