"""Records that come to a project: which document they are about, and what is new of what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.incoming import take_in
from store.exchange.outgoing import Outgoing, Which
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from store.project import Project
from tests.builders import SCHEME_TOML


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.gilder", SCHEME_TOML)


def a_record(text: str, label: str = "LOC", name: str = "a", file: str = "f") -> Record:
    span = Span(new_id(), label, (Range(0, 4),), text[:4])
    return Record(name, text, (SourceItems("", "import", (span,)),), file=file)


def labels(project: Project) -> list[list[str]]:
    records = Outgoing(project, Which()).records(project.documents.ids())
    return [[span.label for one in record.sources for span in one.spans] for record in records]


def test_equal_texts_of_one_file_are_documents_of_their_own(project: Project) -> None:
    some = [
        a_record("Iran won.", "LOC", "a#1"),
        a_record("Iran won.", "ORG", "a#2"),
        a_record("Iran won.", "LOC", "a#3"),
    ]
    taken = take_in(project, some, "import:x", Reading())
    assert len(taken.new) == 3
    assert labels(project) == [["LOC"], ["ORG"], ["LOC"]]
    again = take_in(project, [replace(one, sources=one.sources) for one in some], "import:x", Reading())
    assert (again.new, len(again.known)) == ([], 3)
    assert labels(project) == [["LOC"], ["ORG"], ["LOC"]]


def test_equal_texts_of_two_files_are_one_document(project: Project) -> None:
    some = [a_record("Iran won.", "LOC", file="anna/a"), a_record("Iran won.", "ORG", file="bob/a")]
    taken = take_in(project, some, "import:x", Reading())
    assert (len(taken.new), len(taken.known)) == (1, 1)
    assert [sorted(one) for one in labels(project)] == [["LOC", "ORG"]]


def test_texts_alone_that_are_there_twice_in_a_file_are_two(project: Project) -> None:
    some = [Record("a#1", "Iran.", file="f"), Record("a#2", "Iran.", file="f"), Record("b", "Iran.", file="g")]
    assert len(take_in(project, some, "import:x", Reading()).new) == 2
    assert len(take_in(project, some, "import:x", Reading()).known) == 3


def test_two_equal_spans_stay_two_with_their_relation(project: Project) -> None:
    one, two = (Span(new_id(), "LOC", (Range(0, 4),), "Iran") for _ in range(2))
    relation = Relation(new_id(), "opposes", one.id, two.id)
    record = Record("a", "Iran won.", (SourceItems("", "import", (one, two), (relation,)),), file="f")
    take_in(project, [record], "import:x", Reading())
    fresh = {one.id: new_id(), two.id: new_id()}
    spans = tuple(replace(span, id=fresh[span.id]) for span in (one, two))
    again = replace(relation, id=new_id(), head=fresh[one.id], child=fresh[two.id])
    items = SourceItems("", "import", spans, (again,))
    take_in(project, [replace(record, sources=(items,))], "import:x", Reading())
    assert labels(project) == [["LOC", "LOC"]]
    (out,) = Outgoing(project, Which()).records(project.documents.ids())
    assert len(out.sources[0].relations) == 1


def test_what_was_changed_here_since_is_not_changed_back_and_told(project: Project) -> None:
    record, reading = a_record("Iran won."), Reading()
    take_in(project, [record], "import:x", reading)
    span = record.sources[0].spans[0]
    other = replace(record.sources[0], spans=(replace(span, label="ORG"),))
    take_in(project, [replace(record, sources=(other,))], "import:x", reading)
    assert labels(project) == [["LOC"]]
    assert [one.what for one in reading.problems] == [
        "1 of its annotations have another label or place here by now, which stays"
    ]
