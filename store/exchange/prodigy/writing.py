"""Prodigy JSON Lines written: the tasks that were read, as they were where nothing was changed, and new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

from annotate.model import AttributeValue, Marks, Relation, Span
from store.exchange.formats import Piece
from store.exchange.losses import Lose
from store.exchange.objects import Object, kept_object, line_of, listed, mapped, scalars, with_scalars
from store.exchange.prodigy.images import Cutting
from store.exchange.prodigy.rewriting import Old, Rewriting, as_read, new_task
from store.exchange.prodigy.tasks import NAME, OWN, answer_of, labels_of, marks_of, merged, name_and_answer
from store.exchange.record import UNMARKED, Record, SourceItems
from store.exchange.units import Units

_Labels = dict[str, AttributeValue]


def write(records: Iterable[Record], _lose: Lose) -> Iterator[Piece]:
    """A line for each task."""
    cutting = Cutting()
    for record in records:
        for task in _Writing(record, cutting).tasks():
            yield "", line_of(task)


class _Writing:
    """The tasks of one record."""

    def __init__(self, record: Record, cutting: Cutting) -> None:
        self._record, self._text, self._cutting = record, record.text, cutting
        self._old = list[tuple[Old, list[list[Old]]]]()
        for kept in map(mapped, listed(mapped(record.kept.get("prodigy")).get("tasks"))):
            data = kept_object(kept.get("data"))
            if data is not None:
                versions = zip(map(mapped, listed(data.get("versions"))), kept["versions"], strict=True)
                some = [[as_read(version, each, self._text) for each in each_kept] for version, each_kept in versions]
                self._old.append((as_read(data, kept, self._text), some))
        self._all = [one for task, some in self._old for one in (task, *(each for version in some for each in version))]
        self._owner = {item.id: one for one in record.sources for item in (*one.spans, *one.relations)}
        self._claimed = {own for one in self._all for own in one.ids.real}
        self._written, self._marked = set[str](), set[str]()
        self._blank: Object = {}  # a task that nobody had answered: others answer it now

    def tasks(self) -> Iterator[Object]:
        """All of them, and at least one."""
        lines = self._lines()
        first = next(lines, None) or self._fresh(SourceItems(), (), ())
        self._meta(first)
        yield first
        yield from lines

    def _lines(self) -> Iterator[Object]:
        for old, versions in self._old:
            items = self._items(old.source, old.ids.real)
            if not self._is_here(old, versions):
                continue
            if items is None and self._record.sources and _is_blank(old, versions):
                self._blank = {key: value for key, value in old.data.items() if key != "_task_hash"}
                continue
            now = items or SourceItems()
            rewriting = Rewriting(old, self._text, self._cutting, self._written)
            rewriting.fill(now.spans, now.relations)
            rewriting.add(*self._left(now, self._claimed))
            task = rewriting.task()
            self._labels(task, old)
            self._marks(task, old.source, items)
            if any(versions):
                task["versions"] = list(self._versions(listed(task.get("versions")), versions))
            yield task
        for one in self._record.sources:
            spans, relations = self._left(one, frozenset())
            marks = self._unsaid(one)
            if spans or relations or marks != UNMARKED:
                ends = {end for each in relations for end in (each.head, each.child)} | {span.id for span in spans}
                shown = [span for span in one.spans if span.id in ends]
                yield self._fresh(replace(one, marks=marks), shown, relations)

    def _is_here(self, old: Old, versions: list[list[Old]]) -> bool:
        """Whether the source of what a task says is in the record: others are not to be written. Where there are no
        sources at all, everything was deleted."""
        if not self._record.sources:
            return True
        if old.ids.real:
            return self._items(old.source, old.ids.real) is not None
        if labels_of(old.data):
            return self._items(old.name, ()) is not None
        some = [one for version in versions for one in version if one.ids.real or labels_of(one.data)]
        return not some or any(self._is_here(one, []) for one in some)

    def _items(self, source: str, ids: Iterable[str]) -> SourceItems | None:
        """What a source of the file says by now; None where the record has none of it."""
        found = next((self._owner[own] for own in ids if own in self._owner), None)
        found = found or next((one for one in self._record.sources if one.source == source), None)
        return found or (None if source else self._unnamed())

    def _unnamed(self) -> SourceItems | None:
        """The source that the import has named, for the file did not."""
        known = {name for one in self._all for name in (one.source, one.name)}
        some = (one for one in self._record.sources if one.source not in known and one.kind == "import")
        return next(some, None)

    def _default(self) -> str | None:
        """The name of the source that the file does not name."""
        found = self._unnamed() if any(not one.source for one in self._all) else None
        return None if found is None else found.source

    def _left(self, items: SourceItems, claimed: Iterable[str]) -> tuple[list[Span], list[Relation]]:
        """What no task has; what is `claimed` by one is not left."""
        done = self._written | set(claimed)
        return (
            [span for span in items.spans if span.id not in done],
            [each for each in items.relations if each.id not in done],
        )

    def _versions(self, data: list[object], versions: list[list[Old]]) -> Iterator[object]:
        for version, some in zip(data, versions, strict=True):
            left, changed = list[str](), list[Object]()
            for old in some:
                items = self._items(old.source, old.ids.real)
                if not self._is_here(old, []):
                    continue
                rewriting = Rewriting(old, self._text, self._cutting, self._written)
                now = items or SourceItems()
                rewriting.fill(now.spans, now.relations)
                if rewriting.changed:
                    changed.append({**rewriting.task(), "sessions": [old.name]})
                else:
                    left.append(old.name)
            if len(left) == len(some):
                yield version
            elif left:
                yield {**mapped(version), "sessions": left}
            yield from changed

    def _unsaid(self, items: SourceItems) -> Marks:
        """What of the marks of a source no task has said."""
        if items.source in self._marked:
            return UNMARKED
        native: _Labels = {}
        for name in {one.name for one in self._all}:
            if self._items(name, ()) is items:
                native |= self._native(name)
        own = tuple(one for one in items.marks.attributes if one[0] not in native)
        return replace(items.marks, id="", attributes=own)

    def _labels(self, task: Object, old: Old) -> None:
        """Give the answers that the labels of the document are by now."""
        items = self._items(old.name, old.ids.real if old.name == old.source else ())
        now = dict(items.marks.attributes) if items is not None else _Labels()
        before = dict(self._as_read(old.name).attributes)
        for name in labels_of(old.data):
            if repr(now.get(name)) != repr(before.get(name)):
                _answer(task, name, now.get(name))
        chosen, native = listed(task.get("accept")), self._native(old.name)
        for option in (mapped(one).get("id") for one in listed(task.get("options"))):
            if now.get(str(option)) is True and str(option) not in native and answer_of(task) == "accept":
                task["accept"] = chosen = [*chosen, option]

    def _native(self, name: str) -> _Labels:
        """The labels that all tasks of a source give by their answers."""
        result: _Labels = {}
        for one in self._all:
            result |= labels_of(one.data) if one.name == name else {}
        return result

    def _as_read(self, source: str) -> Marks:
        """The marks of a source as the tasks have them."""
        marks = UNMARKED
        for one in self._all:
            if one.name == source:
                marks = merged(marks, UNMARKED, labels_of(one.data))
            if one.source == source:
                marks = merged(marks, marks_of(one.data), {})
        return marks

    def _marks(self, task: Object, source: str, found: SourceItems | None) -> None:
        """Write what the answers do not say of the document, once for each source, unless the tasks say it already."""
        items = found or SourceItems()
        if items.marks != self._as_read(source):
            native, chosen = self._native(source), {str(one) for one in listed(task.get("accept"))}
            own = tuple(
                (name, value) for name, value in items.marks.attributes
                if repr(native.get(name)) != repr(value) and not (value is True and name in chosen)
            )  # fmt: skip
            first = source not in self._marked
            _put(task, replace(items.marks, id="", attributes=own) if first else UNMARKED)
        self._marked.add(source)
        if found is not None:
            self._marked.add(found.source)

    def _fresh(self, items: SourceItems, spans: Iterable[Span], relations: Iterable[Relation]) -> Object:
        """A task for what is new."""
        some, related = list(spans), list(relations)
        marks = items.marks
        labels = [name for name, value in marks.attributes if value is True and name]
        name, answer = ("", "accept") if items.source == self._default() else name_and_answer(items.source)
        flat = all(one.end <= two.start for one, two in pairwise(sorted(span.range for span in some)))
        view = "relations" if related else "ner_manual" if flat else "spans_manual"
        task: Object = {**self._blank, "text": self._text}
        if not self._blank:
            task[NAME] = self._record.name
        if not task.get("tokens"):
            units = Units(self._text, "code points")
            task["tokens"] = self._cutting.tokens(self._text, units, [span.range for span in some])
        task |= {"spans": [], "_view_id": view if some or not labels else "choice"}
        if items.kind == "model":
            task["_session_id"] = items.source
        else:
            task |= {"_session_id": name, "_annotator_id": name} if name else {}
            task |= {"answer": answer} if items != SourceItems() else {}
        if answer == "accept" and items.kind != "model" and labels:
            task |= {"options": [{"id": one, "text": one} for one in labels], "accept": labels}
            marks = replace(marks, attributes=tuple(one for one in marks.attributes if one[0] not in labels))
        if marks != UNMARKED:
            _put(task, marks)
        self._marked.add(items.source)
        rewriting = Rewriting(new_task(task, items.source, name, self._text), self._text, self._cutting, self._written)
        rewriting.add(some, related)
        return rewriting.task()

    def _meta(self, task: Object) -> None:
        before = dict[str, str]()
        for old, _ in self._old:
            before = {**scalars(mapped(old.data.get("meta"))), **before}
        if before != dict(self._record.meta):
            task["meta"] = with_scalars(mapped(task.get("meta")), self._record.meta)


def _is_blank(old: Old, versions: list[list[Old]]) -> bool:
    """Whether a task says nothing, and nobody has answered it."""
    said = old.ids.spans or old.ids.relations or versions or labels_of(old.data) or marks_of(old.data) != UNMARKED
    return not said and answer_of(old.data) is None


def _put(task: Object, marks: Marks) -> None:
    facts: dict[str, Any] = {
        "status": "" if marks.status == "new" else marks.status, "note": marks.note, "flagged": marks.flagged,
        "labels": dict(marks.attributes),
    }  # fmt: skip
    known = {key: value for key, value in mapped(task.get(OWN)).items() if key not in facts}
    own = {**known, **{key: value for key, value in facts.items() if value}}
    if own:
        task[OWN] = own
    else:
        task.pop(OWN, None)


def _answer(task: Object, name: str, now: AttributeValue | None) -> None:
    """Take back a label of the document that a task gives, or give it another value."""
    if task.get("label") == name:
        task["answer"] = "accept" if now is True else "reject" if now is False else "ignore"
    if name in {str(one) for one in listed(task.get("accept"))}:
        task["accept"] = [one for one in listed(task["accept"]) if str(one) != name]
    cats = mapped(task.get("cats"))
    if name in cats:
        rest = {key: value for key, value in cats.items() if key != name}
        task["cats"] = {**cats, name: cast("float", now) * 1.0} if isinstance(now, int | float) else rest
