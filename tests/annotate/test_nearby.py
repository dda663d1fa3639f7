"""Two spans by what stands around and between them: words, bounds of sentences, reach; in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.suggest.base import Suggestion
from annotate.suggest.relations.nearby import Nearby, Reach
from annotate.suggest.relations.own import in_text_order
from annotate.suggest.syntax import Word


def spans(text: str, *marked: str) -> list[Suggestion]:
    """Spans where these words first stand, labelled `A`, `B`, … in the order given, then in text order."""
    found = [Suggestion(text.index(words), text.index(words) + len(words), chr(65 + at), 1.0)
             for at, words in enumerate(marked)]  # fmt: skip
    return [found[at] for at in in_text_order(found)]


@pytest.mark.parametrize(
    ("text", "one", "two", "apart"),
    [
        ("Ann met Bob.", "Ann", "Bob", 0),
        ("Ann left. Bob came.", "Ann", "Bob", 1),
        ("Ann left? “No!” So Bob came.", "Ann", "Bob", 2),
        ("Ann met Mr. Bob.", "Ann", "Bob", 0),
        ("Ann of the U.S. Army met Bob.", "Ann", "Bob", 0),
        ("Ann, i.e. the aunt of Bob.", "Ann", "Bob", 0),
        ("Ann said it was him. Bob came.", "Ann", "Bob", 1),
        ("ANN ARRIVES\nBob was there.", "ANN", "Bob", 1),
        ("Ann went with\nher friend Bob.", "Ann", "Bob", 0),
        ("Ann went\n\nwith Bob.", "Ann", "Bob", 1),
        ("安娜来了。鲍勃走了。", "安娜", "鲍勃", 1),
        ("अन्ना आई। बॉब गया।", "अन्ना", "बॉब", 1),
        ("جاءت آنا؟ نعم بوب.", "آنا", "بوب", 1),
    ],
)
def test_how_many_sentences_end_between_two_spans(text: str, one: str, two: str, apart: int) -> None:
    assert Nearby(text, spans(text, one, two)).apart(0, 1) == apart


def test_a_parse_says_where_sentences_end() -> None:
    text = "Ann left. Bob came."
    words = [Word(0, 3, "Ann", "Ann", "PROPN", "root", 0, 0), Word(10, 13, "Bob", "Bob", "PROPN", "root", 1, 0)]
    assert Nearby(text, spans(text, "Ann", "Bob"), words).apart(0, 1) == 0


@pytest.mark.parametrize(
    ("text", "one", "two", "between"),
    [
        ("Ann moved to Rome.", "Ann", "Rome", "moved to"),
        ("Ann’s Rome", "Ann", "Rome", "’ s"),
        ("安娜搬到罗马", "安娜", "罗马", "搬 到"),
        ("अन्ना रोम गई", "अन्ना", "गई", "रोम"),
        ("Änne zog nach Köln", "Änne", "Köln", "zog nach"),
    ],
)
def test_the_words_between_are_told(text: str, one: str, two: str, between: str) -> None:
    found = Nearby(text, spans(text, one, two)).features(0, 1)
    assert f"~t {between} A|B" in found
    assert {f"~b {word} A|B" for word in between.split()} <= set(found)


def test_order_labels_and_spans_between_are_told() -> None:
    text = "Ann, Bob and Carol"
    found = Nearby(text, spans(text, "Ann", "Bob", "Carol")).features(0, 2)
    assert {"~l A|C", "~n 1 A|C", "~m B A|C", "~A ann A|C", "~B carol A|C"} <= set(found)
    nested = Nearby(text, spans(text, "Ann, Bob", "Bob")).features(0, 1)
    assert "~in A|B" in nested
    again = "Ann and Ann"
    same = [Suggestion(0, 3, "A", 1.0), Suggestion(8, 11, "A", 1.0)]
    assert "~same A|A" in Nearby(again, same).features(0, 1)


texts = st.text(alphabet="ab A.\n。안é'(-", max_size=60)


@given(texts, st.data())
def test_pairs_are_all_within_reach_and_no_others(text: str, data: st.DataObject) -> None:
    places = st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 5)).filter(lambda one: one[0] < len(text))
    drawn = data.draw(st.lists(places, max_size=8)) if text else []
    made = [Suggestion(start, min(len(text), start + size), "A", 1.0) for start, size in drawn]
    some = [made[at] for at in in_text_order(made)]
    reach = Reach(data.draw(st.integers(1, 4)), data.draw(st.integers(0, 2)))
    nearby = Nearby(text, some)
    size = range(len(some))
    naive = [(a, b) for a in size for b in size if 0 < b - a <= reach.ahead and nearby.apart(a, b) <= reach.apart]
    assert list(nearby.pairs(reach)) == naive
    for pair in naive:
        assert nearby.features(*pair) == nearby.features(*pair)
        assert all(isinstance(one, str) and one.startswith("~") for one in nearby.features(*pair))
