"""A relation in the making: begun at a span, the other end chosen by Tab, click or drag, the label by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from annotate import review
from annotate.errors import NothingToDo
from annotate.model import Span
from annotate.scheme import RelationLabel
from gui.navigation import Navigation
from gui.session import Session
from store.ids import new_ids

_SHOWN = 40  # code points of a text that a message quotes


@dataclass(frozen=True, slots=True)
class Draft:
    """The head, and the child once it is chosen."""

    head: str
    child: str | None = None


def listed(names: Sequence[str]) -> str:
    """“LOC, ORG or PERSON”."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"


class RelationDraft(QObject):
    """Holds the draft and turns it into a relation. `changed` says that the draft is another one."""

    changed = Signal()

    def __init__(self, session: Session, navigation: Navigation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._navigation = session, navigation
        self.draft: Draft | None = None

    def begin(self) -> bool:
        """Begin at the selected span. Whether there is something to begin at."""
        try:
            self._set(self.begun())
        except NothingToDo as reason:
            self._session.told.emit(str(reason))
            return False
        return True

    def begun(self) -> Draft:
        """The draft that begins at the selected span. Raises NothingToDo."""
        item = self._session.item
        if not isinstance(item, Span):
            raise NothingToDo("Select a span first: a relation begins at the selected span.")
        if not self.legal_labels(item.id):
            raise NothingToDo(f"The scheme has no relation for {item.label}.")
        if self.draft == Draft(item.id):
            raise NothingToDo("The relation is begun: Tab or a click chooses its other end.")
        return Draft(item.id)

    def cancel(self) -> None:
        """Forget the draft."""
        self._set(None)

    def choose(self, span_id: str) -> None:
        """Take a span as the other end."""
        if self.draft is None:
            return
        other = self._session.find(span_id)
        legal = self.legal_labels(self.draft.head)
        if not isinstance(other, Span):
            return
        if span_id == self.draft.head:
            self._session.told.emit("A relation needs two different spans: choose another one.")
            return
        if other.label not in legal:
            self._session.told.emit(f"{self._legal_ends(legal)}; “{_short(other.text)}” is a {other.label}.")
            return
        self._set(replace(self.draft, child=span_id))

    def step(self, step: int) -> None:
        """Take the next or previous legal span as the other end."""
        try:
            self._set(self.stepped(step))
        except NothingToDo as reason:
            self._session.told.emit(str(reason))

    def stepped(self, step: int) -> Draft:
        """The draft with the next or previous legal span as its other end. Raises NothingToDo."""
        assert self.draft is not None, "a relation is begun"
        draft, legal = self.draft, self.legal_labels(self.draft.head)
        found = self._session.find(draft.child or draft.head)
        start = found.id if isinstance(found, Span) else ""
        while isinstance(found, Span):
            found = self._navigation.beside(found, step)
            if found is None or found.id == start:
                break
            if found.label in legal and found.id != draft.head:
                return replace(draft, child=found.id)
        other = "other such span" if draft.child is not None else "such span"
        raise NothingToDo(f"{self._legal_ends(legal)}; there is no {other} in this article.")

    def labels(self) -> tuple[RelationLabel, ...]:
        """Relation labels that the scheme allows between the two ends, in either direction of drawing."""
        if self.draft is None or self.draft.child is None:
            return ()
        return self._between(self.draft.head, self.draft.child) or self._between(self.draft.child, self.draft.head)

    def confirm(self, label: str | None = None) -> None:
        """Make the relation with a label, or with the only one that is allowed."""
        if self.draft is None:
            return
        try:
            head, child, name = self.confirmed(label)
        except NothingToDo as reason:
            self._session.told.emit(str(reason))
            return
        self._set(None)
        self._make(head, child, name)

    def confirmed(self, label: str | None = None) -> tuple[str, str, str]:
        """Head, child and label of the relation that `confirm` makes. Raises NothingToDo."""
        assert self.draft is not None, "a relation is begun"
        head, child, names = self.draft.head, self.draft.child, [one.name for one in self.labels()]
        if child is None:
            raise NothingToDo("Choose the other end: Tab, or a click on a span.")
        if label is None and len(names) > 1:
            raise NothingToDo("Which relation? " + self.choices())
        name = label if label in names else names[0] if label is None and names else None
        if name is None:
            raise NothingToDo("The scheme does not allow this relation here: " + self.choices())
        if not self._between(head, child):
            head, child = child, head  # only the other direction is legal
        return head, child, name

    def key(self, key: str) -> None:
        """A relation label's hotkey was pressed."""
        label = next((one for one in self.labels() if one.hotkey == key.casefold()), None)
        asked = next((one for one in self._session.scheme.relations if one.hotkey == key.casefold()), None)
        if label is not None:
            self.confirm(label.name)
        elif not self.labels():
            self._session.told.emit("Choose the other end first: Tab, or a click on a span.")
        else:
            no = f"The scheme does not allow {asked.name} here. " if asked is not None else ""
            self._session.told.emit(f"{no}Which relation? {self.choices()}")

    def choices(self) -> str:
        """The allowed labels with their hotkeys, as a line."""
        return ", ".join(f"{one.hotkey.upper()} {one.name}" if one.hotkey else one.name for one in self.labels())

    def legal_labels(self, head: str) -> frozenset[str]:
        """Labels that the other end of a relation from (or to) `head` may have."""
        here, scheme = self._session.find(head), self._session.scheme
        if not isinstance(here, Span):
            return frozenset()
        labels = [one.name for one in scheme.spans]
        return frozenset(
            label
            for label in labels
            if scheme.relation_labels_between(here.label, label) or scheme.relation_labels_between(label, here.label)
        )

    def _legal_ends(self, legal: frozenset[str]) -> str:
        """“The scheme joins PERSON with LOC or ORG only”."""
        head = self._session.find(self.draft.head) if self.draft is not None else None
        here = head.label if isinstance(head, Span) else "this span"
        names = [one.name for one in self._session.scheme.spans if one.name in legal]
        return f"The scheme joins {here} with {listed(names)} only"

    def _make(self, head: str, child: str, label: str) -> None:
        session = self._session
        session.attempt(
            lambda: review.connect_any(
                session.suggested, session.state, session.scheme, head, child, label, new_ids=new_ids()
            ),
            select=True,
        )

    def _between(self, head: str, child: str) -> tuple[RelationLabel, ...]:
        one, other = self._session.find(head), self._session.find(child)
        if not isinstance(one, Span) or not isinstance(other, Span):
            return ()
        return self._session.scheme.relation_labels_between(one.label, other.label)

    def _set(self, draft: Draft | None) -> None:
        if draft != self.draft:
            self.draft = draft
            self.changed.emit()
