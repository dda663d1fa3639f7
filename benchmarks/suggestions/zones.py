"""Precision and recall of zones by kind, over marked articles such as those of `tests/cases/zones`.

A case is a text file in which zones are written `⟦kind|text⟧`. What is counted is code points that are not white
space, so that a boilerplate zone of ten lines weighs as much as ten zones of a line. Run by itself:
`python -m benchmarks.suggestions.zones [FOLDER]`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.suggest.zones import Place, find_zones
from benchmarks.suggestions.counts import Counts

KINDS = ("headline", "byline", "dateline", "caption", "boilerplate")
_MARKED = re.compile(r"⟦(\w+)\|(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of zone was found, in code points."""

    kind: str
    counts: Counts


def parse_case(marked: str) -> tuple[str, list[Place]]:
    """The text of a case, and its zones. Raises ValueError for a kind that there is not."""
    text, zones, at = "", list[Place](), 0
    for found in _MARKED.finditer(marked):
        if found[1] not in KINDS:
            raise ValueError(f"there is no kind of zone “{found[1]}”; there are {', '.join(KINDS)}")
        text += marked[at : found.start()]
        zones.append((found[1], len(text), len(text) + len(found[2])))  # pyright: ignore[reportArgumentType]
        text += found[2]
        at = found.end()
    return text + marked[at:], zones


def score_zones(folder: Path) -> list[Row]:
    """A row for each kind, a row `prose` for what is in no zone, and a row `any` for what is in one of any kind."""
    counts = Counter[tuple[str, str]]()  # by what it is, and what it was taken for
    for path in sorted(folder.glob("*.txt")):
        text, zones = parse_case(path.read_bytes().decode("utf-8-sig"))
        pairs = zip(text, _kinds(text, zones), _kinds(text, find_zones(text)), strict=True)
        counts.update((one, other) for sign, one, other in pairs if not sign.isspace())
    rows = [_row(kind, counts, {kind}) for kind in (*KINDS, "prose")]
    return [*rows, _row("any", counts, set(KINDS))]


def _row(name: str, counts: Counter[tuple[str, str]], kinds: set[str]) -> Row:
    wanted = sum(count for (one, _), count in counts.items() if one in kinds)
    found = sum(count for (_, other), count in counts.items() if other in kinds)
    right = sum(count for (one, other), count in counts.items() if one in kinds and other in kinds)
    return Row(name, Counts(right, found, wanted))


def _kinds(text: str, zones: Iterable[Place]) -> list[str]:
    kinds = ["prose"] * len(text)
    for kind, start, end in zones:
        kinds[start:end] = [kind] * (end - start)
    return kinds


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("tests/cases/zones")
    print(f"{'zone':<12} {'wanted':>8} {'found':>8} {'P':>7} {'R':>7}")
    for row in score_zones(folder):
        one = row.counts
        print(f"{row.kind:<12} {one.wanted:>8,} {one.proposed:>8,} {one.precision:>7.3f} {one.recall:>7.3f}")


if __name__ == "__main__":
    main()
