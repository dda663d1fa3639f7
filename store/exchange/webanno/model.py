"""A document of WebAnno TSV: rows of tokens and sub-tokens, and the annotations that lie on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from store.exchange.reading import Offsets
from store.exchange.webanno.escapes import escape_value
from store.exchange.webanno.layers import Column, Layer

_LONGEST = 200  # characters of a label
_NOTHING, _EMPTY, _STACK, _SLOTS = "_", "*", "|", ";"

FIXED = 3
"""Columns before those of the layers: id, offsets, token."""

ANCHOR = "Token"
"""The label of a token that a relation is about while no annotation of the file is there."""


@dataclass(eq=False, slots=True)
class Unit:
    """The row of a token or sub-token: its id, place in code points, line (None: a new row), and how it was written.

    `width`: the columns of layers that it had; `tabs`: those in its token, which have to be escaped and were not.
    """

    key: str
    start: int
    end: int
    line: int | None
    raw: str
    width: int = 0
    tabs: int = 0
    stacks: dict[Layer, list[Annotation]] = field(default_factory=dict[Layer, "list[Annotation]"])

    @property
    def fields(self) -> list[str]:
        """Its columns as they were."""
        some, behind = self.raw.split("\t"), FIXED + self.tabs
        if self.tabs:
            some[FIXED - 1 : behind] = ["\t".join(some[FIXED - 1 : behind])]
        return some

    @property
    def form(self) -> str:
        """The token as it was written."""
        return self.fields[FIXED - 1]

    @property
    def cells(self) -> list[str]:
        """The columns of layers."""
        return self.fields[FIXED : FIXED + self.width]

    @property
    def tail(self) -> list[str]:
        """What is behind the last column; an empty text where a tab is there."""
        return self.fields[FIXED + self.width :]

    @property
    def is_token(self) -> bool:
        """Whether it is a whole token."""
        return "." not in self.key


@dataclass(eq=False)
class Slot:
    """A link of a slot: its role, and what it is filled with; None where that is not there, as `raw` says."""

    role: str | None
    raw: str
    target: End | None = None


@dataclass(eq=False, slots=True)
class Annotation:
    """A span, a link of a chain, or a relation. `number`: the id in brackets.

    `units` are the rows that a span is on, or the one that a relation is on, which is that of its target.
    """

    layer: Layer
    units: list[Unit] = field(default_factory=list[Unit])
    number: int | None = None
    features: dict[Column, str | None] = field(default_factory=dict[Column, "str | None"])
    slots: dict[Column, list[Slot]] = field(default_factory=dict[Column, list[Slot]])  # by the column of the roles
    chain: int = 0
    place: int = 0  # in the chain, from 1
    raw: str = ""  # of a relation: where it comes from, as the file has it
    source: End | None = None
    target: End | None = None

    @property
    def start(self) -> int:
        """Where it starts, in code points."""
        return self.units[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.units[-1].end

    @property
    def label(self) -> str:
        """Its label: the value of a feature, or the name of its layer."""
        column = self.layer.label
        value = self.features.get(column) if column else None
        return value if value and len(value) <= _LONGEST else self.layer.short

    @property
    def attributes(self) -> dict[str, str]:
        """Its other features, where they have values."""
        some = ((one.name, self.features.get(one)) for one in self.layer.values)
        return {name: value for name, value in some if value is not None}

    @property
    def key(self) -> str:
        """How it is called in what is told."""
        index = self.units[0].stacks.get(self.layer, []).index(self)
        number = "" if self.number is None else f"[{self.number}]"
        return f"{self.layer.short} {self.units[0].key}{number}" + (f" ({index + 1})" if index and not number else "")


End = Annotation | Unit
"""What a relation joins: an annotation, or a token without one."""


@dataclass(frozen=True)
class Join:
    """Something that is a relation in Gilder: a relation, a step of a chain, or a link of a slot."""

    kind: Literal["relation", "chain", "slot"]
    of: Annotation
    label: str
    head: End | None
    child: End | None
    slot: Slot | None = None

    @property
    def key(self) -> str:
        """How it is called in what is told."""
        return f"{self.label} on {self.of.units[0].key}"


@dataclass
class Model:
    """A whole document. `unit`: what its offsets count. `lines`: those of the file, or what stands in their place."""

    text: str = ""
    unit: Offsets = "utf-16"
    layers: list[Layer] = field(default_factory=list[Layer])
    lines: list[str | Unit | Layer] = field(default_factory=list["str | Unit | Layer"])

    def units(self) -> Iterator[Unit]:
        """The rows, in order."""
        return (one for one in self.lines if isinstance(one, Unit))

    def annotations(self) -> Iterator[Annotation]:
        """All annotations, each at its first row."""
        for unit in self.units():
            for layer in self.layers:
                yield from (one for one in unit.stacks.get(layer, ()) if one.units[0] is unit)

    def spans(self) -> Iterator[Annotation]:
        """Those that have a place of their own."""
        return (one for one in self.annotations() if one.layer.kind != "RL")

    def joins(self) -> Iterator[Join]:
        """All that joins two spans, in an order that a file always has."""
        for one in self.annotations():
            if one.layer.kind == "RL":
                yield Join("relation", one, one.label, one.source, one.target)
            for column, slots in one.slots.items():
                for slot in slots:
                    yield Join("slot", one, (slot.role or column.name)[:_LONGEST], one, slot.target, slot)
        for some in self.chains().values():
            for one, two in pairwise(some):
                yield Join("chain", one, step_label(one), one, two)

    def chains(self) -> dict[tuple[Layer, int], list[Annotation]]:
        """The links of each chain, in order."""
        found = dict[tuple[Layer, int], list[Annotation]]()
        for one in self.annotations():
            if one.layer.kind == "CH":
                found.setdefault((one.layer, one.chain), []).append(one)
        return {key: sorted(some, key=lambda one: one.place) for key, some in found.items()}


def step_column(layer: Layer) -> Column | None:
    """The column of a chain that names the steps from link to link."""
    return next((one for one in layer.columns if one.kind == "link"), None)


def step_label(one: Annotation) -> str:
    """What the step from a link of a chain to the next is called."""
    column = step_column(one.layer)
    value = one.features.get(column) if column else None
    return value if value and len(value) <= _LONGEST else one.layer.short


def cells(unit: Unit, layers: list[Layer]) -> dict[Column, str]:
    """What the columns of a row say, as INCEpTION writes it."""
    return {
        column: _STACK.join([_entry(one, column) for one in unit.stacks.get(layer) or ()] or [_NOTHING])
        for layer in layers
        for column in layer.columns
    }  # fmt: skip


def _entry(one: Annotation, column: Column) -> str:
    number = "" if one.number is None else f"[{one.number}]"
    value = one.features.get(column)
    said = _EMPTY if value is None else escape_value(value)
    if column.kind == "element":
        return f"{said}[{one.chain}]"
    if column.kind == "link":
        return f"{said}->{one.chain}-{one.place}"
    if column.kind == "source":
        return _source(one)
    if column.kind == "role":
        roles = (_EMPTY if slot.role is None else escape_value(slot.role) for slot in one.slots.get(column, ()))
        return (_SLOTS.join(roles) or _NOTHING) + number
    if column.kind == "target":
        return _SLOTS.join(_filler(slot) for slot in _slots_of(one, column)) or _EMPTY
    return said + number


def _slots_of(one: Annotation, column: Column) -> list[Slot]:
    role = one.layer.columns[one.layer.columns.index(column) - 1]
    return one.slots.get(role, [])


def _filler(slot: Slot) -> str:
    if slot.target is None:
        return slot.raw
    key, number = _reference(slot.target)
    return key + (f"[{number}]" if number else "")


def _source(one: Annotation) -> str:
    if one.source is None or one.target is None:
        return one.raw
    key, number = _reference(one.source)
    _, other = _reference(one.target)
    return key + (f"[{number}_{other}]" if number or other else "")


def _reference(end: End) -> tuple[str, int]:
    if isinstance(end, Unit):
        return end.key, 0
    return end.units[0].key, 0 if end.layer.kind == "CH" else end.number or 0
