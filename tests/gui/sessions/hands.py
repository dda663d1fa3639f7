"""Hands at the window: they go to spans and relations, select text and answer dialogs, as a die says."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from annotate.model import Relation, Span
from gui.article.caret import Caret
from gui.session import Session
from gui.workbench import Workbench
from tests.gui.sessions.sitting import Sitting

Fits = Callable[[Span], bool]
_TABS = 4  # so often Tab is tried before a click


class Hands:
    """One person's hands for one step of a session."""

    def __init__(self, sitting: Sitting, die: Random) -> None:
        self.at, self.die = sitting, die

    @property
    def session(self) -> Session:
        return self.at.session

    @property
    def bench(self) -> Workbench:
        return self.at.bench

    def often(self, chance: float) -> bool:
        """Whether the die says yes."""
        return self.die.random() < chance

    def spans(self, fits: Fits = lambda _span: True, *, open_too: bool = True) -> list[Span]:
        """The spans that are shown."""
        session = self.session
        found = [*session.state.index, *(session.open_spans if open_too else ()), *session.rejected_spans]
        return [span for span in found if fits(span)]

    def relations(self) -> list[Relation]:
        """The relations that are shown."""
        session = self.session
        some = (session.state.relations, session.open.relations, session.rejected_relations)
        return [one for table in some for one in table.values()]

    def stand_on(self, span: Span) -> None:
        """Select a span, by Tab from just before it, or by a click where others are in the way."""
        self.at.press("Esc")
        self.bench.view.set_caret(Caret(span.start))
        for _ in range(_TABS):
            self.at.press("Tab")
            if self.session.selected == span.id:
                return
        self.bench.view.span_clicked.emit(span.id)

    def a_span(self, fits: Fits = lambda _span: True, *, open_too: bool = True) -> Span | None:
        """Select some span."""
        found = self.spans(fits, open_too=open_too)
        if not found:
            return None
        chosen = self.die.choice(found)
        self.stand_on(chosen)
        return chosen

    def a_relation(self) -> Relation | None:
        """Select some relation."""
        found = self.relations()
        if not found:
            return None
        chosen = self.die.choice(found)
        self.bench.view.relation_clicked.emit(chosen.id)
        return chosen

    def an_item(self) -> None:
        """Select a span, or a relation, or nothing."""
        pick = self.die.random()
        if pick < 0.55:
            self.a_span()
        elif pick < 0.85:
            self.a_relation()
        else:
            self.at.press("Esc")

    def a_text(self) -> None:
        """Select some words, or some characters."""
        size = len(self.session.state.document.text)
        self.at.press("Esc")
        self.bench.view.set_caret(Caret(self.die.randint(0, size)))
        key = "Shift+Right" if self.often(0.7) else "Ctrl+Shift+Right"
        self.at.press(*[key] * self.die.randint(1, 3 if key == "Shift+Right" else 6))

    def text_or_item(self) -> None:
        """Select text, or a span or relation, or nothing."""
        if self.often(0.5):
            self.a_text()
        else:
            self.an_item()

    def inside(self, span: Span) -> None:
        """Put the cursor into a span that is selected."""
        fragment = self.die.choice(span.fragments)
        self.bench.view.set_caret(Caret(self.die.randint(fragment.start, fragment.end)))

    def a_letter(self) -> str:
        """A hotkey of the scheme, or one of nobody."""
        scheme = self.session.scheme
        keys = [one.hotkey for one in (*scheme.spans, *scheme.relations) if one.hotkey]
        return self.die.choice([*keys, "z"])
