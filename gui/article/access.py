"""What a screen reader is told of the article: its text, the cursor, the spans in sight, and what has just happened.

Offsets go out in UTF-16 code units, as Qt counts. Interfaces are kept in dictionaries for as long as the program runs:
Qt holds only pointers to them. `selection()` and `attributes()` cannot be answered from Python: selections are spoken.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget

from annotate.model import Span
from annotate.offsets import Utf16Map
from gui.article.caret import Caret
from gui.article.view import ArticleView

_MOST = 300  # spans in sight that are told of


class ArticleText(QAccessibleTextInterface):
    """The text as a screen reader walks it."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__()
        self._view = view
        self._units: tuple[str, Utf16Map] | None = None

    @property
    def _text(self) -> str:
        page = self._view.page
        return "" if page is None else page.picture.document.text

    @property
    def units(self) -> Utf16Map:
        """From code points to UTF-16 and back for the whole text; made when a screen reader first asks."""
        text = self._text
        if self._units is None or self._units[0] is not text:
            self._units = (text, Utf16Map(text))
        return self._units[1]

    def characterCount(self) -> int:
        return self.units.to_utf16(len(self._text))

    def text(self, start: int, end: int) -> str:
        return self._text[self.units.from_utf16(start) : self.units.from_utf16(end)]

    def cursorPosition(self) -> int:
        return self.units.to_utf16(self._view.caret.offset)

    def setCursorPosition(self, position: int) -> None:
        self._view.set_caret(Caret(self.units.from_utf16(position)))

    def characterRect(self, offset: int) -> QRect:
        view, page = self._view, self._view.page
        if page is None:
            return QRect()
        at = min(self.units.from_utf16(offset), max(0, len(self._text) - 1))
        block, number = page.line_place(at)
        line = block.laid.lines[number]
        left, right = block.laid.x(line, at), block.laid.x(line, at + 1)
        top = page.baseline(at) - line.ascent
        corner = view.viewport().mapToGlobal(QPoint(int(view.column_left + min(left, right)), int(top)))
        return QRect(corner.x(), corner.y(), max(1, int(abs(right - left))), int(line.ascent + line.descent))

    def offsetAtPoint(self, point: QPoint) -> int:
        if self._view.page is None:
            return -1
        here = self._view.viewport().mapFromGlobal(point)
        return self.units.to_utf16(self._view.hit(here.x(), here.y()).offset)

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, start: int, end: int) -> None:
        self._view.set_caret(Caret(self.units.from_utf16(end), self.units.from_utf16(start)))

    def setSelection(self, _index: int, start: int, end: int) -> None:
        self.addSelection(start, end)

    def removeSelection(self, _index: int) -> None:
        self._view.set_caret(Caret(self._view.caret.offset))

    def scrollToSubstring(self, start: int, _end: int) -> None:
        self._view.reveal(self.units.from_utf16(start))


class SpanInterface(QAccessibleInterface):
    """A span as a child of the article: “Maria Lopez, PERSON, suggestion”."""

    def __init__(self, view: ArticleView, parent: QAccessibleInterface, name: str, offset: int) -> None:
        super().__init__()
        self._view, self._parent, self._name, self._offset = view, parent, name, offset

    def isValid(self) -> bool:
        return True

    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def window(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def parent(self) -> QAccessibleInterface:
        return self._parent

    def child(self, _index: int) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def childAt(self, _x: int, _y: int) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        return self._name if kind == QAccessible.Text.Name else ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        return

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def rect(self) -> QRect:
        text = self._parent.textInterface()
        return text.characterRect(text.units.to_utf16(self._offset)) if isinstance(text, ArticleText) else QRect()

    def interface_cast(self, _kind: QAccessible.InterfaceType) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        return shiboken6.VoidPtr(0)  # None or 0 would crash


class ArticleInterface(QAccessibleWidget):
    """The article: a text with the spans in sight as its children."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view, QAccessible.Role.EditableText, "Article")
        self._view, self._text = view, ArticleText(view)
        self._known: dict[tuple[str, str, int], SpanInterface] = {}

    def cursor(self) -> int:
        """Where the cursor is, in UTF-16."""
        return self._text.cursorPosition()

    def _in_sight(self) -> list[SpanInterface]:
        view, page = self._view, self._view.page
        if page is None:
            return []
        blocks = [block for block, _ in page.visible(view.viewport().height())]
        if not blocks:
            return []
        picture, start, end = page.picture, blocks[0].laid.start, max(one.laid.end for one in blocks)
        return [self._interface(span, more) for span, more in picture.told_between(start, end)[:_MOST]]

    def _interface(self, span: Span, more: str) -> SpanInterface:
        name = f"{named(span)}, {more}" if more else named(span)
        key = (span.id, name, span.start)
        if key not in self._known:
            made = self._known[key] = SpanInterface(self._view, self, name, span.start)
            QAccessible.registerAccessibleInterface(made)
        return self._known[key]

    def childCount(self) -> int:
        return len(self._in_sight())

    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        spans = self._in_sight()
        return spans[index] if 0 <= index < len(spans) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((at for at, one in enumerate(self._in_sight()) if one is child), -1)

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Value and self._view.page is not None:
            return self._view.page.picture.document.text
        return super().text(kind)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        if kind == QAccessible.InterfaceType.TextInterface:
            return self._text
        found = super().interface_cast(kind)
        return found if found is not None else shiboken6.VoidPtr(0)  # None or 0 would crash


class Access(QObject):
    """Makes the interfaces and sends events; it lives as long as the program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[int, ArticleInterface] = {}
        QAccessible.installFactory(self._make)

    def _make(self, _key: str, found: QObject | None) -> QAccessibleInterface | None:
        if not isinstance(found, ArticleView):
            return None
        if id(found) not in self._kept:
            self._kept[id(found)] = ArticleInterface(found)
        return self._kept[id(found)]

    def follow(self, view: ArticleView) -> None:
        """Tell of the cursor's moves in a view."""

        def moved() -> None:
            if QAccessible.isActive() and view.page is not None:
                at = self._kept[id(view)].cursor() if id(view) in self._kept else view.caret.offset
                QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, at))

        view.caret_moved.connect(moved)

    @staticmethod
    def say(view: ArticleView, text: str) -> None:
        """Let the screen reader speak."""
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))


def named(span: Span) -> str:
    """A span in words."""
    words = " ".join(span.text.split())[:120]
    return f"{words}, {span.label}" + (", suggestion" if span.decision == "open" else "")
