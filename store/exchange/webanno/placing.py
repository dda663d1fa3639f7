"""The text of a WebAnno TSV file, put together of its sentences, and where its rows are in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.offsets import Range
from store.exchange.reading import Offsets
from store.exchange.units import Units
from store.exchange.webanno.escapes import unescape_text
from store.exchange.webanno.model import Unit

_LAST = "\uffff"  # of the characters that are one unit of UTF-16


@dataclass(slots=True)
class Row:
    """The row of a token or sub-token, with its line and offsets."""

    line: int
    unit: Unit
    begin: int
    end: int


@dataclass
class Sentence:
    """The texts of a sentence, a line each, and its rows; its first line."""

    line: int
    texts: list[str] = field(default_factory=list[str])
    rows: list[Row] = field(default_factory=list[Row])


class Wrong(Exception):
    """A file that is broken from a line on, or from a sentence on, counted from 0."""

    def __init__(self, line: int, what: str, sentence: int | None = None) -> None:
        super().__init__(what)
        self.line, self.what, self.sentence = line, what, sentence


class Placing:
    """The text of a file whose offsets count `unit`, and where its rows are; `wrong` where that cannot be."""

    def __init__(self, sentences: Sequence[Sentence], unit: Offsets, most: int) -> None:
        self.unit: Offsets = unit
        self._most = most
        self.text = ""
        self.wrong: Wrong | None = None
        self.places = list[tuple[Row, Range]]()
        self.odd = list[tuple[Row, str]]()
        try:
            starts = self._join(sentences)
            self._find(sentences, starts)
        except Wrong as wrong:
            self.wrong = wrong

    @property
    def fitting(self) -> int:
        """How many tokens are where they are said to be; -1 where the whole cannot be."""
        return len(self.places) - len(self.odd) if self.wrong is None else -1

    def _join(self, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
        """Put the text together; where each sentence starts and ends."""
        pieces, size, result = list[str](), 0, list[tuple[int, int]]()
        for at, one in enumerate(sentences):
            text = "\n".join(one.texts)
            start = self._start(one, text, size + bool(at))
            gap = start - size
            if gap < 0:
                told = f"token {one.rows[0].unit.key} starts at {one.rows[0].begin}, inside the sentence before it"
                raise Wrong(one.rows[0].line, f"{told}, which ends at {size}", at)
            if gap > self._most:
                told = f"token {one.rows[0].unit.key} starts at {one.rows[0].begin}, far behind the text before it"
                raise Wrong(one.rows[0].line, f"{told}, which ends at {size}", at)
            pieces.append(" " * gap if at == 0 or not gap else "\n" + " " * (gap - 1))
            pieces.append(text)
            size = start + _size(self.unit, text)
            result.append((start, size))
        self.text = "".join(pieces)
        return result

    def _start(self, one: Sentence, text: str, usual: int) -> int:
        """Where a sentence starts: where its first token does, but for blanks that its text begins with."""
        if not one.rows:
            return usual
        form, blanks = unescape_text(one.rows[0].unit.form), len(text) - len(text.lstrip())
        before = blanks if blanks and not text.startswith(form) and text[blanks:].startswith(form) else 0
        return max(one.rows[0].begin - _size(self.unit, text[:before]), 0)

    def _find(self, sentences: Sequence[Sentence], starts: Sequence[tuple[int, int]]) -> None:
        same = self.unit == "utf-16" and max(self.text, default="") <= _LAST  # all characters are one unit
        units = Units(self.text, "code points" if same else self.unit)
        for at, (one, (start, end)) in enumerate(zip(sentences, starts, strict=True)):
            for row in one.rows:
                if row.begin < start or row.end > end:
                    told = f"token {row.unit.key} ends at {row.end} but its sentence ends at {end}"
                    if row.begin < start:
                        told = f"token {row.unit.key} starts at {row.begin} but its sentence starts at {start}"
                    raise Wrong(row.line, f"{told}, the text at {starts[-1][1]}", at)
                place = units.range(row.begin, row.end)
                if place is None:
                    raise Wrong(row.line, f"token {row.unit.key} begins or ends inside a character", at)
                self.places.append((row, place))
                said, form = self.text[place.start : place.end], row.unit.form
                if said not in (form, unescape_text(form)):
                    self.odd.append((row, said))


def _size(unit: Offsets, text: str) -> int:
    if unit == "code points" or text.isascii() or (unit == "utf-16" and max(text) <= _LAST):
        return len(text)
    return len(text.encode()) if unit == "bytes" else len(text.encode("utf-16-le")) // 2
