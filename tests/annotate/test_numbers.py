"""The number and date grammar: cases, traps, laws, linear time."""

from __future__ import annotations

import csv
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.model import Value
from annotate.suggest import lexicon, units
from annotate.suggest.base import Suggestion
from annotate.suggest.holidays import easter, nth_weekday
from annotate.suggest.numbers import count_visits, find_dates, find_numbers, find_values, parse_value
from annotate.suggest.tokens import Tokens
from annotate.values import check_value, describe
from tests.strategies import texts

CASES = Path(__file__).parents[1] / "cases" / "numbers.tsv"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def said(value: Value | None) -> dict[str, str]:
    return {f.name: str(getattr(value, f.name)) for f in fields(Value) if getattr(value, f.name, None) is not None}


def expected(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for word in text.split(" "):
        name, equals, content = word.partition("=")
        if equals and name in Value.__slots__:
            pairs[name] = content
        else:
            pairs[list(pairs)[-1]] += " " + word
    return pairs


def spans_of(case: dict[str, str]) -> dict[str, Suggestion]:
    found = find_values(case["text"], date=case["date"] or None)
    return {case["text"][one.start : one.end]: one for one in found}


NUMBERS = [case for case in cases() if case["label"] != "TRAP"]
TRAPS = [case for case in cases() if case["label"] == "TRAP"]


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case["text"])
def test_case(case: dict[str, str]):
    found = spans_of(case)
    assert case["surface"] in found
    one = found[case["surface"]]
    assert (one.label, said(one.value)) == (case["label"], expected(case["value"]))


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case["text"])
def test_trap(case: dict[str, str]):
    start = case["text"].index(case["surface"])
    end = start + len(case["surface"])
    assert [text for text, one in spans_of(case).items() if one.start < end and start < one.end] == []


def test_dates_are_resolved_against_the_documents_date():
    text = "On Tuesday and yesterday, in September, last year and this week, on Sept. 30."
    found = [one.value.date for one in find_dates(text, date="2016-10-05") if one.value]
    assert found == ["2016-10-04", "2016-10-04", "2016-09", "2015", "2016-W40", "2016-09-30"]
    assert find_dates("on Tuesday", date="soon")[0].value == Value(date="rel:weekday-2")


def test_a_label_chooses_the_reading():
    assert parse_value("2016", "DATE") == Value(date="2016")
    assert parse_value("2016", "CARDINAL") == Value(amount="2016", modifier="=")
    assert parse_value("one", "CARDINAL") == Value(amount="1", modifier="=")
    assert parse_value("soon", "DATE") is None
    assert parse_value("  ", "CARDINAL") is None
    assert parse_value("1 " * 500, "CARDINAL") is None


def test_the_article_that_the_project_starts_from(shared_articles: Path):
    text = (shared_articles / "aleppo.txt").read_bytes().decode()
    surfaces = [text[one.start : one.end] for one in find_values(text)]
    for wanted in ("More than 1,000", "as many as 4,000", "about half", "10,000", "five years", "hundreds", "scores",
                   "this week", "Tuesday", "roughly quarter of a million", "50%", "1,000", "recent weeks"):  # fmt: skip
        assert wanted in surfaces


PIECES = """early 50s ' quarter 3rd Feb. 29 aged old ago minus between from hours feet inches cents lakh No. Boeing e ^
1 2,000 3.5 ½ one two twenty hundred million half a quarter of third dozen - – / % $ € percent and to
between in more than about km dollars May September 2016 Tuesday last week ago : th s . 's few hundreds point 000"""
numberish = st.lists(st.sampled_from([*PIECES.split(), " ", "\n\n"]), max_size=60)


@settings(max_examples=400)
@given(st.one_of(texts, numberish.map(" ".join), numberish.map("".join)))
def test_laws(text: str):
    found = find_values(text, date="2016-10-05")
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)
    assert all(0 <= one.score <= 1 for one in found)
    for one in found:
        assert one.value is not None
        check_value(one.value)
        assert describe(one.value)


MOST_VISITS = 200  # of tokens, for each token of a text: what is looked at ahead and behind is bounded


def vocabulary() -> list[str]:
    tables = (lexicon.VAGUE, lexicon.BEFORE, lexicon.AFTER, lexicon.PERCENT, units.UNITS, units.CURRENCY_SIGNS)
    phrases = [f"{first} {' '.join(rest)}" for table in tables for first, rows in table.items() for rest, _ in rows]
    words = (lexicon.SMALL, lexicon.TENS, lexicon.SCALES, lexicon.FRACTIONS, lexicon.ORDINALS, lexicon.PERIODS)
    dates = (lexicon.MONTHS, lexicon.DAYS, lexicon.SEASONS, lexicon.EARLY, lexicon.EDGES, lexicon.DATE_PREPOSITIONS)
    return sorted({*phrases, *(word for group in (*words, *dates) for word in group)})


@pytest.mark.parametrize("beside", ["", "-", " 5 ", " a ", " and ", " to ", " $", ". "])
def test_visits_are_bounded_for_every_word_of_the_grammar(beside: str):
    for word in vocabulary():
        text = f"{word}{beside}".title() * 12
        assert count_visits(text) <= MOST_VISITS * Tokens(text).size, word


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1,000", "twenty ", "hundred ", "a million ", "one in ", "5-", "1/2 ", "$", "more than ",
              "and a half ", "two and ", "1.000.", "Rs", "between ", "½", "1:", "00 ", "May ", "May 3 to ", "end of ",
              "last ", "1-", "- ", "point one ", "five feet ", "10^", "1e5", "'90s ", "early ", "of ", "A 1 ", "\n",
              " \n ", "1 1 1 ", "12'345'", "two hundred and ", "up to about ", "1.1.", "(1) 1-1", "3rd "],
)  # fmt: skip
def test_linear_on_hostile_text(piece: str):
    small, large = (count_visits(piece * (size // len(piece))) for size in (2_000, 20_000))
    assert large <= 12 * small + 1000
    assert large <= MOST_VISITS * Tokens(piece * (20_000 // len(piece))).size + 1000
    assert find_values(piece * (30_000 // len(piece))) is not None


def test_numbers_do_not_run_over_paragraphs():
    assert [one.end for one in find_numbers("about\n\n20\n\npercent")] == [9]


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("By Ann Smith\n\n12 October 2023\n\nCORVANE", "12 October 2023", "2023-10-12"),
        ("resume on 19 October under", "19 October", "2023-10-19"),
        ("fell in September.", "September", "2023-09"),
        ("by the end of November", "end of November", "2023-11"),
        ("since last December", "last December", "2022-12"),
        ("until next September", "next September", "2024-09"),
        ("halted in July. Russia", "July", "2023-07"),
        ("before the 2021 election", "2021", "2021"),
    ],
)
def test_dates_are_resolved_against_the_article(text: str, place: str, date: str):
    found = [(text[one.start : one.end], one.value) for one in find_values(text, date="2023-10-12")]
    assert (place, Value(date=date)) in found


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (2000, "04-23"), (2008, "03-23"), (2019, "04-21"), (2024, "03-31")],
)
def test_easter_is_reckoned(year: int, day: str):
    assert easter(year).isoformat() == f"{year}-{day}"


@given(st.integers(1583, 2199), st.integers(1, 12), st.integers(1, 7))
def test_easter_is_a_sunday_in_spring_and_the_last_weekday_is_the_fourth_or_fifth(year: int, month: int, weekday: int):
    assert easter(year).isoweekday() == 7
    assert f"{year}-03-22" <= easter(year).isoformat() <= f"{year}-04-25"
    last = nth_weekday(year, month, weekday, -1)
    assert last in (nth_weekday(year, month, weekday, 4), nth_weekday(year, month, weekday, 5))


def test_an_ordinal_before_a_period_is_no_fraction_of_it():
    text = "In the third week it was"
    assert [(text[one.start : one.end], one.label) for one in find_values(text)] == [("third", "ORDINAL")]
