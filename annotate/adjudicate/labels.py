"""Stops about the labels that annotators give to the document as a whole: one for each name."""

from __future__ import annotations

import hashlib

from annotate.adjudicate.spans import Said
from annotate.adjudicate.stops import DocumentLabel, Stop, alternatives
from annotate.model import AttributeValue


def label_stops(said: Said) -> list[Stop]:
    """All stops about document labels by name, those of one voice included."""
    labels = {name: dict(state.marks.attributes) for name, state in said.items()}
    names = sorted({label for one in labels.values() for label in one})
    return [_stop(said, name, {who: one[name] for who, one in labels.items() if name in one}) for name in names]


def _stop(said: Said, name: str, values: dict[str, AttributeValue]) -> Stop:
    ordered = sorted({(type(one).__name__, one) for one in values.values()}, key=repr)
    number = {one: at for at, one in enumerate(ordered)}
    picks = {who: [number[type(one).__name__, one]] for who, one in values.items()}
    whole = next(iter(said.values())).document.whole
    contents = tuple(DocumentLabel(name, value) for _, value in ordered)
    return Stop("label", whole, contents, alternatives(list(said), picks), (), _question(name, ordered))


def _question(name: str, values: object) -> str:
    """The id of the decision on a document label: a new answer to it is a new question."""
    return f"label {hashlib.sha256(repr((name, values)).encode()).hexdigest()[:32]}"
