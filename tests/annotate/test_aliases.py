"""Aliases: which mentions name the same one, each surface once, never two people mixed up."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.alias_spans import with_aliases
from annotate.suggest.aliases import find_aliases
from annotate.suggest.base import Suggestion

NEWS = parse_scheme(resources.scheme_text("news"))


def marked(source: str) -> tuple[str, list[Suggestion]]:
    """A text with spans written as `[Assad|PERSON]`."""
    text, spans, rest = "", list[Suggestion](), source
    while "[" in rest:
        before, _, rest = rest.partition("[")
        inside, _, rest = rest.partition("]")
        surface, _, label = inside.rpartition("|")
        text += before
        spans.append(Suggestion(len(text), len(text) + len(surface), label, 0.9))
        text += surface
    return text + rest, spans


def aliases(source: str, scheme: Scheme = NEWS) -> set[tuple[str, str]]:
    text, spans = marked(source)
    found = find_aliases(text, spans, scheme)
    assert all(one.label == "same_as" and 0.5 <= one.score <= 1 for one in found)

    def surface(at: int) -> str:
        return text[spans[at].start : spans[at].end]

    return {(surface(one.head), surface(one.child)) for one in found}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[Hashem al-Mosawwi|PERSON] spoke. Mr. [Mosawwi|PERSON] left.", {("Mosawwi", "Hashem al-Mosawwi")}),
        ("[Assad|PERSON] won. President [Bashar al-Assad|PERSON] said.", {("Assad", "Bashar al-Assad")}),
        ("[Boris Johnson|PERSON] came. [Boris|PERSON] left.", {("Boris", "Boris Johnson")}),
        ("[Barack H. Obama|PERSON] and later [Barack Obama|PERSON]", {("Barack Obama", "Barack H. Obama")}),
        ("[Bill Clinton|PERSON] met [Hillary Clinton|PERSON]. [Clinton|PERSON] said so.", set()),
        ("[Ana Lopez|PERSON] met [Ana Ruiz|PERSON]. [Ana|PERSON] said so.", set()),
        ("[Anna Lee|PERSON] met [Bo Chan|PERSON].", set()),
        ("[Assad|PERSON] won. [Assad|PERSON] said.", set()),
        (
            "the [Syrian Observatory for Human Rights|ORG] ([SOHR|ORG]) said. Later the [Observatory|ORG] denied it.",
            {("SOHR", "Syrian Observatory for Human Rights"), ("Observatory", "Syrian Observatory for Human Rights")},
        ),
        ("[WHO|ORG] said. The [World Health Organization|ORG] is big.", {("WHO", "World Health Organization")}),
        ("[ECB|ORG] ([European Central Bank|ORG])", {("ECB", "European Central Bank")}),
        ("[Paris|LOC] ([France|LOC])", set()),
        ("[Goldman Sachs Group Inc|ORG] fell. [Goldman|ORG] rose.", {("Goldman", "Goldman Sachs Group Inc")}),
        ("[Shell|ORG] rose; [Shell Plc|ORG] said.", {("Shell", "Shell Plc")}),
        ("the [United Nations|ORG] and the [United Nations Security Council|ORG]", set()),
        ("[United Airlines|ORG] met [United|ORG]", set()),
        (
            "[Islamic State|ORG], also known as [ISIS|ORG] or [Daesh|ORG]",
            {("ISIS", "Islamic State"), ("Daesh", "Islamic State")},
        ),
        ("the militia [Al Nujaba|ORG], or “[The Noble Ones|ORG],” said", {("The Noble Ones", "Al Nujaba")}),
        ("[Muhammad Ali|PERSON], formerly known as [Cassius Clay|PERSON], won", {("Cassius Clay", "Muhammad Ali")}),
        ("[Myanmar|LOC], also called [Burma|LOC]", {("Burma", "Myanmar")}),
        ("the village in [England|LOC] called [York|LOC]", set()),
        ("[Sunnis|NORP] or [Shiites|NORP]", set()),
        ("[Aleppo|LOC] and [eastern Aleppo|LOC]", set()),
        ("the [U.S.|LOC] and the [United States|LOC]; [US|LOC]", {("U.S.", "United States")}),
        ("[Hamas fighters|ORG] fled. [Hamas|ORG] denied it.", set()),
        ("[our two countries|ORG] and [our|ORG]", set()),
        ("[Ahmed Hassan|PERSON] (“the [Fox|PERSON]”) fled", {("Fox", "Ahmed Hassan")}),
        ("[Trump|PERSON] nicknamed [Clinton|PERSON]", set()),
        ("[Mercury|PERSON] and [Mercury|ORG]", set()),
        ("[1,000|CARDINAL] and [1,000 men|CARDINAL]", set()),
    ],
)
def test_who_is_the_same(source: str, expected: set[tuple[str, str]]) -> None:
    assert aliases(source) == expected


def test_a_scheme_without_the_label_gets_nothing() -> None:
    conll = parse_scheme(resources.scheme_text("conll"))
    text, spans = marked("[Bashar al-Assad|PER] spoke. [Assad|PER] left.")
    assert bool(find_aliases(text, spans, conll)) == (conll.relation_label("same_as") is not None)
    assert find_aliases(text, spans, parse_scheme(resources.scheme_text("empty"))) == []


_WORDS = st.sampled_from(
    "Al al-Assad Assad Bashar Smith J. Smith-Jones U.S. US United Nations Bank of the Inc ( ’s “".split()
)
_NAMES = st.tuples(
    st.lists(_WORDS, min_size=1, max_size=4).map(" ".join), st.sampled_from(("PERSON", "ORG", "LOC", "NORP"))
)


@given(st.lists(_NAMES, max_size=14), st.sampled_from((", ", " (", " or “", ", also known as ")))
def test_relations_are_a_forest_of_legal_pairs(names: list[tuple[str, str]], between: str) -> None:
    text, spans = "", list[Suggestion]()
    for surface, label in names:
        text += between
        spans.append(Suggestion(len(text), len(text) + len(surface), label, 0.5))
        text += surface
    found = find_aliases(text, spans, NEWS)
    heads = [one.head for one in found]
    assert len(heads) == len(set(heads))
    for one in found:
        assert one.head != one.child
        assert one.child not in heads  # every alias points at the clearest one itself
        assert spans[one.head].label == spans[one.child].label


def test_many_names_take_no_more_than_linear_time() -> None:
    def seconds(size: int) -> float:
        text, spans = "", list[Suggestion]()
        for at in range(size):
            for surface, label in (
                (f"John A{at} Smith{at % 50}", "PERSON"),
                (f"Smith{at}", "PERSON"),
                (f"Bank {at} of X", "ORG"),
            ):
                spans.append(Suggestion(len(text), len(text) + len(surface), label, 0.5))
                text += surface + " met "
        begin = time.process_time()
        find_aliases(text, spans, NEWS)
        return time.process_time() - begin

    seconds(100)
    assert seconds(4000) < 32 * max(seconds(500), 0.005)  # eight times the names


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("the militia [Al Nujaba|ORG], or “The Noble Ones,” said", {("Noble Ones", "ORG")}),
        ("[Ahmed Hassan|PERSON], also known as Abu Omar al-Masri, fled", {("Abu Omar al-Masri", "PERSON")}),
        ("[Ahmed Hassan|PERSON] (“the Fox of the Desert”) fled", {("Fox of the Desert", "PERSON")}),
        ("[Ahmed Hassan|PERSON] (“the Fox”) fled", {("Fox", "PERSON")}),
        ("[Erik Lang|PERSON], nicknamed “The Swan,” won", {("Swan", "PERSON")}),
        ("[Erik Lang|PERSON], a.k.a. Prince Ali, won", {("Prince Ali", "PERSON")}),
        ("[Erik Lang|PERSON], who is known as the Swan of Oslo's docks, won", {("Swan of Oslo", "PERSON")}),
        ("[Nordbank|ORG], formerly known as First Bank of the North, fell", {("First Bank of the North", "ORG")}),
        ("[Erik Lang|PERSON] called “The Times” a bad paper", set()),
        ("[Erik Lang|PERSON], called “a disgrace” by many", set()),
        ("[Erik Lang|PERSON], known as a patient man, won", set()),
        ("[Erik Lang|PERSON], known as “The Swan of all our hearts”", set()),
        ("[Erik Lang|PERSON] or Bo Chan", set()),
        ("[12|CARDINAL], or “The Dozen”", set()),
    ],
)
def test_an_alias_nobody_proposed_becomes_a_span(source: str, expected: set[tuple[str, str]]) -> None:
    text, spans = marked(source)
    found = with_aliases(text, spans, NEWS)
    assert [one for one in found if one in spans] == spans
    assert {(text[one.start : one.end], one.label) for one in found if one not in spans} == expected
    assert all(one.end <= two.start for one, two in pairwise(found))
    joined = {(one.head, one.child) for one in find_aliases(text, found, NEWS)}
    assert joined == ({(1, 0)} if expected else set())


def test_the_surer_label_is_right_for_both_names() -> None:
    text, spans = marked("the militia [Al Nujaba|PERSON], or “The [Noble Ones|ORG],” said. [Al Nujaba|PERSON] left.")
    unsure = [replace(one, score=0.6) if one.label == "PERSON" else one for one in spans]
    assert [one.label for one in with_aliases(text, unsure, NEWS)] == ["ORG"] * 3
    assert [one.label for one in with_aliases(text, [replace(one, score=0.9) for one in spans], NEWS)] == ["PERSON"] * 3


def test_an_alias_that_is_a_span_is_no_second_one() -> None:
    text, spans = marked("[Ahmed Hassan|PERSON], also known as [Abu|PERSON] Omar, fled")
    assert with_aliases(text, spans, NEWS) == spans


def test_nested_mentions_are_not_joined() -> None:
    text = "the city of Husaybah"
    spans = [Suggestion(4, 20, "LOC", 0.9), Suggestion(12, 20, "LOC", 0.9)]
    assert find_aliases(text, spans, NEWS) == []
