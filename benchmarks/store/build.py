"""Projects of any number of documents: 500 words and 50 spans each, suggestions in every tenth, one edit in each.

Made by the roads that importers, suggesters and people take: `Documents.add_each`, `Annotations.import_many`,
`SuggestionStore.record_run`, `Annotations.write`. The same number gives the same texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from random import Random

import resources
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.model import Item, Marks, Span
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.sources import Source

WORDS, SPANS, SUGGESTED, EVERY = 500, 50, 100, 10
ANNOTATOR = "ann"
LABELS = ("PERSON", "ORG", "GPE", "LOC", "DATE", "CARDINAL", "MONEY", "EVENT")
FREQUENT, RARE, PHRASE = "the", "quokka", "the minister"
_RARE_EVERY = 900
_WORD = re.compile(r"\w+")
_CHUNK = 10_000  # documents in one transaction, so that the log does not get as large as the file


@dataclass(frozen=True)
class Paragraphs:
    """Paragraphs of 50 words, of which texts are put together, each with the places of its words."""

    texts: tuple[str, ...]
    places: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def of(cls, seed: int = 1, count: int = 4_000) -> Paragraphs:
        """Words fall off like those of a language: the second half as often as the first, and so on."""
        rng = Random(seed)
        words = _vocabulary(rng)
        weights = list(accumulate(1 / (rank + 2) for rank in range(1, len(words) + 1)))
        texts = tuple(" ".join(rng.choices(words, cum_weights=weights, k=50)) + ".\n" for _ in range(count))
        return cls(texts, tuple(tuple(found.span() for found in _WORD.finditer(text)) for text in texts))


def _vocabulary(rng: Random, size: int = 40_000) -> list[str]:
    letters = "eeeetttaaaoooiinnsshhrrdlcumwfgypbvk"
    words = dict.fromkeys([FREQUENT, "minister", "of", "and"])
    while len(words) < size:
        words["".join(rng.choices(letters, k=rng.randint(3, 10)))] = None
    return [word for word in words if word != RARE]


@dataclass(frozen=True)
class Text:
    """A text, with the places of its words."""

    new: NewDocument
    places: list[tuple[int, int]]


def texts(count: int, paragraphs: Paragraphs) -> Iterator[Text]:
    """Texts that are all different."""
    rng = Random(count)
    for at in range(count):
        chosen, text, places = rng.choices(range(len(paragraphs.texts)), k=WORDS // 50), "", list[tuple[int, int]]()
        for one in chosen:
            places += [(start + len(text), end + len(text)) for start, end in paragraphs.places[one]]
            text += paragraphs.texts[one]
        text += f"Article {at}{f' {RARE}' if at % _RARE_EVERY == 7 else ''}.\n"
        yield Text(NewDocument(f"2024/{at % 12 + 1:02}/article {at}.txt", text), places)


def annotated(doc: Document, text: Text, rng: Random, *, done: bool) -> tuple[str, list[Item]]:
    """What the annotator says of a document."""
    items: list[Item] = [span_in(doc, start, end, rng) for start, end in rng.sample(text.places, SPANS)]
    return doc.id, [*items, Marks(doc.id, "done")] if done else items


def span_in(doc: Document, start: int, end: int, rng: Random) -> Span:
    """A span with any label."""
    return Span(new_id(), rng.choice(LABELS), (Range(start, end),), doc.text[start:end])


def build(path: Path, count: int) -> None:
    """Make a project of `count` documents."""
    rng, made = Random(count), texts(count, Paragraphs.of())
    person = Source(0, ANNOTATOR, "person")
    with Project.create(path, resources.scheme_text("news")) as project:
        for first in range(0, count, _CHUNK):
            some = list(islice(made, min(_CHUNK, count - first)))
            added = [doc for doc in project.documents.add_each(one.new for one in some) if isinstance(doc, Document)]
            both = list(zip(added, some, strict=True))
            given = (annotated(*pair, rng, done=at % 3 == 0) for at, pair in enumerate(both))
            project.annotations.import_many(given, person, event="import.bulk")
            project.suggestions.record_run("news", ((doc.id, proposed(one, rng)) for doc, one in both[::EVERY]))
            edit(project, both, rng)
            project.connection.fold()


def proposed(text: Text, rng: Random) -> Suggestions:
    """What a model proposes for a document."""
    chosen = rng.sample(text.places, SUGGESTED)
    return Suggestions(tuple(Suggestion(start, end, rng.choice(LABELS), rng.random()) for start, end in chosen))


def edit(project: Project, docs: list[tuple[Document, Text]], rng: Random) -> None:
    """One entry in the journal for each document, as a person makes it, all made durable together."""
    source = project.sources.person(ANNOTATOR)
    with project.connection.writing():
        for doc, text in docs:
            span = span_in(doc, *rng.choice(text.places), rng)
            project.annotations.write(Transaction((Change(doc.id, None, span),), "span.add"), source)
