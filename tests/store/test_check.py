"""The check finds what SQLite cannot see, names where it is, and goes on after what it cannot read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotate import commands
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.check import Problem, as_data, check_project
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT

DEEP = "[" * 100_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed project with two documents, some annotations and a run."""
    path = tmp_path / "p.gilder"
    with Project.create(path, SCHEME_TOML) as project:
        docs = project.documents.add(
            [NewDocument("war.txt", TEXT), NewDocument("peace.txt", TEXT.replace("Iran", "Oman"))]
        )
        ann = project.sources.person("ann")
        for doc in docs:
            for start, end in ((0, 4), (37, 42)):
                state = project.annotations.state(doc, ann)
                tx = commands.add_span(state, [Range(start, end)], "LOC", new_id=new_id())
                assert tx is not None
                _, ann = project.annotations.append(tx, ann)
        found = Suggestions((Suggestion(0, 4, "LOC", 0.75),))
        project.suggestions.record_run("simple", [(doc.id, found) for doc in docs])
    return path


@contextmanager
def behind(path: Path) -> Iterator[sqlite3.Connection]:
    """The file without the triggers that would refuse a change, which are there again afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        yield db
        for _, sql in triggers:
            db.execute(sql)


def problems(path: Path, *, quick: bool = False) -> list[Problem]:
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        found = list(check_project(project, quick=quick))
    assert path.read_bytes() == before
    return found


def test_a_sound_project_has_no_problem(path: Path):
    assert problems(path) == []
    assert problems(path, quick=True) == []


@pytest.mark.parametrize(
    ("sql", "table", "document"),
    [
        ("UPDATE document_text SET text=replace(text, 'armed', 'ormed') WHERE doc_id=1", "document_text", "war.txt"),
        ("UPDATE document SET n_chars=n_chars+1 WHERE id=2", "document", "peace.txt"),
        ("UPDATE span SET end_ch=end_ch+1 WHERE id=1", "span", "war.txt"),
        ("UPDATE span SET end_ch=1000000 WHERE id=3", "span", "peace.txt"),
        ("UPDATE span SET note='changed' WHERE id=3", "span", "peace.txt"),
        ("DELETE FROM span WHERE id=4", "span", "peace.txt"),
        (f"UPDATE span SET attributes='{DEEP}' WHERE id=1", "span", "war.txt"),
        (f"UPDATE op SET after='{DEEP}' WHERE tx_id=1", "op", "war.txt"),
        ("UPDATE tx SET author='eve' WHERE id=2", "tx", ""),
        ("UPDATE tx SET app='gilder 0' WHERE id=2", "tx", ""),
        ("DELETE FROM op WHERE tx_id=4", "tx", ""),
        ("UPDATE suggestion SET score=0.5 WHERE doc_id=1", "suggestion", ""),
        ("UPDATE run_document SET unsureness=0.9 WHERE doc_id=1", "run_document", "war.txt"),
        ("UPDATE label SET name='PLACE' WHERE name='LOC'", "label", ""),
        ("UPDATE scheme SET toml='[[[['", "scheme", ""),
        (f"UPDATE scheme SET toml='a={DEEP}'", "scheme", ""),
        ("DELETE FROM document_search_docsize", "document_search", ""),
        ("UPDATE document_search_data SET block=x'00' WHERE id>100", "document_search", ""),
        ("DELETE FROM source", "source", ""),
    ],
)  # fmt: skip
def test_damage_is_found_and_its_place_is_named(path: Path, sql: str, table: str, document: str):
    with behind(path) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("PRAGMA ignore_check_constraints=ON")
        db.execute(sql)
    found = problems(path)
    assert (table, document) in {(one.table, one.document) for one in found}
    assert all(one.do and "\n" not in f"{one.what}{one.do}" for one in found)
    assert {"table", "document", "what", "do", "where"} == as_data(found[0]).keys()


def test_the_quick_check_finds_what_is_missing(path: Path):
    with behind(path) as db:
        db.execute("DELETE FROM op WHERE tx_id=4")
        db.execute("DELETE FROM suggestion WHERE doc_id=2")
        db.execute("DELETE FROM document_text WHERE doc_id=2")
    assert {"op", "suggestion", "document_text"} <= {one.table for one in problems(path, quick=True)}


def test_progress_grows_and_a_stop_is_no_damage(path: Path):
    told = list[int]()
    with Project.open(path, read_only=True) as project:
        assert list(check_project(project, step=lambda done, total: told.append(done * 1000 // total))) == []
        assert told == sorted(told)
        assert told[0] == 0
        assert told[-1] <= 1000

        def stop(done: int, _total: int) -> None:
            if done > 200:
                raise ValueError("enough")  # what damage raises, too

        with pytest.raises(ValueError, match="enough"):
            list(check_project(project, step=stop))


def test_sqlites_own_check_can_be_stopped(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.checks.file._EVERY", 10)
    calls = list[int]()

    def stop(done: int, _total: int) -> None:
        calls.append(done)
        if len(calls) > 3:
            raise KeyError

    with Project.open(path, read_only=True) as project:
        with pytest.raises(KeyError):
            list(check_project(project, step=stop))
        assert list(check_project(project)) == []


Removes = Callable[[sqlite3.Connection], object]


def test_annotations_that_vanish_are_told_at_opening(path: Path):
    with behind(path) as db:
        db.execute("DELETE FROM span WHERE id=4")
    with Project.open(path) as project:
        assert any("1 of 4 annotations are gone" in line for line in project.watch.lines())
        assert "span" in {one.table for one in check_project(project)}


def test_annotations_that_somebody_removed_are_not_missed(path: Path):
    with Project.open(path) as project:
        doc = project.documents.get(project.documents.ids()[0])
        ann = project.sources.person("ann")
        for span in list(project.annotations.state(doc, ann).spans):
            state = project.annotations.state(doc, ann)
            project.annotations.append(commands.delete_span(state, span), ann)
            assert list(project.watch.lines()) == []
            project.watch.__dict__.pop("vanished", None)
        assert list(check_project(project)) == []
    with Project.open(path) as project:
        assert list(project.watch.lines()) == []
