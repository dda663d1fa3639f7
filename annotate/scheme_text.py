"""A scheme as TOML: what `parse_scheme` reads, written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.scheme import AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def scheme_text(scheme: Scheme) -> str:
    """The TOML of a scheme. Reading it gives an equal scheme; what may be left out is left out."""
    head = [f"name = {_string(scheme.name)}"]
    if scheme.description:
        head.append(f"description = {_string(scheme.description)}")
    tables = [_table("span", _span(label)) for label in scheme.spans]
    tables += [_table("relation", _relation(label, scheme)) for label in scheme.relations]
    tables += [_table("attribute", _attribute(label, scheme)) for label in scheme.attributes]
    tables += [_table("document", _document(label)) for label in scheme.document]
    return "\n\n".join(["\n".join(head), *tables]) + "\n"


def _table(name: str, lines: Iterator[str]) -> str:
    return "\n".join([f"[[{name}]]", *lines])


def _span(label: SpanLabel) -> Iterator[str]:
    yield f"name = {_string(label.name)}"
    yield f"slot = {label.slot}"
    yield from _common(label)
    if label.meaning != "none":
        yield f"value = {_string(label.meaning)}"
    yield from _guideline(label.guideline)


def _relation(label: RelationLabel, scheme: Scheme) -> Iterator[str]:
    yield f"name = {_string(label.name)}"
    yield from _common(label)
    pairs = [_ends(ends, scheme) for ends in label.ends]
    if pairs != ["{}"]:
        yield f"ends = [{pairs[0]}]" if len(pairs) == 1 else "ends = [\n    " + ",\n    ".join(pairs) + ",\n]"
    yield from _guideline(label.guideline)


def _ends(ends: Ends, scheme: Scheme) -> str:
    names = [label.name for label in scheme.spans]
    parts = [
        f"{key} = {_list(name for name in names if name in some)}"
        for key, some in (("head", ends.heads), ("child", ends.children))
        if some != frozenset(names)
    ]
    if ends.same:
        parts.append("same = true")
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _attribute(label: AttributeLabel, scheme: Scheme) -> Iterator[str]:
    names = [one.name for one in (*scheme.spans, *scheme.relations)]
    yield f"name = {_string(label.name)}"
    yield f"kind = {_string(label.kind)}"
    if label.choices:
        yield f"choices = {_list(label.choices)}"
    if label.on != frozenset(names):
        yield f"on = {_list(name for name in dict.fromkeys(names) if name in label.on)}"
    yield from _guideline(label.guideline)


def _document(label: AttributeLabel) -> Iterator[str]:
    yield f"name = {_string(label.name)}"
    yield f"kind = {_string(label.kind)}"
    if label.choices:
        yield f"choices = {_list(label.choices)}"
    yield from _guideline(label.guideline)


def _common(label: SpanLabel | RelationLabel) -> Iterator[str]:
    if label.hotkey:
        yield f"hotkey = {_string(label.hotkey)}"
    if label.aliases:
        yield f"aliases = {_list(label.aliases)}"
    if label.retired:
        yield "retired = true"


def _guideline(text: str) -> Iterator[str]:
    if text:
        yield f"guideline = {_string(text)}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, texts))}]"


def _string(text: str) -> str:
    """A basic string of TOML on one line."""
    return '"' + "".join(_ESCAPES.get(one, one if _plain(one) else f"\\u{ord(one):04X}") for one in text) + '"'


def _plain(character: str) -> bool:
    return ord(character) >= 0x20 and ord(character) != 0x7F
