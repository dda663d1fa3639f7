"""Trimming, splitting and joining spans; what is refused with which reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import commands, edges, review
from annotate.errors import Refused
from annotate.model import Attributes, Decision, Marks, Relation, Span, Value
from annotate.offsets import Range
from annotate.scheme import parse_scheme
from annotate.state import AnnotationState
from tests.builders import TEXT, document, small_scheme, span, span_on

SCHEME = small_scheme()


def named(text: str, label: str = "LOC", *, start: int | None = None, span_id: str | None = None) -> Span:
    at = TEXT.index(text) if start is None else start
    return span(document(), at, at + len(text), label, span_id=span_id or text)


def state_of(*items: Span | Relation | Decision) -> AnnotationState:
    return AnnotationState.of(document(), items)


def texts(state: AnnotationState) -> list[str]:
    return [one.text for one in state.index]


def test_trim_takes_spaces_and_punctuation_off_every_fragment():
    rough = named(" Syria. ", span_id="s")
    wide = commands.resize(state_of(rough), "s", [rough.range, Range(4, 11)])
    assert wide is not None
    state = state_of(rough).apply(wide)
    tx = edges.trim_span(state, "s")
    assert tx is not None
    assert state.apply(tx).spans["s"].text == "armed Syria"
    assert edges.trim_span(state.apply(tx), "s") is None


def test_split_leaves_spaces_out_and_relations_note_and_flag_with_the_first():
    name = named("Bashar al-Assad", "PERSON", span_id="a")
    marked = commands.set_note(state_of(name), "a", "who?")
    assert marked is not None
    state = state_of(name, named("Syria")).apply(marked)
    joined = commands.connect(state, SCHEME, "a", "Syria", "opposes", new_id="r")
    generic = commands.set_attribute(state, "a", "generic", True, scheme=SCHEME)
    assert joined is not None
    assert generic is not None
    state = state.apply(joined).apply(generic)
    split = state.apply(edges.split_span(state, "a", name.start + len("Bashar"), new_id="b"))
    assert texts(split) == ["Syria", "Bashar", "al-Assad"]
    assert (split.spans["a"].note, split.spans["b"].note) == ("who?", "")
    assert split.spans["a"].attributes == split.spans["b"].attributes == (("generic", True),)
    assert split.relations["r"].head == "a"


@pytest.mark.parametrize("at", [0, 19, TEXT.index("1,000"), len(TEXT)])
def test_a_split_needs_text_on_both_sides(at: int):
    state = state_of(named("1,000", "CARDINAL", span_id="n"))
    with pytest.raises(Refused, match="between two words of “1,000”"):
        edges.split_span(state, "n", at, new_id="m")


def test_a_span_of_fragments_is_split_between_them():
    parts = (Range(0, 4), Range(39, 44))
    state = state_of(Span("s", "LOC", parts, "Iran Syria"))
    assert texts(state.apply(edges.split_span(state, "s", 20, new_id="t"))) == ["Iran", "Syria"]


def test_merge_takes_over_relations_attributes_notes_and_flags():
    first, second, syria = named("Bashar", "PERSON"), named("al-Assad", "PERSON"), named("Syria")
    relations = (
        Relation("between", "opposes", "Bashar", "al-Assad"),
        Relation("moved", "opposes", "al-Assad", "Syria"),
        Relation("kept", "same_as", "Bashar", "Syria"),
        Relation("twice", "same_as", "al-Assad", "Syria"),
    )
    state = state_of(first, second, syria, *relations)
    for tx in (commands.set_note(state, "al-Assad", "spelling?"), commands.set_flag(state, "Bashar", True)):
        assert tx is not None
        state = state.apply(tx)
    tx = edges.merge_spans(state, "Bashar", "al-Assad")
    after = state.apply(tx)
    assert texts(after) == ["Syria", "Bashar al-Assad"]
    one = after.spans["Bashar"]
    assert (one.note, one.flagged) == ("spelling?", True)
    assert {(r.id, r.head, r.child) for r in after.relations.values()} == {
        ("moved", "Bashar", "Syria"),
        ("kept", "Bashar", "Syria"),
    }
    assert after.apply(tx.inverse()) == state


def test_a_merge_makes_the_decisions_of_both_say_edited():
    suggested = AnnotationState.of(document(), [named("Bashar", "PERSON"), named("al-Assad", "PERSON")])
    state, ids = state_of(), iter("12")
    for one in ("Bashar", "al-Assad"):
        state = state.apply(review.accept(suggested, state, one, new_ids=ids))
    after = state.apply(edges.merge_spans(state, "1", "2"))
    assert {(one.outcome, one.annotation) for one in after.decisions.values()} == {("edited", "1")}
    assert after.spans["1"].decision == "edited"
    assert review.open_spans(suggested, after) == []


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (named("Iran"), named("1,000", "CARDINAL"), "LOC and CARDINAL are two labels"),
        (named("Iran"), named("Iran", start=TEXT.rindex("Iran"), span_id="later"), "too far apart"),
    ],
)
def test_what_cannot_be_merged_is_refused(one: Span, other: Span, reason: str):
    far = document(TEXT[:45] + "\n\n" + TEXT[45:])
    moved = [span_on(far, one.text, one.label), span(far, other.start + 2, other.end + 2, other.label)]
    state = AnnotationState.of(far, moved) if "far" in reason else state_of(one, other)
    with pytest.raises(Refused, match=reason):
        edges.merge_spans(state, *(found.id for found in state.index))


def test_a_fragment_is_taken_out():
    state = state_of(Span("s", "LOC", (Range(0, 4), Range(39, 44)), "Iran Syria"))
    tx = edges.remove_fragment(state, "s", 40)
    assert tx is not None
    after = state.apply(tx)
    assert texts(after) == ["Iran"]
    with pytest.raises(Refused, match="only one fragment"):
        edges.remove_fragment(after, "s", 2)
    with pytest.raises(Refused, match="the fragment of “Iran Syria” that is to go"):
        edges.remove_fragment(state, "s", 20)


def test_two_equal_spans_are_refused_by_every_command():
    state = state_of(named("Iran", span_id="a"), named("Iran armed", span_id="b"), named("Iran", "PERSON", span_id="c"))
    for refused in (
        lambda: commands.resize(state, "b", [Range(0, 4)]),
        lambda: commands.relabel(state, "c", "LOC"),
        lambda: edges.split_span(state, "b", 4, new_id="x"),
    ):
        with pytest.raises(Refused, match="a LOC at exactly this place already: “Iran”"):
            refused()


def test_relations_that_a_new_label_may_not_have_go_with_the_step():
    state = state_of(named("Iran"), named("Syria"), Relation("r", "opposes", "Iran", "Syria"))
    tx = commands.relabel(state, "Iran", "CARDINAL", scheme=SCHEME)
    assert tx is not None
    assert not state.apply(tx).relations
    assert state.apply(tx).apply(tx.inverse()) == state
    kept = commands.relabel(state, "Iran", "PERSON", scheme=SCHEME)
    assert kept is not None
    assert list(state.apply(kept).relations) == ["r"]


def test_relations_of_a_deleted_span_go_with_it_and_come_back():
    state = state_of(
        named("Iran"),
        named("Syria"),
        named("Bashar", "PERSON"),
        Relation("r", "opposes", "Iran", "Syria"),
        Relation("s", "opposes", "Bashar", "Iran"),
        Relation("t", "opposes", "Bashar", "Syria"),
    )
    tx = commands.delete_span(state, "Iran")
    assert list(state.apply(tx).relations) == ["t"]
    assert state.apply(tx).apply(tx.inverse()) == state


def test_the_reason_says_what_a_relation_joins():
    state = state_of(named("Iran"), named("1,000", "CARDINAL"))
    with pytest.raises(Refused, match="from LOC it goes to PERSON or LOC"):
        commands.connect(state, SCHEME, "Iran", "1,000", "opposes", new_id="r")
    with pytest.raises(Refused, match="it goes from PERSON or LOC"):
        commands.connect(state, SCHEME, "1,000", "Iran", "opposes", new_id="r")


def test_a_value_is_read_anew():
    state = state_of(named("1,000", "CARDINAL", span_id="n"))
    tx = commands.parse_again(state, "n", parse=lambda _text, _label: Value(amount="1000"))
    assert tx is not None
    after = state.apply(tx)
    assert after.spans["n"].value == Value(amount="1000")
    assert commands.parse_again(after, "n", parse=lambda _text, _label: Value(amount="1000")) is None
    with pytest.raises(Refused, match="No value can be read from “1,000”"):
        commands.parse_again(state, "n", parse=commands.no_value)


LABELLED = parse_scheme("""
[[span]]
name = "LOC"
[[attribute]]
name = "certainty"
kind = "choice"
choices = ["sure", "unsure"]
[[attribute]]
name = "size"
kind = "number"
[[document]]
name = "topic"
kind = "choice"
choices = ["war", "trade"]
[[document]]
name = "opinion"
kind = "flag"
""")


def test_attributes_are_checked_against_the_scheme():
    state = state_of(named("Iran", span_id="a"))
    for name, value, reason in (
        ("certainty", "perhaps", "certainty is one of sure, unsure"),
        ("size", "big", "size needs a number"),
        ("size", float("inf"), "size needs a number"),
        ("size", True, "size needs a number"),
        ("topic", "war", "no attribute topic for LOC"),
    ):
        with pytest.raises(Refused, match=reason):
            commands.set_attribute(state, "a", name, value, scheme=LABELLED)
    with pytest.raises(Refused, match="no attribute size for a document"):
        commands.set_attribute(state, "d1", "size", 3, scheme=LABELLED)


def test_a_document_gets_labels_and_loses_them():
    state = state_of()
    topic = commands.set_attribute(state, "d1", "topic", "war", scheme=LABELLED)
    assert topic is not None
    state = state.apply(topic)
    said: Attributes = (("topic", "war"),)
    assert state.marks == Marks("d1", attributes=said)
    gone = commands.set_attribute(state, "d1", "topic", None, scheme=LABELLED)
    assert gone is not None
    assert state.apply(gone).marks == Marks("d1")


@given(st.data())
def test_split_then_merge_and_undo_are_what_was_there(data: st.DataObject):
    start = data.draw(st.integers(0, len(TEXT) - 4))
    end = data.draw(st.integers(start + 3, len(TEXT)))
    doc = document()
    state = AnnotationState.of(doc, [span(doc, start, end, span_id="a")])
    at = data.draw(st.integers(start, end))
    try:
        tx = edges.split_span(state, "a", at, new_id="b")
    except Refused:
        return
    parts = state.apply(tx)
    assert parts.apply(tx.inverse()) == state
    assert all(one.text == one.text.strip() or one.start == start or one.end == end for one in parts.index)
    again = parts.apply(edges.merge_spans(parts, "a", "b"))
    assert again.spans["a"].range == Range(start, end)
