"""Whose annotations there are, and the labels that rows refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.connection import Connection
from store.errors import DamagedProject
from store.ids import new_id

SourceKind = Literal["person", "model", "import", "gold"]


@dataclass(frozen=True, slots=True)
class Source:
    """A person, a model run's model, an import, or the adjudicated gold. `id` is local to the file."""

    id: int
    name: str
    kind: SourceKind


class Sources:
    """The sources of a project."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Source]:
        """All sources, oldest first."""
        return [Source(*row) for row in self._connection.rows("SELECT id, name, kind FROM source ORDER BY id")]

    def named(self, name: str) -> Source | None:
        """The source called `name`."""
        row = self._connection.row("SELECT id, name, kind FROM source WHERE name=?", (name,))
        return Source(*row) if row else None

    def by_id(self, source_id: int) -> Source:
        """The source with an id of this file. Raises KeyError."""
        row = self._connection.row("SELECT id, name, kind FROM source WHERE id=?", (source_id,))
        if row is None:
            raise KeyError(source_id)
        return Source(*row)

    def ensure(self, name: str, kind: SourceKind) -> Source:
        """The source called `name`; made, inside the running transaction, where it is missing."""
        found = self.named(name)
        if found is not None:
            return found
        sql = "INSERT INTO source(uid, name, kind) VALUES(?,?,?)"
        return Source(self._connection.write(sql, (bytes.fromhex(new_id()), name, kind)), name, kind)

    def person(self, name: str) -> Source:
        """The person called `name`. Until they change something, nothing is written: their id is then 0."""
        return self.named(name) or Source(0, name, "person")


class Labels:
    """Label names by number and number by name, read once and kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[int, str] = {}

    def name(self, label_id: int) -> str:
        """The name of a label's number. Raises DamagedProject for one that is not in the file."""
        if label_id not in self._names:
            self._read()
        if label_id not in self._names:
            path = self._connection.path
            raise DamagedProject(f"{path}: the file is damaged (there is no label {label_id}); go back to a backup")
        return self._names[label_id]

    def id(self, kind: Literal["span", "relation"], name: str) -> int:
        """The number of a label; made, inside the running transaction, where it is missing."""
        row = self._connection.value("SELECT id FROM label WHERE kind=? AND name=?", (kind, name))
        if row is not None:
            return int(row)
        return self._connection.write("INSERT INTO label(kind, name) VALUES(?,?)", (kind, name))

    def _read(self) -> None:
        self._names = dict(self._connection.rows("SELECT id, name FROM label"))
