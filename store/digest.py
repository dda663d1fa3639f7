"""What a project says, in one number that does not depend on the file: equal for copies that have come together.

Without the numbers that rows have in this file, without what only this file knows (its site, when what came by which
merge, which parts of the suggester are switched on), and without the order of labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from annotate.model import Marks
from annotate.scheme import Ends
from annotate.scheme_merge import scheme_facts
from store.codec import encode
from store.connection import Connection
from store.errors import decoding
from store.project import Project
from store.rows import Rows
from store.sources import Labels


def content_digest(project: Project) -> str:
    """`sha256:` and the hexadecimal SHA-256 of everything that the project says. Raises ProjectError."""
    digest = hashlib.sha256()
    with decoding(project.path):
        for line in content_lines(project):
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return f"sha256:{digest.hexdigest()}"


def content_lines(project: Project) -> Iterator[str]:
    """What the digest is of, line by line."""
    connection = project.connection
    facts = scheme_facts(project.scheme_text)
    yield from sorted(repr((key, sorted(_plain(fields).items()))) for key, fields in facts.items())
    yield from map(repr, sorted(project.blinding.history, key=repr))
    datasets = (
        "SELECT key, value FROM meta WHERE key='parts' OR key GLOB 'release.*' OR key GLOB 'trained.*' "
        "OR key GLOB 'right.*' ORDER BY key"
    )
    yield from map(repr, connection.rows(datasets))
    yield from _journal(connection)
    for doc_id, digest, twin in connection.rows("SELECT id, digest, twin FROM document ORDER BY digest, twin"):
        yield repr(("document", digest.hex(), twin))
        yield from _document(project, doc_id)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of a label with sets in order."""

    def told(value: Any) -> Any:
        match value:
            case frozenset():
                return sorted(cast("frozenset[str]", value))
            case Ends():
                return (sorted(value.heads), sorted(value.children), value.same)
            case tuple():
                return [told(one) for one in cast("tuple[Any, ...]", value)]
            case _:
                return value

    return {name: told(value) for name, value in fields.items()}


def _journal(connection: Connection) -> Iterator[str]:
    for uid, chain in connection.rows("SELECT uid, chain FROM tx ORDER BY uid"):
        yield f"{uid.hex()} {chain.hex()}"
    for uid, at in connection.rows("SELECT uid, ord FROM op_withheld JOIN tx ON tx.id=tx_id ORDER BY uid, ord"):
        yield f"withheld {uid.hex()} {at}"
    for uid, name, parameters, at_ms in connection.rows(
        "SELECT uid, name, parameters, at_ms FROM model_run ORDER BY at_ms, uid"
    ):
        yield repr((uid.hex(), name, parameters, at_ms))


def _document(project: Project, doc_id: int) -> Iterator[str]:
    connection = project.connection
    uid, name, meta = connection.row("SELECT uid, name, meta FROM document WHERE id=?", (doc_id,))
    aliases = [one for (one,) in connection.rows("SELECT uid FROM document_alias WHERE doc_id=?", (doc_id,))]
    yield repr((sorted(one.hex() for one in (uid, *aliases)), name, meta))
    zones = connection.rows(
        "SELECT uid, kind, start_ch, end_ch FROM zone WHERE doc_id=? AND source_id IS NULL", (doc_id,)
    )
    yield from map(repr, sorted((zone.hex(), *rest) for zone, *rest in zones))
    rows = Rows(connection, Labels(connection))
    for source in sorted(project.sources.all(), key=lambda one: (one.kind, one.name)):
        items = rows.items(doc_id, source.id, uid.hex())
        said = sorted(
            f"{type(one).__name__} {encode(replace(one, id='') if isinstance(one, Marks) else one)}" for one in items
        )
        yield from (f"{source.kind} {source.name} {line}" for line in said)
    yield from _suggested(connection, doc_id)


def _suggested(connection: Connection, doc_id: int) -> Iterator[str]:
    sql = (
        "SELECT r.uid, spans, unsureness FROM run_document x JOIN model_run r ON r.id=x.run_id WHERE doc_id=? "
        "ORDER BY r.at_ms, r.uid"
    )
    for run, *figures in connection.rows(sql, (doc_id,)):
        yield repr((run.hex(), *figures))
    newest = (
        "SELECT r.uid FROM run_document x JOIN model_run r ON r.id=x.run_id WHERE doc_id=? ORDER BY r.id DESC LIMIT 1"
    )
    yield f"newest {(connection.value(newest, (doc_id,)) or b'').hex()}"
    sql = (
        "SELECT r.uid, ord, l.kind, l.name, start_ch, end_ch, head_ord, child_ord, score, value FROM suggestion s "
        "JOIN model_run r ON r.id=s.run_id JOIN label l ON l.id=s.label_id WHERE doc_id=? ORDER BY r.uid, ord"
    )
    for run, *rest in connection.rows(sql, (doc_id,)):
        yield repr((run.hex(), *rest))
