"""Hypothesis strategies: texts with every trap, spans in them, and whole sequences of what a person does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from annotate import commands, review
from annotate.change import Transaction
from annotate.document import Document
from annotate.errors import Refused
from annotate.model import Relation, Span, surface
from annotate.offsets import Range
from annotate.state import AnnotationState
from tests.builders import hex_ids, small_scheme

DOCUMENT_ID, RUN_ID = "d" * 32, "a" * 32
LABELS = ("PERSON", "LOC", "CARDINAL")

texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("abc XYZ.,'’-–1234567890\r\n\t\u00a0\ufeff\u2028\u00ad\u0301𝔘👩‍👩‍👧🇳🇴אבعر中文ไทย$%"),
        st.characters(codec="utf-8", exclude_characters="\x00"),  # documents cannot have it
    ),
    min_size=1,
    max_size=120,
)


@st.composite
def ranges_in(draw: st.DrawFn, size: int) -> Range:
    """A non-empty range of a text of `size` code points."""
    start = draw(st.integers(0, size - 1))
    return Range(start, draw(st.integers(start + 1, size)))


@st.composite
def spans_in(draw: st.DrawFn, doc: Document, span_id: str) -> Span:
    """A span of one or two fragments."""
    first = draw(ranges_in(len(doc.text)))
    place = (first,)
    if first.end + 1 < len(doc.text) and draw(st.booleans()):
        start = draw(st.integers(first.end + 1, len(doc.text) - 1))
        place = (first, Range(start, draw(st.integers(start + 1, len(doc.text)))))
    return Span(span_id, draw(st.sampled_from(LABELS)), place, surface(doc.text, place))


@st.composite
def documents_with_spans(draw: st.DrawFn, most: int = 25) -> tuple[Document, list[Span]]:
    """A document and some spans in it."""
    doc = Document("d1", "d1.txt", draw(texts))
    count = draw(st.integers(0, most))
    return doc, [draw(spans_in(doc, f"s{number}")) for number in range(count)]


@dataclass(frozen=True)
class Work:
    """A document, its suggestions, and the transactions of a person who worked on it, in order."""

    document: Document
    suggested: AnnotationState
    transactions: tuple[Transaction, ...]
    states: tuple[AnnotationState, ...]  # states[0] is empty; states[n + 1] follows transactions[n]


@st.composite
def works(draw: st.DrawFn, most: int = 20) -> Work:
    """Random work: adding, moving, relabelling, deleting, connecting, deciding, noting, marking."""
    doc = Document(DOCUMENT_ID, "d1.txt", "x" + draw(texts))
    proposals = [draw(spans_in(doc, f"{RUN_ID}.{number}")) for number in range(draw(st.integers(0, 6)))]
    relations = [_relation(draw, proposals, number) for number in range(draw(st.integers(0, 3)))]
    suggested = AnnotationState.of(doc, [*proposals, *(one for one in relations if one is not None)])
    new_ids, scheme = hex_ids(), small_scheme()
    states, done = [AnnotationState.of(doc)], []
    for _ in range(draw(st.integers(0, most))):
        try:
            tx = draw(st.sampled_from(_DEEDS))(draw, states[-1], suggested, scheme, new_ids)
        except Refused:
            continue
        if tx is not None:
            done.append(tx)
            states.append(states[-1].apply(tx))
    return Work(doc, suggested, tuple(done), tuple(states))


def _relation(draw: st.DrawFn, spans: list[Span], number: int) -> Relation | None:
    """A suggested relation between two suggested spans."""
    if len(spans) < 2:
        return None
    head, child = draw(st.permutations([span.id for span in spans]))[:2]
    label = draw(st.sampled_from(["opposes", "same_as"]))
    return Relation(f"{RUN_ID}.{100 + number}", label, head, child, decision="open")


def _pick(draw: st.DrawFn, names: list[str]) -> str:
    return draw(st.sampled_from(names)) if names else "missing"


def _add(draw, state, suggested, scheme, new_ids):
    place = draw(ranges_in(len(state.document.text)))
    return commands.add_span(state, [place], draw(st.sampled_from(LABELS)), new_id=next(new_ids))


def _add_fragment(draw, state, suggested, scheme, new_ids):
    span_id = _pick(draw, list(state.spans))
    place = draw(ranges_in(len(state.document.text)))
    return commands.resize(state, span_id, (*commands.span_of(state, span_id).fragments, place))


def _relabel(draw, state, suggested, scheme, new_ids):
    return commands.relabel(state, _pick(draw, list(state.spans)), draw(st.sampled_from(LABELS)))


def _delete(draw, state, suggested, scheme, new_ids):
    return commands.delete_span(state, _pick(draw, list(state.spans)))


def _connect(draw, state, suggested, scheme, new_ids):
    near = list(state.spans) + list(suggested.spans)
    head, child = _pick(draw, near), _pick(draw, near)
    return review.connect_any(suggested, state, scheme, head, child, "opposes", new_ids=new_ids)


def _reverse(draw, state, suggested, scheme, new_ids):
    return commands.reverse_relation(state, scheme, _pick(draw, list(state.relations)))


def _drop_relation(draw, state, suggested, scheme, new_ids):
    return commands.delete_relation(state, _pick(draw, list(state.relations)))


def _accept(draw, state, suggested, scheme, new_ids):
    return review.accept(suggested, state, _pick(draw, [*suggested.spans, *suggested.relations]), new_ids=new_ids)


def _edit(draw, state, suggested, scheme, new_ids):
    span_id, label = _pick(draw, list(suggested.spans)), draw(st.sampled_from(LABELS))
    return review.decide_span(suggested, state, span_id, new_id=next(new_ids), label=label)


def _reject(draw, state, suggested, scheme, new_ids):
    return review.reject(suggested, state, [_pick(draw, [*suggested.spans, *suggested.relations])])


def _accept_all(draw, state, suggested, scheme, new_ids):
    return review.accept_all(suggested, state, scheme, new_ids=new_ids)


def _note(draw, state, suggested, scheme, new_ids):
    item = _pick(draw, [*state.spans, *state.relations, state.document.id])
    return commands.set_note(state, item, draw(st.text(max_size=10)))


def _flag(draw, state, suggested, scheme, new_ids):
    return commands.set_flag(state, _pick(draw, [*state.spans, state.document.id]), draw(st.booleans()))


def _status(draw, state, suggested, scheme, new_ids):
    return commands.set_status(state, draw(st.sampled_from(["new", "in_progress", "done", "flagged"])))


def _zone(draw, state, suggested, scheme, new_ids):
    place = draw(ranges_in(len(state.document.text)))
    return commands.mark_zone(state, "boilerplate", place, new_id=next(new_ids))


_DEEDS: list[Callable[..., Transaction | None]] = [
    _add, _add, _add_fragment, _relabel, _delete, _connect, _connect, _reverse, _drop_relation,
    _accept, _edit, _reject, _accept_all, _note, _flag, _status, _zone,
]  # fmt: skip
