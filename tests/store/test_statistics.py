"""Counts over a project: by source, with pauses left out of the time."""

from __future__ import annotations

import json

import pytest

from annotate import commands, review
from annotate.document import Document
from annotate.offsets import Range
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from annotate.work import PAUSE
from store.documents import NewDocument
from store.ids import new_id, new_ids
from store.project import Project
from store.statistics import SourceCounts, statistics
from tests.builders import TEXT, small_scheme


def add(project: Project, doc: Document, name: str, start: int, end: int, label: str = "LOC") -> str:
    who = project.sources.person(name)
    tx = commands.add_span(project.annotations.state(doc, who), [Range(start, end)], label, new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, who)
    return str(tx.focus)


def counts(project: Project) -> dict[str, SourceCounts]:
    return {source.name: source for source in statistics(project).sources}


def set_times(project: Project, seconds: list[float]) -> None:
    """Give the journal's entries the times of a day's work, which the journal itself would refuse."""
    raw = project.connection.raw
    raw.execute("DROP TRIGGER tx_no_update")
    for at, second in enumerate(seconds, 1):
        raw.execute("UPDATE tx SET at_ms=? WHERE id=?", (1_700_000_000_000 + round(second * 1000), at))


def test_an_empty_project_has_nothing(project: Project):
    found = statistics(project)
    assert found.as_dict() == {"documents": 0, "characters": 0, "suggestions": 0, "sources": []}


def test_characters_are_code_points(project: Project):
    project.documents.add([NewDocument("a.txt", "👩‍👧 e\u0301\r\n"), NewDocument("b.txt", TEXT)])
    assert statistics(project).characters == 8 + len(TEXT)


def test_each_source_is_counted_alone(project: Project, doc: Document):
    other = project.documents.add([NewDocument("b.txt", TEXT)])[0]
    iran, syria = add(project, doc, "ann", 0, 4), add(project, doc, "ann", 39, 44)
    add(project, other, "ann", 56, 71, "PERSON")
    add(project, doc, "ben", 0, 4)
    ann = project.sources.person("ann")
    tx = commands.connect(project.annotations.state(doc, ann), small_scheme(), iran, syria, "opposes", new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, ann)
    for one in (doc, other):
        tx = commands.set_status(project.annotations.state(one, ann), "done")
        assert tx is not None
        project.annotations.append(tx, ann)
    found = counts(project)
    assert list(found) == ["ann", "ben"]
    mine, his = found["ann"], found["ben"]
    assert (mine.spans, mine.labels, mine.changes) == (3, {"LOC": 2, "PERSON": 1}, 6)
    assert (mine.relations, mine.relation_labels, mine.statuses) == (1, {"opposes": 1}, {"done": 2})
    assert (his.spans, his.labels, his.relations, his.statuses, his.changes) == (1, {"LOC": 1}, 0, {}, 1)
    assert json.loads(json.dumps(statistics(project).as_dict()))["sources"][0]["labels"] == {"LOC": 2, "PERSON": 1}


def test_only_spans_of_the_newest_run_are_suggestions(project: Project, doc: Document):
    other = project.documents.add([NewDocument("b.txt", TEXT)])[0]
    both = (Suggestion(0, 4, "LOC", 0.9), Suggestion(39, 44, "LOC", 0.9))
    project.suggestions.record_run("m 1", [(doc.id, Suggestions(both)), (other.id, Suggestions(both))])
    more = (*both, Suggestion(11, 26, "CARDINAL", 0.9))
    relation = SuggestedRelation(0, 1, "opposes", 0.4)
    project.suggestions.record_run("m 2", [(doc.id, Suggestions(more, (relation,)))])
    assert statistics(project).suggestions == 3 + 2
    assert statistics(project).sources == []
    suggested, ann = project.suggestions.suggested(doc), project.sources.person("ann")
    tx = review.accept_all(suggested, project.annotations.state(doc, ann), project.scheme, new_ids=new_ids())
    assert tx is not None
    project.annotations.append(tx, ann)
    assert counts(project)["ann"].decisions == {"accepted": 4}
    assert counts(project)["ann"].changes == 1


@pytest.mark.parametrize(
    ("seconds", "active"),
    [
        ([0, 10, 30, 60], 60.0),
        ([0, PAUSE, PAUSE + 5, PAUSE + 6], PAUSE + 6),
        ([0, 10, 10 + PAUSE + 0.001, 20 + PAUSE], 20.0),
        ([0, 10, 5, 15], 20.0),  # the clock was set back
        ([0, 3600, 7200, 10800], 0.0),
    ],
)
def test_time_counts_work_and_not_pauses(project: Project, doc: Document, seconds: list[float], active: float):
    for place in [(0, 4), (5, 10), (39, 44), (56, 71)]:
        add(project, doc, "ann", *place)
    set_times(project, seconds)
    assert counts(project)["ann"].active_seconds == pytest.approx(active, abs=0.06)
