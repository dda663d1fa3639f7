"""Schemes: reading, looking up, and one clear line for each thing that can be wrong."""

from __future__ import annotations

import pytest

from annotate.errors import SchemeError
from annotate.scheme import parse_scheme
from tests.builders import SCHEME_TOML, small_scheme


def test_labels_are_found_by_name_alias_and_hotkey():
    scheme = small_scheme()
    assert [label.name for label in scheme.spans] == ["PERSON", "LOC", "CARDINAL"]
    assert scheme.span_label_for("per") == "PERSON"
    assert scheme.span_label_for("nothing") is None
    found = scheme.span_label_by_hotkey("C")
    assert found is not None
    assert found.name == "CARDINAL"
    assert scheme.span_label_by_hotkey("") is None
    assert (scheme.meaning("CARDINAL"), scheme.meaning("LOC"), scheme.meaning("?")) == ("number", "none", "none")


def test_relation_labels_know_their_ends():
    scheme = small_scheme()
    assert [label.name for label in scheme.relation_labels_between("LOC", "LOC")] == ["opposes", "same_as"]
    assert [label.name for label in scheme.relation_labels_between("LOC", "PERSON")] == ["opposes"]
    assert scheme.relation_labels_between("LOC", "CARDINAL") == ()


def test_an_empty_scheme_is_a_scheme():
    assert parse_scheme("").spans == ()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[[span", "not readable as TOML"),
        ("spam = 1", "unknown entry “spam”"),
        ("span = 3", "must be written as"),
        ("[[span]]\nhotkey = '1'", "needs a “name”"),
        ("[[span]]\nname = ' A'", "needs a “name”"),
        ("[[span]]\nname = 'A'\nslot = 99", "whole number from 0 to 15"),
        ("[[span]]\nname = 'A'\nhotkey = 'ctrl'", "one digit or letter"),
        ("[[span]]\nname = 'A'\nvalue = 'colour'", "must be number or date"),
        ("[[span]]\nname = 'A'\n[[span]]\nname = 'a'", "is there twice"),
        ("[[span]]\nname = 'A'\nhotkey = '1'\n[[span]]\nname = 'B'\nhotkey = '1'", "hotkey “1” is there twice"),
        ("[[relation]]\nname = 'r'\nends = [{ head = ['A'], child = [] }]", "“A” is not a span label"),
        ("[[attribute]]\nname = 'a'\nkind = 'choice'", "needs “choices”"),
        ("[[attribute]]\nname = 'a'\nkind = 'x'", "must be flag, choice"),
        ("[[attribute]]\nname = 'a'\non = ['A']", "“A” is not a label"),
        ("[[span]]\nname = 'A'\naliases = 'B'", "must be a list of texts"),
        ("name = 3", "must be a text"),
        ("#" + "x" * 1_000_001, "a scheme is a small file"),
        ("a = " + "[" * 100_000, "not readable as TOML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(toml: str, message: str):
    with pytest.raises(SchemeError) as caught:
        parse_scheme(toml, where="my.toml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("my.toml: ")
    assert "\n" not in str(caught.value)


def test_a_relation_without_ends_joins_anything():
    scheme = parse_scheme(SCHEME_TOML + "\n[[relation]]\nname = 'any'\n")
    assert [label.name for label in scheme.relation_labels_between("CARDINAL", "LOC")] == ["any"]
