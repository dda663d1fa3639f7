"""What a document is expected to teach, from the suggestions that are stored."""

from __future__ import annotations

from pathlib import Path

from annotate.suggest.base import Suggestion, Suggestions
from store.learning.order import expected
from store.project import Project
from tests.store.learning.projects import project, travels
from tests.trainable import record

DOUBTFUL, SURE = Suggestion(0, 3, "traveller", 0.5), Suggestion(0, 3, "traveller", 1.0)


def test_doubts_new_words_and_what_is_decided_already(tmp_path: Path):
    fresh = [
        record("sure.txt", "Zed went to Kyiv by ferry.", [], status="in_progress"),
        record("doubtful.txt", "Zed went to Kyiv by barge.", [], status="in_progress"),
        record("again.txt", "Ann Smith went to Paris by train.", [], status="in_progress"),
    ]
    path = project(tmp_path / "p.gilder", [*travels(12), *fresh])
    with Project.open(path) as opened:
        ids = {one["name"]: opened.documents.named(one["name"]) for one in fresh}
        found = {"sure.txt": SURE, "doubtful.txt": DOUBTFUL, "again.txt": Suggestion(18, 23, "town", 1.0)}
        opened.suggestions.record_run(
            "m", [(doc.id, Suggestions((found[name],))) for name, doc in ids.items() if doc is not None]
        )
        ann = opened.sources.person("ann")
        rows = expected(opened, ann)
        by_name = {opened.documents.name_of(one.document): one for one in rows}
        some = expected(opened, ann, ids={rows[0].document})
    assert list(by_name) == ["sure.txt", "doubtful.txt", "again.txt"]
    assert some == rows[:1]
    sure, doubtful, again = by_name.values()
    assert (sure.unsure, doubtful.unsure, doubtful.words) == (0.0, 1.0, 6)
    assert doubtful.gain > sure.gain > again.gain
    assert (again.new, again.known, sure.known) == (0.0, 1.0, 0.0)


def test_a_document_that_is_done_is_not_asked_for(tmp_path: Path):
    with Project.open(project(tmp_path / "p.gilder", travels(3)), read_only=True) as opened:
        assert expected(opened, opened.sources.person("ann")) == []
        assert len(expected(opened, opened.sources.person("bob"))) == 3
