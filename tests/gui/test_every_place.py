"""Keys reach every place of every text: each leads to the neighbour, and none stays where it is before the end."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotate.document import Document
from annotate.offsets import (
    Range,
    next_word_end,
    next_word_start,
    previous_word_end,
    previous_word_start,
    tokens,
    words,
)
from annotate.state import AnnotationState
from gui.article.caret import Caret, by_character, by_word
from gui.article.keys import move_for_key
from gui.article.metrics import Metrics
from gui.article.page import Page
from gui.article.view import ArticleView
from gui.decorate import Picture
from gui.theme import load_fonts
from tests.builders import small_scheme

PIECES = [
    "Iran ", "Syria’s ", "al-Assad", "U.S.", "$1,000", "50%", " – ", "—", "...", "(“x”), ", "'s", "e\u0301",
    "n\u0303a ", "\u0301", "\U0001f469\u200d\U0001f467", "\U0001f1f3\U0001f1f4", "\U0001f3fd", "\U0001d518 ", "שלום ",
    "العربية ", "خانه\u200cها ", "漢字仮名", "ภาษาไทย", "한국어 ", "\u200f", "\u202babc\u202c", "\u00ad", "\u00a0",
    "\ufeff", "\t", "\n", "\r\n", "\u2028", "x" * 60, "word " * 9, " " * 40, "-" * 70,
]  # fmt: skip
FAR = ["、" + "漢" * 420, "-" * 420, "a-" * 220, "🇳🇴" * 210, "\u00a0" * 420]  # longer than what is read around a place
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
far_texts = st.tuples(texts, st.sampled_from(FAR), texts).map("".join)
LONG_WORD = "x" * 1_000


def borders(text: str) -> list[int]:
    """Where user-perceived characters begin and end."""
    return [0, *(match.end() for match in regex.finditer(r"\X", text))]


@settings(max_examples=60, deadline=None)
@given(st.one_of(texts, far_texts), st.data())
@example("漢" * 450 + " 漢字", None)
@example(LONG_WORD + " met", None)
@example("שלום" * 120 + " ב", None)
def test_a_character_each_way_and_back(text: str, data: st.DataObject | None):
    steps = list(pairwise(borders(text)))
    some = data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=12)) if data else steps[-9:]
    for before, after in some:
        assert by_character(text, Caret(before), 1, extend=False) == Caret(after)
        assert by_character(text, Caret(after), -1, extend=False) == Caret(before)
        assert by_character(text, Caret(before), 1, extend=True) == Caret(after, before)


@settings(max_examples=60, deadline=None)
@given(st.one_of(texts, far_texts), st.data())
def test_a_word_each_way_from_anywhere(text: str, data: st.DataObject):
    every = list(words(text))
    assume(all(word.size < 400 for word in every))  # longer ones are passed in pieces
    starts, ends = [word.start for word in every], [word.end for word in every]
    for at in data.draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=8)):
        on, back = min((one for one in starts if one > at), default=None), [one for one in starts if one < at]
        assert by_word(text, Caret(at), 1, extend=False).offset == on or on is None
        assert by_word(text, Caret(at), -1, extend=False).offset == max(back, default=0)
        assert next_word_start(text, at) == on
        assert previous_word_start(text, at) == max(back, default=None)
        assert next_word_end(text, at) == min((one for one in ends if one > at), default=None)
        assert previous_word_end(text, at) == max((one for one in ends if one < at), default=None)


@settings(max_examples=40, deadline=None)
@given(st.one_of(texts, far_texts), st.data())
def test_every_token_is_selected_from_its_beginning(text: str, data: st.DataObject):
    there = set(borders(text))
    every = [one for one in tokens(text) if one.start in there and one.end in there]
    for token in data.draw(st.lists(st.sampled_from(every), max_size=8)) if every else []:
        caret = by_word(text, Caret(token.start), 1, extend=True)
        if caret.selection != token:
            caret = by_character(text, Caret(token.start), 1, extend=True)
        assert caret.selection == token


def test_a_very_long_word_is_passed_and_selected():
    text = f"in {LONG_WORD} met"
    for step, at, goal in ((1, 0, len(text) - 3), (-1, len(text), 0)):
        seen = [at]
        while seen[-1] != goal:
            seen.append(by_word(text, Caret(seen[-1]), step, extend=False).offset)
            assert (seen[-1] - seen[-2]) * step > 0
    caret = Caret(3)
    while caret.offset < 1_003:
        before, caret = caret, by_word(text, caret, 1, extend=True)
        assert caret.offset > before.offset
    assert caret.selection == Range(3, 1_003)


@pytest.fixture(scope="module")
def fonts(qapp: object) -> None:
    load_fonts()


def pressed(page: Page, offset: int, key: Qt.Key) -> int:
    moved = move_for_key(page, Caret(offset), QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier), 300)
    assert moved is not None
    return moved.offset


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.data())
@example("\u200f" + " " * 50 + "Iran " + "x" * 200, None)  # right to left: above the line's end was its beginning
@example("漢" * 90, None)  # no space where a line ends
@example("\r\nIran\r\n\r\n\r\nSyria", None)
def test_lines_lead_to_both_ends_from_anywhere(fonts: None, text: str, data: st.DataObject | None):
    page = Page(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()), Metrics(), 320.0)
    lines = [line for at in range(len(page.blocks)) for line in page.block(at).laid.lines]
    # Where Qt breaks a line inside of what is one character by Unicode, only the line's beginning may be a place.
    there = {*borders(text), *(line.start for line in lines)}
    places = sorted(set(borders(text)))
    for at in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=5)) if data else places[::20]:
        for key, goal in ((Qt.Key.Key_Down, len(text)), (Qt.Key.Key_Up, 0)):
            way = [at]
            while way[-1] != goal:
                way.append(pressed(page, way[-1], key))
                assert way[-1] in there, way
                assert len(way) < len(lines) + 3, way
        for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            once = pressed(page, at, key)
            assert once in there
            assert pressed(page, once, key) == once


def test_keys_pass_a_chinese_text_with_one_space(qtbot: QtBot):
    text = "漢" * 450 + " 漢字"
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_picture(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()))
    view.set_caret(Caret(451))
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.caret.offset == 450
    view.set_caret(Caret(451))
    QTest.keyClick(view, Qt.Key.Key_Left)  # went on for ever
    assert view.caret.offset == 449
