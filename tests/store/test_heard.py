"""A long query is ended by what its step raises, and that comes to whoever asked: SQLite keeps none of it back."""

from __future__ import annotations

import pytest

from annotate.errors import GilderError
from store.project import Project

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT sum(i) FROM n"


@pytest.mark.parametrize("raised", [GilderError("cancelled"), ValueError("ours"), KeyboardInterrupt()])
def test_what_the_step_raises_ends_the_query_and_is_raised(project: Project, raised: BaseException) -> None:
    calls = list[tuple[int, int]]()

    def step(done: int, total: int) -> None:
        calls.append((done, total))
        raise raised

    with pytest.raises(type(raised)) as found, project.connection.heard(step):
        project.connection.rows(LONG)
    assert found.value is raised
    assert len(calls) == 1
    assert project.connection.rows("SELECT 1")[0][0] == 1  # and the next one is as any other


def test_a_query_that_nobody_ends_gives_its_rows(project: Project) -> None:
    calls = list[int]()
    with project.connection.heard(lambda done, _total: calls.append(done)):
        (row,) = project.connection.rows(LONG)
    assert row[0] == 300000 * 300001 // 2
    assert calls
