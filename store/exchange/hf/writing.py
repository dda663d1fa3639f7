"""Rows are written: as they were with the tags that there are now, or new ones, a row a sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.hf.card import card
from store.exchange.hf.rows import arrow, as_line, unpacked, with_names
from store.exchange.hf.tagging import Names, Part, new_rows
from store.exchange.hf.values import Row, from_jsonable, is_plain, jsonable
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record
from store.exchange.tokens import Tokens

NEW = "data/train-00000-of-00001.parquet"
NEW_LINES = "data/train.jsonl"
_BATCH = 1_000  # rows
_OWN = frozenset(("id", "idx"))


@dataclass
class _Parquet:
    """A parquet file that waits, row by row, until the names of all its tags are known."""

    path: str
    schema: Any
    tags: str
    names: Names | None
    spool: IO[bytes]
    rows: int = 0

    def add(self, row: Row) -> None:
        self.spool.write(json.dumps(row if is_plain(row) else [jsonable(row)]).encode() + b"\n")
        self.rows += 1

    def pieces(self) -> Iterator[Piece]:
        pa, pq = arrow("pyarrow"), arrow("pyarrow.parquet")
        schema = self.schema if self.names is None else with_names(self.schema, self.tags, tuple(self.names.all))
        sink = _Sink()
        self.spool.seek(0)
        with pq.ParquetWriter(sink, schema) as writer:
            while batch := [_row(json.loads(one)) for one in _some(self.spool)]:
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                yield self.path, sink.taken()
        yield self.path, sink.taken()


def _row(data: Any) -> Row:
    """A row of the spool; in a list where it has values that JSON has not."""
    return from_jsonable(data[0]) if isinstance(data, list) else data


def _some(lines: Iterable[bytes]) -> list[bytes]:
    return [line for line, _ in zip(lines, range(_BATCH), strict=False)]


class _Sink:
    """Takes bytes, and gives them away piece by piece."""

    closed = False

    def __init__(self) -> None:
        self._pieces, self._at = list[bytes](), 0

    def write(self, data: Any) -> int:
        raw = bytes(data)
        self._pieces.append(raw)
        self._at += len(raw)
        return len(raw)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        raw = b"".join(self._pieces)
        self._pieces.clear()
        return raw


@dataclass
class _Counts:
    rows: Counter[str] = field(default_factory=Counter[str])
    labels: Counter[str] = field(default_factory=Counter[str])
    documents: int = 0


def write_rows(
    records: Iterable[Record],
    lose: Lose,
    key: str,
    part_of: Callable[[Mapping[str, Any]], Part],
    *,
    lines: bool = False,
) -> Iterator[Piece]:
    """The files that documents came from, a new one for the others, and a dataset card. With `lines` all documents are
    new, and the file is JSON Lines."""
    with ExitStack() as stack:
        writing = _Writing(lose, stack, part_of, lines=lines)
        for record in records:
            yield from writing.pieces(record, None if lines else record.kept.get(key))
        yield from writing.rest()


class _Writing:
    def __init__(
        self, lose: Lose, stack: ExitStack, part_of: Callable[[Mapping[str, Any]], Part], *, lines: bool
    ) -> None:
        self._lose, self._stack, self._part_of, self._lines = lose, stack, part_of, lines
        self._files, self._used = dict[str, _Parquet](), {NEW, NEW_LINES, "readme.md"}
        self._paths = dict[str, str]()  # of JSON Lines
        self._tokens: Tokens | None = None
        self._counts = _Counts()

    def pieces(self, record: Record, kept: Mapping[str, Any] | None) -> Iterator[Piece]:
        """The rows of a document, as far as they can be written at once."""
        self._counts.documents += 1
        self._counts.labels.update(span.label for one in record.sources for span in one.spans)
        if kept is not None:
            part = self._part_of(kept)
            known = self._known(kept, part) if kept["schema"] else None
            rows = self._as_they_were(record, part, known)
            if rows is not None:
                yield from self._put_known(kept, known, rows)
                return
            others = {name for _, row in part.rows for name in row} - {part.shape.tokens, part.shape.tags, *_OWN}
            if others:
                why = "spans do not fit the tokens of the dataset any more, or its tags have no such label"
                self._lose(Loss(record.name, "other columns", text=", ".join(sorted(others))[:80], why=why))
        yield from self._new(record)

    def _known(self, kept: Mapping[str, Any], part: Part) -> _Parquet:
        key = f"{kept['file']}\n{kept['schema']}"
        if key not in self._files:
            names = part.shape.names
            schema = unpacked(kept["schema"])
            own = None if names is None or kept["fixed"] else Names(names)
            self._files[key] = self._parquet(self._path(kept["file"]), schema, part.shape.tags, own)
        return self._files[key]

    def _parquet(self, path: str, schema: Any, tags: str, names: Names | None) -> _Parquet:
        return _Parquet(path, schema, tags, names, self._stack.enter_context(TemporaryFile()))

    def _path(self, name: str) -> str:
        path, number = PurePosixPath(name), 1
        stem = path_for(str(path.with_suffix("")), set())
        found = stem + path.suffix
        while found.casefold() in self._used:
            number += 1
            found = f"{stem}-{number}{path.suffix}"
        self._used.add(found.casefold())
        return found

    def _as_they_were(self, record: Record, part: Part, known: _Parquet | None) -> Sequence[Row] | None:
        """The rows with the tags that there are now; None where they cannot be said with these tokens and names."""
        if part.text() != record.text:
            return None
        spans = [span for one in record.sources for span in one.spans]
        if sorted((one.label, one.start, one.end) for one in spans) == part.said():
            return [row for _, row in part.rows]
        if any(not _can_be_tag(span.label, part.scheme) for span in spans):
            return None
        names = known.names if known is not None else None
        if names is None and part.shape.names is not None:
            names = Names(part.shape.names, fixed=True)
        return part.tagged(spans, names)

    def _put_known(self, kept: Mapping[str, Any], known: _Parquet | None, rows: Sequence[Row]) -> Iterator[Piece]:
        if known is not None:
            for row in rows:
                known.add(row)
            return
        path = self._paths.get(kept["file"]) or self._path(kept["file"])
        self._paths[kept["file"]] = path
        self._counts.rows[path] += len(rows)
        yield path, "".join(as_line(row, kept["style"]) + "\n" for row in rows).encode()

    def _new(self, record: Record) -> Iterator[Piece]:
        self._tokens = self._tokens or Tokens()
        spans = tuple(span for one in record.sources for span in one.spans)
        for span in spans:
            if not _can_be_tag(span.label, "iob2"):
                why = "such a label cannot be a tag"
                self._lose(Loss(record.name, "labels", span.id, span.label, span.text[:80], why))
        number = self._counts.rows[NEW_LINES] if self._lines else 0
        if not self._lines and NEW not in self._files:
            self._files[NEW] = self._parquet(NEW, _new_schema(), "ner_tags", Names(("O",)))
        for tokens, tags in new_rows(record, self._tokens, self._lose):
            row: Row = {"id": str(number), "document": record.name, "tokens": tokens, "ner_tags": tags}
            number += 1
            if self._lines:
                self._counts.rows[NEW_LINES] = number
                yield NEW_LINES, (json.dumps(row, ensure_ascii=False) + "\n").encode()
            else:
                file = self._files[NEW]
                assert file.names is not None, "a new file has names"
                named = file.names
                file.add({**row, "id": str(file.rows), "ner_tags": [named.number(one) for one in tags]})

    def rest(self) -> Iterator[Piece]:
        """The parquet files and the card."""
        if not self._lines and not self._files and not self._paths:
            self._files[NEW] = self._parquet(NEW, _new_schema(), "ner_tags", Names(("O",)))
        for file in self._files.values():
            if file.rows or file.path == NEW:
                self._counts.rows[file.path] = file.rows
                yield from file.pieces()
        new = self._files.get(NEW)
        names = new.names.all if new is not None and new.names is not None and len(self._files) == 1 else None
        yield "README.md", card(self._counts.rows, self._counts.documents, self._counts.labels, names).encode()


def _can_be_tag(label: str, scheme: str) -> bool:
    return bool(label) and not (scheme == "bare" and label == "O")


def _new_schema() -> Any:
    pa = arrow("pyarrow")
    text = {"dtype": "string", "_type": "Value"}
    tags = {"feature": {"names": ["O"], "_type": "ClassLabel"}, "_type": "Sequence"}
    features = {"id": text, "document": text, "tokens": {"feature": text, "_type": "Sequence"}, "ner_tags": tags}
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    fields = [("id", pa.string()), ("document", pa.string())]
    fields += [("tokens", pa.list_(pa.string())), ("ner_tags", pa.list_(pa.int64()))]
    return pa.schema(fields, metadata=metadata)
