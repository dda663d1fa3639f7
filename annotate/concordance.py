"""The concordance: what is looked for in texts, in which order hits are read, and what is done at many of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Literal

import regex

from annotate.change import Transaction, compose
from annotate.commands import ValueParser, delete_span, no_value, relabel
from annotate.errors import InputError, Refused
from annotate.index import SpanIndex
from annotate.model import Span
from annotate.offsets import Range
from annotate.propagate import label_place
from annotate.review import accept_some, reject
from annotate.scheme import Scheme
from annotate.state import AnnotationState

Order = Literal["document", "left", "right", "hit"]
ORDERS: tuple[tuple[Order, str], ...] = (
    ("document", "As in the documents"),
    ("left", "By the words before: 1L, 2L, 3L"),
    ("right", "By the words after: 1R, 2R, 3R"),
    ("hit", "By the hit, then the words after"),
)
"""Orders of the hits, and what the person reads."""

Deed = Literal["label", "relabel", "remove", "accept", "reject"]
EVENTS: dict[Deed, str] = {
    "label": "span.add",
    "relabel": "span.relabel",
    "remove": "span.delete",
    "accept": "suggestion.accept_all",
    "reject": "suggestion.reject",
}
Finder = Callable[[str], Iterator[Range]]
"""Gives the places in a text, in order, none of them empty."""

_LONGEST, _MOST = 2000, 10_000  # characters of a regular expression, and how often it repeats something
_REPEATS = re.compile(r"\{[\d\s,]*\d[\d\s,]*\}")
_SECONDS = 2.0  # that a regular expression may take for one text
_NEAR = 3  # words to each side by which hits are put in order


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a text taken literally, or a regular expression; as whole words, in the very case."""

    text: str
    expression: bool = False
    words: bool = False
    case: bool = False

    def finder(self) -> Finder:
        """Finds it in texts. Raises InputError where it is no regular expression, or when it takes too long."""
        return _by_expression(self) if self.expression else _by_words(self)


def _by_words(asked: Asked) -> Finder:
    text = re.escape(asked.text.strip())
    if not text:
        return lambda _text: iter(())
    pattern = re.compile(_whole(text) if asked.words else text, re.NOFLAG if asked.case else re.IGNORECASE)
    return lambda body: (Range(*match.span()) for match in pattern.finditer(body))


def _by_expression(asked: Asked) -> Finder:
    _check_size(asked.text)
    flags = regex.MULTILINE if asked.case else regex.MULTILINE | regex.IGNORECASE
    try:
        regex.compile(asked.text, flags)  # by itself, so that a parenthesis of ours closes none of theirs
        pattern = regex.compile(_whole(asked.text) if asked.words else asked.text, flags)
    except regex.error as problem:
        raise InputError(f"“{asked.text}” is no regular expression: {problem}") from problem

    def places(body: str) -> Iterator[Range]:
        try:
            for match in pattern.finditer(body, timeout=_SECONDS):
                if (place := _stripped(body, *match.span())) is not None:
                    yield place
        except TimeoutError as problem:
            raise InputError(f"“{asked.text}” takes too long in one of the texts; make it simpler") from problem

    return places


def _check_size(expression: str) -> None:
    """Raise InputError for an expression that takes long to read: `a{9999999}`, `((a{99}){99}){99}`."""
    counts = (max(int(number[:9]) for number in re.findall(r"\d+", found)) for found in _REPEATS.findall(expression))
    if len(expression) > _LONGEST or prod(max(1, count) for count in counts) > _MOST:
        about = f"it has at most {_LONGEST:,} characters, and repeats nothing more than {_MOST:,} times"
        raise InputError(f"“{expression[:40]}…” is too large an expression: {about}")


def _whole(pattern: str) -> str:
    return rf"(?<!\w)(?:{pattern})(?!\w)"


def _stripped(text: str, start: int, end: int) -> Range | None:
    """A place without white space at its ends; None where nothing is left."""
    piece = text[start:end]
    kept = piece.strip()
    first = start + len(piece) - len(piece.lstrip())
    return Range(first, first + len(kept)) if kept else None


def sort_key(order: Order, before: str, hit: str, after: str) -> tuple[str, ...]:
    """What hits are put in order by, letter case aside: the words that are nearest come first."""
    right = tuple(_words(after)[:_NEAR])
    match order:
        case "left":
            return (*reversed(_words(before)[-_NEAR:]),)
        case "right":
            return right
        case "hit":
            return (" ".join(hit.casefold().split()), *right)
        case "document":
            return ()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands exactly on a hit: the person's spans, and open suggestions."""

    own: tuple[Span, ...] = ()
    waiting: tuple[Span, ...] = ()


def standing(state: AnnotationState, still: SpanIndex, place: Range) -> Standing:
    """What stands exactly at a place; `still` are the open suggestions."""
    own = tuple(span for span in state.index.between(*place) if span.fragments == (place,))
    return Standing(own, tuple(span for span in still.between(*place) if span.fragments == (place,)))


@dataclass
class Deeds:
    """What is done at hits, as steps by document: how many hits were answered, and why the others were left."""

    done: int = 0
    left: Counter[str] = field(default_factory=Counter[str])
    steps: list[Transaction] = field(default_factory=list[Transaction])

    def together(self, deed: Deed) -> Transaction | None:
        """All of it as one step; None where there is nothing to do."""
        return compose(self.steps, EVENTS[deed]) if self.steps else None

    def skip(self, why: str) -> None:
        """A hit is left as it is."""
        self.left[why] += 1

    def make(self, tx: Transaction) -> None:
        """A hit is answered by a step."""
        self.steps.append(tx)
        self.done += 1


def do_at(
    deeds: Deeds,
    deed: Deed,
    suggested: AnnotationState,
    state: AnnotationState,
    still: SpanIndex,
    scheme: Scheme,
    places: Sequence[Range],
    *,
    label: str,
    new_ids: Iterator[str],
    parse: ValueParser = no_value,
) -> None:
    """Do the same at some places of one document, and note it in `deeds`. `still` are the open suggestions.

    `label` gives a span to places where the person has none and has not said no to the label; `relabel` and `remove`
    are for the person's own spans that stand exactly there, `accept` and `reject` for open suggestions that do.
    """
    found = [(place, standing(state, still, place)) for place in dict.fromkeys(places)]
    if deed == "label":
        for place, there in found:
            _label(deeds, suggested, state, still, place, there, label, new_id=next(new_ids), parse=parse)
    elif deed in ("accept", "reject"):
        _decide(deeds, deed, suggested, state, scheme, found, new_ids)
    else:
        now = state
        for _, there in found:
            now = _own(deeds, deed, now, scheme, there, label, parse)


def _label(
    deeds: Deeds,
    suggested: AnnotationState,
    state: AnnotationState,
    still: SpanIndex,
    place: Range,
    there: Standing,
    label: str,
    *,
    new_id: str,
    parse: ValueParser,
) -> None:
    if there.own:
        deeds.skip("labelled already")
    elif any(state.decisions[one].outcome == "rejected" for one in state.decisions.filed(((place,), label))):
        deeds.skip(f"rejected as {label} before")
    elif (tx := label_place(suggested, state, still, place, label, new_id=new_id, parse=parse)) is not None:
        deeds.make(tx)


def _decide(
    deeds: Deeds,
    deed: Deed,
    suggested: AnnotationState,
    state: AnnotationState,
    scheme: Scheme,
    found: Iterable[tuple[Range, Standing]],
    new_ids: Iterator[str],
) -> None:
    ids: list[str] = []
    for _, there in found:
        if there.waiting:
            ids += [one.id for one in there.waiting]
            deeds.done += 1
        else:
            deeds.skip("without an open suggestion")
    if not ids:
        return
    accepted = accept_some(suggested, state, scheme, ids, new_ids=new_ids) if deed == "accept" else None
    tx = accepted if deed == "accept" else reject(suggested, state, ids)
    if tx is not None:
        deeds.steps.append(tx)


def _own(
    deeds: Deeds, deed: Deed, state: AnnotationState, scheme: Scheme, there: Standing, label: str, parse: ValueParser
) -> AnnotationState:
    """The state after the person's spans at one place were removed, or relabelled: the first one, where several are."""
    if not there.own:
        deeds.skip("without a span of yours")
        return state
    if deed == "remove":
        steps: list[Transaction] = []
        for span in there.own:
            steps.append(delete_span(state, span.id))
            state = state.apply(steps[-1])
        deeds.make(compose(steps, "span.delete"))
        return state
    if any(span.label == label for span in there.own):
        deeds.skip(f"{label} already")
        return state
    try:
        tx = relabel(state, there.own[0].id, label, parse=parse, scheme=scheme)
    except Refused as reason:
        deeds.skip(str(reason).rstrip("."))
        return state
    if tx is None:
        return state
    deeds.make(tx)
    return state.apply(tx)
