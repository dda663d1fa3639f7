"""Half-open ranges of code points, and the ways a text is cut into words and graphemes.

Everything here counts Unicode code points (Python string indices). Qt counts UTF-16 code units; the one
conversion is `Utf16Map`, used only inside `gui/article/`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from operator import methodcaller
from typing import NamedTuple, cast

import regex

from annotate.errors import OffsetError


class Range(NamedTuple):
    """`text[start:end]`: code points, half-open."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many code points the range covers."""
        return self.end - self.start

    def holds(self, offset: int) -> bool:
        """Whether the code point at `offset` is inside."""
        return self.start <= offset < self.end

    def covers(self, other: Range) -> bool:
        """Whether `other` lies inside this range, equal ends included."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Range) -> bool:
        """Whether at least one code point is in both."""
        return self.start < other.end and other.start < self.end

    def crosses(self, other: Range) -> bool:
        """Whether the two overlap and neither covers the other."""
        return self.overlaps(other) and not self.covers(other) and not other.covers(self)

    def within(self, size: int) -> Range:
        """This range, checked to be a non-empty piece of a text of `size` code points.

        Raises OffsetError.
        """
        if not 0 <= self.start < self.end or self.end > size:
            raise OffsetError(f"offsets {self.start}–{self.end} do not fit a text of {size} characters")
        return self


# A word of a news text: initials with their stops ("U.S."), a number with its separators and signs ("$1.2bn", "50%"),
# letters with inner apostrophes but without a possessive "'s" ("Iran" in "Iran's", "O'Neil" whole), or, for scripts
# without spaces, one ideograph or one run of kana.
_WORD = regex.compile(
    r"""
      (?:\p{Lu}\.){2,}
    | \p{Sc}?\d+(?:[.,:]\d+)*[\p{L}]*[%‰]?
    | \p{Han}
    | \p{Hiragana}+ | \p{Katakana}+
    | [a-zA-Z\p{L}\p{M}\p{N}_]+ (?: ['’] (?! [sS]\b ) [\p{L}\p{M}]+ )*
    """,
    regex.VERBOSE,
)
_TOKEN = regex.compile(rf"{_WORD.pattern} | [^\s\x1c-\x1f]", regex.VERBOSE)  # these are white space to str.isspace
_SPAN = methodcaller("span")
_RANGE = cast("Callable[[tuple[int, int]], Range]", partial(tuple.__new__, Range))  # pyright: ignore[reportUnknownMemberType]
_GRAPHEME = regex.compile(r"\X")
_MARGIN = 400  # code points read around an offset to find its word or grapheme; longer words are cut there
_TRIMMED = " \t\r\n\u00a0\u2028\u2029\u200b\ufeff\"'“”‘’„‚«»‹›()[]{}<>,;:!?…—–-*·•"


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Range]:
    """The words that begin in `text[start:end]`, in order."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Range(match.start(), match.end())


def tokens(text: str) -> Iterator[Range]:
    """The words of a text and, each by itself, all other code points that are no white space, in order."""
    return map(_RANGE, map(_SPAN, _TOKEN.finditer(text)))


def word_at(text: str, offset: int) -> Range | None:
    """The word that holds the code point at `offset`, or None between words."""
    start, end = _window(text, offset)
    for word in words(text, max(start, text.rfind(" ", start, offset) + 1), end):  # no word goes over a space
        if word.holds(offset):
            return word
        if word.start > offset:
            break
    return None


def next_word(text: str, offset: int) -> Range | None:
    """The first word that begins at or after `offset`."""
    if (here := word_at(text, offset)) is not None and here.start < offset:
        offset = here.end
    while offset < len(text):
        limit = min(len(text), offset + _MARGIN)
        for word in words(text, offset, limit):
            return word_at(text, word.start) or word
        offset = limit
    return None


def previous_word(text: str, offset: int) -> Range | None:
    """The last word that ends at or before `offset`."""
    if (here := word_at(text, offset)) is not None and here.start < offset:
        offset = here.start
    while offset > 0:
        start, _ = _window(text, offset)
        last = None
        for word in words(text, start, offset):
            last = word
        if last is not None:
            return word_at(text, last.start) or last  # it may begin before the window
        offset = start
    return None


def next_word_start(text: str, offset: int) -> int | None:
    """Where the first word begins that begins after `offset`."""
    word = next_word(text, offset + 1)
    return None if word is None else word.start


def next_word_end(text: str, offset: int) -> int | None:
    """Where the first word ends that ends after `offset`: the one that holds it, or the next."""
    word = word_at(text, offset) or next_word(text, offset)
    return None if word is None else word.end


def previous_word_start(text: str, offset: int) -> int | None:
    """Where the last word begins that begins before `offset`: the one that reaches up to it, or the one before."""
    word = (word_at(text, offset - 1) if offset > 0 else None) or previous_word(text, offset)
    return None if word is None else word.start


def previous_word_end(text: str, offset: int) -> int | None:
    """Where the last word ends that ends before `offset`."""
    word = previous_word(text, offset - 1)
    return None if word is None else word.end


def snap_to_words(text: str, start: int, end: int) -> Range:
    """The smallest run of whole words that touches `text[start:end]`; the trimmed range where it touches none."""
    first, last = word_at(text, start), word_at(text, max(start, end - 1))
    wide = Range(first.start if first else start, last.end if last else end)
    return trim(text, *wide)


def trim(text: str, start: int, end: int) -> Range:
    """The range without spaces, quotes and punctuation at either end; unchanged where nothing else would be left.

    A closing stop is kept when it belongs to the last word ("U.S.").
    """
    left, right = start, end
    while left < right and text[left] in _TRIMMED:
        left += 1
    while left < right and text[right - 1] in _TRIMMED:
        right -= 1
    if left < right and text[right - 1] == ".":
        word = word_at(text, right - 1)
        if word is None or word.end < right:
            return trim(text, left, right - 1) if right - 1 > left else Range(left, right)
    return Range(left, right) if left < right else Range(start, end)


def next_grapheme(text: str, offset: int) -> int:
    """The offset after the user-perceived character that begins at `offset` (or holds it)."""
    if offset >= len(text):
        return len(text)
    start, _ = _window(text, offset)
    for match in _GRAPHEME.finditer(text, start, min(len(text), offset + _MARGIN)):
        if match.end() > offset:
            return match.end()
    return len(text)


def previous_grapheme(text: str, offset: int) -> int:
    """The offset at which the user-perceived character before `offset` begins."""
    if offset <= 0:
        return 0
    start, _ = _window(text, offset)
    last = start
    for match in _GRAPHEME.finditer(text, start, min(len(text), offset + _MARGIN)):
        if match.start() >= offset:
            break
        last = match.start()
    return last


def _window(text: str, offset: int) -> tuple[int, int]:
    """A piece of text around `offset` that begins before it, and after a space where there is one."""
    start = max(0, offset - _MARGIN)
    if start:
        space = text.find(" ", start, offset - 1)  # one that reaches up to `offset` would leave nothing before it
        start = space + 1 if space >= 0 else start
    return start, min(len(text), offset + _MARGIN)


class Utf16Map:
    """Code points to UTF-16 code units and back, for one piece of text.

    A text without characters beyond U+FFFF maps to itself at no cost.
    """

    __slots__ = ("_astral", "_astral16")

    def __init__(self, text: str) -> None:
        self._astral: list[int] = []
        if not text.isascii():
            self._astral = [at for at, character in enumerate(text) if character > "\uffff"]
        self._astral16 = [at + index for index, at in enumerate(self._astral)]

    @property
    def identity(self) -> bool:
        """Whether both counts are the same for this text."""
        return not self._astral

    def to_utf16(self, offset: int) -> int:
        """The UTF-16 offset of the code point at `offset`."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def from_utf16(self, offset: int) -> int:
        """The code point offset of the UTF-16 `offset`; the middle of a surrogate pair rounds up to its end."""
        return offset - bisect_left(self._astral16, offset) if self._astral else offset
