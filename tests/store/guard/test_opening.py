"""What is asked before SQLite gets the file, and what opening leaves behind: nothing."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from store.documents import NewDocument
from store.errors import DamagedProject, NotAProject, ProjectError, ProjectMissing, ReadOnlyProject
from store.guard import header, opening
from store.guard.header import Header
from store.guard.leftovers import strays
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.store.guard.conftest import contents, run

POSIX = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")
EDIT = """
import sys
from pathlib import Path
from store.documents import NewDocument
from store.project import Project
project = Project.open(Path(sys.argv[1]))
project.documents.add([NewDocument("killed.txt", "Killed in Kabul.")])
import os
os.kill(os.getpid(), 9)
"""


def crash(path: Path) -> None:
    """Somebody adds a document and is killed: a log lies beside the file."""
    done = subprocess.run([sys.executable, "-c", EDIT, str(path)], env={**os.environ, "PYTHONPATH": "."}, check=False)
    assert done.returncode == -9
    assert Path(f"{path}-wal").stat().st_size


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [project.documents.get(one).name for one in project.documents.ids()]


@pytest.mark.parametrize("read_only", [True, False])
def test_opening_reading_and_closing_leaves_everything_as_it_was(path: Path, read_only: bool):
    before, when = contents(path.parent), path.stat().st_mtime_ns
    with Project.open(path, read_only=read_only) as project:
        for one in project.documents.ids():
            project.annotations.state(project.documents.get(one), project.sources.person("ann"))
        assert list(project.watch.problems()) == []
        if read_only:
            assert contents(path.parent) == before
    assert contents(path.parent) == before
    assert path.stat().st_mtime_ns == when


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty file.*downloading"),
        (b"PK\x03\x04" + bytes(900), "ZIP"),
        (gzip.compress(b"x" * 900, mtime=0), "gzip"),
        (b"%PDF-1.7\n" + bytes(100), "a PDF"),
        (b"\xef\xbb\xbf\n <!DOCTYPE HTML><p>Not found", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
        (b"** This file contains an SQLite 2.1 database **" + bytes(900), "SQLite 2"),
        (bytes(4096), "zeros"),
        ("Übermäßig".encode() * 100, "a text file"),
        (("x" + "ü" * 600).encode(), "a text file"),
        (bytes(range(1, 256)) * 3, "no SQLite file"),
        (b"SQLite format 3\x00" + bytes(20), "cut off: only 36 bytes"),
        (b"SQLite f", "cut off: only 8 bytes"),
    ],
)
def test_what_is_no_project_is_named(tmp_path: Path, data: bytes, told: str):
    path = tmp_path / "p.gilder"
    path.write_bytes(data)
    for read_only in (True, False):
        with pytest.raises(NotAProject, match=told) as caught:
            Project.open(path, read_only=read_only)
        assert "\n" not in str(caught.value)
    assert contents(tmp_path) == {"p.gilder": data}


def test_a_file_that_is_cut_off_is_told_with_its_sizes(path: Path):
    whole = path.stat().st_size
    os.truncate(path, whole - 5000)
    before = contents(path.parent)
    with pytest.raises(DamagedProject, match=f"{whole - 5000:,} of {whole:,} bytes"):
        Project.open(path)
    assert contents(path.parent) == before


def test_what_a_cloud_program_left_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / ".p.gilder.icloud").touch()
    with pytest.raises(ProjectMissing, match="only in iCloud"):
        Project.open(tmp_path / "p.gilder")
    Project.create(tmp_path / "q.gilder", SCHEME_TOML).close()
    monkeypatch.setattr(header, "is_placeholder", lambda status: True)
    with pytest.raises(ProjectError, match="only in the cloud"):
        Project.open(tmp_path / "q.gilder")


@POSIX
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "p.gilder")
    with pytest.raises(NotAProject, match="no ordinary file"):
        Project.open(tmp_path / "p.gilder")


@POSIX
def test_links(path: Path, tmp_path: Path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "link.gilder").symlink_to(path)
    (folder / "circle.gilder").symlink_to(folder / "circle.gilder")
    with Project.open(folder / "link.gilder") as project:
        project.set_scheme(SCHEME_TOML)
        assert {entry.name for entry in folder.iterdir()} == {"link.gilder", "circle.gilder"}
        assert Path(f"{path}-wal").exists()
    with pytest.raises(ProjectError, match=r"circle|levels of symbolic links"):
        Project.open(folder / "circle.gilder")
    (folder / "hard.gilder").hardlink_to(path)
    with Project.open(folder / "hard.gilder") as project:
        assert project.read_only
        with pytest.raises(ReadOnlyProject, match="hard link"):
            project.set_scheme(SCHEME_TOML)


@POSIX
def test_a_creation_that_was_killed_at_its_last_step_leaves_no_hard_link(path: Path):
    half_made = path.with_name(f".{path.name}.4711.new")
    half_made.hardlink_to(path)
    with Project.open(path) as project:
        assert not project.read_only
    assert not half_made.exists()


def long_name(tmp_path: Path) -> Path:
    folder = tmp_path
    while len(str(folder)) < 300:
        folder /= "n" * 40
    folder.mkdir(parents=True)
    return folder / "p.gilder"


@pytest.mark.parametrize(
    "name", ["O'Brien.gilder", "100% %41 #1?x=1&mode=memory.gilder", "été 東京 🎉.gilder", "[a]*{b}.gilder", "long"]
)
def test_odd_paths(tmp_path: Path, name: str):
    path = long_name(tmp_path) if name == "long" else tmp_path / name
    Project.create(path, SCHEME_TOML).close()
    with Project.open(path) as project:
        project.documents.add([NewDocument("war.txt", TEXT)])
    assert names(path) == ["war.txt"]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@POSIX
def test_a_path_that_is_too_long_for_sqlite_says_so(path: Path):
    folder = path.parent
    while len(os.fsencode(folder)) < 600:
        folder /= "🎉" * 50
        folder.mkdir()
    shutil.copy(path, folder / "p.gilder")
    with pytest.raises(ProjectError, match="the whole path has"):
        Project.open(folder / "p.gilder")


def test_a_write_protected_file_or_folder_opens_for_reading_only(path: Path, monkeypatch: pytest.MonkeyPatch):
    access = os.access
    for protected, why in ((path, "the file is write-protected"), (path.parent, "its folder is write-protected")):
        monkeypatch.setattr(os, "access", lambda asked, mode, no=protected: asked != no and access(asked, mode))
        before = contents(path.parent)
        with Project.open(path) as project:
            assert project.read_only
            assert project.why_read_only == why
            assert contents(path.parent) == before
            with pytest.raises(ReadOnlyProject, match=why):
                project.set_scheme(SCHEME_TOML)
        assert contents(path.parent) == before


def test_where_no_lock_can_be_made_it_opens_for_reading_only(path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening.OPEN_FILES, "lock", full)
    with Project.open(path) as project:
        assert project.why_read_only == "the disk is full"


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_in_write_ahead_mode_without_its_log_is_read_without_writing(path: Path, read_only: bool):
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    before = contents(path.parent)
    assert before[path.name][18:20] == b"\x02\x02"
    with Project.open(path, read_only=read_only) as project:
        assert len(project.documents.ids()) == 1
    after = contents(path.parent)
    assert after[path.name] == before[path.name]
    if read_only:  # one who may write makes the log at the first reading, as SQLite does
        assert after == before


def test_a_log_that_belongs_to_the_file_is_replayed(path: Path):
    crash(path)
    assert names(path) == ["war.txt", "killed.txt"]
    with Project.open(path) as project:
        assert project.unclean
        assert project.watch.notes == ()
        assert project.missing is None
    assert names(path) == ["war.txt", "killed.txt"]


def test_the_log_of_another_file_is_never_replayed(path: Path, tmp_path: Path):
    backup = tmp_path / "backup"
    shutil.copy(path, backup)
    crash(path)
    shutil.copy(backup, path)  # somebody puts a backup back, and leaves the log
    log = Path(f"{path}-wal")
    kept = log.read_bytes()
    assert strays(path) == (log,)
    before = contents(path.parent)
    with Project.open(path, read_only=True) as project:
        assert len(project.documents.ids()) == 1
        assert "was not read" in project.watch.notes[0]
    assert contents(path.parent) == before | {"p.gilder.lock": before["p.gilder.lock"]}
    with Project.open(path) as project:
        assert len(project.documents.ids()) == 1
        assert "set aside" in project.watch.notes[0]
        assert project.missing is not None
        assert project.missing.documents == 1
    (aside,) = path.parent.glob("*.aside")
    assert aside.read_bytes() == kept
    assert not log.exists()


def hot_journal(path: Path) -> bytes:
    """The journal of a transaction that was killed while it wrote; the file is as that left it."""
    run(
        "import sqlite3, sys, os\n"
        "raw = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "raw.execute('PRAGMA cache_size=1')\n"
        "raw.execute('BEGIN')\n"
        "raw.execute(\"UPDATE source SET name=name||'x'\")\n"
        "raw.execute('PRAGMA user_version=4')\n"
        "for at in range(200): raw.execute('INSERT INTO meta VALUES(?,?)', (f'k{at}', 'v' * 2000))\n"
        "os._exit(0)\n",
        path,
    )
    return Path(f"{path}-journal").read_bytes()


def test_a_journal_that_belongs_to_the_file_is_rolled_back(path: Path):
    before = path.read_bytes()
    assert hot_journal(path).startswith(bytes.fromhex("d9d505f920a163d7"))
    assert path.read_bytes() != before
    assert strays(path) == ()
    with Project.open(path) as project:
        assert len(project.documents.ids()) == 1
        assert project.watch.notes == ()
    assert path.read_bytes() == before


def test_the_journal_of_another_file_is_never_rolled_back(path: Path):
    whole = path.read_bytes()
    journal = hot_journal(path)
    path.write_bytes(whole)
    Path(f"{path}-journal").unlink()
    with Project.open(path) as project:
        project.documents.add([NewDocument(f"{at}.txt", "Peace. " * 9000) for at in range(3)])
    newer = path.read_bytes()
    Path(f"{path}-journal").write_bytes(journal)
    assert strays(path) == (Path(f"{path}-journal"),)
    with Project.open(path) as project:
        assert len(project.documents.ids()) == 4
        assert "set aside" in project.watch.notes[0]
    assert path.read_bytes() == newer


def test_a_new_project_does_not_take_the_log_of_one_that_is_gone(path: Path):
    crash(path)
    path.unlink()
    before = contents(path.parent)
    with pytest.raises(ProjectError, match="the log of a project that is gone"):
        Project.create(path, SCHEME_TOML)
    assert contents(path.parent) == before


def test_limits(project: Project):
    raw = project.connection.raw
    assert raw.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 200_000_000
    assert raw.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 2
    assert raw.getlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH) == 10
    with pytest.raises(sqlite3.OperationalError):
        raw.execute("SELECT load_extension('x')")
    with pytest.raises(sqlite3.DataError):
        raw.execute("SELECT length(zeroblob(200000001))")


@pytest.mark.parametrize(("field", "pages"), [(7, 9), (8, None)])
def test_the_number_of_pages_counts_only_where_the_header_vouches_for_it(field: int, pages: int | None):
    data = bytearray(100)
    data[16:18], data[18:20], data[24:28], data[28:32] = (
        b"\x10\x00",
        b"\x01\x01",
        bytes([0, 0, 0, 7]),
        bytes([0, 0, 0, 9]),
    )
    data[92:96] = bytes([0, 0, 0, field])
    assert header.parse(bytes(data)) == Header(4096, pages, logged=False, changes=7)
