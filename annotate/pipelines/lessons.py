"""Gold as it is learnt from: documents in parts, cut where boilerplate is, with the spans that are learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Literal

from annotate.errors import InputError
from annotate.offsets import Range

Component = Literal["ner", "spancat"]
COMPONENTS: tuple[Component, ...] = ("ner", "spancat")
TRAIN, DEV, TEST = "train", "dev", "test"
USED = (TRAIN, DEV, TEST)
_DEV_NAMES = ("dev", "val", "valid", "validation", "development")
_LEAST = {TRAIN: 2, DEV: 1}  # documents
_UNLEARNT = {
    "not tokens": "that begin or end inside a word",
    "overlap": "that overlap a longer one",
    "long": "too long",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A span that is learnt: its label, its fragments, how it came to be (`How`) and from whom (`Span.origin`)."""

    label: str
    fragments: tuple[Range, ...]
    decision: str = "manual"
    origin: str = ""

    @property
    def range(self) -> Range:
        """From the first fragment's start to the last one's end."""
        return Range(self.fragments[0].start, self.fragments[-1].end)


@dataclass(frozen=True, slots=True)
class Joined:
    """A relation that is learnt: head and child are places in the spans of its lesson."""

    label: str
    head: int
    child: int
    decision: str = "manual"
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document of a part. `digest` is that of its text, `said` that of what is learnt of it; `pieces` are its places
    outside boilerplate; `blind`: it was annotated without suggestions in sight."""

    document: str  # id
    name: str
    part: str
    digest: str
    text: str
    pieces: tuple[Range, ...]
    spans: tuple[Marked, ...]
    blind: bool = False
    relations: tuple[Joined, ...] = ()

    @property
    def said(self) -> str:
        """A digest of labels and places, in hexadecimal digits."""
        places = [f"{one.label} {[tuple(place) for place in one.fragments]}" for one in self.spans]
        lines = sorted(places)
        lines += sorted(f"{one.label}: {places[one.head]}, {places[one.child]}" for one in self.relations)
        return blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "document": self.document, "name": self.name, "part": self.part, "digest": self.digest, "text": self.text,
            "pieces": [list(one) for one in self.pieces], "blind": self.blind,
            "spans": [[one.label, [list(place) for place in one.fragments], one.decision, one.origin]
                      for one in self.spans],
            "relations": [list(astuple(one)) for one in self.relations],
        }  # fmt: skip

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Lesson:
        """The lesson of what `as_dict` gave."""
        spans = (
            Marked(label, tuple(Range(*place) for place in places), decision, origin)
            for label, places, decision, origin in data["spans"]
        )
        plain = {key: data[key] for key in ("document", "name", "part", "digest", "text", "blind")}
        return cls(**plain, pieces=tuple(Range(*one) for one in data["pieces"]), spans=tuple(spans),
                   relations=tuple(Joined(*one) for one in data.get("relations", ())))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """What is in a part."""

    documents: int = 0
    words: int = 0
    spans: Mapping[str, int] = field(default_factory=dict[str, int])
    relations: Mapping[str, int] = field(default_factory=dict[str, int])


def outside(text: str, closed: Iterable[Range]) -> tuple[Range, ...]:
    """The places of a text between those that are left out, without those of white space alone."""
    found, at = list[Range](), 0
    for zone in [*sorted(closed), Range(len(text), len(text))]:
        if at < zone.start and text[at : zone.start].strip():
            found.append(Range(at, zone.start))
        at = max(at, zone.end)
    return tuple(found)


def component_for(lessons: Iterable[Lesson]) -> Component:
    """What can learn these spans: `spancat` where any of them share a code point, else `ner`."""
    for lesson in lessons:
        places = sorted(one.range for one in lesson.spans if len(one.fragments) == 1)
        if any(after.start < before.end for before, after in pairwise(places)):
            return "spancat"
    return "ner"


def tallies(lessons: Iterable[Lesson]) -> dict[str, Tally]:
    """What is in each part that is used, in order."""
    found = {part: (Counter[str](), Counter[str](), Counter[str]()) for part in USED}
    for lesson in lessons:
        numbers, labels, relations = found[lesson.part]
        numbers["documents"] += 1
        numbers["words"] += sum(len(lesson.text[one.start : one.end].split()) for one in lesson.pieces)
        labels.update(one.label for one in lesson.spans)
        relations.update(one.label for one in lesson.relations)
    return {
        part: Tally(numbers["documents"], numbers["words"], dict(sorted(labels.items())), dict(sorted(joined.items())))
        for part, (numbers, labels, joined) in found.items()
    }


def used_part(name: str) -> str | None:
    """What a part of the project is used for, by its name; None for one that is left out."""
    return DEV if name in _DEV_NAMES else name if name in USED else None


def check_enough(lessons: Sequence[Lesson]) -> None:
    """Raise InputError where there is too little to train on, or nothing to stop by."""
    found = tallies(lessons)
    for part, least in _LEAST.items():
        if found[part].documents < least:
            raise InputError(
                f"too few documents to train: {found[part].documents} in {part}, and at least {least} are needed (what "
                "is nearly the same text stays in one part); annotate more, or choose more with --filter and --source"
            )
    if not found[TRAIN].spans:
        raise InputError("there is no span in the documents to train on; choose other labels, documents or a source")


def check_learnt(learnt: int, left_out: Mapping[str, int]) -> None:
    """Raise InputError where no span of train can be learnt: what came of it would find nothing."""
    if not learnt:
        why = ", ".join(f"{count:,} {_UNLEARNT.get(name, name)}" for name, count in left_out.items())
        raise InputError(f"none of the spans to train on can be learnt ({why})")


def in_turn(lessons: Iterable[Lesson], seed: int) -> list[Lesson]:
    """Lessons in an order of their texts' digests and the seed alone, so that each beginning of it is a subset of each
    longer one, whatever the order of import was."""

    def lot(lesson: Lesson) -> bytes:
        return blake2b(f"{seed} {lesson.digest}".encode(), digest_size=16).digest()

    return sorted(lessons, key=lambda one: (lot(one), one.document))


def gold_digest(lessons: Iterable[Lesson]) -> str:
    """SHA-256-sized digest, in hexadecimal digits, of what is in which part with which spans, whatever its order."""
    lines = sorted(f"{one.part} {one.digest} {one.said}\n" for one in lessons)
    return blake2b("".join(lines).encode(), digest_size=32).hexdigest()


def checked_component(name: str, lessons: Iterable[Lesson]) -> Component:
    """The component that was asked for, `auto` by the spans. Raises InputError for one that there is not."""
    if name == "auto":
        return component_for(lessons)
    if name not in COMPONENTS:
        raise InputError(f"there is no component “{name[:60]}”; there are auto, {', '.join(COMPONENTS)}")
    return name
