"""Type systems of UIMA: what types there are, what they come from, and what their features hold.

They come from a `TypeSystem.xml`, from `%TYPES` of CAS JSON, or, where both say nothing of a type, from what is there
(see `guessing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast
from xml.sax.saxutils import escape

from store.exchange.reading import Reading
from store.exchange.xml import name_of, tree_of, writable

TOP, STRING = "uima.cas.TOP", "uima.cas.String"
SOFA, NULL, BASE = "uima.cas.Sofa", "uima.cas.NULL", "uima.cas.AnnotationBase"
ANNOTATION, DOCUMENT = "uima.tcas.Annotation", "uima.tcas.DocumentAnnotation"
_SPACE = "http://uima.apache.org/resourceSpecifier"

Kind = Literal["string", "integer", "float", "boolean", "array", "list", "reference"]
"""What a feature holds."""

_INTEGERS = ("Byte", "Short", "Integer", "Long")
_FLOATS = ("Float", "Double")
_ITEMS = ("FS", "String", "Boolean", *_INTEGERS, *_FLOATS)
_PLAIN: dict[str, Kind] = {
    STRING: "string",
    "uima.cas.Boolean": "boolean",
    **{f"uima.cas.{one}": "integer" for one in _INTEGERS},
    **{f"uima.cas.{one}": "float" for one in _FLOATS},
}
ARRAYS = frozenset(f"uima.cas.{one}Array" for one in _ITEMS)
_LISTED = ("FS", "String", "Integer", "Float")
_LISTS = frozenset(f"uima.cas.{kind}{one}List" for one in _LISTED for kind in ("", "Empty", "NonEmpty"))


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature of a type is declared to hold; `shared`: its array may be that of other features as well."""

    range: str
    element: str = ""
    shared: bool | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """A type with the features that it has itself. `allowed` are the values of a kind of string, with what is said of
    each."""

    parent: str = TOP
    features: Mapping[str, Feature] = field(default_factory=dict[str, Feature])
    about: str = ""
    allowed: tuple[tuple[str, str], ...] = ()


def _built_in() -> dict[str, Type]:
    some = {
        TOP: Type(""),
        BASE: Type(TOP, {"sofa": Feature(SOFA)}),
        ANNOTATION: Type(BASE, {"begin": Feature("uima.cas.Integer"), "end": Feature("uima.cas.Integer")}),
        DOCUMENT: Type(ANNOTATION, {"language": Feature(STRING)}),
        SOFA: Type(TOP, {
            "sofaNum": Feature("uima.cas.Integer"), "sofaID": Feature(STRING), "mimeType": Feature(STRING),
            "sofaArray": Feature(TOP), "sofaString": Feature(STRING), "sofaURI": Feature(STRING),
        }),
        NULL: Type(TOP),
    }  # fmt: skip
    some |= {name: Type(TOP) for name in (*_PLAIN, *ARRAYS)}
    for item in _LISTED:
        name = f"uima.cas.{item}List"
        head = TOP if item == "FS" else f"uima.cas.{item}"
        some[name] = Type(TOP)
        some[f"uima.cas.Empty{item}List"] = Type(name)
        some[f"uima.cas.NonEmpty{item}List"] = Type(name, {"head": Feature(head), "tail": Feature(name, shared=True)})
    return some


_BUILT_IN = _built_in()


class Types:
    """All types that are known; the built-in ones are always."""

    def __init__(self, own: Mapping[str, Type] | None = None) -> None:
        self.own = dict[str, Type]()
        self.guessed = set[tuple[str, str]]()  # types with features that no type system declares
        for name, one in (own or {}).items():
            self.add(name, one)

    def __contains__(self, name: str) -> bool:
        return name in self.own or name in _BUILT_IN

    def add(self, name: str, one: Type) -> None:
        """A type, or more features of one that is known."""
        before = self.own.get(name)
        if before is not None:
            one = replace(before, features={**one.features, **before.features})
        self.own[name] = one

    def add_feature(self, type_name: str, name: str, feature: Feature) -> None:
        """One more feature of a type."""
        there = self.own.get(type_name) or Type(_BUILT_IN[type_name].parent if type_name in _BUILT_IN else TOP)
        self.own[type_name] = replace(there, features={**there.features, name: feature})

    def above(self, name: str) -> Iterator[str]:
        """A type, and all that it comes from."""
        seen = set[str]()
        while name and name not in seen:
            seen.add(name)
            yield name
            one = self.own.get(name) or _BUILT_IN.get(name)
            name = one.parent if one is not None else ""

    def is_a(self, name: str, other: str) -> bool:
        """Whether a type is another one or comes from it."""
        return other in self.above(name)

    def feature(self, type_name: str, name: str) -> Feature | None:
        """A feature of a type, its own or from above."""
        for each in self.above(type_name):
            for known in (self.own, _BUILT_IN):
                one = known.get(each)
                if one is not None and name in one.features:
                    return one.features[name]
        return None

    def kind(self, of_range: str) -> Kind:
        """What a feature of a range holds."""
        for each in self.above(of_range):
            if each in _PLAIN:
                return _PLAIN[each]
            if each in ARRAYS:
                return "array"
            if each in _LISTS:
                return "list"
        return "array" if of_range.endswith("[]") else "reference"

    def is_fixed(self, name: str) -> bool:
        """Whether a type is a built-in one that may have no more features."""
        return name in _BUILT_IN and name != DOCUMENT

    def clashes(self, other: Types) -> bool:
        """Whether both say something different of the same type or feature."""
        both = self.own.keys() & other.own.keys()
        return any(_differ(self.own[name], other.own[name]) for name in both)


def _differ(one: Type, two: Type) -> bool:
    same = one.features.keys() & two.features.keys()
    return one.parent != two.parent or any(_shape(one.features[name]) != _shape(two.features[name]) for name in same)


def _shape(one: Feature) -> tuple[str, bool]:
    return one.range, bool(one.shared)


def types_of_xml(raw: bytes, where: str, reading: Reading) -> Types:
    """What a `TypeSystem.xml` declares; what it imports is not opened. Raises InputError."""
    root = tree_of(raw, where, reading)
    own = dict[str, Type]()
    result = Types()
    for one in root.iter():
        if name_of(one) == "typeDescription":
            name, own_type = _type_of_xml(one)
            own[name] = own_type
            result.add(name, own_type)
    return result


def _type_of_xml(element: Any) -> tuple[str, Type]:
    features = dict[str, Feature]()
    for one in element.iter():
        if name_of(one) == "featureDescription":
            shared = _said(one, "multipleReferencesAllowed")
            features[_said(one, "name")] = Feature(
                _said(one, "rangeTypeName") or STRING, _said(one, "elementType"),
                shared == "true" if shared else None, _said(one, "description"),
            )  # fmt: skip
    allowed = tuple(
        (_said(one, "string"), _said(one, "description")) for one in element.iter() if name_of(one) == "value"
    )
    return _said(element, "name"), Type(
        _said(element, "supertypeName") or TOP, features, _said(element, "description"), allowed
    )


def _said(element: Any, name: str) -> str:
    return next(((one.text or "").strip() for one in element if name_of(one) == name), "")


def xml_of(types: Types) -> bytes:
    """A `TypeSystem.xml`."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n', f'<typeSystemDescription xmlns="{_SPACE}">\n  <types>\n']
    for name, one in sorted(types.own.items()):
        pieces.append(f"    <typeDescription>\n{_line(6, 'name', name)}{_line(6, 'description', one.about)}")
        pieces.append(_line(6, "supertypeName", one.parent))
        pieces += _features_xml(one)
        pieces += _allowed_xml(one)
        pieces.append("    </typeDescription>\n")
    pieces.append("  </types>\n</typeSystemDescription>\n")
    return "".join(pieces).encode()


def _features_xml(one: Type) -> Iterator[str]:
    if one.features:
        yield "      <features>\n"
        for name, each in one.features.items():
            yield f"        <featureDescription>\n{_line(10, 'name', name)}{_line(10, 'description', each.about)}"
            yield _line(10, "rangeTypeName", each.range)
            yield _line(10, "elementType", each.element) if each.element else ""
            shared = "" if each.shared is None else str(each.shared).lower()
            yield _line(10, "multipleReferencesAllowed", shared) if shared else ""
            yield "        </featureDescription>\n"
        yield "      </features>\n"


def _allowed_xml(one: Type) -> Iterator[str]:
    if one.allowed:
        yield "      <allowedValues>\n"
        for value, about in one.allowed:
            inner = f"{_line(10, 'string', value)}{_line(10, 'description', about)}"
            yield f"        <value>\n{inner}        </value>\n"
        yield "      </allowedValues>\n"


def _line(indent: int, name: str, text: str) -> str:
    inner = escape(writable(text))
    return " " * indent + (f"<{name}>{inner}</{name}>\n" if inner else f"<{name}/>\n")


def types_of_json(data: object) -> Types:
    """What `%TYPES` declares; what is no declaration is passed over."""
    result = Types()
    some = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    for name, one in some.items():
        if isinstance(one, dict):
            said = cast("dict[str, Any]", one)
            features = {
                key: _feature_of_json(cast("dict[str, Any]", each))
                for key, each in said.items()
                if not key.startswith("%") and isinstance(each, dict)
            }
            result.add(name, Type(str(said.get("%SUPER_TYPE") or TOP), features, str(said.get("%DESCRIPTION") or "")))
    return result


def _feature_of_json(said: dict[str, Any]) -> Feature:
    reach, element = str(said.get("%RANGE") or STRING), str(said.get("%ELEMENT_TYPE") or "")
    shared = said.get("%MULTIPLE_REFERENCES_ALLOWED")
    return Feature(reach, element, shared if isinstance(shared, bool) else None, str(said.get("%DESCRIPTION") or ""))


def json_of(types: Types) -> dict[str, Any]:
    """`%TYPES` of CAS JSON."""
    return {name: _type_json(name, one) for name, one in sorted(types.own.items())}


def _type_json(name: str, one: Type) -> dict[str, Any]:
    said: dict[str, Any] = {"%NAME": name, "%SUPER_TYPE": one.parent}
    if one.about:
        said["%DESCRIPTION"] = one.about
    for key, each in one.features.items():
        said[key] = {"%NAME": key, "%RANGE": each.range}
        said[key] |= {"%DESCRIPTION": each.about} if each.about else {}
        said[key] |= {"%ELEMENT_TYPE": each.element} if each.element else {}
        said[key] |= {} if each.shared is None else {"%MULTIPLE_REFERENCES_ALLOWED": each.shared}
    return said
