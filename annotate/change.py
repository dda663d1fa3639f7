"""Change and Transaction: the only ways in which annotations change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotate.model import Item

ItemKey = tuple[str, str]
"""The class name of an item and its id."""


def key_of(item: Item) -> ItemKey:
    """What identifies an item within its document and source."""
    return (type(item).__name__, item.id)


@dataclass(frozen=True, slots=True)
class Change:
    """One item of one document before and after: `(None, x)` adds, `(x, None)` removes, `(x, y)` replaces."""

    document: str
    before: Item | None
    after: Item | None

    def __post_init__(self) -> None:
        present = [item for item in (self.before, self.after) if item is not None]
        if not present or len({key_of(item) for item in present}) != 1:
            raise ValueError("a change needs one item, the same one before and after")

    @property
    def key(self) -> tuple[str, str, str]:
        """What is changed: document, class name and id."""
        item = self.after if self.after is not None else self.before
        assert item is not None
        return (self.document, *key_of(item))

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.document, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One intention of the person: changes that happen together or not at all.

    `event` is a dotted name (`span.add`) that undo, journal and statistics read; `focus` is the id of the item that
    should be selected afterwards.
    """

    changes: tuple[Change, ...]
    event: str
    focus: str | None = None

    def inverse(self) -> Transaction:
        """The transaction that takes this one back."""
        return replace(self, changes=tuple(change.inverse() for change in reversed(self.changes)))

    def within(self, document: str) -> Transaction:
        """The part of this transaction that touches `document`."""
        return replace(self, changes=tuple(change for change in self.changes if change.document == document))

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that are touched, each once, in order."""
        return tuple(dict.fromkeys(change.document for change in self.changes))


def compose(transactions: Iterable[Transaction], event: str) -> Transaction:
    """One transaction that does what all of `transactions` do in order; changes of one item are joined."""
    joined: dict[tuple[str, str, str], Change] = {}
    focus: str | None = None
    for tx in transactions:
        focus = tx.focus or focus
        for change in tx.changes:
            earlier = joined.pop(change.key, None)
            before = earlier.before if earlier else change.before
            if before is not None or change.after is not None:
                joined[change.key] = Change(change.document, before, change.after)
    return Transaction(tuple(change for change in joined.values() if change.before != change.after), event, focus)
