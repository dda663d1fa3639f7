"""A fault at a step is told and nothing of the step is shown; the window stays usable, and one project is open once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from store.errors import from_sqlite
from tests.gui.conftest import Person


def io_error(name: str = "SQLITE_IOERR_WRITE") -> sqlite3.OperationalError:
    problem = sqlite3.OperationalError("disk I/O error")
    problem.sqlite_errorname = name
    return problem


@pytest.mark.parametrize(
    ("problem", "short"),
    [
        (MemoryError(), "the project file cannot be written"),
        (io_error(), "the project file cannot be written"),
        (io_error("SQLITE_FULL"), "disk full"),
    ],
)
def test_a_fault_is_told_as_not_saved_and_the_step_works_again(
    person: Person, monkeypatch: pytest.MonkeyPatch, problem: Exception, short: str
):
    calls = list[int]()

    def failing(*_: object, **__: object) -> None:
        calls.append(1)
        raise from_sqlite(problem, Path("small.gilder"))

    monkeypatch.setattr(person.session.project.annotations, "append", failing)
    person.press("Tab", "Return")
    assert calls == [1]  # it is not tried again by itself
    assert person.gold == []
    assert person.bench.status.saved.text() == f"Not saved: {short}"
    assert "nothing was saved" in person.bench.status.message.text()
    person.press("Tab")  # reading goes on
    assert person.selected == "more than 1,000"
    monkeypatch.undo()
    person.press("Return")
    assert person.gold == [("more than 1,000", "CARDINAL")]
    assert person.bench.status.saved.text().startswith("Saved ")


def test_a_bug_in_a_step_takes_all_of_it_back(person: Person, monkeypatch: pytest.MonkeyPatch):
    def bug(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("store.rows.Rows.put", bug)
    with person.bot.captureExceptions() as raised:
        person.press("Tab", "Return")
    assert [kind for kind, *_ in raised] == [RuntimeError]  # `gui.errors.show_unforeseen` has it, and its box tells it
    assert person.gold == []
    assert person.session.history.next_undo is None
    assert person.session.project.connection.value("SELECT count(*) FROM tx") == 0
    monkeypatch.undo()
    person.press("Return")
    assert person.gold == [("Iran", "LOC")]


def test_a_project_that_is_opened_again_is_the_same_one(person: Person):
    person.press("Tab", "Return")
    before, path = person.bench, person.session.project.path
    for _ in range(2):
        person.open(str(path))
    assert person.bench is not before
    assert person.gold == [("Iran", "LOC")]
    assert person.session.history.next_undo is not None
    person.view.setFocus()
    person.press("Ctrl+Z")
    assert person.gold == []
    with pytest.raises(Exception, match="closed"):
        before.session.project.documents.ids()  # the one before is closed, and cannot be written to
