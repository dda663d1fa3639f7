"""What the oracle has to do: documents with their gold, and what the suggester proposes for them.

Spans: the development documents of GUM's free genres and its twelve Wikinews articles, with names and dates. Relations:
the development part of re3d (one in five of its training documents). Suggestions of labels that a corpus does not
annotate are left out, and those at places of which it says nothing: its gold cannot tell whether they are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import resources
from annotate.document import Document
from annotate.offsets import Range
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import SuggestedRelation, Suggestions
from annotate.suggest.combined import load_suggester
from annotate.train.relation_corpora import RE3D, Related, re3d
from benchmarks.suggestions import names

Placed = tuple[int, int, str]  # start, end, label
Joined = tuple[Range, Range, str]  # head, child, label
_GUM = frozenset((*names.NAMES, "DATE"))
_RE3D_SPANS = frozenset(("PERSON", "ORG", "LOC", "NORP", "DATE", "CARDINAL", "MONEY", "MISC"))
SETS = ("GUM dev", "GUM news", "re3d dev")


@dataclass(frozen=True, slots=True)
class Task:
    """A document, its gold, and what was proposed for it."""

    name: str
    text: str
    spans: frozenset[Placed]
    relations: frozenset[Joined]
    suggestions: Suggestions


@dataclass(frozen=True, slots=True)
class _Gold:
    text: str
    spans: frozenset[Placed]
    relations: frozenset[Joined]
    unknown: tuple[Range, ...]


def scheme() -> Scheme:
    """The scheme of the work: `news`."""
    return parse_scheme(resources.scheme_text("news"))


def tasks(corpora: Path, title: str, *, limit: int | None = None) -> list[Task]:
    """The documents of a set of `SETS`, with what the embedded suggester proposes for them."""
    gold = list(_gold(corpora, title))[:limit]
    spans = _RE3D_SPANS if title.startswith("re3d") else _GUM
    relations = frozenset(RE3D) if title.startswith("re3d") else frozenset[str]()
    docs = [Document(id=f"{at:032x}", name=str(at), text=one.text) for at, one in enumerate(gold)]
    parts = ("names", "numbers", "dates", "aliases", "relations") if relations else ("names", "numbers", "dates")
    with load_suggester(None, embedded=resources.embedded_pipeline, parts=parts) as suggester:
        found = list(suggester.suggest(docs, scheme()))
    return [
        Task(f"{at + 1:03d}", one.text, one.spans, one.relations, _known(some, spans, relations, one.unknown))
        for at, (one, some) in enumerate(zip(gold, found, strict=True))
    ]


def _gold(corpora: Path, title: str) -> Iterator[_Gold]:
    if title.startswith("re3d"):
        yield from (_of_related(one) for one in re3d(corpora) if one.part == "dev")
        return
    split, name = ("dev", "GUM, free genres") if title == "GUM dev" else ("test", "GUM news: 12 Wikinews articles")
    for one in names.documents(corpora, "gum_free_gold", split, name):
        yield _Gold(one.text, frozenset(span for span in one.spans if span[2] in _GUM), frozenset(), one.unknown)


def _of_related(one: Related) -> _Gold:
    spans = frozenset((span.start, span.end, span.label) for span in one.spans)
    joined = frozenset(
        (one.spans[head].range, one.spans[child].range, label)
        for head, child, label in one.relations
        if label in one.known
    )
    return _Gold(one.text, spans, joined, ())


def _known(
    found: Suggestions, spans: frozenset[str], relations: frozenset[str], unknown: tuple[Range, ...]
) -> Suggestions:
    """Without what the gold cannot judge."""
    kept = [
        at
        for at, span in enumerate(found.spans)
        if span.label in spans and not any(place.overlaps(span.range) for place in unknown)
    ]
    place_of = {old: new for new, old in enumerate(kept)}
    return Suggestions(
        tuple(found.spans[at] for at in kept),
        tuple(
            SuggestedRelation(place_of[one.head], place_of[one.child], one.label, one.score)
            for one in found.relations
            if one.label in relations and one.head in place_of and one.child in place_of
        ),
    )
