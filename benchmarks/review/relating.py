"""The second part of the oracle's work: from suggested relations to the gold ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from annotate import review
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.train.relation_corpora import SYMMETRIC
from benchmarks.review.oracle import Oracle
from benchmarks.review.tasks import Joined


def key_of(one: Joined) -> tuple[object, str]:
    """A relation as it is compared: symmetric ones hold in either direction."""
    head, child, label = one
    return (frozenset((head, child)) if label in SYMMETRIC else (head, child)), label


@dataclass
class Relating:
    """Does the relations of one open document, whose spans are decided."""

    oracle: Oracle
    kinds: Counter[str] = field(default_factory=Counter[str])

    def __post_init__(self) -> None:
        self.session, self.hands = self.oracle.bench.session, self.oracle.hands
        self.wanted = {key_of(one): one for one in sorted(self.oracle.task.relations)}

    def do_relations(self) -> None:
        """Answer what is suggested, then make what is missed, in reading order of the heads."""
        while self.session.open.relations:
            item = self.session.find(self.session.selected or "")
            if not isinstance(item, Relation) or item.decision != "open":
                self.hands.press("Enter", "moving", "move")
                continue
            self._answer(item)
        for one in sorted(self._left().values()):
            self.kinds["missed"] += 1
            self._make(one)

    def own(self) -> list[Joined]:
        """The person's relations."""
        state = self.session.state
        return [
            (state.spans[one.head].range, state.spans[one.child].range, one.label) for one in state.relations.values()
        ]

    def _left(self) -> dict[tuple[object, str], Joined]:
        done = {key_of(one) for one in self.own()}
        return {key: one for key, one in self.wanted.items() if key not in done}

    def _answer(self, item: Relation) -> None:
        head, child = self._place(item.head), self._place(item.child)
        left = self._left()
        same = next((one for one in left.values() if {one[0], one[1]} == {head, child}), None)
        if key_of((head, child, item.label)) in left:
            self.kinds["right"] += 1
            self.hands.press("Enter", "relation", "relate")
            return
        if same is None or (same[2] != item.label and same[:2] != (head, child) and same[2] not in SYMMETRIC):
            self.kinds["spurious"] += 1
            self.hands.press("Backspace", "spurious relation", "reject relation")
            return
        self.kinds["nearly"] += 1
        if same[2] != item.label:
            self.hands.press(self._hotkey(same[2]), "relation", "relate")
        else:
            self.hands.press("Ctrl+R", "relation", "relate")
        if self.session.open.relations:
            self.hands.press("Enter", "relation", "relate")

    def _make(self, gold: Joined) -> None:
        head, child, label = gold
        begin, other = self._cheaper(head, child, label)
        self._select(begin)
        self.hands.press("Ctrl+L", "relation", "relate")
        for keys in self._steps(begin, other):
            self.hands.press(keys, "relation", "relate")
        labels = self.oracle.bench.draft.labels()
        self.hands.press("Enter" if len(labels) == 1 else self._hotkey(label), "relation", "relate")
        if key_of(gold) in self._left():
            raise AssertionError(f"{self.oracle.task.name}: not made: {gold}, after {self.hands.trace[-8:]}")

    def _cheaper(self, head: Range, child: Range, label: str) -> tuple[Range, Range]:
        """From which end to begin: from either where only one direction is legal, or the label has none."""
        scheme, one, other = self.session.scheme, self._span(head), self._span(child)
        backward = label in SYMMETRIC or not scheme.relation_labels_between(other.label, one.label)
        ways = [(head, child), *([(child, head)] if backward else [])]
        return min(ways, key=lambda ends: len(self._steps(*ends)) + len(self._walk(ends[0])))

    def _steps(self, begin: Range, other: Range) -> tuple[str, ...]:
        """Tab or Shift+Tab from one end to the other, over the spans that the scheme allows there."""
        legal = self.oracle.bench.draft.legal_labels(self._span(begin).id)
        ring = [one for one in self.oracle.ring() if one.label in legal or one.range == begin]
        size, here = len(ring), next(n for n, one in enumerate(ring) if one.range == begin)
        on = (next(n for n, one in enumerate(ring) if one.range == other) - here) % size
        return ("Tab",) * on if on <= size - on else ("Shift+Tab",) * (size - on)

    def _walk(self, place: Range) -> tuple[str, ...]:
        """Keys that select a span: Tab around the ring, or the word cursor to it and one Tab."""
        ring = self.oracle.ring()
        there = next(n for n, one in enumerate(ring) if one.range == place)
        item = self.session.find(self.session.selected or "")
        here = next((n for n, one in enumerate(ring) if item is not None and one.id == item.id), None)
        if here == there:
            return ()
        first = next((n for n, one in enumerate(ring) if one.start >= place.start), 0)
        to_cursor = self.oracle.ways.to(place.start, [(self.oracle.bench.view.caret.offset, ())]) or ()
        leave = ("Escape",) if item is not None and (not to_cursor or here is None) else ()
        by_cursor = (*leave, *to_cursor, *("Tab",) * (there - first + 1))
        if here is None:
            return by_cursor
        on = (there - here) % len(ring)
        by_tab = ("Tab",) * on if on <= len(ring) - on else ("Shift+Tab",) * (len(ring) - on)
        return min(by_tab, by_cursor, key=len)

    def _select(self, place: Range) -> None:
        for keys in self._walk(place):
            self.hands.press(keys, "moving", "move")
        item = self.session.find(self.session.selected or "")
        if not isinstance(item, Span) or item.range != place:
            raise AssertionError(f"{self.oracle.task.name}: not selected: {place}, after {self.hands.trace[-8:]}")

    def _span(self, place: Range) -> Span:
        return next(one for one in self.session.state.index if one.range == place)

    def _place(self, end: str) -> Range:
        session = self.session
        own = review.own_span(session.suggested, session.state, end)
        return own.range if own is not None else session.suggested.spans[end].range

    def _hotkey(self, label: str) -> str:
        found = self.session.scheme.relation_label(label)
        assert found is not None
        assert found.hotkey, f"{label} has no hotkey"
        return found.hotkey
