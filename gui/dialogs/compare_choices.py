"""What is compared: the sources, the documents, the labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QWidget

from gui.compare_look import Asked, Choices, Documents
from gui.plain import PlainLabel
from gui.widgets.tick_button import TickButton
from store.sources import Source

_DOCUMENTS: tuple[tuple[Documents, str], ...] = (
    ("both", "All that both have looked at"), ("done", "Those that are done, as gold says"), ("open", "The open one"),
)  # fmt: skip
_WIDTH = 236  # pixels of a field
_KINDS = {"gold": 0, "person": 1, "import": 2, "model": 3}


class ChoicesPanel(QWidget):
    """The head of the Compare view. `changed` says that something else is asked for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.gold, self.other, self.documents = QComboBox(), QComboBox(), QComboBox()
        self.agreeing = TickButton("Sources whose agreement is measured", "sources", none_is_all=False)
        self.labels = TickButton("Labels that are compared", "labels", none_is_all=True)
        self.boilerplate = QCheckBox("&Boilerplate counts")
        self.gold.setAccessibleName("Gold: the source that is taken to be right")
        self.other.setAccessibleName("The source that is compared with it")
        self.documents.setAccessibleName("Documents that are compared")
        self._here = ""
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        rows = (
            (("&Gold", self.gold), ("Compared &with", self.other), ("Agreement &of", self.agreeing)),
            (("&Documents", self.documents), ("&Labels", self.labels)),
        )
        for row, fields in enumerate(rows):
            for at, (text, field) in enumerate(fields):
                label = PlainLabel(text)
                label.setBuddy(field)
                grid.addWidget(label, row, 2 * at)
                grid.addWidget(field, row, 2 * at + 1)
                field.setMinimumWidth(_WIDTH)
        grid.addWidget(self.boilerplate, 1, 4, 1, 2)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(grid)
        line.addStretch()

    def _join(self) -> None:
        for box in (self.gold, self.other, self.documents):
            box.currentIndexChanged.connect(self._note)
        self.boilerplate.toggled.connect(self._note)
        self.agreeing.changed.connect(self._note)
        self.labels.changed.connect(self._note)

    def offer(self, found: Choices, asked: Asked, here: str) -> None:
        """Show what there is to choose from, and choose what was asked for."""
        self.blockSignals(True)
        self._here = here
        for box, chosen in ((self.gold, asked.gold), (self.other, asked.other)):
            offer_sources(box, found.sources, chosen)
        self.documents.clear()
        for value, text in _DOCUMENTS if here else _DOCUMENTS[:2]:
            self.documents.addItem(text, value)
        self.documents.setCurrentIndex(max(self.documents.findData(asked.documents), 0))
        self.agreeing.offer([one.name for one, _ in found.sources], asked.agreeing)
        self.labels.offer(found.labels, asked.labels)
        self.boilerplate.setChecked(asked.boilerplate)
        self.blockSignals(False)

    @property
    def asked(self) -> Asked:
        """What is chosen here."""
        return Asked(
            gold=self.gold.currentData() or "",
            other=self.other.currentData() or "",
            agreeing=self.agreeing.ticked,
            documents=self.documents.currentData() or "both",
            here=self._here,
            labels=frozenset(self.labels.ticked) if len(self.labels.ticked) < self.labels.list.count() else frozenset(),
            boilerplate=self.boilerplate.isChecked(),
        )

    @Slot()
    def _note(self) -> None:
        self.changed.emit()


def offer_sources(box: QComboBox, sources: Sequence[tuple[Source, int]], chosen: str) -> None:
    """Fill a list with sources, each with how many documents it has looked at."""
    box.clear()
    for one, count in sources:
        box.addItem(f"{' '.join(one.name.split())}  ({count:,})", one.name)
    box.setCurrentIndex(max(box.findData(chosen), 0) if sources else -1)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # a name may be long
    box.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)


def proposed(found: Choices, annotator: str) -> Asked:
    """What is compared at first: gold or one's own work against somebody else's or a model's; the newest two models."""
    busy = [one for one, count in found.sources if count] or [one for one, _ in found.sources]
    ranked = sorted(busy, key=lambda one: (_KINDS[one.kind], one.name != annotator))
    names = [*(one.name for one in ranked), "", ""]
    people = tuple(one.name for one in busy if one.kind == "person")
    models = [one.name for one in busy if one.kind == "model"]
    versions = (models if len(models) > 1 else [name for name in names[1:] if name])[-2:]
    return Asked(
        gold=names[0],
        other=names[1],
        agreeing=people if len(people) > 1 else tuple(name for name in names[:2] if name),
        before=versions[0] if versions else "",
        after=versions[-1] if versions else "",
    )
