"""What the mouse does in the article: select words, click spans, draw relations, pan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotate.offsets import Range, snap_to_words
from gui.article.caret import Caret
from gui.gesture import DraftRelation, DraftSelection, Gesture, Pan
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.article.view import ArticleView

_NEAR = 4  # pixels that a press may move and still be a click
_WHEEL = 60  # pixels for a step of the wheel
_EDGE_TICK = 16  # milliseconds between steps of scrolling at the edge


class Mouse(QObject):
    """Turns mouse events into gestures, and finished gestures into the view's signals."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        self._gesture: Gesture | None = None
        self._at, self._begun, self._wheel = QPointF(), False, 0.0
        self._scroll, self._clicks = QTimer(self), QTimer(self)
        self._scroll.setInterval(_EDGE_TICK)
        self._scroll.timeout.connect(self._scroll_at_edge)
        self._clicks.setSingleShot(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if isinstance(event, QMouseEvent) and self._view.page is not None:
            match event.type():
                case QEvent.Type.MouseButtonPress:
                    self.press(event)
                case QEvent.Type.MouseMove:
                    self.move(event)
                case QEvent.Type.MouseButtonRelease:
                    self.release(event)
                case QEvent.Type.MouseButtonDblClick:
                    self.double_click(event)
                case _:
                    return False
            return True
        if event.type() == QEvent.Type.Leave:
            self._view.set_marks(hovered=None)
        return False

    def _turn(self, event: QWheelEvent) -> None:
        """Scroll by what wheel or touchpad says; with Ctrl zoom by whole steps."""
        turned = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wheel += turned
            if abs(self._wheel) >= 1:
                self._view.step_zoom(1 if self._wheel > 0 else -1)
                self._wheel = 0.0
        else:
            self._view.scroll_by(-turned * _WHEEL)
        event.accept()

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        view, self._at = self._view, event.position()
        if view.page is None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._gesture = Pan(event.position().y())
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        found = view.hit(event.position().x(), event.position().y())
        if self._clicks.isActive() and event.button() == Qt.MouseButton.LeftButton:
            self._clicks.stop()
            self._select_paragraph(found.over)
            return
        if event.button() == Qt.MouseButton.RightButton:
            if found.spans:
                view.span_clicked.emit(found.spans[0])
            view.context_requested.emit(event.globalPosition().toPoint())
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        from_span = found.tag or (found.spans[0] if found.spans and found.spans[0] == view.marks.selected else None)
        if from_span and not control:
            self._gesture = DraftRelation(from_span, self._at.x(), self._at.y())
            self._begun = False
        else:
            self._gesture = DraftSelection(found.offset, self._at.x(), self._at.y(), fragment=control)

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        view, self._at = self._view, event.position()
        if view.page is None:
            return
        match self._gesture:
            case Pan(y):
                view.scroll_by(y - self._at.y())
                self._gesture = Pan(self._at.y())
            case DraftSelection():
                self._drag_selection(exact=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
            case DraftRelation(head, x, y):
                if not self._begun and not self._is_click(x, y):
                    self._begun = True
                    view.relation_begun.emit(head)
                self._hover()
                view.viewport().update()
            case None:
                self._hover()

    def release(self, _event: QMouseEvent) -> None:
        """End the gesture, and say what it was."""
        view, gesture, self._gesture = self._view, self._gesture, None
        self._scroll.stop()
        if view.page is None:
            return
        match gesture:
            case Pan():
                view.viewport().setCursor(Qt.CursorShape.IBeamCursor)
            case DraftRelation(head, x, y):
                if self._begun:
                    view.relation_begun.emit("")
                self._finish_relation(head, QPointF(x, y))
            case DraftSelection() if self._is_click(gesture.x, gesture.y):
                self._click()
            case DraftSelection(fragment=fragment):
                place = view.caret.selection
                if fragment and place is not None:
                    view.set_caret(Caret(place.start), reveal=False)
                    view.fragment_requested.emit(place.start, place.end)
                elif place is not None:
                    view.selection_made.emit()
            case None:
                pass
        view.viewport().update()

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word under the mouse; a third click selects the paragraph."""
        view = self._view
        if view.page is None or event.button() != Qt.MouseButton.LeftButton:
            return
        found, text = view.hit(event.position().x(), event.position().y()), view.page.picture.document.text
        self._clicks.start(QApplication.doubleClickInterval())
        if found.over < len(text):
            self._select(snap_to_words(text, found.over, found.over + 1))

    def _select_paragraph(self, offset: int) -> None:
        assert self._view.page is not None
        text, blocks = self._view.page.picture.document.text, self._view.page.blocks
        number = blocks.at(offset)
        start, end = trim_space(text, blocks.start(number), blocks.end(number))
        if start < end:
            self._select(Range(start, end))

    def _select(self, place: Range) -> None:
        self._view.set_caret(Caret(place.end, place.start), reveal=False)
        self._view.selection_made.emit()

    @property
    def drawing(self) -> bool:
        """Whether a relation is in the making."""
        return isinstance(self._gesture, DraftRelation)

    def paint(self, p: QPainter, theme: Theme) -> None:
        """Draw a relation in the making."""
        gesture = self._gesture
        if isinstance(gesture, DraftRelation) and not self._is_click(gesture.x, gesture.y):
            p.setPen(QPen(QColor(theme.accent), 1.8, Qt.PenStyle.DashLine))
            p.drawLine(QPointF(gesture.x, gesture.y), self._at)

    def _is_click(self, x: float, y: float) -> bool:
        return abs(self._at.x() - x) <= _NEAR and abs(self._at.y() - y) <= _NEAR

    def _hover(self) -> None:
        found = self._view.hit(self._at.x(), self._at.y())
        self._view.set_marks(hovered=found.relation or (found.spans[0] if found.spans else None))

    def _drag_selection(self, *, exact: bool) -> None:
        view, gesture = self._view, self._gesture
        if not isinstance(gesture, DraftSelection) or self._is_click(gesture.x, gesture.y) or view.page is None:
            return
        offset = view.hit(self._at.x(), self._at.y()).offset
        if offset == gesture.offset:
            return
        place = Range(min(offset, gesture.offset), max(offset, gesture.offset))
        if not exact:
            place = snap_to_words(view.page.picture.document.text, *place)
        back = offset < gesture.offset
        caret = Caret(place.start, place.end) if back else Caret(place.end, place.start)
        view.set_caret(caret, reveal=False)
        outside = self._at.y() < 0 or self._at.y() > view.viewport().height()
        if outside != self._scroll.isActive():
            (self._scroll.start if outside else self._scroll.stop)()

    def _scroll_at_edge(self) -> None:
        y, room = self._at.y(), self._view.viewport().height()
        self._view.scroll_by((y if y < 0 else y - room) * 0.3)
        self._drag_selection(exact=False)

    def _click(self) -> None:
        """Select the span under the mouse; a further click at the same place takes the one around it."""
        view = self._view
        found = view.hit(self._at.x(), self._at.y())
        if found.relation is not None:
            view.relation_clicked.emit(found.relation)
            return
        view.set_caret(Caret(found.over), reveal=False)
        if not found.spans:
            view.span_clicked.emit("")
            return
        at = found.spans.index(view.marks.selected) + 1 if view.marks.selected in found.spans else 0
        view.span_clicked.emit(found.spans[at % len(found.spans)])

    def _finish_relation(self, head: str, start: QPointF) -> None:
        view = self._view
        if self._is_click(start.x(), start.y()):
            if view.marks.selected == head:
                self._click()
            else:
                view.span_clicked.emit(head)
            return
        found = view.hit(self._at.x(), self._at.y())
        other = next((span for span in found.spans if span != head), None)
        if other is not None:
            view.relation_requested.emit(head, other)


def trim_space(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
