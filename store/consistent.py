"""How consistent a source of a project is with itself; documents are read one by one, and never all at once.

Only documents that the source has looked at are read (`store.comparing`): a text that nobody has worked on is no place
that was left unlabelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.consistency.looked import Labels, Looked, Place, Spot, spot
from annotate.consistency.suspicion import Suspect, Suspicions
from annotate.consistency.texts import Texts, Variation
from store.comparing import EVERYTHING, Comparing, Scope, boilerplate, side
from store.connection import Step, no_step
from store.project import Project
from store.sources import Source

Key = tuple[str, Place]
"""A place: the document's id, and the fragments."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """Suspects with their contexts, the most suspicious first, and what the models said on the whole."""

    suspects: tuple[tuple[Suspect, Spot], ...]
    found: Suspicions


class Consistent:
    """Reads what one source says of the documents that it has looked at. Raises ProjectError for a damaged file."""

    def __init__(self, project: Project, source: Source, scope: Scope = EVERYTHING) -> None:
        self._project, self._source, self._scope = project, source, scope
        self._comparing = Comparing(project)

    def ids(self) -> list[str]:
        """The documents that are read, in the order of import."""
        return self._comparing.shared((self._source,), self._scope)

    def look(self, document_id: str) -> Looked:
        """One document as the source sees it, without what lies in boilerplate."""
        doc = self._project.documents.get(document_id)
        state = self._comparing.state(doc, self._source)
        out = () if self._scope.boilerplate else tuple(boilerplate(state))
        return Looked(doc, side(state, out, self._scope.labels).spans, out)

    def texts(self, *, fold: bool = True, bare: bool = True, step: Step = no_step) -> list[Variation]:
        """Texts that are read in more than one way, the likeliest mistakes first. `fold`: letter case does not matter;
        `bare`: places without a label count as well."""
        texts, ids = Texts(fold=fold, bare=bare), self.ids()
        passes = [texts.count, *([texts.count_bare] if bare else []), texts.collect]
        total = len(ids) * len(passes)
        for number, take in enumerate(passes):
            for at, one in enumerate(ids):
                step(number * len(ids) + at, total)
                take(self.look(one))
        return texts.variations()

    def suspicious(self, *, seed: int = 0, step: Step = no_step, check: Callable[[], None] = lambda: None) -> Doubted:
        """Spans, and places without one, that models doubt which have learnt from the other documents only."""
        from annotate.consistency.suspects import find_suspects  # with numpy, which nothing else needs at the start

        ids = self.ids()
        found = find_suspects(ids, self.look, self._labels(ids), seed=seed, step=step, check=check)
        return Doubted(tuple(zip(found.suspects, self._spots(found.suspects), strict=True)), found)

    def _labels(self, ids: Iterable[str]) -> list[str]:
        return sorted({span.label for one in ids for span in self.look(one).spans})

    def _spots(self, suspects: Iterable[Suspect]) -> list[Spot]:
        """The contexts of suspects; each document is read once."""
        some = list(suspects)
        by_document: dict[str, list[int]] = {}
        for at, one in enumerate(some):
            by_document.setdefault(one.document, []).append(at)
        found: dict[int, Spot] = {}
        for document, numbers in by_document.items():
            doc = self._project.documents.get(document)
            for at in numbers:
                one = some[at]
                found[at] = spot(doc, one.place, (one.given,) if one.given else (), one.instead)
        return [found[at] for at in range(len(some))]

    def standing(self, places: Mapping[str, Sequence[Place]], step: Step = no_step) -> dict[Key, Labels | None]:
        """How some places are labelled now, given by document; None where another span covers or crosses one."""
        found: dict[Key, Labels | None] = {}
        for at, (document, some) in enumerate(places.items()):
            step(at, len(places))
            looked = self.look(document)
            readings = looked.readings
            for place in some:
                free = place in readings or not any(_touch(place, one.fragments) for one in looked.spans)
                found[document, place] = readings.get(place, ()) if free else None
        return found


def _touch(one: Place, two: Place) -> bool:
    return any(a.overlaps(b) for a in one for b in two)
