"""Hugging Face datasets of tokens and tags, in parquet files and in JSON Lines.

Such rows hold no text: what they are read as is their tokens, joined by blanks. Rows are kept with all their columns,
so that they come out as they were, as long as spans fit their tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.hf.rows import Rows, rows_of
from store.exchange.hf.shape import Shape, names_beside, shape_of
from store.exchange.hf.tagging import IGNORED, Part, readable, tag_name
from store.exchange.hf.values import Row, from_jsonable, is_plain, jsonable
from store.exchange.hf.writing import write_rows
from store.exchange.losses import Lose
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.shown import shown
from store.exchange.tags import SCHEMES, Survey, shaped

NAME = "hf"
_TOKENS = re.compile(rb'"(tokens|words|token|word|text_tokens|sentence_tokens)"\s*:\s*\[\s*(")')
_TAGS = re.compile(rb'"\w*(ner|tags?|labels?)\w*"\s*:\s*\[\s*[-"0-9]')
_HIGHEST = 10_000  # of tags that are numbers without names


@dataclass(frozen=True)
class _Known:
    """How the rows of a file are to be understood. `fixed`: the names of tags are none of the dataset's."""

    shape: Shape
    scheme: str
    fixed: bool = False


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError, and AskFirst where numbers have no names, or tags several senses."""
    rows = rows_of(given, reading)
    known = _known(given, rows, reading)
    reading.facts["text"] = "made of the tokens, joined by blanks"
    for at, group in enumerate(_grouped(rows, known.shape, given.where, reading), start=1):
        reading.step(at, 0)
        part = Part(group, known.shape, known.scheme)
        record = part.record(_name(given, known.shape, group), given.where, reading)
        plain = all(is_plain(row) for _, row in group)
        kept = {
            "file": given.name, "schema": rows.schema, "shape": known.shape.data(), "scheme": known.scheme,
            "fixed": known.fixed, "style": rows.style, "plain": plain,
            "rows": [row if plain else jsonable(row) for _, row in group],
        }  # fmt: skip
        yield replace(record, kept={NAME: kept})


def _name(given: Given, shape: Shape, group: list[tuple[int, Row]]) -> str:
    number, row = next(one for one in group if readable(one[1], shape))
    document = row.get(shape.document) if shape.document else None
    if isinstance(document, (str, int)) and document != "":
        return str(document)
    own = row.get(shape.id) if shape.id else None
    return f"{given.name}#{own}" if isinstance(own, (str, int)) and own != "" else f"{given.name}#{number}"


def _known(given: Given, rows: Rows, reading: Reading) -> _Known:
    shape, fixed = shape_of(rows.types, rows.names, given.where, reading), False
    if rows.types[shape.tags] is int and shape.names is None:
        names = names_beside(given, shape.tags)
        if names:
            reading.facts["labels"] = f"named by the dataset card: {shown(', '.join(names), 200)}"
        fixed = True
        shape = replace(shape, names=names or _numbered(given, rows, shape, reading))
    scheme = _scheme(given, rows, shape, reading)
    reading.facts["tags"] = f"{scheme}, in the column {shown(shape.tags)}"
    return _Known(shape, scheme, fixed)


def _numbered(given: Given, rows: Rows, shape: Shape, reading: Reading) -> tuple[str, ...]:
    """Names for tags that are numbers without names, when the person has said what the numbers mean."""
    if reading.tags not in ("bare", "iob2"):
        told = (
            f"the tags in “{shown(shape.tags)}” are numbers, and neither the file nor a dataset card beside it names "
            "them. With “bare” 0 is no span and each other number a label; with “iob2” 1 and 2 begin and go on "
            "with the first label, 3 and 4 with the second"
        )
        reading.ask(given.where, told, "tags", "iob2", "bare")
    highest = max((value for _, value in _values(rows, shape) if isinstance(value, int)), default=0)
    if highest > _HIGHEST:
        raise InputError(f"{given.where}: has tags up to {highest:,}; more than {_HIGHEST:,} labels are none")
    reading.facts["labels"] = "numbers without names, called LABEL_1 and so on; 0 is no span"
    if reading.tags == "bare":
        return ("O", *(f"LABEL_{at}" for at in range(1, highest + 1)))
    return ("O", *(f"{prefix}-LABEL_{at}" for at in range(1, highest // 2 + 2) for prefix in "BI"))


def _values(rows: Rows, shape: Shape) -> Iterator[tuple[int, object]]:
    for number, row in rows.each():
        tags: object = row.get(shape.tags)
        yield from ((number, one) for one in cast("list[object]", tags if isinstance(tags, list) else []))


def _scheme(given: Given, rows: Rows, shape: Shape, reading: Reading) -> str:
    if reading.tags is not None:
        if reading.tags not in SCHEMES:
            raise InputError(f"there are no tags “{reading.tags}”; there are: {', '.join(SCHEMES)}")
        return reading.tags
    if shape.names is not None and not any(shaped(one) for one in shape.names if one != "O"):
        return "bare"
    survey, last = Survey(), 0
    for number, value in _values(rows, shape):
        if number != last:
            survey.end(last)
            last = number
        name = tag_name(value, shape)
        if name is not None and value != IGNORED:
            survey.feed(number, name)
    survey.end(last)
    found = survey.scheme()
    if found is None:
        row, tag = survey.odd or (1, "")
        told = f"tag “{shown(tag)}” fits none of IOB2, IOB1, IOBES and BILOU as the other tags are"
        reading.ask(f"{given.where}:{row}", told, "tags", *SCHEMES)
    return found


def _grouped(rows: Rows, shape: Shape, where: str, reading: Reading) -> Iterator[list[tuple[int, Row]]]:
    """The rows of each document; those that cannot be read go with the ones before them."""
    group, before, begun = list[tuple[int, Row]](), None, False
    for number, row in rows.each():
        if not readable(row, shape):
            if row.get(shape.tokens):
                reading.leave_out(
                    f"{where}:{number}", f"“{shown(shape.tokens)}” of this {rows.unit} is no list of texts"
                )
            else:
                reading.tell(f"{where}:{number}", f"this {rows.unit} has no tokens")
            group.append((number, row))
            continue
        document = row.get(shape.document) if shape.document else None
        if begun and (document in (None, "") or document != before):
            yield group
            group = []
        begun, before = True, document
        group.append((number, row))
    if not begun:
        raise InputError(f"{where}: has no {rows.unit} with tokens")
    yield group


def kept_part(kept: Mapping[str, Any]) -> Part:
    """The rows that were kept."""
    said = kept["shape"]
    names = None if said["names"] is None else tuple(said["names"])
    shape = Shape(said["tokens"], said["tags"], names, said["document"])
    rows: list[Row] = kept["rows"] if kept["plain"] else [from_jsonable(row) for row in kept["rows"]]
    return Part([(0, row) for row in rows], shape, kept["scheme"])


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """Parquet files, and JSON Lines for what came from them, with a dataset card."""
    return write_rows(records, lose, NAME, kept_part)


def _recognised(head: bytes) -> bool:
    if head.startswith((b"PAR1", b"version https://git-lfs")):
        return True
    return b'"gilder"' not in head[:200] and bool(_TOKENS.search(head) and _TAGS.search(head))


FORMAT = Format(
    name=NAME,
    title="Hugging Face datasets",
    suffixes=(".parquet", ".jsonl", ".json"),
    about="rows of tokens and ner_tags, as parquet or JSON Lines; written as parquet, a row a sentence, with a card",
    home="https://huggingface.co/docs/datasets",
    holds=frozenset(),
    read=read,
    write=write,
    out="folder",
    recognise=_recognised,
)
