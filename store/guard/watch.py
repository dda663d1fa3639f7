"""What is known of an open project's soundness, and what every write does for the next opening: no seal, a new mark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property

from store.connection import Connection
from store.errors import ProjectError
from store.guard import seal
from store.guard.place import Place, place_of
from store.guard.registry import OPEN_FILES
from store.guard.watermark import Mark, MarkFile, Missing

_FEWER = 0.05  # of the live annotations, gone without an entry in the journal: told
_COUNTED_AT_ONCE = 200_000  # spans that are counted at opening; of more, only a check says how many there are
_NEWEST = """
SELECT coalesce(t.id, 0), (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM model_run),
  (SELECT coalesce(max(id), 0) FROM scheme), coalesce(t.at_ms, 0), coalesce(t.uid, x''), coalesce(t.chain, x'')
FROM (SELECT 1) LEFT JOIN (SELECT id, at_ms, uid, chain FROM tx ORDER BY id DESC LIMIT 1) t
"""


class Watch:
    """Guards one open project.

    `missing`: what this computer saw saved and the file lacks. `unclean`: it was not closed in order, so that it is to
    be checked in the background. `notes`: what opening did.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection, self._sealing = connection, False
        self.notes = connection.entry.notes
        alone = OPEN_FILES.is_alone(connection.entry.key)  # else its seal is away because it is being written here
        self.unclean = alone and not seal.is_there(connection)
        if not connection.read_only:
            _ = self.unsound  # now: the first write takes the seal away
        project = connection.value("SELECT uid FROM site ORDER BY id LIMIT 1")
        self._marks = MarkFile(project.hex() if isinstance(project, bytes) else "none", connection.entry.real)
        self.missing = _missing(connection, self._marks.read())
        self._newest = Mark()
        if not connection.read_only:
            connection.before_commit.append(self._before_commit)
            connection.after_commit.append(self._after_commit)

    @cached_property
    def unsound(self) -> tuple[str, ...]:
        """Small tables that are not as they were sealed."""
        return seal.broken(self._connection)

    @cached_property
    def place(self) -> Place:
        """What kind of place the file lies in, and what the person should know of it."""
        return place_of(self._connection.entry.real)

    def lines(self) -> Iterator[str]:
        """What the person has to be told at opening, one line each."""
        yield from self.notes
        if self.missing is not None:
            yield f"{self._connection.path}: {self.missing}"
        if self.unsound:
            tables = ", ".join(self.unsound)
            yield f"{self._connection.path}: not as it was when it was closed ({tables}); run “gilder check”"

        if self.vanished and not self.unsound:
            yield f"{self._connection.path}: {self.vanished}; run “gilder check”"

    @cached_property
    def vanished(self) -> str:
        """Whether annotations are gone that nobody has removed; asked at opening, of small projects only."""
        try:
            most = self._connection.value("SELECT coalesce(max(id), 0) FROM span")
            return self._drop() if most <= _COUNTED_AT_ONCE else ""
        except ProjectError:
            return ""  # damaged: whoever reads it is told so

    def _drop(self) -> str:
        expected = seal.expected_live(self._connection)
        there = seal.live(self._connection)
        if expected is None or there >= expected * (1 - _FEWER):
            return ""
        return f"{expected - there:,} of {expected:,} annotations are gone that nobody has removed"

    def problems(self) -> Iterator[tuple[str, str]]:
        """What a check has to report, with where it is; reads all documents, without their texts."""
        if self.missing is not None:
            yield "file", str(self.missing)
        for table in self.unsound:
            yield table, "not as it was when the project was closed: changed by another program, or damaged"
        if seal.broken_documents(self._connection):
            yield "document", "names, digests or zones are not as they were when the project was closed"
        if gone := self._drop():
            yield "span", gone

    def acknowledge(self) -> None:
        """The person knows that this file is older, or another: from now on it is what this computer saw last."""
        self.missing = None
        self._marks.write(newest(self._connection))

    def close(self) -> None:
        """Seal what was written, so that the next opening need not check it; let go of the mark."""
        self._marks.close()
        if self._connection.wrote and not self._connection.read_only and not self._connection.beside:
            self._sealing = True
            with suppress(ProjectError):  # disk full, file gone: the next opening finds no seal, and checks
                self._connection.optimise()
                with self._connection.writing():
                    seal.put(self._connection)
            self._marks.close()

    def _before_commit(self) -> None:
        if not self._sealing:
            seal.remove(self._connection)
        self._newest = newest(self._connection)

    def _after_commit(self) -> None:
        if self.missing is None:
            self._marks.write(self._newest)


def newest(connection: Connection) -> Mark:
    """How far a project goes."""
    return Mark(*connection.row(_NEWEST))


def _missing(connection: Connection, mark: Mark | None) -> Missing | None:
    if mark is None:
        return None
    now = newest(connection)
    there = not mark.number or connection.value("SELECT 1 FROM tx WHERE uid=?", (mark.uid,)) is not None
    edits = 0 if there else max(1, mark.number - now.number)
    documents, runs = max(0, mark.documents - now.documents), max(0, mark.runs - now.runs)
    if not edits and not documents and not runs:
        return None
    return Missing(edits, now.at_ms / 1000 if now.number else None, documents, runs)
