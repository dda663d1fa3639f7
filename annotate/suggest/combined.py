"""The suggester that Gilder uses: names from a spaCy pipeline, numbers and dates from its own grammar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import tee
from pathlib import Path

from annotate import VERSION
from annotate.document import Document
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.base import Suggester, Suggestion, Suggestions
from annotate.suggest.numbers import find_values


@dataclass(frozen=True, slots=True)
class CombinedSuggester:
    """Names of one suggester and the values that the grammar finds, merged by `merge`."""

    names: Suggester

    @property
    def name(self) -> str:
        """Name and version of the pipeline; the grammar belongs to the program."""
        return self.names.name

    @property
    def settings(self) -> Mapping[str, str]:
        """Those of the names, and the version of the program that the grammar belongs to."""
        return {**self.names.settings, "grammar": VERSION}

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        """What both propose outside boilerplate, with labels of `scheme` only, in text order."""
        for_names, for_values = tee(docs)
        for doc, names in zip(for_values, self.names.suggest(for_names, scheme), strict=True):
            boilerplate = [zone.range for zone in doc.zones if zone.kind == "boilerplate"]
            yield Suggestions(tuple(outside(merge(names.spans, self._values(doc, scheme)), boilerplate)))

    def _values(self, doc: Document, scheme: Scheme) -> list[Suggestion]:
        return [
            Suggestion(found.start, found.end, label, found.score, found.value)
            for found in find_values(doc.text, date=doc.meta.get("date"))
            if (label := scheme.span_label_for(found.label)) is not None
        ]


def merge(names: Iterable[Suggestion], values: Iterable[Suggestion]) -> list[Suggestion]:
    """Both lists as one, in text order, without overlap: the longer one stays, of two equally long the value."""
    ranked = [(-found.range.size, 0, found) for found in values] + [(-found.range.size, 1, found) for found in names]
    ranked.sort(key=lambda row: (row[0], row[1], row[2].start))
    kept: dict[int, Suggestion] = {}  # each taken code point with its suggestion
    for _, _, found in ranked:
        if not any(offset in kept for offset in range(found.start, found.end)):
            kept.update(dict.fromkeys(range(found.start, found.end), found))
    return sorted(set(kept.values()), key=lambda found: found.start)


def outside(found: Iterable[Suggestion], zones: Iterable[Range]) -> list[Suggestion]:
    """The suggestions that touch none of `zones`."""
    closed = list(zones)
    return [one for one in found if not any(zone.overlaps(one.range) for zone in closed)]


def load_suggester(model: str | None, *, embedded: Callable[[], Path]) -> CombinedSuggester:
    """The suggester with the embedded pipeline, or with the installed pipeline or folder that `model` names.

    Slow: imports spaCy and reads weights. Raises InputError where there is no such pipeline.
    """
    from annotate.suggest.pipeline import SpacySuggester, load_pipeline

    return CombinedSuggester(SpacySuggester(load_pipeline(model if model is not None else str(embedded()))))
