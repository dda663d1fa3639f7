"""Making, opening and refusing project files."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from annotate.errors import SchemeError
from store.errors import NewerProject, NotAProject, ProjectError, ProjectMissing, ReadOnlyProject
from store.project import Project
from tests.builders import SCHEME_TOML


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def test_a_new_project_is_one_file_that_sqlite_finds_sound(path: Path):
    Project.create(path, SCHEME_TOML).close()
    assert list(path.parent.iterdir()) == [path]
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA application_id").fetchone() == (1196174414,)
    tables = db.execute("SELECT name, strict FROM pragma_table_list WHERE type='table' AND schema='main'").fetchall()
    ours = {name for name, strict in tables if strict}
    assert {"document", "span", "relation", "decision", "suggestion", "tx", "op"} <= ours
    db.close()


def test_opening_reading_and_closing_writes_nothing(path: Path):
    Project.create(path, SCHEME_TOML).close()
    before = contents(path.parent)
    with Project.open(path) as project:
        assert project.scheme.name == "small"
        assert project.documents.rows(project.sources.person("ann")) == []
    assert contents(path.parent) == before


def test_create_never_covers_a_file(path: Path):
    path.write_text("mine")
    with pytest.raises(ProjectError, match="already"):
        Project.create(path, SCHEME_TOML)
    assert contents(path.parent) == {path.name: b"mine"}


def test_create_with_a_bad_scheme_or_place_leaves_nothing(path: Path):
    with pytest.raises(SchemeError):
        Project.create(path, "spam = 1")
    with pytest.raises(ProjectError, match="cannot be made"):
        Project.create(path.parent / "missing" / "p.gilder", SCHEME_TOML)
    assert list(path.parent.iterdir()) == []


def other_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t(x)")
    db.commit()
    db.close()


def newer_project(path: Path) -> None:
    Project.create(path, SCHEME_TOML).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda path: None, ProjectMissing, "no such project"),
        (lambda path: path.mkdir(), ProjectError, "it is a folder"),
        (lambda path: path.write_bytes(b""), NotAProject, "an empty file"),
        (lambda path: path.write_text("<html>" * 500), NotAProject, "a web page"),
        (lambda path: path.write_bytes(bytes(range(1, 256)) * 9), NotAProject, "no SQLite file"),
        (other_database, NotAProject, "another program"),
        (newer_project, NewerProject, "format 99"),
    ],
)
def test_what_is_no_project_is_told_in_one_line_and_left_alone(path: Path, make, error, message: str):
    make(path)
    before = contents(path.parent)
    with pytest.raises(error, match=message) as caught:
        Project.open(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert contents(path.parent) == before


def test_reading_only(path: Path):
    Project.create(path, SCHEME_TOML).close()
    with Project.open(path, read_only=True) as project, pytest.raises(ReadOnlyProject):
        project.set_scheme(SCHEME_TOML)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_file_that_may_not_be_written(path: Path):
    Project.create(path, SCHEME_TOML).close()
    path.chmod(0o400)
    with Project.open(path) as project, pytest.raises(ReadOnlyProject):
        project.set_scheme(SCHEME_TOML)


@pytest.mark.parametrize("name", ["O'Brien.gilder", "100% #1?.gilder", "été 東京 🎉.gilder"])
def test_odd_names(tmp_path: Path, name: str):
    Project.create(tmp_path / name, SCHEME_TOML).close()
    with Project.open(tmp_path / name) as project:
        assert project.path.name == name


def test_scheme_is_replaced_and_kept_as_written(project: Project):
    text = "# mine\n" + SCHEME_TOML.replace("small", "smaller")
    project.set_scheme(text)
    assert project.scheme_text == text
    assert project.scheme.name == "smaller"
    with pytest.raises(SchemeError):
        project.set_scheme("spam = 1")
    assert project.scheme_text == text
