"""Text cut into tokens for the number and date grammar, in one linear pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "word", "sign"]

# Digits with thousands groups (comma, full stop twice or more, or a hard space) or plain digits, each with decimals;
# then letters; then any other single character. No alternative can begin where another one could go on: linear.
_TOKEN = re.compile(
    r"""
      (?P<number>
          \d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?
        | \d{1,3}(?:\.\d{3}){2,}(?!\d)
        | \d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?
        | \d{1,3}(?:\x20\d{3}){2,}(?!\d)
        | \d+(?:\.\d+)?
      )
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[^\w\s]|_)
    """,
    re.VERBOSE,
)
_GAP = re.compile(r"[ \t\u00a0\u202f\u2009]*\n?[ \t]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: `glued` if it follows the token before without a space, `apart` if a break lies between."""

    start: int
    end: int
    text: str
    low: str
    kind: Kind
    glued: bool
    apart: bool

    @property
    def amount(self) -> Decimal:
        """The number that a token of digits stands for."""
        text = self.text
        if "." in text and "," not in text and text.count(".") > 1:
            text = text.replace(".", "")
        for separator in (",", " ", "\u00a0", "\u202f", "\u2009"):
            if separator == "," and re.search("[\u00a0\u202f\u2009]", self.text):
                text = text.replace(",", ".")
                continue
            text = text.replace(separator, "")
        return Decimal(text)


def tokenize(text: str) -> list[Token]:
    """All tokens of `text` in order."""
    tokens: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        surface = match.group()
        kind: Kind = "number" if match["number"] else "word" if match["word"] else "sign"
        apart = bool(gap) and _GAP.fullmatch(gap) is None
        tokens.append(Token(start, end, surface, surface.lower(), kind, not gap and bool(tokens), apart))
        last = end
    return tokens


class Cursor:
    """Reads tokens; asking past either end gives an empty token, asking over a paragraph break too."""

    __slots__ = ("_tokens", "visits")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.visits = 0  # how many tokens were looked at: tests hold it against the length of the text

    def __len__(self) -> int:
        return len(self._tokens)

    def at(self, index: int) -> Token:
        """The token at `index`."""
        self.visits += 1
        return self._tokens[index] if 0 <= index < len(self._tokens) else NOTHING

    def after(self, index: int) -> Token:
        """The token at `index` if no paragraph break lies before it."""
        token = self.at(index)
        return NOTHING if token.apart else token

    def phrase(self, index: int, words: Sequence[str]) -> bool:
        """Whether the words of a phrase stand at `index`, the first one anywhere."""
        if self.at(index).low != words[0]:
            return False
        return all(self.after(index + offset).low == word for offset, word in enumerate(words[1:], 1))

    def longest(self, index: int, table: dict[str, list[tuple[tuple[str, ...], str]]]) -> tuple[int, str] | None:
        """The longest phrase of a table at `index`: how many tokens it has and what it means."""
        for words, meaning in table.get(self.at(index).low, ()):
            if self.phrase(index, words):
                return len(words), meaning
        return None


NOTHING = Token(-1, -1, "", "", "sign", False, True)


def phrase_table(meanings: dict[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, meaning in meanings.items():
        words = tuple(token.low for token in tokenize(phrase))
        table.setdefault(words[0], []).append((words, meaning))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table
