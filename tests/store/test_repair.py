"""What a repair saves of damaged files; the original is never written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.corruption.base import Base, make
from benchmarks.corruption.damage import PAGE, bit_flip, swapped_pages, tree_header
from store.check import check_project
from store.digest import content_digest
from store.errors import ProjectBusy, ProjectError
from store.project import Project
from store.repair import repair
from store.salvage.pages import Pages
from store.salvage.report import Repaired
from tests.store.test_check import behind


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("base")
        patch.setenv("GILDER_DATA", str(folder / "data"))
        return make(folder, documents=3)


@pytest.fixture
def path(tmp_path: Path, base: Base) -> Path:
    path = tmp_path / "p.gilder"
    path.write_bytes(base.file)
    return path


def repaired(path: Path) -> tuple[Repaired, str, list[str]]:
    """The report, what the new project says, and what is wrong with it."""
    before, output = path.read_bytes(), path.with_name("new.gilder")
    report = repair(path, output)
    assert path.read_bytes() == before
    with Project.open(output) as project:
        wrong = [f"{one.where}: {one.what}" for one in check_project(project)]
        said = content_digest(project)
    assert sorted(one.name for one in path.parent.iterdir()) == ["new.gilder", path.name]
    return report, said, wrong


def test_a_sound_project_comes_out_as_it_was(path: Path, base: Base):
    report, said, wrong = repaired(path)
    assert (report.whole, report.notes, report.differed, wrong) == (True, [], [], [])
    assert said == base.content


def test_the_reader_of_pages_reads_what_sqlite_reads(path: Path):
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage>0 AND type='table'").fetchall()
        for name, root in tables:
            pages = Pages(path.read_bytes())
            rows = [row for _, some in pages.tree(root) for row in some]
            assert len(rows) == db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            assert pages.troubles == 0
        texts = {rowid: values[1] for _, some in Pages(path.read_bytes()).tree(dict(tables)["document_text"])
                 for rowid, values in some}  # fmt: skip
        assert texts == dict(db.execute("SELECT doc_id, text FROM document_text"))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM span",
        "UPDATE span SET note='wrong'",
        "UPDATE span SET text='wrong'",
        "DELETE FROM decision; DELETE FROM relation; DELETE FROM marks",
        "DELETE FROM document_search_docsize",
    ],
)
def test_wrong_rows_are_made_anew_of_a_whole_journal(path: Path, base: Base, sql: str):
    with behind(path) as db:
        db.executescript(sql)
    report, said, wrong = repaired(path)
    assert report.whole
    assert bool(report.differed) == ("search" not in sql)
    assert (wrong, said) == ([], base.content)


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("UPDATE tx SET event='forged' WHERE id=(SELECT max(id)-3 FROM tx)", -1),
        ("UPDATE op SET after=replace(after, '\"id\"', '\"ix\"') WHERE tx_id=5", -1),
        ("DELETE FROM tx; DELETE FROM op", None),
    ],
)
def test_a_damaged_journal_is_gone_on_from_with_what_stands(path: Path, base: Base, sql: str, kept: int | None):
    with behind(path) as db:
        spans = sorted(db.execute("SELECT uid, start_ch, end_ch, text, note FROM span"))
        db.executescript(f"PRAGMA foreign_keys=OFF; {sql}")
    report, said, wrong = repaired(path)
    assert not report.whole
    assert said != base.content
    assert [one for one in wrong if "older than what was last saved" not in one] == []
    if kept is not None:
        assert report.entries == report.entries_read + kept
    with closing(sqlite3.connect(path.with_name("new.gilder"))) as db:
        assert sorted(db.execute("SELECT uid, start_ch, end_ch, text, note FROM span")) == spans


def test_an_entry_with_a_number_that_is_no_source_is_of_the_one_whose_name_its_chain_holds(path: Path, base: Base):
    with behind(path) as db:  # as one bit of the head of a row does it
        db.executescript("PRAGMA foreign_keys=OFF; UPDATE tx SET source_id=0 WHERE id=(SELECT max(id) FROM tx)")
    report, content, problems = repaired(path)
    assert report.whole
    assert content == base.content
    assert problems == []


def test_what_a_repair_has_lost_comes_back_by_a_merge(path: Path, base: Base, tmp_path: Path):
    from store.merge.merge import merge

    good = tmp_path / "elsewhere" / "good.gilder"
    good.parent.mkdir()
    good.write_bytes(base.file)
    with behind(path) as db:
        db.execute("UPDATE tx SET event='forged' WHERE id=(SELECT max(id)-3 FROM tx)")
    repair(path, tmp_path / "new.gilder")
    with Project.open(tmp_path / "new.gilder") as project:
        project.watch.acknowledge()
        merge(project, good)
        there = {uid.hex() for (uid,) in project.connection.rows("SELECT uid FROM tx")}
        assert base.entries <= there
        assert list(check_project(project)) == []


@pytest.mark.parametrize("damage", [bit_flip, tree_header, swapped_pages])
def test_after_any_damage_the_new_project_is_sound(tmp_path: Path, base: Base, damage: Any):
    for number in range(3):
        path = tmp_path / str(number) / "p.gilder"
        path.parent.mkdir()
        path.write_bytes(damage(base, Random(number), number)[""])
        report, _, wrong = repaired(path)
        assert [one for one in wrong if "older than what was last saved" not in one] == []
        assert report.entries > 0.5 * len(base.entries)


def test_a_file_without_its_list_of_tables(path: Path, base: Base):
    data = bytearray(base.file)
    data[:PAGE] = bytes(PAGE)
    path.write_bytes(data)
    report, _, wrong = repaired(path)
    assert report.written["document"] == 3
    assert report.entries == len(base.entries)
    assert wrong == []


def test_what_cannot_be_repaired_is_refused_in_one_line(path: Path, base: Base, tmp_path: Path):
    output = tmp_path / "new.gilder"
    for content in (b"", b"no project" * 1000, base.file[:PAGE]):
        path.write_bytes(content)
        with pytest.raises(ProjectError) as caught:
            repair(path, output)
        assert "\n" not in str(caught.value)
        assert not output.exists()
    output.write_text("mine")
    with pytest.raises(ProjectError, match="already"):
        repair(path, output)
    assert output.read_text() == "mine"


def test_an_open_project_is_not_repaired(path: Path, tmp_path: Path):
    with Project.open(path), pytest.raises(ProjectBusy):
        repair(path, tmp_path / "new.gilder")
