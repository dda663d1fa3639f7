"""What the inspector shows of an item, as plain values. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from annotate import review
from annotate.model import Marks, Relation, Span
from annotate.scheme import AttributeLabel, Meaning
from annotate.state import AnnotationState
from gui.decorate import DrawnRelation, Look, scored
from gui.session import Session
from gui.widgets.inspector.relations import RelationRow
from store.ids import made_at

_MOST = 2000  # relations of a document that are listed
_DECIDED = {
    "open": "waits for your decision",
    "accepted": "accepted by",
    "edited": "edited by",
    "manual": "made by",
    "adjudicated": "adjudicated by",
}
_Ends = tuple[Relation, Span, Span]


@dataclass(frozen=True, slots=True)
class Subject:
    """The selected span or relation with everything that the panel says about it."""

    item: Span | Relation
    text: str
    labels: tuple[str, ...]
    meaning: Meaning
    attributes: tuple[AttributeLabel, ...]
    provenance: str
    guideline: str
    relations: tuple[RelationRow, ...]

    @property
    def suggested(self) -> bool:
        """Whether it is an open suggestion."""
        return self.item.decision == "open"


def subject_of(session: Session, item: Span | Relation) -> Subject:
    """Gather what there is to say about an item."""
    scheme = session.scheme
    attributes = scheme.attributes_on(item.label)
    if isinstance(item, Relation):
        head, child = _end(session, item.head), _end(session, item.child)
        label = scheme.relation_label(item.label)
        labels = [one.name for one in scheme.relation_labels_between(head.label, child.label)] if head and child else []
        text = f"{head.text if head else '…'} → {child.text if child else '…'}"
        return Subject(
            item, text, _with(item.label, labels), "none", attributes, _provenance(session, item),
            label.guideline if label else "", tuple(_rows_of_ends(session, item)),
        )  # fmt: skip
    found = scheme.span_label(item.label)
    return Subject(
        item,
        item.text,
        _with(item.label, [one.name for one in scheme.offered]),
        scheme.meaning(item.label),
        attributes,
        _provenance(session, item),
        found.guideline if found else "",
        tuple(relation_rows(session, item)),
    )


def relation_rows(session: Session, span: Span) -> list[RelationRow]:
    """The relations of a span, its own and the suggested ones."""
    return _rows(session, session.picture().relations_of(span.id))


def document_rows(state: AnnotationState) -> list[RelationRow]:
    """The person's relations of a document in the order of their heads, at most `_MOST`."""
    return [_row(*ends) for ends in _in_order(state)]


class DocumentRows:
    """The twin of `document_rows` that keeps what it has made: a key changes none or few of them."""

    def __init__(self) -> None:
        self._of: AnnotationState | None = None
        self._made: dict[str, tuple[Relation, Span, Span, RelationRow]] = {}
        self._rows: list[RelationRow] = []

    def of(self, state: AnnotationState) -> list[RelationRow]:
        """The rows of a state."""
        old, self._of = self._of, state
        if old is None or old.relations is not state.relations or old.spans is not state.spans:
            before, self._made = self._made, {}
            for one, head, child in _in_order(state):
                kept = before.get(one.id)
                if kept is None or kept[0] is not one or kept[1] is not head or kept[2] is not child:
                    kept = (one, head, child, _row(one, head, child))
                self._made[one.id] = kept
            self._rows = [kept[3] for kept in self._made.values()]
        return self._rows


def _in_order(state: AnnotationState) -> list[_Ends]:
    spans, relations = state.spans, islice(state.relations.values(), _MOST)
    ends = [(one, spans[one.head], spans[one.child]) for one in relations]
    ends.sort(key=lambda each: (each[1].start, each[2].start))
    return ends


def _row(relation: Relation, head: Span, child: Span) -> RelationRow:
    return RelationRow(relation.id, relation.label, head.text, child.text, False, head.id, child.id)


def _rows_of_ends(session: Session, relation: Relation) -> list[RelationRow]:
    """The relations of both ends of a relation, it among them."""
    picture = session.picture()
    drawn = picture.relation(relation.id)
    if drawn is None:
        return []
    found = {one.id: one for end in (drawn.head, drawn.child) for one in picture.relations_of(end)}
    return _rows(session, ({drawn.id: drawn} | found).values())


def _rows(session: Session, relations: Iterable[DrawnRelation]) -> list[RelationRow]:
    made: list[RelationRow] = []
    for one in relations:
        head, child = session.find(one.head), session.find(one.child)
        if isinstance(head, Span) and isinstance(child, Span):
            suggested = one.look is not Look.GOLD
            made.append(RelationRow(one.id, one.label, head.text, child.text, suggested, head.id, child.id))
    return made


def relation_named(session: Session, relation: Relation) -> str:
    """“same_as from Assad to Bashar al-Assad, suggestion, score 0.62”, for a screen reader."""
    ends = [_end(session, end) for end in (relation.head, relation.child)]
    head, child = (end.text if end is not None else "…" for end in ends)
    waits = f", suggestion, {scored(relation.score)}" if relation.decision == "open" else ""
    return f"{relation.label} from {head} to {child}{waits}"


def document_line(marks: Marks, size: int, words: int) -> str:
    """Status and size of the open document."""
    status = {"new": "New", "in_progress": "In progress", "done": "Done", "flagged": "Flagged"}[marks.status]
    return f"{status} · {words:,} words · {size:,} characters"


def open_line(session: Session) -> str:
    """“12 open suggestions, 1 suggested relation”; empty where nothing is open."""
    spans, relations = len(session.open_spans), len(session.open.relations)
    parts = [f"{spans:,} open {'suggestion' if spans == 1 else 'suggestions'}"] if spans else []
    parts += [f"{relations:,} suggested {'relation' if relations == 1 else 'relations'}"] if relations else []
    return ", ".join(parts)


def _end(session: Session, span_id: str) -> Span | None:
    own = review.own_span(session.suggested, session.state, span_id)
    if own is not None:
        return own
    found = session.find(span_id)
    return found if isinstance(found, Span) else session.suggested.spans.get(span_id)


def _with(label: str, labels: list[str]) -> tuple[str, ...]:
    return tuple(labels if label in labels else [label, *labels])


def _provenance(session: Session, item: Span | Relation) -> str:
    origin = item.origin.removeprefix("model:")
    score = f", {scored(item.score)}" if item.score is not None else ""
    came = f"Suggested by {origin}{score}; " if origin else ""
    how = _DECIDED[item.decision]
    if item.decision != "open":
        when = made_at(item.id)
        how += f" {session.source.name}" + (f", {_time(when)}" if when is not None else "")
    line = came + how
    return line[:1].upper() + line[1:] + "."


def _time(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds).astimezone()
    return f"{at.day} {at:%B %Y, %H:%M}"
