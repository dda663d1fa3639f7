"""Two sources of one document in one article: one above the line, the other below it, gold on the text itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from gui.article.metrics import Metrics
from gui.article.page import Page
from gui.decorate import Shown, Where
from gui.differences import ONLY, OTHER, PLACE, TURNED, Differences
from gui.plain import NameLabel, PlainLabel
from gui.theme import Theme
from gui.two_sources import ALIKE, LEFT_OUT, BothPicture, changed
from gui.widgets.flow import FlowLayout
from gui.widgets.reader import Reader

_MARKS = (
    f"{ALIKE}  both say so", f"{ONLY}  only one does", f"{OTHER}  other label or value", f"{PLACE}  other place",
    f"{TURNED}  turned round",
)  # fmt: skip
_SETTLED = f"{LEFT_OUT}  left out"


class BothView(QWidget):
    """A line that names the two, and the article, to be read only.

    `span_clicked` and `relation_clicked` give the id of what was clicked, empty for none; `escape` is Esc.
    """

    span_clicked = Signal(str)
    relation_clicked = Signal(str)
    escape = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: BothPicture | None = None
        self.article = _BothReader(theme)
        self._samples = {where: _Sample(where, theme) for where in (Where.ABOVE, Where.BELOW, Where.TEXT)}
        self._names: dict[Where, PlainLabel] = {where: NameLabel("") for where in (Where.ABOVE, Where.BELOW)}
        self._names[Where.TEXT] = PlainLabel("")  # its words are always the same, and stay whole
        self._legend = [PlainLabel(text) for text in (*_MARKS, _SETTLED)]
        self._lay_out()
        self.article.span_clicked.connect(self.span_clicked)
        self.article.relation_clicked.connect(self.relation_clicked)
        self.article.escape.connect(self.escape)
        self.setFocusProxy(self.article)

    def _lay_out(self) -> None:
        top, below, layout = QHBoxLayout(), FlowLayout(gap=16), QVBoxLayout(self)
        top.setSpacing(6)
        for where, name in self._names.items():
            name.setProperty("role", "heading")
            top.addWidget(self._samples[where])
            top.addWidget(name)
            top.addSpacing(16)
        top.addStretch()
        for label in self._legend:
            label.setProperty("role", "mute")
            below.addWidget(label)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.article, 1)
        layout.addLayout(below)

    def show_both(
        self,
        left: AnnotationState,
        right: AnnotationState,
        scheme: Scheme,
        left_name: str,
        right_name: str,
        *,
        middle: AnnotationState | None = None,
        settled: Collection[str] = (),
    ) -> None:
        """Show two sources on a document, and with `middle` what gold has so far.

        The document that is shown already stays where it is. Of the `settled` ids of spans and relations those that
        gold has not are drawn as left out.
        """
        before = self.picture
        about = before.about if before is not None and before.about.is_of(left, right) else Differences(left, right)
        now = BothPicture(about, scheme, left_name, right_name, middle, frozenset(settled))
        self.picture = now
        self._tell(now)
        if before is not None and before.document == now.document and before.scheme == scheme:
            self.article.update_picture(now, changed(before, now))
        else:
            self.article.show_picture(now)

    def show_nothing(self, why: str) -> None:
        """Show no document, but why there is none."""
        self.picture = None
        self.article.set_empty_text(why)
        self.article.show_picture(None)

    def _tell(self, picture: BothPicture) -> None:
        names = {Where.ABOVE: picture.left_name, Where.BELOW: picture.right_name, Where.TEXT: "gold so far"}
        for where, name in names.items():
            self._names[where].setText(name)
        for one in (self._names[Where.TEXT], self._samples[Where.TEXT], self._legend[-1]):
            one.setVisible(picture.middle is not None)
        self.article.setAccessibleName(
            f"Article with {picture.left_name} above and {picture.right_name} below the line"
        )

    def go_to(self, place: Range, ids: Collection[str] = ()) -> None:
        """Put the ring around a case (its place and the ids of its spans or relations), and scroll to it if it is not
        in sight."""
        if self.picture is None:
            return
        arcs = [found for one in ids if (found := self.picture.relation(one)) is not None]
        about = {*ids, *(end for arc in arcs for end in (arc.head, arc.child))}
        self.article.set_marks(case=None if arcs else place, about=frozenset(about), selected=None)
        self.article.reveal_place(place)

    def leave_case(self) -> None:
        """No case is under review any longer: take the ring away."""
        self.article.set_marks(case=None, about=frozenset())

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.article.set_theme(theme)
        for sample in self._samples.values():
            sample.set_theme(theme)

    def set_metrics(self, metrics: Metrics) -> None:
        """Other sizes or another font."""
        self.article.set_metrics(metrics)


class _BothReader(Reader):
    """An article to be read, in which spans can be pointed at."""

    escape = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Article with two sources", theme)
        self.set_metrics(replace(self.metrics, zoom=0.9))
        self.viewport().setMouseTracking(True)
        self._eye_at: int | None = None

    def reveal_place(self, place: Range) -> None:
        """Scroll so that a place can be read with all that stands above and below its lines; not where it can be."""
        self._eye_at = place.start
        for offset in (max(place.start, place.end - 1), place.start):
            if not self._in_sight(offset):
                self.reveal(offset)
                top, bottom = self._line(offset)
                room = self.viewport().height()
                self.scroll_by(top if bottom - top > room else (top + bottom) / 2 - 0.4 * room)

    def show_picture(self, picture: Shown | None) -> None:
        self._eye_at = None
        super().show_picture(picture)

    def _eye(self, page: Page) -> int:
        """The eye rests on the case that was gone to, while it is in sight."""
        at = self._eye_at
        return at if at is not None and self._in_sight(at) else super()._eye(page)

    def _in_sight(self, offset: int) -> bool:
        top, bottom = self._line(offset)
        return top >= 0 and bottom <= self.viewport().height()

    def _line(self, offset: int) -> tuple[float, float]:
        """Top and bottom of the line of an offset in the window."""
        assert self.page is not None, "there is a document"
        view, at = self.page.line_place(offset)
        line = view.decor[at]
        top = self.page.heights.top(view.number) + line.top - self.page.position
        return top, top + line.height

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.page is None or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self.hit(event.position().x(), event.position().y())
        if found.relation is not None:
            self.set_marks(selected=found.relation)
            self.relation_clicked.emit(found.relation)
        else:
            self.set_marks(selected=found.spans[0] if found.spans else None)
            self.span_clicked.emit(found.spans[0] if found.spans else "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.page is not None:
            found = self.hit(event.position().x(), event.position().y())
            self.set_marks(hovered=found.relation or (found.spans[0] if found.spans else None))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape.emit()
        else:
            super().keyPressEvent(event)


class _Sample(QWidget):
    """A small drawing of where a source stands: above the line, below it, or on it."""

    def __init__(self, where: Where, theme: Theme) -> None:
        super().__init__()
        self._where, self._theme = where, theme
        self.setFixedSize(22, 18)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, t = QPainter(self), self._theme
        try:
            if self._where is Where.TEXT:
                p.fillRect(QRectF(1, 4, 20, 11), QColor(t.tint(0)))
                p.fillRect(QRectF(1, 13, 20, 2), QColor(t.ink(0)))
            p.fillRect(QRectF(4, 8, 14, 2), QColor(t.mute))
            if self._where is not Where.TEXT:
                y, hook = (3, 6) if self._where is Where.ABOVE else (15, 12)
                p.setPen(QPen(QColor(t.text), 2.0))
                p.drawPolyline([QPointF(2, hook), QPointF(2, y), QPointF(20, y), QPointF(20, hook)])
        finally:
            p.end()
