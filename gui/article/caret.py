"""The word cursor: a caret and, while text is selected, where the selection began. Pure functions of text."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.offsets import Range, next_grapheme, next_word, previous_grapheme, previous_word, word_at


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

    The first extension to the right selects the word under the cursor.
    """
    if not extend:
        return Caret(_word_start(text, caret, step))
    anchor = caret.offset if caret.anchor is None else caret.anchor
    if step > 0:
        if caret.anchor is None and (here := word_at(text, caret.offset)) is not None:
            return Caret(here.end, here.start)
        if caret.offset < anchor:  # shrinking: on to the next word's start, not beyond where the selection began
            here = word_at(text, caret.offset)
            after = next_word(text, here.end if here is not None else caret.offset)
            return Caret(anchor if after is None else min(after.start, anchor), anchor)
        word = next_word(text, caret.offset)
        return Caret(len(text) if word is None else word.end, anchor)
    word = previous_word(text, caret.offset)
    if word is None:
        return Caret(0, anchor)
    if caret.offset > anchor:  # shrinking: back to the end of the word before
        before = previous_word(text, word.start)
        return Caret(max(anchor, before.end if before is not None else anchor), anchor)
    return Caret(word.start, anchor)


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
