"""Random projects for comparison with other packages: what two sources say of a few documents of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from annotate.scores.compared import Compared
from tests.annotate.scores.makers import LABELS, compared, span
from tests.annotate.scores.peers import Place

LENGTH = 24  # tokens of a document
CELL = 8


def flat(dice: Random, length: int = LENGTH) -> list[Place]:
    """Spans that do not overlap, some of them side by side."""
    found, at = list[Place](), dice.randrange(4)
    while at < length:
        end = min(at + dice.randint(1, 4), length)
        found.append((dice.choice(LABELS), at, end))
        at = end + dice.choice((0, 0, 1, 2, 5))
    return found


def nested(dice: Random) -> list[Place]:
    """Spans that may nest, cross, and share a place under two labels."""
    starts = [dice.randrange(LENGTH) for _ in range(dice.randrange(9))]
    return sorted({(dice.choice(LABELS), at, min(at + dice.randint(1, 6), LENGTH)) for at in starts})


def copied(dice: Random, spans: Sequence[Place]) -> list[Place]:
    """The spans, not overlapping, as another source might have them: some gone, some relabelled, some cut short."""
    found = list[Place]()
    for label, start, end in spans:
        way = dice.choice(("same", "same", "same", "label", "shorter", "gone", "split"))
        if way == "split" and end - start > 1:
            found += [(label, start, start + 1), (label, start + 1, end)]
        elif way != "gone":
            cut = way == "shorter" and end - start > 1
            found.append((dice.choice(LABELS) if way == "label" else label, start, end - cut))
    return found


def unambiguous(dice: Random) -> tuple[list[Place], list[Place]]:
    """Two sources of which no span overlaps two of the other: each cell of the text has at most one of either."""
    sides = list[Place](), list[Place]()
    for cell in range(0, LENGTH, CELL):
        for side in sides:
            if dice.random() < 0.75:
                start = cell + dice.randrange(CELL - 1)
                side.append((dice.choice(LABELS), start, dice.randint(start + 1, cell + CELL)))
        if dice.random() < 0.3 and len(sides[0]) == len(sides[1]) and sides[0]:
            sides[1][-1] = sides[0][-1]
    return sides


def documents(gold: Sequence[Sequence[Place]], found: Sequence[Sequence[Place]]) -> list[Compared]:
    """The same as documents of ours."""
    return [compared(map(_span, one), map(_span, two)) for one, two in zip(gold, found, strict=True)]


def ratings(dice: Random, annotators: int, *, missing: bool) -> list[list[int | None]]:
    """A table of ratings from 0 to 3, the annotators mostly of one mind."""
    rows = list[list[int | None]]()
    for _ in range(dice.randint(2, 12)):
        mind = dice.randrange(4)
        row: list[int | None] = [mind if dice.random() < 0.6 else dice.randrange(4) for _ in range(annotators)]
        rows.append([None if missing and dice.random() < 0.2 else one for one in row])
    return rows


def _span(place: Place):
    return span(*place)
