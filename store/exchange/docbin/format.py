"""spaCy's DocBin, `.spacy`: documents of tokens that give back their texts exactly.

Spans are the entities of a document where none overlap, else the span group “sc” (where spaCy's span categorizer looks)
and no entities. What spaCy has no place for goes into `user_data["gilder"]`: offsets there are characters of the text,
relations name their spans by their number in the list. A document from a file is kept as a whole, so that its other
annotations are written again.
"""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from annotate.errors import InputError
from annotate.model import AttributeValue, Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.docbin.details import OWN, Details, details_of, same_items
from store.exchange.files import Given
from store.exchange.formats import Format, Piece
from store.exchange.losses import EVERYTHING, Lose, Loss
from store.exchange.reading import Limits, Reading
from store.exchange.record import Record, SourceItems
from store.exchange.tokens import Tokens

_Doc = Any
"""A document of spaCy, which has hardly any types."""

_Key = tuple[int, int, str, str, str]
"""A span: where it starts and ends, its label, its ids in a knowledge base and of its own."""

_NAME = "spacy"
_GROUP = "sc"
_NEW = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")
_FREE = 50_000_000  # bytes that a file may become however small it is
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError for one that is cut off or no DocBin."""
    from spacy.vocab import Vocab

    packed = _unpacked(given.read(reading.limits), given.where, reading.limits)
    total = len(packed)
    docs = packed.get_docs(Vocab())
    for at in range(total):
        reading.step(at, total)
        where = f"{given.where}#{at + 1}"
        try:
            doc = next(docs)
            text, kept = doc.text, {"doc": _packed([doc], packed.attrs), "attrs": list(packed.attrs)}
            spans = _spans(doc, reading, where)
        except _BROKEN as problem:
            raise InputError(f"{where}: is no document of spaCy: {_short(problem)}; nothing was imported") from problem
        details = details_of(doc.user_data)
        name = details.name or (given.name if total == 1 else f"{given.name}#{at + 1}")
        items = _items(doc, spans, details, reading, where)
        yield record_of(name, text, [items], where, zones=details.zones, meta=details.meta, kept={_NAME: kept})


def _unpacked(raw: bytes, where: str, limits: Limits) -> Any:
    import srsly  # pyright: ignore[reportMissingTypeStubs]
    from spacy.tokens import DocBin

    unpacking, most = zlib.decompressobj(), min(limits.archive, max(_FREE, len(raw) * limits.growth))
    try:
        data = unpacking.decompress(raw, most)
    except zlib.error as problem:
        raise InputError(f"{where}: is no DocBin of spaCy: {problem}; nothing was imported") from problem
    if unpacking.unconsumed_tail:
        told = f"becomes more than {most / 1e6:,.0f} MB (limits: {limits.archive / 1e6:,.0f} MB, {limits.growth}:1)"
        raise InputError(f"{where}: {told}; nothing was imported")
    if not unpacking.eof:
        raise InputError(f"{where}: ends in the middle of a record (byte {len(raw)}); nothing was imported")
    try:
        _check(srsly.msgpack_loads(data))
        return DocBin().from_bytes(raw)
    except _BROKEN as problem:
        raise InputError(f"{where}: is no DocBin of spaCy: {_short(problem)}; nothing was imported") from problem


def _check(data: Any) -> None:
    """Raise ValueError for what spaCy would take without a look."""
    from spacy.attrs import ORTH  # pyright: ignore[reportUnknownVariableType]

    columns, lengths = len(data["attrs"]), memoryview(data["lengths"]).cast("i").tolist()
    if ORTH not in data["attrs"] or any(one < 0 for one in lengths):
        raise ValueError("it has no words")
    if len(data["tokens"]) != 8 * columns * sum(lengths) or len(data["spaces"]) != sum(lengths):
        raise ValueError("its tables differ in length")
    if any(len(data.get(key, lengths)) != len(lengths) for key in ("cats", "flags", "span_groups", "user_data")):
        raise ValueError("its lists differ in length")


def _short(problem: Exception) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__


def _packed(docs: Iterable[_Doc], attrs: Sequence[int]) -> str:
    return base64.b64encode(_packet(attrs, docs)).decode()


def _packet(attrs: Iterable[Any], docs: Iterable[_Doc]) -> bytes:
    """Documents with some of the attributes of their tokens, by numbers or names."""
    from spacy.tokens import DocBin

    return DocBin(attrs, store_user_data=True, docs=docs).to_bytes()


def _kept_doc(kept: Mapping[str, Any]) -> _Doc | None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    if not isinstance(kept.get("doc"), str):
        return None
    return next(DocBin().from_bytes(base64.b64decode(kept["doc"])).get_docs(Vocab()))


def _items(doc: _Doc, spans: Counter[_Key], details: Details, reading: Reading, where: str) -> SourceItems:
    building, number = Building(reading, where, doc.text), 0
    for key, count in spans.items():
        start, end, label, kb_id, span_id = key
        for _ in range(count):
            at, said = details.span(start, end, label)
            attributes: dict[str, AttributeValue] = {"kb_id": kb_id, "id": span_id}
            attributes = {name: value for name, value in attributes.items() if value}
            more: dict[str, Any] = {"attributes": attributes}
            if said is not None:
                more = {**said.more(), "value": said.value}
            number += 1
            building.add_span(f"{at}" if at is not None else f"span {number}", label, [Range(start, end)], **more)
    for at, (label, head, child, said) in enumerate(details.relations, start=1):
        building.add_relation(f"{at}", label, f"{head}", f"{child}", **said.more())
    building.marks = details.marks(doc.cats)
    return building.items()


def _spans(doc: _Doc, reading: Reading, where: str) -> Counter[_Key]:
    """The spans of a document, entities first; one that is an entity and in groups counts once."""
    result, empty = Counter(_key(one, "") for one in doc.ents), 0
    for name, group in doc.spans.items():
        some = Counter(_key(one, name) for one in group if one.start < one.end)
        empty += sum(one.start >= one.end for one in group)
        result |= some
    if empty:
        reading.tell(where, f"{empty} empty spans have no place in the text; they are kept with the document")
    return result


def _key(one: Any, group: str) -> _Key:
    return (one.start_char, one.end_char, one.label_ or group, one.kb_id_, one.id_)


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """One file; it is one packet, so that all its documents are in memory at once."""
    from spacy.attrs import intify_attr  # pyright: ignore[reportUnknownVariableType]
    from spacy.vocab import Vocab

    vocab, tokens, docs = Vocab(), Tokens(), list[_Doc]()
    attrs = {cast("int", intify_attr(name)) for name in _NEW}
    for record in records:
        kept: Mapping[str, Any] = record.kept.get(_NAME, {})
        attrs |= set(kept.get("attrs", ()))
        docs.append(_doc(record, _kept_doc(kept), vocab, tokens, lose))
    yield "", _packet(attrs, docs)


def _doc(record: Record, was: _Doc | None, vocab: Any, tokens: Tokens, lose: Lose) -> _Doc:
    items = _joined(record.sources)
    ranges = [span.range for span in items.spans]
    if was is not None and was.text == record.text:
        details = details_of(was.user_data)
        plain = (record.zones, dict(record.meta)) == (details.zones, details.meta)
        if plain and same_items(items, _read_again(was, details)):
            return was
        if not all(was.char_span(*one) is not None for one in ranges):
            was = None
            lose(Loss(record.name, "annotations of tokens", why="spans do not fit the tokens of the file any more"))
    elif was is not None:
        was = None
        lose(Loss(record.name, "annotations of tokens", why="the text is another one"))
    doc = was if was is not None else _new(record.text, vocab, tokens, ranges)
    _put_spans(doc, items.spans)
    doc.user_data[OWN], cats = Details.image(record, items, lose)
    doc.cats = cats
    return doc


def _read_again(doc: _Doc, details: Details) -> SourceItems:
    unheard = Reading()
    return _items(doc, _spans(doc, unheard, ""), details, unheard, "")


def _joined(sources: Sequence[SourceItems]) -> SourceItems:
    """All that is said of a document: the format knows one source."""
    if len(sources) == 1:
        return sources[0]
    spans: tuple[Span, ...] = sum((one.spans for one in sources), ())
    relations: tuple[Relation, ...] = sum((one.relations for one in sources), ())
    return SourceItems(spans=spans, relations=relations, marks=sources[0].marks if sources else Marks(""))


def _new(text: str, vocab: Any, tokens: Tokens, ranges: Sequence[Range]) -> _Doc:
    from spacy.tokens import Doc

    some = tokens.all(text, ranges)
    return Doc(vocab, [text[one.start : one.end] for one in some], [one.blank for one in some])


def _put_spans(doc: _Doc, spans: Sequence[Span]) -> None:
    empty = {name: [one for one in group if one.start >= one.end] for name, group in doc.spans.items()}
    found = [_spacy_span(doc, one) for one in sorted(spans, key=lambda span: (span.start, -span.end))]
    flat = all(two.start >= one.end for one, two in pairwise(found))
    doc.spans.clear()
    for name, some in empty.items():
        if some:
            doc.spans[name] = some
    if flat:
        doc.set_ents(found)
    else:
        doc.set_ents([], default="missing")
        doc.spans[_GROUP] = [*doc.spans.get(_GROUP, ()), *found]


def _spacy_span(doc: _Doc, one: Span) -> Any:
    said = dict(one.attributes)
    kb_id, span_id = (value if isinstance(value, str) else "" for value in (said.get("kb_id"), said.get("id")))
    found = doc.char_span(one.start, one.end, label=one.label, kb_id=kb_id, span_id=span_id)
    if found is None:
        raise ValueError(f"{one.start}–{one.end} are no whole tokens")
    return found


_HOLDS = EVERYTHING - {"discontinuous spans", "several sources"}

FORMAT = Format(
    name=_NAME,
    title="spaCy DocBin",
    suffixes=(".spacy",),
    about="training data of spaCy: entities, or the span group “sc” where spans overlap; relations in user_data",
    home="https://spacy.io/api/docbin",
    whole=True,
    holds=_HOLDS,
    read=read,
    write=write,
)
