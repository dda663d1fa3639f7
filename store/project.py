"""Project: one SQLite file `NAME.gilder` with scheme, documents, annotations and history."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from annotate.scheme import Scheme, parse_scheme
from store.annotations import Annotations
from store.blinding import BlindSetting
from store.connection import APPLICATION_ID, Connection
from store.documents import Documents
from store.durable import sync_folder
from store.errors import NewerProject, NotAProject, ProjectError, ReadOnlyProject
from store.ids import new_id
from store.journal import Journal
from store.migrations import VERSION, migrate
from store.noted import NotedItems
from store.rows import Rows
from store.schemes import Schemes
from store.search import Search
from store.sources import Labels, Sources
from store.suggesting import Suggesting
from store.suggestions import SuggestionStore


class Project:
    """An open project file. Use it in a `with` block or call `close`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        labels = Labels(connection)
        rows = Rows(connection, labels)
        self.sources = Sources(connection)
        self.blinding = BlindSetting(connection)
        self.documents = Documents(connection, self.blinding)
        self.journal = Journal(connection)
        self.annotations = Annotations(connection, rows, self.sources, self.journal)
        self.suggestions = SuggestionStore(connection, labels, self.sources, self.blinding)
        self.suggesting = Suggesting(connection)
        self.search, self.noted = Search(connection), NotedItems(connection)
        self.schemes = Schemes(connection, labels, self.sources, self.documents, self.annotations, self.journal)

    @classmethod
    def create(cls, path: Path, scheme_toml: str) -> Project:
        """Make a new project and open it. Raises SchemeError, and ProjectError where it cannot be made.

        It is built under another name and put in place when it is whole: a crash leaves no file or a good one. It is
        there for good when this returns.
        """
        parse_scheme(scheme_toml)
        building = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            if path.exists():
                raise ProjectError(f"{path}: there is a file of this name already; nothing was changed")
            building.touch(exist_ok=False)
            _build(building, scheme_toml)
            os.link(building, path) if _links(path) else building.rename(path)
            sync_folder(path.parent)
        except OSError as problem:
            raise ProjectError(f"{path}: cannot be made: {problem.strerror or problem}") from problem
        finally:
            with suppress(OSError):
                building.unlink(missing_ok=True)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Project:
        """Open a project. Raises a ProjectError that says what is wrong and what to do; nothing is written."""
        try:
            connection = Connection(path, read_only=read_only)
        except OSError as problem:
            raise ProjectError(f"{path}: cannot be opened: {problem.strerror or problem}") from problem
        try:
            _check_kind(connection)
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._connection.path

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading only."""
        return self._connection.read_only

    @property
    def connection(self) -> Connection:
        """The connection, for the other modules of `store`."""
        return self._connection

    @property
    def scheme_text(self) -> str:
        """The scheme as TOML, as it was given."""
        return self.schemes.text

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.schemes.scheme

    def set_scheme(self, toml: str) -> None:
        """Replace the scheme; older ones are kept. Raises SchemeError where it does not parse."""
        self.schemes.set(toml)

    def labels_in_use(self) -> list[tuple[str, str, int]]:
        """Kind (`span`, `relation`), name and count of the labels that annotations (not suggestions) carry."""
        joined = "SELECT label.kind, label.name, count(*) FROM {0} JOIN label ON label.id=label_id GROUP BY label_id"
        return [tuple(row) for table in ("span", "relation") for row in self._connection.rows(joined.format(table))]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _build(path: Path, scheme_toml: str) -> None:
    connection = Connection(path)
    try:
        migrate(connection)
        with connection.writing():
            connection.write("INSERT INTO scheme(at_ms, toml) VALUES(?,?)", (_now_ms(), scheme_toml))
            connection.write("INSERT INTO site(uid, created_ms) VALUES(?,?)", (bytes.fromhex(new_id()), _now_ms()))
    finally:
        connection.close()


def _check_kind(connection: Connection) -> None:
    path, version = connection.path, connection.value("PRAGMA user_version")
    if connection.value("PRAGMA application_id") != APPLICATION_ID:
        what = "an SQLite database of another program" if connection.value("PRAGMA page_count") else "an empty file"
        raise NotAProject(f"{path}: this is not a Gilder project ({what})")
    if version > VERSION:
        raise NewerProject(
            f"{path}: made by a newer Gilder (format {version}, this one knows {VERSION}); install the newer version"
        )
    if version < VERSION:
        if connection.read_only:
            raise ReadOnlyProject(f"{path}: an older format that must be brought up to date; open it for writing once")
        migrate(connection)


def _links(path: Path) -> bool:
    """Whether a hard link can put the file in place, which, unlike a rename, never covers another file."""
    return hasattr(os, "link") and os.name == "posix" and path.parent.is_dir()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
