"""The list of the Train view: the training that goes on, and the models that were trained on the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from annotate.pipelines.card import percent
from gui.plain import plain_tip
from gui.theme import Theme
from gui.train_going import Going
from gui.train_models import Kept
from gui.train_words import day, state_told
from gui.widgets.hint import EmptyHint
from gui.widgets.two_lines import SHOWN, TwoLines, TwoLinesDelegate

_ROW = 56  # pixels, of which a bar takes the lowest
_EMPTY = "No model was trained on this project yet."


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. `kept` None: the training that goes on, of which `done` is how much; `missing`: the folder is gone."""

    name: str
    below: str
    score: str = ""
    missing: bool = False
    done: float | None = None
    kept: Kept | None = None


def entry_of(kept: Kept) -> Entry:
    """A model's row."""
    model = kept.model
    below = f"{day(model)}, {model.documents:,} {'document' if model.documents == 1 else 'documents'}"
    gone = kept.folder is None
    score = percent(model.f1) if model.f1 is not None else "–"
    return Entry(f"{model.name} {model.version}", f"{below}, folder gone" if gone else below, score, gone, None, kept)


def entry_going(going: Going) -> Entry:
    """The row of what goes on."""
    best = going.best
    return Entry(going.output.name, state_told(going), percent(best.f1) if best is not None else "", False, going.done)


class TrainList(QListWidget):
    """Rows by name, with a line about each and its F1."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Trained models")
        self.setProperty("role", "boxed")
        self.setItemDelegate(TwoLinesDelegate(theme, self, _lines_of, _ROW, 7, 9))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = EmptyHint(self)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other rows; what is current stays, nothing is told of it."""
        at, same = self.currentRow(), len(entries) == self.count()
        self.blockSignals(True)
        if not same:
            self.clear()
        for row, entry in enumerate(entries):
            item = self.item(row) if same else QListWidgetItem(self)
            item.setText(entry.name)
            item.setData(SHOWN, entry)
            spoken = f"{entry.below}, F1 {entry.score}" if entry.score else entry.below
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, spoken)
            item.setToolTip(plain_tip(f"{entry.name}\n{entry.below}"))
        if same:
            self.setCurrentRow(at)
        self.blockSignals(False)
        self.hint.tell("" if entries else _EMPTY)

    @property
    def entry(self) -> Entry | None:
        """The row that is current."""
        item = self.currentItem()
        return item.data(SHOWN) if item is not None else None

    @property
    def entries(self) -> list[Entry]:
        """All rows."""
        return [self.item(at).data(SHOWN) for at in range(self.count())]


def _lines_of(entry: Entry) -> TwoLines:
    return TwoLines(entry.name, entry.below, entry.score, entry.missing, entry.done)
