"""Text cut into tokens for the number and date grammar, in one linear pass.

Tokens are kept as parallel lists, because making an object for every word costs more than the whole grammar. A
paragraph break is a token of its own, `BREAK`, that no word of the grammar equals, so that nothing reads across one;
the same token stands behind the last one often enough that a bounded look ahead, or one token back from the first
(Python's index -1), needs no check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

BREAK = "\n"
_PADDING = 40
# Digits with thousands groups (comma, full stop, apostrophe or a hard space) or plain digits, each with decimals; then
# fractions, letters, white space, and any other single character. Every run is taken whole: linear.
_PIECE = re.compile(
    r"""
      \d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?
    | \d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)
    | \d{1,3}(?:\.\d{3}){2,}(?!\d)
    | \d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?
    | \d{1,3}(?:['\u2019]\d{3})+(?!\d)(?:\.\d+)?
    | \d{1,3}(?:\x20\d{3}){2,}(?!\d)
    | \d{1,3}\x20000(?![\d.,]*\d)
    | \d+(?:\.\d+)?
    | (?<![\w.])\.\d+
    | [½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞⅙⅚]
    | [^\W\d_½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞⅙⅚]+
    | \s+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_GROUPS = re.compile("[\u00a0\u202f\u2009 '\u2019]")

Phrases = Mapping[str, Sequence[tuple[list[str], str]]]
"""Phrases by one of their ends: the words beside it and what the phrase means."""


class Tokens:
    """The tokens of a text: `texts`, their lower case `lows`, their code point offsets `starts` and `ends`."""

    __slots__ = ("ends", "lows", "size", "starts", "texts")

    def __init__(self, text: str) -> None:
        pieces: list[str] = _PIECE.findall(text)
        ends = list(accumulate(map(len, pieces)))
        kept = [
            (piece, end)
            for piece, end in zip(pieces, ends, strict=True)
            if not piece[0].isspace() or max(piece.count("\n"), piece.count("\r")) > 1 or not _SPACES.isdisjoint(piece)
        ]
        self.size = len(kept)
        pad = [BREAK] * _PADDING
        self.texts = [BREAK if piece[0].isspace() else piece for piece, _ in kept] + pad
        self.lows = [text.lower() for text in self.texts]
        self.starts = [-1 if piece[0].isspace() else end - len(piece) for piece, end in kept] + [-1] * _PADDING
        self.ends = [-2 if piece[0].isspace() else end for piece, end in kept] + [-2] * _PADDING

    def glued(self, index: int) -> bool:
        """Whether no space lies before a token."""
        return self.starts[index] == self.ends[index - 1]

    def joined(self, index: int) -> bool:
        """Whether a token stands between two others without any space: the hyphen of "five-year"."""
        return self.starts[index] == self.ends[index - 1] and self.starts[index + 1] == self.ends[index]

    def number(self, index: int) -> bool:
        """Whether a token is written in digits."""
        return self.lows[index][-1].isdecimal()

    def whole(self, index: int, most: int = 9) -> int | None:
        """The number of a token that is nothing but at most `most` digits."""
        low = self.lows[index]
        return int(low) if low.isdecimal() and len(low) <= most else None

    def word(self, index: int) -> bool:
        """Whether a token is made of letters."""
        return self.lows[index][0].isalpha()

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.texts[index][0].isupper()

    def opens(self, index: int) -> bool:
        """Whether a sentence or quotation may begin at a token, so that its capital letter says nothing."""
        return self.lows[index - 1] in _OPENERS

    def longest(self, index: int, table: Phrases) -> tuple[int, str] | None:
        """The longest phrase of a table that begins at `index`: how many tokens it has and what it means."""
        for rest, meaning in table.get(self.lows[index], ()):
            size = len(rest)
            if not size or self.lows[index + 1 : index + 1 + size] == rest:
                return size + 1, meaning
        return None

    def before(self, index: int, table: Phrases) -> tuple[int, str] | None:
        """The longest phrase of a table of endings that ends right before `index`."""
        for rest, meaning in table.get(self.lows[index - 1], ()):
            size = len(rest)
            if index - 1 >= size and (not size or self.lows[index - 1 - size : index - 1] == rest):
                return size + 1, meaning
        return None


_SPACES = frozenset("\x0b\x0c\u2028\u2029")
_OPENERS = frozenset((BREAK, ".", "!", "?", ":", "“", '"', "‘", "(", "—", "–", "•", "*", "…", ";"))


def digits(text: str) -> Decimal:
    """The number that a token of digits stands for, whatever its separators."""
    if _GROUPS.search(text):
        return Decimal(_GROUPS.sub("", text).replace(",", "."))
    if "," in text and "." in text and text.rindex(",") > text.rindex("."):
        return Decimal(text.replace(".", "").replace(",", "."))
    if text.count(".") > 1:
        text = text.replace(".", "")
    return Decimal(text.replace(",", ""))


def _words(phrase: str) -> list[str]:
    return [piece.lower() for piece in _PIECE.findall(phrase) if not piece.isspace()]


def phrase_table(meanings: Mapping[str, str], *, by_last: bool = False) -> dict[str, list[tuple[list[str], str]]]:
    """Phrases by their first word (or their last one, `by_last`), the longest first."""
    table: dict[str, list[tuple[list[str], str]]] = {}
    for phrase, meaning in meanings.items():
        words = _words(phrase)
        key, rest = (words[-1], words[:-1]) if by_last else (words[0], words[1:])
        table.setdefault(key, []).append((rest, meaning))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table
