"""What has to be said of a training, so that nobody takes its scores for more than they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.pipelines.lessons import DEV, TEST, TRAIN, Lesson, tallies

MOSTLY = 0.5  # of the spans
FEW_DOCUMENTS = 10  # in test
FEW_SPANS = 20  # of a label in train
FEW_RELATIONS = 10  # of a label in train: with fewer it is not trained


@dataclass(frozen=True, slots=True)
class Origins:
    """How many gold spans came to be in which way: by hand, or from which model's suggestions, accepted as they were or
    edited."""

    manual: int = 0
    accepted: Mapping[str, int] = field(default_factory=dict[str, int])  # by origin
    edited: Mapping[str, int] = field(default_factory=dict[str, int])
    other: int = 0

    @property
    def total(self) -> int:
        """All spans."""
        return self.manual + sum(self.accepted.values()) + sum(self.edited.values()) + self.other

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "manual": self.manual,
            "accepted": dict(self.accepted),
            "edited": dict(self.edited),
            "other": self.other,
        }


def origins(lessons: Iterable[Lesson]) -> Origins:
    """The spans of lessons by how they came to be."""
    accepted, edited, rest = Counter[str](), Counter[str](), Counter[str]()
    for span in (one for lesson in lessons for one in lesson.spans):
        from_model = span.origin.startswith("model:")
        if from_model and span.decision == "accepted":
            accepted[span.origin] += 1
        elif from_model and span.decision == "edited":
            edited[span.origin] += 1
        else:
            rest["manual" if span.decision == "manual" and not from_model else "other"] += 1
    return Origins(rest["manual"], dict(sorted(accepted.items())), dict(sorted(edited.items())), rest["other"])


def warnings(lessons: Sequence[Lesson], *, names: Iterable[str]) -> list[str]:
    """What a person is told before and after a training, a line each. `names` are those of the model that is trained
    and of what it is trained from: gold that came of their suggestions says little about them."""
    found, own = tallies(lessons), {_bare(name) for name in names}
    told = list[str]()
    if not found[TEST].documents:
        told.append("there is no test part: the scores are those of dev, by which the best step was chosen")
    elif found[TEST].documents < FEW_DOCUMENTS:
        told.append(f"only {found[TEST].documents} documents in test: the scores may be far off")
    for part, what in ((TRAIN, "trained on"), (TEST if found[TEST].documents else DEV, "scored by")):
        told += _accepted(origins(one for one in lessons if one.part == part), what, own)
    few = [label for label, count in found[TRAIN].spans.items() if count < FEW_SPANS]
    if few:
        told.append(f"fewer than {FEW_SPANS} spans to learn from: {', '.join(few)}")
    return told + _of_relations(lessons)


def _of_relations(lessons: Iterable[Lesson]) -> list[str]:
    train = [one for lesson in lessons if lesson.part == TRAIN for one in lesson.relations]
    counts = Counter(one.label for one in train)
    few = sorted(label for label, count in counts.items() if count < FEW_RELATIONS)
    told = [f"fewer than {FEW_RELATIONS} relations to learn from, so not trained: {', '.join(few)}"] if few else []
    accepted = Counter(one.origin for one in train if one.origin.startswith("model:") and one.decision == "accepted")
    if accepted.total() > MOSTLY * len(train):
        told.append(
            f"{accepted.total():,} of the {len(train):,} relations that it is trained on are suggestions accepted as "
            f"they were, most of {accepted.most_common(1)[0][0]}: its mistakes may be in the gold"
        )
    return told


def _accepted(found: Origins, what: str, own: set[str]) -> list[str]:
    accepted = sum(found.accepted.values())
    if not found.total or accepted / found.total <= MOSTLY:
        return []
    most = max(found.accepted, key=lambda name: found.accepted[name])
    share = f"{accepted:,} of the {found.total:,} spans that it is {what} ({accepted / found.total:.0%})"
    same = sum(count for name, count in found.accepted.items() if _bare(name) in own)
    if same / found.total > MOSTLY:
        return [
            f"{share} are suggestions of this same model, accepted as they were ({most}): what it missed or took for "
            "granted is in the gold, too"
        ]
    return [f"{share} are suggestions accepted as they were, most of {most}: its mistakes may be in the gold"]


def _bare(name: str) -> str:
    """A model's name without `model:`, version and language."""
    plain = name.removeprefix("model:")
    first, _, last = plain.rpartition(" ")
    return first if first and last[:1].isdigit() else plain
