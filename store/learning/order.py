"""How much each document that is not done is expected to teach, from the suggestions that are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from annotate.document import Document
from annotate.learning.order import Expected, expected_gain
from annotate.model import Span
from annotate.offsets import words
from annotate.suggest.ranking import doubt_of
from store.connection import Step, no_step
from store.project import Project
from store.sources import Source


def expected(
    project: Project, source: Source, *, ids: Collection[str] | None = None, step: Step = no_step
) -> list[Expected]:
    """The documents that a source has not marked done, in the order of import; with `ids`, those of them alone.

    Unsure are the suggestions of the newest run, hidden ones left out; new are the words that no document which is done
    has; known are suggestions whose text has a span or an answer there. Reads texts: not quick. Raises ProjectError.
    """
    open_ids = project.documents.ids_unfinished(source)
    wanted = open_ids if ids is None else [one for one in open_ids if one in ids]
    not_done = frozenset(open_ids)
    done = [one for one in project.documents.ids() if one not in not_done]
    total, known = len(done) + len(wanted), _Known()
    for at, one in enumerate(done):
        step(at, total)
        doc = project.documents.get(one)
        known.add(doc, (item.text for item in project.annotations.items(doc, source) if isinstance(item, Span)))
    found = list[Expected]()
    for at, one in enumerate(wanted, start=len(done)):
        step(at, total)
        doc = project.documents.get(one)
        found.append(known.expected(doc, list(project.suggestions.suggested(doc).index)))
    return found


class _Known:
    """The words of the documents that are done, and the texts of their spans."""

    def __init__(self) -> None:
        self._words, self._surfaces = set[str](), set[str]()

    def add(self, doc: Document, surfaces: Iterable[str]) -> None:
        """One more document that is done."""
        self._words |= set(_counted(doc.text))
        self._surfaces |= {one.casefold() for one in surfaces}

    def expected(self, doc: Document, suggested: list[Span]) -> Expected:
        """A document that is not done."""
        counts = _counted(doc.text)
        total = sum(counts.values())
        new = sum(count for word, count in counts.items() if word not in self._words) / max(1, total)
        known = sum(one.text.casefold() in self._surfaces for one in suggested) / max(1, len(suggested))
        unsure = sum(map(doubt_of, suggested))
        gain = expected_gain(words=total, unsure=unsure, new=new, known=known)
        return Expected(doc.id, total, gain, unsure, new, known)


def _counted(text: str) -> Mapping[str, int]:
    found = dict[str, int]()
    for start, end in words(text):
        word = text[start:end].casefold()
        found[word] = found.get(word, 0) + 1
    return found
