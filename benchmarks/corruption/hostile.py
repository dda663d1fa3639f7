"""Files that somebody made to do harm: SQL that is run on a sound project, which otherwise stays what it was."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks.corruption.base import Base

_FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
_DEEP = "replace(hex(zeroblob(50000)), '0', '[')"  # 100,000 brackets
_LONG = "replace(hex(zeroblob(5000000)), '0', 'x')"  # 10 MB
_BAD = "CAST(x'ff41c341ff' AS TEXT)"
_HUGE = "replace(hex(zeroblob(2500)), '0', '9')"  # a number of 5,000 digits
_ANY = "rowid=(SELECT rowid FROM {0} ORDER BY rowid LIMIT 1 OFFSET {{n}} % (SELECT count(*) FROM {0}))"
_SPAN, _TX, _LABEL, _DOCUMENT = (_ANY.format(table) for table in ("span", "tx", "label", "document"))
_SOURCE = _ANY.format("source")
_OP = "(tx_id, ord)=(SELECT tx_id, ord FROM op WHERE after IS NOT NULL LIMIT 1 OFFSET {n})"
_SUGGESTION = "(doc_id, run_id, ord)=(SELECT doc_id, run_id, ord FROM suggestion LIMIT 1 OFFSET {n})"
_CLOCK = 2**62

_STRUCTURE = (
    "CREATE TRIGGER evil AFTER INSERT ON tx BEGIN DELETE FROM document; END",
    f"CREATE TRIGGER evil AFTER INSERT ON span BEGIN DELETE FROM span WHERE id IN ({_FOREVER}); END",
    f"CREATE VIEW evil AS {_FOREVER}",
    f"ALTER TABLE label RENAME TO kept; CREATE VIEW label AS SELECT * FROM kept, ({_FOREVER})",
    "CREATE TABLE evil_data(id INTEGER PRIMARY KEY, block BLOB)",
    "CREATE VIRTUAL TABLE evil USING fts5(x)",
    "CREATE TRIGGER evil AFTER INSERT ON op BEGIN SELECT load_extension('/tmp/evil.so'); END",
    "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql=replace(sql, 'length(uid)=16', 'load_extension(uid)')",
    "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage=2 WHERE name='op'",
    "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage=1000000000 WHERE name='span'",
    "PRAGMA user_version=99",
    "PRAGMA user_version=2",
    "PRAGMA application_id=7",
    "INSERT INTO _sqlite_migrations SELECT * FROM (SELECT 1000, 'gilder', '0099_evil', 'now')",
)
_VALUES = (
    f"UPDATE label SET name={_LONG} WHERE {_LABEL}",
    f"UPDATE document SET name={_LONG} WHERE {_DOCUMENT}",
    f"UPDATE span SET note={_LONG} WHERE {_SPAN}",
    f"UPDATE label SET name={_BAD} WHERE {_LABEL}",
    f"UPDATE source SET name={_BAD} WHERE {_SOURCE}",
    f"UPDATE document_text SET text={_BAD}||text WHERE doc_id={{n}} % 5 + 1",
    f"UPDATE op SET after={_BAD} WHERE {_OP}",
    f"UPDATE span SET attributes={_DEEP} WHERE {_SPAN}",
    f"UPDATE span SET fragments={_DEEP} WHERE {_SPAN}",
    f"UPDATE span SET value={_DEEP} WHERE {_SPAN}",
    f"UPDATE op SET after={_DEEP} WHERE {_OP}",
    f"UPDATE document SET meta={_DEEP} WHERE {_DOCUMENT}",
    f"UPDATE suggestion SET value={_DEEP} WHERE {_SUGGESTION}",
    f"INSERT OR REPLACE INTO meta VALUES('blind', {_DEEP})",
    f"INSERT OR REPLACE INTO meta VALUES('suggesting.off', {_DEEP})",
    f"INSERT OR REPLACE INTO meta VALUES('seal', {_DEEP})",
    f"INSERT OR REPLACE INTO meta VALUES('journal.gaps', {_DEEP})",
    "INSERT OR REPLACE INTO meta VALUES('seal.documents', '-1:00')",
    "INSERT OR REPLACE INTO meta VALUES('seal.live', '99999999999999999999:x')",
    f"UPDATE span SET end_ch=end_ch+100000000 WHERE {_SPAN}",
    f"UPDATE span SET start_ch={2**62}, end_ch={2**62 + 5} WHERE {_SPAN}",
    f"UPDATE span SET fragments='[[0,'||{_HUGE}||']]' WHERE {_SPAN}",
    f'UPDATE op SET after=\'{{{{"id":"x","label":"ORG","fragments":[[0,\'||{_HUGE}||\']]}}}}\' WHERE {_OP}',
    f"UPDATE span SET fragments='[[1e400,NaN],{{{{}}}}]' WHERE {_SPAN}",
    f"UPDATE suggestion SET end_ch=end_ch+100000000 WHERE {_SUGGESTION}",
    "DELETE FROM label WHERE id IN (SELECT label_id FROM span)",
    "DELETE FROM source WHERE id={n} % 3 + 1",
    "DELETE FROM site",
    "DELETE FROM document_text WHERE doc_id={n} % 5 + 1",
    "DELETE FROM scheme",
    f"DELETE FROM tx WHERE {_TX}",
    f"UPDATE tx SET hlc={_CLOCK}, at_ms={_CLOCK} WHERE {_TX}",
    f"UPDATE tx SET hlc=-5, at_ms=-{_CLOCK} WHERE {_TX}",
    f"UPDATE tx SET n_ops={_CLOCK} WHERE {_TX}",
    f"UPDATE op SET item='Evil' WHERE {_OP}",
    "UPDATE scheme SET toml='[[[['",
    f"UPDATE scheme SET toml='a='||{_DEEP}",
    f"UPDATE scheme SET toml={_LONG}",
    "UPDATE scheme SET toml='name = 7'",
    f"UPDATE source SET name='''; DROP TABLE span; --<img src=x onerror=alert(1)>' WHERE {_SOURCE}",
    f"UPDATE document SET name='../../../etc/passwd'||char(10)||char(27)||'[2J' WHERE {_DOCUMENT}",
    f"UPDATE label SET name='=cmd|'||char(8238)||'x' WHERE {_LABEL}",
    "UPDATE document_search_data SET block=randomblob(1000) WHERE id>100",
    "UPDATE document_search_data SET block=randomblob(40) WHERE id=10",
    "DELETE FROM document_search_docsize",
    "DELETE FROM span WHERE id % 3 = 0; DELETE FROM relation",
    "UPDATE run_document SET spans=spans+1, unsureness=1",
)

# Changes after which all is in its form: without the seal nobody would see them.
_QUIET = (
    'UPDATE document SET meta=\'{{"title":"Another title"}}\' WHERE id={n} % 5 + 1',
    "UPDATE document SET name='another-name.txt' WHERE id={n} % 5 + 1",
    "UPDATE zone SET end_ch=end_ch+3 WHERE source_id IS NULL AND doc_id={n} % 5 + 1",
    "UPDATE model_run SET name='better-model', parameters='{{}}' WHERE id={n} % 2 + 1",
    "UPDATE model_run SET at_ms=at_ms-86400000",
    "UPDATE scheme SET toml=replace(toml, 'description', '# description')",
    "DELETE FROM meta WHERE key='blind'",
    "UPDATE zone SET kind='byline' WHERE source_id IS NULL AND doc_id={n} % 5 + 1",
)


def quiet(base: Base, rng: Random, number: int) -> dict[str, bytes]:
    """A project that was changed by somebody who keeps its form."""
    return _attacked(base, _QUIET[number % len(_QUIET)].format(n=rng.randrange(50)), rows=True)


def how_many() -> int:
    """How many attacks there are."""
    return len(_STRUCTURE) + len(_VALUES)


def hostile(base: Base, rng: Random, number: int) -> dict[str, bytes]:
    """A project on which one attack was made; the file otherwise has the structure that it had."""
    at = number % how_many()
    if at < len(_STRUCTURE):
        return _attacked(base, _STRUCTURE[at], rows=False)
    return _attacked(base, _VALUES[at - len(_STRUCTURE)].format(n=rng.randrange(50)), rows=True)


def _attacked(base: Base, sql: str, *, rows: bool) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gilder"
        path.write_bytes(base.file)
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys=OFF")
            db.execute("PRAGMA ignore_check_constraints=ON")
            if rows:
                _change_rows(db, sql)
            else:
                db.executescript(sql)
        return {"": path.read_bytes()}


def _change_rows(db: sqlite3.Connection, sql: str) -> None:
    """Run statements with the triggers away that would refuse them."""
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.executescript(sql)
    for _, made in triggers:
        db.execute(made)
