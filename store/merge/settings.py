"""Settings that are part of the work: every setting of the blind share, and every recipe for parts of the dataset, that
any copy had, with its time; and every release, trained pipeline, and call that something looks right."""

from __future__ import annotations

import json
from typing import Any

from store.codec import dump
from store.connection import Connection
from store.journal import GAPS, gaps
from store.merge.pairing import Pairing

_LISTS = ("blind", "parts")
_RELEASES = (
    "SELECT key, value FROM meta WHERE key GLOB 'release.*' OR key GLOB 'trained.*' OR key GLOB 'right.*' ORDER BY key"
)


def arriving_settings(pairing: Pairing) -> int:
    """How many settings the other file has that this one has not."""
    lists = (set(_settings(pairing.theirs, key)) - set(_settings(pairing.ours, key)) for key in _LISTS)
    releases = set(pairing.theirs.rows(_RELEASES)) - set(pairing.ours.rows(_RELEASES))
    return sum(map(len, lists)) + len(releases)


def join_settings(pairing: Pairing) -> None:
    """Have the settings of both, by time, inside the running transaction."""
    for key in _LISTS:
        ours = _settings(pairing.ours, key)
        both = sorted(set(ours) | set(_settings(pairing.theirs, key)), key=_by_time)
        if both != ours:
            rows: list[Any] = [json.loads(one) for one in both]
            pairing.ours.write("INSERT OR REPLACE INTO meta VALUES(?,?)", (key, dump(rows)))
    for row in pairing.theirs.rows(_RELEASES):  # their keys tell what they are: equal keys are equal releases
        pairing.ours.write("INSERT OR IGNORE INTO meta VALUES(?,?)", row)


def join_gaps(pairing: Pairing) -> None:
    """Know of the journal entries that a repair of either file could not save, inside the running transaction."""
    ours = gaps(pairing.ours)
    both = ours | gaps(pairing.theirs)
    if both != ours:
        row = (GAPS, dump(sorted(one.hex() for one in both)))
        pairing.ours.write("INSERT OR REPLACE INTO meta VALUES(?,?)", row)


def _settings(connection: Connection, key: str) -> list[str]:
    text = connection.value("SELECT value FROM meta WHERE key=?", (key,)) or "[]"
    return [dump(one) for one in json.loads(text)]


def _by_time(setting: str) -> tuple[int, str]:
    return int(json.loads(setting)["at_ms"]), setting
