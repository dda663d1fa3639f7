"""What the results of Label Studio say of a region or of a task as a whole, in Gilder's words, and back.

An attribute of a region is a result of its own with the region's id. What Label Studio has no word for is in the `meta`
of the result, under names that begin with `gilder_`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from annotate.model import Attributes, AttributeValue, How, Relation, Span
from store.exchange.labelstudio.places import Data
from store.exchange.pairs import Said, attribute_pairs, own_pairs, said

LABELS = ("labels", "hypertextlabels", "paragraphlabels")
SAYING = ("choices", "textarea", "taxonomy", "number", "rating", "datetime")
"""Types of results that say something of a region or of the task."""

_BETWEEN = " > "  # steps of a path in a taxonomy
_PACKED = ("gilder_type", "gilder_attributes")
_DECISIONS: dict[object, How] = {"prediction": "accepted", "prediction-changed": "edited"}
_ORIGINS: dict[How, str] = {"accepted": "prediction", "edited": "prediction-changed"}


def labels_of(result: Data) -> list[str]:
    """The labels of a region."""
    value = value_of(result)
    keys = [str(result.get("type")), *LABELS]
    found: object = next((value[key] for key in keys if key in LABELS and key in value), None)
    some = cast("list[object]", found) if isinstance(found, list) else [found]
    return [one for one in some if isinstance(one, str) and one]


def value_of(result: Data) -> Data:
    """The value of a result."""
    value: object = result.get("value")
    return cast("Data", value) if isinstance(value, dict) else {}


def region_said(result: Data, others: Iterable[Data]) -> Said:
    """What a region says, with the results that have its id."""
    found = said(_own(result))
    for name, value in _attributes(others):
        found.attributes.setdefault(*_unpacked(name, value))
    meta = _meta(result)
    notes: object = meta.get("text", [])
    listed = cast("list[object]", notes) if isinstance(notes, list) else [notes]
    found.note = "\n".join(str(one) for one in listed)
    found.score = _score(result)
    if "gilder_decision" not in meta:
        found.decision = _DECISIONS.get(result.get("origin"), "manual")
    return found


def _score(result: Data) -> float | None:
    score: object = result.get("score")
    fits = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    return float(cast("float", score)) if fits else None


def _meta(result: Data) -> Data:
    meta: object = result.get("meta")
    return cast("Data", meta) if isinstance(meta, dict) else {}


def _own(result: Data) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in _meta(result).items() if key.startswith("gilder_") and key not in _PACKED]


def _attributes(results: Iterable[Data]) -> Iterable[tuple[str, AttributeValue]]:
    for one in results:
        name, value = one.get("from_name"), said_by(one)
        if isinstance(name, str) and name and value is not None:
            yield name, value


def _unpacked(name: str, value: AttributeValue) -> tuple[str, AttributeValue]:
    return name.removeprefix("gilder_attribute_"), value


def said_by(result: Data) -> AttributeValue | None:
    """What a result of one of the types `SAYING` says; None where it says nothing that is known."""
    kind = str(result.get("type"))
    if kind not in SAYING:
        return None
    found: object = value_of(result).get("text" if kind == "textarea" else kind)
    if isinstance(found, int | float):
        return found
    some = cast("list[object]", found) if isinstance(found, list) else [found]
    if kind == "taxonomy":
        some = [_path(one) for one in some]
    if not some or not all(isinstance(one, str) for one in some):
        return None
    text = ("\n" if kind == "textarea" else ", ").join(cast("list[str]", some))
    return _typed(text, _meta(result).get("gilder_type"))


def _path(found: object) -> object:
    """A place in a taxonomy; places that are texts alone are that themselves."""
    steps = cast("list[object]", found) if isinstance(found, list) else [found]
    return _BETWEEN.join(map(str, steps))


def _typed(text: str, kind: object) -> AttributeValue:
    return text == "true" if kind == "bool" else text


def saying(name: str, value: AttributeValue) -> Data:
    """Type, name and value of a new result that says something."""
    if isinstance(value, bool):
        told = {"type": "choices", "value": {"choices": [str(value).lower()]}, "meta": {"gilder_type": "bool"}}
    elif isinstance(value, int | float):
        told = {"type": "number", "value": {"number": value}}
    elif "\n" in value:
        told = {"type": "textarea", "value": {"text": [value]}}
    else:
        told = {"type": "choices", "value": {"choices": [value]}}
    return {**told, "from_name": name}


def packed(some: Attributes) -> list[tuple[str, AttributeValue]]:
    """Attributes under the names that their results have."""
    return attribute_pairs(some, ())


def with_words(result: Data, span: Span, *, suggested: bool) -> Data:
    """A region with all that is said of a span, but its attributes; other things in it stay."""
    skipped = {"gilder_note", "gilder_score"}
    if suggested:
        skipped |= {"gilder_decision", "gilder_origin"}
    elif not span.origin and span.decision in _ORIGINS:
        skipped.add("gilder_decision")
    meta = {key: value for key, value in _meta(result).items() if key != "text" and not key.startswith("gilder_")}
    meta |= {"text": [span.note]} if span.note else {}
    meta |= {name: text for name, text in own_pairs(span) if name not in skipped}
    made = {key: value for key, value in result.items() if key not in ("meta", "score", "origin")}
    made |= {} if suggested else {"origin": _ORIGINS.get(span.decision, "manual")}
    made |= {"meta": meta} if meta else {}
    return made | ({} if span.score is None else {"score": span.score})


def relation_said(result: Data) -> Said:
    """What a relation says beside its label."""
    found = said(_own(result))
    more = [cast("Data", one) for one in listed(_meta(result).get("gilder_attributes")) if isinstance(one, dict)]
    for name, value in _attributes(more):
        found.attributes.setdefault(*_unpacked(name, value))
    if result.get("direction") == "bi":
        found.attributes.setdefault("direction", "bi")
    found.score = _score(result)
    return found


def labels_of_relation(one: Data) -> list[str]:
    """The labels of a relation; one that has none is called so."""
    return [label for label in listed(one.get("labels")) if isinstance(label, str) and label] or [UNLABELLED]


def relation_words(each: Relation, before: Data, *, suggested: bool) -> Data:
    """All that is said of a relation, but its ends; other things that were there stay."""
    both = ("direction", "bi") in each.attributes
    attributes = [saying(*one) for one in packed(each.attributes) if not (both and one == ("direction", "bi"))]
    skipped = ("gilder_score", *(("gilder_decision", "gilder_origin") if suggested else ()))
    meta = {key: value for key, value in _meta(before).items() if not key.startswith("gilder_")}
    meta |= {name: text for name, text in own_pairs(each) if name not in skipped}
    meta |= {"gilder_attributes": attributes} if attributes else {}
    kept = {key: value for key, value in before.items() if key not in ("meta", "labels", "score", "direction")}
    made = {**kept, "type": "relation", "direction": "bi" if both else "right"}
    made |= {} if each.label == UNLABELLED else {"labels": [each.label]}
    made |= {"meta": meta} if meta else {}
    return made | ({} if each.score is None else {"score": each.score})


UNLABELLED = "relation"
"""The label of relations that have none."""


def same(one: Said, two: Span | Relation, *, suggested: bool) -> bool:
    """Whether a span or relation says what a result said. Suggestions have no more than a score."""
    value = two.value if isinstance(two, Span) else None
    if suggested:
        return one.value == value and two.score in (one.score, 1.0 if one.score is None else one.score)
    facts = (one.value, one.note, one.flagged, one.origin, one.score, one.decision, one.attributes)
    return facts == (value, two.note, two.flagged, two.origin, two.score, two.decision, dict(two.attributes))


def in_gilder(more: Said, *, suggested: bool) -> dict[str, Any]:
    """What a span or relation is added to a building with; suggestions are open."""
    found = replace(more, decision="open") if suggested and more.decision == "manual" else more
    return found.more()


def listed(some: object) -> Sequence[object]:
    """A list; nothing for what is none."""
    return cast("list[object]", some) if isinstance(some, list) else []
