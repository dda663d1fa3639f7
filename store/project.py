"""Project: one SQLite file `NAME.gilder` with scheme, documents, annotations and history."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotate.errors import or_else
from annotate.scheme import Scheme, parse_scheme
from store.annotations import Annotations
from store.backups import Backups, keep_older
from store.blinding import BlindSetting
from store.connection import APPLICATION_ID, Connection, Step, no_step
from store.documents import Documents
from store.durable import sync_folder
from store.errors import NewerProject, NotAProject, ProjectError, ReadOnlyProject
from store.guard import seal
from store.guard.opening import enter
from store.guard.registry import OPEN_FILES
from store.guard.structure import check_structure
from store.guard.watch import Watch
from store.guard.watermark import Missing
from store.journal import Journal
from store.migrations import VERSION, migrate
from store.noted import NotedItems
from store.rows import Rows
from store.schemes import Schemes, put_scheme
from store.search import Search
from store.sites import Sites
from store.sources import Labels, Sources
from store.suggesting import Suggesting
from store.suggestions import SuggestionStore
from store.usage import Usage, count_labels, follow_labels

if TYPE_CHECKING:
    from store.working.copy import WorkingCopy


class Project:
    """An open project file. Use it in a `with` block or call `close`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.working: WorkingCopy | None = None  # of which share this file is the working copy
        labels = Labels(connection)
        rows = Rows(connection, labels)
        self.sources = Sources(connection)
        self.blinding = BlindSetting(connection)
        self.documents = Documents(connection, self.blinding)
        self.journal = Journal(connection)
        self.annotations = Annotations(connection, rows, self.sources, self.journal)
        self.suggestions = SuggestionStore(connection, labels, self.sources, self.blinding)
        self.suggesting, self.sites = Suggesting(connection), Sites(connection)
        self.search, self.noted = Search(connection), NotedItems(connection)
        self.schemes = Schemes(connection, labels, self.sources, self.documents, self.annotations, self.journal)
        self.watch = Watch(connection)
        self.backups = Backups(connection, self.watch)

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
            _refuse_left_logs(path)
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
    def open(cls, path: Path, *, read_only: bool = False, take_over: bool = False, beside: bool = False) -> Project:
        """Open a project. Raises a ProjectError that says what is wrong and what to do; nothing is written.

        A file that cannot be written here is opened for reading: ask `read_only`, and `why_read_only`. Raises
        ProjectHeld where another process writes it; `take_over` is for the lock that another computer has left.
        `beside`: this process has it open for writing already, in a connection that outlives this one.
        """
        try:
            connection = Connection(path, read_only=read_only, take_over=take_over, beside=beside)
        except OSError as problem:
            raise ProjectError(f"{path}: cannot be opened: {problem.strerror or problem}") from problem
        with or_else(connection.close):
            _check_kind(connection)
            return cls(connection)

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._connection.path

    @property
    def home(self) -> Path:
        """Where the project is for the person: on the share, where the file is a working copy."""
        return self.path if self.working is None else self.working.share

    @property
    def replaced(self) -> bool:
        """Whether the file or its log is another one than was opened: what is read here is what was there before."""
        return not self._connection.holds

    @property
    def sole(self) -> bool:
        """Whether this connection has the file to itself: on another computer's disk there is none beside it."""
        return self._connection.entry.network and not self.read_only

    @property
    def read_only(self) -> bool:
        """Whether it is open for reading only."""
        return self._connection.read_only

    @property
    def why_read_only(self) -> str:
        """Why it is open for reading only although writing was asked for; empty otherwise."""
        return self._connection.entry.why

    @property
    def missing(self) -> Missing | None:
        """What this computer saw saved in this project and the file does not have; `watch.acknowledge` accepts it."""
        return self.watch.missing

    @property
    def unclean(self) -> bool:
        """Whether it was not closed in order: then it is to be checked in the background."""
        return self.watch.unclean

    @property
    def changes_of_others(self) -> int:
        """A number that is another one after each commit of another connection; costs some microseconds."""
        return int(self._connection.value("PRAGMA data_version"))

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

    def labels_in_use(self, known: Usage | None = None, *, step: Step = no_step) -> Usage:
        """How many annotations (not suggestions) carry each label; what is `known` is only brought up to date."""
        return count_labels(self._connection, step) if known is None else follow_labels(self._connection, known)

    def share_writing(self) -> None:
        """Another one that is open `beside` this one is about to write. Raises ProjectError."""
        self._connection.share_writing()

    def rescue(self, to: Path) -> Path:
        """Write a whole copy from the open connection, also where the file is gone, and find it complete.

        Raises ProjectError; a file that is there is never covered.
        """
        return self._connection.copy_out(to)

    def announce(self, annotator: str) -> None:
        """Say in the lock who works here, for others who want to write."""
        OPEN_FILES.announce(self._connection.entry.key, annotator)

    def close(self) -> None:
        """Seal the file and let go of it."""
        try:
            self.watch.close()
        finally:
            self._connection.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _build(path: Path, scheme_toml: str) -> None:
    connection = Connection(path, entry=enter(path, read_only=False, locked=False))
    try:
        migrate(connection)
        with connection.writing():
            put_scheme(connection, scheme_toml)
            Sites(connection).current()
            seal.put(connection)
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
    check_structure(connection, version)
    if version < VERSION:
        if connection.read_only:
            raise ReadOnlyProject(f"{path}: an older format that must be brought up to date; open it for writing once")
        keep_older(connection, version)
        connection.before_commit.append(lambda: seal.remove(connection))
        migrate(connection)
        connection.before_commit.clear()


def _refuse_left_logs(path: Path) -> None:
    """Raise ProjectError where the log of a file that is gone would be replayed into a new one."""
    for end in ("-wal", "-journal"):
        log = path.with_name(path.name + end)
        if log.exists():
            raise ProjectError(f"{log}: the log of a project that is gone; move it away, or take another name")


def _links(path: Path) -> bool:
    """Whether a hard link can put the file in place, which, unlike a rename, never covers another file."""
    return hasattr(os, "link") and os.name == "posix" and path.parent.is_dir()
