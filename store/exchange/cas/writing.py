"""A record becomes a CAS: what was read and not changed stays as it was, what is new is put in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.cas.changing import Changing
from store.exchange.cas.layers import CHILD, HEAD, LABEL, MARKS, META, RELATION, SENTENCE, SPAN, TOKEN, ZONE
from store.exchange.cas.model import INITIAL, Cas, Structure, View
from store.exchange.cas.reading import fragments_of
from store.exchange.cas.types import ANNOTATION, BASE, DOCUMENT, NULL, SOFA, STRING, Feature, Type, Types
from store.exchange.losses import Lose, Loss
from store.exchange.pairs import marks_pairs
from store.exchange.record import UNMARKED, Record, SourceItems
from store.exchange.tokens import Tokens
from store.exchange.units import Units

_TEXT = Feature(STRING)
_META = ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")
Cut = Callable[[str, Sequence[Range]], Iterable[list[Range]]]


def new_types() -> Types:
    """The types of a document that comes from elsewhere: INCEpTION's layers for spans and relations, and DKPro's."""
    return Types({
        META: Type(DOCUMENT, {**dict.fromkeys(_META, _TEXT), "isLastSegment": Feature("uima.cas.Boolean")}),
        SENTENCE: Type(ANNOTATION), TOKEN: Type(ANNOTATION), SPAN: Type(ANNOTATION, {LABEL: _TEXT}),
        RELATION: Type(ANNOTATION, {HEAD: Feature(ANNOTATION), CHILD: Feature(ANNOTATION), LABEL: _TEXT}),
    })  # fmt: skip


def new_cas(record: Record, types: Types, *, json: bool) -> Cas:
    """A CAS that has the text alone. Documents with one type system share their `types`: what the attributes of one of
    them are, they are in all."""
    sofa = Structure("1", SOFA, {}, json=json)
    for name, value in (("sofaNum", 1), ("sofaID", INITIAL), ("mimeType", "text"), ("sofaString", record.text)):
        sofa.put(name, value)
    items: list[Structure | View | str] = [sofa, View("1", [], INITIAL if json else "")]
    return Cas(items if json else [Structure("0", NULL, {}), *items], types)


@dataclass
class Part:
    """The sources of a record that are in one file; `kept` is what is kept of that file."""

    sources: list[SourceItems]
    kept: Mapping[str, Any] | None = None


def parts(record: Record, kept: Any) -> list[Part]:
    """The files of a record: what came from one goes back together, every other source has a file of its own."""
    sources = list(record.sources)
    if not isinstance(kept, dict) or "items" not in kept:
        return [Part([one]) for one in sources] or [Part([])]
    data = cast("dict[str, Any]", kept)
    known = {*data["spans"].values(), *data["relations"].values()}
    at_home = [one for one in sources if any(span.id in known for span in one.spans)] or sources[:1]
    return [Part(at_home, data), *(Part([one]) for one in sources if one not in at_home)]


class Filling:
    """Puts what a record says into a CAS."""

    def __init__(self, cas: Cas, record: Record, part: Part, *, json: bool) -> None:
        kept: Mapping[str, Any] = part.kept or {}
        self._record, self._part, self._kept = record, part, kept
        self._units = Units(record.text, kept.get("unit") or "utf-16")
        self._changing = Changing(cas, self._units, json=json)
        self._layers = self._changing.layers
        self._cas = cas
        self._spans = {span.id: span for one in part.sources for span in one.spans}
        self._relations = {each.id: each for one in part.sources for each in one.relations}
        self._at = dict[str, Structure]()  # structures of spans, by the ids of these
        self._moved = set[str]()
        self._used = dict[tuple[bool, str], Counter[tuple[str, str | None]]]()  # what labels are said with
        self._sofas = self._own_sofas()

    def _own_sofas(self) -> dict[str, str]:
        """The sofas of the record's text by the names of their sources."""
        some = [
            one for one in self._cas.structures() if one.type == SOFA and one.value("sofaString") == self._record.text
        ]
        own = next((one for one in some if one.value("sofaID") == INITIAL), some[0] if some else None)
        named = {str(one.value("sofaID")): one.key or "" for one in some}
        return named if own is None else {**named, "": own.key or ""}

    def fill(self, cut: Cut) -> None:
        """Do all of it. `cut` gives the sentences of a text."""
        if self._part.kept is None:
            self._put_document(cut)
        old = list(self._cas.items)
        for number in self._kept.get("others", ()):
            self._changing.bury(cast("Structure", old[number]))
        for at, own in self._kept.get("spans", {}).items():
            self._old_span(cast("Structure", old[int(at)]), own)
        for source in self._part.sources:
            for span in source.spans:
                if span.id not in self._at:
                    self._new_span(span, self._sofa(source))
        for at, own in self._kept.get("relations", {}).items():
            self._old_relation(cast("Structure", old[int(at)]), own)
        for source in self._part.sources:
            for each in source.relations:
                if each.id in self._relations:
                    self._new_relation(each, self._sofa(source))
        self._tell_quiet()
        self._put_marks()
        self._changing.finish()

    def _tell_quiet(self) -> None:
        """Tokens and the like that are spans, and no relation says so."""
        joined = {end for source in self._part.sources for each in source.relations for end in (each.head, each.child)}
        for own, one in self._at.items():
            if self._layers.is_quiet(one):
                self._changing.put_spanned(one, spanned=own not in joined)

    def _sofa(self, source: SourceItems) -> str:
        return self._sofas.get(source.source) or self._sofas[""]

    def _put_document(self, cut: Cut) -> None:
        """What DKPro and INCEpTION have in every document."""
        new, text = self._changing.new, self._record.text
        meta = new(META, self._sofas[""], (0, len(text)))
        for name, value in (
            ("language", "x-unspecified"),
            (_META[0], self._record.name),
            (_META[1], self._record.name),
        ):
            meta.put(name, value)
        places = [each for span in self._spans.values() for each in span.fragments]
        sentences = list(cut(text, places)) if text else []
        for some in sentences:
            new(SENTENCE, self._sofas[""], (some[0].start, some[-1].end))
        for token in (one for some in sentences for one in some):
            new(TOKEN, self._sofas[""], token)

    def _old_span(self, one: Structure, own: str) -> None:
        span = self._spans.get(own)
        if span is None:
            self._changing.bury(one)
            return
        fragments = fragments_of(one, self._units)
        begin, end = one.offset("begin"), one.offset("end")
        whole = self._units.range(begin, end) if begin is not None and end is not None else None
        if list(span.fragments) != (fragments or [whole]):
            if len(span.fragments) > 1 and self._cas.types.is_fixed(one.type):
                self._retype(one, span)
            self._changing.put_span_place(one, span)
            self._moved.add(own)
        if not self._changing.says(one, span):
            if self._cas.types.is_fixed(one.type):
                self._retype(one, span)
            if self._layers.label(one) != span.label and not self._changing.put_label(one, span.label):
                self._changing.bury(one)  # its type is its label: it becomes one of another type
                return
            self._changing.put_more(one, span)
        self._at[own] = one
        self._note(one, span)

    def _retype(self, one: Structure, span: Span) -> None:
        """A built-in type takes no features: a span of one becomes one of the usual type."""
        self._declare(SPAN)
        one.type = SPAN
        one.put(LABEL, span.label)

    def _note(self, one: Structure, item: Span | Relation) -> None:
        used = self._used.setdefault((isinstance(item, Span), item.label), Counter())
        used[one.type, self._layers.label_feature(one)] += 1

    def _new_span(self, span: Span, sofa: str) -> None:
        one = self._labelled(span, sofa, SPAN)
        self._changing.put_span_place(one, span)
        self._changing.put_more(one, span)
        self._at[span.id] = one

    def _labelled(self, item: Span | Relation, sofa: str, usual: str) -> Structure:
        """A new structure of the type that the file has for a label; of the usual one where it has none."""
        used = self._used.get((isinstance(item, Span), item.label), Counter()).most_common()
        some = (pair for pair, _ in used if not self._cas.types.is_fixed(pair[0]))
        type_name, feature = next(some, (usual, LABEL))
        if type_name == usual:
            self._declare(usual)
        one = self._changing.new(type_name, sofa)
        if feature is not None:
            one.put(feature, item.label)
        return one

    def _declare(self, name: str) -> None:
        types, usual = self._cas.types, new_types().own.get(name)
        if usual is None:
            if name not in types:
                types.add(name, Type(ANNOTATION if name == ZONE else BASE))
            return
        types.add(name, Type(usual.parent) if name not in types else types.own[name])
        for feature, each in usual.features.items():
            if types.feature(name, feature) is None:
                types.add_feature(name, feature, each)
        self._layers.forget()

    def _old_relation(self, one: Structure, own: str) -> None:
        each = self._relations.get(own)
        ends = self._layers.ends(one)
        if each is None or ends is None:
            self._changing.bury(one)
            return
        if not self._changing.says(one, each):
            if self._layers.label(one) != each.label and not self._changing.put_label(one, each.label):
                self._changing.bury(one)
                return
            self._changing.put_more(one, each)
        for feature, end in zip(ends, (each.head, each.child), strict=True):
            key = self._changing.key_of(self._at[end])
            if one.reference(feature) != key:
                one.put_reference(feature, key)
                self._moved.add(each.child)
        if each.child in self._moved:
            self._changing.put_place(one, self._spans[each.child].start, self._spans[each.child].end)
        self._note(one, each)
        del self._relations[own]

    def _new_relation(self, each: Relation, sofa: str) -> None:
        child = self._spans[each.child]
        one = self._labelled(each, sofa, RELATION)
        ends = next((pair for pair in ((HEAD, CHILD), ("source", "target")) if self._fit(one, pair, each)), None)
        if ends is None:
            self._changing.bury(one)
            self._declare(RELATION)
            one, ends = self._changing.new(RELATION, sofa), (HEAD, CHILD)
            one.put(LABEL, each.label)
        self._changing.put_place(one, child.start, child.end)
        for feature, end in zip(ends, (each.head, each.child), strict=True):
            one.put_reference(feature, self._changing.key_of(self._at[end]))
        self._changing.put_more(one, each)

    def _fit(self, one: Structure, ends: tuple[str, str], each: Relation) -> bool:
        """Whether the type of a relation takes the types of its ends."""
        types = self._cas.types
        pairs = [
            (types.feature(one.type, name), self._at[end].type)
            for name, end in zip(ends, (each.head, each.child), strict=True)
        ]
        return all(feature is not None and types.is_a(of, feature.range) for feature, of in pairs)

    def _put_marks(self) -> None:
        for source in self._part.sources:
            if source.marks != UNMARKED:
                self._declare(MARKS)
                self._changing.put_pairs(self._changing.new(MARKS, self._sofa(source)), marks_pairs(source.marks))
        for kind, start, end in self._record.zones:
            self._declare(ZONE)
            self._changing.put_pairs(self._changing.new(ZONE, self._sofas[""], (start, end)), [("kind", kind)])


def tell_numbers(record: Record, sources: Iterable[SourceItems], lose: Lose) -> None:
    """Tell of whole numbers that no type of UIMA can hold."""
    why = "a whole number of more than 64 bits is written as text"
    for one in sources:
        for name, value in one.marks.attributes:
            if isinstance(value, int) and not -(2**63) < value < 2**63:
                lose(Loss(record.name, "types of attributes", label=name, why=why))
        for item in (*one.spans, *one.relations):
            if any(isinstance(value, int) and not -(2**63) < value < 2**63 for _, value in item.attributes):
                lose(Loss(record.name, "types of attributes", item.id, item.label, why=why))


def cutting() -> Cut:
    """Sentences of texts; the tokenizer is made when it is first wanted."""
    made = list[Tokens]()

    def cut(text: str, spans: Sequence[Range]) -> Iterator[list[Range]]:
        if not made:
            made.append(Tokens())
        return made[0].sentences(text, spans)

    return cut


def source_folder(sources: Sequence[SourceItems], *, alone: bool) -> str:
    """The folder of a file that is not the only one of its document: it is called as its first source."""
    name = next((one.source for one in sources if one.source), "")
    return "" if alone or not name else re.sub(r"[^\w .-]", "_", name) + "/"
