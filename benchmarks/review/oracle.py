"""A person who knows the gold: goes through a document once, in reading order, and corrects what is suggested.

At each open suggestion the spans that were missed before it are made first, then the suggestion is answered; what was
missed after the last one comes at the end. A right one is accepted, a wrong label or end is mended, anything else is
rejected. Only key events reach the program; its state is read, as a person reads the screen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from annotate.index import reading_order
from annotate.model import Span
from benchmarks.review.hands import Hands, Purpose
from benchmarks.review.pairing import Kind, kind_of, pairs, placed
from benchmarks.review.spreading import Spreading
from benchmarks.review.tasks import Placed, Task
from benchmarks.review.ways import Ways, moving_end
from gui.article.page import Page
from gui.workbench import Workbench

_PURPOSES: dict[Kind, Purpose] = {"label": "label", "end": "end", "both": "both"}


@dataclass
class Oracle:
    """Does the spans of one open document. `passing`: Tab goes past what is right; the rest is accepted at the end."""

    bench: Workbench
    hands: Hands
    task: Task
    spreading: Spreading
    passing: bool = False
    kinds: Counter[Kind] = field(default_factory=Counter[Kind])

    def __post_init__(self) -> None:
        self.ways = Ways(self.page)
        self.scheme = self.bench.session.scheme
        proposed = [(span.id, placed(span)) for span in self.bench.session.suggested.index]
        self.pair = pairs(proposed, self.task.spans)
        for suggestion, place in proposed:
            self.kinds[kind_of(self.pair.get(suggestion), place)] += 1
        self.missed = sorted(self.task.spans - set(self.pair.values()))
        self.kinds["missed"] = len(self.missed)

    @property
    def page(self) -> Page:
        """The article as it is laid out."""
        page = self.bench.view.page
        assert page is not None
        return page

    @property
    def own(self) -> set[Placed]:
        """The person's spans."""
        return {placed(span) for span in self.bench.session.state.index}

    @property
    def item(self) -> Span | None:
        """The selected span or suggestion."""
        found = self.bench.session.find(self.bench.session.selected or "")
        return found if isinstance(found, Span) else None

    def do_spans(self) -> None:
        """From what is suggested to the gold."""
        session, last = self.bench.session, -1
        while len(session.open_spans):
            item = self.item
            if item is None or item.decision != "open":
                if last < 0:
                    self.hands.press("Enter", "document", "begin and done")
                else:
                    self.hands.press("Tab" if self.passing else "Enter", "moving", "move")
                last = max(last, 0)
                continue
            if self.passing and placed(item) in self.task.spans and not self._wrong_left():
                break
            if self._add_missed(before=item.start):
                continue
            if self.passing and placed(item) in self.task.spans:
                self.hands.press("Tab", "moving", "move")
                last = item.start
                continue
            last = item.start
            self._answer(item)
        self._add_missed(before=len(self.task.text) + 1)

    def _wrong_left(self) -> bool:
        still = {placed(span) for span in self.bench.session.open_spans}
        return bool(still - self.task.spans)

    def _answer(self, item: Span) -> None:
        gold = self.pair.get(item.id)
        if gold is None or (gold in self.own and gold != placed(item)):
            self.hands.press("Backspace", "spurious", "reject")
            self._go_on("spurious")
        elif gold == placed(item):
            if self.spreading.spread(gold[2], "right"):  # which accepts this one, too
                self._go_on("right")
            else:
                self.hands.press("Enter", "right", "accept")
        else:
            purpose = _PURPOSES[kind_of(gold, placed(item))]
            self.mend(gold, purpose)
            self.spreading.spread(gold[2], purpose)
            self._go_on(purpose)

    def _go_on(self, purpose: Purpose) -> None:
        """To the next open suggestion, where the program is not there by itself."""
        item = self.item
        if len(self.bench.session.open_spans) and (item is None or item.decision != "open"):
            self.hands.press("Tab" if self.passing else "Enter", purpose, "go on")

    def mend(self, gold: Placed, purpose: Purpose) -> None:
        """Give the selected suggestion the right label and ends."""
        for start in (gold[0] < self._selected()[0], gold[0] >= self._selected()[0]):  # grow before shrinking
            there = gold[0] if start else gold[1]
            for _ in range(30):
                here = self._selected()[0] if start else self._selected()[1]
                if here == there:
                    break
                self.hands.press(moving_end(self.task.text, here, there, start=start)[0], purpose, "move ends")
            self._check(there in self._selected(), f"the end {there} of {gold}")
        if self._selected()[0] != gold[0]:
            self.mend(gold, purpose)
        if self._selected()[2] != gold[2]:
            self.hands.press(self._hotkey(gold[2]), purpose, "relabel")
        self._check(self._selected() == gold, f"the span {gold}")

    def _selected(self) -> Placed:
        item = self.item
        assert item is not None, f"nothing is selected after {self.hands.trace[-6:]}"
        return placed(item)

    def _hotkey(self, label: str) -> str:
        found = self.scheme.span_label(label)
        assert found is not None
        assert found.hotkey, f"{label} has no hotkey"
        return found.hotkey

    def _add_missed(self, *, before: int) -> bool:
        """Make what was missed before an offset; whether there was anything."""
        made = False
        for gold in self.missed:
            if gold[0] < before and gold not in self.own:
                self._make(gold)
                made = True
        return made

    def _make(self, gold: Placed) -> None:
        hands = self.hands
        self._check(self.ways.page is self.page, "lines as they were: a label has the article laid out anew")
        for keys in self.way(gold[0]):
            hands.press(keys, "moving", "move")
        self._check(self.bench.view.caret.offset == gold[0], f"the cursor at {gold[0]}")
        selecting = self.ways.selecting(gold[0], gold[1])
        assert selecting is not None, f"no way to select {gold}"
        for keys in selecting:
            hands.press(keys, "new", "select")
        hands.press(self._hotkey(gold[2]), "new", "label")
        self._check(gold in self.own, f"the new span {gold}")
        self.spreading.spread(gold[2], "new")

    def way(self, target: int) -> tuple[str, ...]:
        """The fewest keys to bring the word cursor to an offset: by the cursor's keys, or with Tab first."""
        found = self.ways.to(target, [(self.bench.view.caret.offset, ()), *self._tabs()])
        assert found is not None, f"no way to {target}"
        return found

    def ring(self) -> list[Span]:
        """The spans and suggestions in the order of Tab."""
        session = self.bench.session
        return sorted((*session.state.index, *session.open_spans), key=reading_order)

    def _tabs(self) -> list[tuple[int, tuple[str, ...]]]:
        ring, item, caret = self.ring(), self.item, self.bench.view.caret.offset
        if not ring:
            return []
        at = next((n for n, span in enumerate(ring) if item is not None and span.id == item.id), None)
        if at is None:
            first = next((n for n, span in enumerate(ring) if span.start >= caret), 0)
            on, back = first - 1, first
        else:
            on = back = at
        size = min(len(ring), 20)
        forward = [(ring[(on + n) % len(ring)].start, ("Tab",) * n) for n in range(1, size)]
        backward = [(ring[(back - n) % len(ring)].start, ("Shift+Tab",) * n) for n in range(1, size)]
        return [*forward, *backward]

    def _check(self, holds: bool, what: str) -> None:
        if not holds:
            raise AssertionError(f"{self.task.name}: not reached: {what}, after {', '.join(self.hands.trace[-8:])}")
