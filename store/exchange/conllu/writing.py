"""CoNLL-U written: lines of a file that was read stay as they were, but for the brackets and links that have changed.

Documents from elsewhere get words, blanks and sentences of their own, without syntax. A span that begins or ends inside
a word of a file gets the whole word, which is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from annotate.model import Span
from store.exchange.conllu.editing import Editing, Naming, usable
from store.exchange.conllu.looking import DEFAULT, Head
from store.exchange.conllu.rows import COLUMNS, NEW, is_blank, said_of_blanks, with_misc
from store.exchange.conllu.scanning import Scan, scan
from store.exchange.formats import Piece
from store.exchange.losses import Lose, Loss
from store.exchange.pairs import marks_pairs
from store.exchange.record import UNMARKED, Record
from store.exchange.tokens import Tokens


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One file. The first document says its columns."""
    writing = _Writing(lose)
    for record in records:
        yield "", writing.document(record).encode()


class _Writing:
    def __init__(self, lose: Lose) -> None:
        self._lose, self._naming = lose, Naming()
        self._columns: tuple[str, ...] = ()
        self._fields: tuple[str, ...] | None = None  # that the file has declared so far
        self._tokens: Tokens | None = None
        self._end = "\n\n"
        self._sentences = 0

    def document(self, record: Record) -> str:
        spans = [span for one in record.sources for span in one.spans]
        first = not self._columns
        old = self._as_it_was(record)
        if old is None:
            self._columns = self._columns or COLUMNS
            before = Head(self._columns, tuple(DEFAULT.split("-")) if self._fields is None else self._fields)
            nothing: Mapping[str, Any] = {}
            old = scan(self._new(record, spans), before, _ignored), nothing
        found, kept = old
        if "MISC" not in found.head.columns:
            for span in spans:
                self._lost(record, "spans", span, "the file has no column MISC")
            spans = []
        editing = Editing(record, found, kept, self._naming, self._lose)
        lines = editing.lines(spans, [each for one in record.sources for each in one.relations])
        lines = self._with_marks(record, lines)
        self._declare(lines, editing, new=not kept)
        self._begin(record, lines, found, first=first)
        if all(line.endswith("\r") for line in found.part.lines[:-1]) and found.part.lines[:-1]:
            lines = [line if line.endswith("\r") else f"{line}\r" for line in lines[:-1]] + lines[-1:]
        text = "\n".join(lines)
        gap = "" if self._end.endswith("\n\n") else "\n" if self._end.endswith("\n") else "\n\n"
        self._end = (self._end + gap + text)[-2:].replace("\r", "")
        if text.endswith(("\n\r\n", "\n\n")):
            self._end = "\n\n"
        return gap + text

    def _lost(self, record: Record, kind: str, span: Span, why: str) -> None:
        self._lose(Loss(record.name, kind, span.id, span.label, span.text[:80], why))

    def _as_it_was(self, record: Record) -> tuple[Scan, Mapping[str, Any]] | None:
        """The document as the file had it, where it is the same text in the same columns."""
        kept = usable(record.kept.get("conllu"))
        if kept is None:
            return None
        before = Head(tuple(kept["columns"]), tuple(kept["fields"]), kept["said"])
        found = scan(kept["raw"], before, _ignored)
        if found.part.text != record.text:
            self._lose(Loss(record.name, "syntax", why="the text is not that of the file any more"))
            return None
        if self._columns and found.head.columns != self._columns:
            self._lose(Loss(record.name, "other columns", why="the file that is written has others"))
            return None
        if not self._columns:
            self._columns = found.head.columns
        return found, kept

    def _new(self, record: Record, spans: Sequence[Span]) -> str:
        """The lines of a text, without mentions."""
        self._tokens = self._tokens or Tokens()
        text = record.text
        places = [one for span in spans for one in (span.range, *span.fragments)]
        sentences = list(self._tokens.sentences(text, places))
        starts = [*(one.start for one in chain.from_iterable(sentences[:])), len(text)][1:]
        lines, at = [f"# newdoc id = {' '.join(record.name.split())}"], 0
        for tokens in sentences:
            self._sentences += 1
            rows = list[str]()
            joined = ""
            for number, place in enumerate(tokens, start=1):
                gap = text[place.end : starts[at]]
                ends = number == len(tokens)
                misc = _blanks(gap, ends=ends, last=at + 1 == len(starts))
                if at == 0 and place.start:
                    misc = with_misc(misc, "SpacesBefore", said_of_blanks(text[: place.start]))
                rows.append(self._row(number, text[place.start : place.end], misc))
                joined += text[place.start : place.end] + (" " if gap and not ends else "")
                at += 1
            lines += [f"# sent_id = gilder-{self._sentences}", f"# text = {joined}", *rows, ""]
        return "\n".join([*lines, ""])

    def _row(self, number: int, form: str, misc: str) -> str:
        some = {"ID": str(number), "FORM": form, "LEMMA": "_", "MISC": misc}
        return "\t".join(some.get(name, "_") for name in self._columns)

    def _with_marks(self, record: Record, lines: list[str]) -> list[str]:
        """The lines with what is said of the document as a whole."""
        marks = next((one.marks for one in record.sources if one.marks != UNMARKED), UNMARKED)
        wanted = [f"# {name} = {json.dumps(value)}" for name, value in marks_pairs(marks)]
        there = [line.removesuffix("\r") for line in lines if line.startswith("# gilder_")]
        if sorted(wanted) == sorted(there):
            return lines
        lines = [line for line in lines if not line.startswith("# gilder_")]
        at = _behind_head(lines)
        return [*lines[:at], *wanted, *lines[at:]]

    def _declare(self, lines: list[str], editing: Editing, *, new: bool) -> None:
        """Let `# global.Entity` say what the brackets have."""
        said, needed = "# global.Entity = " + "-".join(editing.fields.names), editing.fields.names
        there = [at for at, line in enumerate(lines) if line.startswith("#") and "global.Entity" in line]
        before = self._fields
        if there:
            for at in there if editing.widened else ():
                lines[at] = said + ("\r" if lines[at].endswith("\r") else "")
            self._fields = needed
        elif editing.any and (
            needed != (before or tuple(DEFAULT.split("-"))) or (before is None and (new or editing.changed))
        ):
            lines.insert(_behind_head(lines), said)
            self._fields = needed

    def _begin(self, record: Record, lines: list[str], found: Scan, *, first: bool) -> None:
        """A document that is not the first begins with a line that says so; columns are named once, at the top."""
        own = next((line for line in lines if not line.startswith("#") and not is_blank(line)), "")
        head = lines[: lines.index(own)] if own else lines
        if not first and not any(NEW.match(line) for line in head):
            lines.insert(0, f"# newdoc id = {' '.join(record.name.split())}")
        if first and found.head.columns != COLUMNS and not any("global.columns" in line for line in head):
            lines.insert(0, f"# global.columns = {' '.join(found.head.columns)}")


def _behind_head(lines: Sequence[str]) -> int:
    """Behind the lines at the top that begin the document or name the columns."""
    at = next((at for at, line in enumerate(lines) if not is_blank(line)), 0)
    while at < len(lines) and (NEW.match(lines[at]) or "global.columns" in lines[at]):
        at += 1
    return at


def _blanks(gap: str, *, ends: bool, last: bool) -> str:
    """What the last column says of the blanks behind a token: those at the end of a sentence are always said."""
    if gap == "":
        return "_" if last else "SpaceAfter=No"
    return "_" if gap == " " and not ends else f"SpacesAfter={said_of_blanks(gap)}"


def _ignored(line: int, odd: str) -> None:
    """What is wrong was told when the file was read."""
