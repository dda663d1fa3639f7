"""The cases behind the numbers of a comparison, each in its context: as work for a thread. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from typing import Literal, NamedTuple, overload

from annotate.document import Document
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.scores.compared import Compared
from annotate.scores.disagreements import disagreements, relation_disagreements
from annotate.scores.judged import (
    Column,
    Criterion,
    Judged,
    judged_relations,
    judged_spans,
    judged_values,
)
from annotate.scores.parted import key
from annotate.scores.progress import Turn
from annotate.values import describe
from gui.compare_look import Asked, Comparison, Review, seldom
from gui.jobs import Report
from gui.searching import Place, around, one_line, place_in
from store.comparing import Comparing
from store.project import Project
from store.said import Memory
from store.sources import Source

MOST = 5000  # cases that are shown
NOTHING = "–"
RELATION = "relation: "
Section = Literal["differ", "spans", "relations", "ends", "values", "labels"]
Items = tuple[Span | Relation, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Which cases are asked for: those of a cell of a table, or all that differ.

    `section`: what differs; spans, relations, relations whose ends overlap, fields of values as they are counted;
    or pairs of labels of the confusion matrix. `documents` None are all.
    """

    title: str = ""
    section: Section = "differ"
    criterion: Criterion = "exact"
    row: str | None = None  # label, or field of values
    column: Column = "any"
    labels: tuple[str | None, str | None] | None = None
    documents: frozenset[str] | None = None
    zone: str = ""
    sources: tuple[str, ...] = ()  # all pairs of these, instead of the two that are compared


EVERYTHING = Cell()


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it is shown; `sources` are those whose words `gold` and `other` are."""

    place: Place
    kind: str
    gold: str
    other: str
    labels: tuple[str, str]
    sources: tuple[Source, Source]

    @property
    def told(self) -> Case:
        """Itself: it is in words."""
        return self


class _Found(NamedTuple):
    kind: str
    place: Range
    gold: Items
    predicted: Items
    sides: tuple[Mapping[str, Span], Mapping[str, Span]]
    labels: tuple[str, str]
    detail: str = ""  # a field of values


class Listed(NamedTuple):
    """A case before it is told in words: what is found where, with the text around it as it stands there."""

    found: _Found
    document: str
    name: str
    around: tuple[str, str, str]  # before, inside, after
    sources: tuple[Source, Source]

    @property
    def kind(self) -> str:
        """What differs."""
        return self.found.kind

    @property
    def labels(self) -> tuple[str, str]:
        """Of either source."""
        return self.found.labels

    @property
    def told(self) -> Case:
        """The same in words."""
        found, (before, text, after) = self.found, map(one_line, self.around)
        gold, other = (_said(*said, found.detail) for said in zip(found[2:4], found.sides, strict=True))
        place = Place(self.document, self.name, found.place, before, text, after)
        return Case(place, found.kind, gold, other, found.labels, self.sources)


class Listing(Sequence[Case]):
    """Cases that are told in words when somebody looks at them: of thousands a screen is seen."""

    def __init__(self, listed: Sequence[Listed | Case] = ()) -> None:
        self._listed = listed

    def __len__(self) -> int:
        return len(self._listed)

    @overload
    def __getitem__(self, at: int) -> Case: ...
    @overload
    def __getitem__(self, at: slice) -> Listing: ...
    def __getitem__(self, at: int | slice) -> Case | Listing:
        return Listing(self._listed[at]) if isinstance(at, slice) else self._listed[at].told

    @property
    def labels(self) -> Counter[tuple[str, str]]:
        """How often the cases are of which two labels."""
        return Counter([one.labels for one in self._listed])

    def only(self, kind: str | None, labels: tuple[str, str] | None) -> Listing:
        """Those of a kind (None: all) and of two labels."""
        if kind is None and labels is None:
            return self
        return Listing([
            one
            for one in self._listed
            if (kind is None or one.kind == kind) and (labels is None or one.labels == labels)
        ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cases:
    """The first cases of a cell, how many there are, and which kinds and texts are the most frequent of all."""

    cell: Cell = EVERYTHING
    cases: Listing = field(default_factory=Listing)
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict[str, int])
    texts: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class Opening:
    """Opens a cell: finds its cases and reads what stands around them."""

    comparison: Comparison | None
    cell: Cell
    asked: Asked
    zones: Mapping[str, Sequence[Compared]] = field(default_factory=dict[str, Sequence[Compared]])
    memory: Memory = field(default_factory=Memory)

    def __call__(self, project: Project, report: Report) -> Cases:
        told, step = _Telling(self.cell), seldom(report)
        for gold, other, compared in self._pairs(project, report):
            for at, one in enumerate(compared):
                step(at, len(compared))
                if self.cell.documents is None or one.document in self.cell.documents:
                    told.add(project, one.document, list(found_in(one, self.cell)), (gold, other))
        return told.cases

    def _pairs(self, project: Project, report: Report) -> Iterator[tuple[Source, Source, Sequence[Compared]]]:
        if self.comparison is not None and not self.cell.sources:
            rows = self.zones[self.cell.zone] if self.cell.zone else self.comparison.compared
            yield self.comparison.gold, self.comparison.other, rows
            return
        comparing = Comparing(project, self.memory)
        for names in combinations(self.cell.sources, 2):
            one, two = (comparing.source(name) for name in names)
            yield one, two, comparing.compared(one, two, self.asked.scope, step=seldom(report))


@dataclass(frozen=True)
class Turned:
    """Shows what got better, or worse, from one model to another, in its context."""

    review: Review
    better: bool

    def __call__(self, project: Project, report: Report) -> Cases:
        turns, found = [one for one in self.review.progress.turns if one.better == self.better], list[Case]()
        doc: Document | None = None
        for at, turn in enumerate(turns[:MOST]):
            report(at, len(turns))
            if doc is None or doc.id != turn.document:
                doc = project.documents.get(turn.document)
            found.append(_turned(doc, turn, self.review))
        texts = Counter((turn.gold or turn.after or turn.before or _NO_SPAN).text for turn in turns)
        return Cases(Cell(), Listing(found), len(turns), Counter(case.kind for case in found), _often(texts))


_NO_SPAN = Span("", "", (Range(0, 1),), "")


def _turned(doc: Document, turn: Turn, review: Review) -> Case:
    before, after = (_said((one,) if one else (), {}) for one in (turn.before, turn.after))
    gold = _said((turn.gold,) if turn.gold else (), {})
    kind = gold if turn.gold is not None else "not in gold"
    labels = tuple(one.label if one is not None else NOTHING for one in (turn.before, turn.after))
    return Case(place_in(doc, turn.place), kind, before, after, (labels[0], labels[1]), (review.before, review.after))


@dataclass
class _Telling:
    """Gathers cases, up to a limit, with their counts."""

    cell: Cell
    found: list[Listed] = field(default_factory=list[Listed])
    kinds: Counter[str] = field(default_factory=Counter[str])
    texts: Counter[str] = field(default_factory=Counter[str])

    def add(self, project: Project, document: str, found: list[_Found], sources: tuple[Source, Source]) -> None:
        if not found:
            return
        doc = project.documents.get(document)
        name, text = doc.name, doc.text
        self.kinds.update([one.kind for one in found])
        self.texts.update([" ".join(text[start:end].split()) for start, end in [one.place for one in found]])
        for one in found[: MOST - len(self.found)]:
            self.found.append(Listed(one, document, name, around(text, one.place), sources))

    @property
    def cases(self) -> Cases:
        kinds = dict(self.kinds.most_common())
        return Cases(self.cell, Listing(self.found), self.kinds.total(), kinds, _often(self.texts))


def found_in(one: Compared, cell: Cell) -> Iterator[_Found]:
    """The cases of a cell in one document, in the order of the text."""
    match cell.section:
        case "differ":
            yield from (case for case in _differing(one) if _of_row(case, cell))
        case "labels":
            yield from _judged(one, (case for case in judged_spans(one) if _labels(case) == cell.labels))
        case "spans":
            yield from _judged(one, _counted(judged_spans(one, cell.criterion), cell))
        case "values":
            yield from _judged(one, _counted(judged_values(one), cell), fields=True)
        case "relations" | "ends":
            cases = judged_relations(one, overlap=cell.section == "ends")
            yield from _judged(one, _counted(cases, cell))


def place_of(items: Items, sides: tuple[Mapping[str, Span], Mapping[str, Span]]) -> Range:
    """From the first code point of spans, and of the ends of relations, to the last."""
    spans = list[Span]()
    for one in items:
        if isinstance(one, Span):
            spans.append(one)
        else:
            spans += _end(one.head, sides), _end(one.child, sides)
    places = [span.fragments for span in spans]
    return Range(min([place[0][0] for place in places]), max([place[-1][1] for place in places]))


def _end(end: str, sides: tuple[Mapping[str, Span], Mapping[str, Span]]) -> Span:
    return sides[0][end] if end in sides[0] else sides[1][end]


def _counted(cases: Iterable[Judged], cell: Cell) -> Iterator[Judged]:
    return (case for case in cases if case.counted(cell.row, cell.column))


def _labels(case: Judged) -> tuple[str | None, str | None]:
    return case.gold and case.gold.label, case.predicted and case.predicted.label


def _differing(one: Compared) -> list[_Found]:
    sides = one.gold.by_id, one.predicted.by_id
    found = [
        _Found(case.kind, case.place, case.gold, case.predicted, sides, _names(case.gold, case.predicted))
        for case in disagreements(one)
    ]
    for case in relation_disagreements(one):
        gold, predicted = _one(case.gold), _one(case.predicted)
        place = place_of(gold + predicted, sides)
        found.append(_Found(_OF_RELATIONS[case.kind], place, gold, predicted, sides, _names(gold, predicted)))
    found.sort(key=_PLACE)
    return found


_OF_RELATIONS = {kind: f"{RELATION}{kind}" for kind in ("missed", "spurious", "label", "direction")}
_PLACE = attrgetter("place")


def _one(item: Span | Relation | None) -> Items:
    return () if item is None else (item,)


def _of_row(case: _Found, cell: Cell) -> bool:
    return cell.row is None or cell.row in case.labels


def _judged(one: Compared, cases: Iterable[Judged], *, fields: bool = False) -> Iterator[_Found]:
    sides = one.gold.by_id, one.predicted.by_id
    found = list[_Found]()
    for case in cases:
        gold, predicted = _one(case.gold), _one(case.predicted)
        kind, detail = _kind(case), ""
        if fields:
            detail = case.right or case.wrong or case.missed or ""
            kind = "right" if case.right else detail
        elif isinstance(case.gold or case.predicted, Relation):
            kind = RELATION + kind
        place = place_of(gold + predicted, sides)
        found.append(_Found(kind, place, gold, predicted, sides, _names(gold, predicted), detail))
    return iter(sorted(found, key=_PLACE))


def _kind(case: Judged) -> str:
    gold, found = case.gold, case.predicted
    if gold is None or found is None:
        return "missed" if found is None else "spurious"
    if isinstance(gold, Relation) or isinstance(found, Relation) or key(gold) == key(found):
        return "right"
    if gold.fragments == found.fragments:
        return "label"
    return "boundary" if gold.label == found.label else "label and boundary"


def _names(gold: Items, predicted: Items) -> tuple[str, str]:
    return gold[0].label if gold else NOTHING, predicted[0].label if predicted else NOTHING


def _said(items: Items, side: Mapping[str, Span], detail: str = "") -> str:
    """What a source says, in a few words."""
    told = [_relation_said(one, side) if isinstance(one, Relation) else _span_said(one, detail) for one in items]
    return "; ".join(told) or NOTHING


def _span_said(span: Span, detail: str) -> str:
    words, more = _words(span), list[str]()
    if span.value is not None:
        known = getattr(span.value, detail, None) if detail and detail != "value" else None
        more.append(f"{detail} {known}" if known is not None else describe(span.value))
    more += [f"{name}: {value}" for name, value in span.attributes]
    return f"{span.label} “{words}” ({', '.join(more)})" if more else f"{span.label} “{words}”"


def _relation_said(one: Relation, side: Mapping[str, Span]) -> str:
    return f"{one.label} “{_words(side[one.head])}” → “{_words(side[one.child])}”"


def _words(span: Span) -> str:
    return " ".join(span.text.split())


def _often(texts: Counter[str]) -> dict[str, int]:
    return {text: count for text, count in texts.most_common(5) if count > 1}
