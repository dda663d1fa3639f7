"""The parts of the window that need no window: heights, lanes, pictures, the caret, colours, meter."""

from __future__ import annotations

from itertools import accumulate, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document import Document
from annotate.model import Relation, Span, Value
from annotate.offsets import Range, words
from annotate.state import AnnotationState
from annotate.work import Done, Work
from gui.arcs import lanes, nest_levels, rows
from gui.article.caret import Caret, by_character, by_word
from gui.article.heights import Heights
from gui.decorate import Look, Picture
from gui.fuzzy import misfit
from gui.meter import told
from gui.theme import SLOTS, THEMES, Theme, contrast, theme_for
from gui.widgets.find_bar import find_all
from tests.builders import document, small_scheme, span_on

HEIGHTS = st.lists(st.integers(1, 100).map(float), min_size=1, max_size=40)


@given(HEIGHTS, st.lists(st.tuples(st.integers(0, 39), st.integers(0, 100)), max_size=10), st.data())
def test_heights_are_their_naive_twin(first: list[float], changes: list[tuple[int, int]], data: st.DataObject):
    heights, naive = Heights(first), list(first)
    for at, height in changes:
        heights.set(at % len(naive), float(height))
        naive[at % len(naive)] = float(height)
    tops = [0.0, *accumulate(naive)]
    assert [heights.top(at) for at in range(len(naive) + 1)] == tops
    assert heights.total == sum(naive)
    position = data.draw(st.floats(0, sum(naive) + 10))
    expected = next((at for at in range(len(naive)) if position < tops[at + 1]), len(naive) - 1)
    number, inside = heights.find(position)
    assert number == expected
    assert inside == pytest.approx(min(position - tops[expected], naive[expected]))


INTERVALS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=20)


@given(INTERVALS)
def test_no_two_arcs_or_tags_of_one_lane_touch(drawn: list[tuple[int, int]]):
    intervals = [(float(start), float(start + width)) for start, width in drawn]
    for place in (lanes, rows):
        taken = place(intervals)
        for one, other in combinations(range(len(intervals)), 2):
            if taken[one] == taken[other]:
                apart = intervals[one][1] <= intervals[other][0] or intervals[other][1] <= intervals[one][0]
                assert apart


def test_a_narrow_arc_lies_under_a_wide_one():
    assert lanes([(0, 100), (20, 40)]) == [1, 0]


def test_levels_of_nested_spans():
    assert nest_levels([(0, 100), (0, 50), (10, 20), (60, 70)]) == [2, 1, 0, 0]
    assert nest_levels([(0, 10), (20, 30)]) == [0, 0]


@given(st.text(alphabet="ab é漢'-.,\n", max_size=40))
def test_the_cursor_reaches_every_word_and_comes_back(text: str):
    starts = [word.start for word in words(text)]
    caret, seen = Caret(0), []
    for _ in range(len(text) + 2):
        caret = by_word(text, caret, 1, extend=False)
        seen.append(caret.offset)
    assert set(starts) - {0} <= set(seen)
    for _ in range(len(text) + 2):
        caret = by_word(text, caret, -1, extend=False)
    assert caret.offset <= (starts[0] if starts else 0)


@given(st.text(alphabet="ab é漢'-.,\n", max_size=40), st.integers(0, 6), st.data())
def test_extending_and_taking_back_selects_whole_words(text: str, steps: int, data: st.DataObject):
    starts = [word.start for word in words(text)]
    if not starts:
        return
    caret = Caret(data.draw(st.sampled_from(starts)))
    for _ in range(steps):
        caret = by_word(text, caret, 1, extend=True)
        place = caret.selection
        assert place is not None
        assert place.start in starts
        assert place.end in [word.end for word in words(text)] or place.end == len(text)


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        ("met Al|eppo now", 1, "met [Aleppo| now"),
        ("met Al|eppo now", -1, "met |Aleppo] now"),
        ("met |Aleppo now", -1, "|met ]Aleppo now"),
        ("met Aleppo| now", -1, "met |Aleppo] now"),
        ("[met Al|eppo now", 1, "[met Aleppo| now"),
        ("[met Al|eppo now", -1, "[met| Aleppo now"),
        ("met Al|eppo now]", -1, "met |Aleppo now]"),
        ("met Al|eppo now]", 1, "met Aleppo |now]"),
        ("[met Aleppo |now", -1, "[met Aleppo| now"),
        ("met al-As|sad now", -1, "met al-|Assad] now"),
        ("the Ira|n’s men", 1, "the [Iran|’s men"),
        ("東京| と", -1, "東|京] と"),
        ("so 👍|👍", 1, "so 👍[👍|"),
    ],
)
def test_extending_by_a_word_stops_at_the_nearest_end_of_a_word(before: str, step: int, after: str):
    text, caret = _drawn(before)
    assert (text, by_word(text, caret, step, extend=True)) == _drawn(after)


def _drawn(text: str) -> tuple[str, Caret]:
    """`|` is the cursor, `[` or `]` where the selection began."""
    plain = text.replace("|", "").replace("[", "").replace("]", "")
    offset = text.replace("[", "").replace("]", "").index("|")
    anchored = text.replace("|", "")
    anchor = next((anchored.index(sign) for sign in "[]" if sign in anchored), None)
    return plain, Caret(offset, anchor)


def test_by_character_takes_a_whole_grapheme():
    text = "a👩‍👩‍👧b"
    assert by_character(text, Caret(1), 1, extend=False) == Caret(len(text) - 1)
    assert by_character(text, Caret(1), 1, extend=True) == Caret(len(text) - 1, 1)


def test_the_picture_tells_gold_from_suggestions_and_shows_values():
    doc = document()
    gold = span_on(doc, "more than 1,000", "CARDINAL", value=Value(amount="1000", modifier=">"))
    syria, iran = span_on(doc, "Syria"), span_on(doc, "Iran", span_id="run.0", decision="open")
    asked = span_on(doc, "Syria", span_id="run.1", decision="open")
    made = AnnotationState.of(doc, [gold, syria, Relation("r", "opposes", syria.id, gold.id)])
    proposed = [iran, asked, Relation("run.2", "opposes", iran.id, asked.id, decision="open")]
    shown = Picture.of(made, small_scheme(), proposed)
    drawn = {one.id: one for one in shown.spans_between(0, len(doc.text))}
    assert drawn[gold.id].value == "> 1\u202f000"
    assert (drawn[iran.id].tag, drawn[iran.id].look) == ("LOC ?", Look.SUGGESTION)
    assert (drawn[syria.id].tag, drawn[syria.id].look) == ("LOC", Look.GOLD)
    assert asked.id not in drawn  # the person has a span at its place, which stands for it
    ends = {one.id: (one.head, one.child, one.look) for one in shown.relations_of(syria.id)}
    assert ends == {"r": (syria.id, gold.id, Look.GOLD), "run.2": (iran.id, syria.id, Look.SUGGESTION)}
    assert shown.spans_at(gold.start) == [gold.id]


def test_the_innermost_span_comes_first():
    doc = Document("d", "d", "University of Aleppo")
    outer = Span("outer", "LOC", (Range(0, 20),), doc.text)
    inner = Span("inner", "LOC", (Range(14, 20),), "Aleppo")
    assert Picture.of(AnnotationState.of(doc, [outer, inner]), small_scheme()).spans_at(15) == [
        "inner",
        "outer",
    ]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_colour_keeps_wcag_aa(theme: Theme):
    pairs = [(theme.text, back) for back in (theme.page, theme.panel, theme.hover, theme.accent_soft, theme.selection)]
    pairs += [(theme.text, theme.hit), (theme.on_accent, theme.accent)]
    pairs += [(ink, back) for ink in (theme.mute, theme.accent, theme.good, theme.warn) for back in
              (theme.page, theme.panel)]  # fmt: skip
    for slot in range(SLOTS):
        for back in (theme.page, theme.tint(slot), theme.suggestion_tint(slot), theme.selected_tint(slot)):
            pairs.append((theme.text, back))
        pairs += [(theme.ink(slot), theme.page), (theme.ink(slot), theme.tint(slot))]
        pairs.append((theme.page, theme.ink(slot)))
        pairs.append((theme.text, theme.hover_tint(slot)))
    weak = [(one, other, round(contrast(one, other), 2)) for one, other in pairs if contrast(one, other) < 4.5]
    assert weak == []


@pytest.mark.parametrize("name", ["contrast", "contrast-dark"])
def test_high_contrast_is_seven_to_one(name: str):
    theme = THEMES[name]
    pairs = [(theme.text, theme.page), (theme.mute, theme.page), (theme.accent, theme.page)]
    pairs += [(theme.ink(slot), theme.page) for slot in range(SLOTS)]
    pairs += [(theme.text, theme.tint(slot)) for slot in range(SLOTS)]
    assert [pair for pair in pairs if contrast(*pair) < 7] == []


def test_settings_name_themes():
    names = [(theme_for(name, dark=dark).name) for name in ("system", "light", "contrast") for dark in (False, True)]
    assert names == ["light", "dark", "light", "light", "contrast", "contrast-dark"]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_meter_tells_what_is_left_and_can_be_off():
    work = Work.of(Done(at, "span.add") for at in range(0, 300, 30))
    assert told(3, 1200, work) == "3 of 1,200 documents done, 1,197 left   ·   4 min today   ·   133 decisions an hour"
    assert told(3, 12, Work()) == "3 of 12 documents done, 9 left"
    assert told(3, 12, None) == "3 of 12 documents done"
    assert told(0, 0, work) == ""


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("next", True), ("span next", True), ("SUGG", True), ("xt", True), ("nxs", True), ("nsos", True), ("", True),
        ("spanner", False), ("zq", False), ("xts", False),
    ],
)  # fmt: skip
def test_a_few_letters_find_a_name(asked: str, fits: bool):
    assert (misfit(asked, "Next span or suggestion") is not None) is fits


def test_the_beginning_of_a_word_fits_best():
    assert [misfit("un", text) for text in ("Undo", "Next by unsureness", "Round")] == [0, 0, 1]
    close = misfit("zm", "Zoom in")
    assert close is not None
    assert 2 < close < 3
    assert misfit("zm", "Zone that is not a caption, but marked") is None


def test_find_all_takes_what_was_typed_literally():
    assert find_all("a.b A.B axb", "a.b") == (Range(0, 3), Range(4, 7))
    assert find_all("abc", " ") == ()
