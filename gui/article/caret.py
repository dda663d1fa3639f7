"""The word cursor: a caret and, while text is selected, where the selection began. Pure functions of text."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.offsets import (
    Range,
    next_grapheme,
    next_word,
    next_word_end,
    next_word_start,
    previous_grapheme,
    previous_word,
    previous_word_end,
    previous_word_start,
    word_at,
)


@dataclass(frozen=True, slots=True)
class Caret:
    """`offset` is where the cursor is; `anchor` where the selection began, None where nothing is selected."""

    offset: int = 0
    anchor: int | None = None

    @property
    def selection(self) -> Range | None:
        """The selected text."""
        if self.anchor is None or self.anchor == self.offset:
            return None
        return Range(min(self.anchor, self.offset), max(self.anchor, self.offset))


def word_under(text: str, caret: Caret) -> Range | None:
    """The word that the cursor stands on."""
    return word_at(text, caret.offset)


def by_word(text: str, caret: Caret, step: int, *, extend: bool) -> Caret:
    """Move to the next or previous word; with `extend` take it into (or out of) the selection.

    The first extension selects the word under the cursor; to the left only where the cursor stands inside it.
    """
    if not extend:
        return Caret(_word_start(text, caret, step))
    here = word_at(text, caret.offset) if caret.anchor is None else None
    if here is not None and step > 0:
        return Caret(here.end, here.start)
    if here is not None and here.start < caret.offset:
        return Caret(here.start, here.end)
    return _extended(text, caret.offset, caret.offset if caret.anchor is None else caret.anchor, step)


def _extended(text: str, offset: int, anchor: int, step: int) -> Caret:
    """Growing takes words whole; shrinking leaves whole words, and stops where the selection began."""
    if step > 0 and offset < anchor:
        after = next_word_start(text, offset)
        return Caret(anchor if after is None else min(after, anchor), anchor)
    if step > 0:
        end = next_word_end(text, offset)
        return Caret(len(text) if end is None else end, anchor)
    if offset > anchor:
        before = previous_word_end(text, offset)
        return Caret(anchor if before is None else max(before, anchor), anchor)
    start = previous_word_start(text, offset)
    return Caret(0 if start is None else start, anchor)


def _word_start(text: str, caret: Caret, step: int) -> int:
    if step > 0:
        here = word_at(text, caret.offset)
        after = next_word(text, here.end if here is not None else caret.offset)
        if after is not None:
            return after.start
        return caret.offset if here is not None else len(text)
    before = previous_word(text, caret.offset)
    here = word_at(text, caret.offset)
    if here is not None and here.start < caret.offset:
        return here.start
    return before.start if before is not None else 0


def by_character(text: str, caret: Caret, step: int, *, extend: bool) -> Caret:
    """Move by one user-perceived character."""
    offset = next_grapheme(text, caret.offset) if step > 0 else previous_grapheme(text, caret.offset)
    return moved(caret, offset, extend=extend)


def moved(caret: Caret, offset: int, *, extend: bool) -> Caret:
    """The cursor at another place, with the selection from where it began when `extend` is set."""
    if not extend:
        return Caret(offset)
    return Caret(offset, caret.offset if caret.anchor is None else caret.anchor)
