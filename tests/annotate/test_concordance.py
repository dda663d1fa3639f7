"""The concordance: what is found, in which order, and what is done at many hits at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.commands import connect
from annotate.concordance import Asked, Deeds, do_at, sort_key, standing
from annotate.errors import InputError
from annotate.index import SpanIndex
from annotate.model import Decision, Span
from annotate.offsets import Range
from annotate.review import open_spans
from annotate.state import AnnotationState
from tests.builders import document, hex_ids, small_scheme, span_on

TEXT = "Iran and iran, Iranian Iran. (Iran)"
DOC = document(TEXT)
HITS = list(Asked("Iran", words=True).finder()(TEXT))


def found(text: str, **how: bool) -> list[str]:
    return [TEXT[slice(*place)] for place in Asked(text, **how).finder()(TEXT)]


def test_letter_case_and_whole_words_are_asked_for():
    assert found("iran") == ["Iran", "iran", "Iran", "Iran", "Iran"]
    assert found("iran", case=True) == ["iran"]
    assert found("Iran", words=True, case=True) == ["Iran", "Iran", "Iran"]
    assert found("  iran ", words=True) == ["Iran", "iran", "Iran", "Iran"]
    assert found("(Iran)") == ["(Iran)"]  # taken literally
    assert found("  ") == []


def test_regular_expressions():
    assert found(r"ir\w+n\b", expression=True) == ["Iran", "iran", "Iranian", "Iran", "Iran"]
    assert found(r"Iran|and", expression=True, case=True, words=True) == ["Iran", "and", "Iran", "Iran"]
    assert found(r"\s*Iran\s*$", expression=True) == []
    assert found(r"\band\b ", expression=True) == ["and"]  # no white space at the ends
    assert found("x*", expression=True) == []  # nothing is no hit


def test_what_is_no_regular_expression_is_told():
    for text in ("(", "[a", "a)|(b", "(?P<"):
        with pytest.raises(InputError, match="regular expression"):
            Asked(text, expression=True, words=True).finder()


def test_an_expression_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotate.concordance._SECONDS", 0.05)
    finder = Asked(r"(a|aa)+\b!", expression=True).finder()
    with pytest.raises(InputError, match="takes too long"):
        list(finder("a" * 50 + "?"))


@given(st.text(max_size=30), st.text(max_size=4), st.booleans())
def test_hits_are_whole_and_in_order(text: str, asked: str, words: bool):
    places = list(Asked(asked, words=words).finder()(text))
    assert all(one.end <= two.start for one, two in pairwise(places))
    for start, end in places:
        assert (
            text[start:end].lower() == asked.strip().lower() or text[start:end].casefold() == asked.strip().casefold()
        )
        if words:
            assert not (text[start - 1 : start] or " ").isalnum()
            assert not (text[end : end + 1] or " ").isalnum()


def test_the_nearest_word_comes_first():
    lines = [("the old", "Iran", "was big"), ("a new", "iran", "was Able"), ("In new", "Iran", "and")]

    def order(by: str) -> list[int]:
        return sorted(range(3), key=lambda at: sort_key(by, *lines[at]))  # pyright: ignore[reportArgumentType]

    assert order("left") == [1, 2, 0]  # new a, new in, old the
    assert order("right") == [2, 1, 0]
    assert order("hit") == [2, 1, 0]
    assert order("document") == [0, 1, 2]


def suggested(*spans: Span) -> AnnotationState:
    return AnnotationState.of(DOC, spans)


def done(
    deed: str, state: AnnotationState, model: AnnotationState, label: str = "LOC"
) -> tuple[Deeds, AnnotationState]:
    deeds = Deeds()
    still = SpanIndex(open_spans(model, state))
    do_at(deeds, deed, model, state, still, small_scheme(), HITS, label=label, new_ids=hex_ids())  # pyright: ignore[reportArgumentType]
    tx = deeds.together(deed)  # pyright: ignore[reportArgumentType]
    return deeds, state if tx is None else state.apply(tx)


def test_labelling_passes_over_what_is_decided_and_says_why():
    own = span_on(DOC, "Iran", "PERSON", span_id="1" * 32)
    no = Decision("old", "rejected", "LOC", (HITS[1],))
    model = suggested(span_on(DOC, "Iran", "LOC", nth=2, span_id="m1", decision="open", score=0.9))
    deeds, after = done("label", AnnotationState.of(DOC, [own, no]), model)
    assert (deeds.done, dict(deeds.left)) == (2, {"labelled already": 1, "rejected as LOC before": 1})
    assert [(span.range, span.label, span.decision) for span in after.index] == [
        (HITS[0], "PERSON", "manual"),
        (HITS[2], "LOC", "accepted"),
        (HITS[3], "LOC", "manual"),
    ]


def test_the_persons_own_spans_are_relabelled_and_removed():
    first, second = (span_on(DOC, "Iran", "LOC", nth=nth, span_id=f"{nth + 1}" * 32) for nth in (0, 2))
    longer = span_on(DOC, "Iranian", "LOC", span_id="9" * 32)
    state = AnnotationState.of(DOC, [first, second, longer])
    tx = connect(state, small_scheme(), first.id, second.id, "opposes", new_id="7" * 32)
    assert tx is not None
    state = state.apply(tx)
    deeds, after = done("relabel", state, suggested(), "PERSON")
    assert (deeds.done, dict(deeds.left)) == (2, {"without a span of yours": 2})
    assert [span.label for span in after.index] == ["PERSON", "LOC", "PERSON"]  # “Iranian” is no hit
    again, _ = done("relabel", after, suggested(), "PERSON")
    assert (again.done, again.left["PERSON already"]) == (0, 2)
    deeds, after = done("remove", state, suggested())
    assert deeds.done == 2
    assert [span.text for span in after.index] == ["Iranian"]
    assert not after.relations  # it went with its ends


def test_a_relabel_that_would_make_a_twin_is_left():
    two = [span_on(DOC, "Iran", label, span_id=f"{at}" * 32) for at, label in enumerate(("LOC", "PERSON"), 1)]
    deeds, after = done("relabel", AnnotationState.of(DOC, two), suggested(), "PERSON")
    assert (deeds.done, deeds.left["PERSON already"]) == (0, 1)
    assert len(after.index) == 2


@pytest.mark.parametrize(("deed", "count"), [("accept", 2), ("reject", 0)])
def test_open_suggestions_on_hits_are_answered(deed: str, count: int):
    model = suggested(
        *(span_on(DOC, "Iran", "LOC", nth=nth, span_id=f"m{nth}", decision="open", score=0.9) for nth in (0, 2)),
        span_on(DOC, "Iranian", "LOC", span_id="m9", decision="open", score=0.9),
    )
    deeds, after = done(deed, AnnotationState.of(DOC), model)
    assert (deeds.done, dict(deeds.left)) == (2, {"without an open suggestion": 2})
    assert len(after.spans) == count
    assert [span.text for span in open_spans(model, after)] == ["Iranian"]


def test_what_stands_on_a_hit():
    own, near = span_on(DOC, "Iran", "LOC"), span_on(DOC, "Iran and", "LOC")
    state = AnnotationState.of(DOC, [own, near])
    there = standing(state, SpanIndex(), HITS[0])
    assert (there.own, there.waiting) == ((own,), ())
    assert standing(state, SpanIndex(), Range(0, 3)).own == ()
