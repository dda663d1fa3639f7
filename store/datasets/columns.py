"""The columns of files that were written, as far as they are plain: read from the files themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from annotate.datasets.facts import Column, OutFile
from annotate.errors import InputError
from store.exchange.reading import Reading
from store.exchange.tables.cells import Dialect, rows

_FIRST = 16_000_000  # bytes of a first line


def columns_of(out: Path, files: tuple[OutFile, ...]) -> Mapping[str, tuple[Column, ...]]:
    """The columns of each table among the files of an export, by the file's name. Columns that hold more than texts,
    numbers and lists of them are left out. Raises InputError for a file that cannot be read."""
    readers = {".jsonl": _of_lines, ".csv": _of_table, ".tsv": _of_table, ".parquet": _of_parquet}
    found = dict[str, tuple[Column, ...]]()
    for file in files:
        path = out / file.name if out.is_dir() else out
        reader = readers.get(path.suffix.lower())
        if reader is None:
            continue
        try:
            if columns := reader(path):
                found[file.name] = columns
        except OSError as problem:
            raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from problem
    return found


def _of_lines(path: Path) -> tuple[Column, ...]:
    with path.open("rb") as file:
        line = file.readline(_FIRST)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(row, dict):
        return ()
    said = cast("dict[str, Any]", row)
    columns = (_column(name, value) for name, value in said.items())
    return tuple(column for column in columns if column is not None)


def _column(name: str, value: Any) -> Column | None:
    if isinstance(value, list):
        kinds = {_type(one) for one in cast("list[Any]", value)}
        kind = kinds.pop() if len(kinds) == 1 else None
        return Column(name, kind, repeated=True) if kind is not None else None
    kind = _type(value)
    return Column(name, kind) if kind is not None else None


def _type(value: Any) -> str | None:
    match value:
        case bool():
            return "Boolean"
        case int():
            return "Integer"
        case float():
            return "Float"
        case str():
            return "Text"
        case _:
            return None


def _of_table(path: Path) -> tuple[Column, ...]:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        line = file.readline(_FIRST)
    dialect = Dialect("\t" if path.suffix.lower() == ".tsv" else ",", end="\n")
    first = next(rows(line, dialect, str(path), Reading()), None)
    names = first.cells if first is not None else ()
    return tuple(Column(name) for name in dict.fromkeys(names) if name)


def _of_parquet(path: Path) -> tuple[Column, ...]:
    arrow: Any = import_module("pyarrow")
    try:
        schema: Any = import_module("pyarrow.parquet").read_schema(path)
    except arrow.ArrowException:
        return ()
    found = list[Column]()
    for field in schema:
        kind: Any = field.type
        types: Any = arrow.types
        repeated = bool(types.is_list(kind) or types.is_large_list(kind))
        name = _arrow_type(kind.value_type if repeated else kind, types)
        if name is not None:
            found.append(Column(str(field.name), name, repeated))
    return tuple(found)


def _arrow_type(kind: Any, types: Any) -> str | None:
    if types.is_string(kind) or types.is_large_string(kind):
        return "Text"
    if types.is_boolean(kind):
        return "Boolean"
    if types.is_integer(kind):
        return "Integer"
    return "Float" if types.is_floating(kind) else None
