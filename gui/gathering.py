"""Suggestions of many documents, gathered and answered on the search's thread: what the review by group works with."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from annotate import rejected, review
from annotate.change import Transaction, compose
from annotate.groups import member
from annotate.model import Decision, Relation, Span
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from gui.decorate import scored
from gui.jobs import Report
from gui.searching import Place, place_in
from store.ids import new_ids
from store.project import Project
from store.sources import Source

Answer = Literal["accept", "reject", "restore"]
_LONG = 80  # code points from end to end of a relation, above which only the ends are shown
_EVENTS: dict[Answer, str] = {
    "accept": "suggestion.accept_all",
    "reject": "suggestion.reject",
    "restore": "suggestion.restore",
}


@dataclass
class Gather:
    """The suggestions that wait for an answer, or those that were rejected. `found` fills while it runs.

    `ids` are the documents to look in; None stands for all that have suggestions.
    """

    source: Source
    ids: tuple[str, ...] | None
    rejected: bool
    found: deque[tuple[str, list[Place]]] = field(default_factory=deque[tuple[str, list[Place]]])

    def __call__(self, project: Project, report: Report) -> None:
        ids = project.suggestions.documents() if self.ids is None else self.ids
        for at, document_id in enumerate(ids):
            report(at, len(ids))
            doc = project.documents.get(document_id)
            state = project.annotations.state(doc, self.source)
            self.found.append((document_id, places_of(project.suggestions.suggested(doc), state, no=self.rejected)))


def places_of(suggested: AnnotationState, state: AnnotationState, *, no: bool) -> list[Place]:
    """The open suggestions of a document as places, or with `no` the rejected ones; each is about its member."""
    spans = rejected.rejected_spans(suggested, state) if no else review.open_spans(suggested, state)
    relations = rejected.rejected_relations(suggested, state) if no else review.open_relations(suggested, state)
    return [*(_span_place(suggested, one) for one in spans), *(_relation_place(suggested, one) for one in relations)]


def _span_place(suggested: AnnotationState, span: Span) -> Place:
    note = f"{span.label}   {scored(span.score)}"
    return place_in(suggested.document, span.range, note=note, about=member(suggested, span))


def _relation_place(suggested: AnnotationState, relation: Relation) -> Place:
    about, doc = member(suggested, relation), suggested.document
    first, last = sorted((suggested.spans[relation.head], suggested.spans[relation.child]), key=lambda one: one.range)
    around = Range(first.start, max(first.end, last.end))
    text = None if around.size <= _LONG else f"{first.text} … {last.text}"
    note = f"{relation.label}: {about.text}   {scored(relation.score)}"
    return place_in(doc, around, text=text, note=note, about=about)


@dataclass(frozen=True)
class Decide:
    """One answer to many suggestions, given by document, as one step; None where none of them is open any more."""

    source: Source
    scheme: Scheme
    answer: Answer
    asked: Mapping[str, Sequence[str]]

    def __call__(self, project: Project, report: Report) -> Transaction | None:
        steps: list[Transaction] = []
        for at, (document_id, ids) in enumerate(self.asked.items()):
            report(at, len(self.asked))
            doc = project.documents.get(document_id)
            state = project.annotations.state(doc, self.source)
            tx = answered(project.suggestions.suggested(doc), state, self.scheme, self.answer, ids)
            if tx is not None:
                steps.append(tx)
        return compose(steps, _EVENTS[self.answer]) if steps else None


def answered(
    suggested: AnnotationState, state: AnnotationState, scheme: Scheme, answer: Answer, ids: Iterable[str]
) -> Transaction | None:
    """One answer to some suggestions of a document; what has an answer by now is passed over."""
    if answer == "accept":
        return review.accept_some(suggested, state, scheme, ids, new_ids=new_ids())
    if answer == "reject":
        still = {one.id for one in review.open_spans(suggested, state)}
        still |= {one.id for one in review.open_relations(suggested, state)}
        chosen = [one for one in ids if one in still]
        return review.reject(suggested, state, chosen) if chosen else None
    said_no = {one.id for one in rejected.rejected_spans(suggested, state)}
    said_no |= {one.id for one in rejected.rejected_relations(suggested, state)}
    chosen = [one for one in ids if one in said_no]
    return rejected.restore(suggested, state, chosen) if chosen else None


def decided(tx: Transaction) -> int:
    """How many suggestions a step answers, or opens again."""
    return sum(isinstance(one.after or one.before, Decision) for one in tx.changes)
