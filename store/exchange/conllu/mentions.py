"""What the bracket of a mention says, in words of Gilder: its label, the entity that it is one of, and attributes.

`# global.Entity` names the parts of a bracket. `etype` is the label, “mention” where it is empty. `eid` (`GRP` in GUM)
is the attribute `entity`: spans with the same `entity` are mentions of one. `head` is not read: it is found anew where
a mention moves. All others are attributes of their names; `other` has pairs, as CorefUD has it, among them what Gilder
says of spans beside. Ids that begin with `gilder` were given to spans without an entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import category
from urllib.parse import unquote

from annotate.model import Span
from store.exchange.brackets import Bracket, part_of
from store.exchange.pairs import Pairs, Said, item_pairs, said

MENTION = "mention"
"""The label of mentions without a type."""

ENTITY = "entity"
"""The attribute that mentions of one entity share."""

OWN = "gilder"
"""What ids begin with that were made for spans without an entity."""

_ENTITY = "gilder_entity"  # in `other`: the entity, where its id has to be another one in the file
_IDS, _TYPES = ("eid", "GRP"), ("etype", "entity")
_UNSAFE = frozenset("%-()|")
_UNSAFE_PAIR = _UNSAFE | frozenset(",:")
_UNSAFE_ID = _UNSAFE_PAIR | frozenset("[]<>=/")


@dataclass(slots=True)
class Meaning:
    """What a mention says: its label, and all else as `Said`; the entity is among the attributes."""

    label: str
    said: Said = field(default_factory=Said)


class Fields:
    """The parts of a bracket, as `# global.Entity` names them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._id = next((at for at, name in enumerate(self.names) if name in _IDS), 0)
        self._type = next((at for at, name in enumerate(self.names) if name in _TYPES and at != self._id), None)

    def name_of(self, one: Bracket) -> str:
        """The id in a bracket; what closes has the id alone, in old files of GUM its type before it."""
        values = one.body.split("-")
        return values[self._id] if self._id < len(values) else values[0]

    def widened(self, spans: Iterable[Span]) -> Fields:
        """With a part for everything that the spans say."""
        some = list(spans)
        names = list(self.names)
        if self._type is None and any(span.label != MENTION for span in some):
            names.append("etype")
        if "other" not in names and any(self._others(span) for span in some):
            names.append("other")
        return self if len(names) == len(self.names) else Fields(names)

    def _plain(self) -> list[str]:
        apart = {self._id, self._type}
        return [
            name for at, name in enumerate(self.names) if at not in apart and name not in ("head", "other", ENTITY)
        ]  # fmt: skip

    def _values(self, body: str) -> dict[str, str]:
        return dict(zip(self.names, body.split("-"), strict=False))

    def label(self, body: str) -> str:
        """The label of a mention."""
        found = "" if self._type is None else self._values(body).get(self.names[self._type], "")
        return unquote(found) or MENTION

    def meaning(self, body: str) -> Meaning:
        """What a bracket says."""
        values = self._values(body)
        pairs: Pairs = [(name, unquote(values[name])) for name in self._plain() if values.get(name)]
        others = _pairs(values.get("other", ""))
        own = part_of(values.get(self.names[self._id], ""))[0]
        entity = dict(others).get(_ENTITY, "" if own.startswith(OWN) else unquote(own))
        found = said([*pairs, *(one for one in others if one[0] != _ENTITY)])
        if entity:
            found.attributes[ENTITY] = entity
        return Meaning(self.label(body), found)

    def entity(self, span: Span) -> str:
        """The id that the entity of a span has in a file; empty where it has none."""
        found = dict(span.attributes).get(ENTITY, "")
        return "" if not isinstance(found, str) or found.startswith(OWN) else _quoted(found, _UNSAFE_ID)

    def _others(self, span: Span) -> Pairs:
        """What of a span is no part of its own."""
        attributes = dict(span.attributes)
        taken = {name for name in self._plain() if attributes.get(name)}
        if self.entity(span):
            taken.add(ENTITY)
        rest = Span(
            span.id, span.label, span.fragments, span.text, span.value,
            tuple(one for one in span.attributes if one[0] not in taken),
            span.note, span.flagged, span.origin, span.score, span.decision,
        )  # fmt: skip
        return item_pairs(rest, [*self.names, ENTITY, _ENTITY])

    def body(self, span: Span, own: str, head: int, before: str = "") -> str:
        """What a bracket of the span says. `own` is the id; `before` is what it said: parts that mean the same stay."""
        old, attributes = self._values(before), dict(span.attributes)
        others = self._others(span)
        if self.entity(span) not in ("", own):
            others.append((_ENTITY, str(attributes[ENTITY])))
        new = {name: str(attributes.get(name, "")) for name in self._plain()}
        values = list[str]()
        for at, name in enumerate(self.names):
            was = old.get(name, "")
            if at == self._id:
                values.append(own)
            elif at == self._type:
                same = bool(before) and (unquote(was) or MENTION) == span.label
                values.append(was if same else _quoted(span.label, _UNSAFE))
            elif name == "head":
                values.append(was if was and not head else str(head or 1))
            elif name == "other":
                same = dict(_pairs(was)) == dict(others)
                values.append(was if same else _written(others))
            elif name in new:
                values.append(was if unquote(was) == new[name] else _quoted(new[name], _UNSAFE))
            else:
                values.append(was)
        while values and not values[-1]:
            values.pop()
        return "-".join(values)


def numbered(own: str, part: int, parts: int) -> str:
    """The id of one part of a mention."""
    return own if parts == 1 else f"{own}[{part}/{parts}]"


def opener(body: str, fields: Fields, own: str, part: int, parts: int) -> str:
    """What the bracket of one part says, where `body` is that of the whole mention, with the id `own`."""
    if parts == 1:
        return body
    values, at = body.split("-"), next((at for at, name in enumerate(fields.names) if name in _IDS), 0)
    values[at] = numbered(own, part, parts)
    return "-".join(values)


def _pairs(text: str) -> Pairs:
    some = text.split(",") if text else []
    return [(unquote(name), unquote(value)) for name, _, value in (one.partition(":") for one in some)]


def _written(pairs: Pairs) -> str:
    some = dict(pairs).items()
    return ",".join(f"{_quoted(name, _UNSAFE_PAIR)}:{_quoted(value, _UNSAFE_PAIR)}" for name, value in some)


def _quoted(text: str, unsafe: frozenset[str]) -> str:
    """A text with what brackets, pairs and columns could not hold as `%2D`."""
    return "".join(_escaped(one) if one in unsafe or category(one)[0] in "ZC" else one for one in text)


def _escaped(one: str) -> str:
    return "".join(f"%{byte:02X}" for byte in one.encode())
