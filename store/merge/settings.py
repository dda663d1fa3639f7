"""Settings that are part of the work: every setting of the blind share that any copy had, with its time."""

from __future__ import annotations

import json
from typing import Any

from store.codec import dump
from store.connection import Connection
from store.journal import GAPS, gaps
from store.merge.pairing import Pairing

_KEY = "blind"


def arriving_settings(pairing: Pairing) -> int:
    """How many settings the other file has that this one has not."""
    return len(set(_settings(pairing.theirs)) - set(_settings(pairing.ours)))


def join_settings(pairing: Pairing) -> None:
    """Have the settings of both, by time, inside the running transaction."""
    ours = _settings(pairing.ours)
    both = sorted(set(ours) | set(_settings(pairing.theirs)), key=_by_time)
    if both != ours:
        rows: list[Any] = [json.loads(one) for one in both]
        pairing.ours.write("INSERT OR REPLACE INTO meta VALUES(?,?)", (_KEY, dump(rows)))


def join_gaps(pairing: Pairing) -> None:
    """Know of the journal entries that a repair of either file could not save, inside the running transaction."""
    ours = gaps(pairing.ours)
    both = ours | gaps(pairing.theirs)
    if both != ours:
        row = (GAPS, dump(sorted(one.hex() for one in both)))
        pairing.ours.write("INSERT OR REPLACE INTO meta VALUES(?,?)", row)


def _settings(connection: Connection) -> list[str]:
    text = connection.value("SELECT value FROM meta WHERE key=?", (_KEY,)) or "[]"
    return [dump(one) for one in json.loads(text)]


def _by_time(setting: str) -> tuple[int, str]:
    return int(json.loads(setting)["at_ms"]), setting
