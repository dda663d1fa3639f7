"""Two sources as decorations: who is drawn where, what both say is calm, what differs bears its mark. No window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from annotate.model import Item, Relation, Span, Value, surface
from annotate.offsets import Range
from annotate.scores.disagreements import disagreements
from annotate.state import AnnotationState
from gui.decorate import DrawnRelation, DrawnSpan, Look, Where
from gui.differences import Differences
from gui.two_sources import BothPicture, changed
from tests.builders import document, small_scheme, span_on

DOC = document()
NUMBER = Value(amount="1000", modifier=">")


def own(prefix: str, *items: Item) -> AnnotationState:
    """A state whose spans and relations have ids of their own."""
    made: list[Item] = []
    for item in items:
        assert isinstance(item, Span | Relation)
        more = {"head": prefix + item.head, "child": prefix + item.child} if isinstance(item, Relation) else {}
        made.append(replace(item, id=prefix + item.id, **more))
    return AnnotationState.of(DOC, made)


def both(
    left: Iterable[Item], right: Iterable[Item], middle: Iterable[Item] | None = None, settled: Iterable[str] = ()
) -> BothPicture:
    gold = None if middle is None else own("m", *middle)
    about = Differences(own("l", *left), own("r", *right))
    return BothPicture(about, small_scheme(), "ann", "bob", gold, frozenset(settled))


def drawn(picture: BothPicture) -> dict[str, DrawnSpan]:
    return {one.id: one for one in picture.spans_between(*DOC.whole)}


def hull(spans: Iterable[DrawnSpan]) -> Range:
    some = list(spans)
    return Range(min(one.start for one in some), max(one.end for one in some))


def told(picture: BothPicture) -> dict[Where, list[tuple[str, Look]]]:
    """For each side the tags in the order of the text, with their looks."""
    found: dict[Where, list[tuple[str, Look]]] = {where: [] for where in Where}
    for one in picture.spans_between(*DOC.whole):
        found[one.where].append((one.tag, one.look))
    return found


IRAN, SYRIA = span_on(DOC, "Iran"), span_on(DOC, "Syria")
PERSON = span_on(DOC, "Bashar al-Assad", "PERSON")


def test_what_both_say_is_told_once_above_and_calm() -> None:
    found = told(both([IRAN], [IRAN]))
    assert found[Where.ABOVE] == [("LOC", Look.SAME)]
    assert found[Where.BELOW] == [("=", Look.SAME)]
    assert both([IRAN], [IRAN]).stops == []


@pytest.mark.parametrize(
    ("left", "right", "above", "below"),
    [
        ([IRAN], [], "LOC +", None),
        ([], [IRAN], None, "LOC +"),
        ([IRAN], [span_on(DOC, "Iran", "PERSON")], "LOC ≠", "PERSON ≠"),
        ([span_on(DOC, "in Syria")], [SYRIA], "LOC ↔", "LOC ↔"),
        ([span_on(DOC, "in Syria")], [span_on(DOC, "Syria", "PERSON")], "LOC ≠↔", "PERSON ≠↔"),
        (
            [span_on(DOC, "more than 1,000", "CARDINAL", value=NUMBER)],
            [span_on(DOC, "more than 1,000", "CARDINAL")],
            "CARDINAL > 1 000 ≠".replace(" 000", "\u202f000"),
            "CARDINAL ≠",
        ),
        ([replace(PERSON, attributes=(("generic", True),))], [PERSON], "PERSON generic ≠", "PERSON ≠"),
    ],
    ids=["missed", "spurious", "label", "boundary", "label and boundary", "value", "attributes"],
)
def test_what_differs_bears_a_mark(left: list[Item], right: list[Item], above: str | None, below: str | None) -> None:
    picture = both(left, right)
    found = told(picture)
    assert [one.replace("\u00a0", " ") for one, _ in found[Where.ABOVE]] == ([above] if above else [])
    assert [one for one, _ in found[Where.BELOW]] == ([below] if below else [])
    assert {look for some in found.values() for _, look in some} == {Look.DIFFERENT}
    (stop,) = picture.stops
    assert stop.ids == drawn(picture).keys()
    assert stop.place == hull(drawn(picture).values())


def test_a_span_that_the_other_cut_in_two() -> None:
    whole = span_on(DOC, "Bashar al-Assad", "PERSON")
    picture = both([whole], [span_on(DOC, "Bashar", "PERSON"), span_on(DOC, "al-Assad", "PERSON")])
    assert [tag for tag, _ in told(picture)[Where.BELOW]] == ["PERSON ↔", "PERSON ↔"]
    assert [stop.words for stop in picture.stops] == [
        "Split: ann PERSON “Bashar al-Assad”; bob PERSON “Bashar”, PERSON “al-Assad”"
    ]


def test_a_span_that_a_source_has_twice_is_drawn_alike() -> None:
    picture = both([IRAN, replace(IRAN, id="again")], [])
    assert [tag for tag, _ in told(picture)[Where.ABOVE]] == ["LOC +", "LOC +"]


def test_a_flag_and_a_note_are_shown_also_where_both_say_the_same() -> None:
    found = told(both([IRAN], [replace(IRAN, note="really?", flagged=True)]))
    assert found[Where.BELOW] == [("= ⚑✎", Look.SAME)]


def test_gold_is_drawn_on_the_text_and_named_by_the_source_that_it_took() -> None:
    other = span_on(DOC, "Iran", "PERSON")
    picture = both([IRAN, SYRIA], [other, SYRIA], [IRAN, SYRIA], settled=["r" + other.id])
    assert told(picture) == {
        Where.TEXT: [("", Look.TAKEN), ("", Look.TAKEN)],
        Where.ABOVE: [("LOC ≠", Look.TAKEN), ("LOC", Look.SAME)],
        Where.BELOW: [("PERSON ✕", Look.REJECTED), ("=", Look.SAME)],
    }


def test_gold_that_says_what_none_of_the_two_says_names_itself() -> None:
    picture = both([span_on(DOC, "in Syria")], [SYRIA], [span_on(DOC, "fighters in Syria")])
    assert told(picture)[Where.TEXT] == [("LOC", Look.TAKEN)]
    valued = replace(span_on(DOC, "more than 1,000", "CARDINAL"), value=NUMBER)
    bare = replace(valued, value=None)
    picture = both([bare], [bare], [valued])
    assert [tag.split()[0] for tag, _ in told(picture)[Where.TEXT]] == ["CARDINAL"], "another value is another thing"


def arcs(picture: BothPicture) -> list[DrawnRelation]:
    found = {arc.id: arc for span_id in drawn(picture) for arc in picture.arcs_of(span_id)}
    return [found[one] for one in sorted(found)]


def test_relations_of_both_have_one_arc_and_others_one_each() -> None:
    ends, back = [IRAN, SYRIA, PERSON], Relation("back", "opposes", SYRIA.id, IRAN.id)
    shared = Relation("shared", "opposes", PERSON.id, IRAN.id)
    picture = both([*ends, shared, Relation("x", "opposes", IRAN.id, SYRIA.id)], [*ends, shared, back])
    assert [(one.id, one.label, one.look, one.where) for one in arcs(picture)] == [
        ("lshared", "opposes", Look.SAME, Where.ABOVE),
        ("lx", "opposes ⇄", Look.DIFFERENT, Where.ABOVE),
        ("rback", "opposes ⇄", Look.DIFFERENT, Where.BELOW),
    ]
    assert picture.relation("rshared") is not None
    (stop,) = picture.stops
    assert stop.ids == {"lx", "rback"}
    assert stop.place == Range(IRAN.start, SYRIA.end)
    assert stop.words == ("Direction: ann LOC “Iran” opposes → LOC “Syria”; bob LOC “Syria” opposes → LOC “Iran”")


def test_gold_has_an_arc_of_its_own_only_where_no_source_says_it() -> None:
    ends, one = [IRAN, SYRIA], Relation("x", "opposes", IRAN.id, SYRIA.id)
    two = Relation("y", "same_as", IRAN.id, SYRIA.id)
    looks = [(arc.id, arc.look) for arc in arcs(both([*ends, one], ends, [*ends, one, two]))]
    assert looks == [("lx", Look.TAKEN), ("my", Look.TAKEN)]


def test_stops_are_the_disagreements_in_the_order_of_the_text() -> None:
    picture = both([IRAN, PERSON, span_on(DOC, "Tuesday", "CARDINAL")], [span_on(DOC, "Iran", "PERSON"), SYRIA, PERSON])
    assert [stop.words for stop in picture.stops] == [
        "Label: ann LOC “Iran”; bob PERSON “Iran”",
        "Only bob: LOC “Syria”",
        "Only ann: CARDINAL “Tuesday”",
    ]
    assert [stop.case for stop in picture.stops] == disagreements(picture.about.compared)
    assert picture.stripes() == {"difference": [stop.place.start for stop in picture.stops]}


def test_a_screen_reader_is_told_whose_a_span_is_and_whether_both_say_so() -> None:
    picture = both([IRAN, SYRIA], [IRAN], [IRAN])
    assert [(span.text, more) for span, more in picture.told_between(*DOC.whole)] == [
        ("Iran", "ann, the same in both"), ("Iran", "bob, the same in both"), ("Iran", "in gold"),
        ("Syria", "ann, differs"),
    ]  # fmt: skip


def test_what_changes_with_gold_is_where_it_differs_and_what_is_settled() -> None:
    other = span_on(DOC, "Iran", "PERSON")
    before = both([IRAN, SYRIA], [other, SYRIA], [SYRIA])
    assert changed(before, replace(before)) == []
    assert changed(before, replace(before, middle=own("m", SYRIA, IRAN))) == [IRAN.range]
    assert changed(before, replace(before, middle=own("m", SYRIA), settled=frozenset(["r" + other.id]))) == [IRAN.range]
    arc = Relation("x", "opposes", IRAN.id, SYRIA.id)
    ends = replace(before, middle=own("m", SYRIA, IRAN))
    assert changed(ends, replace(ends, middle=own("m", SYRIA, IRAN, arc))) == [IRAN.range, SYRIA.range]
    assert changed(before, both([IRAN, SYRIA], [SYRIA])) == [DOC.whole], "other sources: all of it"


def test_a_discontinuous_span_is_one_span() -> None:
    place = (Range(0, 4), Range(5, 10))
    picture = both([Span("d", "LOC", place, surface(DOC.text, place))], [IRAN])
    assert drawn(picture)["ld"].fragments == place
    assert drawn(picture)["ld"].tag == "LOC ↔"
