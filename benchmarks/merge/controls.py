"""Rules broken on purpose: what shows that the laws can be broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from unittest.mock import patch

from annotate.scheme_merge import merged_scheme
from store import replay
from store.merge.schemes import Timed
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


def _scheme_come_last() -> AbstractContextManager[object]:
    """The scheme's steps are done in the order in which they came."""

    def led_to(steps: list[Timed], used: set[tuple[str, str]]) -> str:
        return merged_scheme([(None, steps[-1][3]) for _ in range(1)], used)

    return patch("store.merge.schemes._led_to", led_to)


CONTROLS: Mapping[str, Callable[[], AbstractContextManager[object]]] = {
    "the version that came last counts": _last_come,
    "a relation counts without its ends": _hanging,
    "the scheme that came last counts": _scheme_come_last,
}
