"""The seal: there after an orderly end, gone after any write, broken by any change that is not Gilder's."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.model import ZoneKind
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.documents import NewDocument
from store.guard import seal
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.store.guard.conftest import environment

FILL = "INSERT INTO meta VALUES('x', ?)"
KILLED = """
import os, sys
from pathlib import Path
from store.project import Project
project = Project.open(Path(sys.argv[1]))
project.sources.person("bob")
project.set_scheme(project.scheme_text)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.gilder"
    with Project.create(path, SCHEME_TOML) as project:
        zone: tuple[ZoneKind, int, int] = ("caption", 0, 4)
        docs = project.documents.add([NewDocument("war.txt", TEXT, (zone,), {"by": "Ann"}), NewDocument("b.txt", "b")])
        project.suggestions.record_run("m", [(docs[0].id, Suggestions((Suggestion(0, 4, "LOC", 0.5),)))])
    return path


def test_a_new_project_is_sealed_and_each_end_seals_again(path: Path):
    for at in range(3):
        with Project.open(path) as project:
            assert not project.unclean
            assert project.watch.unsound == ()
            assert list(check_project(project)) == []
            project.documents.add([NewDocument(f"{at}.txt", str(at))])
            assert not seal.is_there(project.connection)


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
def test_an_unclean_end_leaves_no_seal_until_the_next_orderly_one(path: Path):
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment(), check=False).returncode == -9
    with Project.open(path, read_only=True) as project:
        assert project.unclean
    with Project.open(path) as project:
        assert project.unclean
        assert list(check_project(project)) == []
        project.set_scheme(SCHEME_TOML)
    with Project.open(path) as project:
        assert not project.unclean


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE label SET name='PLACE' WHERE name='LOC'", "label"),
        ("UPDATE scheme SET toml=toml||'# x'", "scheme"),
        ("UPDATE site SET created_ms=created_ms+1", "site"),
        ("UPDATE source SET name='b' WHERE kind='model'", "source"),
        ("UPDATE model_run SET at_ms=at_ms+1", "model_run"),
        ("INSERT INTO meta VALUES('blind', '[]')", "meta"),
        ("UPDATE meta SET value='{' WHERE key='seal'", "meta"),
        ("UPDATE meta SET value='[1]' WHERE key='seal'", "meta"),
        ("UPDATE document SET name='other.txt' WHERE id=1", "document"),
        ("UPDATE document SET meta='{}' WHERE id=1", "document"),
        ("UPDATE zone SET end_ch=end_ch+1", "document"),
        ("DELETE FROM zone", "document"),
        ("UPDATE meta SET value='0:'||substr(value, 3) WHERE key='seal.documents'", "document"),
        ("UPDATE meta SET value='x' WHERE key='seal.documents'", "document"),
    ],
)
def test_what_another_program_changes_breaks_the_seal(path: Path, change: str, where: str):
    raw = sqlite3.connect(path)
    assert raw.execute(change).rowcount != 0
    raw.commit()
    raw.close()
    with Project.open(path) as project:
        assert (where in project.watch.unsound) == (where != "document")
        assert where in [problem.where for problem in check_project(project)]


def test_a_break_is_told_at_opening_and_the_file_still_opens(path: Path):
    raw = sqlite3.connect(path)
    raw.execute("UPDATE label SET name='PLACE' WHERE name='LOC'")
    raw.commit()
    raw.close()
    with Project.open(path) as project:
        (line,) = project.watch.lines()
        assert "label" in line
        assert "\n" not in line
        project.set_scheme(SCHEME_TOML)  # the seal is gone now; what was found stays told
        assert project.watch.unsound == ("label",)


def test_an_end_that_cannot_seal_is_an_unclean_one(path: Path):
    project = Project.open(path)
    project.set_scheme(SCHEME_TOML)
    pages = project.connection.value("PRAGMA page_count")
    project.connection.raw.execute(f"PRAGMA max_page_count={pages}")
    project.connection.before_commit.append(lambda: project.connection.write_many(FILL, [("x" * 9_000_000,)]))
    project.close()
    with Project.open(path) as project:
        assert project.unclean
        assert list(check_project(project)) == []
