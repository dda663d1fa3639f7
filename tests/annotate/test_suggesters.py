"""The embedded pipeline and its joining with the number grammar; zones of an article."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Zone
from annotate.offsets import Range
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import Suggestion, suggest_one
from annotate.suggest.combined import CombinedSuggester, load_suggester, merge, outside
from annotate.suggest.naming import clean
from annotate.suggest.zones import find_zones


@pytest.fixture(scope="module")
def suggester() -> CombinedSuggester:
    return load_suggester(None, embedded=resources.embedded_pipeline)


@pytest.fixture(scope="module")
def news() -> Scheme:
    return parse_scheme(resources.scheme_text("news"))


def suggest(suggester: CombinedSuggester, scheme: Scheme, text: str, **meta: str) -> dict[str, Suggestion]:
    doc = Document("d", "d.txt", text, (), meta)
    return {text[one.start : one.end]: one for one in suggest_one(suggester, doc, scheme).spans}


def test_names_numbers_and_dates_of_an_unseen_text(suggester: CombinedSuggester, news: Scheme):
    text = (
        "President Angela Merkel told the United Nations in Berlin on Tuesday that more than 1,000 German soldiers "
        "would leave Mali, which has cost about $1.2bn since 2013.\n"
    )
    found = suggest(suggester, news, text, date="2016-10-05")
    labels = {words: one.label for words, one in found.items()}
    assert labels["Angela Merkel"] == "PERSON"
    assert labels["United Nations"] == "ORG"
    assert labels["Berlin"] == "LOC"
    assert labels["German"] == "NORP"
    value = found["about $1.2bn"].value
    assert value is not None
    assert (value.amount, value.modifier, value.unit) == ("1200000000", "~", "USD")
    tuesday = found["Tuesday"].value
    assert tuesday is not None
    assert tuesday.date == "2016-10-04"


def test_the_sample_has_every_kind_of_thing(suggester: CombinedSuggester, news: Scheme):
    text = resources.sample_article().read_text(encoding="utf-8")
    zones = tuple(Zone(str(at), *place) for at, place in enumerate(find_zones(text)))
    doc = Document("d", "d", text, zones)
    found = suggest_one(suggester, doc, news).spans
    labels = {one.label for one in found}
    assert labels >= {
        "PERSON",
        "ORG",
        "LOC",
        "NORP",
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "QUANTITY",
        "CARDINAL",
        "ORDINAL",
    }
    assert any(one.value and one.value.vague for one in found)
    assert {zone.kind for zone in zones} == {"headline", "byline", "dateline", "boilerplate"}
    boilerplate = [zone.range for zone in zones if zone.kind == "boilerplate"]
    assert len(boilerplate) == 2
    assert not [one for one in found if any(place.overlaps(one.range) for place in boilerplate)]
    assert 900 <= len(text.split()) <= 1000


@pytest.mark.parametrize("scheme", resources.scheme_names())
def test_only_labels_of_the_scheme_are_suggested(suggester: CombinedSuggester, scheme: str):
    labels = parse_scheme(resources.scheme_text(scheme))
    text = "Angela Merkel told Reuters in Berlin on Tuesday that 1,000 soldiers would leave. "
    doc = Document("d", "d", text * 3)
    found = suggest_one(suggester, doc, labels).spans
    assert {one.label for one in found} <= {label.name for label in labels.spans}
    assert bool(found) == bool(labels.spans)
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize("text", ["\n", "a", "👩‍👩‍👧 漢字 عربي", "x" * 5000, "Iran. " * 3000, "\r\n\r\n"])
def test_offsets_fit_any_text(suggester: CombinedSuggester, news: Scheme, text: str):
    for one in suggest_one(suggester, Document("d", "d", text), news).spans:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.score <= 1


def test_no_such_pipeline(tmp_path: Path):
    with pytest.raises(InputError, match="no_such_thing"):
        load_suggester("no_such_thing", embedded=resources.embedded_pipeline)
    with pytest.raises(InputError, match=r"cannot be loaded|no installed"):
        load_suggester(str(tmp_path), embedded=resources.embedded_pipeline)


def test_the_longer_one_stays_and_of_equal_ones_the_value():
    names = [Suggestion(0, 10, "ORG", 0.5), Suggestion(20, 24, "LOC", 0.5)]
    values = [Suggestion(5, 8, "CARDINAL", 0.9), Suggestion(20, 24, "DATE", 0.9)]
    assert [(one.start, one.label) for one in merge(names, values)] == [(0, "ORG"), (20, "DATE")]
    assert outside(names, [Range(23, 30)]) == names[:1]


@pytest.mark.parametrize(
    ("text", "title", "left"),
    [
        ("President Assad", True, "Assad"),
        ("the United Nations", False, "United Nations"),
        ("Iran's", False, "Iran"),
        ("“Reuters”", False, "Reuters"),
        ("—", False, None),
    ],
)
def test_what_is_cleaned_off_a_name(text: str, title: bool, left: str | None):
    place = clean(text, Range(0, len(text)), title=title)
    assert (text[slice(*place)] if place else None) == left


def test_prose_is_no_zone():
    assert find_zones("Iran armed them.\n\nSyria thanked Iran.\n\nReuters said so.\n") == []
    assert find_zones("") == []


def test_a_repeated_headline_and_the_furniture_at_the_end():
    text = (
        "Iran arms rebels\n\nIran arms rebels\n\nIran armed the rebels on Monday, a spokesman said.\n\n"
        "It was a long day for everybody, he said, and a longer night.\n\nRead more: Iran\n\nShare this article\n"
    )
    assert [(kind, text[start:end]) for kind, start, end in find_zones(text)] == [
        ("headline", "Iran arms rebels"),
        ("boilerplate", "Iran arms rebels"),
        ("boilerplate", "Read more: Iran\n\nShare this article"),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["A headline", "read more", "4 October 2016", "By Ann Smith", "A sentence that ends here.", "© 2016 x", ""]
        ),
        max_size=12,
    )
)
def test_zones_follow_each_other_without_overlap(lines: list[str]):
    text = "\n".join(lines)
    zones = find_zones(text)
    assert all(0 <= start < end <= len(text) for _, start, end in zones)
    assert all(one[2] <= other[1] for one, other in pairwise(zones))


def test_the_body_of_a_short_article_is_no_boilerplate():
    text = "A headline\n\nread more\n\n4 October 2016\n\nA sentence that ends here.\n© 2016 x"
    boilerplate = [text[start:end] for kind, start, end in find_zones(text) if kind == "boilerplate"]
    assert all("sentence" not in one for one in boilerplate)
