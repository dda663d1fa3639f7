"""Whose annotations there are, and the labels that rows refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.scheme import Scheme
from store.connection import Connection
from store.errors import DamagedProject
from store.ids import new_id

_LONGEST = 200  # characters of a name, as the table says as well
SourceKind = Literal["person", "model", "import", "gold"]

PARTS = "dataset parts"
"""The source that says in which part of the dataset each document is (`store.datasets.parts`); it annotates nothing."""


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
        rows = self._connection.rows("SELECT id, name, kind FROM source ORDER BY id")
        for _, name, _ in rows:
            _check_name(self._connection, name)
        return [Source(*row) for row in rows]

    def named(self, name: str) -> Source | None:
        """The source called `name`."""
        row = self._connection.row("SELECT id, name, kind FROM source WHERE name=?", (name,))
        return Source(*row) if row else None

    def by_id(self, source_id: int) -> Source:
        """The source with an id of this file. Raises DamagedProject for one that is not there."""
        row = self._connection.row("SELECT id, name, kind FROM source WHERE id=?", (source_id,))
        if row is None:
            what = f"there is no source {source_id}"
            raise DamagedProject(f"{self._connection.path}: the file is damaged ({what}); go back to a backup")
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
        self._now: dict[int, tuple[int, bool]] | None = None

    def now(self, label_id: int) -> tuple[str, bool]:
        """What a label is called under the scheme of today, and whether it is retired; see `follow`."""
        if self._now is None:
            rows = self._connection.rows("SELECT id, now_id, retired FROM label WHERE now_id IS NOT NULL OR retired")
            self._now = {row[0]: (row[1] or row[0], bool(row[2])) for row in rows}
        now_id, retired = self._now.get(label_id, (label_id, False))
        return self.name(now_id), retired

    def follow(self, scheme: Scheme) -> None:
        """Note, inside the running transaction, what the labels that suggestions have are called under a scheme."""
        offered = {
            "span": {one.name: one for one in scheme.spans},
            "relation": {one.name: one for one in scheme.relations},
        }
        for label_id, kind, name, was, hidden in self._connection.rows("SELECT id,kind,name,now_id,retired FROM label"):
            now = scheme.name_now(kind, name)
            found = offered[kind].get(now)
            state = (self.id(kind, now) if now != name else None, int(found is not None and found.retired))
            if state != (was, hidden):
                self._connection.write("UPDATE label SET now_id=?, retired=? WHERE id=?", (*state, label_id))
        self.forget()

    def forget(self) -> None:
        """Read anew what labels are called: after `follow`, or where its transaction was given up."""
        self._names, self._now = {}, None

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
        for name in self._names.values():
            _check_name(self._connection, name)


def _check_name(connection: Connection, name: object) -> None:
    """Raise DamagedProject for a name that Gilder never writes: its length would stop whoever shows it."""
    if not isinstance(name, str):
        raise DamagedProject(f"{connection.path}: the file is damaged (a name is no text); go back to a backup")
    if not 0 < len(name) <= _LONGEST:
        what = f"a name of {len(name):,} characters; {_LONGEST} are allowed"
        raise DamagedProject(f"{connection.path}: the file is damaged ({what}); go back to a backup")
