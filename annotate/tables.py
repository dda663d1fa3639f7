"""Relations by their ends, and decisions by what they are about, as immutable values.

Both are mappings by id. `replace` gives a new table and leaves this one as it is; it copies dictionaries, which is far
cheaper than building them, so that an edit costs nearly the same in a document of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from annotate.model import Decision, Relation
from annotate.offsets import Range

T = TypeVar("T", Relation, Decision)


class Table(Mapping[str, T], Generic[T]):
    """Items by id, with a second way to find them: `_keys` gives the keys under which an item is filed."""

    __slots__ = ("_filed", "_items")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items: dict[str, T] = {}
        self._filed: dict[Any, tuple[str, ...]] = {}
        filing: dict[Any, list[str]] = {}
        for item in items:
            self._items[item.id] = item
            for key in self._keys(item):
                filing.setdefault(key, []).append(item.id)
        self._filed = {key: tuple(ids) for key, ids in filing.items()}

    def _keys(self, item: T) -> Iterable[Any]:
        raise NotImplementedError

    def __getitem__(self, item_id: str) -> T:
        return self._items[item_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._items == other._items  # pyright: ignore[reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType] - compared by content, never a key

    def replace(self, removed: Iterable[T], added: Iterable[T]) -> Table[T]:
        """A table without `removed` and with `added`; an item that is both keeps its place."""
        new = type(self)()
        new._items, new._filed = dict(self._items), dict(self._filed)
        gone = {item.id: item for item in removed}
        come = {item.id: item for item in added}
        for item in gone.values():
            new._take_out(item)
            if item.id not in come:
                del new._items[item.id]
        for item in come.values():
            new._items[item.id] = item
            for key in new._keys(item):
                new._filed[key] = (*new._filed.get(key, ()), item.id)
        return new

    def _take_out(self, item: T) -> None:
        for key in self._keys(item):
            left = tuple(item_id for item_id in self._filed[key] if item_id != item.id)
            if left:
                self._filed[key] = left
            else:
                del self._filed[key]

    def filed(self, key: Any) -> tuple[str, ...]:
        """Ids of the items that are filed under a key, oldest first."""
        return self._filed.get(key, ())


class Relations(Table[Relation]):
    """Relations by id and by the span at either end."""

    __slots__ = ()

    def _keys(self, item: Relation) -> Iterable[Any]:
        return (item.head, item.child)

    def of(self, span_id: str) -> list[Relation]:
        """Relations of which the span is head or child, oldest first."""
        return [self._items[relation_id] for relation_id in self.filed(span_id)]


class Decisions(Table[Decision]):
    """Decisions by the suggestion's id, by the annotation that came of them, and by place and label."""

    __slots__ = ()

    def _keys(self, item: Decision) -> Iterable[Any]:
        return (item.annotation, (item.fragments, item.label)) if item.annotation else ((item.fragments, item.label),)

    def behind(self, annotation_id: str) -> list[Decision]:
        """The decisions that an annotation came of."""
        return [self._items[suggestion_id] for suggestion_id in self.filed(annotation_id)]

    def answered(self, fragments: tuple[Range, ...], label: str) -> bool:
        """Whether a suggestion of this label at this place was decided on."""
        return bool(self.filed((fragments, label)))
