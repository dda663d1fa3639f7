"""A layout that sets widgets in a row and goes on in the next row where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_AWAY = QPoint(0, -1000)  # where widgets wait that have no room: hiding them would lay out everything again


class FlowLayout(QLayout):
    """Left to right, then top to bottom. With `rows` above zero there are no more than so many: what has no room waits
    out of sight, `tail` then stands at the end, and `must`, if it is one of those, before it."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.rows, self.waiting = 0, 0  # how many have no room
        self.tail: QWidget | None = None
        self.must: QWidget | None = None

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        room = rect.adjusted(margins.left(), margins.top(), -margins.right(), 0)
        items = [item for item in self._items if item.widget() is not self.tail and not item.isEmpty()]
        places = self._flow(items, room)
        shown = items
        if self.rows and places and places[-1][0] >= self.rows:
            shown = self._fitting(items, room)
            places = self._flow(shown, room)
        if move:
            self._put_away(items, shown)
            for item, (_, place) in zip(shown, places, strict=True):
                item.setGeometry(place)
        height = max((place.bottom() + 1 for _, place in places), default=room.y())
        return height - rect.y() + margins.bottom()

    def _flow(self, items: list[QLayoutItem], room: QRect) -> list[tuple[int, QRect]]:
        """The row and the place of each item; with `rows` no further than to the first that is in a row too many."""
        x, y, row, height, places = room.x(), room.y(), 0, 0, list[tuple[int, QRect]]()
        for item in items:
            size = item.sizeHint()
            if x + size.width() > room.right() + 1 and height:
                x, y, row, height = room.x(), y + height + self._gap, row + 1, 0
            places.append((row, QRect(QPoint(x, y), size)))
            if self.rows and row >= self.rows:
                return places
            x += size.width() + self._gap
            height = max(height, size.height())
        return places

    def _fitting(self, items: list[QLayoutItem], room: QRect) -> list[QLayoutItem]:
        """As many of the items as have room before `tail`, and before `must` where that is not among them."""
        ends = [item for item in self._items if item.widget() is self.tail]
        low, high = 0, len(items)
        while low < high:  # the more there are the longer they get: the most that fit are found by halving
            middle = (low + high + 1) // 2
            if self._flow(self._with_ends(items, middle, ends), room)[-1][0] < self.rows:
                low = middle
            else:
                high = middle - 1
        return self._with_ends(items, low, ends)

    def _with_ends(self, items: list[QLayoutItem], count: int, ends: list[QLayoutItem]) -> list[QLayoutItem]:
        must = [item for item in items[count:] if item.widget() is self.must and self.must is not None]
        return [*items[:count], *must, *ends]

    def _put_away(self, items: list[QLayoutItem], shown: list[QLayoutItem]) -> None:
        there = {id(item) for item in shown}
        away = [item for item in items if id(item) not in there]
        self.waiting = len(away)
        for item in (*away, *(one for one in self._items if one.widget() is self.tail and id(one) not in there)):
            widget = item.widget()
            if widget is not None:
                widget.move(_AWAY)
