"""Rules broken on purpose: what shows that the laws can be broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from unittest.mock import patch

from store import replay
from store.connection import Connection
from store.replay import Key, Said, Version

_said = replay.said


def _last_come() -> AbstractContextManager[object]:
    """The version that came last counts, not the newest one."""
    return patch("store.replay.OPS", replay.OPS.replace("tx.hlc", "tx.id"))


def _hanging() -> AbstractContextManager[object]:
    """A relation counts without its ends."""

    def said(document: str, versions: dict[Key, Version]) -> dict[int, Said]:
        return {source: Said([*one.items, *one.dormant]) for source, one in _said(document, versions).items()}

    return patch("store.merge.current.said", said)


def _own_scheme() -> AbstractContextManager[object]:
    """The scheme of the copy that is merged into stays."""

    def settle(connection: Connection, before: str) -> str:
        connection.write("INSERT INTO scheme(at_ms, toml) VALUES(0, ?)", (before,))
        return before

    return patch("store.merge.merge.settle_scheme", settle)


CONTROLS: Mapping[str, Callable[[], AbstractContextManager[object]]] = {
    "the version that came last counts": _last_come,
    "a relation counts without its ends": _hanging,
    "the scheme of the copy that is merged into stays": _own_scheme,
}
