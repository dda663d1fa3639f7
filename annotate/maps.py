"""An immutable mapping whose changed copy costs little: entries lie in shards, and only changed shards are copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_SHARDS = 128  # a power of two; 50,000 entries are about 400 in each


class ShardedMap(Mapping[K, V], Generic[K, V]):
    """Entries by key. The order of entries is none that can be relied on."""

    __slots__ = ("_shards", "_size")

    def __init__(self, entries: Iterable[tuple[K, V]] = ()) -> None:
        empty: dict[K, V] = {}  # one for all that stay so; no shard is ever changed
        shards = [empty] * _SHARDS
        for key, value in entries:
            number = hash(key) % _SHARDS
            if shards[number] is empty:
                shards[number] = {}
            shards[number][key] = value
        self._shards = tuple(shards)
        self._size = sum(map(len, shards))

    def __getitem__(self, key: K) -> V:
        return self._shards[hash(key) % _SHARDS][key]

    def get(self, key: K, default: V | None = None) -> V | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The entry of a key, or the default."""
        return self._shards[hash(key) % _SHARDS].get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._shards[hash(key) % _SHARDS]

    def __iter__(self) -> Iterator[K]:
        for shard in self._shards:
            yield from shard

    def values(self) -> Iterator[V]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """All entries, without their keys."""
        return chain.from_iterable(shard.values() for shard in self._shards)

    def __len__(self) -> int:
        return self._size

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ShardedMap):
            return self._shards == other._shards  # pyright: ignore[reportUnknownMemberType]
        return isinstance(other, Mapping) and dict(self) == dict(other)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # pyright: ignore[reportAssignmentType] - compared by content, never a key

    def changed(self, changes: Mapping[K, V | None]) -> ShardedMap[K, V]:
        """A map with other entries for some keys; None takes a key out."""
        touched: dict[int, dict[K, V]] = {}
        size = self._size
        for key, value in changes.items():
            number = hash(key) % _SHARDS
            shard = touched.setdefault(number, dict(self._shards[number]))
            size -= key in shard
            if value is None:
                shard.pop(key, None)
            else:
                shard[key] = value
                size += 1
        shards = list(self._shards)
        for number, shard in touched.items():
            shards[number] = shard
        new: ShardedMap[K, V] = ShardedMap.__new__(type(self))
        new._shards, new._size = tuple(shards), size
        return new
