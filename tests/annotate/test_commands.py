"""What a person can do to spans and relations, and what is refused with which reason."""

from __future__ import annotations

import pytest

from annotate import commands
from annotate.change import Transaction
from annotate.errors import GilderError, OffsetError, Refused, StaleChange
from annotate.model import Marks, Span, Value, Zone
from annotate.offsets import Range
from annotate.state import AnnotationState
from tests.builders import TEXT, document, small_scheme, span_on

SCHEME = small_scheme()


def state_with(*words: str, label: str = "LOC") -> AnnotationState:
    doc = document()
    return AnnotationState.of(doc, [span_on(doc, word, label) for word in words])


def parse_count(surface: str, label: str) -> Value | None:
    return Value(amount=surface) if label == "CARDINAL" else None


def done(state: AnnotationState, tx: Transaction | None) -> AnnotationState:
    assert tx is not None
    return state.apply(tx)


def test_add_span_takes_surface_and_value():
    state = state_with()
    start = TEXT.index("1,000")
    tx = commands.add_span(state, [Range(start, start + 5)], "CARDINAL", new_id="n", parse=parse_count)
    span = done(state, tx).spans["n"]
    assert (span.text, span.value, span.decision) == ("1,000", Value(amount="1,000"), "manual")
    assert tx is not None
    assert (tx.event, tx.focus) == ("span.add", "n")


def test_add_span_joins_touching_fragments_and_keeps_gaps():
    state = state_with()
    tx = commands.add_span(state, [Range(20, 23), Range(0, 2), Range(2, 4)], "LOC", new_id="n")
    assert done(state, tx).spans["n"].fragments == (Range(0, 4), Range(20, 23))


def test_the_same_span_twice_is_nothing_to_do_but_another_label_is_a_second_span():
    state = state_with("Iran")
    assert commands.add_span(state, [Range(0, 4)], "LOC", new_id="n") is None
    assert len(done(state, commands.add_span(state, [Range(0, 4)], "PERSON", new_id="n")).spans) == 2


@pytest.mark.parametrize("place", [[Range(3, 3)], [Range(4, 5)], []])
def test_a_span_needs_text(place: list[Range]):
    with pytest.raises(Refused):
        commands.add_span(state_with(), place, "LOC", new_id="n")


def test_a_span_is_cut_to_the_text():
    span = done(state_with(), commands.add_span(state_with(), [Range(-5, 4)], "LOC", new_id="n")).spans["n"]
    assert span.fragments == (Range(0, 4),)


def test_relabel_takes_the_value_of_the_new_label():
    state = state_with("1,000")
    span_id = next(iter(state.spans))
    relabelled = done(state, commands.relabel(state, span_id, "CARDINAL", parse=parse_count))
    assert relabelled.spans[span_id].value == Value(amount="1,000")
    assert commands.relabel(relabelled, span_id, "CARDINAL") is None


def test_resize_takes_the_new_surface():
    state = state_with("Iran")
    span_id = next(iter(state.spans))
    assert done(state, commands.resize(state, span_id, [Range(0, 10)])).spans[span_id].text == "Iran armed"
    assert commands.resize(state, span_id, [Range(0, 4)]) is None


def test_deleting_a_span_takes_its_relations_and_undo_brings_them_back():
    state = state_with("Iran", "Syria")
    head, child = list(state.spans)
    joined = done(state, commands.connect(state, SCHEME, head, child, "opposes", new_id="r"))
    tx = commands.delete_span(joined, child)
    without = joined.apply(tx)
    assert (list(without.spans), dict(without.relations)) == ([head], {})
    assert without.apply(tx.inverse()) == joined


def test_relations_are_checked_against_the_scheme():
    doc = document()
    state = AnnotationState.of(doc, [span_on(doc, "Iran"), span_on(doc, "1,000", "CARDINAL")])
    iran, number = (span.id for span in state.index)
    with pytest.raises(Refused, match="opposes does not join LOC to CARDINAL"):
        commands.connect(state, SCHEME, iran, number, "opposes", new_id="r")
    with pytest.raises(Refused, match="two different spans"):
        commands.connect(state, SCHEME, iran, iran, "opposes", new_id="r")
    with pytest.raises(Refused, match="no relation label nonsense"):
        commands.connect(state, SCHEME, iran, number, "nonsense", new_id="r")


def test_reverse_relabel_and_delete_a_relation():
    state = state_with("Iran", "Syria")
    head, child = list(state.spans)
    state = done(state, commands.connect(state, SCHEME, head, child, "opposes", new_id="r"))
    assert commands.connect(state, SCHEME, head, child, "opposes", new_id="r2") is None
    turned = state.apply(commands.reverse_relation(state, SCHEME, "r"))
    assert (turned.relations["r"].head, turned.relations["r"].child) == (child, head)
    assert done(turned, commands.relabel_relation(turned, SCHEME, "r", "same_as")).relations["r"].label == "same_as"
    assert not turned.apply(commands.delete_relation(turned, "r")).relations


def test_notes_flags_attributes_status_and_zones():
    state = state_with("Iran")
    span_id = next(iter(state.spans))
    state = done(state, commands.set_note(state, span_id, " check this \n"))
    state = done(state, commands.set_flag(state, span_id, True))
    state = done(state, commands.set_attribute(state, span_id, "generic", True))
    span = state.spans[span_id]
    assert (span.note, span.flagged, span.attributes) == ("check this", True, (("generic", True),))
    assert done(state, commands.set_attribute(state, span_id, "generic", None)).spans[span_id].attributes == ()
    state = done(state, commands.set_status(state, "done"))
    state = done(state, commands.set_note(state, "d1", "read twice"))
    assert state.marks == Marks("d1", "done", "read twice")
    state = done(state, commands.mark_zone(state, "headline", Range(0, 10), new_id="z"))
    assert state.zones == {"z": Zone("z", "headline", 0, 10)}
    assert commands.mark_zone(state, "headline", Range(2, 5), new_id="z2") is None
    assert not state.apply(commands.remove_zone(state, "z")).zones


def test_a_stale_change_is_refused_and_nothing_happens():
    state = state_with("Iran", "Syria")
    span_id = next(iter(state.spans))
    tx = commands.relabel(state, span_id, "PERSON")
    newer = done(state, commands.relabel(state, span_id, "CARDINAL"))
    assert tx is not None
    with pytest.raises(StaleChange, match="nothing was done"):
        newer.apply(tx)


@pytest.mark.parametrize(
    "wrong",
    [
        Span("w", "LOC", (Range(0, 4),), "Iraq"),
        Span("w", "LOC", (Range(90, 400),), "x"),
        Span("w", "LOC", (Range(5, 10), Range(0, 4)), "armed Iran"),
        Span("w", "LOC", (), ""),
    ],
)
def test_a_state_never_holds_a_span_that_is_not_the_text(wrong: Span):
    with pytest.raises(OffsetError):
        AnnotationState.of(document(), [wrong])


def test_a_state_never_holds_a_relation_without_ends():
    state = state_with("Iran", "Syria")
    head, child = list(state.spans)
    joined = done(state, commands.connect(state, SCHEME, head, child, "opposes", new_id="r"))
    alone = Transaction(commands.delete_span(joined, child).changes[1:], "span.delete")
    with pytest.raises(GilderError, match="lost an end"):
        joined.apply(alone)


@pytest.mark.parametrize("command", ["span_of", "relation_of", "annotation_of"])
def test_what_is_not_there_is_refused(command: str):
    with pytest.raises(Refused, match="no such"):
        getattr(commands, command)(state_with(), "missing")
