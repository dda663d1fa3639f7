"""What a label looks like in the article: a small article view with one sentence."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from annotate.document import Document
from annotate.model import Relation, Span, surface
from annotate.offsets import Range
from annotate.scheme import AttributeLabel, Scheme, SpanLabel
from annotate.scheme_edit import Label
from annotate.state import AnnotationState
from gui.article.view import ArticleView
from gui.decorate import Picture
from gui.theme import Theme

_SPANS = Document("preview", "preview", "Gold is like this, a suggestion like this, selected like this.")
_ENDS = Document("preview", "preview", "From this head a relation leads to that child.")


class Preview(ArticleView):
    """Nothing in it can be chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(104)
        self.setProperty("role", "boxed")
        self.setAccessibleName("What the label looks like")
        self.set_metrics(replace(self.metrics, zoom=0.9))
        self.set_theme(theme)

    def show_label(self, label: Label | None, scheme: Scheme) -> None:
        """Show a span or relation label in the colours of a scheme; an attribute has no look."""
        self.setVisible(label is not None and not isinstance(label, AttributeLabel))
        if label is None or isinstance(label, AttributeLabel):
            return
        if isinstance(label, SpanLabel):
            first, other, last = (_span(_SPANS, "like this", label.name, nth) for nth in range(3))
            state = AnnotationState.of(_SPANS, (first, last))
            self.show_picture(Picture.of(state, scheme, [replace(other, decision="open")]))
            self.set_marks(selected=last.id)
            return
        ends = label.ends[0]
        pairs = [
            (head, child) for head in sorted(ends.heads) for child in sorted(ends.children) if ends.allow(head, child)
        ]
        self.setVisible(bool(pairs))
        if pairs:
            head, child = _span(_ENDS, "this head", pairs[0][0], 0), _span(_ENDS, "that child", pairs[0][1], 0)
            relation = Relation("relation", label.name, head.id, child.id)
            self.show_picture(Picture.of(AnnotationState.of(_ENDS, (head, child, relation)), scheme))


def _span(doc: Document, words: str, label: str, nth: int) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(words, start + 1)
    place = (Range(start, start + len(words)),)
    return Span(f"{words}{nth}", label, place, surface(doc.text, place), decision="manual")
