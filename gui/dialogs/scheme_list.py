"""The list of the scheme editor: names of labels, and to the right how often each is used and its key."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotate.scheme import AttributeLabel, SpanLabel
from annotate.scheme_edit import Label
from gui.dialogs.scheme_fields import swatch
from gui.theme import Theme, font

_ASIDE = Qt.ItemDataRole.UserRole + 1
_CAP, _GAP, _EDGE = 18, 8, 8  # pixels: a key cap, between two things, at the edge
_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside a label's name."""

    used: int = 0
    hotkey: str = ""
    retired: bool = False

    @property
    def words(self) -> str:
        """The same for a screen reader."""
        used = f"{self.used:,} {'annotation' if self.used == 1 else 'annotations'}" if self.used else ""
        parts = ("retired" if self.retired else "", used, f"key {self.hotkey}" if self.hotkey else "")
        return ", ".join(part for part in parts if part)


def show_in(item: QListWidgetItem, label: Label, used: int, theme: Theme) -> None:
    """Make an item show a label that `used` annotations have."""
    aside = Aside(used)
    if not isinstance(label, AttributeLabel):
        aside = Aside(used, label.hotkey or "", label.retired)
    item.setText(label.name)
    item.setData(Qt.ItemDataRole.UserRole, label.name)
    item.setData(_ASIDE, aside)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (label.name, aside.words))))
    if isinstance(label, SpanLabel):
        item.setIcon(swatch(theme, label.slot))


class LabelDelegate(QStyledItemDelegate):
    """The name with its colours as Qt draws it, in the room that is left."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(_HEIGHT)
        return size

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        aside: Aside = index.data(_ASIDE) or Aside()
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        if option.state & QStyle.StateFlag.State_Selected:  # pyright: ignore[reportAttributeAccessIssue]
            p.fillRect(rect, QColor(self._theme.accent_soft))
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._cap(p, rect, aside.hotkey) - _GAP
        p.setFont(font(11))
        p.setPen(QColor(self._theme.mute))
        told = "retired" if aside.retired else f"{aside.used:,}" if aside.used else ""
        room = QRectF(rect.left(), rect.top(), left - rect.left(), rect.height())
        p.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
        width = p.fontMetrics().horizontalAdvance(told)
        p.restore()
        named = QStyleOptionViewItem(option)
        named.rect.setRight(int(left - width - _GAP))  # pyright: ignore[reportAttributeAccessIssue]
        super().paint(p, named, index)

    def _cap(self, p: QPainter, rect: QRectF, key: str) -> float:
        """A key cap at the right edge, or the room for one; where it begins."""
        cap = QRectF(rect.right() - _EDGE - _CAP, rect.center().y() - _CAP / 2, _CAP, _CAP)
        if key:
            p.setPen(QPen(QColor(self._theme.border), 1))
            p.setBrush(QColor(self._theme.page))
            p.drawRoundedRect(cap, 4, 4)
            p.setPen(QColor(self._theme.text))
            p.setFont(font(11))
            p.drawText(cap, Qt.AlignmentFlag.AlignCenter, key.upper())
        return cap.left()
