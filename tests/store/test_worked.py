"""The work of a day folded by SQLite beside its twin, which folds every entry in Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.work import Work
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML

BEGUN = 1_700_000_000_000
EVENTS = ("span.add", "relation.add", "suggestion.accept", "note.set", "document.done", "Span.add", "attribute.set")
KINDS = ("edit", "undo", "redo", "import", "adjudicate", "scheme", "repair")
GAPS = (0, 1, 10_000, 59_999, 60_001, 3_600_000, -5_000)
DAYS = st.lists(st.tuples(*map(st.sampled_from, (GAPS, EVENTS, KINDS, (1, 1, 1, 2), (None, None, 7)))), max_size=40)


def write(project: Project, day: list[tuple[int, str, str, int, int | None]]) -> list[int]:
    """Entries without changes, whatever the journal would say of them; gives their times."""
    at, times, raw = BEGUN, list[int](), project.connection.raw
    for number, (gap, event, kind, source, merge) in enumerate(day, 1):
        at += gap
        times.append(at)
        raw.execute(
            "INSERT INTO tx(uid,site_id,source_id,author,at_ms,kind,event,app,n_ops,chain,hlc,merge_id) "
            "VALUES(randomblob(16),1,?,'a',?,?,?,'',0,zeroblob(32),?,?)",
            (source, at, kind, event, number, merge),
        )
    return times


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.create(tmp_path_factory.mktemp("worked") / "p.gilder", SCHEME_TOML) as made:
        made.connection.raw.execute("PRAGMA foreign_keys=OFF")  # rows of `tx` are all that there is
        yield made


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS, st.integers(0, 40))
def test_a_day_folded_by_sqlite_is_the_one_folded_here(
    project: Project, day: list[tuple[int, str, str, int, int | None]], skipped: int
) -> None:
    source = Source(1, "a", "person")
    project.connection.raw.execute("BEGIN")
    try:
        times = write(project, day)
        since = times[skipped] if skipped < len(times) else BEGUN
        rows = project.connection.rows("SELECT id, at_ms FROM tx WHERE source_id=1 AND merge_id IS NULL ORDER BY id")
        done, last = project.journal.done(
            source, after=max((one for one, at in rows if at < since), default=0), here=True
        )
        work, seen = project.journal.worked(source, since / 1000)
    finally:
        project.connection.raw.execute("ROLLBACK")
    slowly = Work.of(done)
    assert (work.changes, work.decisions, work.last, seen) == (slowly.changes, slowly.decisions, slowly.last, last)
    assert work.active == pytest.approx(slowly.active, abs=1e-3)
