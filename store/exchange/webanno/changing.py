"""What a person has changed, put into a document of WebAnno TSV that was read, or all that there is into a new one."""

from __future__ import annotations

import re
from typing import Any, cast

from annotate.model import Relation, Span
from store.exchange.losses import Lose, Loss
from store.exchange.pairs import item_pairs, said
from store.exchange.record import SourceItems
from store.exchange.webanno.layers import ANY, Column, Layer, layer_of
from store.exchange.webanno.model import ANCHOR, Annotation, End, Join, Model, Unit, step_column
from store.exchange.webanno.subtokens import SubTokens

SPANS, RELATIONS = "custom.Span", "custom.Relation"
"""The layers that INCEpTION has for spans and relations of any kind; the feature of both is `label`."""

_TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
_EACH_TOKEN = ("POS", "Lemma", "Stem", "MorphologicalFeatures", "SurfaceForm")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = ("begin", "end", "sofa", "Governor", "Dependent")  # features that all annotations or relations have
_RANKS = {"SP": 0, "CH": 1, "RL": 2}


class Changing:
    """The changes of one source in one document."""

    def __init__(self, model: Model, kept: dict[str, Any], name: str, lose: Lose) -> None:
        self._model, self._name, self._lose = model, name, lose
        old = list(model.spans())
        ids = cast("list[str | None]", kept.get("spans", []))
        anchors = cast("dict[str, str | None]", kept.get("anchors", {}))
        self._old = {own: one for own, one in zip(ids, old, strict=False) if own is not None}
        self._anchors = {own: unit for unit in model.units() if (own := anchors.get(unit.key)) is not None}
        joined = cast("list[str | None]", kept.get("relations", []))
        self._joins = [(join, joined[at] if at < len(joined) else None) for at, join in enumerate(model.joins())]
        self._labels = {label: one.layer for one in reversed(old) if one.layer.kind == "SP" for label in [one.label]}
        self._next = max((one.number or 0 for one in old), default=0)
        self._placing = SubTokens(model)
        self._ends = dict[str, End]()
        self._dead = set[Annotation]()
        self._cut = set[Annotation]()  # links of chains behind which nothing follows any more
        self._joined = set[Unit]()  # tokens that are ends of relations
        self._changed = False

    def change(self, items: SourceItems) -> bool:
        """Make the document say what there is; whether anything had to be changed."""
        spans = {span.id: span for span in items.spans}
        relations = {each.id: each for each in items.relations}
        self._dead = {one for own, one in self._old.items() if own not in spans}
        self._ends = {own: one for own, one in self._old.items() if own in spans}
        anchors = {own: unit for own, unit in self._anchors.items() if own in spans and _is_anchor(spans[own], unit)}
        self._ends |= anchors
        done = self._old_relations(relations)
        for one in self._dead:
            self._take_off(one)
        self._mend_chains()
        new = [span for span in items.spans if span.id not in self._ends]
        for own in [own for own in self._ends if own in self._old]:
            if not self._old_span(spans[own]):
                new.append(spans[own])
        for span in sorted(new, key=lambda span: (span.start, -span.end)):
            self._new_span(span)
        for each in items.relations:
            if each.id not in done:
                self._new_relation(each)
        self._placing.put_rows()
        for own, unit in anchors.items():
            if unit not in self._joined:
                self._tell("spans", spans[own], "it was a token of relations that are gone")
        return self._changed

    # Relations that there were

    def _old_relations(self, relations: dict[str, Relation]) -> set[str]:
        """Change and take away what joined spans; the ids of those that are there still."""
        keys = {end: own for own, end in self._ends.items()}
        done = set[str]()
        for join, own in self._joins:
            each = relations.get(own) if own is not None else None
            if own is None:
                if not self._dead.isdisjoint(one for one in (join.head, join.child) if isinstance(one, Annotation)):
                    self._part(join)
            elif each is None or [keys.get(end) for end in (join.head, join.child) if end] != [each.head, each.child]:
                self._part(join)
            elif self._keep(join, each):
                done.add(each.id)
                self._joined |= {end for end in (join.head, join.child) if isinstance(end, Unit)}
            else:
                self._part(join)
        return done

    def _part(self, join: Join) -> None:
        self._changed = True
        if join.kind == "chain":
            self._cut.add(join.of)
        elif join.kind == "relation":
            self._take_off(join.of)
        for slots in join.of.slots.values():
            if join.slot is not None and join.slot in slots:
                slots.remove(join.slot)

    def _keep(self, join: Join, each: Relation) -> bool:
        """Give a join the label and attributes that it has now; False where it cannot have them."""
        if join.kind == "relation":
            if join.of.label != each.label and not self._name_it(join.of, each):
                return False
            self._say(join.of, each)
            return True
        if each.label != join.label:
            label = self._clean("label", each.label, each)
            if join.slot is not None:
                join.slot.role = label
            elif (column := step_column(join.of.layer)) is not None:
                join.of.features[column] = label
            else:
                return False
            self._changed = True
        if item_pairs(each, ()):
            self._tell("attributes of relations", each, "it is part of a chain or slot, which has no place for them")
        return True

    def _mend_chains(self) -> None:
        """Chains that lost links, or steps between them, become several."""
        numbers = {(layer.name, chain) for layer, chain in self._model.chains()}
        lost = {(one.layer, one.chain) for one in {*self._dead, *self._cut} if one.layer.kind == "CH"}
        for (layer, chain), links in self._model.chains().items():
            if (layer, chain) not in lost:
                continue
            place, number = 0, chain
            for one in links:
                one.chain, place = number, place + 1
                one.place = place
                if one in self._cut:
                    number = max(each for name, each in numbers if name == layer.name) + 1
                    numbers.add((layer.name, number))
                    place = 0

    # Spans

    def _take_off(self, one: Annotation) -> None:
        self._changed = True
        for unit in one.units:
            unit.stacks[one.layer].remove(one)

    def _old_span(self, span: Span) -> bool:
        """Change a span that was there; False where its layer cannot have it any more, and it was taken off."""
        one = self._old[span.id]
        if one.label != span.label and not self._name_it(one, span):
            self._take_off(one)
            self._change_ends(span)
            return False
        if (one.start, one.end) != (span.start, span.end):
            self._move(one, span)
        self._say(one, span)
        return True

    def _change_ends(self, span: Span) -> None:
        """What a span that gets another row in another layer was joined by is made anew."""
        old = self._ends.pop(span.id)
        for join, _ in self._joins:
            if old in (join.head, join.child):
                why = "its span went to another layer of the file"
                self._lose(Loss(self._name, "relations", label=join.label, text=span.text[:80], why=why))
                if join.kind == "relation" and join.of in join.of.units[0].stacks.get(join.of.layer, ()):
                    self._take_off(join.of)

    def _move(self, one: Annotation, span: Span) -> None:
        units = self._placed(span)
        if not units:
            return
        self._take_off(one)
        self._put(one, units)
        for join, _ in self._joins:
            if join.kind == "relation" and join.child is one and join.of in join.of.units[0].stacks[join.of.layer]:
                self._take_off(join.of)
                self._put(join.of, units[:1])

    def _placed(self, span: Span) -> list[Unit]:
        found = self._placing.rows(span.start, span.end)
        if not found:
            self._tell("spans", span, "there is no token of the file; WebAnno TSV has spans of tokens only")
        elif (found[0].start, found[-1].end) != (span.start, span.end):
            self._tell("borders of spans", span, "they are between tokens of the file; written to whole tokens")
        return found

    def _put(self, one: Annotation, units: list[Unit]) -> None:
        self._changed, one.units = True, units
        for unit in units:
            stack = unit.stacks.setdefault(one.layer, [])
            if one.layer.kind == "SP" and (stack or len(units) > 1):
                for each in (*stack, one):
                    self._number(each)
            stack.append(one)

    def _number(self, one: Annotation) -> None:
        if one.number is None:
            self._next += 1
            one.number = self._next

    def _new_span(self, span: Span) -> None:
        units = self._placed(span)
        if not units:
            return
        layer = self._layer_for(span)
        one = Annotation(layer)
        if one.label != span.label:
            self._name_it(one, span)
        self._put(one, units)
        self._say(one, span)
        self._ends[span.id] = one

    def _layer_for(self, span: Span) -> Layer:
        """The layer that has such labels, or the one for spans of any kind."""
        some = [one for one in self._model.layers if one.kind == "SP"]
        found = self._labels.get(span.label)
        if found is not None and (found.label is not None or found.short == span.label):
            return found
        own = next((one for one in some if one.label is None and one.short == span.label), None)
        general = next((one for one in some if one.label is not None and one.short not in _EACH_TOKEN), None)
        return own or general or self._new_layer(Layer("SP", SPANS, [Column("value", "label")]))

    def _new_layer(self, layer: Layer) -> Layer:
        """Declare a layer behind those of its kind."""
        names = {one.name for one in self._model.layers}
        stem, at = layer.name, 1
        while layer.name in names:
            at += 1
            layer.name = f"{stem}{at}"
        rank = _RANKS[layer.kind]
        index = sum(_RANKS[one.kind] <= rank for one in self._model.layers)
        after = self._model.layers[index - 1].name if index else None
        self._model.layers.insert(index, layer)
        self._model.lines.insert(1 + self._line_of(after), layer)
        return layer

    def _line_of(self, name: str | None) -> int:
        for at, line in enumerate(self._model.lines):
            layer = line if isinstance(line, Layer) else layer_of(line) if isinstance(line, str) else None
            if layer is not None and layer.name == name:
                return at
        return 0

    # What is said of spans and relations

    def _name_it(self, one: Annotation, item: Span | Relation) -> bool:
        column = one.layer.label
        if column is None:
            return False
        one.features[column] = self._clean("label", item.label, item)
        self._changed = True
        return True

    def _say(self, one: Annotation, item: Span | Relation) -> None:
        """Give an annotation the attributes, and what else there is to say, of a span or relation."""
        before = said(one.attributes.items())
        value = item.value if isinstance(item, Span) else None
        if (tuple(sorted(before.attributes.items())), before.value) == (item.attributes, value):
            facts = ("note", "flagged", "origin", "score", "decision")
            if all(getattr(before, name) == getattr(item, name) for name in facts):
                return
        if one.layer.kind == "CH":
            self._tell("attributes of spans", item, "it is a link of a chain, which has no place for them")
            return
        self._changed = True
        label, wanted = one.layer.label, dict[Column, str]()
        for name, text in item_pairs(item, [label.name] if label else []):
            column = self._column(one.layer, name, item)
            if column in wanted:
                self._tell("attributes", item, f"“{name}” has the name of another one here")
            else:
                wanted[column] = self._clean(name, text, item)
        for column in one.layer.values:
            if column in wanted or column.name not in before.odd:
                one.features[column] = wanted.get(column)

    def _column(self, layer: Layer, name: str, item: Span | Relation) -> Column:
        """The column of a feature, which is made where there is none."""
        found = next((one for one in layer.values if one.name == name), None)
        if found is not None:
            return found
        safe = name
        takes_over = layer.label is None and Column("value", name).is_label and layer.kind != "CH"
        if takes_over or not _NAME.fullmatch(name) or name.startswith(("ROLE_", "BT_")) or name in _TAKEN:
            safe = re.sub(r"[^A-Za-z0-9_]", "_", name)
            safe = safe if safe != name and _NAME.fullmatch(safe) else f"f_{safe}"
            self._tell("names of attributes", item, f"“{name}” cannot be the name of a feature; written as “{safe}”")
            found = next((one for one in layer.values if one.name == safe), None)
        return found or self._new_column(layer, safe)

    def _new_column(self, layer: Layer, name: str) -> Column:
        column = Column("value", name)
        layer.columns = [one for one in layer.columns if one.kind != "none"]
        kinds = [one.kind for one in layer.columns]
        index = next((at for at, kind in enumerate(kinds) if kind in ("role", "source")), len(kinds))
        layer.columns.insert(index, column)
        return column

    def _clean(self, name: str, text: str, item: Span | Relation) -> str:
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        if plain != text:
            self._tell("values of attributes", item, f"WebAnno TSV has no carriage returns in “{name}”; written as LF")
        return plain

    # New relations

    def _new_relation(self, each: Relation) -> None:
        head, child = self._ends.get(each.head), self._ends.get(each.child)
        if head is None or child is None:
            self._tell("relations", each, "one of its spans is not written")
            return
        some = [one for one in self._model.layers if one.kind == "RL" and _can_join(one, head, child)]
        layer = next((one for one in some if one.label is not None), None)
        layer = layer or next((one for one in some if one.short == each.label), None)
        layer = layer or self._relations(head, child)
        if layer is None:
            self._tell("relations", each, "WebAnno TSV cannot refer to one of its spans")
            return
        for end in (head, child):
            if isinstance(end, Unit):
                self._joined.add(end)
            elif end.layer.kind == "SP" and (_type_of(layer) == ANY or end.units[0].stacks[end.layer][0] is not end):
                self._number(end)
        one = Annotation(layer, source=head, target=child)
        if one.label != each.label:
            self._name_it(one, each)
        self._put(one, [child if isinstance(child, Unit) else child.units[0]])
        self._say(one, each)

    def _relations(self, head: End, child: End) -> Layer | None:
        kinds = {_TOKEN if isinstance(one, Unit) else one.layer.name for one in (head, child)}
        kind = next(iter(kinds)) if len(kinds) == 1 else ANY
        layer = Layer("RL", RELATIONS, [Column("value", "label"), Column("source", f"BT_{kind}", kind)])
        return self._new_layer(layer) if _can_join(layer, head, child) else None

    def _tell(self, kind: str, item: Span | Relation, why: str) -> None:
        text = item.text[:80] if isinstance(item, Span) else ""
        self._lose(Loss(self._name, kind, item.id, item.label, text, why))


def _is_anchor(span: Span, unit: Unit) -> bool:
    """Whether a span is still no more than a token that a relation is about."""
    return (span.label, span.start, span.end) == (ANCHOR, unit.start, unit.end) and not item_pairs(span, ())


def _type_of(layer: Layer) -> str:
    return next((one.type for one in layer.columns if one.kind == "source"), "")


def _can_join(layer: Layer, *ends: End) -> bool:
    """Whether the relations of a layer can be between such ends."""
    kind = _type_of(layer)
    for one in ends:
        if isinstance(one, Unit):
            if not kind.endswith(".Token"):
                return False
        elif one.layer.kind == "CH":
            if kind != one.layer.name or one.units[0].stacks[one.layer][0] is not one:
                return False
        elif kind not in (one.layer.name, ANY):
            return False
    return True
