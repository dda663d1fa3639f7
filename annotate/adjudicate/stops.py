"""Stops: places where annotators may differ, with the answers that they give there.

What somebody says is a content: a span, a relation between spans of gold, or a label of the document. An alternative is
what the same annotators say at a stop: some of its contents, or none, which says that there is nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from annotate.model import AttributeValue, Relation, Span
from annotate.offsets import Range
from annotate.scores.parted import Place

Kind = Literal["span", "relation", "label"]
Rule = Literal["all", "majority", "none"]
"""What is taken without asking: what all say, what more than half of them say, or nothing."""

RULES: Mapping[Rule, str] = {"all": "what all say", "majority": "what most say", "none": "nothing"}


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A label of the document as a whole."""

    name: str
    value: AttributeValue


Content = Span | Relation | DocumentLabel
"""As it would stand in gold: decided by adjudication, with the names of those who say it as its origin."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What some annotators say: places in the stop's contents; none of them: there is nothing here."""

    names: tuple[str, ...]
    picks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """One annotator's own span or relation at a stop, as far as a decision on it remembers it, and which content it is.

    Of a relation the fragments are those of its head, then those of its child, as the annotator has them.
    """

    id: str
    name: str
    label: str
    fragments: Place
    says: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One question: its alternatives with the most supported first, then in the order of the annotators."""

    kind: Kind
    range: Range
    contents: tuple[Content, ...]
    alternatives: tuple[Alternative, ...]
    given: tuple[Given, ...]
    id: str  # stays the same as long as the oldest of what was given does

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who has a say here."""
        return tuple(name for one in self.alternatives for name in one.names)

    def said(self, at: int) -> tuple[Content, ...]:
        """The contents of an alternative."""
        return tuple(self.contents[pick] for pick in self.alternatives[at].picks)

    def agreed(self, rule: Rule) -> Alternative | None:
        """The alternative that a rule takes; None where a person has to choose."""
        first, voices = self.alternatives[0], len(self.names)
        if rule == "all":
            return first if len(self.alternatives) == 1 else None
        return first if rule == "majority" and 2 * len(first.names) > voices else None


def alternatives(voices: Sequence[str], picks: Mapping[str, Iterable[int]]) -> tuple[Alternative, ...]:
    """Those who say the same together; who picks nothing says that there is nothing."""
    together: dict[tuple[int, ...], list[str]] = {}
    for name in voices:
        together.setdefault(tuple(sorted(set(picks.get(name, ())))), []).append(name)
    ordered = sorted(together.items(), key=lambda one: -len(one[1]))  # stable: then in the order of the annotators
    return tuple(Alternative(tuple(names), pick) for pick, names in ordered)


def origin(names: Iterable[str]) -> str:
    """Where something in gold is from: the names of all who say it."""
    return "+".join(names)


def joined_notes(notes: Iterable[str]) -> str:
    """Several notes on the same thing, each once."""
    return "\n".join(dict.fromkeys(note for note in notes if note))
