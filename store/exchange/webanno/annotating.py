"""The annotations of a WebAnno TSV file, found in the cells of its rows as INCEpTION finds them."""

from __future__ import annotations

import re
from itertools import zip_longest

from store.exchange.reading import Reading
from store.exchange.webanno.escapes import cut, linked, numbered, unescape_value
from store.exchange.webanno.layers import ANY, Column, Layer
from store.exchange.webanno.model import Annotation, End, Model, Slot, Unit

_SOURCE = re.compile(r"([0-9]+-[0-9]+(?:\.[0-9]+)?)(?:\[([0-9]{1,9})(?:_([0-9]{1,9}))?\])?")
_KEPT = "left out, and kept for WebAnno TSV"
_BEHIND = 1_000_000  # the place in a chain of links that have none


class Annotating:
    """The annotations of one file; its rows are there."""

    def __init__(self, model: Model, where: str, reading: Reading) -> None:
        self._model, self._where, self._reading = model, where, reading
        self._by_key = {one.key: one for one in model.units()}
        self._numbers = dict[tuple[Layer, int], Annotation]()
        self._links = dict[tuple[Layer, int, int], Annotation]()

    def annotate(self) -> None:
        """Put them on the rows, and join them."""
        for unit in self._model.units():
            self._annotate(unit)
        self._refer()

    def _annotate(self, unit: Unit) -> None:
        at = 0
        for layer in self._model.layers:
            some = unit.cells[at : at + len(layer.columns)]
            at += len(layer.columns)
            if all(cell == "_" for cell in some):
                continue
            parts = [[] if cell == "_" else cut(cell, "|") for cell in some]
            if layer.kind == "CH":
                self._chain(unit, layer, parts)
                continue
            for column, pieces in zip(layer.columns, parts, strict=True):
                for index, piece in enumerate(pieces):
                    self._piece(unit, layer, column, index, piece)

    def _piece(self, unit: Unit, layer: Layer, column: Column, index: int, piece: str) -> None:
        if column.kind in ("target", "source"):
            one = self._at(unit, layer, index, None)
            if column.kind == "source":
                one.raw = piece
            else:
                self._fill(one, column, piece)
            return
        raw, number = numbered(piece)
        one = self._at(unit, layer, index, number if layer.kind == "SP" else None)
        if column.kind == "role":
            roles = [] if raw == "_" else cut(raw, ";")
            if one.units[0] is unit:
                one.slots[column] = [Slot(_value(role), "*") for role in roles]
        elif column.kind == "value":
            one.features[column] = _value(raw)

    def _fill(self, one: Annotation, column: Column, piece: str) -> None:
        role = one.layer.columns[one.layer.columns.index(column) - 1]
        slots, fillers = one.slots.setdefault(role, []), cut(piece, ";")
        if not slots and fillers in (["*"], ["_"]):
            return
        for slot, filler in zip_longest(slots.copy(), fillers):
            if slot is None:
                slots.append(Slot(None, filler))
            else:
                slot.raw = filler or slot.raw

    def _at(self, unit: Unit, layer: Layer, index: int, number: int | None) -> Annotation:
        """The annotation that an entry of a cell is about."""
        stack = unit.stacks.setdefault(layer, [])
        if number is not None and (layer, number) in self._numbers:
            one = self._numbers[layer, number]
        elif index < len(stack) and (number is None or stack[index].number is None):
            one = stack[index]
        else:
            one = Annotation(layer)
        if number is not None:
            one.number = number
            self._numbers[layer, number] = one
        self._put(one, unit, stack)
        return one

    def _put(self, one: Annotation, unit: Unit, stack: list[Annotation]) -> None:
        if not one.units or one.units[-1] is not unit:
            one.units.append(unit)
            stack.append(one)

    def _chain(self, unit: Unit, layer: Layer, parts: list[list[str]]) -> None:
        kinds = {column.kind: pieces for column, pieces in zip(layer.columns, parts, strict=True)}
        for index, (element, link) in enumerate(zip_longest(kinds.get("element", []), kinds.get("link", []))):
            value, number = numbered(element) if element is not None else ("*", None)
            step = linked(link) if link is not None else None
            where = f"{self._where}:{unit.line}"
            if step is None and (link is not None or number is None):
                self._reading.leave_out(where, f"“{(link or element or '')[:60]}” is no link of a chain", "kept so")
            said, chain, place = step or ("*", number or 0, len(self._links) + _BEHIND)
            one = self._links.setdefault((layer, chain, place), Annotation(layer, chain=chain, place=place))
            features = {"element": value, "link": said}
            for column, pieces in zip(layer.columns, parts, strict=True):
                raw = numbered(pieces[index])[0] if column.kind == "value" and index < len(pieces) else "*"
                one.features[column] = _value(features.get(column.kind, raw))
            self._put(one, unit, unit.stacks.setdefault(layer, []))

    def _refer(self) -> None:
        for one in list(self._model.annotations()):
            for column, slots in one.slots.items():
                target = one.layer.columns[one.layer.columns.index(column) + 1].type
                for slot in slots:
                    slot.target = self._filler(one, slot, target)
            if one.layer.kind == "RL":
                self._relate(one)

    def _filler(self, one: Annotation, slot: Slot, layer: str) -> End | None:
        match = _SOURCE.fullmatch(slot.raw)
        if match is None or match[3]:
            told = f"a slot of {one.key} is filled with “{slot.raw[:60]}”, which is no token"
            self._leave_out(one, told)
            return None
        return self._resolve(one, layer, match[1], int(match[2] or 0))

    def _relate(self, one: Annotation) -> None:
        column = next((each for each in one.layer.columns if each.kind == "source"), None)
        match = _SOURCE.fullmatch(one.raw)
        if column is None or match is None:
            self._leave_out(one, f"relation {one.key} comes from “{one.raw[:60]}”, which is no token")
            return
        one.source = self._resolve(one, column.type, match[1], int(match[2] or 0))
        if one.source is not None:
            one.target = self._resolve(one, column.type, one.units[0].key, int(match[3] or 0))

    def _resolve(self, one: Annotation, layer: str, key: str, number: int) -> End | None:
        unit = self._by_key.get(key)
        if unit is None:
            self._leave_out(one, f"{one.key} names {key}, which is no token here")
            return None
        if number:
            some = (self._numbers.get((each, number)) for each in self._wanted(layer))
            found = next((each for each in some if each is not None), None)
            if found is None:
                self._leave_out(one, f"{one.key} names {key}[{number}], which is no annotation here")
            return found
        wanted = self._wanted(layer)
        stack = next((each for each in map(unit.stacks.get, wanted) if each), None)
        if stack:
            return stack[0]
        if wanted and not layer.endswith(".Token") and not one.layer.name.endswith(".Dependency"):
            self._leave_out(one, f"{one.key} names {key}, where no {layer.rpartition('.')[2]} is")
            return None
        return unit  # a token itself

    def _wanted(self, layer: str) -> list[Layer]:
        """Layers that a reference to a layer may mean, the best first."""
        some = [each for each in self._model.layers if each.kind != "RL"]
        named = [each for each in some if each.name == layer]
        return named or (some if layer == ANY else [])

    def _leave_out(self, one: Annotation, what: str) -> None:
        self._reading.leave_out(f"{self._where}:{one.units[0].line}", what, _KEPT)


def _value(raw: str) -> str | None:
    """What an entry says; None for no value."""
    return None if raw in ("*", "_") else unescape_value(raw)
