"""Editing what was taken at a stop: label hotkeys and keys that move ends, as in the article."""

from __future__ import annotations

from functools import partial

from annotate import commands
from annotate.adjudicate.settling import edit, here
from annotate.change import Transaction
from annotate.errors import NothingToDo, Refused
from annotate.model import Span
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.planning_edges import moved_edge
from gui.sitting import Sitting
from gui.steps import parser_of
from store.ids import new_ids

Move = tuple[bool, bool, int]
"""Whether the start moves, whether by words, and which way."""


class SettleEdits:
    """While a span of gold is being edited, keys change it and settle nothing."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._span: str | None = None

    @property
    def span(self) -> Span | None:
        """The span of gold that keys change; None where nothing is being edited."""
        if self._span is None or self._sitting.doc is None:
            return None
        return self._sitting.gold.spans.get(self._span)

    def begin(self) -> None:
        """Edit what gold has of the current stop; what it has not yet, the left answer puts there."""
        sitting = self._sitting
        sitting.settle(lambda case, gold, stop: edit(case, gold, stop, 0, new_ids=new_ids()), stay=True)
        stop = sitting.current
        own = [one for one in here(stop, sitting.gold) if isinstance(one, Span)] if stop is not None else []
        self._span = own[0].id if own else None

    def end(self) -> None:
        """Keys settle stops again."""
        self._span = None

    def step(self, step: int) -> None:
        """Go to the next span that gold has of this stop."""
        stop = self._sitting.current
        own = [one.id for one in here(stop, self._sitting.gold) if isinstance(one, Span)] if stop is not None else []
        if self._span in own:
            self._span = own[(own.index(self._span) + step) % len(own)]

    def relabel(self, key: str) -> bool:
        """Give the span the label of a hotkey; whether there is one."""
        scheme, span = self._sitting.case.scheme, self.span
        label = scheme.span_label_by_hotkey(key) if scheme is not None else None
        if label is None or span is None or scheme is None:
            return False
        parse = parser_of(scheme, self._sitting.gold.document)
        self._sitting.edit(lambda gold: commands.relabel(gold, span.id, label.name, parse=parse, scheme=scheme))
        return True

    def move(self, how: Move) -> None:
        """Move an end of the span by a word or a character."""
        if self.span is not None:
            self._sitting.edit(partial(self._moved, self.span, how))

    def delete(self) -> None:
        """Take the span out of gold again."""
        span = self.span
        if span is not None and self._sitting.edit(lambda gold: commands.delete_span(gold, span.id)):
            self._span = None

    def _moved(self, span: Span, how: Move, gold: AnnotationState) -> Transaction | None:
        start, by_word, step = how
        text, fragments = gold.document.text, list(span.fragments)
        at = 0 if start else len(fragments) - 1
        edge = fragments[at].start if start else fragments[at].end
        to = moved_edge(text, edge, start=start, by_word=by_word, step=step)
        if to is None or to == edge:
            raise NothingToDo("There is no further word." if by_word else "The text ends here.")
        fragments[at] = Range(to, fragments[at].end) if start else Range(fragments[at].start, to)
        if any(one.start >= one.end for one in fragments):
            raise Refused("A span needs at least one character.")
        scheme = self._sitting.case.scheme
        parse = parser_of(scheme, gold.document) if scheme is not None else commands.no_value
        return commands.resize(gold, span.id, fragments, parse=parse)
