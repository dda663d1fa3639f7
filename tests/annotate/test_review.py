"""Suggestions and the answers to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotate import commands, rejected, review
from annotate.errors import Refused
from annotate.model import Relation
from annotate.offsets import Range
from annotate.open import OpenSuggestions
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


def later(*, shift: int = 0, **labels: str) -> AnnotationState:
    """The same suggestions from a later run, under other ids; `labels` are other ones for some texts."""
    spans = [
        replace(one, id=f"later.{at + shift}", label=labels.get(one.text, one.label))
        for at, one in enumerate((IRAN, SYRIA, LATER_IRAN))
    ]
    return AnnotationState.of(DOC, [*spans, replace(OPPOSES, id="later.9", head=spans[0].id, child=spans[1].id)])


def test_a_rejected_relation_never_comes_back_whatever_the_later_run_calls_its_ends():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.3"]))
    for again in (SUGGESTED, later(), later(shift=4), later(Iran="PERSON"), later(Iran="PERSON", Syria="PERSON")):
        assert review.open_relations(again, state) == []
        assert len(OpenSuggestions.of(again, state).relations) == 0
        [found] = rejected.rejected_relations(again, state)
        opened = state.apply(rejected.restore(again, state, [found.id]))
        assert [one.id for one in review.open_relations(again, opened)] == [found.id]


def test_a_rejected_relation_stays_rejected_when_its_ends_are_accepted_or_relabelled():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.3"]))
    for step in ("run.0", "run.1"):
        state = state.apply(review.accept(SUGGESTED, state, step, new_ids=ids(step)))
    assert review.open_relations(later(), state) == []
    tx = commands.relabel(state, "run.00", "PERSON")
    assert tx is not None
    assert review.open_relations(later(Iran="PERSON"), state.apply(tx)) == []


def test_no_to_a_label_is_no_answer_to_another_label_at_the_place():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.0"]))
    assert open_ids(state, later(Iran="PERSON")) == ["later.0", "later.1", "later.2"]
    assert open_ids(state, later()) == ["later.1", "later.2"]
    state = state.apply(review.reject(later(Iran="PERSON"), state, ["later.0"]))
    assert open_ids(state, later(Iran="PERSON")) == ["later.1", "later.2"]
    assert open_ids(state) == ["run.1", "run.2"]


def test_what_was_rejected_is_found_in_a_later_run_once_and_not_where_there_is_a_span():
    state = EMPTY.apply(review.reject(SUGGESTED, EMPTY, ["run.0", "run.1"]))
    assert [one.id for one in rejected.rejected_spans(later(), state)] == ["later.0", "later.1"]
    tx = commands.add_span(state, [IRAN.range], "PERSON", new_id="own")
    assert tx is not None
    assert [one.id for one in rejected.rejected_spans(later(), state.apply(tx))] == ["later.1"]
    with pytest.raises(Refused, match="not rejected"):
        rejected.restore(later(), state, ["later.2"])


def test_accept_all_leaves_relations_open_that_the_scheme_does_not_allow():
    state = EMPTY.apply(review.decide_span(SUGGESTED, EMPTY, "run.0", new_id="n", label="CARDINAL"))
    tx = review.accept_all(SUGGESTED, state, SCHEME, new_ids=ids("m"))
    assert tx is not None
    state = state.apply(tx)
    assert len(state.spans) == 3
    assert len(state.relations) == 0
    assert [one.id for one in review.open_relations(SUGGESTED, state)] == ["run.3"]
    assert review.accept_all(SUGGESTED, state, SCHEME, new_ids=ids("o")) is None


def test_accept_some_takes_the_ends_of_relations_and_nothing_else():
    tx = review.accept_some(SUGGESTED, EMPTY, SCHEME, ["run.3", "missing"], new_ids=ids())
    assert tx is not None
    state = EMPTY.apply(tx)
    assert (len(state.spans), len(state.relations)) == (2, 1)
    assert open_ids(state) == ["run.2"]
    assert review.accept_some(SUGGESTED, state, SCHEME, ["run.3"], new_ids=ids()) is None


def test_of_two_suggestions_at_one_place_the_better_one_is_accepted_and_relations_once():
    other = replace(IRAN, id="run.4", label="PERSON", score=0.95)
    twin = replace(OPPOSES, id="run.5", head="run.4")
    both = AnnotationState.of(DOC, [IRAN, SYRIA, other, OPPOSES, twin])
    tx = review.accept_all(both, EMPTY, SCHEME, new_ids=ids())
    assert tx is not None
    state = EMPTY.apply(tx)
    assert sorted((span.text, span.label) for span in state.index) == [("Iran", "PERSON"), ("Syria", "LOC")]
    assert len(state.relations) == 1
    assert review.open_relations(both, state) == []
