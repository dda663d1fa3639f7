"""WebAnno TSV written: rows and cells that are about nothing that was changed come out as they were read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, cast

from annotate.errors import InputError
from annotate.model import Relation, Span
from store.exchange.brat.raw import as_bytes
from store.exchange.folders import path_for
from store.exchange.formats import Piece
from store.exchange.losses import Lose
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.tokens import Tokens
from store.exchange.webanno.changing import Changing
from store.exchange.webanno.fresh import fresh
from store.exchange.webanno.layers import Column, Layer, layer_of
from store.exchange.webanno.model import FIXED, Model, Unit, cells
from store.exchange.webanno.parsing import parsed

NAME = "webanno"

_ODD = re.compile(r"[^\w .-]")
_NOTHING = SourceItems()

Before = dict[Unit, dict[Column, str]]


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A file for each document; one with several sources is in a folder for each."""
    used, tokens = set[str](), list[Tokens]()
    for record in records:
        sources = record.sources or (_NOTHING,)
        for at, one in enumerate(sources):
            folder = _ODD.sub("_", one.source or f"source {at + 1}") + "/" if len(sources) > 1 else ""
            yield f"{path_for(folder + record.name, used)}.tsv", _written(record, one, lose, tokens)


def _written(record: Record, items: SourceItems, lose: Lose, tokens: list[Tokens]) -> bytes:
    kept = _kept(record, items)
    if kept is not None and kept.get("digest") == digest(record.text, items):
        return as_bytes(kept["raw"], kept["how"])
    model = _read_again(kept)
    if kept is None or model is None or model.text != record.text:
        tokens += [] if tokens else [Tokens()]
        model = fresh(record.text, [span.range for span in items.spans], tokens[0])
        Changing(model, {}, record.name, lose).change(items)
        return as_bytes("".join(f"{line}\n" for line in _lines(model, {}, {})), {})
    columns = {column: at for at, column in enumerate(column for one in model.layers for column in one.columns)}
    before = {unit: cells(unit, model.layers) for unit in model.units()}
    raw: str = kept["raw"]
    if Changing(model, kept, record.name, lose).change(items):
        crlf = raw.count("\r\n") == raw.count("\n") > 0
        end = "\r\n" if crlf else "\n"
        raw = end.join(_lines(model, before, columns)) + (end if raw.endswith("\n") else "")
    return as_bytes(raw, kept["how"])


def digest(text: str, items: SourceItems) -> str:
    """Of all that a source says of a text: the same where nothing was changed."""
    found = sha256(text.encode(errors="replace"))
    for one in (*sorted(items.spans, key=_own), *sorted(items.relations, key=_own)):
        found.update(repr(one).encode(errors="replace"))
    return found.hexdigest()


def _own(item: Span | Relation) -> str:
    return item.id


def _kept(record: Record, items: SourceItems) -> dict[str, Any] | None:
    """The file that was read, where it was about this source."""
    kept: Any = record.kept.get(NAME)
    if not isinstance(kept, dict):
        return None
    data = cast("dict[str, Any]", kept)
    known = {own for own in (*data["spans"], *data["anchors"].values()) if own is not None}
    alone = len(record.sources) < 2
    return data if alone or not known.isdisjoint(span.id for span in items.spans) else None


def _read_again(kept: dict[str, Any] | None) -> Model | None:
    if kept is None:
        return None
    try:
        return parsed(kept["raw"], "", Reading(offsets=kept["unit"])).model
    except InputError:
        return None  # what another version of Gilder could read


def _lines(model: Model, before: Before, columns: dict[Column, int]) -> Iterator[str]:
    """The lines of a document; `columns`: where cells stand in the rows that were read."""
    layers = {one.name: one for one in model.layers}
    order = [column for one in model.layers for column in one.columns]
    for line in model.lines:
        if isinstance(line, Unit):
            yield _row(line, before.get(line, {}), cells(line, model.layers), order, columns)
        elif isinstance(line, Layer):
            yield line.line
        else:
            layer = layer_of(line)
            own = layers.get(layer.name) if layer else None
            same = layer is None or own is None or _columns(own) == _columns(layer)
            yield line if same or own is None else own.line


def _columns(layer: Layer) -> list[str]:
    return [one.declared for one in layer.columns]


def _row(
    unit: Unit, before: dict[Column, str], after: dict[Column, str], order: list[Column], columns: dict[Column, int]
) -> str:
    fields = unit.fields
    was, behind = fields[FIXED : FIXED + unit.width], fields[FIXED + unit.width :]
    some = [was[columns[one]] if one in columns and before.get(one) == after[one] else after[one] for one in order]
    return "\t".join([*fields[:FIXED], *some, *behind])
