"""A small project in which three people and a model have worked on the same documents, and do not agree."""

from __future__ import annotations

from pathlib import Path

import resources
from annotate.document import Document
from annotate.model import Marks, Relation, Span, Value, Zone
from annotate.offsets import Range
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from tests.gui.conftest import OTHER, TEXT, suggestions_for

ALONE = "Only anna has read this: Paris is in France.\n"
THOUSAND, HUNDRED = Value(amount="1000", modifier=">"), Value(amount="100", modifier=">")


def span(doc: Document, words: str, label: str, value: Value | None = None, nth: int = 0) -> Span:
    """A span on the nth place of some words."""
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(words, start + 1)
    return Span(new_id(), label, (Range(start, start + len(words)),), words, value)


def make_comparable(path: Path) -> Path:
    """Of anna's six spans in two common documents ben has three; chloé has looked at the first only, and has anna's."""
    with Project.create(path, resources.scheme_text("news")) as project:
        first, other, alone = project.documents.add(
            [NewDocument("first.txt", TEXT), NewDocument("other.txt", OTHER), NewDocument("alone.txt", ALONE)]
        )
        people = {name: project.sources.person(name) for name in ("anna", "ben", "chloé")}
        project.annotations.import_many(
            [
                (first.id, [*annas(first), Zone(new_id(), "headline", 0, TEXT.index("\n")), Marks(first.id, "done")]),
                (other.id, [span(other, "Reuters", "ORG")]),
                (alone.id, [span(alone, "Paris", "LOC")]),
            ],
            people["anna"],
        )
        project.annotations.import_many(
            [(first.id, bens(first)), (other.id, [span(other, "Reuters", "ORG")])], people["ben"]
        )
        project.annotations.import_many([(first.id, annas(first))], people["chloé"])
        project.suggestions.record_run("small", [(first.id, suggestions_for(TEXT))])
    return path


def annas(doc: Document) -> list[Span | Relation]:
    """What anna says of the first document."""
    iran, syria = span(doc, "Iran", "LOC"), span(doc, "Syria", "LOC")
    rest = span(doc, "Assad", "PERSON"), span(doc, "Reuters", "ORG"), span(doc, "1,000", "CARDINAL", THOUSAND)
    return [iran, syria, *rest, Relation(new_id(), "supports", iran.id, syria.id)]


def bens(doc: Document) -> list[Span | Relation]:
    """Another label, another boundary, another value, one too few and one too many."""
    iran = span(doc, "Iran", "LOC")
    rest = span(doc, "Bashar al-Assad", "PERSON"), span(doc, "Tuesday", "DATE"), span(doc, "1,000", "CARDINAL", HUNDRED)
    return [iran, span(doc, "Syria", "ORG"), *rest]
