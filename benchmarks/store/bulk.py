"""A bulk import beside bare `executemany` of the same rows into the same tables, one after the other in turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

import resources
from annotate.document import Document
from annotate.model import Item
from benchmarks.store.build import SPANS, Paragraphs, Text, annotated, texts
from store.project import Project
from store.sources import Source

_TABLES = ("tx", "span", "op")
_COPIED = ("document", "document_text", "label", "source")


@dataclass
class Bulk:
    """Seconds, and seconds of the processor."""

    spans: int
    product: tuple[float, float]
    bare: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.product[0] / self.bare[0]


class _Apart:
    """Values that are made while they are asked for, and how long making them took."""

    def __init__(self, made: Iterable[Any]) -> None:
        self._made, self.seconds, self.processor = iter(made), 0.0, 0.0

    def __iter__(self) -> Iterator[Any]:
        while True:
            begun, cpu = perf_counter(), process_time()
            one = next(self._made, None)
            self.seconds += perf_counter() - begun
            self.processor += process_time() - cpu
            if one is None:
                return
            yield one


def bulk(folder: Path, spans: int) -> Bulk:
    """Import so many spans, and write the same rows bare; the files are deleted again."""
    own, bare = folder / "bulk.gilder", folder / "bare.gilder"
    try:
        with Project.create(own, resources.scheme_text("news")) as project:
            some = list(texts(spans // SPANS, Paragraphs.of()))
            docs = [doc for doc in project.documents.add_each(one.new for one in some) if isinstance(doc, Document)]
            product = _timed(project, list(zip(docs, some, strict=True)))
        with Project.create(bare, resources.scheme_text("news")) as project:
            other = _bare(project, own)
        return Bulk(spans, product, other)
    finally:
        own.unlink(missing_ok=True)
        bare.unlink(missing_ok=True)


def _timed(project: Project, docs: list[tuple[Document, Text]]) -> tuple[float, float]:
    rng = Random(7)
    given: Iterable[tuple[str, list[Item]]] = (annotated(doc, text, rng, done=False) for doc, text in docs)
    apart = _Apart(given)
    begun, cpu = perf_counter(), process_time()
    project.annotations.import_many(apart, Source(0, "corpus", "import"))
    return perf_counter() - begun - apart.seconds, process_time() - cpu - apart.processor


def _bare(project: Project, like: Path) -> tuple[float, float]:
    """Only the statements: rows are read from the other file, and reading is not counted."""
    with Project.open(like, read_only=True) as other, project.connection.writing():
        project.connection.write("DELETE FROM site")
        for table in ("site", *_COPIED):
            rows = other.connection.rows(f"SELECT * FROM {table}")
            project.connection.write_many(_insert(table, len(rows[0])), rows)
    with Project.open(like, read_only=True) as other:
        begun, cpu, aside = perf_counter(), process_time(), [0.0, 0.0]
        with project.connection.writing():
            for table in _TABLES:
                width = len(other.connection.row(f"SELECT * FROM {table}"))
                apart = _Apart(other.connection.each(f"SELECT * FROM {table}"))
                project.connection.write_many(_insert(table, width), apart)
                aside = [aside[0] + apart.seconds, aside[1] + apart.processor]
        return perf_counter() - begun - aside[0], process_time() - cpu - aside[1]


def _insert(table: str, width: int) -> str:
    return f"INSERT INTO {table} VALUES({','.join('?' * width)})"
