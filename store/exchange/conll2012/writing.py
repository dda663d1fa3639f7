"""CoNLL-2012 written: lines of a file stay as they were, but for the cells of mentions and names that have changed.

Spans with an entity go to the last column; those without to the column of named entities, where the file has one and
they do not cross. All others get a chain of their own, whose id begins with `gilder`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from urllib.parse import unquote

from annotate.model import Span
from annotate.offsets import Range
from store.exchange.brackets import Bracket, Cells, Mention
from store.exchange.conll2012.scanning import (
    ENTITY,
    IDENTITY,
    OWN,
    Column,
    Scan,
    body_of,
    entity_of,
    meaning,
    name_of_chain,
    name_of_name,
    quoted,
    scan,
)
from store.exchange.conll2012.shape import Shape, begins, shape_from
from store.exchange.formats import Piece
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record
from store.exchange.token_places import TokenPlaces
from store.exchange.tokens import Tokens, loses_blanks

NAME = "conll2012"
_Place = tuple[int, int]


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One file. The first document says its columns: those of the file it came from, or twelve as in OntoNotes."""
    writing = _Writing(lose)
    for record in records:
        yield "", writing.document(record).encode()


class _Writing:
    def __init__(self, lose: Lose) -> None:
        self._lose = lose
        self._shape: Shape | None = None
        self._tokens: Tokens | None = None
        self._end = "\n\n"
        self._number = 0

    def document(self, record: Record) -> str:
        spans = [span for one in record.sources for span in one.spans]
        first, old = self._shape is None, self._as_it_was(record)
        self._shape = self._shape or Shape()
        if old is None:
            nothing: Mapping[str, Any] = {}
            old = self._new(record, spans, self._shape), nothing
        found, kept = old
        editing = _Editing(record, found, kept, self._shape, self._lose, self._number)
        text = "\n".join(editing.lines(spans))
        self._number = editing.number
        if not first and begins(text.lstrip("\r\n").partition("\n")[0]) is None:
            text = f"#begin document ({_flat(record.name)}); part 000\n{text}"
        gap = "" if self._end.endswith("\n") else "\n"
        self._end = text[-1:]
        return gap + text

    def _as_it_was(self, record: Record) -> tuple[Scan, Mapping[str, Any]] | None:
        kept = record.kept.get(NAME)
        if not isinstance(kept, dict):
            return None
        data = cast("dict[str, Any]", kept)
        shape = shape_from(data.get("shape"))
        if shape is None or not isinstance(data.get("raw"), str):
            return None
        self._shape = self._shape or shape
        found = scan(data["raw"], shape, _ignored)
        if shape != self._shape or found.text != record.text:
            self._lose(Loss(record.name, "other columns", why="the file that is written has others"))
            return None
        return found, data

    def _new(self, record: Record, spans: Sequence[Span], shape: Shape) -> Scan:
        """The tokens of a text in lines of their own, without mentions; their places are those in the text."""
        self._tokens = self._tokens or Tokens()
        name = _flat(record.name)
        column = "_".join(name.split()).lstrip("#") or "_"
        lines, places = [f"#begin document ({name}); part 000"], list[Range]()
        sentences = list(self._tokens.sentences(record.text, [span.range for span in spans]))
        if loses_blanks(record.text, sentences):
            self._lose(Loss(record.name, "exact text", why="which blanks are between tokens is not written"))
        for tokens in sentences:
            pieces = (record.text[place.start : place.end] for place in tokens)
            lines += [shape.row(column, number, piece) for number, piece in enumerate(pieces)]
            lines.append("")
            places += tokens
        found = scan("\n".join([*lines, "#end document", ""]), shape, _ignored)
        return replace(found, text=record.text, places=TokenPlaces(places))


class _Editing:
    """Changes one document."""

    def __init__(
        self, record: Record, found: Scan, kept: Mapping[str, Any], shape: Shape, lose: Lose, number: int
    ) -> None:
        self._record, self._scan, self._shape, self._lose, self.number = record, found, shape, lose, number
        self._old = _known(kept.get("spans"), found.chains)
        self._old_names = _known(kept.get("names"), found.names)
        self._chains = Cells(found.chains.cells)
        self._names = Cells(found.names.cells) if found.names is not None else None
        self._new = set[Mention]()
        self._spans, self._named = dict[Mention, Span](), dict[Mention, Span]()

    def lines(self, spans: Sequence[Span]) -> list[str]:
        """The lines of the document as they are to be."""
        placed = [(span, place) for span in spans if (place := self._place(span)) is not None]
        names = self._able(placed)
        for column, old, chosen in (
            (self._chains, self._old, {span.id for span, _ in placed} - names),
            (self._names, self._old_names, names),
        ):
            for own, mention in old.items():
                if own not in chosen and column is not None:
                    column.remove(mention)
        for span, place in sorted(placed, key=lambda one: (one[1][0], -one[1][1])):
            if span.id in names and self._names is not None:
                self._name(self._names, span, place)
            else:
                self._chain(span, place)
            self._tell_rest(span, named=span.id in names)
        self._check()
        self._tell_chains()
        return self._put()

    def _place(self, span: Span) -> _Place | None:
        for old in (self._old, self._old_names):
            mention = old.get(span.id)
            if mention is not None and tuple(self._scan.places.ranges(mention.places)) == span.fragments:
                return mention.places[0]
        found = self._scan.places.tokens([span.range])
        if found is None:
            self._lost("spans", span, "it has blanks alone")
            return None
        if tuple(self._scan.places.ranges(found)) != span.fragments and not self._trimmed(span, found):
            self._lost("borders of spans", span, "a mention has whole tokens")
        return found[0]

    def _trimmed(self, span: Span, found: list[_Place]) -> bool:
        """Whether a span has the letters of its tokens: blanks around them are not in such files."""
        place = self._scan.places.range(*found[0])
        if place is None:
            return False
        text = self._record.text
        return text[place.start : place.end] == text[span.start : span.end].strip()

    def _able(self, placed: Sequence[tuple[Span, _Place]]) -> set[str]:
        """The spans that the column of named entities can hold: those without an entity that do not cross."""
        if self._names is None:
            return set()
        result, open_ends = set[str](), list[int]()
        for span, (first, last) in sorted(placed, key=lambda one: (one[1][0], -one[1][1])):
            if entity_of(span) or span.id in self._old:
                continue
            while open_ends and open_ends[-1] < first:
                open_ends.pop()
            if not open_ends or last <= open_ends[-1]:
                open_ends.append(last)
                result.add(span.id)
        return result

    def _name(self, cells: Cells, span: Span, place: _Place) -> None:
        mention, body = self._old_names.get(span.id), quoted(span.label)
        if mention is not None and mention.places[0] == place:
            if unquote(mention.body) != span.label:
                cells.say(mention, [body])
        else:
            if mention is not None:
                cells.remove(mention)
            mention = Mention("", body, places=[place])
            cells.add(mention, [body], [""])
            self._new.add(mention)
        self._named[mention] = span

    def _chain(self, span: Span, place: _Place) -> None:
        mention = self._old.get(span.id)
        said = {name: str(value) for name, value in span.attributes if name in (ENTITY, IDENTITY) and value}
        if entity_of(span) != said.get(ENTITY, ""):
            del said[ENTITY]
        if mention is not None and mention.places[0] == place and meaning(mention.body) == (span.label, said):
            self._spans[mention] = span
            return
        if mention is not None:
            self._chains.remove(mention)
        own = quoted(entity_of(span))
        if not own:
            self.number += 1
            own = f"{OWN}{self.number}"
        body = body_of(span, own)
        mention = Mention(body, body, places=[place])
        self._chains.add(mention, [body], [body])
        self._new.add(mention)
        self._spans[mention] = span

    def _tell_rest(self, span: Span, *, named: bool) -> None:
        written = () if named else (ENTITY, IDENTITY)
        rest = [name for name, value in span.attributes if name not in written or not value]
        if not named and not entity_of(span):
            rest += [name for name, value in span.attributes if name == ENTITY and value]
        if rest:
            self._lost("attributes of spans", span, ", ".join(rest))

    def _check(self) -> None:
        """Leave out what the brackets could not say."""
        for mention in self._chains.drop_misread(self._spans, self._new, name_of_chain):
            self._lost("overlapping spans", self._spans.pop(mention), "it crosses another mention of its entity")
        for mention in self._names.drop_misread(self._named, self._new, name_of_name) if self._names else ():
            self._lost("overlapping spans", self._named.pop(mention), "it crosses another named entity")

    def _tell_chains(self) -> None:
        """Types are part of the ids: an entity whose spans have several labels is several chains for other programs."""
        bodies = defaultdict[str, set[str]](set)
        for mention, span in self._spans.items():
            if entity_of(span):
                bodies[entity_of(span)].add(mention.body)
        for entity in dict.fromkeys(entity_of(self._spans[one]) for one in self._spans if one in self._new):
            if len(bodies[entity]) > 1:
                why = "its spans have several labels: other programs see several chains"
                self._lose(Loss(self._record.name, "chains", label=entity, why=why))

    def _put(self) -> list[str]:
        lines, names = list(self._scan.lines), self._names
        for at in self._chains.changed | (names.changed if names is not None else set[int]()):
            number = self._scan.rows[at]
            chains = self._shape.mark.join(one.text for one in self._chains.cells[at]) or self._shape.nothing
            if at not in self._chains.changed:
                chains = self._shape.cut(lines[number])[-1]
            name = _name_cell(names.cells[at]) if names is not None and at in names.changed else None
            lines[number] = self._shape.put(lines[number], chains, name)
        return lines

    def _lost(self, kind: str, span: Span, why: str) -> None:
        self._lose(Loss(self._record.name, kind, span.id, span.label, span.text[:80], why))


def _known(ids: Any, column: Column | None) -> dict[str, Mention]:
    some = cast("list[Any]", ids) if isinstance(ids, list) and column is not None else []
    mentions = column.mentions if column is not None else []
    return {own: one for own, one in zip(some, mentions, strict=False) if isinstance(own, str)}


def _name_cell(cell: Sequence[Bracket]) -> str:
    opening = "".join(one.text for one in cell if one.opens and not one.closes)
    whole = "".join(one.text for one in cell if one.opens and one.closes)
    closing = "".join(one.text for one in cell if not one.opens)
    return opening + (whole or "*") + closing


def _flat(name: str) -> str:
    return " ".join(name.split())


def _ignored(line: int, odd: str) -> None:
    """What is wrong was told when the file was read."""
