"""Items as current rows: how each kind is read, written and removed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, product
from operator import itemgetter
from typing import Any

from annotate.change import Change
from annotate.model import Attributes, Decision, Item, Marks, Relation, Span, Value, Zone
from annotate.offsets import Range
from store.codec import attributes_of, dump, fragments_image, fragments_of, value_image, value_of
from store.connection import Connection
from store.sources import Labels

SPAN = "uid,label_id,start_ch,end_ch,fragments,text,value,attributes,note,flagged,origin,score,decision"
RELATION = "uid,label_id,head_uid,child_uid,attributes,note,flagged,origin,score,decision"
DECISION = "suggestion,outcome,label_id,fragments,annotation"
MARKS = "status,note,flagged,attributes"


class Rows:
    """Current rows of documents and sources, given by their numbers in this file."""

    def __init__(self, connection: Connection, labels: Labels) -> None:
        self._connection, self._labels = connection, labels
        self._values, self._attributes = lru_cache(_KEPT)(_value), lru_cache(_KEPT)(_attributes)

    def items(self, doc_id: int, source_id: int, document: str) -> Iterator[Item]:
        """All items of one source in one document: one indexed read per table."""
        here = (doc_id, source_id)
        read = self._connection.rows
        for row in read(f"SELECT {SPAN} FROM span WHERE doc_id=? AND source_id=? ORDER BY start_ch", here):
            yield self.span(row)
        for row in read(f"SELECT {RELATION} FROM relation WHERE doc_id=? AND source_id=? ORDER BY id", here):
            yield self.relation(row)
        decisions = f"SELECT {DECISION} FROM decision"
        for row in read(f"{decisions} WHERE doc_id=? AND source_id=?", here):
            yield self.decision(row)
        for row in read("SELECT uid,kind,start_ch,end_ch FROM zone WHERE doc_id=? AND source_id=?", here):
            yield Zone(row[0].hex(), *row[1:])
        for row in read(f"SELECT {MARKS} FROM marks WHERE doc_id=? AND source_id=?", here):
            yield marks_of(document, row)

    def of_many(self, documents: Mapping[int, str], sources: Sequence[int]) -> Mapping[tuple[int, int], list[Item]]:
        """What some sources say of some documents, by both numbers, but decisions: one read per table for all of them,
        which is quicker than one for each. `documents` are ids by number."""
        found = {both: list[Item]() for both in product(documents, sources)}
        where = f"WHERE doc_id IN ({_numbers(documents)}) AND source_id IN ({_numbers(sources)})"
        read = self._connection.rows
        rows = read(f"SELECT {SPAN},doc_id,source_id FROM span {where} ORDER BY doc_id,source_id,start_ch")
        for here, some in groupby(rows, key=_HERE):
            found[here] += self._spans(some)
        for row in read(f"SELECT {RELATION},doc_id,source_id FROM relation {where} ORDER BY doc_id,source_id,id"):
            found[row[-2:]].append(self.relation(row[:-2]))
        for row in read(f"SELECT uid,kind,start_ch,end_ch,doc_id,source_id FROM zone {where}"):
            found[row[-2:]].append(Zone(row[0].hex(), *row[1:-2]))
        for row in read(f"SELECT {MARKS},doc_id,source_id FROM marks {where}"):
            found[row[-2:]].append(marks_of(documents[row[-2]], row[:-2]))
        return found

    def zones_left_out(self, doc_id: int, source_id: int) -> frozenset[str]:
        """Zones that came with the document and that a source has made body text: only the journal says so, for the
        document keeps them for everybody else."""
        sql = (
            "SELECT uid FROM zone WHERE doc_id=? AND source_id IS NULL AND (SELECT op.after IS NULL FROM op JOIN tx ON "
            "tx.id=op.tx_id WHERE op.item_id=lower(hex(zone.uid)) AND op.item='Zone' AND tx.source_id=? "
            "ORDER BY tx.hlc DESC, tx.uid DESC, op.ord DESC LIMIT 1)"
        )
        return frozenset(uid.hex() for (uid,) in self._connection.rows(sql, (doc_id, source_id)))

    def find(self, doc_id: int, source_id: int, change: Change) -> Item | None:
        """The item that a change is about, as it stands now."""
        document, kind, item_id = change.key
        here = (doc_id, source_id)
        one = self._connection.row
        match kind:
            case "Span":
                row = one(f"SELECT {SPAN} FROM span WHERE uid=? AND doc_id=? AND source_id=?", (_blob(item_id), *here))
                return self.span(row) if row else None
            case "Relation":
                where = "WHERE uid=? AND doc_id=? AND source_id=?"
                row = one(f"SELECT {RELATION} FROM relation {where}", (_blob(item_id), *here))
                return self.relation(row) if row else None
            case "Decision":
                sql = f"SELECT {DECISION} FROM decision"
                row = one(f"{sql} WHERE doc_id=? AND source_id=? AND suggestion=?", (*here, item_id))
                return self.decision(row) if row else None
            case "Zone":
                where = "WHERE uid=? AND doc_id=? AND (source_id=? OR source_id IS NULL)"
                row = one(f"SELECT kind,start_ch,end_ch FROM zone {where}", (_blob(item_id), *here))
                return Zone(item_id, *row) if row and item_id not in self.zones_left_out(*here) else None
            case _:
                row = one(f"SELECT {MARKS} FROM marks WHERE doc_id=? AND source_id=?", here)
                return marks_of(document, row) if row else None

    def put(self, doc_id: int, source_id: int, item: Item) -> None:
        """Insert or replace an item's row."""
        match item:
            case Span():
                self._put_span(doc_id, source_id, item)
            case Relation():
                self._put_relation(doc_id, source_id, item)
            case Decision():
                label = self._decision_label(item)
                annotation = _blob(item.annotation) if item.annotation else None
                row = (
                    doc_id,
                    source_id,
                    item.id,
                    item.outcome,
                    label,
                    dump(fragments_image(item.fragments)),
                    annotation,
                )
                self._connection.write("INSERT OR REPLACE INTO decision VALUES(?,?,?,?,?,?,?)", row)
            case Zone():
                row = (_blob(item.id), doc_id, source_id, item.kind, item.start, item.end)
                came_with_text = "SELECT 1 FROM zone WHERE uid=? AND source_id IS NULL"
                if self._connection.value(came_with_text, row[:1]) is None:  # else the journal says that it is back
                    self._connection.write("INSERT OR REPLACE INTO zone VALUES(?,?,?,?,?,?)", row)
            case Marks():
                row = (doc_id, source_id, item.status, item.note, int(item.flagged), _json(dict(item.attributes)))
                self._connection.write(
                    f"INSERT OR REPLACE INTO marks(doc_id,source_id,{MARKS}) VALUES(?,?,?,?,?,?)", row
                )

    def remove(self, doc_id: int, source_id: int, item: Item) -> None:
        """Remove an item's row."""
        write = self._connection.write
        match item:
            case Span():
                write("DELETE FROM span WHERE uid=?", (_blob(item.id),))
            case Relation():
                write("DELETE FROM relation WHERE uid=?", (_blob(item.id),))
            case Decision():
                where = "doc_id=? AND source_id=? AND suggestion=?"
                write(f"DELETE FROM decision WHERE {where}", (doc_id, source_id, item.id))
            case Zone():
                write("DELETE FROM zone WHERE uid=? AND source_id=?", (_blob(item.id), source_id))
            case Marks():
                write("DELETE FROM marks WHERE doc_id=? AND source_id=?", (doc_id, source_id))

    def relations_of(self, span_id: str) -> set[str]:
        """Ids of the relations that have a span as an end."""
        sql = "SELECT uid FROM relation WHERE head_uid=:span UNION SELECT uid FROM relation WHERE child_uid=:span"
        return {uid.hex() for (uid,) in self._connection.rows(sql, {"span": _blob(span_id)})}

    def _put_span(self, doc_id: int, source_id: int, span: Span) -> None:
        fragments = dump(fragments_image(span.fragments)) if len(span.fragments) > 1 else None
        columns = ("doc_id", "source_id", *SPAN.split(","))
        row = (
            *(doc_id, source_id, _blob(span.id), self._labels.id("span", span.label), span.start, span.end, fragments),
            *(span.text, _json(value_image(span.value)), _json(dict(span.attributes)), span.note, int(span.flagged)),
            *(span.origin, span.score, span.decision),
        )
        self._upsert("span", columns, row)

    def _put_relation(self, doc_id: int, source_id: int, relation: Relation) -> None:
        columns = ("doc_id", "source_id", *RELATION.split(","))
        label, ends = self._labels.id("relation", relation.label), (_blob(relation.head), _blob(relation.child))
        row = (
            *(doc_id, source_id, _blob(relation.id), label, *ends, _json(dict(relation.attributes))),
            *(relation.note, int(relation.flagged), relation.origin, relation.score, relation.decision),
        )
        self._upsert("relation", columns, row)

    def _upsert(self, table: str, columns: Sequence[str], row: Sequence[Any]) -> None:
        """An update in place, so that the row keeps its number and foreign keys to it hold."""
        marks = ",".join("?" * len(columns))
        updates = ",".join(f"{column}=excluded.{column}" for column in columns if column != "uid")
        sql = f"INSERT INTO {table}({','.join(columns)}) VALUES({marks}) ON CONFLICT(uid) DO UPDATE SET {updates}"
        self._connection.write(sql, row)

    def span(self, row: Sequence[Any]) -> Span:
        """The span of a row with the columns `SPAN`."""
        uid, label, start, end, fragments, text, value, attributes, note, flagged, origin, score, decision = row
        return Span(  # by position, which is a tenth quicker: millions are read
            uid.hex(),
            self._labels.name(label),
            fragments_of(json.loads(fragments)) if fragments else (Range(start, end),),
            text,
            value_of(json.loads(value)) if value else None,
            attributes_of(json.loads(attributes)) if attributes else (),
            note,
            bool(flagged),
            origin,
            score,
            decision,
        )

    def _spans(self, rows: Iterable[Sequence[Any]]) -> Iterator[Span]:
        """The spans of many rows of which the columns `SPAN` are the first: as `span`, but what is written in the same
        way is read once."""
        name, values, attributes = self._labels.name, self._values, self._attributes
        for uid, label, start, end, fragments, text, value, given, note, flagged, origin, score, decision, _, _ in rows:
            yield Span(
                uid.hex(),
                name(label),
                fragments_of(json.loads(fragments)) if fragments else (Range(start, end),),
                text,
                values(value) if value else None,
                attributes(given) if given else (),
                note,
                flagged != 0,
                origin,
                score,
                decision,
            )

    def relation(self, row: Sequence[Any]) -> Relation:
        """The relation of a row with the columns `RELATION`."""
        uid, label, head, child, attributes, note, flagged, origin, score, decision = row
        return Relation(
            uid.hex(),
            self._labels.name(label),
            head.hex(),
            child.hex(),
            self._attributes(attributes) if attributes else (),
            note,
            bool(flagged),
            origin,
            score,
            decision,
        )

    def decision(self, row: Sequence[Any]) -> Decision:
        """The decision of a row with the columns `DECISION`."""
        suggestion, outcome, label, fragments, annotation = row
        made = annotation.hex() if annotation else None
        return Decision(suggestion, outcome, self._labels.name(label), fragments_of(json.loads(fragments)), made)

    def _decision_label(self, decision: Decision) -> int:
        """Span and relation suggestions are told apart by the number of places that they answer."""
        return self._labels.id("relation" if len(decision.fragments) > 1 else "span", decision.label)


def marks_of(document: str, row: Sequence[Any]) -> Marks:
    """The marks of a row with the columns `MARKS`."""
    status, note, flagged, attributes = row
    return Marks(document, status, note, bool(flagged), attributes_of(json.loads(attributes)) if attributes else ())


_HERE = itemgetter(-2, -1)  # document and source, where they come last
_KEPT = 1024  # values and attributes that are not read again


def _value(text: str) -> Value | None:
    return value_of(json.loads(text))


def _attributes(text: str) -> Attributes:
    return attributes_of(json.loads(text))


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(map(str, map(int, numbers)))


def _blob(item_id: str) -> bytes:
    return bytes.fromhex(item_id)


def _json(image: Any) -> str | None:
    return dump(image) if image else None
