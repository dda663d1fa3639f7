"""Where Tab, Enter and the document keys go."""

from __future__ import annotations

import sys

from annotate.index import reading_order
from annotate.model import Relation, Span
from annotate.offsets import Range
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

    def go_to_id(self, span_id: str) -> None:
        """Select a span by its id."""
        found = self._session.find(span_id)
        if isinstance(found, Span):
            self.go_to(found)

    def neighbour(self, item: Span | Relation, step: int) -> Span | None:
        """The span or suggestion after (or before) an item in reading order; around the end to the beginning."""
        anchor = self._anchor(item)
        if anchor is None:
            return None
        found = self.beside(anchor, step)
        return None if found is None or found.id == anchor.id else found

    def beside(self, anchor: Span, step: int) -> Span | None:
        """The next or previous span or suggestion; around the end to the beginning, `anchor` itself at last."""
        own, still = self._session.state.index, self._session.open_spans
        if step > 0:
            after = [one for one in (own.after(anchor), still.after(anchor)) if one is not None]
            return min(after or self._firsts(), key=reading_order, default=None)
        before = [one for one in (own.before(anchor), still.before(anchor)) if one is not None]
        return max(before or self._lasts(), key=reading_order, default=None)

    def _firsts(self) -> list[Span]:
        both = (self._session.state.index, self._session.open_spans)
        return [one for one in (index.first() for index in both) if one is not None]

    def _lasts(self) -> list[Span]:
        both = (self._session.state.index, self._session.open_spans)
        return [one for one in (index.last() for index in both) if one is not None]

    def next_open(self, *, after: Span | Relation | None = None) -> None:
        """Select the next open suggestion after an item or the word cursor; say so when there is none."""
        session = self._session
        if not len(session.open_spans):
            session.told.emit("All suggestions are decided. Ctrl+Enter marks the document done.")
            return
        anchor = self._anchor(after) if after is not None else None
        if anchor is None:
            anchor = _place_of(self._view.caret.offset)
        self.go_to(session.open_spans.after(anchor) or session.open_spans.first())

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
        return self.beside(_place_of(self._view.caret.offset), step)

    def _anchor(self, item: Span | Relation) -> Span | None:
        """The span that stands for an item in the text: itself, or the head of a relation."""
        if isinstance(item, Span):
            return item
        found = self._session.find(item.head)
        return found if isinstance(found, Span) else None


def _place_of(offset: int) -> Span:
    """A span that stands before all those that begin at an offset."""
    return Span("", "", (Range(offset, sys.maxsize),), "")
