"""How a project wants suggestions: which parts of the suggester are on.

No model and no command line is kept here: what a file from somebody else names is never started or loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

from annotate.suggest.base import PARTS, check_parts
from store.codec import dump
from store.connection import Connection
from store.errors import DECODING, DamagedProject

_OFF = "suggesting.off"


class Suggesting:
    """The parts of the suggester that are switched on in a project; all are until one is switched off."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def parts(self) -> frozenset[str]:
        """Those that are on, out of `annotate.suggest.base.PARTS`."""
        text = self._connection.value("SELECT value FROM meta WHERE key=?", (_OFF,))
        return frozenset(PARTS) - self._read(text) if text is not None else frozenset(PARTS)

    def switch(self, *, on: Iterable[str] = (), off: Iterable[str] = ()) -> frozenset[str]:
        """Switch parts on, then others off; gives those that are on now. Raises InputError for an unknown part.

        What is off is what is kept, so that a part that a later version brings is on.
        """
        more, less = check_parts(on), check_parts(off)
        parts = (self.parts | more) - less
        if parts != self.parts:
            row = (_OFF, dump(sorted(frozenset(PARTS) - parts)))
            with self._connection.writing():
                self._connection.write("INSERT OR REPLACE INTO meta VALUES(?,?)", row)
        return parts

    def _read(self, text: str) -> frozenset[str]:
        try:
            off = json.loads(text)
        except DECODING:
            off = None
        if not isinstance(off, list) or not all(isinstance(part, str) for part in cast("list[object]", off)):
            path = self._connection.path
            raise DamagedProject(f"{path}: the file is damaged (meta “{_OFF}” is no list); go back to a backup")
        return frozenset(cast("list[str]", off))
