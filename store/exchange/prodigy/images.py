"""Spans, relations and tokens as Prodigy has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.objects import Object, is_scalar, is_text
from store.exchange.pairs import attribute_pairs, own_pairs
from store.exchange.prodigy.tasks import MODEL, RELATION_KEYS, SPAN_KEYS, Tokens
from store.exchange.tokens import Tokens as Cutter
from store.exchange.units import Units

End = tuple[int, Span, bool]
"""The number of a span in its task, the span, and whether another one has its label and place."""


class Cutting:
    """Cuts texts into tokens; spaCy is imported when the first one is cut."""

    def __init__(self) -> None:
        self._cutter: Cutter | None = None

    def tokens(self, text: str, units: Units, spans: Iterable[Range]) -> list[Object]:
        """The tokens of a text; spans are whole tokens."""
        self._cutter = self._cutter or Cutter()
        return [
            {
                "text": text[one.start : one.end], "start": units.from_points(one.start),
                "end": units.from_points(one.end), "id": at, "ws": one.blank,
            }
            for at, one in enumerate(self._cutter.all(text, spans))
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """What places of a task look like: its unit, its tokens where it has any, and whether its answer is “accept”."""

    units: Units
    tokens: Tokens | None
    accepted: bool

    def place(self, span: Span) -> Object:
        """Where a span is."""
        ends: Object = {"start": self.units.from_points(span.start), "end": self.units.from_points(span.end)}
        if self.tokens is None:
            return ends
        first, last = self.tokens.starting.get(span.start), self.tokens.ending.get(span.end)
        return ends if first is None or last is None else {**ends, "token_start": first, "token_end": last}


def span_image(span: Span, looks: Looks, before: Object) -> Object:
    """A span; what `before`, as which it was read, has and Gilder does not know stays."""
    data = _unsaid(before, SPAN_KEYS)
    for key in ("token_start", "token_end"):
        data.pop(key, None)
    data |= {**looks.place(span), "label": span.label}
    if "text" in data:
        data["text"] = span.text
    return {**data, **_said(span, looks, data, SPAN_KEYS)}


def relation_image(relation: Relation, ends: Mapping[str, End], looks: Looks, before: Object) -> Object:
    """A relation; `ends` are the spans of the task by their ids."""
    data = _unsaid(before, RELATION_KEYS)
    for name, own in (("head", relation.head), ("child", relation.child)):
        number, span, twins = ends[own]
        told = {**looks.place(span), "label": span.label}
        data[name] = told.get("token_end")
        data[f"{name}_span"] = {**told, "gilder_span": number} if twins else told
    return {**data, "label": relation.label, **_said(relation, looks, data, RELATION_KEYS)}


def _unsaid(before: Object, known: frozenset[str]) -> Object:
    return {key: value for key, value in before.items() if key in known or not (is_text(key) and is_scalar(value))}


def _said(item: Span | Relation, looks: Looks, data: Object, known: frozenset[str]) -> Object:
    """All else that is said of an item. A model that is named natively needs no other words."""
    _native(item, looks, data)
    skipped = {"gilder_score"} | ({"gilder_origin", "gilder_decision"} if "source" in data else set[str]())
    own = {name: text for name, text in own_pairs(item) if name not in skipped}
    return {**dict(attribute_pairs(item.attributes, known)), **own, **_score(item)}


def _native(item: Span | Relation, looks: Looks, data: Object) -> None:
    usual = "accepted" if looks.accepted else "manual"
    if "source" in data and (item.origin, item.decision) != (f"{MODEL}{data['source']}", usual):
        del data["source"]
    data.pop("score", None)


def _score(item: Span | Relation) -> Object:
    return {} if item.score is None else {"score": item.score}
