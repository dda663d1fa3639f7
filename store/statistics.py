"""Counts over a project: labels, statuses, sources, decisions, time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from store.project import Project

PAUSE = 120.0  # seconds; a longer gap between two changes is not counted as work


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What one source has made. `active_seconds` leaves pauses of more than two minutes out."""

    name: str
    kind: str
    spans: int
    relations: int
    labels: dict[str, int]
    relation_labels: dict[str, int]
    statuses: dict[str, int]
    decisions: dict[str, int]
    changes: int
    active_seconds: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """The project in numbers. Characters are code points."""

    documents: int
    characters: int
    suggestions: int
    sources: list[SourceCounts]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def statistics(project: Project) -> Statistics:
    """Count everything."""
    connection = project.connection
    documents, characters = connection.row("SELECT count(*), coalesce(sum(n_chars), 0) FROM document")
    newest = "SELECT max(run_id) FROM run_document r WHERE r.doc_id=suggestion.doc_id"
    suggestions = connection.value(f"SELECT count(*) FROM suggestion WHERE start_ch IS NOT NULL AND run_id=({newest})")
    return Statistics(documents, characters, suggestions, [_counts(project, *row) for row in _sources(project)])


def _sources(project: Project) -> list[tuple[int, str, str]]:
    return [(source.id, source.name, source.kind) for source in project.sources.all() if source.kind != "model"]


def _counts(project: Project, source_id: int, name: str, kind: str) -> SourceCounts:
    def table(sql: str) -> dict[str, int]:
        return dict(project.connection.rows(sql, (source_id,)))

    joined = "SELECT label.name, count(*) FROM {0} JOIN label ON label.id=label_id"
    by_label = joined + " WHERE source_id=? GROUP BY 1 ORDER BY 2 DESC"
    labels, relation_labels = table(by_label.format("span")), table(by_label.format("relation"))
    return SourceCounts(
        name,
        kind,
        sum(labels.values()),
        sum(relation_labels.values()),
        labels,
        relation_labels,
        table("SELECT status, count(*) FROM marks WHERE source_id=? GROUP BY 1"),
        table("SELECT outcome, count(*) FROM decision WHERE source_id=? GROUP BY 1"),
        int(project.connection.value("SELECT count(*) FROM tx WHERE source_id=?", (source_id,))),
        _active(project, source_id),
    )


def _active(project: Project, source_id: int) -> float:
    times = [
        at / 1000
        for (at,) in project.connection.rows("SELECT at_ms FROM tx WHERE source_id=? ORDER BY id", (source_id,))
    ]
    gaps = (after - before for before, after in pairwise(times))
    return round(sum(gap for gap in gaps if 0 < gap <= PAUSE), 1)
