"""How annotations follow a change of the scheme: new names, joined labels, values of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotate.change import Change, Transaction
from annotate.commands import ValueParser
from annotate.model import Attributes, AttributeValue, Decision, Item, Relation, Span
from annotate.scheme_edit import SchemeDraft
from annotate.state import AnnotationState


def follow(state: AnnotationState, draft: SchemeDraft, parse: ValueParser) -> Transaction | None:
    """The step that makes one document's annotations fit the new scheme; None where they do already.

    Where a label joins another one that has a span at the very place, the other one's span stays, and relations and
    decisions of the one that goes are its from then on. `parse` gives values under the new scheme.
    """
    work = _Following(state, draft, parse)
    changes = tuple(work.changes())
    return Transaction(changes, "scheme.change") if changes else None


class _Following:
    def __init__(self, state: AnnotationState, draft: SchemeDraft, parse: ValueParser) -> None:
        self._state, self._parse = state, parse
        self._spans, self._relations = draft.renamed("span"), draft.renamed("relation")
        self._attributes, self._revalued = draft.renamed("attribute"), draft.revalued
        self._recoded = draft.recoded
        self._span_now = {name: self._spans.get(name, name) for name in draft.names["span"]}
        self._joins = len(set(self._span_now.values())) < len(self._span_now)
        self._instead: dict[str, str] = self._doubles() if self._joins else {}

    def changes(self) -> Iterator[Change]:
        """Spans that go come last, after the relations that had them as ends."""
        document = self._state.document.id
        pairs: list[tuple[Item, Item | None]] = [(one, self._span(one)) for one in self._state.index]
        pairs += self._relation_pairs()
        gone = {one.id for one, after in pairs if after is None}
        pairs += [(one, self._decision(one, gone)) for one in self._state.decisions.values()]
        pairs.sort(key=lambda pair: pair[1] is None and isinstance(pair[0], Span))
        for before, after in pairs:
            if before != after:
                yield Change(document, before, after)

    def _doubles(self) -> dict[str, str]:
        """Spans that would be there twice, with the span that stays: one that has the name already, else the first."""
        kept: dict[tuple[object, str], Span] = {}
        in_order = sorted(self._state.index, key=lambda one: one.label in self._spans)
        instead: dict[str, str] = {}
        for one in in_order:
            name = self._spans.get(one.label, one.label)
            stays = kept.setdefault((one.fragments, name), one)
            if stays is not one and (one.label in self._spans or stays.label in self._spans):
                instead[one.id] = stays.id
        return instead

    def _span(self, span: Span) -> Span | None:
        if span.id in self._instead:
            return None
        name = self._spans.get(span.label, span.label)
        value = self._parse(span.text, name) if span.label in self._revalued else span.value
        return replace(span, label=name, value=value, attributes=self._renamed(span.attributes))

    def _relation_pairs(self) -> Iterator[tuple[Item, Item | None]]:
        """Of relations that become equal one stays, and one that would join a span to itself goes."""
        seen: set[tuple[str, str, str]] = set()
        for one in self._state.relations.values():
            after = self._relation(one)
            key = (after.head, after.child, after.label)
            if after != one and (after.head == after.child or key in seen or self._there(one, key)):
                yield one, None
                continue
            seen.add(key)
            yield one, after

    def _there(self, relation: Relation, key: tuple[str, str, str]) -> bool:
        """Whether a relation that stays as it is is there already."""
        return any(
            (one.head, one.child, one.label) == key and one.id != relation.id and self._relation(one) == one
            for one in self._state.relations.of(key[0])
        )

    def _relation(self, relation: Relation) -> Relation:
        return replace(
            relation,
            label=self._relations.get(relation.label, relation.label),
            head=self._instead.get(relation.head, relation.head),
            child=self._instead.get(relation.child, relation.child),
            attributes=self._renamed(relation.attributes),
        )

    def _decision(self, decision: Decision, gone: set[str]) -> Decision:
        made = decision.annotation
        names = self._relations if len(decision.fragments) > 1 else self._spans  # a relation's has both ends' places
        if made is not None:
            made = self._instead.get(made, None if made in gone else made)
        return replace(decision, label=names.get(decision.label, decision.label), annotation=made)

    def _renamed(self, attributes: Attributes) -> Attributes:
        if not any(name in self._attributes or name in self._recoded for name, _ in attributes):
            return attributes
        renamed: dict[str, AttributeValue] = {
            self._attributes.get(name, name): self._choice(name, value) for name, value in attributes
        }
        return tuple(sorted(renamed.items()))

    def _choice(self, attribute: str, value: AttributeValue) -> AttributeValue:
        return self._recoded.get(attribute, {}).get(value, value) if isinstance(value, str) else value
