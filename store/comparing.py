"""What any two or more sources say of the same documents, for scores, agreement and adjudication.

A source has looked at a document where it has annotated something in it, has marked it done, or, of a model, where its
newest run over it is there. Who has looked and found nothing has an empty side; who has not looked has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range, tokens
from annotate.scores.agreement import Annotated
from annotate.scores.compared import Compared, Side
from annotate.state import AnnotationState
from store.connection import Step, no_step
from store.errors import decoding
from store.project import Project
from store.said import Memory, Reading, Said, boilerplate_of
from store.sources import PARTS, Source

_ANNOTATED = (
    "SELECT d.uid FROM document d WHERE EXISTS (SELECT 1 FROM span WHERE doc_id=d.id AND source_id=:source) "
    "OR EXISTS (SELECT 1 FROM decision WHERE doc_id=d.id AND source_id=:source) "
    "OR EXISTS (SELECT 1 FROM marks WHERE doc_id=d.id AND source_id=:source "
    "AND (status='done' OR attributes IS NOT NULL)) ORDER BY d.id"
)
# A run of which only what was decided on is left has fewer suggestions in a document than it once had.
_RUN_OVER = (
    "SELECT d.uid FROM document d JOIN run_document x ON x.doc_id=d.id "
    "WHERE x.run_id=(SELECT max(y.run_id) FROM run_document y JOIN model_run r ON r.id=y.run_id "
    "WHERE y.doc_id=d.id AND r.source_id=:source) AND x.spans<=(SELECT count(*) FROM suggestion s "
    "WHERE s.doc_id=x.doc_id AND s.run_id=x.run_id AND s.start_ch IS NOT NULL) ORDER BY d.id"
)
_STATUS = "SELECT d.uid, m.status FROM marks m JOIN document d ON d.id=m.doc_id WHERE m.source_id=:source"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is compared: documents by id (None: all), statuses that the first source must have given them, labels (none:
    all), and whether boilerplate counts."""

    documents: frozenset[str] | None = None
    statuses: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    boilerplate: bool = False


EVERYTHING = Scope()
ENOUGH = 50_000  # spans


class Comparing:
    """Reads what sources say of a project's documents. Every method raises ProjectError for a damaged file.

    `memory` is given to several that look at the same documents, so that they are read once.
    """

    def __init__(self, project: Project, memory: Memory | None = None) -> None:
        self._project, self._reading = project, Reading(project, memory)

    def sources(self) -> list[Source]:
        """All sources that have annotated something, oldest first."""
        return [one for one in self._project.sources.all() if one.name != PARTS]

    def source(self, name: str) -> Source:
        """The source of a name; a model’s also without `model:`, and without its version where that is clear.

        Raises InputError that names the sources there are.
        """
        sources = self.sources()
        found = [one for one in sources if one.name in (name, f"model:{name}")]
        found = found or [one for one in sources if one.kind == "model" and _unversioned(one.name) == _of_model(name)]
        if len(found) == 1:
            return found[0]
        there = ", ".join(one.name for one in found or sources) or "nobody has annotated yet"
        what = f"“{name}” is more than one source" if found else f"there is no source “{name}”; the sources are"
        raise InputError(f"{self._project.path}: {what}: {there}")

    def looked_at(self, source: Source) -> list[str]:
        """Ids of the documents that a source has looked at, in the order of import."""
        sql = _RUN_OVER if source.kind == "model" else _ANNOTATED
        with decoding(self._project.path):
            return [uid.hex() for (uid,) in self._project.connection.rows(sql, {"source": source.id})]

    def spans_of(self, source: Source) -> int:
        """How many spans a source has, as far as `ENOUGH`: counting on would take long in a large project."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM span WHERE source_id=? LIMIT ?)"
        return self._project.connection.value(sql, (source.id, ENOUGH))

    def statuses(self, source: Source) -> dict[str, str]:
        """How far a source says that each document is, by its id; those that it says nothing of are `new`."""
        with decoding(self._project.path):
            rows = self._project.connection.rows(_STATUS, {"source": source.id})
            return {uid.hex(): status for uid, status in rows}

    def state(self, doc: Document, source: Source) -> AnnotationState:
        """What a source says of a document: of a model what its newest run over it proposed, hidden or not."""
        if source.kind == "model":
            return self._project.suggestions.proposed(doc, source)
        return self._project.annotations.state(doc, source)

    def shared(self, sources: Sequence[Source], scope: Scope = EVERYTHING, *, least: int | None = None) -> list[str]:
        """Ids of the documents in scope that `least` of the sources (None: all of them) have looked at."""
        seen = [set(self.looked_at(one)) for one in sources]
        wanted = len(sources) if least is None else least
        statuses = self.statuses(sources[0]) if scope.statuses else {}
        return [
            one
            for one in self._project.documents.ids()
            if sum(one in some for some in seen) >= wanted
            and (scope.documents is None or one in scope.documents)
            and (not scope.statuses or statuses.get(one, "new") in scope.statuses)
        ]

    def compared(
        self, gold: Source, predicted: Source, scope: Scope = EVERYTHING, *, step: Step = no_step
    ) -> list[Compared]:
        """Two sources on the documents in scope that both have looked at; what lies in gold's boilerplate is left out
        of both, unless it counts."""
        return list(self.each_compared(gold, predicted, scope, step=step))

    def each_compared(
        self, gold: Source, predicted: Source, scope: Scope = EVERYTHING, *, step: Step = no_step
    ) -> Iterator[Compared]:
        """The same one by one, for scores of very many documents: their counts are small, their spans are not."""
        ids = self.shared((gold, predicted), scope)
        for at, (one, said) in enumerate(self._reading.each(ids, (gold, predicted))):
            step(at, len(ids))
            first, second = said[gold.id], said[predicted.id]
            out = [] if scope.boilerplate else first.boilerplate
            yield Compared(
                one, _kept(first.side, out, scope.labels), _kept(second.side, out, scope.labels), first.zones
            )

    def annotated(
        self, sources: Sequence[Source], scope: Scope = EVERYTHING, *, step: Step = no_step
    ) -> list[Annotated]:
        """Several sources on the documents in scope that two or more have looked at, with words and signs as tokens;
        what lies in boilerplate that all of them see is left out, unless it counts."""
        found = list[Annotated]()
        ids = self.shared(sources, scope, least=2)
        seen = {one.name: set(self.looked_at(one)) for one in sources}
        for at, (one, all_said) in enumerate(self._reading.each(ids, sources)):
            step(at, len(ids))
            doc = self._project.documents.get(one)
            said = {each.name: all_said[each.id] for each in sources if one in seen[each.name]}
            out = [] if scope.boilerplate else _common(said.values())
            found.append(
                Annotated(
                    one,
                    len(doc.text),
                    [token for token in tokens(doc.text) if not _inside(token, out)] if out else list(tokens(doc.text)),
                    {name: _kept(each.side, out, scope.labels) for name, each in said.items()},
                    {name: dict(each.attributes) for name, each in said.items()},
                )
            )
        return found


def boilerplate(state: AnnotationState) -> list[Range]:
    """The zones of a document that count only where that is asked for, as a source sees them."""
    return boilerplate_of(state.zones.values())


def common_boilerplate(states: Iterable[AnnotationState]) -> list[Range]:
    """The boilerplate that all who have looked at a document see."""
    first, *others = ([boilerplate(one) for one in states]) or [[]]
    return [one for one in first if all(one in other for other in others)]


def side(state: AnnotationState, out: Sequence[Range] = (), labels: Iterable[str] = ()) -> Side:
    """A source's side without what lies in the places `out`, and of some labels only (none given: of all)."""
    return _kept(Side.of(state), out, labels)


def _kept(everything: Side, out: Sequence[Range], labels: Iterable[str]) -> Side:
    only = frozenset(labels)

    def kept(span: Span) -> bool:
        return (not only or span.label in only) and not _inside(span.range, out)

    return everything.only(kept) if out or only else everything


def _of_model(name: str) -> str:
    return f"model:{name.removeprefix('model:')}"


def _unversioned(name: str) -> str:
    """`model:news-en 2.0.0` without its version."""
    first, _, last = name.rpartition(" ")
    return first if first and last[:1].isdigit() else name


def _common(said: Iterable[Said]) -> list[Range]:
    """The boilerplate that all agree on."""
    first, *others = (one.boilerplate for one in said)
    return [one for one in first if all(one in other for other in others)]


def _inside(place: Range, zones: Sequence[Range]) -> bool:
    return any(zone.covers(place) for zone in zones)
