"""Documents that nobody has begun with: what a newer suggester may look at again without touching anybody's work."""

from __future__ import annotations

from collections.abc import Iterable

from store.connection import Step, no_step
from store.project import Project

_NOT_BEGUN = """
SELECT d.uid FROM document d WHERE d.id=:number
  AND NOT EXISTS (SELECT 1 FROM marks m JOIN source s ON s.id=m.source_id
    WHERE m.doc_id=d.id AND s.kind IN ('person', 'gold') AND (m.flagged OR m.status<>'new'))
  AND NOT EXISTS (SELECT 1 FROM decision c WHERE c.doc_id=d.id)
  AND NOT EXISTS (SELECT 1 FROM span p JOIN source s ON s.id=p.source_id
    WHERE p.doc_id=d.id AND s.kind IN ('person', 'gold'))
  AND coalesce((SELECT r.name<>:name OR r.at_ms<:since FROM run_document x JOIN model_run r ON r.id=x.run_id
    WHERE x.doc_id=d.id ORDER BY x.run_id DESC LIMIT 1), 1)
"""


def not_begun(
    project: Project, numbers: Iterable[int], name: str, *, since: float = 0.0, limit: int, step: Step = no_step
) -> list[str]:
    """Ids of the first `limit` of some documents, by their numbers and in that order, in which no person has marked or
    decided anything, and whose newest suggestions are not by the suggester called `name`, or are older than `since`, in
    seconds since 1970, UTC."""
    found, asked = list[str](), {"name": name, "since": int(since * 1000)}
    for at, number in enumerate(numbers):
        step(at, 0)
        if len(found) >= limit:
            break
        row = project.connection.row(_NOT_BEGUN, {**asked, "number": number})
        if row is not None:
            found.append(row[0].hex())
    return found


def begun(project: Project, document_id: str) -> bool:
    """Whether a person has marked or decided anything in a document."""
    number = project.documents.number(document_id)
    anybody = {"number": number, "name": "", "since": 0}
    return not number or project.connection.row(_NOT_BEGUN, anybody) is None
