"""The workloads: everything that the program does to a project file, each with what it says when it is done."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path
from random import Random

import resources
from benchmarks.crash.base import Steps, Work, edits, new_project, suggestions_for, text_of, tuned
from benchmarks.crash.bulk import bulk_steps
from benchmarks.crash.commands import backing_up, dealing_out, merging, repairing, restoring, with_theirs
from benchmarks.crash.older import OLD, every_word, make_older
from store.documents import NewDocument
from store.ids import new_id
from store.migrations import VERSION
from store.project import Project

BATCH = 20  # documents of one import
_SMALL, _MANY, _WORDS = 3, 12, 60


def editing(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Steps in one document each: add, relabel, delete, join, note, undo, redo."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        yield from edits(project, rng)


def bulk(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Steps over many documents."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        yield from bulk_steps(project, rng)


def importing(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Batches of documents, each all or none."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        while True:
            batch = new_id()
            project.documents.add(
                NewDocument(f"{batch}-{at}-of-{BATCH}.txt", text_of(rng, 120), (("headline", 0, 5),))
                for at in range(BATCH)
            )
            yield ("docs", batch, str(BATCH))


def suggesting(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Runs of a suggester over all documents, in blocks, each of which takes the place of the one before."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        docs = [project.documents.get(one) for one in project.documents.ids()]
        while True:
            with project.suggestions.begin_run(f"model {rng.random():.3f}") as run:
                for at, doc in enumerate(docs, 1):
                    run.add(doc.id, suggestions_for(doc.text, rng))
                    if at % 7 == 0:
                        run.flush()
                        yield ("run", run.run.id, str(at))
            yield ("run", run.run.id, str(len(docs)))


def creating(path: Path, rng: Random, *pragmas: str) -> Steps:
    """New projects, one after another."""
    for at in count(rng.randrange(10**9)):
        new = path.with_name(f"made {at}.gilder")
        with Project.create(new, resources.scheme_text("news")) as project:
            tuned(project, pragmas)
            yield ("made", str(new.name))


def migrating(path: Path, rng: Random, *pragmas: str) -> Steps:
    """An older file is opened, which brings it up to date."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        yield ("open", str(project.connection.value("PRAGMA user_version")))
        yield from edits(project, rng)


def folding(path: Path, rng: Random, *pragmas: str) -> Steps:
    """Steps, and after every few of them the log is folded into the file."""
    with Project.open(path) as project:
        tuned(project, pragmas)
        for at, token in enumerate(edits(project, rng)):
            yield token
            if at % 3 == 2:
                project.connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def closing(path: Path, rng: Random, *pragmas: str) -> Steps:
    """The project is opened, changed a little and closed, again and again."""
    while True:
        with Project.open(path) as project:
            tuned(project, pragmas)
            steps = edits(project, rng)
            for _ in range(rng.randint(1, 3)):
                yield next(steps)


def with_run(path: Path) -> None:
    """Documents that a suggester has looked at."""
    new_project(path, _MANY, _WORDS)
    rng = Random(2)
    with Project.open(path) as project:
        docs = [project.documents.get(one) for one in project.documents.ids()]
        project.suggestions.record_run("first", [(doc.id, suggestions_for(doc.text, rng)) for doc in docs])


def for_window(path: Path) -> None:
    """Documents in which every word is proposed, so that there is always something to answer."""
    new_project(path, _SMALL, 300)
    rng = Random(2)
    with Project.open(path) as project:
        docs = [project.documents.get(one) for one in project.documents.ids()]
        project.suggestions.record_run("first", [(doc.id, every_word(doc.text, rng)) for doc in docs])


def works_of_older(documents: int) -> list[Work]:
    """Older files of so many documents that are brought up to date."""
    return [
        Work(f"migration from {version}", partial(make_older, version=version, documents=documents), migrating, 0.0,
             once=True, event_before=OLD)
        for version in range(1, VERSION)
    ]  # fmt: skip


def all_works() -> list[Work]:
    """Every workload, those that wait for a part of the product included."""
    small = partial(new_project, documents=_SMALL, words=_WORDS)
    many = partial(new_project, documents=_MANY * 4, words=_WORDS)
    return [
        Work("edit", small, editing),
        Work("bulk", with_run, bulk),
        Work("import", small, importing),
        Work("suggest", many, suggesting),
        Work("checkpoint", small, folding),
        Work("closing", small, closing),
        Work("creation", small, creating, seconds=1.0),
        *works_of_older(documents=12),
        Work("merge", with_theirs, merging),
        Work("backup", small, backing_up),
        Work("restore", small, restoring, seconds=1.0),
        Work("repair", small, repairing, seconds=1.0),
        Work("split", small, dealing_out, seconds=1.0),
        Work("window", for_window, editing, opening=1.0, window=True),
    ]  # fmt: skip
