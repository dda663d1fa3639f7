"""The article view with mouse and layout: selections, clicks, fragments, relations, and text that does not jump."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import gui.article.page
from annotate.document import Document
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.article import repaint
from gui.article.layout import Laid
from gui.article.metrics import Metrics
from gui.article.scrolling import BELOW
from gui.article.view import ArticleView
from gui.decorate import Picture
from gui.theme import load_fonts
from tests.builders import small_scheme, span_on
from tests.gui.conftest import TEXT, Person

NO, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


def point(view: ArticleView, offset: int) -> QPoint:
    """A point in the middle of the character at an offset."""
    page = view.page
    assert page is not None
    block, at = page.line_place(offset)
    line = block.laid.lines[at]
    x = (block.laid.x(line, offset) + block.laid.x(line, offset + 1)) / 2
    return QPointF(view.column_left + x, page.baseline(offset) - 5).toPoint()


def drag(view: ArticleView, start: int, end: int, modifiers: Qt.KeyboardModifier = NO) -> None:
    """Press on the character at `start`, let go on the one at `end`."""
    target = view.viewport()
    QTest.mousePress(target, LEFT, modifiers, point(view, start))
    middle = (point(view, start) + point(view, end)) / 2
    for place in (middle, point(view, end)):
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        moved = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(place), target.mapToGlobal(QPointF(place)),
                            Qt.MouseButton.NoButton, LEFT, modifiers)  # fmt: skip
        QApplication.sendEvent(target, moved)
    QTest.mouseRelease(target, LEFT, modifiers, point(view, end))


def click(view: ArticleView, offset: int) -> None:
    QTest.mouseClick(view.viewport(), LEFT, NO, point(view, offset))


def selected_text(person: Person) -> str:
    place = person.view.caret.selection
    return person.session.state.document.text[slice(*place)] if place is not None else ""


def test_a_mouse_selection_snaps_to_words(person: Person) -> None:
    at = TEXT.index("Reuters")
    drag(person.view, at + 2, at + 4)
    assert selected_text(person) == "Reuters"
    person.view.setFocus()
    person.press("2")
    assert person.gold == [("Reuters", "ORG")]


def test_a_selection_takes_no_comma_along(person: Person) -> None:
    at = TEXT.index("Tuesday")
    drag(person.view, at + 1, at + 7)
    assert selected_text(person) == "Tuesday"


def test_alt_selects_exact_characters(person: Person) -> None:
    at = TEXT.index("Reuters")
    drag(person.view, at + 1, at + 4, ALT)
    assert selected_text(person) in {"eut", "eute", "ute"}
    assert selected_text(person) != "Reuters"


def test_with_a_label_armed_a_drag_makes_a_span(person: Person) -> None:
    person.press("2")
    at = TEXT.index("Reuters")
    drag(person.view, at + 2, at + 4)
    assert person.gold == [("Reuters", "ORG")]


def test_ctrl_drag_adds_a_fragment(person: Person) -> None:
    person.press("Tab", "Return", "Shift+Tab")
    at = TEXT.index("Syria")
    drag(person.view, at + 1, at + 3, CTRL)
    span = next(iter(person.session.state.index))
    assert len(span.fragments) == 2
    assert span.text == "Iran Syria"


def test_a_click_selects_and_a_further_one_takes_the_span_around(person: Person) -> None:
    person.select_words("President Bashar al-Assad")
    person.press("1")
    person.press("Escape")
    at = TEXT.index("Assad")
    click(person.view, at + 1)
    first = person.selected
    click(person.view, at + 1)
    assert (first, person.selected) == ("Assad", "President Bashar al-Assad")
    click(person.view, TEXT.index("armed"))
    assert person.selected == ""


def test_a_double_click_selects_the_word(person: Person) -> None:
    QTest.mouseDClick(person.view.viewport(), LEFT, NO, point(person.view, TEXT.index("Reuters") + 2))
    assert selected_text(person) == "Reuters"


def test_a_drag_from_the_selected_span_to_another_makes_a_relation(person: Person) -> None:
    person.press("Tab", "Tab")
    drag(person.view, TEXT.index("1,000"), TEXT.index("Syria") + 1)
    relation = next(iter(person.session.state.relations.values()))
    assert relation.label == "counts"


@pytest.fixture
def long_view(qtbot: QtBot) -> ArticleView:
    load_fonts()
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    text = "\n\n".join(f"Paragraph {n}: Iran and Syria met more than 1,000 people in Aleppo. " * 3 for n in range(200))
    doc = Document("d", "d.txt", text)
    view.show_picture(Picture.of(AnnotationState.of(doc), small_scheme()))
    with qtbot.waitExposed(view):
        view.show()
    return view


def test_the_line_under_the_eye_stays_when_spans_come(long_view: ArticleView) -> None:
    page = long_view.page
    assert page is not None
    long_view.scroll_by(5000)
    doc, eye = page.picture.document, long_view.hit(100, 30).offset
    before = page.baseline(eye)
    assert 0 < before < 500
    spans = [span_on(doc, "Iran", nth=n) for n in range(300)]
    shown = Picture.of(AnnotationState.of(doc), small_scheme(), [replace_open(span) for span in spans])
    long_view.update_picture(shown, [span.range for span in spans])
    assert page.baseline(eye) == pytest.approx(before, abs=0.01)


def replace_open(span: Span) -> Span:
    from dataclasses import replace

    return replace(span, decision="open")


class Seen(QObject):
    """What is on the screen, beside what would be if all were painted anew; and how much was."""

    def __init__(self, view: ArticleView, qtbot: QtBot) -> None:
        super().__init__(view)
        self._view, self._bot, self._painted = view, qtbot, QRegion()
        self.is_as_painted_anew()
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._painted += event.region()
        return False

    def whole(self) -> QImage:
        """All painted anew."""
        return self._view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def on_screen(self) -> QImage:
        """What was painted when it was, and has moved since."""
        view = self._view.viewport()
        made = view.screen().grabWindow(view.window().winId()).toImage()
        place = QRect(view.mapTo(view.window(), QPoint()), view.size())
        return made.copy(place).convertToFormat(QImage.Format.Format_RGB32)

    def is_as_painted_anew(self) -> None:
        """Wait until the window is painted: then each pixel must be as it is in a whole painting."""
        wanted = self.whole()
        self._painted = QRegion()
        self._bot.waitUntil(lambda: self.on_screen() == wanted)

    def rows(self) -> int:
        """How many rows of pixels were painted since."""
        return sum(rect.height() for rect in self._painted)  # pyright: ignore[reportGeneralTypeIssues]


@pytest.mark.parametrize("gone", range(5))
@pytest.mark.parametrize("back", [False, True])
def test_what_looks_different_is_painted_anew(qtbot: QtBot, gone: int, back: bool) -> None:
    load_fonts()
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(600, 700)
    doc = Document("d", "d.txt", "\n\n".join(f"{at}: Iran said so." for at in range(5)))
    spans = [span_on(doc, "Iran", nth=at) for at in range(5)]
    shown = [
        Picture.of(AnnotationState.of(doc, some), small_scheme()) for some in (spans, spans[:gone] + spans[gone + 1 :])
    ]
    first, second = reversed(shown) if back else shown
    view.show_picture(first)
    with qtbot.waitExposed(view):
        view.show()
    seen = Seen(view, qtbot)
    before = seen.whole()
    view.update_picture(second, [spans[gone].range])
    assert seen.whole() != before
    seen.is_as_painted_anew()
    assert seen.rows() < 700


@pytest.mark.parametrize(("pixels", "most"), [(50, 58), (-50, 58), (3, 11), (333, 345), (4000, 500)])
def test_what_stays_in_sight_is_not_painted_anew(
    long_view: ArticleView, qtbot: QtBot, pixels: float, most: int
) -> None:
    long_view.scroll_by(1000)
    seen = Seen(long_view, qtbot)
    before = seen.whole()
    for _ in range(2):
        long_view.scroll_by(pixels / 2)
    assert seen.whole() != before
    seen.is_as_painted_anew()
    assert seen.rows() <= most + 8


@given(st.lists(st.tuples(st.integers(-50, 500), st.integers(0, 90))))
def test_joined_stripes_have_the_same_rows(stripes: list[tuple[int, int]]) -> None:
    rows = {row for top, height in stripes for row in range(top, top + height)}
    found = repaint.joined(stripes)
    assert {row for top, height in found for row in range(top, top + height)} == rows
    assert all(one[0] + one[1] < other[0] for one, other in pairwise(found))


@pytest.mark.parametrize("zoom", [1.0, 1.1, 1.5])
@pytest.mark.parametrize("seed", range(3))
def test_what_moves_is_as_painted_anew_to_the_pixel(
    long_view: ArticleView, qtbot: QtBot, zoom: float, seed: int
) -> None:
    """Whatever is scrolled, labelled, marked and gone to, also several of these before the window is painted."""
    die, page = Random(seed), long_view.page
    assert page is not None
    doc = page.picture.document
    places = [span_on(doc, word, nth=nth) for nth in range(40) for word in ("Iran", "1,000", "Syria")]
    own, open_ = dict[str, Span](), {one.id: replace_open(one) for one in places[::4]}
    long_view.set_metrics(Metrics(zoom))
    long_view.show_picture(Picture.of(AnnotationState.of(doc), small_scheme(), open_.values()))
    seen = Seen(long_view, qtbot)

    def edit() -> None:
        near = long_view.hit(100, die.randrange(500)).offset
        span = min(places, key=lambda one: abs(one.start - near))
        (own.pop(span.id) if span.id in own else own.setdefault(span.id, span))
        ends = sorted(own.values(), key=lambda one: one.start)
        arcs = [Relation(f"r{one.id}", "opposes", one.id, other.id) for one, other in pairwise(ends)]
        state = AnnotationState.of(doc, [*ends, *arcs])
        touched = [span.range, *(one.range for one in ends)]
        long_view.update_picture(Picture.of(state, small_scheme(), open_.values()), touched)

    deeds: list[Callable[[], object]] = [
        edit,
        edit,
        lambda: long_view.scroll_by(die.choice((-300, -60, -17.5, 1, 60, 120, 480, 0.3))),
        lambda: QTest.keyClick(long_view, die.choice((Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Down))),
        lambda: long_view.set_marks(selected=die.choice(places).id),
        lambda: long_view.set_marks(selected=None),
        lambda: long_view.verticalScrollBar().setValue(die.randrange(2000)),
    ]
    for _ in range(14):
        for _ in range(die.choice((1, 1, 2, 3))):
            die.choice(deeds)()
        seen.is_as_painted_anew()


def test_lines_stay_as_they_are_when_a_tag_brings_the_scroll_bar(qtbot: QtBot) -> None:
    load_fonts()
    view = ArticleView()
    qtbot.addWidget(view)
    doc = Document("d", "d.txt", "\n\n".join(f"Iran, {n}: Syria met more than 1,000 people." for n in range(3)))
    view.show_picture(Picture.of(AnnotationState.of(doc), small_scheme()))
    view.resize(500, 2000)
    with qtbot.waitExposed(view):
        view.show()
    page = view.page
    assert page is not None
    view.resize(500, round(page.heights.total + page.metrics.top + BELOW))
    page, left, bar = view.page, view.column_left, view.verticalScrollBar()
    assert not bar.isVisible()
    span = span_on(doc, "Iran", nth=1)
    view.update_picture(Picture.of(AnnotationState.of(doc, [span]), small_scheme()), [span.range])
    qtbot.waitUntil(bar.isVisible)
    assert view.page is page, "the article is not laid out anew"
    assert view.column_left == left


def test_at_the_top_the_first_tags_have_room(long_view: ArticleView) -> None:
    page = long_view.page
    assert page is not None
    doc, before = page.picture.document, page.baseline(0)
    shown = Picture.of(AnnotationState.of(doc, [span_on(doc, "Iran")]), small_scheme())
    long_view.update_picture(shown, [Range(0, 30)])
    assert page.baseline(0) == pytest.approx(before)
    view, _ = page.line_place(0)
    tag = view.decor[0].tags[0]
    assert page.heights.top(0) + tag.y - page.position >= 0


def test_a_long_document_lays_out_only_what_is_near(long_view: ArticleView) -> None:
    page = long_view.page
    assert page is not None
    long_view.set_caret(long_view.caret.__class__(len(page.picture.document.text) - 5))
    assert 0 <= page.baseline(long_view.caret.offset) <= 500
    assert page.laid_out <= 96


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp])
def test_the_next_window_is_laid_out_before_it_is_asked_for(
    long_view: ArticleView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    laid, lay_out = list[int](), gui.article.page.lay_out

    def remember(shown: str, start: int, width: float, font: QFont) -> Laid:
        laid.append(start)
        return lay_out(shown, start, width, font)

    def rest() -> None:
        qtbot.waitUntil(lambda: not long_view._scrolling._idle.isActive())

    monkeypatch.setattr(gui.article.page, "lay_out", remember)
    for _ in range(3):
        rest()
        QTest.keyClick(long_view, Qt.Key.Key_PageDown)
    rest()
    laid.clear()
    before = long_view.caret.offset
    QTest.keyClick(long_view, key)
    assert abs(long_view.caret.offset - before) > 500
    assert laid == []


def test_another_width_and_zoom_keep_the_place(long_view: ArticleView) -> None:
    page = long_view.page
    assert page is not None
    long_view.scroll_by(3000)
    top = page.blocks.start(page.anchor[0])
    long_view.set_metrics(Metrics(1.5))
    long_view.resize(900, 500)
    page = long_view.page
    assert page is not None
    assert page.blocks.start(page.anchor[0]) == top


@pytest.mark.parametrize("text", ["👩‍👩‍👧 Iran 漢字 عربي é", "\r\nIran\r\n\r\nSyria\r", "x" * 30_000, "\n", " "])
def test_any_text_is_shown_and_walked(qtbot: QtBot, text: str) -> None:
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_picture(Picture.of(AnnotationState.of(Document("d", "d", text)), small_scheme()))
    with qtbot.waitExposed(view):
        view.show()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        for modifiers in (NO, SHIFT, CTRL, CTRL | SHIFT):
            QTest.keyClick(view, key, modifiers)
            assert 0 <= view.caret.offset <= len(text)
    view.grab()


def test_boilerplate_is_folded_to_its_first_line(qtbot: QtBot) -> None:
    from annotate.model import Zone

    load_fonts()
    text = "A body.\n\nRead more\n\nShare this\n\nSign up\n"
    zone = Zone("z", "boilerplate", text.index("Read"), len(text) - 1)
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_picture(Picture.of(AnnotationState.of(Document("d", "d", text, (zone,))), small_scheme()))
    with qtbot.waitExposed(view):
        view.show()
    page = view.page
    assert page is not None
    open_height = page.heights.total
    view.fold(True)
    shown = [page.block(number).height > 0 for number in range(len(page.blocks))]
    assert [page.blocks.shown(number) for number, seen in enumerate(shown) if seen and page.blocks.shown(number)] == [
        "A body.",
        "Read more",
    ]
    view.grab()
    view.fold(False)
    qtbot.waitUntil(lambda: page.heights.total == pytest.approx(open_height))


def test_the_way_of_a_far_relation_is_drawn_when_it_is_selected(person: Person) -> None:
    person.press("Tab", "Ctrl+L", "Tab", "Tab", "X")  # Iran opposes Syria, on one line
    person.press("Shift+Tab", "Ctrl+L", "Shift+Tab", "P")
    person.view.grab()
    for relation in person.session.state.relations.values():
        person.session.select(relation.id)
        person.view.grab()
        person.view.set_marks(hovered=relation.id)
        person.view.grab()


def test_a_third_click_selects_the_paragraph(person: Person) -> None:
    at = point(person.view, TEXT.index("armed") + 1)
    target = person.view.viewport()
    QTest.mouseDClick(target, LEFT, NO, at)
    QTest.mousePress(target, LEFT, NO, at)
    QTest.mouseRelease(target, LEFT, NO, at)
    assert selected_text(person) == TEXT.split("\n")[0]


def test_the_middle_button_pulls_the_text(long_view: ArticleView) -> None:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    page, target, middle = long_view.page, long_view.viewport(), Qt.MouseButton.MiddleButton
    assert page is not None
    before = page.position
    QTest.mousePress(target, middle, NO, QPoint(100, 300))
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(100, 200), target.mapToGlobal(QPointF(100, 200)),
                        Qt.MouseButton.NoButton, middle, NO)  # fmt: skip
    QApplication.sendEvent(target, moved)
    QTest.mouseRelease(target, middle, NO, QPoint(100, 200))
    assert page.position == pytest.approx(before + 100)


def test_dragging_below_the_window_scrolls_and_goes_on_selecting(long_view: ArticleView, qtbot: QtBot) -> None:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    page, target = long_view.page, long_view.viewport()
    assert page is not None
    QTest.mousePress(target, LEFT, NO, QPoint(200, 300))
    below = QPointF(300, target.height() + 60)
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, below, target.mapToGlobal(below), Qt.MouseButton.NoButton, LEFT, NO)
    QApplication.sendEvent(target, moved)
    first = long_view.caret.selection
    assert first is not None
    qtbot.waitUntil(lambda: page.position > 200)
    QTest.mouseRelease(target, LEFT, NO, QPoint(300, 200))
    selection = long_view.caret.selection
    assert selection is not None
    assert selection.size > first.size


def test_small_turns_of_a_touchpad_add_up(long_view: ArticleView) -> None:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    page, target = long_view.page, long_view.viewport()
    assert page is not None
    before = page.position
    for _ in range(16):
        event = QWheelEvent(QPointF(50, 50), target.mapToGlobal(QPointF(50, 50)), QPoint(0, 0), QPoint(0, -15),
                            Qt.MouseButton.NoButton, NO, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(target, event)
    assert page.position == pytest.approx(before + 120)


def test_the_overview_shows_where_things_are_and_leads_there(long_view: ArticleView, qtbot: QtBot) -> None:
    page = long_view.page
    assert page is not None
    doc = page.picture.document
    far = span_on(doc, "Iran", nth=290, flagged=True)
    long_view.update_picture(Picture.of(AnnotationState.of(doc, [far]), small_scheme()), [far.range])
    overview = long_view._overview
    measuring, gathering = long_view._scrolling._idle, overview._later
    qtbot.waitUntil(lambda: not measuring.isActive() and not gathering.isActive())
    (y,) = overview._stripes["flag"]
    assert overview.height() * 0.4 < y < overview.height() * 0.6
    QTest.mouseClick(overview, LEFT, NO, QPoint(4, y))
    assert 0 <= page.baseline(far.start) <= long_view.viewport().height()


def test_what_a_relation_cannot_reach_is_dimmed_while_it_is_drawn(person: Person) -> None:
    person.press("Tab", "Tab")
    start, end = point(person.view, TEXT.index("1,000")), point(person.view, TEXT.index("Syria"))
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    target = person.view.viewport()
    QTest.mousePress(target, LEFT, NO, start)
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(end), target.mapToGlobal(QPointF(end)),
                        Qt.MouseButton.NoButton, LEFT, NO)  # fmt: skip
    QApplication.sendEvent(target, moved)
    legal = person.view.marks.legal
    assert legal is not None
    assert "LOC" in legal
    assert "DATE" not in legal
    person.view.grab()
    QTest.mouseRelease(target, LEFT, NO, end)
    assert person.view.marks.legal is None
