"""The list of the Train view: the training that goes on, and the models that were trained on the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotate.pipelines.card import percent
from gui.plain import plain_tip
from gui.theme import Theme, font
from gui.train_going import Going
from gui.train_models import Kept
from gui.train_words import day, state_told
from gui.widgets.hint import EmptyHint

_ENTRY = Qt.ItemDataRole.UserRole
_ROW, _SCORE, _BAR = 56, 64, 4  # pixels: a row, the room of its score, the bar of what goes on
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
        self.setItemDelegate(_Rows(theme, self))
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
            item.setData(_ENTRY, entry)
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
        return item.data(_ENTRY) if item is not None else None

    @property
    def entries(self) -> list[Entry]:
        """All rows."""
        return [self.item(at).data(_ENTRY) for at in range(self.count())]


class _Rows(QStyledItemDelegate):
    """Draws a name, a line below it, and to the right the score."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        entry: Entry = index.data(_ENTRY)
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state, theme = option.state, self._theme  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        if state & QStyle.StateFlag.State_Selected:
            p.fillRect(rect, QColor(theme.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            p.fillRect(rect, QColor(theme.hover))
        inner = rect.adjusted(12, 7, -12, -9)
        score = _SCORE if entry.score else 0
        self._text(p, inner.adjusted(0, 0, -score, -inner.height() / 2), entry.name, theme.text, bold=True)
        below = theme.warn if entry.missing else theme.mute
        self._text(p, inner.adjusted(0, inner.height() / 2, 0, 0), entry.below, below)
        if entry.score:
            self._score(p, inner, entry)
        if entry.done is not None:
            self._bar(p, rect, entry.done)
        p.restore()

    def _text(self, p: QPainter, room: QRectF, text: str, colour: str, *, bold: bool = False) -> None:
        p.setFont(font(13, QFont.Weight.DemiBold) if bold else font(12))
        p.setPen(QColor(colour))
        shown = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _score(self, p: QPainter, inner: QRectF, entry: Entry) -> None:
        room = QRectF(inner.right() - _SCORE, inner.top(), _SCORE, inner.height() / 2)
        p.setFont(font(13, QFont.Weight.DemiBold))
        p.setPen(QColor(self._theme.mute if entry.missing else self._theme.text))
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.score)

    def _bar(self, p: QPainter, rect: QRectF, done: float) -> None:
        track = QRectF(rect.left() + 12, rect.bottom() - _BAR - 2, rect.width() - 24, _BAR)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((track.width(), self._theme.faint), (track.width() * done, self._theme.accent)):
            p.setBrush(QColor(colour))
            p.drawRoundedRect(QRectF(track.left(), track.top(), width, _BAR), 2, 2)
