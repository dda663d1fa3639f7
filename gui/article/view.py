"""ArticleView: the text with its annotations, scrolled, selected in, and followed by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotate.offsets import Range
from gui.article import hit as hits
from gui.article.caret import Caret, word_under
from gui.article.decorator import LineDecor
from gui.article.ink import Ink
from gui.article.keys import move_for_key
from gui.article.metrics import Metrics
from gui.article.mouse import Mouse
from gui.article.page import Page
from gui.article.paint import Marks, Painter
from gui.decorate import Picture
from gui.theme import LIGHT, Theme

ZOOMS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
_BELOW = 40  # pixels of room under the last line
_MEASURING = 0.004  # seconds of each idle tick


_Place = tuple[float, float, list[LineDecor]]


class ArticleView(QAbstractScrollArea):
    """Shows a Picture. It changes nothing itself: what a person asks for goes out as signals."""

    caret_moved = Signal()
    cursor_moved = Signal()  # by a key, without selecting
    selection_made = Signal()  # a selection by mouse or keyboard is finished
    span_clicked = Signal(str)  # empty: the click was on no span
    relation_clicked = Signal(str)
    fragment_requested = Signal(int, int)
    relation_requested = Signal(str, str)
    hotkey_pressed = Signal(str)
    zoom_changed = Signal(float)
    context_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._ink: Ink | None = None
        self._theme, self._metrics, self._marks = LIGHT, Metrics(), Marks()
        self._caret, self._syncing, self._empty_text = Caret(), False, ""
        self._mouse = Mouse(self)
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._measure)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setAccessibleName("Article")

    # ---------------------------------------------------------------- what is shown

    @property
    def page(self) -> Page | None:
        """The laid-out document."""
        return self._page

    @property
    def caret(self) -> Caret:
        """The word cursor and the selected text."""
        return self._caret

    @property
    def selected(self) -> str | None:
        """Id of the selected span or relation."""
        return self._marks.selected

    @property
    def zoom(self) -> float:
        """The size of everything, 1 is 100 %."""
        return self._metrics.zoom

    @property
    def column_left(self) -> float:
        """Where the text column begins in the viewport."""
        return max(self._metrics.margin, (self.viewport().width() - self._column_width()) / 2)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a document from its top; None shows the empty text."""
        self._caret, self._marks = Caret(), Marks()
        self._page = None if picture is None else Page(picture, self._metrics, self._column_width())
        self._after_layout()

    def update_picture(self, picture: Picture, touched: Iterable[Range]) -> None:
        """Show the same document with other annotations; the line under the eye stays where it is."""
        if self._page is None:
            return
        eye, before = self._eye(), self._places()
        baseline = self._page.baseline(eye)
        stale = self._page.update(picture, touched)
        self._page.hold(eye, baseline)
        self._lay_out_visible()
        self._sync_scroll_bar()
        self._repaint_changes(stale, before)

    def _places(self) -> dict[int, _Place]:
        """Top, height and decoration of the blocks in the window."""
        if self._page is None:
            return {}
        return {view.number: (y, view.height, view.decor) for view, y in self._page.visible(self.viewport().height())}

    def _repaint_changes(self, stale: set[int], before: dict[int, _Place]) -> None:
        """Paint lines anew whose decoration is another one or that have moved, and what lies below the last one."""
        now, width, room = self._places(), self.viewport().width(), self.viewport().height()
        for number, (y, height, decor) in now.items():
            old = before.get(number)
            if old is None or old[0] != y:
                self.viewport().update(0, int(y) - 1, width, int(height) + 3)
            elif number in stale:
                for at, line in enumerate(decor):
                    if at >= len(old[2]) or old[2][at] != line:
                        self.viewport().update(0, int(y + line.top) - 1, width, int(line.height) + 3)
        bottom = int(max((y + height for y, height, _ in now.values()), default=0))
        if bottom < room and now.keys() != before.keys():
            self.viewport().update(0, bottom, width, room - bottom)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.viewport().update()

    def set_zoom(self, zoom: float) -> None:
        """Another size; the top line stays at the top."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        if zoom != self._metrics.zoom:
            self._metrics = Metrics(zoom)
            self._lay_out_anew()
            self.zoom_changed.emit(zoom)

    def step_zoom(self, step: int) -> None:
        """The next larger or smaller of the usual sizes."""
        larger = [zoom for zoom in ZOOMS if zoom > self.zoom + 0.001]
        smaller = [zoom for zoom in ZOOMS if zoom < self.zoom - 0.001]
        self.set_zoom((larger or [ZOOMS[-1]])[0] if step > 0 else (smaller or [ZOOMS[0]])[-1])

    def set_marks(self, **changes: object) -> None:
        """Change what is selected, hovered, drafted or found; see `Marks`."""
        marks = replace(self._marks, **changes)  # pyright: ignore[reportArgumentType]
        if marks != self._marks:
            old, self._marks = self._marks, marks
            self._repaint_marks(old, marks)

    def _repaint_marks(self, old: Marks, new: Marks) -> None:
        """Paint anew where something is marked otherwise."""
        if self._page is None or old.whole() != new.whole():
            self.viewport().update()
            return
        places = [place for marks in (old, new) for place in marks.places(self._page.picture)]
        width = self.viewport().width()
        for view, y in self._page.visible(self.viewport().height()):
            for line, decor in zip(view.laid.lines, view.decor, strict=True):
                if any(place.start <= line.end and line.start <= place.end for place in places):
                    self.viewport().update(0, int(y + decor.top) - 1, width, int(decor.height) + 3)

    def set_empty_text(self, text: str) -> None:
        """What is shown while there is no document."""
        self._empty_text = text
        self.viewport().update()

    def set_caret(self, caret: Caret, *, reveal: bool = True) -> None:
        """Move the word cursor and the selection."""
        self._caret = caret
        self._mark_caret()
        if reveal:
            self.reveal(caret.offset)
        self.caret_moved.emit()

    def reveal(self, offset: int) -> None:
        """Scroll so that an offset can be read, with some lines around it."""
        if self._page is None:
            return
        y, room = self._page.baseline(offset), self.viewport().height()
        if not 70 <= y <= room - 50:
            self._page.hold(offset, room * 0.35)
            self._page.scroll_by(0, room)
            self._after_layout()

    # ---------------------------------------------------------------- layout and scrolling

    def _column_width(self) -> float:
        m = self._metrics
        return max(120.0, min(m.column, self.viewport().width() - 2 * m.margin))

    def _eye(self) -> int:
        """An offset whose line the eye rests on: the selected span, the cursor, or the first whole line."""
        assert self._page is not None
        span = self._page.picture.span(self._marks.selected or "")
        room = self.viewport().height()
        for offset in (span.start if span else None, self._caret.offset):
            if offset is not None and offset < len(self._page.picture.document.text):
                number = self._page.blocks.at(offset)
                first = self._page.anchor[0]
                if first <= number <= first + 60 and 0 <= self._page.baseline(offset) <= room:
                    return offset
        return hits.hit(self._page, 0, 30, room).offset

    def _lay_out_anew(self) -> None:
        if self._page is None:
            return
        old = self._page
        offset = old.blocks.start(old.anchor[0])
        self._page = Page(old.picture, self._metrics, self._column_width(), blocks=old.blocks)
        if offset or old.anchor[1] > 0:
            self._page.anchor = (self._page.blocks.at(offset), 0.0)
        self._after_layout()

    def _after_layout(self) -> None:
        self._lay_out_visible()
        self._sync_scroll_bar()
        self.viewport().update()

    def _lay_out_visible(self) -> None:
        if self._page is not None:
            for _ in self._page.visible(self.viewport().height()):
                pass
            self._idle.start()

    def _sync_scroll_bar(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        self._syncing = True
        total = self._page.heights.total + self._metrics.top + _BELOW if self._page is not None else 0
        bar.setRange(0, max(0, round(total - room)))
        bar.setPageStep(max(1, room - _BELOW))
        bar.setSingleStep(40)
        bar.setValue(round(self._page.position + self._metrics.top) if self._page is not None else 0)
        self._syncing = False

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if not self._syncing and self._page is not None:
            self._page.scroll_to(value - self._metrics.top, self.viewport().height() - _BELOW)
            self.viewport().update()

    def scroll_by(self, pixels: float) -> None:
        """Scroll by exactly so many pixels."""
        if self._page is not None:
            self._page.scroll_by(pixels, self.viewport().height() - _BELOW)
            self._sync_scroll_bar()
            self.viewport().update()

    @Slot()
    def _measure(self) -> None:
        """Measure what was not seen yet, a few milliseconds at a time."""
        if self._page is None or not self._page.measure_some(_MEASURING):
            self._idle.stop()
            self._sync_scroll_bar()

    # ---------------------------------------------------------------- events

    def hit(self, x: float, y: float) -> hits.Hit:
        """What lies at a point of the viewport."""
        assert self._page is not None
        return hits.hit(self._page, x - self.column_left, y, self.viewport().height())

    def _mark_caret(self) -> None:
        if self._page is None:
            return
        word = word_under(self._page.picture.document.text, self._caret)
        shown = self.hasFocus()
        self.set_marks(
            caret=self._caret.offset if shown else None, word=word if shown else None, selection=self._caret.selection
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self.viewport())
        try:
            p.fillRect(event.rect(), QColor(self._theme.page))
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._page is None:
                p.setPen(QColor(self._theme.mute))
                p.setFont(self._metrics.text_font)
                p.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
                return
            if self._ink is None or not self._ink.fits(self._theme, self._metrics, self.devicePixelRatioF()):
                self._ink = Ink(self._theme, self._metrics, self.devicePixelRatioF())
            painter = Painter(p, self._page, self._ink, self._marks)
            clip = QRectF(event.rect())
            for view, y in self._page.visible(self.viewport().height()):
                painter.block(view, self.column_left, y, clip)
            self._mouse.paint(p, self._theme)
        finally:
            p.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._page is not None and self._page.width != self._column_width():
            self._lay_out_anew()
        else:
            self._sync_scroll_bar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._page is not None:
            moved = move_for_key(self._page, self._caret, event, self.viewport().height())
            if moved is not None:
                self.set_caret(moved)
                if moved.anchor is None:
                    self.cursor_moved.emit()
                return
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and len(event.text()) == 1 and event.text().isalnum():
                self.hotkey_pressed.emit(event.text())
                return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Shift ends a selection by keyboard, as letting go of the button ends one by mouse."""
        if event.key() == Qt.Key.Key_Shift and not event.isAutoRepeat() and self._caret.selection is not None:
            self.selection_made.emit()
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab walks over the spans, not over the widgets."""
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_caret()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_caret()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            self.scroll_by(-event.angleDelta().y() / 120 * 60)
        event.accept()
