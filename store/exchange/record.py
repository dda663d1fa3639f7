"""What a document is on its way between files and a project: its text, and what each source says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.model import Marks, Relation, Span, ZoneKind
from store.sources import SourceKind

UNMARKED = Marks("")

KEPT = "kept:"
"""Before the name of a format: the key of a document's metadata that has what only that format can say."""

LABELS = "labels"
"""The key of `Record.kept` with the labels that spans had before they got the names of the scheme, by their ids."""

Place = tuple[ZoneKind, int, int]
"""A zone: its kind, and where it starts and ends, in code points."""


@dataclass(frozen=True, slots=True)
class SourceItems:
    """What one source says of a document. `source` is its name; empty where the format knows none: the import names it.

    The id of `marks` does not count: marks are those of the document. `blind` are the ids of spans that were made while
    suggestions were hidden.
    """

    source: str = ""
    kind: SourceKind = "import"
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    marks: Marks = UNMARKED
    blind: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """One document with its annotations.

    `kept` is what a format says that Gilder has no word for, by the format's name, as data that JSON can hold; the
    module of the format writes it back. Ids of spans and relations are those that the project will have, or has; `id`
    is that of the document, empty where it is in no project yet; `file` the file that it was read from. `looked` are
    the sources that have looked at the document and found nothing, empty for the one that the import names.
    """

    name: str
    text: str
    sources: tuple[SourceItems, ...] = ()
    zones: tuple[Place, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict[str, str])
    kept: Mapping[str, Any] = field(default_factory=dict[str, Any])
    id: str = ""
    file: str = ""
    looked: tuple[str, ...] = ()
