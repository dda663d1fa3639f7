"""Ranges, words, graphemes and the UTF-16 map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import OffsetError
from annotate.offsets import (
    Range,
    Utf16Map,
    next_grapheme,
    next_word,
    next_word_end,
    next_word_start,
    previous_grapheme,
    previous_word,
    previous_word_end,
    previous_word_start,
    snap_to_words,
    tokens,
    trim,
    word_at,
    words,
)
from tests.strategies import ranges_in, texts


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S.-backed rebels", ["the", "U.S.", "backed", "rebels"]),
        ("Iran’s Guards and O'Neil's men", ["Iran", "s", "Guards", "and", "O'Neil", "s", "men"]),
        ("$1.2bn or 50% of 1,000.", ["$1.2bn", "or", "50%", "of", "1,000"]),
        ("東京に行った", ["東", "京", "に", "行", "った"]),
        ("naïve café", ["naïve", "café"]),
        ("… — !", []),
    ],
)
def test_words(text: str, expected: list[str]):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "part", "snapped"),
    [
        ("said “Bashar al-Assad,” who", "shar al-As", "Bashar al-Assad"),
        ("in Aleppo, Syria", "leppo, ", "Aleppo"),
        ("by the U.S. on Tuesday", "U.S", "U.S."),
        ("fled Aleppo.", "leppo.", "Aleppo"),
        ("a – b", " – ", " – "),
    ],
)
def test_snap_to_words(text: str, part: str, snapped: str):
    start = text.index(part)
    place = snap_to_words(text, start, start + len(part))
    assert text[place.start : place.end] == snapped


@given(texts, st.data())
def test_snap_and_trim_stay_in_the_text(text: str, data: st.DataObject):
    asked = data.draw(ranges_in(len(text)))
    snapped, trimmed = snap_to_words(text, *asked), trim(text, *asked)
    assert 0 <= snapped.start < snapped.end <= len(text)
    assert asked.covers(trimmed)
    assert trimmed.size > 0


@given(texts)
def test_walking_by_word_visits_every_word_both_ways(text: str):
    expected = list(words(text))
    seen, offset = [], 0
    while (word := next_word(text, offset)) is not None:
        seen.append(word)
        offset = word.end
    assert seen == expected
    back, offset = [], len(text)
    while (word := previous_word(text, offset)) is not None:
        back.append(word)
        offset = word.start
    assert back == expected[::-1]


@given(texts)
def test_walking_by_grapheme_meets_both_ways(text: str):
    forward, offset = [0], 0
    while offset < len(text):
        offset = next_grapheme(text, offset)
        forward.append(offset)
    back, offset = [len(text)], len(text)
    while offset > 0:
        offset = previous_grapheme(text, offset)
        back.append(offset)
    assert forward == back[::-1]


def test_graphemes_keep_families_flags_and_accents_whole():
    text = "a👩‍👩‍👧🇳🇴e\u0301"
    assert [next_grapheme(text, at) for at in (0, 1, 6, 8)] == [1, 6, 8, 10]


@given(st.text(alphabet="ab1 -.'’,é漢", max_size=30), st.data())
def test_next_and_previous_word_from_anywhere(text: str, data: st.DataObject):
    offset, every = data.draw(st.integers(0, len(text))), list(words(text))
    assert next_word(text, offset) == next((word for word in every if word.start >= offset), None)
    assert previous_word(text, offset) == next((word for word in reversed(every) if word.end <= offset), None)


@given(st.text(alphabet="ab1 -.'’,é漢カش👍\u0301", max_size=30), st.data())
def test_the_nearest_ends_of_words_from_anywhere(text: str, data: st.DataObject):
    offset, every = data.draw(st.integers(0, len(text))), list(words(text))
    starts, ends = [word.start for word in every], [word.end for word in every]
    assert next_word_start(text, offset) == min((one for one in starts if one > offset), default=None)
    assert next_word_end(text, offset) == min((one for one in ends if one > offset), default=None)
    assert previous_word_start(text, offset) == max((one for one in starts if one < offset), default=None)
    assert previous_word_end(text, offset) == max((one for one in ends if one < offset), default=None)


@pytest.mark.parametrize(
    ("text", "start_before", "end_before", "start_after", "end_after"),
    [
        ("Bashar al-As|sad left", "As", "al", "left", "sad"),
        ("in Ira|n’s north", "Ira", "in", "s", "n"),
        ("the O'N|eil case", "O'N", "the", "case", "eil"),
        ("a — | — b", "a", "a", "b", "b"),
        ("東|京に", "東", None, "に", "京"),
        ("قال الر|ئيس أمس", "الر", "قال", "أمس", "ئيس"),
        ("so 👍|👍 ok", "so", "so", "ok", "ok"),
        ("|!?", None, None, None, None),
    ],
)
def test_the_nearest_ends_of_words_by_hand(
    text: str, start_before: str | None, end_before: str | None, start_after: str | None, end_after: str | None
):
    at, text = text.index("|"), text.replace("|", "")

    def place(words: str | None, *, after: bool, end: bool) -> int | None:
        if words is None:
            return None
        start = text.index(words, at) if after else text.rindex(words, 0, at)
        return start + len(words) if end else start

    assert previous_word_start(text, at) == place(start_before, after=False, end=False)
    assert previous_word_end(text, at) == place(end_before, after=False, end=True)
    assert next_word_start(text, at) == place(start_after, after=True, end=False)
    assert next_word_end(text, at) == place(end_after, after=True, end=True)


def test_words_far_into_a_long_text():
    text = "word " * 1000
    assert word_at(text, 4_002) == Range(4_000, 4_004)
    assert word_at(text, 4_004) is None
    assert next_word(" " * 5_000 + "end", 0) == Range(5_000, 5_003)
    assert previous_word("start" + " " * 5_000, 5_005) == Range(0, 5)


@given(texts)
def test_utf16_map_is_what_the_codec_says(text: str):
    units = Utf16Map(text)
    for offset in range(len(text) + 1):
        expected = len(text[:offset].encode("utf-16-le")) // 2
        assert units.to_utf16(offset) == expected
        assert units.from_utf16(expected) == offset
    assert units.identity == all(character <= "\uffff" for character in text)


def test_a_range_outside_the_text_is_refused():
    for start, end in ((-1, 2), (3, 3), (4, 2), (0, 11)):
        with pytest.raises(OffsetError):
            Range(start, end).within(10)
    assert Range(0, 10).within(10) == Range(0, 10)


def test_tokens_are_words_and_signs_and_leave_out_only_white_space() -> None:
    text = "About 50% of them — “dozens” — came from the U.S. 👩‍👩‍👧\r\n"
    found = [text[slice(*one)] for one in tokens(text)]
    assert found[:9] == ["About", "50%", "of", "them", "—", "“", "dozens", "”", "—"]
    assert "U.S." in found
    assert "".join(found) == "".join(text.split())


@given(texts)
def test_tokens_are_all_words_with_each_sign_between_them(text: str) -> None:
    inside = {at for word in words(text) for at in range(*word)}
    signs = [Range(at, at + 1) for at, one in enumerate(text) if at not in inside and not one.isspace()]
    assert list(tokens(text)) == sorted([*words(text), *signs])


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x85, 0xA0, 0x1680, 0x180E, *range(0x2000, 0x2030), 0x3000])
def test_white_space_is_what_python_takes_for_it(code: int) -> None:
    assert bool(list(tokens(chr(code)))) != chr(code).isspace()


@given(st.text("aU.S's  \n1,漢あ-", max_size=60), st.integers(0, 60))
def test_the_word_at_a_place_is_that_of_the_whole_text(text: str, offset: int):
    assert word_at(text, offset) == next((word for word in words(text) if word.holds(offset)), None)
