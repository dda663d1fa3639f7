"""Steps over many documents at once, as the window does them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from annotate.change import Transaction, compose
from annotate.propagate import find_same, label_place
from annotate.review import accept_some, open_spans, reject
from annotate.state import AnnotationState
from benchmarks.crash.base import NAMES, Hand, Token
from store.ids import new_id
from store.project import Project

Suggested = Mapping[str, AnnotationState]


def bulk_steps(project: Project, rng: Random) -> Iterator[Token]:
    """The same text everywhere, answers to groups of suggestions, and those taken back and done again."""
    hand = Hand(project, rng)
    suggested = {doc.id: project.suggestions.suggested(doc) for doc in hand.docs}
    while True:
        token = _step(hand, suggested)
        if token is not None:
            yield token


def _step(hand: Hand, suggested: Suggested) -> Token | None:
    match hand.rng.choice(("same", "accept", "reject", "undo", "undo", "undo", "redo")):
        case "same":
            tx = _same_everywhere(hand, suggested)
        case "accept":
            tx = _accept_group(hand, suggested)
        case "reject":
            tx = _reject_group(hand, suggested)
        case "undo":
            return hand.undo()
        case _:
            return hand.redo()
    return hand.take(tx) if tx is not None and tx.changes else None


def _same_everywhere(hand: Hand, suggested: Suggested) -> Transaction | None:
    asked, label = hand.rng.choice(NAMES), hand.rng.choice(hand.labels)
    steps = list[Transaction]()
    for doc in hand.docs:
        state, model = hand.states[doc.id], suggested[doc.id]
        for hit in find_same(state, model.index, asked, label).hits[:3]:
            still = _open(hand, suggested, doc.id)
            tx = label_place(model, state, type(model.index)(still), hit.place, label, new_id=new_id())
            if tx is not None and tx.changes:
                state = state.apply(tx)
                steps.append(tx)
                break  # one a document: the places that are left are found by the next step
    return compose(steps, "span.propagate") if steps else None


def _accept_group(hand: Hand, suggested: Suggested) -> Transaction | None:
    label = hand.rng.choice(("ORG", "PERSON", "GPE"))
    steps = list[Transaction]()
    for doc in hand.docs:
        asked = [span.id for span in suggested[doc.id].index if span.label == label]
        tx = accept_some(suggested[doc.id], hand.states[doc.id], hand.scheme, asked, new_ids=_new_ids())
        steps += [tx] if tx is not None else []
    return compose(steps, "suggestion.accept_all") if steps else None


def _reject_group(hand: Hand, suggested: Suggested) -> Transaction | None:
    label = hand.rng.choice(("ORG", "PERSON", "GPE"))
    steps = list[Transaction]()
    for doc in hand.docs:
        asked = [span.id for span in _open(hand, suggested, doc.id) if span.label == label]
        steps += [reject(suggested[doc.id], hand.states[doc.id], asked)] if asked else []
    return compose(steps, "suggestion.reject") if steps else None


def _open(hand: Hand, suggested: Suggested, document_id: str):
    return open_spans(suggested[document_id], hand.states[document_id])


def _new_ids() -> Iterator[str]:
    while True:
        yield new_id()
