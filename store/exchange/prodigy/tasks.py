"""One task of Prodigy, or one version of a task under review: its spans, relations, and labels of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast, get_args

from annotate.errors import InputError
from annotate.model import AttributeValue, How, Marks, Status
from annotate.offsets import Range
from store.exchange.building import Building
from store.exchange.objects import Object, is_object, is_scalar, is_text, listed, mapped
from store.exchange.pairs import Said, said
from store.exchange.reading import Reading
from store.exchange.units import Quoted, Units

SPAN_KEYS = frozenset(
    "text start end token_start token_end label type source input_hash pattern priority rank score color hidden "
    "disabled".split()
)  # fmt: skip
RELATION_KEYS = frozenset("head child label color head_span child_span score source input_hash".split())
OWN, NAME, MODEL = "gilder", "gilder_name", "model:"
HERE = ""  # in a list of ids: what only Prodigy knows and stays as it is
_KEPT = "left out, and kept for Prodigy"
_SUFFIXES = {"reject": "rejected", "ignore": "ignored"}

Place = tuple[str, Range]
"""A label and where it is."""


@dataclass(slots=True)
class Ids:
    """What the parts of a task became: ids of spans and relations. None: left out for good."""

    spans: list[str | None] = field(default_factory=list["str | None"])
    relations: list[str | None] = field(default_factory=list["str | None"])

    @property
    def real(self) -> frozenset[str]:
        """Those that Gilder knows."""
        return frozenset(one for one in (*self.spans, *self.relations) if one)


def answer_of(task: Object) -> str | None:
    """What the person answered; None where nobody has."""
    found = task.get("answer")
    return found if isinstance(found, str) else None


def asked(task: Object) -> str:
    """Whose task it is: the id of the annotator or of the session; empty where the task has none."""
    some = (task.get(key) for key in ("_annotator_id", "_session_id"))
    return next((one for one in some if isinstance(one, str) and one and is_text(one)), "")


def source_of(name: str, answer: str | None) -> str:
    """The source of a task's spans. What was rejected or ignored is nobody's annotation: it has a source of its own."""
    return f"{name} {_SUFFIXES[answer]}".strip() if answer in _SUFFIXES else name


def name_and_answer(source: str) -> tuple[str, str]:
    """The other way round: whose task, and the answer."""
    for answer, suffix in _SUFFIXES.items():
        if source == suffix or source.endswith(f" {suffix}"):
            return source.removesuffix(suffix).removesuffix(" "), answer
    return source, "accept"


def parts(task: Object, key: str, where: str) -> list[object]:
    """A list of a task. Raises InputError where it is something else."""
    value: object = task.get(key)
    if value is not None and not isinstance(value, list):
        raise InputError(f"{where}: “{key}” is no list")
    return listed(cast("object", value))


def quotes(task: Object) -> Iterator[Quoted]:
    """All places whose text the task has."""
    for key in ("tokens", "spans"):
        for one in map(mapped, listed(task.get(key))):
            start, end, text = one.get("start"), one.get("end"), one.get("text")
            if type(start) is int and type(end) is int and isinstance(text, str):
                yield start, end, text


class Tokens:
    """The tokens of a task by their ids."""

    def __init__(self, task: Object, units: Units, reading: Reading, where: str) -> None:
        some = parts(task, "tokens", where)
        self.any, self.places = bool(some), dict[int, Range]()
        for at, one in enumerate(map(mapped, some)):
            start, end, key = one.get("start"), one.get("end"), one.get("id")
            key = key if type(key) is int else at
            if key in self.places:
                reading.leave_out(where, f"there is a token {key} already", f"kept, with the new id {at}")
                key = at
            place = units.range(start, end) if type(start) is int and type(end) is int else None
            if place is not None:
                self.places.setdefault(key, place)

    @cached_property
    def starting(self) -> dict[int, int]:
        """Tokens by where they start."""
        return {place.start: key for key, place in reversed(self.places.items())}

    @cached_property
    def ending(self) -> dict[int, int]:
        """Tokens by where they end."""
        return {place.end: key for key, place in self.places.items()}

    def at(self, key: object) -> Range | None:
        """Where a token is; None where there is no such token."""
        return self.places.get(key) if type(key) is int else None


@dataclass(slots=True)
class Whose:
    """One source of a document, with the places that its tasks up to now have, and the keys of spans in the building:
    what several tasks of a source say of one place is one annotation."""

    building: Building
    places: dict[Place, str] = field(default_factory=dict[Place, str])
    keys: dict[str, str] = field(default_factory=dict[str, str])


class Task:
    """Adds what a task says to its source. `ids` are those that its parts had before, or none."""

    def __init__(
        self, data: Object, whose: Whose, units: Units, reading: Reading, line: int | None, *,
        prefix: str = "", ids: Ids | None = None,
    ) -> None:  # fmt: skip
        self._data, self._whose, self._units, self._reading = data, whose, units, reading
        self._line, self._prefix, self._ids = line, prefix, ids
        self._building, self._where = whose.building, whose.building.place(line)
        self._tokens = Tokens(data, units, reading, self._where)
        self._answer = answer_of(data)
        self._size, self._spans = units.size, list[str | None]()
        self._places, self._of_words = dict[Place, str](), list[str]()

    def ids(self) -> Ids:
        """What became of all parts. Raises InputError."""
        spans = parts(self._data, "spans", self._where)
        relations = parts(self._data, "relations", self._where)
        self._spans = [self._span(at, one) for at, one in enumerate(spans)]
        found = Ids(self._spans, [self._relation(at, one) for at, one in enumerate(relations)])
        if self._of_words:
            told = (
                f"{len(self._of_words):,} relations are between words that are no spans, the first {self._of_words[0]}"
            )
            self._reading.tell(self._where, f"{told}; {_KEPT}")
        self._whose.places = {**self._places, **self._whose.places}
        return found

    def _span(self, at: int, one: object) -> str | None:
        key, data = f"{self._prefix}spans[{at}]", mapped(one)
        if not is_object(one):
            self._reading.leave_out(self._where, f"annotation {key} is no object")
            return None
        place, label, quoted = self._place(data), data.get("label"), data.get("text")
        if label is None:
            self._reading.tell(self._where, f"annotation {key} has no label; {_KEPT}")
            return HERE
        if place is not None and 0 <= place.start == place.end <= self._size:
            self._reading.tell(self._where, f"annotation {key} is empty (at {place.start}); {_KEPT}")
            return HERE
        if not isinstance(label, str) or not is_text(label):
            self._reading.leave_out(self._where, f"annotation {key} has a label that is no text that can be stored")
            return None
        known = None if place is None else self._whose.places.get((label, place))
        if known is not None and quoted in (None, self._text_of(known)):
            self._places[label, cast("Range", place)] = known
            return known
        if place is None and not self._whole(data):
            told = f"annotation {key} has no start and end in whole numbers, nor tokens that have"
            self._reading.leave_out(self._where, told)
            return None
        more = self._said(key, data, SPAN_KEYS)
        span = self._building.add_span(
            key, label, [place], line=self._line, quoted=quoted if isinstance(quoted, str) else None,
            value=more.value, span_id=self._ids.spans[at] if self._ids else None, **more.more(),
        )  # fmt: skip
        if span is None:
            return None
        self._whose.keys[span.id] = key
        self._places.setdefault((label, span.range), span.id)
        return span.id

    def _text_of(self, own: str) -> str | None:
        span = self._building.span(self._whose.keys.get(own, own))
        return None if span is None else span.text

    @staticmethod
    def _whole(data: Object) -> bool:
        return type(data.get("start")) is int and type(data.get("end")) is int

    def _place(self, data: Object) -> Range | None:
        if self._whole(data):
            return self._units.range(data["start"], data["end"])
        if "start" in data or "end" in data:
            return None
        ends = [self._tokens.at(data.get(key)) for key in ("token_start", "token_end")]
        return None if ends[0] is None or ends[1] is None else Range(ends[0].start, ends[1].end)

    def _said(self, key: str, data: Object, taken: frozenset[str]) -> Said:
        more = said([(name, value) for name, value in data.items() if name not in taken and _sayable(name, value)])
        for name in more.odd:
            self._reading.leave_out(self._where, f"{key}: {name} has a value that cannot be", _KEPT)
        score, model = data.get("score"), data.get("source")
        if more.score is None and isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1:
            more.score = float(score)
        if not more.origin and isinstance(model, str) and model and is_text(model):
            more.origin = MODEL + model
            more.decision = cast("How", "accepted") if self._answer == "accept" else more.decision
        return more

    def _relation(self, at: int, one: object) -> str | None:
        key, data = f"{self._prefix}relations[{at}]", mapped(one)
        label = data.get("label")
        if not isinstance(label, str) or not is_text(label):
            self._reading.leave_out(self._where, f"relation {key} has no label that is text that can be stored")
            return None
        ends = list[str]()
        for name in ("head", "child"):
            token = data.get(name)
            if self._tokens.any and self._tokens.at(token) is None:
                told = f"relation {key} refers to the token {token} as its {name}, which does not exist"
                self._reading.leave_out(self._where, told)
                return None
            found = self._end(token, mapped(data.get(f"{name}_span")))
            if found is None and None in self._spans:
                self._reading.leave_out(self._where, f"relation {key} has as its {name} no span that was taken")
                return None
            if found is None:
                self._of_words.append(key)
                return HERE
            ends.append(found)
        if ends[0] == ends[1]:
            self._reading.tell(self._where, f"relation {key} joins a span with itself; {_KEPT}")
            return HERE
        more = self._said(key, data, RELATION_KEYS)
        relation = self._building.add_relation(
            key, label, *(self._whose.keys.get(end, end) for end in ends), line=self._line,
            relation_id=self._ids.relations[at] if self._ids else None, **more.more(),
        )  # fmt: skip
        return None if relation is None else relation.id

    def _end(self, token: object, told: Object) -> str | None:
        """The span that a token stands for: the one that the relation describes, else the one that ends with it."""
        own = told.get("gilder_span")
        if type(own) is int and 0 <= own < len(self._spans):
            return self._spans[own] or None
        place, label = self._place(told), told.get("label")
        at = self._tokens.at(token)
        fits = [(one, of) for of, one in self._places.items() if of[1] == place]
        fits = fits or [(one, of) for of, one in self._places.items() if at is not None and of[1].covers(at)]
        fits.sort(key=lambda one: (one[1][0] != label, at is None or one[1][1].end != at.end, one[1][1].size))
        return fits[0][0] if fits else None


def _sayable(name: str, value: object) -> bool:
    return is_text(name) and is_scalar(value)


def labels_of(task: Object) -> dict[str, AttributeValue]:
    """What the answer says of the document as a whole: its label, options that were chosen, categories."""
    answer, found = answer_of(task), dict[str, AttributeValue]()
    label = task.get("label")
    if isinstance(label, str) and label and answer != "ignore" and is_text(label) and _of_document(task, label):
        found[label] = answer != "reject"
    if answer not in (None, "accept"):
        return found
    for one in listed(task.get("accept")):
        if is_scalar(one) and not isinstance(one, bool) and str(one):
            found[str(one)] = True
    for name, value in mapped(task.get("cats")).items():
        if name and is_text(name) and isinstance(value, int | float) and is_scalar(value):
            found[name] = bool(value) if value in (0, 1) else float(value)
    return found


def _of_document(task: Object, label: str) -> bool:
    """Whether the label of a task is not that of its only span, which is what the task asks about."""
    return all(mapped(one).get("label") != label for one in listed(task.get("spans")))


def marks_of(task: Object) -> Marks:
    """What Gilder has written beside the task of the document."""
    own = mapped(task.get(OWN))
    note, status = own.get("note"), own.get("status")
    labels = {name: value for name, value in mapped(own.get("labels")).items() if _sayable(name, value)}
    known = cast("Status", status) if status in get_args(Status) else "new"
    text = note if isinstance(note, str) and is_text(note) else ""
    return Marks("", known, text, own.get("flagged") is True, tuple(sorted(labels.items())))


def merged(one: Marks, two: Marks, labels: Mapping[str, Any]) -> Marks:
    """Marks of two tasks, and labels of the document."""
    attributes = {**dict(one.attributes), **dict(two.attributes), **labels}
    note = "\n".join(dict.fromkeys(text for text in (one.note, two.note) if text))
    status = one.status if two.status == "new" else two.status
    return Marks("", status, note, one.flagged or two.flagged, tuple(sorted(attributes.items())))
