"""A CAS becomes a record: what Gilder has a word for; all of it is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, get_args

from annotate.errors import InputError
from annotate.model import Attributes, Marks, ZoneKind
from annotate.offsets import Range, Utf16Map
from store.exchange.building import Building, record_of
from store.exchange.cas.layers import FRAGMENTS, MARKS, SPANNED, ZONE, Layers
from store.exchange.cas.model import INITIAL, Cas, Structure
from store.exchange.cas.types import DOCUMENT, NULL, SOFA
from store.exchange.pairs import Said, said
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Place, Record, SourceItems
from store.exchange.units import Units

_OFFSET = re.compile("[0-9]{1,12}")
KEPT = "left out, and kept for CAS"
LEFT_OUT = f"left out, {KEPT}"
_ZONES: dict[object, ZoneKind] = {one: one for one in get_args(ZoneKind)}
_Extent = tuple[int, int]


@dataclass
class About:
    """Which structures became what: the number of each in the file, and the id that Gilder has for it."""

    spans: dict[str, str] = field(default_factory=dict[str, str])
    relations: dict[str, str] = field(default_factory=dict[str, str])
    others: list[int] = field(default_factory=list[int])  # zones and marks: written anew
    texts: list[int] = field(default_factory=list[int])  # sofas whose text is that of the record
    unit: Offsets = "utf-16"

    def kept(self) -> dict[str, Any]:
        """The same as data that JSON can hold."""
        return {
            "spans": self.spans, "relations": self.relations, "others": self.others, "texts": self.texts,
            "unit": self.unit,
        }  # fmt: skip


class Taking:
    """Takes one CAS."""

    def __init__(self, cas: Cas, where: str, reading: Reading) -> None:
        self._cas, self._where, self._reading = cas, where, reading
        self._layers = Layers(cas.types)
        self._structures = list(cas.structures())
        self._sofas = cas.sofas()
        self._by_key = {one.key: one for one in self._structures if one.key is not None and one.type != SOFA}
        self._number = {id(one): at for at, one in enumerate(cas.items)}
        self._views = list(cas.views())
        self._in_view = dict[str, str | None]()
        self._buildings = dict[str, Building]()
        self._passed = Counter[str]()
        self._zones = list[Place]()
        self._same = list[Structure]()  # sofas whose text is that of the record
        self._units = Units("", "utf-16")
        self._places = dict[int, tuple[_Extent, str]]()  # by the number of the structure: where it is, and its source
        self.about = About()
        self.text = ""

    def record(self, name: str, kept: Callable[[About], dict[str, Any]]) -> Record:
        """The record; `kept` gives what is kept, by the name of the format."""
        self._check_ids()
        self._read_members()
        own = self._own_sofa()
        self.text = str(own.value("sofaString") or "") if own is not None else ""
        self._same = [one for one in self._sofas.values() if self.text and one.value("sofaString") == self.text]
        self.about.texts = [self._number[id(one)] for one in self._same]
        self.about.unit = self._unit()
        self._units = Units(self.text, self.about.unit)
        if own is not None:
            self._take(own)
        for told, count in self._passed.items():
            self._reading.tell(self._where, f"{told}: {count}; {KEPT}")
        sources = [each.items() for each in self._buildings.values()]
        some = [one for one in sources if one != SourceItems(one.source)]
        if not self.text.strip():
            self._reading.tell(self._where, f"has no text; what it says otherwise is {KEPT}")
            return Record(name, self.text, kept=kept(self.about))
        return record_of(name, self.text, some, self._where, zones=self._zones, kept=kept(self.about))

    def _place_of(self, line: int | None) -> str:
        return self._where if line is None else f"{self._where}:{line}"

    def _check_ids(self) -> None:
        """Refuse what has an id twice. A sofa may have one that a structure has too: nothing that refers to the one
        can mean the other; but where such a file also refers to what is not there, an id in it was changed."""
        seen, sofas = dict[str, Structure](), dict[str, Structure]()
        for one in self._structures:
            ids = sofas if one.type == SOFA else seen
            if one.key is not None and one.key in ids:
                before = ids[one.key].line
                told = f"the id {one.key} was used before{'' if before is None else f' in line {before}'}"
                raise InputError(f"{self._place_of(one.line)}: {told}; nothing was imported")
            if one.key is not None:
                ids[one.key] = one
        for key in seen.keys() & sofas.keys():
            where, told = self._place_of(seen[key].line), f"the id {key} is that of a sofa as well"
            if any(member not in seen for view in self._views for member in view.members):
                raise InputError(f"{where}: {told}; nothing was imported")
            self._reading.tell(where, told)

    def _read_members(self) -> None:
        for view in self._views:  # in JSON, a view without a text names a sofa that is not there
            named = view.name or (view.sofa or "")
            if view.sofa is not None and view.sofa not in self._sofas and not view.name:
                self._lost(view.line, f"the view {named} names the sofa {view.sofa}, which is not there")
            for member in view.members:
                if member not in self._by_key:
                    self._lost(view.line, f"the view {named} names {member}, which is not there")
                self._in_view.setdefault(member, view.sofa)

    def _lost(self, line: int | None, told: str) -> None:
        self._reading.leave_out(self._place_of(line), told, LEFT_OUT)

    def _own_sofa(self) -> Structure | None:
        """The sofa whose text is that of the record."""
        some = [
            one for one in self._sofas.values() if isinstance(one.value("sofaString"), str) and one.value("sofaString")
        ]
        return next((one for one in some if one.value("sofaID") == INITIAL), some[0] if some else None)

    def _unit(self) -> Offsets:
        """UTF-16, as UIMA has it; code points where what is about the whole text ends where only they do."""
        if self._reading.offsets is not None:
            return self._reading.offsets
        long, ends = Utf16Map(self.text).to_utf16(len(self.text)), set[int]()
        if long != len(self.text):
            same = {one.key for one in self._same}
            for one in self._structures:
                if self._cas.types.is_a(one.type, DOCUMENT) and one.reference("sofa") in same:
                    ends.add(one.offset("end") or -1)
        if len(self.text) not in ends or long in ends:
            return "utf-16"
        self._reading.facts["offsets"] = "code points"
        told = "offsets count code points, as what is about the whole document ends; they were converted"
        self._reading.tell(self._where, told)
        return "code points"

    def _take(self, own: Structure) -> None:
        spans, relations = list[Structure](), list[tuple[Structure, tuple[str, str]]]()
        for one in self._structures:
            if not self._is_placed(one, own):
                continue
            ends = self._layers.ends(one)
            if one.type == ZONE:
                self._take_zone(one)
            elif self._views and (one.key is None or one.key not in self._in_view):
                self._passed["annotations in no view"] += 1
            elif ends is not None:
                relations.append((one, ends))
            else:
                spans.append(one)
        joined = {one.reference(end) for one, both in relations for end in both}
        for one in spans:
            if not self._layers.is_quiet(one) or one.key in joined or one.plain(SPANNED, "boolean"):
                self._add_span(one)
        for one, ends in relations:
            self._add_relation(one, ends)

    def _is_placed(self, one: Structure, own: Structure) -> bool:
        """Whether a structure is an annotation of the record's text at a place that can be."""
        if one.type in (SOFA, NULL) or not self._layers.is_annotation(one):
            if one.type == MARKS:
                self._take_marks(one)
            self._check_sofa(one)
            return False
        sofa = self._sofa_of(one)
        if sofa is None:
            return False
        if sofa not in self._same:
            self._passed[f"annotations of the view {sofa.value('sofaID')}, which has another text"] += 1
            return False
        place = self._checked(one, empty=self._layers.ends(one) is not None or self._layers.is_quiet(one))
        if place is None:
            return False
        self._places[self._number[id(one)]] = (place, "" if sofa is own else str(sofa.value("sofaID") or sofa.key))
        return True

    def _check_sofa(self, one: Structure) -> None:
        sofa = one.reference("sofa")
        if sofa is not None and sofa not in self._sofas:
            self._lost(one.line, f"structure {one.key} refers to the sofa {sofa}, which is not there")

    def _sofa_of(self, one: Structure) -> Structure | None:
        """The sofa that an annotation is about: its own, that of its view, or the only one."""
        key = one.reference("sofa")
        if key is None:
            key = self._in_view.get(one.key or "") or next(iter(self._sofas), None)
        if key not in self._sofas:
            self._lost(one.line, f"annotation {one.key} refers to the sofa {key}, which is not there")
            return None
        return self._sofas[key]

    def _checked(self, one: Structure, *, empty: bool) -> _Extent | None:
        """Where an annotation is; None for one that can be nowhere. `empty`: it may be, and is no news."""
        begin, end = one.offset("begin"), one.offset("end")
        size = self._units.from_points(len(self.text))
        problem = ""
        if begin is None or end is None:
            wrong = "begin" if begin is None else "end"
            problem = f"has no {wrong} that is a number ({one.value(wrong)!r:.40})"
        elif end > size or begin > size:
            problem = f"ends at {max(begin, end)} but the text has {size} characters"
        elif begin < 0 or begin > end:
            problem = f"starts at {begin}" + (", before the text" if begin < 0 else f" after its end {end}")
        elif self._units.range(begin, end) is None:
            problem = f"begins or ends inside a character ({begin}–{end})"
        if problem or begin is None or end is None:
            self._lost(one.line, f"annotation {one.key} {problem}")
            return None
        if begin == end and not empty:
            self._reading.tell(self._place_of(one.line), f"annotation {one.key} is empty (at {begin}); {KEPT}")
            return None
        return begin, end

    def _building(self, source: str) -> Building:
        if source not in self._buildings:
            self._buildings[source] = Building(self._reading, self._where, self.text, source)
        return self._buildings[source]

    def _add_span(self, one: Structure) -> None:
        number = self._number[id(one)]
        (begin, end), source = self._places[number]
        if begin == end:
            return
        more, fragments = self._more(one), self._fragments(one, (begin, end))
        places = fragments or [self._units.range(begin, end)]
        span = self._building(source).add_span(
            one.key or f"without an id ({number})", self._layers.label(one), places,
            line=one.line, value=more.value, **more.more(),
        )  # fmt: skip
        if span is not None:
            self.about.spans[str(number)] = span.id

    def _fragments(self, one: Structure, place: _Extent) -> list[Range]:
        """The pieces of a span that is in several, as this program has them written."""
        found, units = fragments_of(one, self._units), self._units
        if found and (units.from_points(found[0].start), units.from_points(found[-1].end)) != place:
            told = f"annotation {one.key} has fragments that do not begin and end as it does"
            self._reading.leave_out(self._place_of(one.line), told, "its whole extent was taken")
            return []
        return found

    def _more(self, one: Structure) -> Said:
        more = said((name, value) for _, name, value in self._layers.said(one))
        for name in more.odd:
            told = f"annotation {one.key}: the feature {name} has a value that cannot be"
            self._reading.leave_out(self._place_of(one.line), told, LEFT_OUT)
        return more

    def _add_relation(self, one: Structure, ends: tuple[str, str]) -> None:
        head, child = (one.reference(end) or "" for end in ends)
        number = self._number[id(one)]
        building, key = self._building(self._places[number][1]), one.key or f"without an id ({number})"
        missing = next((end for end in (head, child) if end not in self._by_key), None)
        if missing is not None:
            self._lost(one.line, f"relation {key} names {missing}, which is no annotation here")
        elif head == child:
            self._passed["relations of an annotation with itself"] += 1
        elif building.span(head) is None or building.span(child) is None:
            self._passed["relations with an end that is no span"] += 1
        else:
            more = self._more(one)
            relation = building.add_relation(
                key, self._layers.label(one), head, child, line=one.line, **more.more()
            )  # fmt: skip
            if relation is not None:
                self.about.relations[str(number)] = relation.id

    def _take_zone(self, one: Structure) -> None:
        number = self._number[id(one)]
        kind, found = one.plain("kind", "string"), self._units.range(*self._places[number][0])
        known = _ZONES.get(kind)
        if known is not None and found is not None:
            self._zones.append((known, found.start, found.end))
            self.about.others.append(number)

    def _take_marks(self, one: Structure) -> None:
        more, sofa = said((name, value) for _, name, value in self._layers.said(one)), self._sofa_of(one)
        labels: Attributes = tuple(sorted(more.attributes.items()))
        if sofa is not None and sofa in self._same:
            source = "" if sofa is self._same[0] else str(sofa.value("sofaID") or sofa.key)
            self._building(source).marks = Marks("", more.status, more.note, more.flagged, labels)
            self.about.others.append(self._number[id(one)])


def fragments_of(one: Structure, units: Units) -> list[Range]:
    """The pieces of a span that is in several; none where it is in one or what is said cannot be."""
    told = one.plain(FRAGMENTS, "string")
    pairs = [pair.partition("-") for pair in str(told or "").split()]
    if not all(_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end) for start, _, end in pairs):
        return []
    ranges: Iterable[Range | None] = [units.range(int(start), int(end)) for start, _, end in pairs]
    return [one for one in ranges if one is not None]
