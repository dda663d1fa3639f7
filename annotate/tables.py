"""Relations by their ends, and decisions by what they are about, as immutable values.

Both are mappings by id, in the order of ids, which is that of their making. `replace` gives a new table and leaves
this one as it is; it copies little, so that an edit costs nearly the same in a document of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from annotate.maps import ShardedMap
from annotate.model import Decision, Relation
from annotate.offsets import Range

T = TypeVar("T", Relation, Decision)


class Table(Mapping[str, T], Generic[T]):
    """Items by id, with a second way to find them: `_keys` gives the keys under which an item is filed."""

    __slots__ = ("_filed", "_items")

    def __init__(self, items: Iterable[T] = ()) -> None:
        by_id: dict[str, T] = {}
        filing: dict[Any, list[str]] = {}
        for item in items:
            by_id[item.id] = item
            for key in self._keys(item):
                filing.setdefault(key, []).append(item.id)
        self._items: ShardedMap[str, T] = ShardedMap(by_id.items())
        self._filed: ShardedMap[Any, tuple[str, ...]] = ShardedMap((key, tuple(ids)) for key, ids in filing.items())

    def _keys(self, item: T) -> Iterable[Any]:
        raise NotImplementedError

    def __getitem__(self, item_id: str) -> T:
        return self._items[item_id]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._items == other._items  # pyright: ignore[reportUnknownMemberType]

    __hash__ = None  # pyright: ignore[reportAssignmentType] - compared by content, never a key

    def replace(self, removed: Iterable[T], added: Iterable[T]) -> Table[T]:
        """A table without `removed` and with `added`."""
        gone, come, filed = list(removed), list(added), dict[Any, tuple[str, ...] | None]()
        for item in gone:
            for key in self._keys(item):
                ids = filed[key] if key in filed else self._filed.get(key)
                filed[key] = tuple(item_id for item_id in ids or () if item_id != item.id) or None
        for item in come:
            for key in self._keys(item):
                ids = filed[key] if key in filed else self._filed.get(key)
                filed[key] = (*(ids or ()), item.id)
        items: dict[str, T | None] = dict.fromkeys((item.id for item in gone), None)
        items.update((item.id, item) for item in come)
        new = type(self)()
        new._items, new._filed = self._items.changed(items), self._filed.changed(filed)
        return new

    def filed(self, key: Any) -> tuple[str, ...]:
        """Ids of the items that are filed under a key."""
        return self._filed.get(key) or ()


class Relations(Table[Relation]):
    """Relations by id and by the span at either end."""

    __slots__ = ()

    def _keys(self, item: Relation) -> Iterable[Any]:
        return (item.head, item.child)

    def of(self, span_id: str) -> list[Relation]:
        """Relations of which the span is head or child."""
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
