"""What a filter chooses of a project: its documents, and what of their records goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotate.datasets.narrowing import narrowed
from annotate.datasets.recipe import NO_PART
from annotate.datasets.selection import Choice, Selection, check_selection
from store.connection import Step, no_step
from store.datasets.parts import Parts
from store.errors import decoding
from store.exchange.record import Record, SourceItems
from store.project import Project
from store.sources import PARTS


def checked(project: Project, selection: Selection) -> Selection:
    """The same. Raises InputError, in one line, for a label, source or part that the project does not have."""
    scheme = project.scheme
    used = sorted(project.labels_in_use().counts)
    spans, relations = ([name for kind, name in used if kind == one] for one in ("span", "relation"))
    check_selection(
        selection,
        labels=_names((label.name for label in scheme.spans), spans),
        relations=_names((label.name for label in scheme.relations), relations),
        sources=[source.name for source in project.sources.all() if source.name != PARTS],
        parts=_names(recipe.names if (recipe := Parts(project).recipe) else (), set(Parts(project).all().values())),
    )
    return selection


def selected(project: Project, selection: Selection, *, step: Step = no_step) -> list[str]:
    """Ids of the documents that a filter chooses, in the order of import. Raises ProjectError."""
    with decoding(project.path):
        ids = project.documents.ids()
        if selection.part:
            parts = Parts(project).all()
            ids = [one for one in ids if selection.part.allows(parts.get(one, NO_PART))]
        if selection.status:
            found = _statuses(project, selection.by)
            ids = [one for one in ids if selection.status.allows_any(found.get(one, {"new"}))]
        if selection.has:
            labels = _labels(project, selection.by)
            ids = [one for one in ids if selection.has.allows_any(labels.get(one, ()))]
        if selection.words or selection.no_words:
            ids = list(_with_words(project, ids, selection, step))
        return ids


def narrow(record: Record, selection: Selection) -> Record:
    """What of a record goes out."""
    if not selection.narrows:
        return record
    sources = (_narrow(one, record, selection) for one in record.sources if selection.by.allows(one.source))
    return replace(record, sources=tuple(sources))


def _narrow(one: SourceItems, record: Record, selection: Selection) -> SourceItems:
    spans, relations = narrowed(one.spans, one.relations, record.zones, selection)
    return replace(one, spans=spans, relations=relations, blind=one.blind & {span.id for span in spans})


def _names(*some: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for names in some for name in names))


def _statuses(project: Project, by: Choice) -> dict[str, set[str]]:
    """What people say of how far each document is, by its id; a flag is told as `flagged`."""
    sql = (
        "SELECT d.uid, s.name, m.status, m.flagged FROM marks m JOIN document d ON d.id=m.doc_id "
        "JOIN source s ON s.id=m.source_id WHERE s.kind<>'model' AND s.name<>?"
    )
    found = dict[str, set[str]]()
    for uid, name, status, flagged in project.connection.each(sql, (PARTS,)):
        if by.allows(name):
            found.setdefault(uid.hex(), set()).update({status, "flagged"} if flagged else {status})
    return found


def _labels(project: Project, by: Choice) -> dict[str, set[str]]:
    """The labels of the spans that each document has, by its id."""
    sql = (
        "SELECT DISTINCT d.uid, s.name, l.name FROM span p JOIN document d ON d.id=p.doc_id "
        "JOIN source s ON s.id=p.source_id JOIN label l ON l.id=p.label_id"
    )
    found = dict[str, set[str]]()
    for uid, name, label in project.connection.each(sql):
        if by.allows(name):
            found.setdefault(uid.hex(), set()).add(label)
    return found


def _with_words(project: Project, ids: list[str], selection: Selection, step: Step) -> Iterator[str]:
    sql = "SELECT name, text FROM document JOIN document_text ON doc_id=id WHERE uid=?"
    for at, one in enumerate(ids):
        step(at, len(ids))
        if selection.allows_text(*project.connection.row(sql, (bytes.fromhex(one),))):
            yield one
