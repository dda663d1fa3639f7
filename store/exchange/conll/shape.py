"""The columns of a file of tokens: which are there, what is between them, where token and tags stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotate.errors import InputError
from store.exchange.lines import lines_of
from store.exchange.reading import Reading
from store.exchange.tags import SCHEMES, Survey, shaped

START = "-DOCSTART-"
_COMMENT = re.compile(r"# ?(newdoc|newpar|sent_id|text|global)\b[^\t]*(=|$)")
_NEW = re.compile(r"# ?newdoc\b(?:\s+id\s*=\s*(.*))?")
_NUMBER = re.compile(r"\d+")
_COLUMNS = 100
_BLANKS = re.compile(r"([ \t]+)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How lines are cut. `index`: whether the first column numbers the tokens. `tags`: columns with tags."""

    tabs: bool = True
    columns: int = 2
    index: bool = False
    tags: tuple[int, ...] = (1,)
    scheme: str = "iob2"

    @property
    def token(self) -> int:
        """The column of the token."""
        return 1 if self.index else 0

    def cut(self, line: str) -> list[str]:
        """The columns of a line."""
        line = line.removesuffix("\r")
        return line.split("\t") if self.tabs else _BLANKS.split(line)[::2]

    def put(self, line: str, tags: dict[int, str]) -> str:
        """The line with other tags in their columns."""
        end = "\r" if line.endswith("\r") else ""
        pieces = re.split("(\t)" if self.tabs else _BLANKS, line.removesuffix("\r"))
        for column, tag in tags.items():
            pieces[2 * column] = tag
        return "".join(pieces) + end

    def row(self, number: int, token: str, tags: dict[int, str]) -> str:
        """A new line."""
        fields = ["_"] * self.columns
        fields[self.token] = token
        if self.index:
            fields[0] = str(number)
        for column, tag in tags.items():
            fields[column] = tag
        return ("\t" if self.tabs else " ").join(fields)

    def is_comment(self, line: str) -> bool:
        """Whether a line says something of what comes, and is no token: tokens may begin with # as well."""
        return line.startswith("#") and (self.index or _COMMENT.match(line) is not None)

    def is_row(self, line: str) -> bool:
        """Whether a line is a token with its tags."""
        return not (is_blank(line) or starts_document(line) or self.is_comment(line)) and (
            not self.index or _NUMBER.fullmatch(self.cut(line)[0]) is not None
        )

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        return {**asdict(self), "tags": list(self.tags)}


def shape_from(data: Any) -> Shape | None:
    """The shape that was kept."""
    try:
        return Shape(data["tabs"], data["columns"], data["index"], tuple(data["tags"]), data["scheme"])
    except (TypeError, KeyError):
        return None


def is_blank(line: str) -> bool:
    """Whether a line ends a sentence."""
    return not line.strip(" \t\r")


def starts_document(line: str) -> bool:
    """Whether a line begins a document."""
    return line.startswith(START) or _NEW.match(line) is not None


def name_in(line: str) -> str:
    """The name of the document that a line begins; empty where it has none."""
    found = _NEW.match(line)
    return (found[1] or "").strip() if found else ""


class Looking:
    """Finds the shape of a whole file, and where it is broken: `size` are the characters that are whole."""

    def __init__(self, text: str, where: str, reading: Reading) -> None:
        self._text, self._where, self._reading = text, where, reading
        self.size = len(text)

    def shape(self) -> Shape:
        """The shape. Raises InputError, and AskFirst where tags may be read in several ways."""
        shape = Shape(tabs=self._tabs())
        shape = replace(shape, index=self._index(shape))
        counts = Counter(len(shape.cut(line)) for _, _, line in self._rows(shape))
        if not counts:
            raise InputError(f"{self._where}: has no tokens")
        shape = replace(shape, columns=counts.most_common(1)[0][0])
        if shape.columns <= shape.token + 1:
            raise InputError(f"{self._where}: has a single column; a token and its tag have to be on each line")
        if shape.columns > _COLUMNS:
            told = f"has {shape.columns:,} columns (limit {_COLUMNS}); line breaks are probably missing"
            raise InputError(f"{self._where}: {told}")
        shape = replace(shape, tags=self._tag_columns(shape))
        self._check(shape)
        return replace(shape, scheme=self._scheme(shape))

    def _lines(self) -> Iterator[tuple[int, int, str]]:
        start = 0
        for number, line in lines_of(self._text, self._where, self._reading):
            if start >= self.size:
                return
            yield start, number, line
            start += len(line) + 1

    def _rows(self, shape: Shape) -> Iterator[tuple[int, int, str]]:
        return ((start, number, line) for start, number, line in self._lines() if shape.is_row(line))

    def _tabs(self) -> bool:
        with_tab = without = 0
        for _, _, line in self._rows(Shape()):
            with_tab, without = (with_tab + 1, without) if "\t" in line else (with_tab, without + 1)
        return with_tab >= without

    def _index(self, shape: Shape) -> bool:
        before, seen = 0, False
        for _, _, line in self._lines():
            if is_blank(line):
                before = 0
            elif not line.startswith("#") and not starts_document(line):
                fields = shape.cut(line)
                if _NUMBER.fullmatch(fields[0]):
                    if fields[0] != str(before + 1) or len(fields) < 3:
                        return False
                    before, seen = before + 1, True
                elif not re.fullmatch(r"\d+[-.]\d+", fields[0]):
                    return False
        return seen

    def _tag_columns(self, shape: Shape) -> tuple[int, ...]:
        able = dict.fromkeys(range(shape.token + 1, shape.columns), True)
        outside = dict.fromkeys(able, False)
        for _, _, line in self._rows(shape):
            for column, field in enumerate(shape.cut(line)):
                if column in able:
                    able[column] = able[column] and shaped(field)
                    outside[column] = outside[column] or field == "O"
        found = [column for column, good in able.items() if good]
        if found:
            return tuple(found) if shape.index else (found[-1],)
        with_o = [column for column, there in outside.items() if there]
        return (with_o[-1] if with_o else shape.columns - 1,)

    def _check(self, shape: Shape) -> None:
        whole, long, first = 0, 0, 0
        for start, number, line in self._lines():
            if is_blank(line):
                whole = start + len(line) + 1
            if not shape.is_row(line):
                continue
            count = len(shape.cut(line))
            if count <= max(shape.tags):
                self._broken(start + len(line), number, count, shape)
                self.size = whole
                break
            if count > shape.columns:
                long, first = long + 1, first or number
        if long:
            told = f"{long} lines have more than {shape.columns} columns, this one is the first"
            self._reading.tell(f"{self._where}:{first}", f"{told}; the first columns count")

    def _broken(self, end: int, number: int, count: int, shape: Shape) -> None:
        if end == len(self._text):
            at = len(self._text.encode(errors="replace"))
            self._reading.broken(self._where, f"ends in the middle of a record (byte {at})")
        else:
            told = f"has {count} columns where the other lines have {shape.columns}"
            self._reading.broken(f"{self._where}:{number}", told)

    def _scheme(self, shape: Shape) -> str:
        said = self._reading.tags
        if said is not None:
            if said not in SCHEMES:
                raise InputError(f"there are no tags “{said}”; there are: {', '.join(SCHEMES)}")
            return said
        survey, number = Survey(), 0
        for column in shape.tags:
            for _, number, line in self._lines():
                if is_blank(line) or starts_document(line):
                    survey.end(number)
                elif shape.is_row(line):
                    survey.feed(number, shape.cut(line)[column])
            survey.end(number)
        found = survey.scheme()
        if found is None:
            line, tag = survey.odd or (1, "")
            told = f"tag “{tag[:60]}” fits none of IOB2, IOB1, IOBES and BILOU as the other tags are"
            self._reading.ask(f"{self._where}:{line}", told, "tags", *SCHEMES)
        self._reading.facts["tags"] = found
        return found
