"""What of another file is what of this one: documents, sources, labels by their numbers in both."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from store.check import check_project
from store.connection import Connection
from store.errors import MergeRefused, ProjectError, ReadOnlyProject, UnrelatedProject
from store.project import Project


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the other file, and its number here (None: new)."""

    id: int
    here: int | None
    uid: bytes
    name: str


@dataclass(frozen=True)
class Pairing:
    """Two open projects. Numbers are those of the other file, mapped to those of this one."""

    project: Project
    other: Project
    documents: dict[int, Text]
    sources: dict[int, int | None]  # None: new here

    @property
    def ours(self) -> Connection:
        """The file that is merged into."""
        return self.project.connection

    @property
    def theirs(self) -> Connection:
        """The file that is merged."""
        return self.other.connection


@dataclass
class Numbers:
    """The numbers that rows of the other file have here, while a merge is written."""

    documents: dict[int, int] = field(default_factory=dict[int, int])
    sources: dict[int, int] = field(default_factory=dict[int, int])
    sites: dict[bytes, int] = field(default_factory=dict[bytes, int])
    touched: set[int] = field(default_factory=set[int])  # documents whose current rows have to be made anew


@contextmanager
def opened(path: Path) -> Generator[Project, None, None]:
    """Another project for reading; one of an older version as a copy that is brought up to date. Raises ProjectError,
    also where anything in it is damaged."""
    with TemporaryDirectory(prefix="gilder") as folder:
        project = _opened(path, Path(folder))
        with project:
            project.watch.missing = None  # where a colleague's file lies now, a newer copy may have lain before
            problem = next(check_project(project), None)
            if problem is not None:
                told = f"{path}: damaged ({problem.where}: {problem.what})"
                raise MergeRefused(f"{told}; nothing was merged, run “gilder check {path.name}”")
            yield project


def _opened(path: Path, folder: Path) -> Project:
    try:
        return Project.open(path, read_only=True)
    except ReadOnlyProject:
        connection = Connection(path, read_only=True)
    copy = folder / path.name
    try:
        connection.copy_to(copy)
    finally:
        connection.close()
    Project.open(copy).close()
    return Project.open(copy, read_only=True)


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    try:
        return one.samefile(other)
    except OSError as problem:
        raise ProjectError(f"{other}: cannot be opened: {problem.strerror or problem}") from problem


def paired(project: Project, other: Project, *, unrelated: bool) -> Pairing:
    """Find what is the same in both. Raises MergeRefused."""
    if project.sites.project != other.sites.project and not unrelated:
        raise UnrelatedProject(
            f"{other.path}: a copy of another project; nothing was merged (--unrelated merges it all the same)"
        )
    return Pairing(project, other, _documents(project, other), _sources(project, other))


def _documents(project: Project, other: Project) -> dict[int, Text]:
    found = dict[int, Text]()
    mine = project.connection
    aliases = dict[int, list[bytes]]()
    for uid, doc_id in other.connection.rows("SELECT uid, doc_id FROM document_alias"):
        aliases.setdefault(doc_id, []).append(uid)
    for doc_id, uid, name, digest, twin in other.connection.rows(
        "SELECT id, uid, name, digest, twin FROM document ORDER BY id"
    ):
        here = next((one for each in (uid, *aliases.get(doc_id, ())) if (one := _known(mine, each))), None)
        if here is not None and (here[1], here[2]) != (digest, twin):
            raise MergeRefused(f"{other.path}: {name} has another text there than here; nothing was merged")
        number = here[0] if here else mine.value("SELECT id FROM document WHERE digest=? AND twin=?", (digest, twin))
        found[doc_id] = Text(doc_id, number, uid, name)
    return found


def _known(connection: Connection, uid: bytes) -> tuple[int, bytes, int] | None:
    columns = "SELECT d.id, d.digest, d.twin FROM document d"
    row = connection.row(f"{columns} WHERE d.uid=?", (uid,))
    return row or connection.row(f"{columns} JOIN document_alias a ON a.doc_id=d.id WHERE a.uid=?", (uid,))


def _sources(project: Project, other: Project) -> dict[int, int | None]:
    found = dict[int, int | None]()
    for source in other.sources.all():
        here = project.sources.named(source.name)
        if here is not None and here.kind != source.kind:
            raise MergeRefused(
                f"{other.path}: “{source.name}” is a {source.kind} there and a {here.kind} here; nothing was merged"
            )
        found[source.id] = here.id if here else None
    return found
