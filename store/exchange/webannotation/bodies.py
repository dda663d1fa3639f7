"""What the bodies of an annotation say, in Gilder's words, and back.

The first tag is the label, comments are the note, other purposes are attributes. What bodies have no form for is a text
body in JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from annotate.model import AttributeValue, Marks, Relation, Span
from store.exchange.pairs import Said, marks_pairs, own_pairs, said
from store.exchange.webannotation.shape import Data, identity, kinds, many

OWN = "gilder_said"
DOCUMENT = "gilder_document"
_TAGS = ("tagging", "classifying")
_NOTES = ("", "commenting", "describing", "replying", "highlighting")
_TEXT = frozenset(("TextualBody", "EmbeddedContent", "ContentAsText"))


@dataclass
class Body:
    """One body: `role` is tag, note, own, other, or attribute with its name."""

    raw: Any
    role: str
    name: str = ""
    text: str = ""


def motivation(one: Data) -> str:
    """The first motivation of an annotation, without the prefix that older files have."""
    found = next((str(each) for each in many(one.get("motivation", one.get("motivatedBy"))) if each), "")
    return found.removeprefix("oa:")


def bodies_of(one: Data) -> list[Body]:
    """The bodies of an annotation, with what each says."""
    some = [found for key in ("body", "hasBody", "bodies") for found in many(one.get(key))]
    result = [_body(each, motivation(one)) for each in some]
    if isinstance(one.get("bodyValue"), str):
        result.append(_text(one["bodyValue"], "", motivation(one), None))
    if is_hypothesis(one):
        result += [Body(_tag(tag), "tag", text=tag) for tag in many(one.get("tags")) if isinstance(tag, str) and tag]
        text = one.get("text")
        result += [Body(_note(text), "note", text=text)] if isinstance(text, str) and text else []
    return result


def is_hypothesis(one: Data) -> bool:
    """Whether an annotation is in the own form of Hypothesis: its bodies are tags and a text."""
    return "uri" in one and ("tags" in one or "text" in one) and "body" not in one


def with_bodies(one: Data, bodies: list[Any]) -> Data:
    """An annotation with other bodies, in the form that it has."""
    if not is_hypothesis(one):
        key = "bodies" if "bodies" in one else "body"
        return {**{name: value for name, value in one.items() if name not in ("bodyValue", "hasBody")}, key: bodies}
    tags = [body["value"] for body in bodies if body == _tag(str(body.get("value")))]
    notes = [body["value"] for body in bodies if body == _note(str(body.get("value")))]
    rest = [body for body in bodies if body.get("format") == "application/json"]
    return {**one, "tags": tags, "text": "\n".join(notes)} | ({"bodies": rest} if rest else {})


def _body(raw: Any, usual: str) -> Body:
    if isinstance(raw, str):
        return _resource(raw, "", usual, raw)
    if not isinstance(raw, dict):
        return Body(raw, "other")
    some = cast("Data", raw)
    purpose = next((str(each).removeprefix("oa:") for each in many(some.get("purpose", some.get("role"))) if each), "")
    value = some.get("value", some.get("text"))
    if isinstance(value, str) and (kinds(some) & _TEXT or not kinds(some)):
        if some.get("format") == "application/json" and own_words(value):
            return Body(raw, "own", text=value)
        return _text(value, purpose, usual, raw)
    if kinds(some) & {"Choice", "List", "Composite", "Independents"}:
        return Body(raw, "other")
    iri = identity(some.get("source", some.get("hasSource"))) or identity(some) or identity(some.get("related"))
    return _resource(iri, purpose, usual, raw) if iri else Body(raw, "other")


def _text(value: str, purpose: str, usual: str, raw: Any) -> Body:
    role = purpose or (usual if usual in _TAGS else "")
    if role in _TAGS and value.strip():
        return Body(raw, "tag", text=value)
    if role in _NOTES and value:
        return Body(raw, "note", text=value)
    return Body(raw, "attribute", purpose, value) if purpose and value and purpose not in _TAGS else Body(raw, "other")


def _resource(iri: str, purpose: str, usual: str, raw: Any) -> Body:
    if (purpose or usual) in _TAGS:
        return Body(raw, "tag", text=iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri)
    return Body(raw, "attribute", purpose or "body", iri)


def own_words(text: str) -> Data:
    """What a text body in JSON says in Gilder's words; nothing for any other."""
    if OWN not in text and DOCUMENT not in text:
        return {}
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    found: object = (
        (cast("Data", data).get(OWN) or cast("Data", data).get(DOCUMENT)) if isinstance(data, dict) else None
    )
    return cast("Data", found) if isinstance(found, dict) else {}


def said_of(one: Data, bodies: list[Body]) -> tuple[str, Said]:
    """The label of an annotation, and all else that it says."""
    tags = [each.text for each in bodies if each.role == "tag"]
    label = tags[0] if tags else motivation(one) or "annotation"
    own = own_words(next((each.text for each in bodies if each.role == "own"), ""))
    pairs, attributes = own.get("pairs"), own.get("attributes")
    found = said(cast("Data", pairs).items()) if isinstance(pairs, dict) else Said()
    for name, value in _attributes(bodies, tags).items():
        found.attributes[name] = value
    for name, value in (cast("Data", attributes) if isinstance(attributes, dict) else {}).items():
        if isinstance(value, bool | str | int | float):
            found.attributes[name] = value
    found.note = "\n".join(each.text for each in bodies if each.role == "note")
    return label, found


def _attributes(bodies: list[Body], tags: list[str]) -> dict[str, AttributeValue]:
    some = dict[str, list[str]]()
    for each in bodies:
        if each.role == "attribute":
            some.setdefault(each.name, []).append(each.text)
    if tags[1:]:
        some["tags"] = tags[1:]
    return {name: ", ".join(texts) for name, texts in some.items()}


def document_said(bodies: list[Body]) -> Marks | None:
    """What is said of the text as a whole, where Gilder wrote it."""
    for each in bodies:
        if each.role == "own" and DOCUMENT in each.text:
            pairs = own_words(each.text).get("pairs")
            found = said(cast("Data", pairs).items()) if isinstance(pairs, dict) else Said()
            labels = own_words(each.text).get("attributes")
            some = cast("Data", labels) if isinstance(labels, dict) else {}
            plain = {name: value for name, value in some.items() if isinstance(value, bool | str | int | float)}
            return Marks("", found.status, found.note, found.flagged, tuple(sorted(plain.items())))
    return None


def document_body(marks: Marks) -> Data:
    """The body that says something of the text as a whole."""
    pairs = {name: text for name, text in marks_pairs(marks) if not name.startswith("gilder_attribute_")}
    return _json({DOCUMENT: {"pairs": pairs, "attributes": dict(marks.attributes)}})


def _json(data: Data) -> Data:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": text}


def new_bodies(item: Span | Relation, before: Data, bodies: list[Body]) -> list[Any]:
    """The bodies of a span or relation as it is now; those that still say what it says stay as they are."""
    label, then = said_of(before, bodies)
    result, left = list[Any](), dict(item.attributes)
    tagged = False
    stay = {name for name, value in _attributes(bodies, [b.text for b in bodies if b.role == "tag"]).items()
            if left.get(name) == value}  # fmt: skip
    for each in bodies:
        if each.role == "tag":
            keep = not tagged or "tags" in stay
            if keep:
                result.append(_raw(each) if tagged or item.label == label else _tag(item.label))
            tagged = True
        elif each.role == "note":
            result += [_raw(each)] if item.note == then.note else []
        elif each.role == "attribute":
            result += [each.raw] if each.name in stay else []
        elif each.role == "other":
            result.append(each.raw)
    left = {name: value for name, value in left.items() if name not in stay}
    if not tagged and item.label != label:
        result.insert(0, _tag(item.label))
    if item.note and item.note != then.note:
        result.append(_note(item.note))
    pairs = {name: text for name, text in own_pairs(item) if name != "gilder_note"}
    if left or pairs:
        result.append(_json({OWN: {"attributes": left, "pairs": pairs}}))
    return result


def _raw(each: Body) -> Any:
    """A body as it was; the text of a `bodyValue` as a body."""
    if each.raw is not None:
        return each.raw
    return _tag(each.text) if each.role == "tag" else {"type": "TextualBody", "value": each.text}


def _note(text: str) -> Data:
    return {"type": "TextualBody", "purpose": "commenting", "value": text}


def _tag(label: str) -> Data:
    return {"type": "TextualBody", "purpose": "tagging", "value": label}
