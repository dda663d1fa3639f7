"""What the window of adjudication tells: the answers at a stop as cards, stops and steps in words. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.adjudicate.case import is_open, twin
from annotate.adjudicate.settling import here, subject
from annotate.adjudicate.stops import Content, DocumentLabel, Stop
from annotate.model import Attributes, Relation, Span
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from annotate.values import describe

_QUOTED = 60  # code points of a text that are shown
KINDS = {"span": "Spans", "relation": "Relation", "label": "Label of the document"}


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a card: a label with its colour, and what it stands on."""

    label: str
    slot: int
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer: its key, who gives it, what it says (no line: nothing), and whether gold has it."""

    key: str
    names: str
    lines: tuple[Said, ...]
    taken: bool = False


def cards(stop: Stop, gold: AnnotationState, scheme: Scheme) -> list[Card]:
    """The answers at a stop in the order of their keys; what gold has, and nobody says so, comes last."""
    there = taken(stop, gold)
    found = [
        Card(key_of(at), ", ".join(one.names), _lines(stop.said(at), gold, scheme), at == there)
        for at, one in enumerate(stop.alternatives)
    ]
    own = here(stop, gold)
    if there is None and own:
        found.append(Card("", "Gold", _lines(own, gold, scheme), taken=not is_open(stop, gold)))
    elif there is None and not is_open(stop, gold):
        found.append(Card("", "Gold", (), taken=True))
    return found


def heading(stop: Stop, gold: AnnotationState) -> str:
    """What a stop is about: for a relation the two texts, as gold has them."""
    first = stop.contents[0]
    if isinstance(first, Relation):
        return " – ".join(f"“{short(gold.spans[end].text, 28)}”" for end in (first.head, first.child))
    return subject(stop)


def key_of(at: int) -> str:
    """The key that takes an answer."""
    return {0: "←", 1: "→"}.get(at, str(at + 1) if at < 9 else "")


def taken(stop: Stop, gold: AnnotationState) -> int | None:
    """The answer of a settled stop that gold has just so; None where it is open, or has something else."""
    if is_open(stop, gold):
        return None
    if stop.kind == "label":
        labels = dict(gold.marks.attributes)
        held = {at for at, one in enumerate(stop.contents) if _label_held(one, labels)}
    else:
        own = {one.id for one in here(stop, gold)}
        twins = {at: twin(one, gold) for at, one in enumerate(stop.contents)}
        held = {at for at, one in twins.items() if one is not None and one.id in own and _alike(one, stop.contents[at])}
        if own - {one.id for one in twins.values() if one is not None}:
            return None  # gold has something that nobody says
    return next((at for at, one in enumerate(stop.alternatives) if set(one.picks) == held), None)


def _alike(own: Span | Relation, content: Content) -> bool:
    if isinstance(own, Span) and isinstance(content, Span):
        return (own.value, own.attributes) == (content.value, content.attributes)
    return isinstance(content, Relation) and own.attributes == content.attributes


def _label_held(content: Content, labels: Mapping[str, object]) -> bool:
    return isinstance(content, DocumentLabel) and labels.get(content.name) == content.value


def _lines(contents: Iterable[Content], gold: AnnotationState, scheme: Scheme) -> tuple[Said, ...]:
    return tuple(_line(one, gold, scheme) for one in contents)


def _line(content: Content, gold: AnnotationState, scheme: Scheme) -> Said:
    match content:
        case Span():
            label = scheme.span_label(content.label)
            value = (describe(content.value),) if content.value is not None else ()
            told = " · ".join((f"“{short(content.text)}”", *value, *_attributes(content.attributes)))
            return Said(content.label, label.slot if label is not None else 0, told)
        case Relation():
            head, child = (short(gold.spans[end].text, 28) for end in (content.head, content.child))
            return Said(content.label, -1, " · ".join((f"“{head}” → “{child}”", *_attributes(content.attributes))))
        case _:
            return Said(content.name, -1, "yes" if content.value is True else str(content.value))


def _attributes(attributes: Attributes) -> tuple[str, ...]:
    return tuple(name if value is True else f"{name}: {value}" for name, value in attributes)


def short(text: str, most: int = _QUOTED) -> str:
    """A text on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def counted(count: int, one: str, many: str = "") -> str:
    """“1 stop”, “2 stops”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def done_in_words(event: str, names: str) -> str:
    """What a step at a stop did: “Left taken: ann.”"""
    deed, _, detail = event.removeprefix("adjudicate.").partition(" ")
    told = {
        "left": f"Left taken: {names}",
        "right": f"Right taken: {names}",
        "alternative": f"Answer {detail} taken: {names}",
        "both": "Both taken",
        "neither": "Neither taken",
        "majority": f"Taken: {detail} say so",
        "keep": "Kept as it is",
    }
    return f"{told.get(deed, 'Done')}."
