"""From a place with a model's label to a suggestion: the label of the scheme, the ends that the guidelines want."""

from __future__ import annotations

import re

from annotate.document import Document
from annotate.offsets import Range, trim
from annotate.suggest.base import Suggestion
from annotate.suggest.mapping import LabelMap
from annotate.suggest.numbers import parse_value

_TITLES = frozenset(
    "mr mrs ms miss dr prof professor president minister sir dame lord lady sen senator gov governor rep general gen "
    "colonel col captain capt major maj lieutenant lt sergeant sgt king queen prince princess pope father rev judge "
    "justice sheikh imam ayatollah chancellor secretary ambassador chairman commander mayor".split()
)
_PEOPLE = frozenset({"PERSON", "PER"})


def suggestion_at(
    doc: Document, labels: LabelMap, place: Range, name: str, score: float, *, as_found: bool = False
) -> Suggestion | None:
    """The suggestion for a place that a model has labelled `name`, with its value where its label carries one.

    None where the label is not mapped, or where nothing is left of a name without title, article and possessive;
    `as_found`, those stay.
    """
    label = labels.of(name)
    if label is None:
        return None
    meaning = labels.scheme.meaning(label)
    if meaning != "none":
        value = parse_value(doc.text[place.start : place.end], label, date=doc.meta.get("date"))
        return Suggestion(place.start, place.end, label, score, value)
    if as_found:
        return Suggestion(place.start, place.end, label, score)
    trimmed = clean(doc.text, place, title=name.upper() in _PEOPLE or label in _PEOPLE)
    return None if trimmed is None else Suggestion(trimmed.start, trimmed.end, label, score)


def clean(text: str, place: Range, *, title: bool) -> Range | None:
    """The range without a leading article or (for people) title, a trailing possessive and outer signs.

    None where nothing is left.
    """
    start, end = trim(text, *place)
    for possessive in ("'s", "’s"):
        if text.endswith(possessive, start, end):
            end -= len(possessive)
    while (match := re.match(r"(\w+)\.?\s+", text[start:end])) is not None:
        word = match[1].lower()
        if not (word in ("the", "a", "an") or (title and word in _TITLES)):
            break
        start += match.end()
    if start >= end or not any(character.isalnum() for character in text[start:end]) or "\n" in text[start:end].strip():
        return None
    return trim(text, start, end)
