"""Items to JSON and back, exactly: what the journal keeps, and what the text columns hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Any, cast

from annotate.model import Attributes, Decision, Item, Marks, Relation, Span, Value, Zone
from annotate.offsets import Range

Image = dict[str, Any]


def dump(data: Any) -> str:
    """Compact JSON with sorted keys: the same data is the same text. Raises ValueError for NaN and infinity."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def encode(item: Item) -> str:
    """The full image of an item as JSON; fields that say nothing are left out."""
    image: Image = {}
    for field in fields(item):
        content = getattr(item, field.name)
        if field.name == "fragments":
            image["fragments"] = fragments_image(content)
        elif field.name == "value":
            image["value"] = value_image(content)
        elif field.name == "attributes":
            image["attributes"] = dict(content)
        else:
            image[field.name] = content
    return dump({name: content for name, content in image.items() if not _says_nothing(content)})


def _says_nothing(content: Any) -> bool:
    """Whether a field is left out of an image; a score of 0.0 is one, though Python has it equal to False."""
    return not isinstance(content, float) and content in (None, "", {}, False)


def encode_span(span: Span) -> str:
    """What `encode` gives for a span, several times as fast: a bulk import encodes millions."""
    text, score = encode_basestring, span.score
    fragments = ",".join([f"[{start},{end}]" for start, end in span.fragments])
    image = value_image(span.value) if span.value is not None else None
    attributes = f'"attributes":{dump(dict(span.attributes))},' if span.attributes else ""
    decision = f'"decision":{text(span.decision)},' if span.decision else ""
    flagged = '"flagged":true,' if span.flagged else ""
    label = f',"label":{text(span.label)}' if span.label else ""
    note = f',"note":{text(span.note)}' if span.note else ""
    origin = f',"origin":{text(span.origin)}' if span.origin else ""
    scored = f',"score":{dump(score)}' if score is not None and not _says_nothing(score) else ""
    surface = f',"text":{text(span.text)}' if span.text else ""
    value = f',"value":{dump(image)}' if image else ""
    head = f'{{{attributes}{decision}{flagged}"fragments":[{fragments}],"id":{text(span.id)}'
    return f"{head}{label}{note}{origin}{scored}{surface}{value}}}"


def decode(kind: str, text: str) -> Item:
    """The item of a class name from its image. Raises ValueError, KeyError or TypeError for what is no image."""
    image = cast("Image", json.loads(text))
    return _DECODERS[kind](image)


def fragments_image(fragments: Iterable[Range]) -> list[list[int]]:
    """Fragments as lists of two numbers."""
    return [[start, end] for start, end in fragments]


def fragments_of(image: Iterable[Iterable[int]]) -> tuple[Range, ...]:
    """Fragments from lists of two numbers."""
    return tuple(Range(*pair) for pair in image)


def value_image(value: Value | None) -> Image | None:
    """The fields of a value that say something."""
    if value is None:
        return None
    pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
    return {name: content for name, content in pairs if content is not None}


def value_of(image: Mapping[str, Any] | None) -> Value | None:
    """The value of an image; None where there is none."""
    return None if image is None else Value(**image)


def attributes_of(image: Mapping[str, Any] | None) -> Attributes:
    """Attributes sorted by name."""
    return tuple(sorted((image or {}).items()))


def _span(image: Image) -> Span:
    return Span(
        image["id"],
        image["label"],
        fragments_of(image["fragments"]),
        image.get("text", ""),
        value=value_of(image.get("value")),
        attributes=attributes_of(image.get("attributes")),
        note=image.get("note", ""),
        flagged=image.get("flagged", False),
        origin=image.get("origin", ""),
        score=image.get("score"),
        decision=image.get("decision", "manual"),
    )


def _relation(image: Image) -> Relation:
    rest: Image = {name: content for name, content in image.items() if name != "attributes"}
    return Relation(attributes=attributes_of(image.get("attributes")), **rest)


def _decision(image: Image) -> Decision:
    rest: Image = {name: content for name, content in image.items() if name != "fragments"}
    return Decision(fragments=fragments_of(image["fragments"]), **rest)


def _zone(image: Image) -> Zone:
    return Zone(image["id"], image["kind"], image.get("start", 0), image["end"])


def _marks(image: Image) -> Marks:
    rest: Image = {name: content for name, content in image.items() if name != "attributes"}
    return Marks(attributes=attributes_of(image.get("attributes")), **rest)


_DECODERS: Mapping[str, Callable[[Image], Item]] = {
    "Span": _span,
    "Relation": _relation,
    "Decision": _decision,
    "Zone": _zone,
    "Marks": _marks,
}
