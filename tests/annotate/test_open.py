"""What is open, kept step by step, is what it is when it is computed anew; tables are their naive twins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from annotate import review
from annotate.open import OpenSuggestions
from annotate.suggest.ranking import doubt_of, mean_unsureness
from tests.strategies import Work, works


@settings(max_examples=200)
@given(works())
def test_what_is_open_follows_every_step(work: Work):
    now = OpenSuggestions.of(work.suggested, work.states[0])
    for tx, old, state in zip(work.transactions, work.states, work.states[1:], strict=False):
        now = now.after(tx, old, state)
        assert list(now.spans) == review.open_spans(work.suggested, state)
        wanted = review.open_relations(work.suggested, state)
        assert sorted(now.relations) == sorted(one.id for one in wanted)
        assert now.unsureness == pytest.approx(mean_unsureness(map(doubt_of, now.spans)), abs=1e-12)
    for tx, old, state in reversed(list(zip(work.transactions, work.states[1:], work.states, strict=False))):
        now = now.after(tx.inverse(), old, state)
        assert list(now.spans) == review.open_spans(work.suggested, state)
        assert now.unsureness == pytest.approx(mean_unsureness(map(doubt_of, now.spans)), abs=1e-12)


@given(works())
def test_tables_find_what_a_search_finds(work: Work):
    for state in work.states:
        for span in state.index:
            wanted = [one for one in state.relations.values() if span.id in (one.head, one.child)]
            assert sorted(one.id for one in state.relations_of(span.id)) == sorted(one.id for one in wanted)
            behind = [one for one in state.decisions.values() if one.annotation == span.id]
            assert state.decisions.behind(span.id) == behind
        for decision in state.decisions.values():
            assert state.decisions.answered(decision.fragments, decision.label)
        assert not state.decisions.answered((), "LOC")
        for own in state.index:
            naive = [one.id for one in work.suggested.index if review.own_span(work.suggested, state, one.id) == own]
            assert sorted(review.stands_for(work.suggested, state, own)) == sorted(naive)
