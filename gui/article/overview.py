"""The overview beside the scroll bar: where suggestions, flags, notes and found places are in the whole document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.plain import plain_tip

if TYPE_CHECKING:
    from gui.article.view import ArticleView

_WIDTH = 9
_WAIT = 150  # milliseconds after a change; the overview is never in the way of an edit
_MARK = 2  # pixels


class Overview(QWidget):
    """A click goes to that place."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        self._stripes: dict[str, list[int]] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT)
        self._later.timeout.connect(self._gather)
        view.verticalScrollBar().rangeChanged.connect(self.refresh)  # heights were measured: places are others
        self.setFixedWidth(_WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @Slot()
    def refresh(self) -> None:
        """Something has changed: look again, a little later."""
        self._later.start()

    @Slot()
    def _gather(self) -> None:
        """Find the pixel of each mark; blocks count, not lines."""
        page = self._view.page
        if page is None:
            self._stripes = {}
            self.update()
            return
        total, height = max(1.0, page.heights.total), self.height()

        def pixel(block: int) -> int:
            return int(page.heights.top(block) / total * height)

        places = {**page.picture.stripes(), "hit": [place.start for place in self._view.marks.hits]}
        blocks = {kind: set(map(page.blocks.at, offsets)) for kind, offsets in places.items()}
        stripes = {kind: sorted(set(map(pixel, some))) for kind, some in blocks.items()}
        self.setToolTip(plain_tip(page.picture.overview))
        if stripes != self._stripes:
            self._stripes = stripes
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = self._view.theme
        p = QPainter(self)
        try:
            p.fillRect(self.rect(), QColor(t.page))
            for kind, colour in (
                ("suggestion", t.faint), ("difference", t.arc), ("hit", t.hit_mark), ("flag", t.warn),
            ):  # fmt: skip
                for y in self._stripes.get(kind, ()):
                    p.fillRect(1, y, _WIDTH - 2, _MARK, QColor(colour))
        finally:
            p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, place: QPoint) -> None:
        bar = self._view.verticalScrollBar()
        share = place.y() / max(1, self.height())
        bar.setValue(round(share * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
