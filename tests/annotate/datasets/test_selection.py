"""Filters as a person writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.datasets.narrowing import narrowed, zone_at
from annotate.datasets.selection import KEYS, Choice, Selection, check_selection, parse_selection
from annotate.errors import InputError
from annotate.model import Relation
from tests.builders import document, span_on


def yes(*values: str) -> Choice:
    return Choice(frozenset(values))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("   ", {}),
        ("status:done", {"status": yes("done")}),
        ("status:done,flagged", {"status": yes("done", "flagged")}),
        ('status:"in progress" status:In-Progress', {"status": yes("in_progress")}),
        (
            "status:done label:PERSON by:anna zone:body part:train",
            {
                "status": yes("done"),
                "label": yes("PERSON"),
                "by": yes("anna"),
                "zone": yes("body"),
                "part": yes("train"),
            },
        ),
        ('by:"Anna Berg",bob', {"by": yes("Anna Berg", "bob")}),
        ("label:A label:B", {"label": yes("A", "B")}),
        ("-label:A label:B", {"label": Choice(frozenset({"B"}), frozenset({"A"}))}),
        ("part:none -status:new", {"part": yes("none"), "status": Choice(but=frozenset({"new"}))}),
        ("relation:opposes has:LOC", {"relation": yes("opposes"), "has": yes("LOC")}),
        ('oil "Crude  Price" -Brent', {"words": ("oil", "crude price"), "no_words": ("brent",)}),
        ('"10:30" -"a:b"', {"words": ("10:30",), "no_words": ("a:b",)}),
        ("label:a:b", {"label": yes("a:b")}),
        ('label:"x,y"', {"label": yes("x,y")}),
    ],
)
def test_filters(text: str, fields: dict[str, object]) -> None:
    assert parse_selection(text) == Selection(**fields, text=text.strip())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("statsu:done", "“statsu:”: there is no such filter (did you mean “status”?); there are status, part, has,"),
        ("https://example.org", "a word with a colon goes in quotes"),
        ("status:dnoe", "“status:dnoe”: there is no such status (did you mean “done”?); there are new, in_progress"),
        ("zone:footer", "“zone:footer”: there is no such kind of zone; there are body, headline"),
        ("label:", "“label:” asks for nothing; write a value right behind the colon"),
        ("label: PERSON", "“label:” asks for nothing; write a value right behind the colon"),
        ("label:,", "“label:,” asks for nothing"),
        ('label:""', "asks for nothing"),
        ('by:"anna', "a quotation mark is open; close it"),
        ("part:Train!", "“Train!” cannot name a part"),
        ("label:A -label:A", "“label:A” is asked for and excluded; leave one out"),
        ("x" * 10_001, "a filter of 10,001 characters"),
    ],
)
def test_what_is_no_filter_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_selection(text)
    assert told in str(problem.value)
    assert "\n" not in str(problem.value)


@given(st.text(st.sampled_from('abl:-",\n statupr'), max_size=30) | st.text(max_size=30))
def test_every_text_is_a_filter_or_told_in_one_line(text: str) -> None:
    told = ""
    try:
        parse_selection(text)
    except InputError as problem:
        told = str(problem)
    assert "\n" not in told


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda one: '"' not in one and one.strip() == one), min_size=1))
def test_every_name_can_be_asked_for_in_quotes(names: list[str]) -> None:
    asked = ",".join(f'"{name}"' for name in names)
    assert parse_selection(f"by:{asked}").by == yes(*names)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("label:PERSN", "“label:PERSN”: there is no such label (did you mean “PERSON”?); there are PERSON, LOC"),
        ("-has:ORG", "“has:ORG”: there is no such label; there are PERSON, LOC"),
        ("by:Anna", "“by:Anna”: there is no such source (did you mean “anna”?); there are anna"),
        ("part:train", "“part:train”: there is no such part"),
        ("relation:x", "“relation:x”: there is no label yet"),
    ],
)
def test_names_that_the_project_does_not_have_are_told(text: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        check_selection(parse_selection(text), labels=["PERSON", "LOC"], relations=[], sources=["anna"], parts=[])
    assert told in str(problem.value)


def test_names_that_are_there_pass() -> None:
    asked = parse_selection("label:PERSON has:LOC by:anna part:none,train relation:r")
    check_selection(asked, labels=["PERSON", "LOC"], relations=["r"], sources=["anna"], parts=["train"])


def test_an_empty_filter_asks_for_nothing() -> None:
    assert not parse_selection("")
    assert not parse_selection("status:done").narrows
    assert all(
        parse_selection(f"{key}:{'done' if key == 'status' else 'body' if key == 'zone' else 'x'}") for key in KEYS
    )


def test_words_are_found_whatever_their_case_in_name_and_text() -> None:
    asked = parse_selection('STRASSE "war.txt" -peace')
    assert asked.allows_text("War.txt", "Die Straße.")
    assert not asked.allows_text("War.txt", "Die Straße. Peace!")
    assert not asked.allows_text("other.txt", "Die Straße.")


def test_spans_and_relations_are_chosen() -> None:
    doc = document()
    iran, syria = span_on(doc, "Iran"), span_on(doc, "Syria")
    assad = span_on(doc, "Bashar al-Assad", "PERSON")
    relations = (Relation("r1", "opposes", iran.id, syria.id), Relation("r2", "thanks", assad.id, iran.id))
    zones = [("headline", 0, 20)]

    def kept(text: str) -> tuple[set[str], set[str]]:
        spans, left = narrowed((iran, syria, assad), relations, zones, parse_selection(text))
        return {one.text for one in spans}, {one.id for one in left}

    assert kept("") == ({"Iran", "Syria", "Bashar al-Assad"}, {"r1", "r2"})
    assert kept("label:LOC") == ({"Iran", "Syria"}, {"r1"})
    assert kept("-label:LOC") == ({"Bashar al-Assad"}, set())
    assert kept("relation:thanks") == ({"Iran", "Syria", "Bashar al-Assad"}, {"r2"})
    assert kept("zone:headline") == ({"Iran"}, set())
    assert kept("zone:body") == ({"Syria", "Bashar al-Assad"}, set())
    assert kept("zone:body label:LOC") == ({"Syria"}, set())


@given(st.lists(st.tuples(st.sampled_from(["headline", "caption"]), st.integers(0, 20), st.integers(1, 9)), max_size=5))
def test_the_zone_of_a_character_is_the_one_that_begins_last(some: list[tuple[str, int, int]]) -> None:
    zones = sorted(
        ((kind, start, start + size) for kind, start, size in some), key=lambda one: (one[1], one[2], one[0])
    )
    for offset in range(32):
        around = [one for one in zones if one[1] <= offset < one[2]]
        expected = around[-1][0] if around else "body"
        assert zone_at(offset, zones) == expected
