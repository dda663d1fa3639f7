"""The current rows of a document, made to be what the journal says."""

from __future__ import annotations

from annotate.change import ItemKey, key_of
from annotate.model import Item
from store.project import Project
from store.replay import Replay, said
from store.rows import Rows
from store.sources import Labels


def make_current(project: Project, doc_id: int) -> None:
    """Bring the rows of a document, by its number, up to date, inside the running transaction."""
    connection = project.connection
    rows = Rows(connection, Labels(connection))
    document: str = connection.value("SELECT uid FROM document WHERE id=?", (doc_id,)).hex()
    versions = Replay(connection).versions(doc_id)
    for source, one in said(document, versions).items():
        _replace(rows, doc_id, source, _by_key(list(rows.items(doc_id, source, document))), _by_key(one.items))


def _by_key(items: list[Item]) -> dict[ItemKey, Item]:
    return {key_of(item): item for item in items}


def _replace(rows: Rows, doc_id: int, source: int, before: dict[ItemKey, Item], after: dict[ItemKey, Item]) -> None:
    for key, item in before.items():
        if key not in after:
            rows.remove(doc_id, source, item)
    for key, item in after.items():
        if before.get(key) != item:
            rows.put(doc_id, source, item)
