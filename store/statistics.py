"""Counts over a project: labels, statuses, sources, decisions, time, blind beside assisted work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from annotate.blind import Tally
from annotate.work import Work
from store.bias import compare
from store.errors import decoding
from store.project import Project
from store.sources import PARTS


@dataclass(frozen=True, slots=True)
class Bias:
    """Blind (or assisted) work over done documents: `annotate.blind.Tally` in figures; None: nothing to tell."""

    documents: float
    words: float
    spans: int
    spans_per_1000_words: float | None
    agreement: float | None  # share of the spans that the newest run proposed with the same place and label
    seconds_per_document: float | None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What one source has made. What counts as active time and as a decision: `annotate.work`."""

    name: str
    kind: str
    spans: int
    relations: int
    labels: dict[str, int]
    relation_labels: dict[str, int]
    statuses: dict[str, int]
    decisions: dict[str, int]
    answers: dict[str, dict[str, int]]  # by label: how many suggestions were accepted, edited, rejected
    relation_answers: dict[str, dict[str, int]]
    changes: int
    settled: int  # decisions in the sense of `annotate.work`
    active_seconds: float
    decisions_per_hour: float | None
    document_seconds: dict[str, float]  # active time by the document's name
    blind: Bias
    assisted: Bias
    mixed_documents: int  # done documents whose blind share was changed while they were worked on; in neither


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
    """Count everything. Raises ProjectError."""
    with decoding(project.path):
        return _statistics(project)


def _statistics(project: Project) -> Statistics:
    connection = project.connection
    documents, characters = connection.row("SELECT count(*), coalesce(sum(n_chars), 0) FROM document")
    newest = "SELECT max(run_id) FROM run_document r WHERE r.doc_id=suggestion.doc_id"
    suggestions = connection.value(f"SELECT count(*) FROM suggestion WHERE start_ch IS NOT NULL AND run_id=({newest})")
    return Statistics(documents, characters, suggestions, [_counts(project, *row) for row in _sources(project)])


def _sources(project: Project) -> list[tuple[int, str, str]]:
    everybody = project.sources.all()
    return [(one.id, one.name, one.kind) for one in everybody if one.kind != "model" and one.name != PARTS]


def _counts(project: Project, source_id: int, name: str, kind: str) -> SourceCounts:
    def table(sql: str) -> dict[str, int]:
        return dict(project.connection.rows(sql, (source_id,)))

    work = Work.of(project.journal.done(project.sources.by_id(source_id))[0])
    compared = compare(project, source_id, work.by_document)

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
        _answers(project, source_id, "span"),
        _answers(project, source_id, "relation"),
        work.changes,
        work.decisions,
        round(work.active, 1),
        _rounded(work.decisions_per_hour, 1),
        _named(project, work),
        _bias(compared.blind),
        _bias(compared.assisted),
        compared.mixed,
    )


def _answers(project: Project, source_id: int, kind: str) -> dict[str, dict[str, int]]:
    """Answers to suggestions by label, the most asked label first."""
    sql = (
        "SELECT label.name, sum(outcome='accepted'), sum(outcome='edited'), sum(outcome='rejected') FROM decision "
        "JOIN label ON label.id=label_id WHERE source_id=? AND label.kind=? GROUP BY 1 ORDER BY count(*) DESC, 1"
    )
    return {
        name: {"accepted": accepted, "edited": edited, "rejected": rejected}
        for name, accepted, edited, rejected in project.connection.rows(sql, (source_id, kind))
    }


def _named(project: Project, work: Work) -> dict[str, float]:
    names = {uid.hex(): name for uid, name in project.connection.rows("SELECT uid, name FROM document")}
    return {names[uid]: round(seconds, 1) for uid, seconds in work.by_document.items()}


def _bias(tally: Tally) -> Bias:
    return Bias(
        round(tally.documents, 2),
        round(tally.words, 1),
        tally.spans,
        _rounded(tally.spans_per_1000_words, 2),
        _rounded(tally.agreement, 4),
        _rounded(tally.seconds_per_document, 1),
    )


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)
