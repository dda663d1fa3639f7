"""What the journal alone says, against doing everything in order."""

from __future__ import annotations

import random
from pathlib import Path
from unittest.mock import patch

import pytest

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.state import AnnotationState
from benchmarks.merge.histories import SCHEME, TEXTS, Worker
from store.check import check_project
from store.clock import DAY_MS, next_hlc, now_ms
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.sources import Source
from tests.builders import span_on


def in_order(project: Project, doc: Document, source: Source) -> AnnotationState:
    """Everything that a source did, one after the other."""
    state = AnnotationState.of(Document(doc.id, doc.name, doc.text))
    for entry in project.journal.entries(source):
        state = state.apply(project.journal.transaction(entry.id).within(doc.id))
    return state


@pytest.mark.parametrize("seed", range(4))
def test_in_a_file_without_merges_the_newest_version_is_what_doing_all_in_order_gives(tmp_path: Path, seed: int):
    with Project.create(tmp_path / "p.gilder", SCHEME) as project:
        project.documents.add([NewDocument("war.txt", TEXTS[0])])
        rng = random.Random(seed)
        for _ in range(3):
            for name in ("ann", "bob"):
                Worker(project, name, rng).work(12)
        assert list(check_project(project)) == []
        for uid in project.documents.ids():
            doc = project.documents.get(uid)
            states = project.journal.replayed(Document(doc.id, doc.name, doc.text))
            for source in (project.sources.person("ann"), project.sources.person("bob")):
                bare = AnnotationState.of(Document(doc.id, doc.name, doc.text))
                seen = states.get(source.id, bare)
                expected = in_order(project, doc, source) if not doc.zones else None
                if expected is not None:
                    assert list(seen.items()) == list(expected.items())


def test_a_check_reads_every_change_once_whatever_the_number_of_documents(project: Project, ann: Source):
    docs = project.documents.add([NewDocument(f"{at}.txt", f"Iran {at} met Syria.") for at in range(30)])
    for doc in docs:
        span = span_on(doc, "Iran", span_id=new_id())
        project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), ann)
    read = list[int]()
    rows = project.connection.rows

    def counted(sql: str, parameters: object = ()) -> list[object]:
        found = rows(sql, parameters)  # pyright: ignore[reportArgumentType]
        read.append(len(found))
        return found

    with patch.object(project.connection, "rows", counted):
        assert list(check_project(project)) == []
    assert sum(read) < 30 * 30  # a replay from the beginning for each document would be 900 for the journal alone


def test_a_clock_that_is_set_back_changes_no_order(project: Project, doc: Document, ann: Source):
    span = span_on(doc, "Iran", span_id=new_id())
    _, ann = project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), ann)
    with patch("store.journal.now_ms", lambda: now_ms() - 30 * DAY_MS):
        noted = span_on(doc, "Iran", span_id=span.id, note="later")
        project.annotations.append(Transaction((Change(doc.id, span, noted),), "note.set"), ann)
    assert project.journal.replay(doc, ann).spans[span.id] == noted
    assert list(check_project(project)) == []


def test_a_time_far_ahead_binds_only_what_it_is_about(project: Project, doc: Document, ann: Source):
    span = span_on(doc, "Iran", span_id=new_id())
    with patch("store.journal.now_ms", lambda: now_ms() + 900 * DAY_MS):
        _, ann = project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), ann)
    noted = span_on(doc, "Iran", span_id=span.id, note="later")
    other = span_on(doc, "Syria", span_id=new_id())
    project.annotations.append(Transaction((Change(doc.id, None, other),), "span.add"), ann)
    project.annotations.append(Transaction((Change(doc.id, span, noted),), "note.set"), ann)
    times = [hlc for (hlc,) in project.connection.rows("SELECT hlc FROM tx ORDER BY id")]
    assert times[1] < (now_ms() + DAY_MS) << 16 < times[0] < times[2]
    assert next_hlc(project.connection, now_ms()) < (now_ms() + DAY_MS) << 16
    assert project.journal.replay(doc, ann).spans[span.id] == noted
