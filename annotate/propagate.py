"""The same text elsewhere: where a span's label could go as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.change import Transaction, compose
from annotate.commands import ValueParser, add_span, no_value
from annotate.offsets import Range
from annotate.state import AnnotationState


def same_text(text: str, asked: str) -> Iterator[Range]:
    """Every place where `asked` stands in `text` as whole words, case and all, in order and without overlap."""
    if not asked:
        return
    at = text.find(asked)
    while at >= 0:
        end = at + len(asked)
        if _is_edge(text, at) and _is_edge(text, end):
            yield Range(at, end)
            at = text.find(asked, end)
        else:
            at = text.find(asked, at + 1)


def candidates(state: AnnotationState, span_text: str) -> list[Range]:
    """Places of the same text in this document that no span of the person covers exactly."""
    taken = {span.fragments for span in state.index}
    return [place for place in same_text(state.document.text, span_text) if (place,) not in taken]


def label_all(
    state: AnnotationState,
    places: Iterable[Range],
    label: str,
    *,
    new_ids: Iterator[str],
    parse: ValueParser = no_value,
) -> Transaction | None:
    """One span of `label` at each place, in one step; None where there is nothing to add."""
    steps = [add_span(state, [place], label, new_id=next(new_ids), parse=parse) for place in places]
    made = [tx for tx in steps if tx is not None]
    return compose(made, "span.propagate") if made else None


def _is_edge(text: str, at: int) -> bool:
    """Whether no word runs over the offset `at`."""
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())
