"""Active time without idle, and decisions per hour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.work import PAUSE, Done, Work, in_minutes

EVENTS = ("span.add", "suggestion.accept", "note.set", "document.done", "relation.add", "zone.add")
DAYS = st.lists(
    st.builds(
        Done,
        st.floats(0, 100_000),
        st.sampled_from(EVENTS),
        st.sampled_from(["a", "b", None]),
        st.sampled_from(["edit", "undo", "redo"]),
    )
)


@pytest.mark.parametrize(
    ("times", "active"),
    [
        ([], 0),
        ([5], 0),
        ([0, 60], 60),
        ([0, 60.001], 0),
        ([0, 30, 200, 230], 60),
        ([0, 10, 5, 15], 20),  # the clock was set back
        ([7, 7, 7], 0),
    ],
)
def test_a_gap_of_more_than_a_minute_is_idle(times: list[float], active: float) -> None:
    assert Work.of(Done(at, "span.add") for at in times).active == active


@pytest.mark.parametrize(
    ("done", "decisions"),
    [
        ([("span.add", "edit"), ("span.value", "edit"), ("relation.add", "edit"), ("suggestion.reject", "edit")], 4),
        ([("suggestion.accept_all", "edit")], 1),
        ([("note.set", "edit"), ("flag.set", "edit"), ("zone.add", "edit"), ("document.done", "edit")], 0),
        ([("span.add", "edit"), ("span.add", "undo")], 0),
        ([("span.add", "edit"), ("span.add", "undo"), ("span.add", "redo")], 1),
        ([("span.add", "import")], 0),
    ],
)
def test_what_a_decision_is(done: list[tuple[str, str]], decisions: int) -> None:
    work = Work.of(Done(at, event, kind=kind) for at, (event, kind) in enumerate(done))
    assert (work.decisions, work.changes) == (decisions, len(done))


def test_decisions_per_hour_are_told_after_a_minute_of_work() -> None:
    assert Work.of(Done(at, "span.add") for at in (0, 20, 40)).decisions_per_hour is None
    assert Work.of(Done(at, "span.add") for at in (0, 20, 40, 60)).decisions_per_hour == 240


def test_a_gap_belongs_to_the_document_of_the_change_that_ends_it() -> None:
    done = [Done(0, "span.add", "a"), Done(10, "span.add", "a"), Done(40, "span.add", "b"), Done(400, "note.set", "c")]
    assert dict(Work.of(done).by_document) == {"a": 10, "b": 30, "c": 0}


@given(DAYS)
def test_step_by_step_is_the_same_as_at_once(done: list[Done]) -> None:
    stepwise, whole = Work(), Work.of(done)
    for one in done:
        stepwise = stepwise.after(one)
    assert (stepwise.changes, stepwise.decisions, stepwise.last) == (whole.changes, whole.decisions, whole.last)
    assert stepwise.active == pytest.approx(whole.active)


@given(DAYS)
def test_active_time_is_no_more_than_the_gaps_allow_and_documents_add_up(done: list[Done]) -> None:
    work = Work.of(done)
    assert 0 <= work.active <= PAUSE * max(0, len(done) - 1)
    if all(one.document is not None for one in done):
        assert sum(work.by_document.values()) == pytest.approx(work.active)


@pytest.mark.parametrize(("seconds", "told"), [(0, "under a minute"), (60, "1 min"), (3599, "59 min"),
                                               (3600, "1 h 00 min"), (7503, "2 h 05 min")])  # fmt: skip
def test_minutes_for_people(seconds: float, told: str) -> None:
    assert in_minutes(seconds) == told
