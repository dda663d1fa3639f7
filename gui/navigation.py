"""Where Tab, Enter and the document keys go."""

from __future__ import annotations

from annotate.index import reading_order
from annotate.model import Relation, Span
from gui.article.caret import Caret
from gui.article.view import ArticleView
from gui.session import Session


class Navigation:
    """Moves the selection over spans and suggestions, and from document to document."""

    def __init__(self, session: Session, view: ArticleView) -> None:
        self._session, self._view = session, view

    def step(self, step: int) -> None:
        """Select the next or previous span or suggestion, from the selected one or from the word cursor."""
        item = self._session.find(self._session.selected or "")
        self.go_to(self.neighbour(item, step) if item is not None else self._from_caret(step))

    def go_to(self, span: Span | None) -> None:
        """Select a span, with the word cursor on it and in sight."""
        if span is None:
            self._session.select(None)
            return
        self._view.set_caret(Caret(span.start))
        self._session.select(span.id)

    def neighbour(self, item: Span | Relation, step: int) -> Span | None:
        """The span or suggestion after (or before) an item in reading order; around the end to the beginning."""
        anchor = self._anchor(item)
        spans = self._spans()
        if anchor is None or not spans:
            return None
        key = reading_order(anchor)
        others = [span for span in spans if span.id != anchor.id]
        if step > 0:
            return next((span for span in others if reading_order(span) > key), others[0] if others else None)
        return next((span for span in reversed(others) if reading_order(span) < key), others[-1] if others else None)

    def next_open(self, *, after: Span | Relation | None = None) -> None:
        """Select the next open suggestion after an item or the word cursor; say so when there is none."""
        session = self._session
        if not len(session.open_spans):
            session.told.emit("All suggestions are decided. Ctrl+Enter marks the document done.")
            return
        anchor = self._anchor(after) if after is not None else None
        start = anchor.start if anchor is not None else self._view.caret.offset
        spans = list(session.open_spans)
        self.go_to(next((span for span in spans if span.start >= start), spans[0]))

    def next_document(self, step: int, *, unfinished: bool = False) -> bool:
        """Open the next or previous document (that is not done); whether there is one."""
        session = self._session
        rows = session.project.documents.rows(session.source)
        ids = [row.id for row in rows]
        here = ids.index(session.doc.id) if session.doc is not None and session.doc.id in ids else -1
        order = [*rows[here + 1 :], *rows[:here]] if unfinished else rows[here + 1 :] if step > 0 else rows[:here][::-1]
        found = next((row for row in order if not unfinished or row.status != "done"), None)
        if found is None:
            session.told.emit("All documents are done." if unfinished else "There is no further document.")
            return False
        session.open_document(found.id)
        return True

    def _from_caret(self, step: int) -> Span | None:
        offset, spans = self._view.caret.offset, self._spans()
        if step > 0:
            return next((span for span in spans if span.start >= offset), spans[0] if spans else None)
        return next((span for span in reversed(spans) if span.end <= offset), spans[-1] if spans else None)

    def _spans(self) -> list[Span]:
        return sorted([*self._session.state.index, *self._session.open_spans], key=reading_order)

    def _anchor(self, item: Span | Relation) -> Span | None:
        """The span that stands for an item in the text: itself, or the head of a relation."""
        if isinstance(item, Span):
            return item
        found = self._session.find(item.head)
        return found if isinstance(found, Span) else None
