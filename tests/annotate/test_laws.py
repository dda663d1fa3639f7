"""The laws of the editing model, on random work."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotate.change import Change, Transaction, compose
from annotate.errors import StaleChange
from annotate.history import History
from annotate.model import Marks
from annotate.state import AnnotationState
from tests.builders import document, span_on
from tests.strategies import Work, works


@given(works())
def test_inverse_restores(work: Work):
    for before, tx, after in zip(work.states, work.transactions, work.states[1:], strict=False):
        assert after.apply(tx.inverse()) == before
        assert tx.inverse().inverse() == tx


@given(works())
def test_undo_to_empty_and_redo_to_the_end(work: Work):
    history: History[Transaction] = History()
    for tx in work.transactions:
        history = history.record(tx)
    state = work.states[-1]
    while (step := history.next_undo) is not None:
        state, history = state.apply(step.inverse()), history.undo()
    assert state == work.states[0]
    assert list(state.items()) == []
    while (step := history.next_redo) is not None:
        state, history = state.apply(step), history.redo()
    assert state == work.states[-1]


@given(works())
def test_composing_all_transactions_is_doing_them_one_by_one(work: Work):
    whole = compose(work.transactions, "all")
    assert work.states[0].apply(whole) == work.states[-1]


@given(works())
def test_state_of_its_items_is_the_state(work: Work):
    state = work.states[-1]
    rebuilt = AnnotationState.of(work.document, state.items())
    assert rebuilt.apply(Transaction((), "none")) == state


@given(works())
def test_no_relation_ever_dangles(work: Work):
    for state in work.states:
        for relation in state.relations.values():
            assert {relation.head, relation.child} <= set(state.spans)


@given(works())
def test_surface_is_always_the_text(work: Work):
    for span in work.states[-1].index:
        assert span.text == " ".join(work.document.text[start:end] for start, end in span.fragments)


@given(works())
def test_applying_twice_is_refused_whole(work: Work):
    for tx, after in zip(work.transactions, work.states[1:], strict=False):
        if all(change.before != change.after for change in tx.changes):
            with pytest.raises(StaleChange):
                after.apply(tx)


def test_history_forgets_what_was_undone_when_something_new_is_done():
    history = History[str]().record("a").record("b").undo().record("c")
    assert list(history.done()) == ["c", "a"]
    assert list(history.undone()) == []
    with pytest.raises(IndexError):
        history.redo()
    with pytest.raises(IndexError):
        History[str]().undo()


def test_changes_of_other_documents_are_passed_over():
    doc = document()
    state = AnnotationState.of(doc)
    foreign = Change("other", None, span_on(doc, "Iran"))
    assert state.apply(Transaction((foreign,), "span.add")) is state


def test_a_change_needs_one_item():
    doc = document()
    with pytest.raises(ValueError, match="one item"):
        Change(doc.id, None, None)
    with pytest.raises(ValueError, match="one item"):
        Change(doc.id, span_on(doc, "Iran"), Marks(doc.id))
