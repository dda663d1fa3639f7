"""The spans of the open document as a list model: what an article shows, for those who want a list of it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotate.index import reading_order
from annotate.model import Span
from annotate.suggest.ranking import most_unsure_first
from annotate.values import describe
from gui.decorate import Picture, scored
from gui.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
SPAN = int(Qt.ItemDataRole.UserRole)
ORDERS: tuple[tuple[str, str], ...] = (("text", "In reading order"), ("unsure", "Most unsure first"))
"""Name, as it is kept in the settings, and what the person reads."""


class SpansModel(QAbstractListModel):
    """Gold and open suggestions in a chosen order, those excepted that the filter leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span] = []
        self._picture: Picture | None = None

    def show(self, picture: Picture | None, asked: str, *, order: str = "text") -> None:
        """Show the spans of a picture whose text or label holds what is asked for, in one of `ORDERS`."""
        words = asked.casefold().split()
        spans: list[Span] = []
        if picture is not None:
            both = [*picture.state.index, *picture.open.spans]
            spans = [span for span in both if all(word in _searched(span) for word in words)] if words else both
            spans = most_unsure_first(spans) if order == "unsure" else sorted(spans, key=reading_order)
        self.beginResetModel()
        self._spans, self._picture = spans, picture
        self.endResetModel()

    def position(self, span_id: str) -> int:
        """The row of a span, -1 where it is not shown."""
        return next((at for at, span in enumerate(self._spans) if span.id == span_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._spans)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._spans):
            return None
        span = self._spans[index.row()]
        if role == SPAN:
            return span
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._line(span)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._line(span))
        return None

    def _line(self, span: Span) -> str:
        """“more than 1,000, CARDINAL, > 1 000, suggestion, score 0.62, 2 relations”."""
        parts = [" ".join(span.text.split()), span.label]
        parts += [describe(span.value)] if span.value is not None else []
        parts += [f"suggestion, {scored(span.score)}"] if span.decision == "open" else []
        parts += ["flagged"] if span.flagged else []
        count = len(self._picture.relations_of(span.id)) if self._picture is not None else 0
        parts += [f"{count} {'relation' if count == 1 else 'relations'}"] if count else []
        return ", ".join(parts)


def _searched(span: Span) -> str:
    return f"{span.text} {span.label}".casefold() + (" suggestion" if span.decision == "open" else "")
