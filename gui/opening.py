"""From paths to an open project: a project file, articles that go to a new project, the sample. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import resources
from annotate.errors import GilderError, InputError
from store.documents import NewDocument
from store.exchange.articles import article_files, read_article
from store.exchange.text import PAGES, TEXTS
from store.guard.registry import OPEN_FILES
from store.project import Project

_SQLITE = b"SQLite format 3\x00"
SUFFIX = ".gilder"
_LOOKED_AT = 200  # paths of a drop that are looked at while it hovers
PATTERNS = " ".join(f"*{suffix}" for suffix in (*TEXTS, *PAGES) if suffix)  # names of files with articles


@dataclass(frozen=True, slots=True)
class Read:
    """Articles that were read, and one line for each that could not be; why there is no backup before they come."""

    docs: tuple[NewDocument, ...]
    problems: tuple[str, ...]
    unbacked: str = ""


def is_project(path: Path) -> bool:
    """Whether a file is, or by its name wants to be, a project."""
    try:
        if path.suffix.lower() == SUFFIX and not path.is_dir():
            return True
        if OPEN_FILES.has(path):
            return True  # and nothing but SQLite may look into it now
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def told_of_drop(paths: list[Path], project: str | None) -> tuple[str, bool]:
    """What dropping these paths will do, and whether it will do anything; `project` is the name of the open one."""
    projects = [path for path in paths[:_LOOKED_AT] if is_project(path)]
    if projects:
        if len(paths) > 1:
            return "Drop one project, or articles, not both.", False
        return f"Drop to open the project {projects[0].stem}", True
    folders = sum(path.is_dir() for path in paths)
    counts = ((len(paths) - folders, "file", "files"), (folders, "folder", "folders"))
    what = " and ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count)
    if project is not None:
        return f"Drop to import {what} into {project}", True
    return f"Drop to open {what} in a new project", True


def open_paths(paths: list[Path]) -> Project:
    """The project that is named, or a project beside the first of the articles that are named. Raises GilderError."""
    projects = [path for path in paths if is_project(path)]
    if len(paths) == 1 and projects:
        return Project.open(paths[0])
    if projects:
        raise InputError(f"{projects[0]}: open one project, or articles, not both")
    read = read_articles(paths)
    if read.problems:
        raise InputError(read.problems[0] + (f" (and {len(read.problems) - 1} more)" if len(read.problems) > 1 else ""))
    first = paths[0].resolve()
    beside = first.with_name(first.name + SUFFIX) if first.is_dir() else first.with_suffix(SUFFIX)
    return project_with(beside, read.docs)


def project_with(path: Path, docs: Iterable[NewDocument]) -> Project:
    """The project at `path`, made where it is missing, with those documents that it does not have yet."""
    project = Project.open(path) if path.exists() else Project.create(path, resources.scheme_text("news"))
    try:
        add_new(project, docs)
    except BaseException:
        project.close()
        raise
    return project


def add_new(project: Project, docs: Iterable[NewDocument]) -> tuple[list[str], int]:
    """Add documents, those with a text that is there already excepted; gives the new ids and how many were there."""
    wanted = list(docs)
    missing = [doc for doc in wanted if project.documents.with_text(doc.text) is None]
    added = project.documents.add(missing) if missing else []
    return [doc.id for doc in added], len(wanted) - len(missing)


def read_articles(paths: Iterable[Path], said: Callable[[int, int], None] | None = None) -> Read:
    """Read files and folders of articles; `said` is called with how many files were read and how many there are."""
    docs, problems, files = list[NewDocument](), list[str](), list[tuple[Path, str]]()
    for path in paths:
        try:
            files += article_files(path)
        except GilderError as problem:
            problems.append(str(problem))
    for at, (file, name) in enumerate(files):
        if said is not None:
            said(at, len(files))
        try:
            docs.append(read_article(file, name=name))
        except GilderError as problem:
            problems.append(str(problem))
    return Read(tuple(docs), tuple(problems))


def open_sample(folder: Path) -> Project:
    """The sample project in the person's data folder, made at the first time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"{folder}: cannot be made: {problem.strerror or problem}") from problem
    return project_with(folder / f"sample{SUFFIX}", [read_article(resources.sample_article())])
