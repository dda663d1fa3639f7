"""Finding a text in the open article: joins the find bar and the view."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from annotate.offsets import Range
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.session import Session
from gui.widgets.find_bar import FindBar, find_all


class Finding(QObject):
    """The place that is shown becomes the selected text, so that a label's key makes a span of it."""

    def __init__(self, session: Session, view: ArticleView, bar: FindBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._view, self._bar = session, view, bar
        self._hits: tuple[Range, ...] = ()
        bar.asked.connect(self._find)
        bar.step_requested.connect(self._step)
        bar.closed.connect(self._end)

    def begin(self) -> None:
        """Open the bar, with the selected text to look for."""
        place, doc = self._view.caret.selection, self._session.doc
        self._bar.open_bar(doc.text[place.start : place.end] if place is not None and doc is not None else "")

    def again(self) -> None:
        """Another document is open: look for the same text there."""
        if self._bar.isVisible():
            self._find(self._bar.field.text())

    @Slot(str)
    def _find(self, asked: str) -> None:
        doc = self._session.doc
        self._hits = find_all(doc.text, asked) if doc is not None else ()
        self._view.set_marks(hits=self._hits)
        self._bar.show_count(None, len(self._hits))
        self._step(0)

    @Slot(int)
    def _step(self, step: int) -> None:
        if not self._hits:
            return
        caret = self._view.caret
        if caret.selection in self._hits:
            at = (self._hits.index(caret.selection) + step) % len(self._hits)
        else:
            start = caret.selection.start if caret.selection is not None else caret.offset
            at = next((n for n, hit in enumerate(self._hits) if hit.start >= start), 0)
        self._session.select(None)
        self._view.set_caret(Caret(self._hits[at].end, self._hits[at].start))
        self._bar.show_count(at, len(self._hits))

    @Slot()
    def _end(self) -> None:
        self._hits = ()
        self._view.set_marks(hits=())
        self._view.setFocus()
