"""What was written: the files of an export with their digests, and the digest of what is said of a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotate.datasets.facts import OutFile
from annotate.errors import InputError
from annotate.model import Relation, Span
from store.codec import dump, encode
from store.exchange.record import Record, SourceItems
from store.sources import PARTS

_BLOCK = 1 << 20


CARD, METADATA = "README.md", "croissant.json"
"""The files that tell of the others in a folder; they are none of the dataset."""


def out_files(out: Path) -> tuple[OutFile, ...]:
    """The files of an export, which is one file or a folder, by name, but for what tells of them. Raises InputError for
    one that cannot be read."""
    try:
        if not out.is_dir():
            return (_file(out, out.name),)
        found = (path for path in out.rglob("*") if path.is_file() and not _tells(path, out))
        return tuple(
            sorted((_file(path, path.relative_to(out).as_posix()) for path in found), key=lambda one: one.name)
        )
    except OSError as problem:
        raise InputError(f"{problem.filename or out}: cannot be read: {problem.strerror or problem}") from problem


def _tells(path: Path, out: Path) -> bool:
    return path.parent == out and path.name in (CARD, METADATA)


def _file(path: Path, name: str) -> OutFile:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return OutFile(name, digest.hexdigest(), size)


def annotations_digest(record: Record) -> str:
    """SHA-256, in hexadecimal digits, of what is said of a document: spans, relations, its own labels, zones.

    It does not depend on ids, on the order of annotations, on the text, or on how far the work on the document is.
    """
    said = sorted(line for one in record.sources if one.source != PARTS for line in _said(one))
    zones = sorted(dump(["zone", *place]) for place in record.zones)
    return hashlib.sha256("\n".join([*said, *zones]).encode("utf-8", "surrogatepass")).hexdigest()


def _said(one: SourceItems) -> Iterator[str]:
    who = dump([one.source, one.kind])
    spans = {span.id: _plain(span) for span in one.spans}
    yield from (f"{who} span {span}" for span in spans.values())
    for relation in one.relations:
        ends = dump([spans.get(relation.head, ""), spans.get(relation.child, "")])
        yield f"{who} relation {_plain(replace(relation, head='', child=''))} {ends}"
    if one.marks.attributes:
        yield f"{who} labels {dump(dict(one.marks.attributes))}"


def _plain(item: Span | Relation) -> str:
    return encode(replace(item, id=""))
