"""Web annotations read: those of each text are a record, those of each creator a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote

from annotate.errors import InputError
from annotate.offsets import Range
from store.exchange.building import Building, record_of
from store.exchange.files import Given
from store.exchange.lines import decoded, has_lone_surrogate
from store.exchange.reading import Offsets, Reading
from store.exchange.record import Record, SourceItems
from store.exchange.units import proven
from store.exchange.webannotation.bodies import bodies_of, document_said, motivation, said_of
from store.exchange.webannotation.selectors import NoPlaceError, Text, points_into_text, quotes_in, rebuilt
from store.exchange.webannotation.shape import (
    Data,
    File,
    first_creator,
    identity,
    kinds,
    many,
    objects,
    selectors_of,
    source_of,
    targets_of,
    text_in,
    without_text,
)

NAME = "w3c"
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"\s+")


@dataclass
class _About:
    """The annotations of one text, by their numbers in the file."""

    source: str
    at: list[int] = field(default_factory=list[int])
    targets: list[Any] = field(default_factory=list[Any])
    text: str = ""
    kind: str = ""  # inside, beside, rebuilt
    bom: bool = False


def records_of(file: File, given: Given, reading: Reading) -> Iterator[Record]:
    """The records of a file. Raises InputError where there is no text for any annotation."""
    where, items = given.where, file.items
    for key in ("next", "first", "last"):
        if isinstance(file.head.get(key), str):
            reading.tell(where, f"has a page elsewhere ({key}: {file.head[key][:80]}), and nothing is fetched")
    abouts = _by_source(items) or _about_all(items, given)
    if not abouts:
        kind = "annotation is" if len(items) == 1 else "annotations are"
        raise InputError(f"{where}: its {len(items)} {kind} about no place in a text; there is nothing to import")
    texted = [one for one in abouts.values() if _find_text(one, len(abouts) == 1, given, reading)]
    missing = [one for one in abouts.values() if not one.text]
    told = f"has no text for {missing[0].source[:80] or 'its annotations'}" if missing else ""
    do = f"put it beside the file as {_wanted(given)}"
    if not texted:
        raise InputError(f"{where}: {told}; {do}")
    for one in missing:
        reading.leave_out(where, f"has no text for {one.source[:80] or 'some annotations'}: {len(one.at)} annotations")
    _spread(items, texted)
    for one in texted:
        name = given.name if len(texted) == 1 else f"{given.name}#{one.source or 'text'}"
        yield _Document(file, one, name, where, reading).record()


def _by_source(items: Sequence[Data]) -> dict[str, _About]:
    """What points into texts, by the text."""
    result = dict[str, _About]()
    for at, one in enumerate(items):
        for target in targets_of(one):
            if points_into_text(target):
                about = result.setdefault(source_of(target), _About(source_of(target)))
                about.targets.append(target)
                about.at += [at] if at not in about.at else []
    return result


def _about_all(items: Sequence[Data], given: Given) -> dict[str, _About]:
    """The text that lies beside, where no annotation points into it."""
    if given.beside(".txt") is None:
        return {}
    named = (source_of(target) for one in items for target in targets_of(one))
    source = next((one for one in named if one), given.path.with_suffix(".txt").name)
    return {source: _About(source)}


def _find_text(one: _About, alone: bool, given: Given, reading: Reading) -> bool:
    """Whether there is a text: inside the targets, in a file beside, or put together from what is quoted."""
    inside = {text for target in one.targets if (text := text_in(target)) is not None}
    if len(inside) > 1:
        raise InputError(f"{given.where}: has {len(inside)} texts for {one.source[:80] or 'one source'}")
    if inside:
        one.text, one.kind = inside.pop(), "inside"
        if has_lone_surrogate(one.text):
            raise InputError(f"{given.where}: the text of {one.source[:80]} has half a surrogate pair in it")
        return bool(one.text.strip())
    beside = _beside(one.source, alone, given)
    if beside is not None:
        raw = beside.read(reading.limits)
        one.text, one.kind = decoded(raw, beside.where, reading), "beside"
        one.bom = raw.startswith(b"\xef\xbb\xbf")
        return bool(one.text.strip())
    one.text, one.kind = rebuilt(quotes_in(one.targets)) or "", "rebuilt"
    if one.text.strip():
        told = f"the text of {one.source[:80] or 'its annotations'} is not beside it as {_wanted(given)}"
        done = "it was put together from what the annotations quote, with blanks between them"
        reading.leave_out(given.where, told, done)
    else:
        one.text = ""
    return bool(one.text)


def _wanted(given: Given) -> str:
    return given.path.with_suffix(".txt").name


def _beside(source: str, alone: bool, given: Given) -> Given | None:
    """The file with the text: of the same name, or of the name that the source ends with. Nothing else is opened."""
    found = given.beside(".txt") if alone else None
    if found is not None:
        return found
    name = unquote(source.rstrip("/").rpartition("/")[2])
    wanted = {name, f"{name.rpartition('.')[0] or name}.txt"} - {"", ".", "..", ".txt"}
    for path in sorted(given.path.parent.glob("*.txt")):
        if path.name in wanted and path.is_file():
            return Given(path.name, path)
    return None


def _spread(items: Sequence[Data], texted: Sequence[_About]) -> None:
    """Each of the other annotations goes with the text that it is about, or with the first."""
    homes = {at: one for one in reversed(texted) for at in one.at}
    for one in texted:
        one.at = [at for at in one.at if homes[at] is one]
    by_source = {one.source: one for one in texted}
    by_id = {identity(items[at]): one for at, one in homes.items()}
    for at, item in enumerate(items):
        if at in homes:
            continue
        ends = [*targets_of(item), *many(item.get("body"))]
        found = (by_id.get(reference(end)) for end in ends if reference(end))
        home = next((one for one in found if one is not None), None)
        home = home or next((by_source[source_of(end)] for end in ends if source_of(end) in by_source), texted[0])
        home.at.append(at)
    for one in texted:
        one.at.sort()


def reference(end: object) -> str:
    """The IRI of an annotation that is an end of another, or could be."""
    return "" if any(selectors_of(one) for one in objects(end)) else identity(end)


class _Document:
    """One text with its annotations."""

    def __init__(self, file: File, about: _About, name: str, where: str, reading: Reading) -> None:
        self._file, self._about, self._name, self._where, self._reading = file, about, name, where, reading
        self._buildings = dict[str, Building]()
        self._home = dict[str, str]()  # sources of spans, by the ids of their annotations
        self._items = [file.items[at] for at in about.at]
        self._ids = {identity(one) for one in self._items if identity(one)}
        self._of = [list[str]() for _ in self._items]

    def record(self) -> Record:
        about, unit = self._about, self._unit()
        self._text = Text(about.text, unit)
        links = list[int]()
        for at, one in enumerate(self._items):
            if any(points_into_text(target) for target in targets_of(one)):
                self._span(at, one)
            elif self._is_link(one):
                links.append(at)
            else:
                self._whole(at, one)
        for at in links:
            self._link(at, self._items[at])
        sources = [each.items() for each in self._buildings.values()]
        kept = {
            "form": self._file.form, "head": self._file.head, "of": self._of, "unit": unit, "source": about.source,
            "items": [without_text(one, about.text) for one in self._items], "text": about.kind, "bom": about.bom,
        }  # fmt: skip
        some = [one for one in sources if one != SourceItems(one.source, one.kind)]
        return record_of(self._name, about.text, some, self._where, kept={NAME: kept})

    def _unit(self) -> Offsets:
        text, quotes = self._about.text, quotes_in(self._about.targets)
        wide = _WIDE.search(text)
        first = len(text) if wide is None else wide.start()
        proof = wide is None or any(end > first for _, end, _ in quotes)
        if self._reading.offsets is None and not proof and self._is_behind(first):
            told = "has characters beyond U+FFFF, and nothing in it shows what offsets count"
            self._reading.ask(self._where, told, "offsets", "code points", "utf-16")
        return proven(text, quotes, "code points", self._reading, self._where, same=alike).unit

    def _is_behind(self, first: int) -> bool:
        """Whether there are offsets behind a character."""
        some = [each for one in objects(self._about.targets) for each in selectors_of(one)]
        return any(type(each.get(key)) is int and each[key] > first for each in some for key in ("start", "end"))

    def _building(self, one: Data) -> Building:
        name, is_model = creator_of(one)
        if name not in self._buildings:
            kind = "model" if is_model else "person" if name else "import"
            self._buildings[name] = Building(self._reading, self._where, self._about.text, name, kind)
        return self._buildings[name]

    def _key(self, at: int, one: Data) -> str:
        return identity(one) or f"number {self._about.at[at] + 1}"

    def _span(self, at: int, one: Data) -> None:
        if all(source_of(target) != self._about.source for target in targets_of(one)):
            return  # told already: its text is not there
        key, building = self._key(at, one), self._building(one)
        try:
            found = [each for target in targets_of(one) for each in self._fragments(target)]
        except NoPlaceError as problem:
            if problem.wrong:
                self._reading.leave_out(self._where, f"annotation {key} {problem}")
            else:
                self._reading.tell(self._where, f"annotation {key} {problem}; kept for W3C only")
            return
        if any(place is not None and place.start == place.end for place, _ in found) and len(found) == 1:
            self._reading.tell(self._where, f"annotation {key} is empty (at {found[0][0]}); kept for W3C only")
            return
        places = [self._settled(key, *each) for each in found]
        if any(place == () for place in places):
            return
        label, more = said_of(one, bodies_of(one))
        for name in more.odd:
            self._reading.leave_out(self._where, f"annotation {key}: {name} has a value that cannot be")
        ordered = [cast("Range | None", place) for place in places]
        if None not in ordered:
            ordered = sorted(cast("list[Range]", ordered))
        if building.is_model and more.decision == "manual":
            more.decision = "open"
        span = building.add_span(key, label, ordered, value=more.value, **more.more())
        if span is not None:
            self._home.setdefault(key, creator_of(one)[0])
            self._of[at] = [span.id]
            if span.fragments != tuple(sorted(place for place, _ in found if place is not None)):
                self._of[at] += [f"{start} {end}" for start, end in span.fragments]  # not where the positions are

    def _fragments(self, target: object) -> list[tuple[Range | None, Data | None]]:
        if source_of(target) != self._about.source:
            raise NoPlaceError(f"is about {source_of(target)[:80]} as well")
        return self._text.fragments(target)

    def _settled(self, key: str, place: Range | None, quote: Data | None) -> Range | tuple[()] | None:
        """The place where position and quote agree, or that which counts; an empty pair where neither does."""
        text = self._about.text
        fits = place is not None and 0 <= place.start < place.end <= len(text)
        if place is None or not fits or quote is None:
            return place  # the building tells what is wrong
        quoted: str = quote["exact"]
        there = text[place.start : place.end]
        if alike(quoted, there):
            return place
        told = f"annotation {key} quotes “{quoted[:60]}” but at {place.start}–{place.end} is “{there[:60]}”"
        if quoted and (quoted in there or there in quoted):
            self._reading.tell(self._where, f"{told}; the position counts")
            return place
        found = self._text.all({"exact": quoted}) if quoted else []
        found = self._text.all(quote) if len(found) > 1 else found
        if len(found) == 1:
            self._reading.leave_out(self._where, told, "taken where the quoted text is")
            return Range(found[0], found[0] + len(quoted))
        self._reading.leave_out(self._where, told)
        return ()

    def _is_link(self, one: Data) -> bool:
        ends = [*targets_of(one), *many(one.get("body"))]
        if motivation(one) == "linking":
            return any(reference(end) for end in ends)
        targets = [reference(end) for end in targets_of(one)]
        return len(targets) > 1 and all(end in self._ids for end in targets)

    def _link(self, at: int, one: Data) -> None:
        key, ends = self._key(at, one), ends_of(one, self._ids)
        if len(ends) != 2:
            self._reading.tell(self._where, f"annotation {key} does not link two annotations; kept for W3C only")
            return
        home = self._home.get(ends[0], self._home.get(ends[1], creator_of(one)[0]))
        building = self._buildings.get(home) or self._building(one)
        label, more = said_of(one, [each for each in bodies_of(one) if reference(each.raw) not in ends])
        if building.is_model and more.decision == "manual":
            more.decision = "open"
        relation = building.add_relation(key, label, ends[0], ends[1], **more.more())
        if relation is not None:
            self._of[at] = [relation.id]

    def _whole(self, at: int, one: Data) -> None:
        """What is said of the text as a whole, or of something else."""
        marks = document_said(bodies_of(one))
        if marks is not None:
            self._building(one).marks = marks
            self._of[at] = ["marks"]
            return
        names = [name for each in objects(targets_of(one)) for found in selectors_of(each) for name in kinds(found)]
        why = f" has {', '.join(sorted(names))[:80]}, which" if names else ""
        told = f"annotation {self._key(at, one)}{why} is about no place in a plain text; kept for W3C only"
        self._reading.tell(self._where, told)


def ends_of(one: Data, known: set[str]) -> list[str]:
    """The annotations that one links: its targets, or its target and its body."""
    targets = [reference(end) for end in targets_of(one) if reference(end)]
    bodies = [reference(end) for end in many(one.get("body"))]
    return targets if len(targets) != 1 else targets + [end for end in bodies if end in known][:1]


def creator_of(one: Data) -> tuple[str, bool]:
    """Whose an annotation is, and whether that is a model."""
    found = first_creator(one)
    if isinstance(found, dict):
        some = cast("Data", found)
        names = (some.get(key) for key in ("name", "nickname", "nick", "email", "id", "@id"))
        name = next((each for each in names if isinstance(each, str) and each), "")[:190]
        is_model = bool(kinds(some) & {"Software", "SoftwareAgent"})
        return (f"model:{name.removeprefix('model:') or 'unnamed'}" if is_model else name), is_model
    name = found[:190] if isinstance(found, str) else ""
    return ("" if has_lone_surrogate(name) else name), False


def alike(quoted: str, text: str) -> bool:
    """Whether a quoted text is the text; browsers have one kind of line break, and blanks where there are several."""
    return quoted == text or _BLANKS.sub(" ", quoted) == _BLANKS.sub(" ", text)
