"""What a merge would do: found by reading both files, nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.model import Decision, Item, Marks, Relation, Span, Zone
from annotate.scheme import parse_scheme
from annotate.scheme_merge import scheme_facts
from store.clock import bound, now_ms
from store.connection import Connection
from store.merge.pairing import Pairing, Text, opened, paired, same_file
from store.merge.runs import missing_runs
from store.merge.schemes import arriving_steps, result, used_labels
from store.merge.settings import arriving_settings
from store.merge.values import Concurrent, Double, MergePlan, Progress, Side, SourceChanges, unwatched
from store.project import Project
from store.replay import OPS, Key, Version, decoded, key_in, newest

Op = tuple[int, bytes, int, int, str, str, str | None]


def plan(project: Project, other: Path, *, unrelated: bool = False, progress: Progress = unwatched) -> MergePlan:
    """What merging another file would do. Raises ProjectError where it cannot be merged."""
    if same_file(project.path, other):
        return MergePlan(str(other))
    with opened(other) as theirs, theirs.connection.snapshot():
        return planned(paired(project, theirs, unrelated=unrelated), progress)


def planned(pairing: Pairing, progress: Progress = unwatched) -> MergePlan:
    """What merging a project that is open would do."""
    ours, theirs = pairing.ours, pairing.theirs
    incoming = {uid for (uid,) in theirs.rows("SELECT uid FROM tx") if not _has(ours, uid)}
    found = _Found(pairing, incoming)
    touched = found.touched()
    for at, text in enumerate(touched):
        progress(at, len(touched))
        found.look_at(text)
    steps, settings = arriving_steps(pairing), arriving_settings(pairing)
    runs = missing_runs(pairing)
    new = [one.name for one in pairing.documents.values() if one.here is None]
    joined = [one.name for one in pairing.documents.values() if one.here is not None and _renumbered(pairing, one)]
    filled = found.filled()
    if not (incoming or steps or settings or runs or new or joined or filled):
        return MergePlan(str(pairing.other.path))
    scheme = result(pairing, found.labels | used_labels(pairing.ours))
    return MergePlan(
        str(pairing.other.path),
        tuple(new),
        tuple(joined),
        len(incoming),
        found.changes(),
        tuple(found.concurrent),
        tuple(found.doubles),
        tuple(runs),
        _new_labels(pairing, scheme),
        _renamed(scheme, found.labels),
        theirs.value("SELECT count(*) FROM tx WHERE hlc>?", (bound(now_ms()),)),
        len(steps) + settings + filled,
        theirs.value("SELECT hex(chain) FROM tx ORDER BY id DESC LIMIT 1") or "",
        theirs.value("SELECT group_concat(id || ' ' || n_rows || hex(rows_sha256)) FROM model_run") or "",
    )


def _has(connection: Connection, uid: bytes) -> bool:
    return connection.value("SELECT 1 FROM tx WHERE uid=?", (uid,)) is not None


def _renumbered(pairing: Pairing, text: Text) -> bool:
    """Whether a document has ids there that are not known here."""
    sql = "SELECT uid FROM document WHERE id=:id UNION SELECT uid FROM document_alias WHERE doc_id=:id"
    known = set(pairing.ours.rows(sql, {"id": text.here}))
    return not set(pairing.theirs.rows(sql, {"id": text.id})) <= known


def _new_labels(pairing: Pairing, toml: str) -> tuple[str, ...]:
    before = scheme_facts(pairing.project.scheme_text)
    return tuple(name for kind, name in scheme_facts(toml) if name and (kind, name) not in before)


def _renamed(toml: str, used: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Labels that annotations carry, and that are another label's former name."""
    scheme, found = parse_scheme(toml), list[tuple[str, str]]()
    for kind, name in sorted(used):
        labels = scheme.spans if kind == "span" else scheme.relations
        for label in labels:
            former = {one.casefold() for one in (*label.aliases, label.name)}
            if label.name != name and name.casefold() in former:
                found.append((name, label.name))
    return tuple(found)


class _Found:
    """What comes, document by document. Sources have the numbers of the other file, those only here negative ones."""

    def __init__(self, pairing: Pairing, incoming: set[bytes]) -> None:
        self._pairing, self._incoming = pairing, incoming
        self._kinds = {one.id: (one.name, one.kind) for one in pairing.other.sources.all()}
        back = {here: there for there, here in pairing.sources.items() if here is not None}
        self._back = {one.id: back.get(one.id, -one.id) for one in pairing.project.sources.all()}
        self.counts: dict[int, Counter[str]] = {}
        self.concurrent: list[Concurrent] = []
        self.doubles: list[Double] = []
        self.labels: set[tuple[str, str]] = set()

    def touched(self) -> list[Text]:
        """The documents that something new is said of, and the new ones."""
        sql = "SELECT DISTINCT doc_id FROM op WHERE tx_id IN (SELECT id FROM tx WHERE uid=?)"
        some = {row[0] for uid in self._incoming for row in self._pairing.theirs.rows(sql, (uid,))}
        return [text for text in self._pairing.documents.values() if text.here is None or text.id in some]

    def filled(self) -> int:
        """How many changes that this file is without come for transactions that it has."""
        here = self._pairing.ours.rows("SELECT tx.uid, ord FROM op_withheld JOIN tx ON tx.id=tx_id")
        sql = "SELECT 1 FROM op WHERE tx_id=(SELECT id FROM tx WHERE uid=?) AND ord=?"
        return sum(self._pairing.theirs.value(sql, (uid, at)) is not None for uid, at in here)

    def look_at(self, text: Text) -> None:
        """Compare what both files say of a document."""
        theirs: list[Op] = self._pairing.theirs.rows(OPS, (text.id,))
        ours = list[Op]()
        if text.here is not None:
            rows = self._pairing.ours.rows(OPS, (text.here,))
            ours = [(hlc, uid, at, self._back[by], kind, item, image) for hlc, uid, at, by, kind, item, image in rows]
        before, after, there = newest(ours), newest([*ours, *theirs]), newest(theirs)
        coming = {_key(row) for row in theirs if text.here is None or row[1] in self._incoming}
        known = {row[1] for row in theirs}
        apart = {_key(row) for row in ours if row[1] not in known}
        document = self._pairing.project.documents.name_of(text.uid.hex()) or text.name
        for key in coming:
            self._count(key, before.get(key), after[key])
            if key in apart and before[key].image != there[key].image:
                self._tell(document, key, before[key], there[key])
        self._find_doubles(document, after, coming)

    def changes(self) -> tuple[SourceChanges, ...]:
        """The counts by source."""
        found = [
            SourceChanges(*self._kinds[source], counts["added"], counts["changed"], counts["removed"])
            for source, counts in sorted(self.counts.items())
            if source in self._kinds
        ]
        return tuple(one for one in found if one.added or one.changed or one.removed)

    def _count(self, key: Key, before: Version | None, after: Version) -> None:
        was = before.image if before else None
        if after.image is not None and key[1] in ("Span", "Relation"):
            item = decoded("", key[1], after.image)
            assert isinstance(item, Span | Relation)
            self.labels.add((key[1].casefold(), item.label))
        if was != after.image and key[1] != "Decision":
            how = "added" if was is None else "removed" if after.image is None else "changed"
            self.counts.setdefault(after.source, Counter())[how] += 1

    def _tell(self, document: str, key: Key, ours: Version, theirs: Version) -> None:
        name = self._kinds[theirs.source][0]
        sides = (_side(self._pairing.ours, key[1], ours), _side(self._pairing.theirs, key[1], theirs))
        self.concurrent.append(Concurrent(document, name, key[1], key[2], *sides, theirs.order > ours.order))

    def _find_doubles(self, document: str, after: dict[Key, Version], coming: set[Key]) -> None:
        places = dict[tuple[object, ...], Key]()
        for key, version in sorted(after.items()):
            if key[1] != "Span" or version.image is None:
                continue
            span = decoded("", "Span", version.image)
            assert isinstance(span, Span)
            first = places.setdefault((version.source, span.label, span.fragments), key)
            if first != key and coming & {first, key} and version.source in self._kinds:
                self.doubles.append(Double(document, self._kinds[version.source][0], span.label, span.text))


def _key(op: Op) -> Key:
    return key_in(op[3], op[4], op[5])


def _side(connection: Connection, kind: str, version: Version) -> Side:
    author, at_ms = connection.row("SELECT author, at_ms FROM tx WHERE uid=?", (version.order[1],))
    says = "deleted" if version.image is None else "; ".join(_said(decoded("", kind, version.image)))
    return Side(says, author, at_ms / 1000)


def _said(item: Item) -> Iterator[str]:
    """What an item says, for people."""
    match item:
        case Span():
            yield f"{item.label} “{' '.join(item.text.split())[:60]}”"
        case Relation():
            yield item.label
        case Decision():
            yield f"{item.outcome} {item.label}"
        case Zone():
            yield f"{item.kind} {item.start}–{item.end}"
        case Marks():
            yield item.status.replace("_", " ")
    if isinstance(item, Span | Relation | Marks):
        yield from (f"{name}: {value}" for name, value in item.attributes)
        if item.flagged:
            yield "flagged"
        if item.note:
            yield f"note “{' '.join(item.note.split())[:60]}”"
