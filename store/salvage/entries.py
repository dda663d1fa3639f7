"""The journal of a damaged file: the entries whose chain shows that they are what was written, whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from store.chain import NO_CHAIN, Written, chain_after, op_digest, scheme_digest
from store.codec import dump
from store.connection import Connection
from store.journal import GAPS, chains_digest
from store.salvage.facts import Text
from store.salvage.reading import Left
from store.salvage.report import Repaired

_TX = "id,uid,site_id,source_id,author,at_ms,kind,undoes,event,focus,app,n_ops,chain,hlc,parent,merge_id"
_OF_SOURCES = ("tx", "span", "relation", "decision", "zone", "marks", "model_run")
_TRIED = 20  # entries of a source on which a name is tried
Names = dict[int, tuple[str, str]]


@dataclass
class Entries:
    """The entries that are left. `good` are the rows of those that verify, by their numbers."""

    left: Left
    texts: dict[int, Text]
    names: Names = field(default_factory=Names)
    good: dict[int, tuple[Any, ...]] = field(default_factory=dict[int, tuple[Any, ...]])
    total: int = 0

    def __post_init__(self) -> None:
        db = self.left.db
        self._sites: dict[int, bytes] = dict(db.execute("SELECT id, uid FROM site"))
        for (table, number), copy in self.left.copies.items():
            uid = copy.get("uid")
            if table == "site" and isinstance(uid, bytes):
                self._sites.setdefault(number, uid)
        self._schemes: dict[int, str] = dict(db.execute("SELECT id, toml FROM scheme"))
        self._chains: dict[bytes, bytes] = dict(db.execute("SELECT uid, chain FROM tx"))

    def settle(self, candidates: dict[int, list[tuple[str, str]]]) -> None:
        """Find the name of each source with which entries of its verify, and then all entries that do."""
        for source, some in candidates.items():
            rows = self.left.db.execute(f"SELECT {_TX} FROM tx WHERE source_id=? LIMIT {_TRIED}", (source,)).fetchall()
            fitting = (one for one in some if any(self._holds(row, one) for row in rows))
            first = some[0] if some else ("person", f"recovered {source}")
            self.names[source] = next(fitting, first) if rows else first
        self._bring_together()
        seen = set[int]()
        for row in self.left.db.execute(f"SELECT {_TX} FROM tx ORDER BY id"):
            self.total += row[0] not in seen
            seen.add(row[0])
            if row[3] in self.names and self._holds(row, self.names[row[3]]):
                self.good.setdefault(row[0], row)

    def _bring_together(self) -> None:
        """A number that is no source's, damage in a row, and whose entries verify with the name of one: it is that one.

        The chain has the name of a source, not its number.
        """
        there = {number for (number,) in self.left.db.execute("SELECT id FROM source WHERE id > 0")}
        owners = {name: number for number, name in self.names.items() if number in there}
        for number in [one for one in self.names if one not in there]:
            name = self.names[number]
            owner = owners.get(name, number if number > 0 else 0)
            if owner == number:
                continue
            owner = owner or max([0, *self.names, *there]) + 1  # no source has a number below 1
            self.names[owner] = self.names.pop(number)
            for table in _OF_SOURCES:
                self.left.db.execute(f"UPDATE {table} SET source_id=? WHERE source_id=?", (owner, number))

    @property
    def whole(self) -> bool:
        """Whether nothing of the journal is lost, as far as can be seen."""
        db, newest = self.left.db, self.left.newest
        strays = "SELECT 1 FROM op WHERE tx_id NOT IN (SELECT id FROM tx) LIMIT 1"
        return (
            len(self.good) == self.total
            and not self.left.troubled & {"tx", "op", "op_withheld", "scheme_change"}
            and db.execute(strays).fetchone() is None
            and (newest is None or newest == max(self.good, default=0))
        )

    def _holds(self, row: tuple[Any, ...], name: tuple[str, str]) -> bool:
        (number, uid, site, _, author, at_ms, kind, undoes, event, focus, app, n_ops, chain, hlc, parent, _) = row
        if site not in self._sites or not 0 <= hlc <= 2**62:
            return False
        written = Written(uid, self._sites[site], *name, author, at_ms, hlc, kind, undoes, event, focus, app, n_ops,
                          parent)  # fmt: skip
        before = NO_CHAIN if parent is None else self._chains.get(parent)
        if before is None:
            return False
        digests = self._digests(number)
        return digests is not None and len(digests) == n_ops and chain == chain_after(
            before, written, [*digests, *self._scheme_digests(number)]
        )  # fmt: skip

    def _digests(self, number: int) -> list[bytes] | None:
        found = dict[int, bytes](
            self.left.db.execute("SELECT ord, digest FROM op_withheld WHERE tx_id=?", (number,)).fetchall()
        )
        sql = "SELECT ord, doc_id, item, item_id, prev_tx, before, after FROM op WHERE tx_id=?"
        for at, doc_id, *rest in self.left.db.execute(sql, (number,)):
            text = self.texts.get(doc_id)
            if text is None:
                return None
            found[at] = op_digest(text.digest, text.twin, (at, *rest))
        return [found[at] for at in sorted(found)]

    def _scheme_digests(self, number: int) -> Iterator[bytes]:
        sql = "SELECT before_id, after_id FROM scheme_change WHERE tx_id=?"
        for before, after in self.left.db.execute(sql, (number,)).fetchall():
            yield scheme_digest(self._schemes.get(before, ""), self._schemes.get(after, ""))

    def put(self, out: Connection, schemes: set[int], report: Repaired) -> None:
        """Have the entries that verify, inside the running transaction, and know of those that are missing."""
        self._drop_without_scheme(schemes)
        self._put_merges(out)
        there = {number for (number,) in out.rows("SELECT id FROM document")}
        for number, row in sorted(self.good.items()):
            out.write(f"INSERT OR IGNORE INTO tx({_TX}) VALUES({','.join('?' * 16)})", row)
            self._put_changes(out, number, there)
        self._count_merges(out)
        missing = {uid for (uid,) in out.rows("SELECT parent FROM tx WHERE parent NOT IN (SELECT uid FROM tx)")}
        if missing:
            out.write("INSERT INTO meta VALUES(?,?)", (GAPS, dump(sorted(uid.hex() for uid in missing))))
        report.entries, report.entries_read, report.whole = len(self.good), self.total, self.whole

    def _drop_without_scheme(self, schemes: set[int]) -> None:
        for number, before, after in self.left.db.execute("SELECT tx_id, before_id, after_id FROM scheme_change"):
            if not {before, after} <= schemes:
                self.good.pop(number, None)

    def _put_merges(self, out: Connection) -> None:
        for row in self.left.db.execute("SELECT id, at_ms, name, n_tx, chains_sha256 FROM merging"):
            out.write("INSERT OR IGNORE INTO merging VALUES(?,?,?,?,?)", row)
        used = {row[0] for row in self.left.db.execute("SELECT DISTINCT merge_id FROM tx WHERE merge_id IS NOT NULL")}
        for number in used:
            out.write("INSERT OR IGNORE INTO merging VALUES(?,0,'',0,?)", (number, bytes(32)))

    @staticmethod
    def _count_merges(out: Connection) -> None:
        for (number,) in out.rows("SELECT id FROM merging"):
            chains = [chain for (chain,) in out.rows("SELECT chain FROM tx WHERE merge_id=?", (number,))]
            done = (len(chains), chains_digest(chains), number)
            out.write("UPDATE merging SET n_tx=?, chains_sha256=? WHERE id=?", done)

    def _put_changes(self, out: Connection, number: int, there: set[int]) -> None:
        db = self.left.db
        withheld = db.execute("SELECT tx_id, ord, digest FROM op_withheld WHERE tx_id=?", (number,)).fetchall()
        out.write_many("INSERT OR IGNORE INTO op_withheld VALUES(?,?,?)", withheld)
        columns = "tx_id, ord, doc_id, item, item_id, prev_tx, before, after"
        rows = db.execute(f"SELECT {columns} FROM op WHERE tx_id=?", (number,)).fetchall()
        for op in {row[1]: row for row in rows}.values():  # of a row that was found twice the one that was verified
            if op[2] in there:
                out.write("INSERT OR IGNORE INTO op VALUES(?,?,?,?,?,?,?,?)", op)
            else:
                text = self.texts[op[2]]
                digest = op_digest(text.digest, text.twin, (op[1], *op[3:]))
                out.write("INSERT OR IGNORE INTO op_withheld VALUES(?,?,?)", (number, op[1], digest))
        for row in db.execute("SELECT tx_id, before_id, after_id FROM scheme_change WHERE tx_id=?", (number,)):
            out.write("INSERT OR IGNORE INTO scheme_change VALUES(?,?,?)", row)
