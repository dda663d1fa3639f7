"""Which key moves the word cursor where."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotate.offsets import next_grapheme, previous_grapheme
from gui.article.caret import Caret, by_character, by_word, moved
from gui.article.layout import Laid
from gui.article.page import Page

_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}


def move_for_key(page: Page, caret: Caret, event: QKeyEvent, room: float) -> Caret | None:
    """The cursor after a key, or None where the key does not move it."""
    key, modifiers, text = event.key(), event.modifiers(), page.picture.document.text
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    if key in _SIDES:
        step = _SIDES[Qt.Key(key)] * (-1 if _right_to_left(page, caret.offset) else 1)
        return (by_character if control else by_word)(text, caret, step, extend=shift)
    if key in _ENDS:
        return moved(caret, _end(page, caret, _ENDS[Qt.Key(key)], whole=control, extend=shift), extend=shift)
    if control:
        return None
    if key in _LINES:
        return moved(caret, _by_line(page, caret, _LINES[Qt.Key(key)]), extend=shift)
    if key in _PAGES:
        return moved(caret, _by_page(page, caret, _PAGES[Qt.Key(key)] * max(60.0, room - 80)), extend=shift)
    return None


def _right_to_left(page: Page, offset: int) -> bool:
    view, _ = page.line_place(offset)
    return view.laid.bidi and view.laid.layout.textOption().textDirection() == Qt.LayoutDirection.RightToLeft


def _end(page: Page, caret: Caret, side: int, *, whole: bool, extend: bool) -> int:
    text = page.picture.document.text
    if whole:
        return len(text) if side > 0 else 0
    view, at = page.line_place(caret.offset)
    line = view.laid.lines[at]
    if side < 0:
        return _in_line(text, view.laid, at, line.start)
    if at == len(view.laid.lines) - 1:
        return _in_line(text, view.laid, at, line.end)
    end = line.end
    while end > line.start and text[end - 1] in " \r":
        end -= 1
    # Where no space breaks the line its end is the next line's beginning: only a selection may reach that far.
    return end if extend or end < line.end else _in_line(text, view.laid, at, end)


def _by_line(page: Page, caret: Caret, step: int) -> int:
    view, at = page.line_place(caret.offset)
    x = view.laid.x(view.laid.lines[at], caret.offset)
    number, at = view.number, at + step
    while not 0 <= at < len(view.laid.lines) or view.laid.start == view.laid.end:
        number += step
        if not 0 <= number < len(page.blocks):
            return 0 if step < 0 else len(page.picture.document.text)
        view = page.block(number)
        at = 0 if step > 0 else len(view.laid.lines) - 1
        if view.laid.start < view.laid.end:
            break
        at += step
    return _over(page, view.laid, at, x)


def _by_page(page: Page, caret: Caret, distance: float) -> int:
    view, at = page.line_place(caret.offset)
    x = view.laid.x(view.laid.lines[at], caret.offset)
    wanted = page.heights.top(view.number) + view.decor[at].baseline + distance
    number, inside = page.heights.find(wanted)
    if wanted < 0:
        return 0
    if wanted > page.heights.total:
        return len(page.picture.document.text)
    view = page.block(number)
    found = next((n for n, decor in enumerate(view.decor) if inside < decor.top + decor.height), len(view.decor) - 1)
    return _over(page, view.laid, found, x)


def _over(page: Page, laid: Laid, at: int, x: float) -> int:
    """Where the user-perceived character begins that `x` is over."""
    return _in_line(page.picture.document.text, laid, at, laid.offset(laid.lines[at], x, between=False))


def _in_line(text: str, laid: Laid, at: int, offset: int) -> int:
    """The beginning of the user-perceived character at an offset, kept on this line.

    The end of a line that goes on is where the next begins: a cursor that was sent there would stay on that one.
    """
    line, last = laid.lines[at], at == len(laid.lines) - 1
    if last and offset == len(text):
        return offset
    start = previous_grapheme(text, min(offset, line.end if last else line.end - 1) + 1)
    if start >= line.start:
        return start
    after = next_grapheme(text, line.start)  # Qt breaks some lines inside of what is one character by Unicode
    return after if after < line.end else line.start
