"""Values that no Gilder has written, in a file that is sound for SQLite: refused in one line, or told by the check.

Nothing else may come of them: no traceback, no recursion error, no hang, and no change of the file by looking at it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate import commands, review
from annotate.errors import GilderError
from annotate.model import Marks
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.digest import content_digest
from store.documents import NewDocument
from store.ids import new_id, new_ids
from store.project import Project
from store.statistics import statistics
from tests.builders import SCHEME_TOML, TEXT
from tests.exports import write_jsonl

DEEP = "[" * 100_000 + "]" * 100_000
DIGITS = "9" * 5000
BAD_JSON = {"deep": DEEP, "cut off": '{"a": ', "a number of 5,000 digits": DIGITS, "not an object": "7", "NaN": "NaN"}
COLUMNS = (
    "document.meta",
    "span.attributes",
    "span.value",
    "span.fragments",
    "marks.attributes",
    "decision.fragments",
    "suggestion.value",
)
OTHERS = {
    "a label of 10 MB": "UPDATE label SET name=replace(hex(zeroblob(5000000)),'0','x') WHERE id=1",
    "a label without a name": "UPDATE label SET name='' WHERE id=1",
    "a source of 10 MB": "UPDATE source SET name=replace(hex(zeroblob(5000000)),'0','x') WHERE name='ann'",
    "a name that is not UTF-8": "UPDATE document SET name=CAST(x'ff41' AS TEXT)",
    "a label that is not UTF-8": "UPDATE label SET name=CAST(x'ff41' AS TEXT) WHERE id=1",
    "a note that is not UTF-8": "UPDATE span SET note=CAST(x'ff41' AS TEXT)",
    "a text that is not UTF-8": "UPDATE document_text SET text=CAST(x'ff41' AS TEXT)",
    "a text with a NUL": "UPDATE document_text SET text='Iran' || char(0) || text",
    "another text": "UPDATE document_text SET text='Iran'",
    "no text": "UPDATE document_text SET text=''",
    "a span beyond the text": "UPDATE span SET start_ch=5000, end_ch=6000",
    "a span of 2^62": "UPDATE span SET end_ch=4611686018427387904",
    "a span before the text": "UPDATE span SET start_ch=-5",
    "a span backwards": "UPDATE span SET start_ch=9, end_ch=4",
    "another surface": "UPDATE span SET text='Iraq'",
    "a suggestion beyond the text": "UPDATE suggestion SET start_ch=5000, end_ch=6000",
    "a suggestion of nowhere": "UPDATE suggestion SET label_id=999",
    "a score that is none": "UPDATE suggestion SET score=9e999",
    "an orphan label": "UPDATE span SET label_id=999",
    "an orphan source": "UPDATE tx SET source_id=999",
    "an orphan document": "UPDATE span SET doc_id=999",
    "a status that is none": "UPDATE marks SET status='<b>done</b>'",
    "a decision that is none": "UPDATE span SET decision='whatever'",
    "an outcome that is none": "UPDATE decision SET outcome='whatever'",
    "a time at the end of days": "UPDATE tx SET at_ms=9223372036854775807",
    "a clock at the end of days": "UPDATE tx SET hlc=9223372036854775807",
    "a clock before all time": "UPDATE tx SET hlc=-9223372036854775807",
    "a deep image": f"UPDATE op SET after='{DEEP}'",
    "an image of nothing": "UPDATE op SET after='{}' WHERE after IS NOT NULL",
    "an item of no kind": "UPDATE op SET item='__import__'",
    "a deep setting": f"INSERT OR REPLACE INTO meta VALUES('suggesting.off', '{DEEP}')",
    "a deep blind setting": f"INSERT OR REPLACE INTO meta VALUES('blind', '{DEEP}')",
    "a deep seal": f"INSERT OR REPLACE INTO meta VALUES('seal', '{DEEP}')",
    "parameters that are none": f"UPDATE model_run SET parameters='{DEEP}'",
    "a scheme that is none": "UPDATE scheme SET toml='[[span]'",
    "a scheme of deep tables": f"UPDATE scheme SET toml='a = {DEEP}'",
    "a scheme of a long key": "UPDATE scheme SET toml='a' || replace(hex(zeroblob(30000)),'0','.a') || ' = 1'",
    "no scheme": "DELETE FROM scheme_step; DELETE FROM scheme",
}
HOSTILE = OTHERS | {
    f"{column}: {name}": "UPDATE {} SET {}='{}'".format(*column.split("."), text)
    for column in COLUMNS
    for name, text in BAD_JSON.items()
}
HARMLESS = ("a note that", "parameters that are none")  # nothing reads those parameters


def make(path: Path) -> None:
    """A project with one of everything."""
    with Project.create(path, SCHEME_TOML) as project:
        (doc,) = project.documents.add([NewDocument("war.txt", TEXT, meta={"title": "War"})])
        found = [Suggestion(0, 4, "LOC", 0.5), Suggestion(11, 26, "CARDINAL", 0.6), Suggestion(39, 44, "LOC", 0.7)]
        project.suggestions.record_run("m", [(doc.id, Suggestions(tuple(found)))], parameters={"a": "b"})
        ann = project.sources.person("ann")
        for at in range(2):
            state, suggested = project.annotations.state(doc, ann), project.suggestions.suggested(doc)
            still = review.open_spans(suggested, state)
            make_one = review.accept if at else lambda *args, new_ids: review.reject(args[0], args[1], [args[2]])
            tx = make_one(suggested, state, still[0].id, new_ids=new_ids())
            assert tx is not None
            _, ann = project.annotations.append(tx, ann)
        tx = commands.add_span(project.annotations.state(doc, ann), [Range(39, 44), Range(80, 84)], "LOC",
                               new_id=new_id())  # fmt: skip
        assert tx is not None
        project.annotations.append(tx, ann)
        tx = commands.set_status(project.annotations.state(doc, ann), "done")
        assert tx is not None
        project.annotations.append(tx, ann)


def forge(path: Path, attack: str) -> None:
    """Change a project behind Gilder's back, its own triggers and checks put aside for as long as that takes."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA ignore_check_constraints=ON")
    triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.executescript(attack)
    for _, sql in triggers:
        raw.execute(sql)
    raw.close()


def uses(path: Path) -> Iterator[str]:
    """Do everything with a project; gives one line for each thing that was refused."""

    def attempt(what) -> None:
        try:
            what()
        except GilderError as problem:
            refused.append(str(problem))

    def read(project: Project) -> None:
        ann = project.sources.person("ann")
        for one in project.sources.all():
            attempt(lambda one=one: project.documents.rows(one))
        attempt(lambda: project.scheme)
        attempt(lambda: project.suggesting.parts)
        attempt(lambda: project.blinding.current)
        attempt(lambda: list(project.search.find("Iran")))
        attempt(lambda: statistics(project))
        attempt(lambda: content_digest(project))
        attempt(lambda: write_jsonl(project, path.with_suffix(".jsonl"), include_suggestions=True))
        attempt(lambda: [entry.event for entry in project.journal.history(ann).undone()])
        attempt(lambda: project.noted.of(ann))
        if not project.read_only:
            attempt(lambda: edit(project))

    def edit(project: Project) -> None:
        ann = project.sources.person("ann")
        doc = project.documents.get(project.documents.ids()[0])
        state = project.annotations.state(doc, ann)
        project.suggestions.suggested(doc)
        tx = commands.add_span(state, [Range(27, 35)], "PERSON", new_id=new_id())
        assert tx is not None
        project.annotations.append(tx, ann)

    refused = list[str]()
    attempt(lambda: _with(path, read, read_only=True))
    attempt(lambda: _with(path, lambda project: refused.extend(f"check: {one}" for one in check_project(project))))
    attempt(lambda: _with(path, read, read_only=False))
    yield from refused


def _with(path: Path, what, *, read_only: bool = True) -> None:
    with Project.open(path, read_only=read_only) as project:
        what(project)


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_value_is_refused_in_one_line_or_told_by_the_check(path: Path, attack: str):
    make(path)
    forge(path, HOSTILE[attack])
    lines = list(uses(path))
    assert lines, "nothing was noticed"
    for line in lines:
        assert "\n" not in line
        assert len(line) < 1000


def test_without_an_attack_nothing_is_refused(path: Path):
    make(path)
    forge(path, "SELECT 1")
    assert list(uses(path)) == []


def test_a_clock_at_the_end_of_days_stops_nobody_from_working(path: Path):
    make(path)
    forge(path, OTHERS["a clock at the end of days"])
    with Project.open(path) as project:
        ann = project.sources.person("ann")
        doc = project.documents.get(project.documents.ids()[0])
        state = project.annotations.state(doc, ann)
        tx = commands.add_span(state, [Range(27, 35)], "PERSON", new_id=new_id())
        assert tx is not None
        project.annotations.append(tx, ann)
        assert len(project.annotations.state(doc, ann).spans) == len(state.spans) + 1


def test_marks_have_the_status_that_they_were_given(path: Path):
    """The builder above makes what it says, or the attacks on it would attack nothing."""
    make(path)
    with Project.open(path, read_only=True) as project:
        doc = project.documents.get(project.documents.ids()[0])
        state = project.annotations.state(doc, project.sources.person("ann"))
        assert isinstance(state.marks, Marks)
        assert state.marks.status == "done"
        assert len(state.spans) == 2
        for column in COLUMNS:
            table, _ = column.split(".")
            assert project.connection.value(f"SELECT count(*) FROM {table}") > 0
