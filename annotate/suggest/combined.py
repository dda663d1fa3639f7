"""The suggester that Gilder uses: a source of names, the grammar of numbers and dates, aliases and relations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import tee
from pathlib import Path
from types import TracebackType

from annotate import VERSION
from annotate.document import Document
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.alias_spans import with_aliases
from annotate.suggest.aliases import find_aliases
from annotate.suggest.base import PARTS, Reader, Reading, SuggestedRelation, Suggestion, Suggestions
from annotate.suggest.numbers import find_values
from annotate.suggest.own_names import OwnNames, own_names
from annotate.suggest.relations import find_relations
from annotate.suggest.relations.own import Known, OwnScorer, known_in

_ALL = frozenset(PARTS)
_PART_OF_MEANING = {"none": "names", "number": "numbers", "date": "dates"}


@dataclass(frozen=True)
class CombinedSuggester:
    """Names of a reader and the values that the grammar finds, merged by `merge`; then aliases and relations.

    `parts` are those that are on; `names` may be None where the names are off. Used in a `with` block it closes its
    reader at the end.
    """

    names: Reader | None
    parts: frozenset[str] = _ALL
    also: Mapping[str, str] = field(default_factory=dict[str, str])  # more to keep with the run
    trained: OwnScorer | None = None  # of relations, on the gold of a project

    @property
    def name(self) -> str:
        """Name and version of the reader; the grammar belongs to the program."""
        return self.names.name if self.names is not None else f"grammar {VERSION}"

    @property
    def settings(self) -> Mapping[str, str]:
        """Those of the reader, the parts that are on, and the version of the program that the grammar belongs to."""
        own = dict(self.names.settings) if self.names is not None else dict[str, str]()
        return own | {**self.also, **settings_of(self.parts)}

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many answers of the reader were left out until now, by reason."""
        return self.names.dropped if self.names is not None else {}

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        """What all parts propose outside boilerplate, with labels of `scheme` only, in text order."""
        own, trained = own_names(scheme), self._trained(scheme)
        for doc, reading in self._read(docs, scheme):
            yield self._of(doc, reading, scheme, own, trained)

    def close(self) -> None:
        """Let go of what the reader holds."""
        if self.names is not None:
            self.names.close()

    def __enter__(self) -> CombinedSuggester:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[tuple[Document, Reading]]:
        if self.names is None:
            return ((doc, Reading()) for doc in docs)
        for_names, for_rest = tee(docs)
        return zip(for_rest, self.names.read(for_names, scheme), strict=True)

    def _trained(self, scheme: Scheme) -> Known | None:
        if self.trained is None or self.names is None or "relations" not in self.parts:
            return None
        return known_in(self.trained, scheme, self.names.mapping(scheme).of)

    def _of(self, doc: Document, reading: Reading, scheme: Scheme, own: OwnNames, trained: Known | None) -> Suggestions:
        names = [one for one in reading.names if _PART_OF_MEANING[scheme.meaning(one.label)] in self.parts]
        boilerplate = [zone.range for zone in doc.zones if zone.kind == "boilerplate"]
        values = self._values(doc, scheme, reading.decides)
        spans = outside((beside if reading.nested else merge)(names, values), boilerplate)
        if self.parts >= {"aliases", "names"}:
            spans = outside(with_aliases(doc.text, spans, scheme), boilerplate)
        return Suggestions(tuple(spans), tuple(self._relations(doc, spans, reading, own, trained)))

    def _values(self, doc: Document, scheme: Scheme, decided: frozenset[str]) -> list[Suggestion]:
        if not self.parts & {"numbers", "dates"}:
            return []
        return [
            Suggestion(found.start, found.end, label, found.score, found.value)
            for found in find_values(doc.text, date=doc.meta.get("date"))
            if (label := scheme.span_label_for(found.label)) is not None
            and label not in decided
            and ("dates" if found.label in ("DATE", "TIME") else "numbers") in self.parts
        ]

    def _relations(
        self, doc: Document, spans: list[Suggestion], reading: Reading, own: OwnNames, trained: Known | None
    ) -> Iterable[SuggestedRelation]:
        """One for a pair: aliases first, then what was trained on gold, which alone answers for its labels."""
        given, found = own.given(spans), list[SuggestedRelation]()
        if "aliases" in self.parts:
            found += own.answered(find_aliases(doc.text, given, own.scheme))
        if trained is not None:
            found += trained.find(doc.text, spans, reading.words)
        if "relations" in self.parts and reading.words:
            more = own.answered(find_relations(doc.text, given, reading.words, own.scheme))
            found += [one for one in more if trained is None or one.label not in trained.labels]
        once = {frozenset((one.head, one.child)): one for one in reversed(found)}
        return sorted(once.values(), key=lambda one: (one.head, one.child))


def settings_of(parts: frozenset[str]) -> dict[str, str]:
    """What is kept with every run: the parts that are on, and the version of the program with its grammar."""
    return {"parts": ", ".join(part for part in PARTS if part in parts) or "none", "grammar": VERSION}


def beside(names: Sequence[Suggestion], values: Sequence[Suggestion]) -> list[Suggestion]:
    """Both lists as one, in text order, of names that are meant to overlap one another: all of them stay but those that
    overlap a value which `merge` would keep."""
    kept = [one for one in merge(names, values) if one in values]
    left = [one for one in names if not any(one.range.overlaps(value.range) for value in kept)]
    return sorted([*left, *kept], key=lambda one: (one.start, -one.end))


def merge(names: Iterable[Suggestion], values: Iterable[Suggestion]) -> list[Suggestion]:
    """Both lists as one, in text order, without overlap.

    Of those that overlap the longest stays, of equally long ones the value, then the earlier one; what overlaps with
    it goes, and the rest is decided in the same way.
    """
    ranked = sorted(
        [*((one, 1) for one in names), *((one, 0) for one in values)], key=lambda row: (row[0].start, row[0].end)
    )
    result, group, reach = list[Suggestion](), list[tuple[Suggestion, int]](), 0
    for one, rank in ranked:
        if group and one.start >= reach:
            result += _best(group)
            group = []
        group.append((one, rank))
        reach = max(reach, one.end)
    return result + _best(group)


def _best(group: list[tuple[Suggestion, int]]) -> list[Suggestion]:
    """Which of a group that hangs together by overlaps stay, in text order."""
    if len(group) == 1:
        return [group[0][0]]
    starts, kept = list[int](), list[Suggestion]()  # side by side, in text order
    for one, _ in sorted(group, key=lambda row: (row[0].start - row[0].end, row[1], row[0].start)):
        at = bisect_right(starts, one.start)
        if (at == 0 or kept[at - 1].end <= one.start) and (at == len(kept) or one.end <= kept[at].start):
            starts.insert(at, one.start)
            kept.insert(at, one)
    return kept


def outside(found: Iterable[Suggestion], zones: Iterable[Range]) -> list[Suggestion]:
    """The suggestions that touch none of `zones`."""
    closed = list(zones)
    return [one for one in found if not any(zone.overlaps(one.range) for zone in closed)] if closed else list(found)


def load_suggester(
    model: str | None,
    *,
    embedded: Callable[[], Path],
    parts: Iterable[str] = PARTS,
    said: Mapping[str, str] | None = None,
    any_language: bool = False,
) -> CombinedSuggester:
    """The suggester with the embedded pipeline, or with the installed pipeline or folder that `model` names.

    `said` maps labels of the model by hand. Slow: imports spaCy and reads weights. Raises InputError where there is no
    such pipeline, or none that can be used here.
    """
    from annotate.suggest.recipe import make_recipe

    return make_recipe(model, embedded=embedded, parts=parts, said=said, any_language=any_language).make()
