"""Sites, sources, labels, schemes, settings and documents of a damaged file: those that verify, and their copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from annotate.document import text_digest
from annotate.errors import SchemeError
from annotate.scheme import parse_scheme
from store.clock import now_ms
from store.codec import dump
from store.connection import Connection
from store.errors import DECODING
from store.ids import new_id
from store.salvage.pages import Value
from store.salvage.reading import Left
from store.salvage.report import Repaired

_SETTINGS = ("blind", "suggesting.off", "parts")
_KEPT = ("release.", "trained.", "right.")
_NAME = 200  # characters, of sources and labels
_LONGEST = 2000  # of documents
SOURCE_KINDS = ("person", "model", "import", "gold")


@dataclass(frozen=True, slots=True)
class Text:
    """A document that is left: `text` is None where it is not what was imported."""

    id: int
    uid: bytes
    name: str
    meta: str
    digest: bytes
    twin: int
    text: str | None


def put_sites(left: Left, out: Connection, report: Repaired) -> None:
    """Have the sites, inside the running transaction; without any the project is another one for merging."""
    rows = {row[0]: row for row in left.db.execute("SELECT id, uid, created_ms, fingerprint, name FROM site")}
    for number, copy in _copies(left, "site"):
        if isinstance(copy.get("uid"), bytes) and number not in rows:
            rows[number] = (number, copy["uid"], 0, "", "")
    if not rows:
        rows = {1: (1, bytes.fromhex(new_id()), now_ms(), "", "")}
        report.note("the identity of the project is lost: copies of it merge with “--unrelated” only")
    for row in rows.values():
        out.write("INSERT OR IGNORE INTO site(id, uid, created_ms, fingerprint, name) VALUES(?,?,?,?,?)", row)


def source_names(left: Left) -> dict[int, list[tuple[str, str]]]:
    """What each source may be called, by its number: kind and name, likeliest first."""
    found = dict[int, list[tuple[str, str]]]()
    rows = {row[0]: (row[1], row[2]) for row in left.db.execute("SELECT id, kind, name FROM source")}
    copies = dict(_copies(left, "source"))
    authors = dict[int, list[str]]()
    for number, author in left.db.execute("SELECT DISTINCT source_id, author FROM tx"):
        authors.setdefault(number, []).append(author)
    for number in sorted({*rows, *copies, *authors}):
        kind, name = rows.get(number, ("person", ""))
        names = [name, copies.get(number, {}).get("name"), *authors.get(number, [])]
        kinds = [kind] if kind in SOURCE_KINDS else []
        found[number] = [
            (one, str(each))
            for one in dict.fromkeys([*kinds, "person", "import", "gold", "model"])
            for each in dict.fromkeys(names)
            if isinstance(each, str) and 0 < len(each) <= _NAME
        ]
    return found


def put_sources(left: Left, out: Connection, named: dict[int, tuple[str, str]], report: Repaired) -> None:
    """Have the sources with the names that were settled, inside the running transaction."""
    uids = dict(left.db.execute("SELECT id, uid FROM source"))
    taken = set[str]()
    for number, (kind, name) in named.items():
        own = name
        while own in taken:
            own = f"{name} ({number})"[-_NAME:]
        taken.add(own)
        uid = uids.get(number) or _copy(left, "source", number, "uid") or bytes.fromhex(new_id())
        out.write("INSERT OR IGNORE INTO source(id, uid, name, kind) VALUES(?,?,?,?)", (number, uid, own, kind))
        if number not in uids:
            report.note(f"the row of source {number} was lost; it is called {own} now")


def put_labels(left: Left, out: Connection, report: Repaired) -> None:
    """Have the labels, inside the running transaction."""
    rows = {row[0]: row for row in left.db.execute("SELECT id, kind, name, now_id, retired FROM label")}
    for number, copy in _copies(left, "label"):
        kind, name = copy.get("kind"), copy.get("name")
        row = rows.get(number)
        if kind in ("span", "relation") and isinstance(name, str) and (row is None or not _is_label(row)):
            rows[number] = (number, kind, name, None, 0)
            report.note(f"the label {name[:60]} was taken from an index")
    good = {number: row for number, row in rows.items() if _is_label(row)}
    for number, kind, name, now, retired in good.values():
        row = (number, kind, name, now if now in good else None, int(bool(retired)))
        out.write("INSERT OR IGNORE INTO label(id, kind, name, now_id, retired) VALUES(?,?,?,?,?)", row)


def _is_label(row: tuple[Any, ...]) -> bool:
    return row[1] in ("span", "relation") and 0 < len(row[2]) <= _NAME


def put_schemes(left: Left, out: Connection, report: Repaired) -> set[int]:
    """Have the schemes that can be read, inside the running transaction, one at least; gives their numbers."""
    rows = left.db.execute("SELECT id, at_ms, toml FROM scheme ORDER BY id").fetchall()
    good = {number: (number, at_ms, toml) for number, at_ms, toml in rows if _is_scheme(toml)}
    for row in good.values():
        out.write("INSERT OR IGNORE INTO scheme(id, at_ms, toml) VALUES(?,?,?)", row)
    if not rows or max(row[0] for row in rows) not in good:
        instead = "the one before it" if good else "one with all labels"
        report.note(f"the newest scheme was lost; {instead} counts")
    if not good:
        out.write("INSERT INTO scheme(at_ms, toml) VALUES(?,?)", (now_ms(), _scheme_of_labels(out)))
    for uid, hlc, before, after in left.db.execute("SELECT uid, hlc, before_id, after_id FROM scheme_step"):
        if after in good and 0 <= hlc <= 2**62:
            row = (uid, hlc, before if before in good else None, after)
            out.write("INSERT OR IGNORE INTO scheme_step VALUES(?,?,?,?)", row)
    return set(good)


def _is_scheme(toml: str) -> bool:
    try:
        parse_scheme(toml)
    except (SchemeError, *DECODING):
        return False
    return True


def _scheme_of_labels(out: Connection) -> str:
    lines = ['name = "recovered"']
    names = {kind: [name for (name,) in out.rows("SELECT name FROM label WHERE kind=?", (kind,))]
             for kind in ("span", "relation")}  # fmt: skip
    for name in names["span"]:
        lines += ["[[span]]", f"name = {json.dumps(name)}"]
    for name in names["relation"]:
        ends = json.dumps(names["span"])
        lines += ["[[relation]]", f"name = {json.dumps(name)}", f"ends = [{{ head = {ends}, child = {ends} }}]"]
    text = "\n".join(lines) + "\n"
    return text if _is_scheme(text) else 'name = "recovered"\n'


def put_settings(left: Left, out: Connection) -> None:
    """Have the settings that can be read, inside the running transaction."""
    for key, value in left.db.execute("SELECT key, value FROM meta"):
        kind = list if key in _SETTINGS else dict if str(key).startswith(_KEPT) else None
        if kind is not None and isinstance(_json(value), kind):
            out.write("INSERT OR IGNORE INTO meta VALUES(?,?)", (key, value))


def texts(left: Left) -> Iterator[Text]:
    """Every document of which anything is left."""
    columns = "d.id, d.uid, d.name, d.meta, d.digest, d.twin, t.text"
    named = {row[0]: row for row in left.db.execute(f"SELECT {columns} FROM document d "
                                                    "LEFT JOIN document_text t ON t.doc_id=d.id")}  # fmt: skip
    others = left.db.execute("SELECT doc_id, text FROM document_text WHERE doc_id NOT IN (SELECT id FROM document)")
    for row in named.values():
        yield _text(left, *row)
    for number, text in others:
        copy = left.copies.get(("document", number), {})
        digest = copy.get("digest") or _digest(text)
        uid, name = copy.get("uid") or bytes.fromhex(new_id()), copy.get("name") or f"recovered {number}.txt"
        yield _text(left, number, uid, name, "{}", digest, copy.get("twin") or 0, text)


def _text(left: Left, number: int, uid: Any, name: Any, meta: str, digest: Any, twin: Any, text: str | None) -> Text:
    """A document, with its text where that is what was imported: as its row says, or the copy in an index."""
    copy = left.copies.get(("document", number), {})
    if text is not None and _digest(text) != digest:
        if copy.get("digest") == _digest(text):
            digest = _digest(text)
        else:
            text = None
    facts: Any = _json(meta)
    sound = isinstance(facts, dict) and all(isinstance(one, str) for one in cast("dict[str, object]", facts).values())
    return Text(number, uid, str(name)[:_LONGEST] or f"recovered {number}.txt", meta if sound else "{}", digest,
                twin if isinstance(twin, int) and twin >= 0 else 0, text)  # fmt: skip


def put_documents(left: Left, out: Connection, found: list[Text], report: Repaired) -> None:
    """Have the documents whose texts are whole, inside the running transaction."""
    taken = set[tuple[bytes, int]]()
    for one in found:
        if one.text is None or not one.text or (one.digest, one.twin) in taken:
            report.lost_documents.append(one.name[:80])
            continue
        taken.add((one.digest, one.twin))
        row = (one.id, one.uid, one.name, one.meta, one.digest, len(one.text), one.twin)
        out.write("INSERT INTO document(id, uid, name, meta, digest, n_chars, twin) VALUES(?,?,?,?,?,?,?)", row)
        out.write("INSERT INTO document_text VALUES(?,?)", (one.id, one.text))
        out.write("INSERT INTO document_search(rowid, text) VALUES(?,?)", (one.id, one.text))
        zones = "SELECT uid, doc_id, source_id, kind, start_ch, end_ch FROM zone WHERE doc_id=? AND source_id IS NULL"
        for zone in left.db.execute(zones, (one.id,)).fetchall():
            if 0 <= zone[4] < zone[5] <= len(one.text):
                out.write("INSERT OR IGNORE INTO zone VALUES(?,?,?,?,?,?)", zone)
        for alias in left.db.execute("SELECT uid, doc_id FROM document_alias WHERE doc_id=?", (one.id,)).fetchall():
            out.write("INSERT OR IGNORE INTO document_alias VALUES(?,?)", alias)


def _digest(text: str) -> bytes:
    return bytes.fromhex(text_digest(text).removeprefix("sha256:"))


def _json(text: str) -> Any:
    try:
        found = json.loads(text)
        dump(found)
    except DECODING:
        return None
    return found


def _copies(left: Left, table: str) -> Iterator[tuple[int, dict[str, Value]]]:
    return ((number, copy) for (name, number), copy in left.copies.items() if name == table)


def _copy(left: Left, table: str, number: int, column: str) -> Value:
    return left.copies.get((table, number), {}).get(column)
