"""Damaged files of older structures: a repair gives a project of the present one with what could be saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from benchmarks.corruption.damage import PAGE
from benchmarks.crash.older import make_older
from store.check import check_project
from store.digest import content_digest
from store.errors import ProjectError
from store.migrations import VERSION, structure
from store.project import Project
from store.repair import repair
from store.salvage.report import Repaired
from store.salvage.shapes import AS_MADE, shapes

OLDER = range(1, VERSION)


@pytest.fixture(scope="module", params=OLDER)
def version(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def sound(version: int, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("older")
        patch.setenv("GILDER_DATA", str(folder / "data"))
        make_older(folder / "p.gilder", version=version, documents=3)
        return (folder / "p.gilder").read_bytes()


@pytest.fixture
def path(tmp_path: Path, sound: bytes, version: int) -> Path:
    path = tmp_path / "p.gilder"
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
    return path


def repaired(path: Path) -> tuple[Repaired, Project]:
    """The report, and the new project, which is sound and of the present structure."""
    before, output = path.read_bytes(), path.with_name("new.gilder")
    report = repair(path, output)
    assert path.read_bytes() == before
    project = Project.open(output)
    assert [f"{one.where}: {one.what}" for one in check_project(project)] == []
    assert project.connection.value("PRAGMA user_version") == VERSION
    assert not any(name.startswith(".gilder") for name in (one.name for one in path.parent.iterdir()))
    return report, project


def opened(path: Path, sound: bytes) -> tuple[str, set[tuple[bytes, bytes]]]:
    """What a sound copy says when it is opened, and its journal."""
    copy = path.with_name("opened.gilder")
    copy.write_bytes(sound)
    with Project.open(copy) as project:
        return content_digest(project), set(project.connection.rows("SELECT uid, chain FROM tx"))


def page_of(data: bytes, name: str) -> int:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        return db.execute("SELECT rootpage FROM sqlite_master WHERE name=?", (name,)).fetchone()[0]


def test_a_sound_one_comes_out_as_opening_it_would_have_made_it(path: Path, sound: bytes):
    report, project = repaired(path)
    with project:
        assert (report.whole, report.notes, report.lost_documents, report.differed) == (True, [], [], [])
        journal = set(project.connection.rows("SELECT uid, chain FROM tx"))
        assert (content_digest(project), journal) == opened(path, sound)


@pytest.mark.parametrize("name", ["span", "source", "label", "site", "document_digest", "run_document", "meta"])
def test_a_page_is_nothing(path: Path, sound: bytes, name: str):
    data, at = bytearray(sound), (page_of(sound, name) - 1) * PAGE
    data[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(data)
    report, project = repaired(path)
    with project:
        assert len(project.documents) == 3
        assert (report.entries, report.written["span"]) == (30, 30)


@pytest.mark.parametrize("name", ["tx", "op"])
def test_without_a_page_of_the_journal_spans_are_what_their_rows_say(path: Path, sound: bytes, name: str):
    data, at = bytearray(sound), (page_of(sound, name) - 1) * PAGE
    data[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(data)
    report, project = repaired(path)
    with project:
        assert (len(project.documents), report.written["span"]) == (3, 30)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_the_end_is_missing(path: Path, sound: bytes, share: float):
    path.write_bytes(sound[: int(len(sound) * share)])
    report, project = repaired(path)
    with project:
        assert len(project.documents) + len(report.lost_documents) <= 3
        assert share < 0.9 or report.written["span"]


def test_of_which_nothing_is_left_is_refused_in_one_line(path: Path, sound: bytes):
    for content in (sound[:PAGE], sound[: 2 * PAGE - 1], bytes(len(sound))):
        path.write_bytes(content)
        with pytest.raises(ProjectError) as caught:
            repair(path, path.with_name("new.gilder"))
        assert "\n" not in str(caught.value)
        assert not path.with_name("new.gilder").exists()


@pytest.mark.parametrize("header", [bytes(100), b"\xff" * 100, b"SQLite format 3\0" + bytes(84)])
def test_the_header_is_another_one(path: Path, sound: bytes, header: bytes):
    path.write_bytes(header + sound[100:])
    report, project = repaired(path)
    with project:
        assert (len(project.documents), report.entries, report.written["span"]) == (3, 30, 30)


def test_without_its_list_of_tables(path: Path, sound: bytes):
    path.write_bytes(bytes(PAGE) + sound[PAGE:])
    report, project = repaired(path)
    with project:
        assert (len(project.documents), report.entries, report.written["span"]) == (3, 30, 30)


def test_an_entry_that_does_not_hold_is_left_out_and_those_after_it_stay(path: Path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TRIGGER tx_no_update")
        db.execute("UPDATE tx SET event='forged' WHERE id=10")
        db.commit()
    report, project = repaired(path)
    with project:
        assert not report.whole
        assert (report.entries, report.entries_read, report.written["span"]) == (29, 30, 30)


def test_any_bytes_anywhere(path: Path, sound: bytes, version: int):
    rng = Random(version)

    def noise(data: bytearray) -> None:
        for _ in range(40):
            data[rng.randrange(len(data))] = rng.randrange(256)

    def pages(data: bytearray) -> None:
        for _ in range(3):
            at = rng.randrange(len(data) // PAGE) * PAGE
            data[at : at + PAGE] = rng.randbytes(PAGE)

    harms: tuple[Callable[[bytearray], None], ...] = (noise, pages)
    for number in range(6):
        data = bytearray(sound)
        harms[number % 2](data)
        folder = path.parent / str(number)
        folder.mkdir()
        (folder / "p.gilder").write_bytes(data)
        repaired(folder / "p.gilder")[1].close()


def test_twice_the_same_article_stays_twice(path: Path, sound: bytes):
    with closing(sqlite3.connect(path)) as db:
        doc_id, text = db.execute("SELECT doc_id, text FROM document_text ORDER BY doc_id LIMIT 1").fetchone()
        db.execute(
            "INSERT INTO document(uid, name, meta, digest, n_chars) SELECT randomblob(16), 'twin.txt', meta, digest, "
            "n_chars FROM document WHERE id=?",
            (doc_id,),
        )
        db.execute("INSERT INTO document_text SELECT max(id), ? FROM document", (text,))
        db.commit()
    report, project = repaired(path)
    with project:
        assert (len(project.documents), report.lost_documents) == (4, [])


def test_how_long_the_oldest_rows_are_is_what_the_first_structure_says(tmp_path: Path):
    with Project.create(tmp_path / "p.gilder", "") as project:
        present = shapes(project.connection)
    with closing(sqlite3.connect(":memory:")) as db:
        for kind, _, _, sql in structure(1):
            if kind == "table" and not sql.startswith("CREATE TABLE 'document_search") and "sqlite_" not in sql:
                db.execute(sql)
        for name, shape in present.items():
            first = len(db.execute(f"PRAGMA table_info({name})").fetchall())
            assert not shape.by_looks or shape.least == (first or len(shape.columns)), name
    assert AS_MADE.keys() <= present.keys()
