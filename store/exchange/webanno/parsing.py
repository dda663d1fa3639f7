"""A WebAnno TSV file read into its rows and annotations. Nothing of it is lost: rows and lines stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from annotate.errors import InputError
from store.exchange.lines import lines_of
from store.exchange.reading import Offsets, Reading
from store.exchange.webanno.annotating import Annotating
from store.exchange.webanno.escapes import unescape_text
from store.exchange.webanno.layers import Layer, layer_of, minor_version
from store.exchange.webanno.model import FIXED, Model, Unit
from store.exchange.webanno.placing import Placing, Row, Sentence, Wrong

_TOKEN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})(\.[0-9]{1,9})?")
_OFFSETS = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")
_SOURCE = re.compile(r"([0-9]+-[0-9]+(?:\.[0-9]+)?)(?:\[([0-9]{1,9})(?:_([0-9]{1,9}))?\])?")
_TEXT = "#Text="
_KEPT = "left out, and kept for WebAnno TSV"
_ROWS = 500_000  # tokens of a document that are taken
_MOST_TOLD = 20  # tokens that are not as the text has them
_OTHERS: tuple[Offsets, ...] = ("code points", "bytes")  # than UTF-16


@dataclass
class Parsed:
    """A file: its rows and annotations, and its text up to where it is whole."""

    model: Model
    raw: str


def parsed(text: str, where: str, reading: Reading) -> Parsed:
    """The document of a file. Raises InputError."""
    return _Parsing(text, where, reading).parsed()


class _Parsing:
    """One file that is read."""

    def __init__(self, text: str, where: str, reading: Reading) -> None:
        self._raw, self._where, self._reading = text, where, reading
        self._model = Model()
        self._sentences = list[Sentence]()
        self._cells = self._last = 0  # columns of layers; number of the last line
        self._java = False
        self._whole = list[tuple[int, int]]()  # for each sentence: number of lines and characters before it
        self._by_key = dict[str, Unit]()

    def parsed(self) -> Parsed:
        """All of it."""
        text = self._raw
        crlf = text.count("\r\n") == text.count("\n") > 0
        lines = [line.removesuffix("\r") if crlf else line for line in self._lines()]
        try:
            self._read(lines)
            self._place()
        except Wrong as wrong:
            self._cut_off(wrong)
        Annotating(self._model, self._where, self._reading).annotate()
        return Parsed(self._model, self._raw)

    def _lines(self) -> Iterator[str]:
        for number, line in lines_of(self._raw, self._where, self._reading):
            if number % 10_000 == 0:
                self._reading.step(number, 0)
            yield line

    def _cut_off(self, wrong: Wrong) -> None:
        """Keep the sentences that are whole, where the person wants that. Raises InputError."""
        self._reading.broken(f"{self._where}:{wrong.line}", wrong.what)
        at = len(self._sentences) - 1 if wrong.sentence is None else wrong.sentence
        while at > 0 and not self._sentences[at - 1].rows:
            at -= 1
        if at < 1:
            raise InputError(f"{self._where}:{wrong.line}: {wrong.what}; there is no whole sentence before it")
        lines, size = self._whole[at]
        del self._sentences[at:], self._model.lines[lines:]
        self._raw, self._by_key = self._raw[:size], {one.key: one for one in self._model.units()}
        try:
            self._place()
        except Wrong as other:
            self._cut_off(other)

    # The lines

    def _read(self, lines: Sequence[str]) -> None:
        self._last = len(lines)
        body, size = self._head(lines), 0
        sizes = self._ends()
        current: Sentence | None = None
        for number, line in enumerate(islice(lines, body, None), start=body + 1):
            size = sizes[number - 1]
            if line.startswith("#"):
                if current is None or current.rows:
                    current = self._begin(number, size)
                if line.startswith(_TEXT):
                    current.texts.append(unescape_text(line.removeprefix(_TEXT), java=self._java))
                self._model.lines.append(line)
            elif not line.strip():
                self._model.lines.append(line)
                current = None
            elif current is None:
                raise Wrong(number, "there is no #Text= before this row")
            else:
                self._row(number, line, current)
        self._check_end(lines)

    def _ends(self) -> list[int]:
        """Where each line begins in the file."""
        found, at = [0], self._raw.find("\n")
        while at >= 0:
            found.append(at + 1)
            at = self._raw.find("\n", at + 1)
        return found

    def _begin(self, number: int, size: int) -> Sentence:
        self._whole.append((len(self._model.lines), size))
        self._sentences.append(Sentence(number))
        return self._sentences[-1]

    def _head(self, lines: Sequence[str]) -> int:
        """Read the head; how many lines it has."""
        minor = minor_version(lines[0] if lines else "", self._where)
        self._java = minor < 2
        self._reading.facts["version"] = f"WebAnno TSV 3.{minor}"
        self._model.lines.append(lines[0])
        for at, line in enumerate(islice(lines, 1, None), start=1):
            if not line.strip() or line.startswith((_TEXT, "#Sentence.id=")) or _TOKEN.match(line):
                return at
            if not line.startswith("#"):
                raise Wrong(at + 1, f"is no line of a head: “{line[:60]}”")
            layer = layer_of(line)
            if layer is not None:
                self._declare(layer, at + 1)
            self._model.lines.append(layer if layer is not None and layer.line == line else line)
        return len(lines)

    def _declare(self, layer: Layer, number: int) -> None:
        if any(one.name == layer.name for one in self._model.layers):
            raise Wrong(number, f"the layer {layer.name} is declared twice")
        self._model.layers.append(layer)
        self._cells += len(layer.columns)

    def _row(self, number: int, line: str, current: Sentence) -> None:
        fields = line.split("\t")
        key, place = _TOKEN.fullmatch(fields[0]), _OFFSETS.fullmatch(fields[1] if len(fields) > 1 else "")
        behind = FIXED + self._cells
        more = len(fields) - behind - 1  # than there may be: tabs in the token
        if more > 0 and "\t".join(fields[2 : 3 + more]) in "\n".join(current.texts):
            fields[2 : 3 + more] = ["\t".join(fields[2 : 3 + more])]
        else:
            more = 0
        if key is None or place is None or len(fields) - (fields[-1] == "") < behind:
            if number == self._last and not self._raw.endswith("\n"):
                raise Wrong(number, self._middle("of a record"))
            told = (
                f"has {len(fields) - (not fields[-1])} columns; {behind} are needed"
                if key and place
                else "is no row of a token"
            )
            raise Wrong(number, f"{told}: “{line[:60]}”")
        begin, end = int(place[1]), int(place[2])
        if begin > end:
            raise Wrong(number, f"token {fields[0]} starts at {begin} after its end {end}")
        if any(fields[behind:-1]) or fields[behind:][-1:] not in ([], [""]):
            told = f"has {len(fields)} columns; {behind} are declared"
            self._reading.leave_out(f"{self._where}:{number}", told, f"the others are {_KEPT}")
        if key[3] and not current.rows:
            raise Wrong(number, f"sub-token {fields[0]} has no token before it")
        unit = Unit(fields[0], 0, 0, number, line, self._cells, more)
        self._name(unit, number)
        if len(self._by_key) > _ROWS:
            raise InputError(f"{self._where}:{number}: has more than {_ROWS:,} rows, which is the limit; cut it")
        current.rows.append(Row(number, unit, begin, end))
        self._model.lines.append(unit)

    def _name(self, unit: Unit, number: int) -> None:
        if unit.key in self._by_key:
            sentence, _, token = unit.key.partition("-")
            stem, at = (f"{unit.key.partition('.')[0]}.", 1) if not unit.is_token else (f"{sentence}-", int(token))
            while f"{stem}{at}" in self._by_key:
                at += 1
            first = self._by_key[unit.key].line
            told = f"there is a token {unit.key} already, on line {first}"
            unit.key = f"{stem}{at}"
            self._reading.leave_out(f"{self._where}:{number}", told, f"kept, with the new id {unit.key}")
        self._by_key[unit.key] = unit

    def _check_end(self, lines: Sequence[str]) -> None:
        """Tell a file that is cut off."""
        number = len(lines)
        if self._raw.endswith("\n") or not self._sentences:
            if not self._sentences or not self._sentences[-1].rows:
                raise Wrong(number, self._middle("of a sentence" if self._sentences else "of its head"))
            return
        rows = [row for one in self._sentences for row in one.rows]
        closed = bool(rows) and all(row.unit.tail for row in rows[:-1]) and len(rows) > 1
        if not self._sentences[-1].rows or (closed and not rows[-1].unit.tail):
            raise Wrong(number, self._middle("of a record"))
        left = "\n".join(self._sentences[-1].texts).rstrip()
        if not left.endswith(unescape_text(rows[-1].unit.form).rstrip()) and lines[-1].strip():
            raise Wrong(number, self._middle("of a sentence"))

    def _middle(self, what: str) -> str:
        return f"ends in the middle {what} (byte {len(self._raw.encode(errors='replace'))})"

    # The text

    def _place(self) -> None:
        """Put the text together, in the unit in which tokens are what they are said to be."""
        wanted = self._reading.offsets
        if wanted is not None or self._raw.isascii():
            self._settle(Placing(self._sentences, wanted or "utf-16", len(self._raw)))
            return
        best = Placing(self._sentences, "utf-16", len(self._raw))
        if best.wrong is not None or best.odd:
            others = [Placing(self._sentences, unit, len(self._raw)) for unit in _OTHERS]
            best = max([best, *others], key=lambda one: one.fitting)
        if best.unit != "utf-16":
            self._reading.facts["offsets"] = best.unit
            told = f"offsets count {best.unit}, as the tokens show; they were converted"
            self._reading.tell(self._where, told)
        self._settle(best)

    def _settle(self, placing: Placing) -> None:
        if placing.wrong is not None:
            raise placing.wrong
        self._model.text, self._model.unit = placing.text, placing.unit
        for row, place in placing.places:
            row.unit.start, row.unit.end = place
        for row, said in placing.odd[:_MOST_TOLD]:
            told = f"token {row.unit.key} is “{row.unit.form[:60]}” but the text there is “{said[:60]}”"
            self._reading.tell(f"{self._where}:{row.line}", told)
        if len(placing.odd) > _MOST_TOLD:
            self._reading.tell(self._where, f"{len(placing.odd):,} tokens are not as the text has them")
