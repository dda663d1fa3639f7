"""ArticleView: the text with its annotations, scrolled, selected in, and followed by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotate.offsets import Range
from gui.article import hit as hits
from gui.article import repaint
from gui.article.caret import Caret, word_under
from gui.article.ink import Ink
from gui.article.keyboard import Keyboard
from gui.article.metrics import Metrics
from gui.article.mouse import Mouse
from gui.article.overview import Overview
from gui.article.page import Page
from gui.article.paint import Marks, Painter
from gui.article.scrolling import Scrolling
from gui.article.surface import Surface
from gui.article.ways import Ways, near
from gui.decorate import Shown
from gui.theme import LIGHT, Theme

ZOOMS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


class ArticleView(QAbstractScrollArea):
    """Shows a Picture or a BothPicture. It changes nothing itself: what a person asks for goes out as signals."""

    caret_moved = Signal()
    cursor_moved = Signal()  # by a key, without selecting
    selection_made = Signal()  # a selection by mouse or keyboard is finished
    span_clicked = Signal(str)  # empty: the click was on no span
    relation_clicked = Signal(str)
    relation_begun = Signal(str)  # a relation is being drawn from a span; empty: no longer
    relation_requested = Signal(str, str)
    fragment_requested = Signal(int, int)
    hotkey_pressed = Signal(str)
    zoom_changed = Signal(float)
    context_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._ink: Ink | None = None
        self._theme, self._metrics, self._marks = LIGHT, Metrics(), Marks()
        self._caret, self._empty_text, self._folded = Caret(), "", False
        self._overview = Overview(self)
        self._surface = Surface(self.viewport())
        self._scrolling = Scrolling(self.verticalScrollBar(), self.viewport().height, self._follow)
        self._mouse, self._keyboard = Mouse(self), Keyboard(self)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportMargins(0, 0, self._overview.width(), 0)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Article")

    @property
    def page(self) -> Page | None:
        """The laid-out document."""
        return self._page

    @property
    def caret(self) -> Caret:
        """The word cursor and the selected text."""
        return self._caret

    @property
    def marks(self) -> Marks:
        """What is selected, hovered, drafted or found."""
        return self._marks

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._theme

    @property
    def metrics(self) -> Metrics:
        """The sizes; `zoom` among them."""
        return self._metrics

    @property
    def column_left(self) -> float:
        """Where the text column begins in the viewport."""
        return max(self._metrics.margin, (self._room_across() - self._column_width()) / 2)

    def show_picture(self, picture: Shown | None) -> None:
        """Show a document from its top; None shows the empty text."""
        self._caret, self._marks = Caret(), Marks()
        self._take(None if picture is None else Page(picture, self._metrics, self._column_width()))

    def update_picture(self, picture: Shown, touched: Iterable[Range]) -> None:
        """Show the same document with other annotations; the line under the eye stays where it is."""
        page = self._page
        if page is None:
            return
        eye = self._eye(page)
        baseline = page.baseline(eye)
        page.update(picture, touched)
        page.hold(eye, baseline)
        self._scrolling.laid_out()
        self._follow()
        self._overview.refresh()

    @property
    def folded(self) -> bool:
        """Whether boilerplate is folded."""
        return self._folded

    def fold(self, folded: bool) -> None:
        """Fold boilerplate to its first line, or show it whole; the line under the eye stays."""
        self._folded = folded
        if self._page is not None:
            eye = self._eye(self._page)
            baseline = self._page.baseline(eye)
            self._page.fold(folded)
            self._page.hold(eye, baseline)
            self._take(self._page)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self._overview.update()
        self._repaint_all()

    def set_metrics(self, metrics: Metrics) -> None:
        """Other sizes or another font; the top line stays at the top."""
        zoom = min(max(metrics.zoom, ZOOMS[0]), ZOOMS[-1])
        before, self._metrics = self._metrics, replace(metrics, zoom=zoom)
        if self._metrics != before:
            self._lay_out_anew()
            if zoom != before.zoom:
                self.zoom_changed.emit(zoom)

    def step_zoom(self, step: int) -> None:
        """The next larger or smaller of the usual sizes; 0 is the normal one."""
        self.set_metrics(replace(self._metrics, zoom=self.zoom_beside(step)))

    def zoom_beside(self, step: int) -> float:
        """What `step_zoom` leads to."""
        zoom = self._metrics.zoom
        larger = [one for one in ZOOMS if one > zoom + 0.001] or [ZOOMS[-1]]
        smaller = [one for one in ZOOMS if one < zoom - 0.001] or [ZOOMS[0]]
        return larger[0] if step > 0 else smaller[-1] if step < 0 else 1.0

    def set_marks(self, **changes: object) -> None:
        """Change what is selected, hovered, drafted or found; see `Marks`."""
        old, new = self._marks, replace(self._marks, **changes)  # pyright: ignore[reportArgumentType]
        if new == old:
            return
        self._marks = new
        if old.hits != new.hits:
            self._overview.refresh()
        if self._page is None or old.whole() != new.whole() or self._about_relations(old, new):
            self._repaint_all()
        else:
            self._surface.paint(repaint.marked(self._page, self.viewport().height(), old, new))

    def _about_relations(self, *marks: Marks) -> bool:
        """Whether a way is drawn, which may lead through the whole window."""
        return self._page is not None and any(near(self._page.picture, mark) for mark in marks)

    def set_empty_text(self, text: str) -> None:
        """What is shown while there is no document."""
        self._empty_text = text
        self._repaint_all()

    def set_caret(self, caret: Caret, *, reveal: bool = True) -> None:
        """Move the word cursor and the selection."""
        self._caret = caret
        self.mark_caret(focused=self.hasFocus())
        if reveal:
            self._scrolling.reveal(caret.offset)
        self.caret_moved.emit()

    def reveal(self, offset: int) -> None:
        """Scroll so that an offset can be read, with some lines around it."""
        self._scrolling.reveal(offset)

    def shows(self, offset: int) -> bool:
        """Whether an offset can be read as it stands."""
        return self._scrolling.shows(offset)

    def scroll_by(self, pixels: float) -> None:
        """Scroll by exactly so many pixels."""
        self._scrolling.by(pixels)

    def hit(self, x: float, y: float) -> hits.Hit:
        """What lies at a point of the viewport."""
        assert self._page is not None, "there is a document"
        return hits.hit(self._page, x - self.column_left, y, self.viewport().height())

    def mark_caret(self, *, focused: bool) -> None:
        """Draw the cursor where it is; without the focus only the selection."""
        if self._page is not None:
            word = word_under(self._page.picture.document.text, self._caret) if focused else None
            offset = self._caret.offset if focused else None
            self.set_marks(caret=offset, word=word, selection=self._caret.selection)

    def _column_width(self) -> float:
        m = self._metrics
        return max(120.0, min(m.column, self._room_across() - 2 * m.margin))

    def _room_across(self) -> int:
        """The width that the text has; that of the scroll bar is left free without one, too.

        A tag that makes the article higher than the window must not break all its lines anew.
        """
        return self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()

    def _eye(self, page: Page) -> int:
        """An offset whose line the eye rests on: the selected span, the cursor, or the first whole line."""
        span, room = page.picture.span(self._marks.selected or ""), self.viewport().height()
        for offset in (span.start if span else None, self._caret.offset):
            if offset is not None and offset < len(page.picture.document.text):
                number, first = page.blocks.at(offset), page.anchor[0]
                if first <= number <= first + 60 and 0 <= page.baseline(offset) <= room:
                    return offset
        return hits.hit(page, 0, 30, room).offset

    def _lay_out_anew(self) -> None:
        old = self._page
        if old is None:
            return
        page = Page(old.picture, self._metrics, self._column_width(), blocks=old.blocks)
        if old.anchor[0] or old.anchor[1] > 0:
            page.anchor = (old.anchor[0], 0.0)
        self._take(page)

    def _take(self, page: Page | None) -> None:
        self._page = self._scrolling.page = page
        if page is not None and page.folded != self._folded:
            page.fold(self._folded)
        self._scrolling.laid_out()
        self._overview.refresh()
        self._repaint_all()

    def _repaint_all(self) -> None:
        self._surface.paint_all(self._page)

    def _follow(self) -> None:
        """Show where the lines are now. What is drawn over them keeps to other places than they do."""
        if self._page is None or self._mouse.drawing or self._about_relations(self._marks):
            self._repaint_all()
        else:
            self._surface.follow(self._page)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self.viewport())
        try:
            asked, ground = event.region(), QColor(self._theme.page)
            for rect in asked:  # pyright: ignore[reportGeneralTypeIssues] - the stub does not know that it can be
                p.fillRect(rect, ground)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._page is None:
                p.setPen(QColor(self._theme.mute))
                p.setFont(self._metrics.text_font)
                p.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
                return
            if self._ink is None or not self._ink.fits(self._theme, self._metrics, self.devicePixelRatioF()):
                self._ink = Ink(self._theme, self._metrics, self.devicePixelRatioF())
            painter = Painter(p, self._page, self._ink, self._marks)
            for view, y in self._page.visible(self.viewport().height()):
                painter.block(view, self.column_left, y, asked)
            Ways(p, self._page, self._ink, self._marks, self.column_left).paint(self.viewport().height())
            self._mouse.paint(p, self._theme)
        finally:
            p.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.viewport().geometry()
        self._overview.setGeometry(area.right() + 1, area.top(), self._overview.width(), area.height())
        if self._page is not None and self._page.width != self._column_width():
            self._lay_out_anew()
        else:
            self._scrolling.sync()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Nothing: the bar follows the page, and Qt's own way is to paint everything anew at each of its steps."""

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab walks over the spans, not over the widgets."""
        return False
