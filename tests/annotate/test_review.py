"""Suggestions and the answers to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotate import commands, rejected, review
from annotate.errors import Refused
from annotate.model import Relation
from annotate.offsets import Range
from annotate.state import AnnotationState
from tests.builders import document, ids, small_scheme, span_on

DOC = document()
SCHEME = small_scheme()
IRAN = span_on(DOC, "Iran", span_id="run.0", origin="model:m 1", score=0.9, decision="open")
SYRIA = span_on(DOC, "Syria", span_id="run.1", origin="model:m 1", score=0.8, decision="open")
LATER_IRAN = span_on(DOC, "Iran", nth=1, span_id="run.2", origin="model:m 1", score=0.7, decision="open")
OPPOSES = Relation("run.3", "opposes", "run.0", "run.1", origin="model:m 1", score=0.6, decision="open")
SUGGESTED = AnnotationState.of(DOC, [IRAN, SYRIA, LATER_IRAN, OPPOSES])
EMPTY = AnnotationState.of(DOC)


def open_ids(state: AnnotationState, suggested: AnnotationState = SUGGESTED) -> list[str]:
    return [span.id for span in review.open_spans(suggested, state)]


def test_all_is_open_at_first_in_reading_order():
    assert open_ids(EMPTY) == ["run.0", "run.1", "run.2"]
    assert [relation.id for relation in review.open_relations(SUGGESTED, EMPTY)] == ["run.3"]


def test_accepting_makes_an_own_span_that_knows_where_it_came_from():
    state = EMPTY.apply(review.accept(SUGGESTED, EMPTY, "run.0", new_ids=ids()))
    span = state.spans["n0"]
    assert (span.origin, span.score, span.decision, span.text) == ("model:m 1", 0.9, "accepted", "Iran")
    assert open_ids(state) == ["run.1", "run.2"]


def test_another_label_or_other_ends_are_an_edit():
    tx = review.decide_span(SUGGESTED, EMPTY, "run.0", new_id="n", label="PERSON")
    state = EMPTY.apply(tx)
    assert (state.spans["n"].label, state.spans["n"].decision) == ("PERSON", "edited")
    assert state.decisions["run.0"].outcome == "edited"
    moved = EMPTY.apply(review.decide_span(SUGGESTED, EMPTY, "run.0", new_id="n", fragments=[Range(0, 10)]))
    assert moved.spans["n"].text == "Iran armed"


def test_a_rejected_suggestion_never_comes_back_from_a_later_run():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.0"]))
    again = AnnotationState.of(DOC, [replace(IRAN, id="later.0"), replace(SYRIA, id="later.1")])
    assert open_ids(state, again) == ["later.1"]
    assert open_ids(state.apply(rejected.restore(again, state, ["later.0"])), again) == ["later.0", "later.1"]


def test_a_place_with_an_own_span_is_answered():
    tx = commands.add_span(EMPTY, [Range(0, 4)], "PERSON", new_id="own")
    assert tx is not None
    assert open_ids(EMPTY.apply(tx)) == ["run.1", "run.2"]


def test_accepting_a_relation_takes_its_ends_with_it_in_one_step():
    tx = review.accept(SUGGESTED, EMPTY, "run.3", new_ids=ids())
    state = EMPTY.apply(tx)
    relation = next(iter(state.relations.values()))
    assert {state.spans[relation.head].text, state.spans[relation.child].text} == {"Iran", "Syria"}
    assert open_ids(state) == ["run.2"]
    assert state.apply(tx.inverse()) == EMPTY


def test_a_relation_with_a_rejected_end_is_no_longer_proposed():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.1"]))
    assert review.open_relations(SUGGESTED, state) == []


def test_accept_all_answers_everything_and_is_one_undo():
    tx = review.accept_all(SUGGESTED, EMPTY, SCHEME, new_ids=ids())
    assert tx is not None
    state = EMPTY.apply(tx)
    assert len(state.spans) == 3
    assert len(state.relations) == 1
    assert review.accept_all(SUGGESTED, state, SCHEME, new_ids=ids()) is None
    assert state.apply(tx.inverse()) == EMPTY


def test_deleting_an_accepted_span_is_rejecting_its_suggestion():
    state = EMPTY.apply(review.accept(SUGGESTED, EMPTY, "run.0", new_ids=ids()))
    gone = state.apply(commands.delete_span(state, "n0"))
    assert gone.decisions["run.0"].outcome == "rejected"
    assert open_ids(gone) == ["run.1", "run.2"]


def test_relabelling_an_accepted_span_is_editing_its_suggestion():
    state = EMPTY.apply(review.accept(SUGGESTED, EMPTY, "run.0", new_ids=ids()))
    tx = commands.relabel(state, "n0", "PERSON")
    assert tx is not None
    state = state.apply(tx)
    assert (state.spans["n0"].decision, state.decisions["run.0"].outcome) == ("edited", "edited")


def test_a_relation_between_suggestions_accepts_them():
    tx = review.connect_any(SUGGESTED, EMPTY, SCHEME, "run.0", "run.1", "opposes", new_ids=ids())
    assert tx is not None
    state = EMPTY.apply(tx)
    assert len(state.spans) == 2
    assert next(iter(state.relations.values())).decision == "manual"
    assert review.connect_any(SUGGESTED, state, SCHEME, "run.0", "run.1", "opposes", new_ids=ids()) is None


def test_a_refused_relation_accepts_nothing():
    with pytest.raises(Refused):
        review.connect_any(SUGGESTED, EMPTY, SCHEME, "run.0", "run.0", "opposes", new_ids=ids())


def test_a_decided_suggestion_cannot_be_decided_again():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.0", "run.3"]))
    for again in ("run.0", "run.3", "missing"):
        with pytest.raises(Refused, match="no longer open"):
            review.accept(SUGGESTED, state, again, new_ids=ids())
