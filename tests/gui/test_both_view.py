"""Two sources in the article view: what stands above and below a line, what is clicked, and the dialog by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotate.document import Document
from annotate.model import Item, Relation, Span, Zone, surface
from annotate.offsets import Range
from annotate.scores.disagreements import disagreements
from annotate.state import AnnotationState
from gui.article.decorator import Arc, LineDecor, Tag
from gui.article.metrics import Metrics
from gui.article.page import BlockView, Page
from gui.article.sided import bracket_y
from gui.decorate import Where
from gui.dialogs.both import BothDialog
from gui.differences import Differences
from gui.plain import PlainLabel
from gui.settle_words import Card
from gui.theme import CONTRAST, DARK, LIGHT, Theme, contrast, load_fonts
from gui.two_sources import BothPicture, changed
from gui.widgets.both import BothView
from gui.widgets.settle_cards import Cards, CardWidget
from tests.builders import small_scheme, span_on
from tests.strategies import documents_with_spans

LEFT = Qt.MouseButton.LeftButton
SLACK = 0.01
TEXT = (
    "Iran armed more than 1,000 fighters in Syria.\n\n"
    "President Bashar al-Assad thanked Iran on Tuesday, and Reuters said that Syria had agreed to it.\n"
)
HEBREW = "נשיא סוריה בשאר אל-אסד הודה לאיראן, נמסר מסוכנות Reuters ביום שלישי.\n"
DOC = Document("d1", "assad.txt", TEXT)


@pytest.fixture(autouse=True)
def fonts(qapp: object) -> None:
    """Qt, and the fonts that text is measured with."""
    assert qapp
    load_fonts()


def sources(doc: Document, left: list[Item], right: list[Item], middle: list[Item] | None = None) -> BothPicture:
    gold = None if middle is None else AnnotationState.of(doc, middle)
    about = Differences(AnnotationState.of(doc, left), AnnotationState.of(doc, right))
    return BothPicture(about, small_scheme(), "ann", "bob", gold)


def mine(prefix: str, *spans: Span) -> list[Item]:
    return [replace(span, id=prefix + span.id) for span in spans]


def page_of(picture: BothPicture, *, width: float = 500, zoom: float = 1.0) -> Page:
    return Page(picture, Metrics(zoom=zoom), width)


def blocks(page: Page) -> list[BlockView]:
    return [page.block(number) for number in range(len(page.blocks))]


def lines(page: Page) -> list[LineDecor]:
    return [decor for view in blocks(page) for decor in view.decor if decor.boxes or decor.tags or decor.arcs]


def overlap(one: Tag, other: Tag, row: float) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width and abs(one.y - other.y) < row - SLACK


def check_line(decor: LineDecor, page: Page) -> None:
    """Nothing lies on anything else, all is inside the line, and each source is at its own side of the text."""
    m = page.metrics
    bottom, text_bottom = decor.top + decor.height, decor.baseline + m.descent
    for tag in decor.tags:
        assert decor.top <= tag.y
        assert tag.y + m.chip_row <= bottom + SLACK
        below = tag.span.where is Where.BELOW
        assert tag.y >= text_bottom if below else tag.y + m.chip_row <= decor.text_top + SLACK
        assert not any(overlap(tag, other, m.chip_row) for other in decor.tags if other is not tag), tag.text
    for box in decor.boxes:
        if box.span.where is Where.TEXT:
            continue
        y = bracket_y(decor, box, m)
        assert y > text_bottom if box.span.where is Where.BELOW else y < decor.text_top
        assert decor.top < y < bottom
        on_it = [tag for tag in decor.tags if tag.x < box.right and box.left < tag.x + tag.width
                 and tag.y < y < tag.y + m.chip_row]  # fmt: skip
        assert not on_it, f"the bracket of {box.span.tag} goes through a tag"
    for arc in decor.arcs:
        check_arc(arc, decor, m)


def check_arc(arc: Arc, decor: LineDecor, m: Metrics) -> None:
    below = arc.relation.where is Where.BELOW
    assert decor.top - SLACK <= arc.y - m.lane / 2
    assert arc.y + m.lane / 2 <= decor.top + decor.height + SLACK
    side = [tag.y for tag in decor.tags if (tag.span.where is Where.BELOW) == below]
    if below:
        assert arc.y > max([decor.baseline + m.descent, *(y + m.chip_row for y in side)])
    else:
        assert arc.y < min([decor.text_top, *side])


@st.composite
def pictures(draw: st.DrawFn) -> tuple[BothPicture, BothPicture]:
    """Two pictures of one document: what sources say of it now and a little later."""
    doc, spans = draw(documents_with_spans())
    made: list[list[Item]] = []
    for prefix in "lrm":
        some = [span for span in spans if draw(st.booleans())]
        items = mine(prefix, *some)
        if len(some) > 1 and draw(st.booleans()):
            items.append(Relation(f"{prefix}rel", "opposes", f"{prefix}{some[0].id}", f"{prefix}{some[-1].id}"))
        made.append(items)
    left, right, middle = made
    before = sources(doc, left, right, middle if draw(st.booleans()) else None)
    if draw(st.booleans()):
        return before, sources(doc, left[: draw(st.integers(0, 1))], right)
    kept = [item for item in middle if isinstance(item, Span) and draw(st.booleans())]
    settled = [item.id for item in (*left, *right) if isinstance(item, Span | Relation) and draw(st.booleans())]
    return before, replace(before, middle=AnnotationState.of(doc, kept), settled=frozenset(settled))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pictures(), st.sampled_from((150.0, 500.0)))
def test_nothing_lies_on_anything_else(some: tuple[BothPicture, BothPicture], width: float) -> None:
    for picture in some:
        page = page_of(picture, width=width)
        for view in blocks(page):
            for decor in view.decor if view.laid.start < view.laid.end else ():
                check_line(decor, page)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pictures())
def test_an_update_lays_out_what_a_new_page_would(some: tuple[BothPicture, BothPicture]) -> None:
    before, now = some
    page, fresh = page_of(before), page_of(now)
    blocks(page)
    page.update(now, changed(before, now))
    assert [view.decor for view in blocks(page)] == [view.decor for view in blocks(fresh)]


def test_the_inner_span_is_nearest_to_the_text_on_either_side() -> None:
    whole, inner = span_on(DOC, "President Bashar al-Assad", "PERSON"), span_on(DOC, "Bashar al-Assad", "PERSON")
    page = page_of(sources(DOC, mine("l", whole, inner), mine("r", whole, inner)))
    (decor,) = lines(page)
    at = {tag.span.id: tag.y for tag in decor.tags}
    assert at[f"l{whole.id}"] < at[f"l{inner.id}"] < decor.text_top
    assert decor.baseline < at[f"r{inner.id}"] < at[f"r{whole.id}"]


def test_neighbours_share_a_row() -> None:
    spans = mine("l", span_on(DOC, "Bashar", "LOC"), span_on(DOC, "al-Assad", "LOC"))
    (decor,) = lines(page_of(sources(DOC, spans, [])))
    assert [box.level for box in decor.boxes] == [0, 0]


def test_the_fragments_of_a_span_are_in_one_row() -> None:
    place = (Range(0, 4), Range(39, 44))
    split = Span("split", "LOC", place, surface(TEXT, place))
    page = page_of(sources(DOC, [split, *mine("l", span_on(DOC, "armed", "LOC"))], []))
    (decor,) = lines(page)
    rows = {box.span.id: box.level for box in decor.boxes}
    assert len([box for box in decor.boxes if box.span.id == "split"]) == 2
    assert rows["split"] == 1, "what lies between its fragments is nearer to the text"
    assert [span.id for span, _, _ in decor.joints] == ["split"]


def test_arcs_run_at_the_side_of_their_source() -> None:
    ends = span_on(DOC, "Iran"), span_on(DOC, "Syria")
    iran, syria = ends
    left, right = mine("l", *ends), mine("r", *ends)
    left.append(Relation("x", "opposes", f"l{iran.id}", f"l{syria.id}"))
    right.append(Relation("y", "opposes", f"r{syria.id}", f"r{iran.id}"))
    page = page_of(sources(DOC, left, right))
    (decor,) = lines(page)
    arcs = {arc.relation.id: arc for arc in decor.arcs}
    assert arcs["x"].y < arcs["x"].left_foot < decor.text_top
    assert decor.baseline < arcs["y"].left_foot < arcs["y"].y
    check_line(decor, page)


def test_a_tag_does_not_run_out_of_the_line() -> None:
    text = "a " * 30 + "last"
    doc = Document("d1", "d.txt", text)
    page = page_of(sources(doc, mine("l", span_on(doc, "last", "CARDINAL")), []), width=420)
    (tag,) = [tag for decor in lines(page) for tag in decor.tags]
    assert tag.x + tag.width <= 420


def test_right_to_left_text_has_its_brackets_on_the_words() -> None:
    doc = Document("d1", "hebrew.txt", HEBREW)
    page = page_of(
        sources(doc, mine("l", span_on(doc, "סוריה"), span_on(doc, "Reuters")), mine("r", span_on(doc, "סוריה בשאר")))
    )
    for view in blocks(page):
        for line, decor in zip(view.laid.lines, view.decor, strict=True):
            if view.laid.start == view.laid.end:
                continue
            check_line(decor, page)
            for box in decor.boxes:
                place = box.span.fragments[0]
                assert (box.left, box.right) in view.laid.pieces(line, place.start, place.end)


# the widget


@pytest.fixture
def view(qtbot: QtBot) -> BothView:
    """Two sources that agree on Iran and Tuesday and differ on the rest, shown."""
    made = BothView(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_both(*states(), small_scheme(), "ann", "bob")
    with qtbot.waitExposed(made):
        made.show()
    return made


def states() -> tuple[AnnotationState, AnnotationState]:
    left = mine(
        "l", span_on(DOC, "Iran"), span_on(DOC, "in Syria"), span_on(DOC, "Bashar al-Assad", "PERSON"),
        span_on(DOC, "Tuesday", "CARDINAL"),
    )  # fmt: skip
    right = mine(
        "r", span_on(DOC, "Iran"), span_on(DOC, "Syria"), span_on(DOC, "Bashar al-Assad", "LOC"),
        span_on(DOC, "Tuesday", "CARDINAL"), span_on(DOC, "Reuters"),
    )  # fmt: skip
    return AnnotationState.of(DOC, left), AnnotationState.of(DOC, right)


def tag_of(view: BothView, span_id: str) -> Tag:
    page = view.article.page
    assert page is not None
    return next(tag for decor in lines(page) for tag in decor.tags if tag.span.id == span_id)


def point_of(view: BothView, tag: Tag) -> QPoint:
    """The middle of a tag in the article's viewport."""
    page = view.article.page
    assert page is not None
    block, _ = page.line_place(tag.span.start)
    y = page.heights.top(block.number) + tag.y - page.position + page.metrics.chip_row / 2
    return QPointF(view.article.column_left + tag.x + tag.width / 2, y).toPoint()


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.name)
def test_painting_in_every_theme(view: BothView, theme: Theme) -> None:
    view.set_theme(theme)
    assert view.picture is not None
    view.go_to(view.picture.stops[0].place, view.picture.stops[0].ids)
    image = view.article.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(200)}
    slot = {label.name: label.slot for label in small_scheme().offered}
    assert theme.tint(slot["LOC"]) in colours, "what differs is tinted"
    assert theme.accent in colours, "the case has a ring"
    assert theme.page in colours


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.name)
def test_tags_and_brackets_can_be_seen(theme: Theme) -> None:
    for slot in range(16):
        assert contrast(theme.ink(slot), theme.page) >= 4.5, "tags, and on a filled tag the other way round"
    assert contrast(theme.mute, theme.page) >= 4.5
    assert contrast(theme.arc, theme.page) >= 3
    assert contrast(theme.text, theme.page) >= 4.5


def test_what_both_say_is_not_tinted(view: BothView) -> None:
    tints = {view.article.theme.tint(slot) for slot in range(8)}

    def tinted(span_id: str) -> bool:
        tag, image = tag_of(view, span_id), grabbed(view)
        page = view.article.page
        assert page is not None
        x, y = int(view.article.column_left + tag.x + 1), int(page.baseline(tag.span.start))
        row = {image.pixelColor(x + dx, y - dy).name() for dx in range(10) for dy in range(12)}
        return bool(row & tints)

    same, other = span_on(DOC, "Iran"), span_on(DOC, "Bashar al-Assad", "PERSON")
    assert not tinted(f"l{same.id}")
    assert tinted(f"l{other.id}")


def grabbed(view: BothView) -> QImage:
    return view.article.viewport().grab().toImage()


@pytest.mark.parametrize("side", ["l", "r"])
def test_a_click_on_a_tag_tells_which_span_it_is(view: BothView, qtbot: QtBot, side: str) -> None:
    span_id = f"{side}{span_on(DOC, 'Iran').id}"
    with qtbot.waitSignal(view.span_clicked) as clicked:
        QTest.mouseClick(view.article.viewport(), LEFT, pos=point_of(view, tag_of(view, span_id)))
    assert clicked.args == [span_id]
    assert view.article.marks.selected == span_id


def test_a_click_on_the_upper_half_of_the_text_is_the_left_source(view: BothView) -> None:
    page = view.article.page
    assert page is not None
    x = tag_of(view, f"l{span_on(DOC, 'Iran').id}").x + view.article.column_left + 5
    upper = view.article.hit(x, page.baseline(0) - 12).spans
    lower = view.article.hit(x, page.baseline(0) + 2).spans
    assert [one[0] for one in upper] == ["l", "r"]
    assert [one[0] for one in lower] == ["r", "l"]


def test_a_click_on_an_arc_below_the_line(view: BothView, qtbot: QtBot) -> None:
    left, right = states()
    head, child = (f"r{span_on(DOC, words).id}" for words in ("Iran", "Syria"))
    right = AnnotationState.of(DOC, [*right.items(), Relation("arc", "opposes", head, child)])
    view.show_both(left, right, small_scheme(), "ann", "bob")
    page = view.article.page
    assert page is not None
    arc = next(arc for decor in lines(page) for arc in decor.arcs)
    assert arc.left is not None
    at = QPointF(view.article.column_left + arc.left + 20, arc.y - page.position).toPoint()
    with qtbot.waitSignal(view.relation_clicked) as clicked:
        QTest.mouseClick(view.article.viewport(), LEFT, pos=at)
    assert clicked.args == ["arc"]


def test_showing_more_of_gold_keeps_the_line_where_it_is(view: BothView) -> None:
    text = "\n\n".join(f"Paragraph {at}: Iran met Syria, and Reuters told it. " * 3 for at in range(120))
    doc = Document("long", "long.txt", text)
    left = AnnotationState.of(doc, mine("l", *(span_on(doc, "Iran", nth=at) for at in range(200))))
    right = AnnotationState.of(doc, mine("r", *(span_on(doc, "Syria", nth=at) for at in range(200))))
    view.show_both(left, right, small_scheme(), "ann", "bob", middle=AnnotationState.of(doc))
    page, picture = view.article.page, view.picture
    assert page is not None
    assert picture is not None
    stop = picture.stops[150]
    view.go_to(stop.place, stop.ids)
    assert 0 < (before := page.baseline(stop.place.start)) < view.article.viewport().height()
    gold = AnnotationState.of(doc, mine("m", *(span_on(doc, "told it", nth=at) for at in range(200))))
    view.show_both(left, right, small_scheme(), "ann", "bob", middle=gold)
    assert view.article.page is page, "the document was not laid out anew"
    assert page.baseline(stop.place.start) == pytest.approx(before, abs=0.01)
    view.go_to(stop.place, stop.ids)
    assert view.article.marks.case == stop.place


def test_going_to_a_case_shows_all_of_its_line_and_moves_nothing_that_is_in_sight(view: BothView) -> None:
    text = "\n\n".join("Iran met Syria in Aleppo and told Reuters so." for _ in range(80))
    doc = Document("long", "long.txt", text)
    nested = [Range(start, end) for at in (40,) for start, end in nest(doc, at)]
    left = [Span(f"l{n}", "LOC", (place,), surface(text, (place,))) for n, place in enumerate(nested)]
    view.show_both(AnnotationState.of(doc, left), AnnotationState.of(doc), small_scheme(), "ann", "bob")
    page = view.article.page
    assert page is not None
    view.go_to(nested[0], ["l0"])
    block, at = page.line_place(nested[0].start)
    line, room = block.decor[at], view.article.viewport().height()
    top = page.heights.top(block.number) + line.top - page.position
    assert line.text_top - line.top > 100, "many tags above"
    assert top >= 0
    assert top + line.height <= room
    position = page.position
    view.go_to(nested[1], ["l1"])
    assert page.position == position


def nest(doc: Document, at: int) -> list[tuple[int, int]]:
    start = span_on(doc, "Iran", nth=at).start
    return [(start, start + size) for size in (4, 8, 14, 17, 24, 28)]


def test_the_ring_of_a_relation_is_around_its_ends(view: BothView) -> None:
    left, right = states()
    head, child = (f"l{span_on(DOC, words).id}" for words in ("Iran", "in Syria"))
    left = AnnotationState.of(DOC, [*left.items(), Relation("arc", "opposes", head, child)])
    view.show_both(left, right, small_scheme(), "ann", "bob")
    assert view.picture is not None
    stop = next(stop for stop in view.picture.stops if "arc" in stop.ids)
    view.go_to(stop.place, stop.ids)
    assert view.article.marks.about == {"arc", head, child}
    assert view.article.marks.case is None
    view.leave_case()
    assert not view.article.marks.about


def test_no_document_says_why(view: BothView) -> None:
    view.show_nothing("Nothing to compare.")
    assert view.article.page is None
    view.go_to(Range(0, 1))
    QTest.mouseClick(view.article.viewport(), LEFT)
    view.show_both(*states(), small_scheme(), "ann", "bob")
    assert view.article.page is not None


# the dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> BothDialog:
    made = BothDialog(LIGHT)
    qtbot.addWidget(made)
    made.show_document(*states(), small_scheme(), "ann", "bob")
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(dialog: BothDialog, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = dialog.focusWidget()
    target: QWidget = focused if focused is not None else dialog
    QTest.keyClick(target, key, modifiers)


def test_tab_goes_through_the_disagreements(dialog: BothDialog) -> None:
    assert dialog.windowTitle() == "assad.txt"
    assert (dialog.count.text(), dialog.words.text()) == ("1 of 3", "Boundary: ann LOC “in Syria”; bob LOC “Syria”")
    assert not dialog.previous.isEnabled()
    press(dialog, Qt.Key.Key_Tab)
    assert dialog.words.text() == "Label: ann PERSON “Bashar al-Assad”; bob LOC “Bashar al-Assad”"
    assert dialog.stop is not None
    assert dialog.both.article.marks.case == dialog.stop.place
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Tab)
    assert (dialog.count.text(), dialog.words.text()) == ("3 of 3", "Only bob: LOC “Reuters”"), "it stays at the last"
    assert not dialog.next.isEnabled()
    press(dialog, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.count.text() == "2 of 3"


def test_enter_asks_for_the_place_in_the_window(dialog: BothDialog, qtbot: QtBot) -> None:
    press(dialog, Qt.Key.Key_Tab)
    with qtbot.waitSignal(dialog.open_requested) as asked:
        press(dialog, Qt.Key.Key_Return)
    assert asked.args == ["d1", span_on(DOC, "Bashar al-Assad").range]
    assert dialog.isVisible()


def test_escape_closes(dialog: BothDialog) -> None:
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_begins_at_the_case_that_was_asked_for(dialog: BothDialog) -> None:
    assert dialog.both.picture is not None
    cases = disagreements(dialog.both.picture.about.compared)
    dialog.show_document(*states(), small_scheme(), "ann", "bob", cases=cases[1:], case=cases[2])
    assert (dialog.count.text(), dialog.words.text()) == ("2 of 2", "Only bob: LOC “Reuters”")


def test_what_lies_in_boilerplate_is_no_stop(dialog: BothDialog) -> None:
    doc = replace(DOC, zones=(Zone("z", "boilerplate", TEXT.index("President"), len(TEXT)),))
    left, right = (AnnotationState.of(doc, tuple(state.index)) for state in states())
    dialog.show_document(left, right, small_scheme(), "ann", "bob")
    assert [stop.words for stop in dialog.stops] == ["Boundary: ann LOC “in Syria”; bob LOC “Syria”"]


def test_two_that_say_the_same(dialog: BothDialog, qtbot: QtBot) -> None:
    left, _ = states()
    right = AnnotationState.of(DOC, [replace(span, id=f"r{span.id}") for span in left.index])
    dialog.show_document(left, right, small_scheme(), "ann", "bob")
    assert dialog.words.text() == "The two do not differ in this document."
    assert not dialog.next.isEnabled()
    press(dialog, Qt.Key.Key_Tab)
    with qtbot.waitSignal(dialog.open_requested) as asked:
        press(dialog, Qt.Key.Key_Return)
    assert asked.args == ["d1", DOC.whole]


def test_a_place_where_both_say_the_same_can_be_looked_at_and_left(dialog: BothDialog, qtbot: QtBot) -> None:
    first, last = dialog.stops[0].place, dialog.stops[-1].place
    between = Range(first.end, first.end + 1)
    assert not any(stop.place.overlaps(between) for stop in dialog.stops)
    dialog.begin_at(between)
    assert dialog.stop is None
    assert dialog.words.text() == "Both say the same here."
    with qtbot.waitSignal(dialog.open_requested) as asked:
        dialog.to_window.click()
    assert asked.args is not None
    assert asked.args[1] == between
    dialog.go_back()
    assert dialog.stop == dialog.stops[0]
    dialog.begin_at(between)
    dialog.go_on()
    assert dialog.stop == dialog.stops[1]
    dialog.begin_at(last)
    assert dialog.stop == dialog.stops[-1]


def test_names_of_many_annotators_make_the_view_no_wider(qtbot: QtBot) -> None:
    view, many = BothView(LIGHT), ", ".join(f"annotator {at}" for at in range(12))
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    left = right = AnnotationState.of(DOC, [])
    view.show_both(left, right, small_scheme(), "ann", "bob", middle=left)
    view.show_both(left, right, small_scheme(), many, many, middle=left)
    names = [view._names[where] for where in (Where.ABOVE, Where.BELOW)]
    qtbot.waitUntil(lambda: all(name.sizeHint().width() > 600 for name in names))
    assert all(name.minimumSizeHint().width() < 100 for name in names)
    assert all(name.toolTip() == many for name in names)
    words = view._names[Where.TEXT]
    assert words.minimumSizeHint().width() == words.sizeHint().width()  # “gold so far” stays whole
    image = names[0].grab().toImage()  # its end is drawn, too: the middle is left out
    ground = image.pixelColor(0, 0)
    edge = range(names[0].width() - 20, names[0].width())
    assert any(image.pixelColor(x, y) != ground for x in edge for y in range(image.height()))


def test_an_answer_names_all_who_give_it(qtbot: QtBot) -> None:
    cards = Cards(LIGHT)
    qtbot.addWidget(cards)
    cards.resize(300, 400)
    cards.show()
    heights = list[int]()
    for names in ("ann", ", ".join(f"annotator {at}" for at in range(12))):
        cards.show_cards([Card("1", names, ())])
        card = cards.findChildren(CardWidget)[-1]
        qtbot.waitUntil(lambda card=card: card.isVisible() and card.width() <= 300)
        heights.append(card.heightForWidth(card.width()) if card.hasHeightForWidth() else card.height())
    keys = [one for one in card.findChildren(PlainLabel) if one.text() == "1"]
    qtbot.waitUntil(lambda: keys[0].height() < 3 * cards.fontMetrics().lineSpacing())
    assert heights[1] > heights[0] + 2 * cards.fontMetrics().lineSpacing()
