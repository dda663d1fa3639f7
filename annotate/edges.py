"""Commands on the edges of spans: trim, split, join with a neighbour, take a fragment out.

As in `commands.py` each gives a transaction, or None where nothing changes, and raises Refused with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotate.change import Change, Transaction
from annotate.commands import ValueParser, check_twin, join_fragments, no_value, resize, span_of
from annotate.errors import Refused
from annotate.model import Relation, Span, surface
from annotate.offsets import Range, trim
from annotate.state import AnnotationState

Fits = Callable[[Span], bool]
"""Whether a span is one that a command can do something to."""

_APART = 100  # code points that may lie between two spans that are joined
_SHOWN = 40  # code points of a text that a reason quotes


def trim_span(state: AnnotationState, span_id: str, *, parse: ValueParser = no_value) -> Transaction | None:
    """Take spaces, quotes and punctuation off the ends of every fragment; None where there are none."""
    return resize(state, span_id, trimmed(state.document.text, span_of(state, span_id)), parse=parse)


def trimmed(text: str, span: Span) -> tuple[Range, ...]:
    """The fragments of a span without spaces, quotes and punctuation at their ends."""
    return tuple(trim(text, *one) for one in span.fragments)


def split_span(
    state: AnnotationState, span_id: str, at: int, *, new_id: str, parse: ValueParser = no_value
) -> Transaction:
    """Two spans of one label where there was one, cut at the offset `at`; spaces at the cut belong to neither.

    The first keeps id, relations, note and flag; both have the attributes.
    """
    span, text = span_of(state, span_id), state.document.text
    before = [Range(one.start, min(one.end, at)) for one in span.fragments if one.start < at]
    after = [Range(max(one.start, at), one.end) for one in span.fragments if one.end > at]
    first, second = _stripped(text, before, left=False), _stripped(text, after, left=True)
    if not first or not second:
        raise Refused(f"Put the cursor between two words of “{_short(span.text)}”, where it is to be split.")
    check_twin(state, first, span.label, but=span_id)
    check_twin(state, second, span.label, but=span_id)
    kept = _with_place(state, span, first, parse)
    made = replace(_with_place(state, span, second, parse), id=new_id, note="", flagged=False)
    here = state.document.id
    changes = (Change(here, span, kept), Change(here, None, made), *_decided(state, span_id, span_id))
    return Transaction(changes, "span.split", span_id)


def merge_spans(state: AnnotationState, span_id: str, other_id: str, *, parse: ValueParser = no_value) -> Transaction:
    """One span over two neighbours of one label and all between them.

    It keeps the first one's id and takes over the other's relations, attributes, note and flag. A relation between the
    two, and one that would be there twice, goes. Raises Refused for spans of two labels, or far apart.
    """
    span, other = span_of(state, span_id), span_of(state, other_id)
    place = _joined_place(state, span, other)
    check_twin(state, place, span.label, but=span_id, and_but=other_id)
    merged = replace(
        _with_place(state, span, place, parse),
        attributes=tuple(sorted((dict(other.attributes) | dict(span.attributes)).items())),
        note="\n".join(note for note in (span.note, other.note) if note),
        flagged=span.flagged or other.flagged,
    )
    here = state.document.id
    moved = [Change(here, before, after) for before, after in _moved_relations(state, span_id, other_id)]
    answers = (*_decided(state, span_id, span_id), *_decided(state, other_id, span_id))
    return Transaction((Change(here, span, merged), *moved, Change(here, other, None), *answers), "span.merge", span_id)


def remove_fragment(
    state: AnnotationState, span_id: str, at: int, *, parse: ValueParser = no_value
) -> Transaction | None:
    """Take the fragment that holds the offset `at`, or ends there, out of a span of several."""
    span = span_of(state, span_id)
    if len(span.fragments) == 1:
        raise Refused(f"“{_short(span.text)}” has only one fragment.")
    gone = next((one for one in span.fragments if one.start <= at <= one.end), None)
    if gone is None:
        raise Refused(f"Put the cursor into the fragment of “{_short(span.text)}” that is to go.")
    return resize(state, span_id, [one for one in span.fragments if one != gone], parse=parse)


def _joined_place(state: AnnotationState, span: Span, other: Span) -> tuple[Range, ...]:
    if span.id == other.id:
        raise Refused("Joining needs two spans.")
    if span.label != other.label:
        raise Refused(f"{span.label} and {other.label} are two labels; only spans of one label can be joined.")
    first, second = sorted((span, other), key=lambda one: (one.start, one.end))
    between = state.document.text[first.end : second.start]
    if len(between) > _APART or "\n\n" in between.replace("\r", ""):
        raise Refused(f"“{_short(first.text)}” and “{_short(second.text)}” are too far apart to be joined.")
    gap = [Range(first.end, second.start)] if first.end < second.start else []
    return join_fragments(state, [*span.fragments, *gap, *other.fragments])


def _moved_relations(state: AnnotationState, kept: str, gone: str) -> list[tuple[Relation, Relation | None]]:
    """Relations of the span that goes, before and after they belong to the one that is kept; None: it goes as well."""
    there = {(one.head, one.child, one.label) for one in state.relations_of(kept)}
    moved: list[tuple[Relation, Relation | None]] = []
    for relation in state.relations_of(gone):
        head, child = (kept if end == gone else end for end in (relation.head, relation.child))
        key = (head, child, relation.label)
        twice = head == child or key in there
        there.add(key)
        moved.append((relation, None if twice else replace(relation, head=head, child=child)))
    return moved


def _decided(state: AnnotationState, annotation_id: str, now: str) -> list[Change]:
    """The changes that make the decisions behind an annotation say: edited, and `now` is what came of it."""
    changes: list[Change] = []
    for decision in state.decisions.behind(annotation_id):
        after = replace(decision, outcome="edited", annotation=now)
        if after != decision:
            changes.append(Change(state.document.id, decision, after))
    return changes


def _with_place(state: AnnotationState, span: Span, place: tuple[Range, ...], parse: ValueParser) -> Span:
    text = surface(state.document.text, place)
    decision = "edited" if span.decision == "accepted" else span.decision
    return replace(span, fragments=place, text=text, value=parse(text, span.label), decision=decision)


def _stripped(text: str, fragments: list[Range], *, left: bool) -> tuple[Range, ...]:
    """Fragments without the spaces on one side; those of spaces only are left out."""
    rest = list(fragments)
    while rest:
        at = 0 if left else -1
        start, end = rest[at]
        piece = text[start:end]
        if piece.strip():
            new = Range(end - len(piece.lstrip()), end) if left else Range(start, start + len(piece.rstrip()))
            rest[at] = new
            break
        rest.pop(at)
    return tuple(rest)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"
