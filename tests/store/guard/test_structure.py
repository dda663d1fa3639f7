"""The structure allow-list: whatever Gilder did not make is refused before any of it runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from store import project as project_module
from store.errors import NewerProject, ProjectError, StrangeStructure
from store.guard.home import data_folder
from store.guard.structure import DIGESTS, digest
from store.migrations import VERSION, structure
from store.project import Project
from tests.store.guard.conftest import contents
from tests.store.test_migrations import make_first_version, with_runs

FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


def test_the_digests_are_of_what_the_migrations_make():
    made = {version: digest(structure(version)) for version in range(1, VERSION + 1)}
    assert made == DIGESTS, "put the digest of the new version into store/guard/structure.py"


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (f"CREATE TRIGGER evil AFTER INSERT ON span BEGIN DELETE FROM span WHERE id IN ({FOREVER}); END", "“evil”"),
        ("CREATE TRIGGER evil AFTER INSERT ON meta BEGIN DELETE FROM document; END", "trigger “evil”"),
        (f"CREATE VIEW evil AS {FOREVER}", "view “evil”"),
        ("CREATE TABLE evil(x)", "table “evil”"),
        ("CREATE VIRTUAL TABLE evil USING fts5(x)", "“evil”"),
        ("CREATE INDEX evil ON span(note)", "index “evil”"),
        (f"ALTER TABLE label RENAME TO kept; CREATE VIEW label AS SELECT * FROM kept, ({FOREVER})", "label"),
        (f"DROP TABLE document_search; CREATE VIEW document_search AS {FOREVER}", "document_search"),
        ("DROP TRIGGER tx_no_update", "trigger “tx_no_update” is missing"),
        (
            "DROP TRIGGER tx_no_update; CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx BEGIN SELECT 1; END",
            "was changed",
        ),
        ("DROP INDEX op_item", "index “op_item” is missing"),
        ("ALTER TABLE span ADD COLUMN more TEXT", "table “span” was changed"),
        ("CREATE TABLE sqlite_stat9(tbl, idx, stat)", None),
        (
            "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql=replace(sql, '>=0', '>=1') WHERE name='zone'",
            "zone",
        ),
        (
            "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql=sql||char(0)||'x' WHERE name='tx_no_update'",
            "tx_no",
        ),
        (
            "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage="
            "(SELECT rootpage FROM sqlite_master WHERE name='span') WHERE name='relation'",
            "",
        ),
    ],
)
def test_a_hostile_structure_is_refused_in_one_line(path: Path, attack: str, told: str | None):
    raw = sqlite3.connect(path)
    if told is None:
        with pytest.raises(sqlite3.Error):
            raw.executescript(attack)
        raw.close()
        return
    raw.executescript(attack)
    raw.close()
    before = contents(path.parent)
    for read_only in (True, False):
        with pytest.raises(ProjectError) as caught:
            Project.open(path, read_only=read_only)
        assert told in str(caught.value)
        assert "\n" not in str(caught.value)
        assert contents(path.parent) == before
    assert not told or isinstance(caught.value, StrangeStructure)


def test_statistics_of_sqlite_belong_there(path: Path):
    raw = sqlite3.connect(path)
    raw.execute("ANALYZE")
    raw.close()
    Project.open(path).close()


def test_a_migration_that_this_gilder_does_not_know(path: Path):
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO _sqlite_migrations(migration_set, name) VALUES('gilder', '0099_more')")
    raw.commit()
    raw.close()
    with pytest.raises(NewerProject, match="install the newest"):
        Project.open(path)


def test_an_older_file_is_copied_before_it_is_brought_up_to_date(tmp_path: Path):
    path = tmp_path / "old.gilder"
    with_runs(path)
    make_first_version(path)
    Project.open(path).close()
    (kept,) = (data_folder() / "backups").rglob("*.gilder")
    raw = sqlite3.connect(kept)
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    assert raw.execute("SELECT count(*) FROM document").fetchone() == (3,)
    raw.close()


def test_without_a_copy_nothing_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "old.gilder"
    with_runs(path)
    make_first_version(path)
    before = contents(tmp_path)
    (tmp_path / "file").touch()
    monkeypatch.setenv("GILDER_DATA", str(tmp_path / "file"))
    with pytest.raises(ProjectError, match="cannot be made"):
        Project.open(path)
    (tmp_path / "file").unlink()
    assert contents(tmp_path) == before


def test_a_hostile_older_file_is_refused_before_it_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "old.gilder"
    with_runs(path)
    make_first_version(path)
    raw = sqlite3.connect(path)
    raw.execute("CREATE TRIGGER evil AFTER UPDATE ON run_document BEGIN DELETE FROM suggestion; END")
    raw.close()
    monkeypatch.setattr(project_module, "migrate", lambda _: pytest.fail("it was brought up to date"))
    with pytest.raises(StrangeStructure, match="“evil”"):
        Project.open(path)
