"""The traps of text in Qt: what is painted for a span is where Qt itself would paint its selection, in every script."""

from __future__ import annotations

from itertools import accumulate
from math import ceil, floor

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QTextCharFormat, QTextLayout
from pytestqt.qtbot import QtBot

from annotate.document import Document
from annotate.model import Span, surface
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.article.caret import Caret
from gui.article.hit import hit
from gui.article.keys import move_for_key
from gui.article.layout import Laid, Line, lay_out
from gui.article.metrics import Metrics
from gui.article.page import Page
from gui.decorate import Picture
from gui.theme import load_fonts
from tests.builders import small_scheme
from tests.strategies import texts as any_texts

PIECES = [
    "Iran ", "Syria, ", "1,000 ", "שלום ", "العربية ", "漢字仮名", "ภาษาไทย", "👩‍👩‍👧 ", "🇳🇴", "e\u0301", "𝔘𝔫 ", "स्ते ",
    "न 𝔘 ", "\t",
    "\u00ad", "fi ", "(“x”) ", "\u00a0", "\u200f", "\u202babc\u202c", "\r", "\u2028", "x" * 30, "\ufeff",
]  # fmt: skip
texts = st.one_of(any_texts, st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join))
WIDTH = 320.0


def painted_by_qt(laid: Laid, line: Line, start: int, end: int) -> list[tuple[float, float]]:
    """Where Qt's own selection of a range is on a line, in runs of whole pixels."""
    red = QTextCharFormat()
    red.setBackground(QColor("#ff0000"))
    chosen = QTextLayout.FormatRange()
    first, last = (laid.units.to_utf16(one - laid.start) for one in (start, end))
    chosen.start, chosen.length, chosen.format = first, last - first, red  # pyright: ignore[reportAttributeAccessIssue]
    image = QImage(int(WIDTH) + 400, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    p = QPainter(image)
    try:
        p.setPen(Qt.GlobalColor.transparent)
        laid.layout.draw(p, QPointF(100, 30 - line.text.y()), [chosen])
    finally:
        p.end()
    y = 30 + int(line.text.height() / 2)
    reds = [x - 100 for x in range(image.width()) if image.pixelColor(x, y) == QColor("#ff0000")]
    runs: list[list[int]] = []
    for x in reds:
        if runs and x == runs[-1][1]:
            runs[-1][1] = x + 1
        else:
            runs.append([x, x + 1])
    return [(float(left), float(right)) for left, right in runs]


def test_a_tab_before_the_other_direction_ends_where_the_next_glyph_is(qtbot: QtBot):
    load_fonts()
    doc = Document("d", "d", 'A\u200f\t0"0')
    page = Page(Picture.of(AnnotationState.of(doc), small_scheme()), Metrics(), WIDTH)
    laid = page.block(0).laid
    ((left, right),) = laid.pieces(laid.lines[0], 2, 3)
    ((first, _),) = laid.pieces(laid.lines[0], 5, 6)
    assert 0 < left < right == pytest.approx(first)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts.map(lambda text: text.replace("\u00ad", "")), st.data())  # a soft hyphen has a width only where it breaks
def test_boxes_are_where_qt_selects(qtbot: QtBot, text: str, data: st.DataObject):
    load_fonts()
    doc = Document("d", "d", text)
    page = Page(Picture.of(AnnotationState.of(doc), small_scheme()), Metrics(), WIDTH)
    view = page.block(data.draw(st.integers(0, len(page.blocks) - 1)))
    line = data.draw(st.sampled_from(view.laid.lines))
    if line.start >= line.end:
        return
    start = data.draw(st.integers(line.start, line.end - 1))
    end = data.draw(st.integers(start + 1, line.end))
    start, end = whole_characters(view.laid, start, end)
    while end == line.end > start and text[end - 1].isspace():
        end -= 1  # what Qt lets hang over the end of a wrapped line, and the decoration leaves out
    if start >= end:
        return
    ours = [(left, right) for left, right in view.laid.pieces(line, start, end) if right - left > 1]
    theirs = [(left, right) for left, right in painted_by_qt(view.laid, line, start, end) if right - left > 1]
    assert covered(ours) <= grown(theirs), (text, start, end, ours, theirs)
    assert covered(theirs) <= grown(ours), (text, start, end, ours, theirs)


def whole_characters(laid: Laid, start: int, end: int) -> tuple[int, int]:
    """The range widened to places where Qt lets a cursor stand: no half of a cluster is a span that one can make."""
    while start > laid.start and not laid.layout.isValidCursorPosition(laid.units.to_utf16(start - laid.start)):
        start -= 1
    while end < laid.end and not laid.layout.isValidCursorPosition(laid.units.to_utf16(end - laid.start)):
        end += 1
    return start, end


def covered(runs: list[tuple[float, float]]) -> set[int]:
    """Whole pixels that are inside by more than one pixel beyond rounding."""
    return {x for left, right in runs for x in range(ceil(left) + 1, floor(right) - 1)}


def grown(runs: list[tuple[float, float]]) -> set[int]:
    return {x for left, right in runs for x in range(floor(left) - 1, ceil(right) + 1)}


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.data())
def test_every_painted_box_is_hit(qtbot: QtBot, text: str, data: st.DataObject):
    load_fonts()
    doc = Document("d", "d", text)
    start = data.draw(st.integers(0, len(text) - 1))
    place = (Range(start, data.draw(st.integers(start + 1, len(text)))),)
    span = Span("s", "LOC", place, surface(text, place))
    page = Page(Picture.of(AnnotationState.of(doc, [span]), small_scheme()), Metrics(), WIDTH)
    page.scroll_to(0, 10_000)
    for view, top in page.visible(10_000):
        for decor in view.decor:
            for box in decor.boxes:
                if box.right - box.left >= 2:
                    found = hit(page, (box.left + box.right) / 2, top + decor.baseline - 4, 10_000)
                    assert "s" in found.spans
            for tag in decor.tags:
                found = hit(page, tag.x + tag.width / 2, top + tag.y + 5, 10_000)
                assert found.tag == "s"


@pytest.mark.parametrize("text", [*PIECES, "न 𝔘 न 𝔘", "a\u0301\u0302b", "👩‍👩‍👧👩‍👩‍👧", "אבג abc אבג 12"])
def test_the_cursor_passes_every_text_and_never_stands_in_a_cluster(qtbot: QtBot, text: str):
    load_fonts()
    page = Page(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()), Metrics(), WIDTH)
    borders = {0, *accumulate(len(one) for one in regex.findall(r"\X", text))}
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        caret, seen = Caret(0), set[int]()
        for _ in range(len(text) + 3):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.ControlModifier)
            moved = move_for_key(page, caret, event, 400)
            assert moved is not None
            caret = moved
            seen.add(caret.offset)
            assert caret.offset in borders
        assert seen & {0, len(text)}


def test_a_line_of_fifty_thousand_characters_is_cut_into_blocks(qtbot: QtBot):
    text = "word " * 10_000
    page = Page(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()), Metrics(), WIDTH)
    assert len(page.blocks) > 10
    assert "".join(page.blocks.shown(block) for block in range(len(page.blocks))) == text


def test_line_ends_and_signs_that_would_break_lines_keep_their_offsets(qtbot: QtBot):
    text = "a\r\nb\u2028c\x0bd\x0ce\u0085f\ufffcg\x00h\x1bi"
    page = Page(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()), Metrics(), WIDTH)
    assert sum(len(page.blocks.shown(block)) for block in range(len(page.blocks))) == len(text) - 1
    assert all(len(page.block(block).laid.lines) == 1 for block in range(len(page.blocks)))


def test_a_right_to_left_paragraph_stands_right_and_its_keys_are_swapped(qtbot: QtBot):
    load_fonts()
    laid = lay_out("שלום עולם", 0, WIDTH, Metrics().text_font)
    left, right = laid.pieces(laid.lines[0], 0, 4)[0]
    assert right == pytest.approx(WIDTH, abs=2)
    assert left > WIDTH / 2
    assert laid.x(laid.lines[0], 0) > laid.x(laid.lines[0], 5)


@pytest.mark.parametrize("text", ["漢字仮名交じり文" * 20, "ภาษาไทยไม่มีช่องว่าง" * 12])
def test_scripts_without_spaces_are_wrapped(qtbot: QtBot, text: str):
    load_fonts()
    laid = lay_out(text, 0, WIDTH, Metrics().text_font)
    assert len(laid.lines) > 2
    assert all(line.text.naturalTextWidth() <= WIDTH + 1 for line in laid.lines)


def test_fallback_fonts_do_not_move_the_baseline(qtbot: QtBot):
    load_fonts()
    text = "Latin only\n漢字 नमस्ते ภาษา"
    page = Page(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()), Metrics(), WIDTH)
    one, other = page.block(0), page.block(1)
    assert other.decor[0].baseline - other.decor[0].text_top == pytest.approx(
        one.decor[0].baseline - one.decor[0].text_top, abs=8
    )
