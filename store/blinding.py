"""How a project wants blind work, and how it wanted it before: every setting is kept with its time.

So whether an annotation was made blind can be told afterwards: by the setting that was in force when it was made.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from annotate.blind import Blinding
from annotate.errors import InputError
from store.codec import dump
from store.connection import Connection
from store.errors import DECODING, DamagedProject

_KEY = "blind"
_NONE = Blinding()


@dataclass(frozen=True, slots=True)
class Since:
    """A setting, and the time since when it counts, in milliseconds since 1970, UTC."""

    at_ms: int
    blinding: Blinding


class BlindSetting:
    """The blind share of a project: none until one is set."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: tuple[str, list[Since]] = ("[]", [])

    @property
    def current(self) -> Blinding:
        """The setting that counts now; another process may have changed it."""
        history = self.history
        return history[-1].blinding if history else _NONE

    @property
    def history(self) -> list[Since]:
        """Every setting there was, oldest first. Raises DamagedProject."""
        text = self._connection.value("SELECT value FROM meta WHERE key=?", (_KEY,)) or "[]"
        if text != self._read[0]:
            self._read = (text, self._parsed(text))
        return self._read[1]

    def at(self, at_ms: int) -> Blinding:
        """The setting that counted at a time, in milliseconds since 1970, UTC."""
        return next((one.blinding for one in reversed(self.history) if one.at_ms <= at_ms), _NONE)

    def set(self, blinding: Blinding) -> None:
        """Make a setting count from now on; those before stay known. Raises ProjectError."""
        if blinding == self.current:
            return
        row = {"share": blinding.share, "unit": blinding.unit, "seed": blinding.seed}
        with self._connection.writing():
            text = self._connection.value("SELECT value FROM meta WHERE key=?", (_KEY,)) or "[]"
            rows = [*json.loads(text), {"at_ms": time.time_ns() // 1_000_000, **row}]
            self._connection.write("INSERT OR REPLACE INTO meta VALUES(?,?)", (_KEY, dump(rows)))

    def made(self, document_id: str, source_id: int) -> Mapping[str, int]:
        """When each item of a source in a document was first made, in milliseconds since 1970; by the item's id."""
        sql = (
            "SELECT item_id, min(at_ms) FROM op JOIN tx ON tx.id=tx_id JOIN document d ON d.id=op.doc_id "
            "WHERE d.uid=? AND tx.source_id=? AND before IS NULL GROUP BY item_id"
        )
        return dict(self._connection.rows(sql, (bytes.fromhex(document_id), source_id)))

    def _parsed(self, text: str) -> list[Since]:
        try:
            rows = cast("list[dict[str, Any]]", json.loads(text))
            return [Since(int(one["at_ms"]), Blinding(one["share"], one["unit"], one["seed"])) for one in rows]
        except (*DECODING, InputError) as problem:
            where = f"{self._connection.path}: the file is damaged"
            raise DamagedProject(f"{where} (meta “{_KEY}” is no list of settings); go back to a backup") from problem
