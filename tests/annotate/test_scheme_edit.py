"""Changing a scheme: what becomes of labels, what refers to them, and of annotations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from annotate import scheme_edit as edit
from annotate.errors import GilderError, SchemeError
from annotate.model import Decision, Relation, Value
from annotate.scheme import Scheme, parse_scheme
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_follow import follow
from annotate.scheme_text import scheme_text
from annotate.state import AnnotationState
from tests.builders import document, small_scheme, span_on


def draft() -> SchemeDraft:
    return SchemeDraft.of(small_scheme())


def span_names(scheme: Scheme) -> list[str]:
    return [label.name for label in scheme.spans]


@pytest.mark.parametrize("name", resources.scheme_names())
def test_a_scheme_that_is_written_is_read_as_it_was(name: str):
    scheme = parse_scheme(resources.scheme_text(name))
    assert parse_scheme(scheme_text(scheme)) == scheme


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_survives_the_writing(guideline: str, description: str):
    scheme = small_scheme()
    label = replace(scheme.spans[0], guideline=guideline, aliases=(description,), retired=True)
    scheme = replace(scheme, description=description, spans=(label, *scheme.spans[1:]))
    assert parse_scheme(scheme_text(scheme)) == scheme


def test_a_new_label_is_allowed_wherever_every_label_is():
    open_scheme = parse_scheme('[[span]]\nname="A"\n[[relation]]\nname="any"\n[[attribute]]\nname="x"')
    after = edit.add(SchemeDraft.of(open_scheme), "span", "B").scheme
    assert after.relation_labels_between("B", "A")
    assert after.attributes[0].on == {"A", "B", "any"}
    closed = edit.add(draft(), "span", "SHIP").scheme
    assert not closed.relation_labels_between("SHIP", "LOC")


def test_a_renamed_label_is_renamed_wherever_it_is_named_and_keeps_its_old_name_as_an_alias():
    made, text = edit.finished(edit.change(draft(), "span", "PERSON", name="HUMAN"))
    scheme = parse_scheme(text)
    assert scheme == made.scheme
    assert span_names(scheme) == ["HUMAN", "LOC", "CARDINAL"]
    assert scheme.span_label_for("person") == scheme.span_label_for("PER") == "HUMAN"
    assert scheme.relation_labels_between("HUMAN", "LOC")
    assert scheme.attributes[0].on == {"HUMAN"}
    assert made.renamed("span") == {"PERSON": "HUMAN"}


def test_names_on_the_way_leave_no_trace():
    now = draft()
    for name in ("HU", "HUM", "PERSON"):
        now = edit.change(now, "span", next(iter(now.names["span"].values())), name=name)
    assert not now.changed
    assert edit.finished(now)[0].scheme == small_scheme()


def test_two_labels_can_change_their_names():
    now = edit.change(draft(), "span", "PERSON", name="?")
    now = edit.change(now, "span", "LOC", name="PERSON")
    now, _ = edit.finished(edit.change(now, "span", "?", name="LOC"))
    assert now.renamed("span") == {"PERSON": "LOC", "LOC": "PERSON"}
    assert now.scheme.span_label_for("LOC") == "LOC"


def test_a_merged_label_leaves_its_names_and_its_ends():
    now, _ = edit.finished(edit.merge(draft(), "span", "PERSON", "LOC"))
    assert span_names(now.scheme) == ["LOC", "CARDINAL"]
    assert now.scheme.span_label_for("PER") == now.scheme.span_label_for("PERSON") == "LOC"
    assert now.scheme.attributes[0].on == {"LOC"}
    joined, _ = edit.finished(edit.merge(draft(), "relation", "same_as", "opposes"))
    assert joined.scheme.name_now("relation", "same_as") == "opposes"


def test_a_retired_label_is_known_and_not_offered():
    scheme = edit.retire(draft(), "span", "LOC").scheme
    assert scheme.span_label("LOC") is not None
    assert scheme.span_label_by_hotkey("2") is None
    assert scheme.span_label_for("LOC") is None
    assert [label.name for label in scheme.offered] == ["PERSON", "CARDINAL"]
    assert edit.change(SchemeDraft.of(scheme), "span", "PERSON", hotkey="2").scheme.span_label_by_hotkey("2")
    relations = edit.retire(draft(), "relation", "opposes").scheme
    assert [one.name for one in relations.relation_labels_between("LOC", "LOC")] == ["same_as"]


REFUSED = [
    (lambda now: edit.add(now, "span", "person"), "there is a span label “person” already"),
    (lambda now: edit.add(now, "span", " A"), "printable characters"),
    (lambda now: edit.change(now, "span", "PERSON", hotkey="2"), "“2” is the hotkey of “LOC” already"),
    (lambda now: edit.change(now, "span", "PERSON", hotkey="é!"), "one digit or letter"),
    (lambda now: edit.change(now, "span", "NOBODY", slot=1), "has no span label “NOBODY”"),
    (lambda now: edit.change(now, "attribute", "generic", kind="choice"), "needs choices"),
    (lambda now: edit.change(now, "attribute", "generic", on=frozenset()), "at least one label"),
    (lambda now: edit.remove(now, "span", "LOC", used=3), "3 annotations have the label “LOC”: retire it"),
    (lambda now: edit.remove(now, "span", "PERSON"), "is for “PERSON” only"),
    (lambda now: edit.remove(edit.remove(now, "attribute", "generic"), "span", "PERSON") and edit.remove(
        edit.remove(edit.remove(now, "attribute", "generic"), "span", "PERSON"), "span", "LOC"), "only end"),
    (lambda now: edit.merge(now, "span", "LOC", "LOC"), "cannot be merged"),
    (lambda now: edit.retire(now, "attribute", "generic"), "cannot be retired"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_what_cannot_be_is_refused_in_one_line(make, message: str):
    with pytest.raises(SchemeError) as caught:
        make(draft())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def done(now: SchemeDraft, what: str, kind: edit.LabelKind, one: str, other: str) -> SchemeDraft:
    match what:
        case "add":
            return edit.add(now, kind, one)
        case "name":
            return edit.change(now, kind, one, name=other)
        case "retire":
            return edit.retire(now, kind, one)
        case "merge":
            return edit.merge(now, kind, one, other)
        case "remove":
            return edit.remove(now, kind, one)
        case _:
            return edit.move(now, kind, one, 1)


NAMES = st.sampled_from(["PERSON", "LOC", "CARDINAL", "opposes", "same_as", "generic", "NEW", "x"])


@given(st.lists(st.tuples(st.sampled_from(["add", "name", "retire", "merge", "remove", "move"]),
                          st.sampled_from(["span", "relation", "attribute"]), NAMES, NAMES), max_size=12))  # fmt: skip
def test_whatever_is_done_the_scheme_can_be_written_and_every_old_label_is_accounted_for(deeds):
    now = draft()
    for what, kind, one, other in deeds:
        try:
            now = done(now, what, kind, one, other)
        except SchemeError:
            continue
    made, text = edit.finished(now)
    assert parse_scheme(text) == made.scheme
    for kind, names in made.names.items():
        assert set(names.values()) <= {label.name for label in edit.labels(made.scheme, kind)}
    for kind in ("span", "relation"):
        for old, new in made.renamed(kind).items():
            there = {label.name.casefold() for label in edit.labels(made.scheme, kind)}
            assert made.scheme.name_now(kind, old) == new or old.casefold() in there


def test_annotations_of_a_merged_label_join_those_at_the_same_place():
    doc = document()
    iran, twin = span_on(doc, "Iran", "LOC", span_id="a"), span_on(doc, "Iran", "PERSON", span_id="b")
    syria, number = span_on(doc, "Syria", "PERSON", span_id="c"), span_on(doc, "1,000", "CARDINAL", span_id="d")
    state = AnnotationState.of(doc, [
        iran, twin, syria, number,
        Relation("r1", "opposes", "a", "c"), Relation("r2", "opposes", "b", "c"), Relation("r3", "opposes", "a", "b"),
        Decision("run.0", "accepted", "PERSON", twin.fragments, "b"),
    ])  # fmt: skip
    merged, _ = edit.finished(edit.merge(draft(), "span", "PERSON", "LOC"))
    tx = follow(state, merged, lambda _text, _label: None)
    assert tx is not None
    after = state.apply(tx)
    assert {one.id: one.label for one in after.index} == {"a": "LOC", "c": "LOC", "d": "CARDINAL"}
    assert {(one.head, one.child) for one in after.relations.values()} == {("a", "c")}
    assert after.decisions["run.0"].annotation == "a"
    assert after.decisions["run.0"].label == "LOC"
    assert after.apply(tx.inverse()) == state


def test_spans_of_a_label_that_carries_numbers_from_now_on_get_their_values():
    doc = document()
    state = AnnotationState.of(doc, [span_on(doc, "1,000", "LOC")])
    valued, _ = edit.finished(edit.change(draft(), "span", "LOC", meaning="number"))
    tx = follow(state, valued, lambda text, _label: Value(amount=text))
    assert tx is not None
    assert [one.value for one in state.apply(tx).index] == [Value(amount="1,000")]


def test_attributes_that_are_renamed_are_renamed_on_annotations():
    doc = document()
    one = replace(span_on(doc, "Iran", "PERSON"), attributes=(("generic", True), ("other", "x")))
    renamed, _ = edit.finished(edit.change(draft(), "attribute", "generic", name="class"))
    tx = follow(AnnotationState.of(doc, [one]), renamed, lambda _text, _label: None)
    assert tx is not None
    after = tx.changes[0].after
    assert getattr(after, "attributes", None) == (("class", True), ("other", "x"))


def test_nothing_follows_where_only_colours_change():
    doc = document()
    recoloured = edit.change(draft(), "span", "LOC", slot=5)
    assert recoloured.changed
    assert follow(AnnotationState.of(doc, [span_on(doc, "Iran")]), recoloured, lambda _text, _label: None) is None


def test_every_failure_is_one_that_a_person_is_told():
    assert issubclass(SchemeError, GilderError)


def with_choices() -> SchemeDraft:
    toml = '[[span]]\nname="A"\n[[attribute]]\nname="sure"\nkind="choice"\nchoices=["yes","no","maybe"]\non=["A"]'
    return SchemeDraft.of(parse_scheme(toml))


def choose(changed: SchemeDraft, *choices: str, name: str = "sure") -> SchemeDraft:
    return edit.change(changed, "attribute", name, choices=choices)


def test_a_choice_with_another_name_takes_the_values_along_letter_by_letter():
    made = choose(choose(choose(with_choices(), "yes", "n", "maybe"), "yes", "ne", "maybe"), "yes", "never", "maybe")
    assert made.recoded == {"sure": {"no": "never"}}
    made = edit.change(made, "attribute", "sure", name="certain")
    made = choose(made, "aye", "never", "maybe", name="certain")
    assert made.recoded == {"sure": {"yes": "aye", "no": "never"}}
    doc = document("Iran and Syria and Iraq")
    spans = [
        replace(span_on(doc, words, "A"), attributes=(("sure", value),))
        for words, value in (("Iran", "yes"), ("Syria", "no"), ("Iraq", "maybe"))
    ]
    state = AnnotationState.of(doc, spans)
    tx = follow(state, made, lambda _text, _label: None)
    assert tx is not None
    after = state.apply(tx)
    assert [span.attributes for span in after.index] == [
        (("certain", "aye"),),
        (("certain", "never"),),
        (("certain", "maybe"),),
    ]
    assert after.apply(tx.inverse()) == state


def test_choices_that_come_go_or_change_places_keep_their_values():
    assert choose(with_choices(), "yes", "no").recoded == {}
    assert choose(with_choices(), "yes", "no", "maybe", "other").recoded == {}
    assert choose(with_choices(), "no", "yes", "maybe").recoded == {}
    gone = choose(choose(with_choices(), "yes", "never", "maybe"), "yes", "maybe")
    assert gone.recoded == {}  # renamed, then taken out: its values stay as they are
    back = choose(choose(with_choices(), "yes", "never", "maybe"), "yes", "no", "maybe")
    assert back.recoded == {}
    doc = document("Iran")
    state = AnnotationState.of(doc, [replace(span_on(doc, "Iran", "A"), attributes=(("sure", "no"),))])
    assert follow(state, gone, lambda _text, _label: None) is None
