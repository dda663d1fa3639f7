"""The rows of a dataset, from parquet or from JSON Lines."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.hf.shape import names_in
from store.exchange.hf.values import Row
from store.exchange.lines import decoded, json_lines
from store.exchange.reading import Reading
from store.exchange.shown import shown

_BATCH = 1_000  # rows
_METADATA = b"huggingface"
_STYLES = {f"{kind}{between}": (kind == "a", between) for kind in "au" for between in (",:", ", : ", ",: ")}
_POINTER, _ANNEX = b"version https://git-lfs", b"/annex/objects/"


def arrow(name: str) -> Any:
    """A module of Arrow's library, which says nothing of its types, and is large: it is imported when it is wanted."""
    return import_module(name)


@dataclass(frozen=True)
class Rows:
    """A dataset that is there.

    `schema`: that of a parquet file, packed; empty for JSON Lines. `types`: of what is in the lists of each column,
    None where it has no lists. `each` gives number and data of the rows, as often as wanted.
    """

    types: Mapping[str, type | None]
    each: Callable[[], Iterator[tuple[int, Row]]]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    schema: str = ""
    unit: str = "row"
    style: str = ""  # of JSON Lines: how each of them is written


def rows_of(given: Given, reading: Reading) -> Rows:
    """The rows of a file. Raises InputError."""
    raw = given.read(reading.limits)
    if raw.startswith(_POINTER) or (len(raw) < 1_000 and _ANNEX in raw):
        told = "is not the data but a pointer to it, as Git LFS leaves them; fetch the file itself (git lfs pull)"
        raise InputError(f"{given.where}: {told}")
    if raw.startswith(b"PAR1") or given.suffix == ".parquet":
        return _parquet(given, raw, reading)
    whole = decoded(raw, given.where, reading)
    some = list(json_lines(whole, given.where, reading))
    if not some:
        raise InputError(f"{given.where}: has no rows")
    types = dict[str, type | None]()
    for _, row in some:
        for name, cell in row.items():
            types[name] = types.get(name) or _type(cell)
    return Rows(types, lambda: iter(some), unit="line", style=_style(whole, some))


def _style(whole: str, some: list[tuple[int, Row]]) -> str:
    """How the lines are written; empty where they are not all written in one of the usual ways."""
    lines = whole.split("\n")
    same = set(_STYLES) if len(some) <= len(lines) else set[str]()
    for number, row in some:
        same = {one for one in same if number <= len(lines) and as_line(row, one) == lines[number - 1]}
        if not same:
            break
    return min(same, default="")


def as_line(row: Row, style: str) -> str:
    """A row as a line of JSON."""
    ascii_only, between = _STYLES.get(style, (False, ", : "))
    comma, colon = between[: between.index(":")], between[between.index(":") :]
    return json.dumps(row, ensure_ascii=ascii_only, separators=(comma, colon))


def _type(cell: object) -> type | None:
    some = cast("list[object]", cell) if isinstance(cell, list) else []
    kinds = {type(one) for one in some if one is not None}
    return kinds.pop() if len(kinds) == 1 else None


def _parquet(given: Given, raw: bytes, reading: Reading) -> Rows:
    pa, pq = arrow("pyarrow"), arrow("pyarrow.parquet")
    where = given.where
    if not raw.startswith(b"PAR1"):
        raise InputError(f"{where}: is no parquet file; nothing was imported")
    if not raw.endswith(b"PAR1"):
        raise InputError(f"{where}: ends in the middle of a record (byte {len(raw)}); nothing was imported")
    broken: tuple[type[BaseException], ...] = (
        pa.ArrowException,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        MemoryError,
    )
    try:
        file: Any = pq.ParquetFile(io.BytesIO(raw))
        schema: Any = file.schema_arrow
        size = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
    except broken as problem:
        raise InputError(f"{where}: is a broken parquet file: {_short(problem)}; nothing was imported") from problem
    size = max(size, 8 * _most_values(file.metadata))
    if size > reading.limits.archive:
        raise InputError(f"{where}: unpacks to {size:,} bytes; the limit is {reading.limits.archive:,}")
    kept = [one for one in schema if _can_be_kept(one.type)]
    for one in schema:
        if one not in kept:
            reading.tell(
                where, f"column {shown(one.name)} ({shown(str(one.type))}) is not kept: values of this kind cannot be"
            )

    def each() -> Iterator[tuple[int, Row]]:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=_BATCH, columns=[one.name for one in kept]):
                for row in cast("list[Row]", batch.to_pylist()):
                    number += 1
                    yield number, row
        except broken as problem:
            told = f"is a broken parquet file: {_short(problem)}; nothing was imported"
            raise InputError(f"{where}: row {number + 1}: {told}") from problem

    features = _features(schema.metadata)
    reduced = pa.schema(kept, metadata=_metadata(schema.metadata, features, [one.name for one in kept]))
    types = {one.name: _list_type(one.type) for one in kept}
    return Rows(types, each, names_in(features), _packed(reduced))


def _most_values(metadata: Any) -> int:
    """How many values the longest column says that it has."""
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    return max((group.column(at).num_values for group in groups for at in range(group.num_columns)), default=0)


def _features(metadata: Mapping[bytes, bytes] | None) -> dict[str, Any]:
    try:
        data: Any = json.loads((metadata or {}).get(_METADATA, b"{}"))
        features = data["info"]["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return cast("dict[str, Any]", features) if isinstance(features, dict) else {}


def _metadata(
    metadata: Mapping[bytes, bytes] | None, features: Mapping[str, Any], names: list[str]
) -> dict[bytes, bytes]:
    """The metadata of a schema that has the columns with these names alone."""
    result = dict(metadata or {})
    if features and set(features) - set(names):
        data = json.loads(result[_METADATA])
        data["info"]["features"] = {name: one for name, one in features.items() if name in names}
        result[_METADATA] = json.dumps(data).encode()
    return result


def _can_be_kept(kind: Any) -> bool:
    t = arrow("pyarrow.types")
    if t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind):
        return _can_be_kept(kind.value_type)
    if t.is_struct(kind):
        return all(_can_be_kept(kind.field(at).type) for at in range(kind.num_fields))
    if t.is_timestamp(kind):
        return kind.unit != "ns"  # which Python's times have not
    plain = (t.is_string, t.is_large_string, t.is_integer, t.is_floating, t.is_boolean, t.is_null)
    other = (t.is_binary, t.is_large_binary, t.is_date, t.is_decimal)
    return any(one(kind) for one in (*plain, *other))


def _list_type(kind: Any) -> type | None:
    t = arrow("pyarrow.types")
    if not (t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind)):
        return None
    inner = kind.value_type
    return str if t.is_string(inner) or t.is_large_string(inner) else int if t.is_integer(inner) else None


def _short(problem: BaseException) -> str:
    return shown(" ".join(str(problem).split()), 120) or type(problem).__name__


def _packed(schema: Any) -> str:
    return base64.b64encode(zlib.compress(schema.serialize().to_pybytes(), 9)).decode()


def unpacked(schema: str) -> Any:
    """The schema of a parquet file."""
    pa = arrow("pyarrow")
    return pa.ipc.read_schema(pa.py_buffer(zlib.decompress(base64.b64decode(schema))))


def with_names(schema: Any, column: str, names: tuple[str, ...]) -> Any:
    """A schema whose column of tags has these names."""
    metadata = dict(schema.metadata or {})
    data: Any = json.loads(metadata.get(_METADATA, b"{}"))
    _rename(data.get("info", {}).get("features", {}).get(column), names)
    return schema.with_metadata({**metadata, _METADATA: json.dumps(data).encode()})


def _rename(said: Any, names: tuple[str, ...]) -> None:
    while isinstance(said, (dict, list)):
        if isinstance(said, list):
            said = cast("list[Any]", said)[0] if said else None
            continue
        some = cast("dict[str, Any]", said)
        if some.get("_type") == "ClassLabel":
            some["names"] = list(names)
            some |= {"num_classes": len(names)} if "num_classes" in some else {}
            return
        said = some.get("feature")
