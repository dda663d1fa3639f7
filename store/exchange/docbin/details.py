"""What a DocBin says of spans, relations and documents in `user_data["gilder"]`, which spaCy has no place for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from annotate.model import Attributes, AttributeValue, Marks, Relation, Span, ZoneKind
from store.exchange.losses import Lose, Loss
from store.exchange.pairs import Said, marks_pairs, own_pairs, said
from store.exchange.record import Place, Record, SourceItems

OWN = "gilder"
_ATTRIBUTES, _MORE = "attributes", "more"
_INTEGERS = range(-(2**63), 2**63)


@dataclass
class Details:
    """What was found. Spans are given away one by one, those that two have in common in their order."""

    name: str = ""
    meta: dict[str, str] = field(default_factory=dict[str, str])
    zones: tuple[Place, ...] = ()
    relations: list[tuple[str, int, int, Said]] = field(default_factory=list[tuple[str, int, int, Said]])
    said: Said = field(default_factory=Said)
    spans: dict[tuple[int, int, str], list[tuple[int, Said]]] = field(
        default_factory=dict[tuple[int, int, str], list[tuple[int, Said]]]
    )

    def span(self, start: int, end: int, label: str) -> tuple[int | None, Said | None]:
        """Number and details of a span at a place; None where nothing is said of it."""
        there = self.spans.get((start, end, label))
        return there.pop(0) if there else (None, None)

    def marks(self, cats: Mapping[str, Any]) -> Marks:
        """What is said of the document; its categories count more than what Gilder wrote down of them."""
        found = {
            name: value for name, value in self.said.attributes.items() if _category(value) is None or name in cats
        }
        for name, value in cats.items():
            score = _number(value)
            if score is not None and (name not in found or _category(found[name]) != score):
                found[name] = bool(score) if score in (0, 1) else score
        one = self.said
        return Marks("", one.status, one.note, one.flagged, tuple(sorted(found.items())))

    @staticmethod
    def image(record: Record, items: SourceItems, lose: Lose) -> tuple[dict[str, Any], dict[str, float]]:
        """The details of a record, and the categories of its document."""
        at = {span.id: number for number, span in enumerate(items.spans)}
        marks = items.marks
        spans = [
            {"start": one.start, "end": one.end, "label": one.label, **_said_of(one, record.name, lose)}
            for one in items.spans
        ]
        relations = [
            {"head": at[one.head], "child": at[one.child], "label": one.label, **_said_of(one, record.name, lose)}
            for one in items.relations
        ]
        own = dict(marks_pairs(replace(marks, attributes=())))
        said_of_all = {_ATTRIBUTES: _plain(marks.attributes, record.name, "", lose), _MORE: own}
        categories = {name: _category(value) for name, value in marks.attributes}
        data = {
            "name": record.name, "spans": spans, "relations": relations, "document": said_of_all,
            "zones": [list(one) for one in record.zones], "meta": dict(record.meta),
        }  # fmt: skip
        return data, {name: value for name, value in categories.items() if value is not None}


def _said_of(item: Span | Relation, name: str, lose: Lose) -> dict[str, Any]:
    return {_ATTRIBUTES: _plain(item.attributes, name, item.id, lose), _MORE: dict(own_pairs(item))}


def _plain(some: Attributes, name: str, item: str, lose: Lose) -> dict[str, AttributeValue]:
    result = dict(some)
    for key, value in some:
        if isinstance(value, int) and value not in _INTEGERS:
            lose(Loss(name, "types of attributes", item, key, str(value), "too large; written as text"))
            result[key] = str(value)
    return result


def _category(value: AttributeValue) -> float | None:
    """The score of a category; None for a value that is none."""
    if isinstance(value, bool):
        return float(value)
    return value if isinstance(value, float) and 0 <= value <= 1 else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def details_of(user_data: Mapping[Any, Any]) -> Details:
    """The details in the `user_data` of a document; what is not as Gilder writes it does not count."""
    data = _mapping(user_data.get(OWN))
    result = Details(name=_text(data.get("name")), said=_said(_mapping(data.get("document"))))
    result.meta = {_text(key): _text(value) for key, value in _mapping(data.get("meta")).items()}
    result.zones = tuple(_zones(data.get("zones")))
    for number, one in enumerate(_mappings(data.get("spans"))):
        key = (_integer(one.get("start")), _integer(one.get("end")), _text(one.get("label")))
        result.spans.setdefault(key, []).append((number, _said(one)))
    for one in _mappings(data.get("relations")):
        ends = (_integer(one.get("head")), _integer(one.get("child")))
        result.relations.append((_text(one.get("label")), *ends, _said(one)))
    return result


def _said(one: Mapping[str, Any]) -> Said:
    result = said(_mapping(one.get(_MORE)).items())
    some = _mapping(one.get(_ATTRIBUTES)).items()
    result.attributes = {name: value for name, value in some if isinstance(value, bool | str | int | float)}
    return result


def _zones(data: object) -> Iterator[Place]:
    for one in cast("tuple[object, ...]", data) if isinstance(data, tuple | list) else ():
        match one:
            case (str() as kind, int() as start, int() as end) if kind in get_args(ZoneKind):
                yield cast("ZoneKind", kind), start, end
            case _:
                pass


def _mapping(data: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", data) if isinstance(data, Mapping) else {}


def _mappings(data: object) -> Iterable[Mapping[str, Any]]:
    some = cast("tuple[object, ...]", data) if isinstance(data, tuple | list) else ()
    return [_mapping(one) for one in some]


def _text(data: object) -> str:
    return data if isinstance(data, str) else ""


def _integer(data: object) -> int:
    return data if isinstance(data, int) else -1


def same_items(one: SourceItems, two: SourceItems) -> bool:
    """Whether two say the same, whatever the ids are."""
    return _essence(one) == _essence(two) and replace(one.marks, id="") == two.marks


def _essence(items: SourceItems) -> Any:
    spans = {span.id: repr(replace(span, id="")) for span in items.spans}
    relations = [
        (spans[each.head], spans[each.child], repr(replace(each, id="", head="", child=""))) for each in items.relations
    ]
    return sorted(spans.values()), sorted(relations)
