"""What a merge brings, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from store.merge.values import Concurrent, MergePlan, Side

_SHOWN = 20  # concurrent edits that are told one by one; --json has all of them


def lines(found: MergePlan) -> Iterator[str]:
    """The first line names the other file; the others are indented."""
    if found.nothing:
        yield f"{found.other}: nothing new; everything in it is here already"
        return
    brought = [counted(found.transactions, "step")] if found.transactions else []
    brought += [counted(len(found.documents), "new document")] if found.documents else []
    brought += [counted(len(found.runs), "run of suggestions", "runs of suggestions")] if found.runs else []
    yield f"{found.other}: {', '.join(brought) or 'settings'}"
    yield from details(found)
    yield from _concurrent(found.concurrent)


def details(found: MergePlan) -> Iterator[str]:
    """What it brings beside counts, but for what was changed in both copies."""
    for one in found.sources:
        yield f"  {one.name} ({one.kind}): {one.added:,} added, {one.changed:,} changed, {one.removed:,} removed"
    if found.joined:
        yield f"  imported apart, now one: {', '.join(found.joined)}"
    for double in found.doubles:
        what = f"{double.label} “{_flat(double.text)}”"
        yield f"  {double.document}: {double.source} made {what} in both copies; both stay"
    if found.labels:
        yield f"  new labels in the scheme: {', '.join(found.labels)}"
    for old, new in found.renamed:
        yield f"  annotations with the label {old} came, which is called {new} too: merge the two in the scheme"
    if found.far_clock:
        yield f"  {counted(found.far_clock, 'step')} dated more than a day ahead: a clock is wrong there"


def _concurrent(some: Sequence[Concurrent]) -> Iterator[str]:
    if some:
        yield f"  changed in both copies: {len(some):,}; the newer version counts, the other one stays in the history"
    for one in some[:_SHOWN]:
        sides = (one.theirs, one.ours) if one.theirs_counts else (one.ours, one.theirs)
        new, old = map(said, sides)
        yield f"    {one.document}, {one.source}: {new}; before: {old}"
    if len(some) > _SHOWN:
        yield f"    and {len(some) - _SHOWN:,} more; --json has them all"


def said(side: Side) -> str:
    """One of two versions: what it says, who wrote it, and when."""
    return f"{side.says} ({side.author}, {datetime.fromtimestamp(side.at):%Y-%m-%d %H:%M})"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _flat(text: str) -> str:
    return " ".join(text.split())[:60]
