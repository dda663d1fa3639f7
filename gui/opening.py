"""From paths to an open project: a project file, articles that go to a new project, the sample. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import resources
from annotate.errors import GilderError, InputError, or_else
from store.connection import Step, no_step
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
class Added:
    """What came of documents: the id of the first new one, how many were new and how many there already; problems."""

    first: str | None
    new: int
    known: int
    problems: tuple[str, ...] = ()


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


def open_paths(paths: list[Path], step: Step = no_step) -> Project:
    """The project that is named, or a project beside the first of the articles that are named. Raises GilderError."""
    projects = [path for path in paths if is_project(path)]
    if len(paths) == 1 and projects:
        return Project.open(paths[0])
    if projects:
        raise InputError(f"{projects[0]}: open one project, or articles, not both")
    return project_with(beside(paths), all_articles(paths, step))


def first_look(project: Project, annotator: str) -> Project:
    """Read what a window shows first: damage there is a refusal. Raises ProjectError; then the project is closed."""
    with or_else(project.close):
        source = project.sources.person(annotator)
        project.journal.history(source)
        first = project.documents.first_unfinished(source)
        if first is not None:
            doc = project.documents.get(first)
            project.annotations.state(doc, source)
            project.suggestions.suggested(doc)
    return project


def beside(paths: list[Path]) -> Path:
    """Where the project lies, or would lie, that paths are opened in."""
    first = paths[0].resolve()
    if is_project(first):
        return first
    return first.with_name(first.name + SUFFIX) if first.is_dir() else first.with_suffix(SUFFIX)


def project_with(path: Path, docs: Iterable[NewDocument]) -> Project:
    """The project at `path`, made where it is missing, with those documents that it does not have yet.

    Where `docs` raises, it is as it was, or not there.
    """
    rest = iter(docs)
    first = list(islice(rest, 1))  # what fails at once makes no project
    made = not path.exists()
    project = Project.create(path, resources.scheme_text("news")) if made else Project.open(path)

    def forget() -> None:
        project.close()
        if made:
            path.unlink()

    with or_else(forget):
        add_new(project, chain(first, rest))
    return project


def add_new(project: Project, docs: Iterable[NewDocument], problems: list[str] | None = None) -> Added:
    """Add documents as they come, those with a text that is there already excepted; all or, where it raises, none.

    `problems` is what whoever makes the documents says of those that it could not make.
    """
    first: str | None = None
    new = known = 0
    for doc in project.documents.add_each(docs, skip_known=True):
        if isinstance(doc, NewDocument):
            known += 1
        else:
            first, new = first or doc.id, new + 1
    return Added(first, new, known, tuple(problems or ()))


def articles(paths: Iterable[Path], problems: list[str], step: Step = no_step) -> Iterator[NewDocument]:
    """The articles in files and folders, each as it is read; what cannot be read goes to `problems`, as a line.

    `step` is told how many files were read and how many there are, and may raise to end it.
    """
    files = list[tuple[Path, str]]()
    for path in paths:
        try:
            files += article_files(path)
        except GilderError as problem:
            problems.append(str(problem))
    for at, (file, name) in enumerate(files):
        step(at, len(files))
        try:
            doc = read_article(file, name=name)
        except GilderError as problem:
            problems.append(str(problem))
        else:
            yield doc


def all_articles(paths: Iterable[Path], step: Step = no_step) -> Iterator[NewDocument]:
    """The same, where one that cannot be read ends it. Raises InputError when all were looked at."""
    problems = list[str]()
    for doc in articles(paths, problems, step):
        if not problems:
            yield doc
    if problems:
        raise InputError(problems[0] + (f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""))


def sample_file(folder: Path) -> Path:
    """Where the sample project lies in a data folder."""
    return folder / f"sample{SUFFIX}"


def open_sample(folder: Path) -> Project:
    """The sample project in the person's data folder, made at the first time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"{folder}: cannot be made: {problem.strerror or problem}") from problem
    return project_with(sample_file(folder), [read_article(resources.sample_article())])
