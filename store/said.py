"""What sources say of documents, as far as it is compared: read for many documents at once, and once for several looks.

From the rows, which is less work than a state for each document and source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.document import Document
from annotate.model import Attributes, Item, Marks, Relation, Span, Zone
from annotate.offsets import Range
from annotate.scores.compared import Side
from store.project import Project
from store.sources import Source

MOST = 100_000  # spans that a memory keeps, some 100 MB with all that is made of them
_AT_ONCE = 32  # documents


@dataclass(frozen=True, slots=True)
class Said:
    """One source on one document: its side, the zones as it sees them, its labels of the document."""

    side: Side
    zones: tuple[Zone, ...] = ()
    attributes: Attributes = ()

    @property
    def boilerplate(self) -> list[Range]:
        """What counts only where that is asked for."""
        return boilerplate_of(self.zones)


def boilerplate_of(zones: Iterable[Zone]) -> list[Range]:
    """The places of those zones that count only where that is asked for."""
    return [zone.range for zone in zones if zone.kind == "boilerplate"]


@dataclass
class Memory:
    """What was read, for as long as it is taken to be so; what would be more than `most` spans is read each time."""

    most: int = MOST
    spans: int = 0
    full: bool = False  # whether something was read that is not kept
    _said: dict[tuple[str, int], Said] = field(default_factory=dict[tuple[str, int], Said])

    def of(self, document: str, source: Source) -> Said | None:
        """What a source says of a document, where it was read."""
        return self._said.get((document, source.id))

    def keep(self, document: str, source: Source, said: Said) -> None:
        """Keep what was read, as far as there is room."""
        if (document, source.id) in self._said:
            return
        if self.spans + len(said.side.spans) > self.most:
            self.full = True
            return
        self.spans += len(said.side.spans)
        self._said[document, source.id] = said


def _reading_order(span: Span) -> tuple[int, int, str]:
    """As `index.reading_order`, at half the price."""
    places = span.fragments
    return places[0][0], -places[-1][1], span.id


class Reading:
    """Reads what sources say of documents. Every method raises ProjectError for a damaged file."""

    def __init__(self, project: Project, memory: Memory | None = None) -> None:
        self._project, self._memory = project, memory if memory is not None else Memory(0)

    def each(self, ids: Sequence[str], sources: Sequence[Source]) -> Iterator[tuple[str, Mapping[int, Said]]]:
        """Each document by id, with what the sources, by number, say of it; some documents are read ahead."""
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            read = self._read(some, sources)
            for one in some:
                known = {each.id: self._memory.of(one, each) or read[one, each.id] for each in sources}
                yield one, known

    def _read(self, ids: Sequence[str], sources: Sequence[Source]) -> dict[tuple[str, int], Said]:
        """What is not known yet."""
        found = dict[tuple[str, int], Said]()
        new = [(one, each) for one in ids for each in sources if self._memory.of(one, each) is None]
        docs = [self._project.documents.get(one) for one in dict.fromkeys(one for one, _ in new)]
        asked = list(dict.fromkeys(each for _, each in new))
        items = self._project.annotations.items_of_many(docs, [one for one in asked if one.kind != "model"])
        for doc in docs:
            for each in asked:
                said = (
                    self._of_model(doc, each) if each.kind == "model" else self._of(doc, each, items[doc.id, each.id])
                )
                found[doc.id, each.id] = said
                self._memory.keep(doc.id, each, said)
        return found

    def _of_model(self, doc: Document, source: Source) -> Said:
        state = self._project.suggestions.proposed(doc, source)
        return Said(Side.of(state), tuple(state.zones.values()), state.marks.attributes)

    def _of(self, doc: Document, source: Source, items: Sequence[Item]) -> Said:
        spans = sorted([item for item in items if isinstance(item, Span)], key=_reading_order)
        side = Side(tuple(spans), tuple([item for item in items if isinstance(item, Relation)]))
        ids = side.by_id
        if not all(one.head in ids and one.child in ids for one in side.relations):
            self._project.annotations.state(doc, source)  # raises, and says what is wrong
        marks = next((item for item in items if isinstance(item, Marks)), None)
        return Said(side, self._zones(doc, source, items), marks.attributes if marks is not None else ())

    def _zones(self, doc: Document, source: Source, items: Sequence[Item]) -> tuple[Zone, ...]:
        left_out = self._project.annotations.zones_left_out(doc, source)
        there = (zone for zone in doc.zones if zone.id not in left_out)
        return tuple({zone.id: zone for zone in (*there, *(one for one in items if isinstance(one, Zone)))}.values())
