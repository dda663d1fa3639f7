"""Building a record: every annotation of every format is checked here, against the text and against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypedDict, TypeVar, Unpack

from annotate.model import Attributes, AttributeValue, How, Marks, Relation, Span, Value, ZoneKind, surface
from annotate.offsets import Range
from store.documents import check_text
from store.exchange.reading import Reading
from store.exchange.record import Place, Record, SourceItems
from store.ids import new_id
from store.sources import SourceKind

Item = TypeVar("Item", Span, Relation)
_LABEL = 200  # characters, as the table of labels has it


class _Common(TypedDict, total=False):
    note: str
    flagged: bool
    origin: str
    score: float | None
    decision: How


class More(_Common, total=False):
    """What may be said of a span or a relation alike; what is not said is as the model has it."""

    attributes: Mapping[str, AttributeValue] | None


class _Fields(_Common, total=False):
    attributes: Attributes


class Building:
    """The annotations of one source in one document; `where` names the file in what is told.

    A span or relation that cannot be is told to the reading and left out: `add_span` and `add_relation` give None then.
    Keys are the ids that the file has; an empty one is that of an annotation without an id, which no other names.
    """

    def __init__(self, reading: Reading, where: str, text: str, source: str = "", kind: SourceKind = "import") -> None:
        self._reading, self._where, self._text = reading, where, text
        self._source = source
        self._kind: SourceKind = kind
        self._spans, self._relations = dict[str, Span](), dict[str, Relation]()
        self.marks = Marks("")

    @property
    def is_model(self) -> bool:
        """Whether what is added are suggestions."""
        return self._kind == "model"

    def place(self, line: int | None) -> str:
        """The file, and the line where there is one."""
        return self._where if line is None else f"{self._where}:{line}"

    def add_span(
        self,
        key: str,
        label: str,
        fragments: Sequence[Range | None],
        *,
        line: int | None = None,
        quoted: str | None = None,
        value: Value | None = None,
        span_id: str | None = None,
        **more: Unpack[More],
    ) -> Span | None:
        """A span of code points; a fragment that is None begins or ends inside a character."""
        where, what = self.place(line), _named("annotation", key)
        checked = self._fragments(where, what, fragments)
        if checked is None or not self._label_fits(where, what, label):
            return None
        text = surface(self._text, checked)
        if quoted is not None and not _same(quoted, text):
            said = f"says “{quoted[:60]}” but the text at {checked[0].start}–{checked[-1].end} is “{text[:60]}”"
            self._reading.leave_out(where, f"{what} {said}")
            return None
        own = span_id or new_id()
        span = Span(own, label, checked, text, value, **_fields(more))
        self._put(self._spans, key, span, where, f"an annotation {key}")
        return span

    def _fragments(self, where: str, what: str, fragments: Sequence[Range | None]) -> tuple[Range, ...] | None:
        found = [one for one in fragments if one is not None]
        size, problem = len(self._text), ""
        if len(found) < len(fragments):
            problem = "begins or ends inside a character"
        for start, end in found:
            if end > size or start > size:
                problem = problem or f"ends at {max(start, end)} but the text has {size} characters"
            elif start < 0:
                problem = problem or f"starts at {start}, before the text"
            elif start > end:
                problem = problem or f"starts at {start} after its end {end}"
            elif start == end:
                problem = problem or f"is empty (at {start})"
        if not problem and any(two.start < one.end for one, two in pairwise(found)):
            problem = "has fragments that overlap or are out of order"
        if problem or not found:
            self._reading.leave_out(where, f"{what} {problem or 'has no place'}")
            return None
        return tuple(found)

    def _label_fits(self, where: str, what: str, label: str) -> bool:
        if 1 <= len(label) <= _LABEL:
            return True
        told = f"has a label of {len(label):,} characters; 1 to {_LABEL} are allowed"
        self._reading.leave_out(where, f"{what} {told}")
        return False

    def add_relation(
        self,
        key: str,
        label: str,
        head: str,
        child: str,
        *,
        line: int | None = None,
        relation_id: str | None = None,
        **more: Unpack[More],
    ) -> Relation | None:
        """A relation between two spans, given by the keys that they were added with."""
        where, what = self.place(line), _named("relation", key)
        for end in (head, child):
            if end not in self._spans:
                self._reading.leave_out(where, f"{what} names {end}, which is no annotation here")
                return None
        if head == child:
            self._reading.leave_out(where, f"{what} joins {head} with itself")
            return None
        if not self._label_fits(where, what, label):
            return None
        own = relation_id or new_id()
        ends = (self._spans[head].id, self._spans[child].id)
        relation = Relation(own, label, *ends, **_fields(more))
        self._put(self._relations, key, relation, where, f"a relation {key}")
        return relation

    def _put(self, taken: dict[str, Item], key: str, item: Item, where: str, what: str) -> None:
        """Keep an item under its key, or under its new id where another one has the key, which is told."""
        if key in taken:
            self._reading.leave_out(where, f"there is {what} already", f"kept, with the new id {item.id}")
        taken[item.id if not key or key in taken else key] = item

    def span(self, key: str) -> Span | None:
        """The span that was added with a key."""
        return self._spans.get(key)

    def replace(self, key: str, span: Span) -> None:
        """Put another version of a span in its place, which later lines of a file have said more of."""
        self._spans[key] = span

    def items(self) -> SourceItems:
        """What was added."""
        spans, relations = tuple(self._spans.values()), tuple(self._relations.values())
        return SourceItems(self._source, self._kind, spans, relations, self.marks)


def record_of(
    name: str,
    text: str,
    sources: Iterable[SourceItems],
    where: str,
    *,
    zones: Iterable[tuple[ZoneKind, int, int]] = (),
    meta: Mapping[str, str] | None = None,
    kept: Mapping[str, object] | None = None,
) -> Record:
    """A whole document. Raises InputError, naming `where`, for a text that no project can keep."""
    check_text(text, where)
    places: tuple[Place, ...] = tuple(zones)
    return Record(name, text, tuple(sources), places, dict(meta or {}), dict(kept or {}))


def _named(what: str, key: str) -> str:
    return f"{what} {key}" if key else f"{what} without an id"


def _fields(more: More) -> _Fields:
    """The same as fields of the model."""
    some = more.get("attributes")
    return {**more, "attributes": tuple(sorted(some.items())) if some else ()}


def _same(quoted: str, text: str) -> bool:
    """Whether a quoted text is the text; formats that quote on one line have spaces for line breaks and tabs."""
    return quoted == text or quoted == text.translate(_BLANKS) or quoted == text.replace("\r\n", " ").translate(_BLANKS)


_BLANKS = {ord(one): " " for one in "\n\r\t"}
