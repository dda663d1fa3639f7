"""A fault in the middle of an edit: the whole step is taken back, told in one line, and the next one works."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotate import commands
from annotate.change import Transaction
from annotate.document import Document
from annotate.errors import StaleChange
from annotate.offsets import Range
from store.check import check_project
from store.documents import NewDocument
from store.errors import ProjectBusy, ProjectError, from_sqlite, in_short
from store.ids import new_id
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML, TEXT
from tests.store.guard.conftest import environment


def step(project: Project, doc: Document, ann: Source, *places: tuple[int, int]) -> Transaction:
    """One step that makes several spans."""
    state, changes = project.annotations.state(doc, ann), []
    for place in places:
        tx = commands.add_span(state, [Range(*place)], "LOC", new_id=new_id())
        assert tx is not None
        state = state.apply(tx)
        changes += tx.changes
    return Transaction(tuple(changes), "span.add")


def rows(project: Project) -> list[int]:
    tables = ("span", "op", "tx", "source", "label", "site")
    return [project.connection.value(f"SELECT count(*) FROM {table}") for table in tables]


@pytest.mark.parametrize("fault", [MemoryError(), RuntimeError("a bug"), KeyboardInterrupt(), RecursionError()])
@pytest.mark.parametrize("where", ["store.rows.Rows.put", "store.journal.Journal.write", "store.journal.op_digest"])
def test_an_exception_in_an_edit_takes_all_of_it_back(
    project: Project, doc: Document, ann: Source, monkeypatch: pytest.MonkeyPatch, fault: BaseException, where: str
):
    first = step(project, doc, ann, (0, 4))
    project.annotations.append(first, ann)
    ann = project.sources.person("ann")
    before, tx = rows(project), step(project, doc, ann, (5, 10), (11, 26))
    module, _, name = where.rpartition(".")
    owner = sys.modules.get(module) or getattr(sys.modules[module.rpartition(".")[0]], module.rpartition(".")[2])
    working, calls = getattr(owner, name), list[int]()

    def failing(*args: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 2 or name == "write":
            raise fault
        return working(*args, **options)

    monkeypatch.setattr(owner, name, failing)
    wanted = ProjectError if isinstance(fault, MemoryError) else type(fault)
    with pytest.raises(wanted) as caught:
        project.annotations.append(tx, ann)
    if isinstance(fault, MemoryError):
        assert "not enough memory; nothing was saved" in str(caught.value)
    monkeypatch.undo()
    assert rows(project) == before
    assert len(project.annotations.state(doc, ann).spans) == 1
    project.annotations.append(tx, ann)
    assert len(project.annotations.state(doc, ann).spans) == 3
    assert list(check_project(project)) == []


IO_ERROR = """
import resource, signal, sys
from pathlib import Path
from annotate import commands
from annotate.offsets import Range
from store.check import check_project
from store.errors import GilderError, ProjectError, in_short
from store.ids import new_id
from store.project import Project

path, other = Path(sys.argv[1]), Path(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
project = Project.open(path)
doc = project.documents.get(project.documents.ids()[0])

def add(start, end):
    global ann
    ann = project.sources.person("ann")
    tx = commands.add_span(project.annotations.state(doc, ann), [Range(start, end)], "LOC", new_id=new_id())
    project.annotations.append(tx, ann)

add(0, 4)
log = Path(f"{path}-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (log, resource.RLIM_INFINITY))  # whatever is written beyond is an I/O error
for _ in range(3):
    try:
        add(39, 44)
    except ProjectError as problem:
        print(f"refused: {problem} | {in_short(problem)}")
    else:
        print("it was written")
print("spans", len(project.annotations.state(doc, project.sources.person("ann")).spans))
print("texts", len(project.documents.get(doc.id).text))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
project.rescue(other)
with Project.open(other, read_only=True) as rescued:
    kept = rescued.annotations.state(doc, rescued.sources.person("ann")).spans
    print("rescued", len(kept), list(check_project(rescued)))
add(39, 44)
print("spans", len(project.annotations.state(doc, project.sources.person("ann")).spans), list(check_project(project)))
project.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_an_io_error_is_told_with_its_name_and_the_work_can_be_rescued(path: Path, tmp_path: Path):
    with Project.create(path, SCHEME_TOML) as project:
        project.documents.add([NewDocument("war.txt", TEXT)])
    command = [sys.executable, "-c", IO_ERROR, str(path), str(tmp_path / "rescued.gilder")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=60)
    lines = done.stdout.splitlines()
    assert len(lines) == 7, done.stderr
    for line in lines[:3]:
        assert line.startswith(f"refused: {path}: ")
        assert "nothing was saved" in line
    assert lines[3:] == ["spans 1", f"texts {len(TEXT)}", "rescued 1 []", "spans 2 []"]


@pytest.mark.parametrize(
    "name", ["SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHMMAP"]
)
def test_an_io_error_says_what_failed_and_what_to_do(name: str):
    problem = sqlite3.OperationalError("disk I/O error")
    problem.sqlite_errorname = name
    told = from_sqlite(problem, Path("/media/stick/p.gilder"))
    assert str(told) == (
        f"/media/stick/p.gilder: reading or writing failed ({name}); check the disk, nothing was saved"
    )
    assert in_short(told) == "the project file cannot be written"


def test_two_of_one_process_see_each_others_steps_and_never_cover_one(path: Path, project: Project, doc: Document):
    """Case 19 of the store: whatever opens the file a second time in this process, no step is written over another."""
    with Project.open(path) as other:
        ann = project.sources.person("ann")
        mine, theirs = step(project, doc, ann, (0, 4)), step(other, doc, ann, (0, 4))
        _, ann = project.annotations.append(mine, ann)
        assert len(other.annotations.state(doc, other.sources.person("ann")).spans) == 1
        span_id = next(iter(project.annotations.state(doc, ann).spans))
        gone = commands.delete_span(other.annotations.state(doc, ann), span_id)
        relabel = commands.delete_span(project.annotations.state(doc, ann), span_id)
        other.annotations.append(gone, other.sources.person("ann"))
        with pytest.raises(StaleChange):
            project.annotations.append(relabel, ann)
        assert [entry.event for entry in _undone(project, ann)] == [entry.event for entry in _undone(other, ann)]
        other.annotations.append(theirs, other.sources.person("ann"))
        assert len(project.annotations.state(doc, ann).spans) == 1
    assert list(check_project(project)) == []


def _undone(project: Project, ann: Source) -> list:
    history, found = project.journal.history(ann), []
    while (entry := history.next_undo) is not None:
        found.append(entry)
        history = history.undo()
    return found


def test_another_programs_lock_is_waited_for_and_then_told(path: Path):
    with Project.create(path, SCHEME_TOML) as project:
        (doc,) = project.documents.add([NewDocument("war.txt", TEXT)])
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with Project.open(path) as project:
        ann = project.sources.person("ann")
        project.annotations.append(step(project, doc, ann, (0, 4)), ann)
        assert project.connection.value("PRAGMA busy_timeout") == 5000
        project.connection.rows("PRAGMA busy_timeout=100")
        other.execute("BEGIN IMMEDIATE")
        tx = step(project, doc, project.sources.person("ann"), (5, 10))
        with pytest.raises(ProjectBusy, match="another program is writing to this project; try again in a moment"):
            project.annotations.append(tx, project.sources.person("ann"))
        assert len(project.annotations.state(doc, project.sources.person("ann")).spans) == 1
        project.connection.rows("PRAGMA busy_timeout=5000")
        threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
        project.annotations.append(tx, project.sources.person("ann"))  # it waits until the other one is done
        assert len(project.annotations.state(doc, project.sources.person("ann")).spans) == 2
        other.close()
