"""The file or its log is deleted, moved or replaced while it is open: the next change must not be said to be safe."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.crash.base import Hand, Tally, Tell, Token, new_project
from benchmarks.crash.judge import judge
from store.errors import ProjectError
from store.project import Project

GUARD = "store.guard"


@dataclass
class VanishRow(Tally):
    """What came of the rounds of one fault."""

    noticed: int = 0  # before one more change was acknowledged
    rescued: int = 0  # rounds whose rescue copy has every acknowledged change and is sound
    untouched: int = 0  # rounds in which what took its place was left as it was

    def figures(self) -> dict[str, object]:
        """The row as it is printed."""
        return {"fault": self.what, "rounds": self.rounds, "noticed": self.noticed, "rescued": self.rescued,
                "other file untouched": self.untouched, "faults": self.faults}  # fmt: skip


def _delete(path: Path) -> None:
    path.unlink()


def _move(path: Path) -> None:
    path.rename(path.with_name("moved.gilder"))


def _replace(path: Path) -> None:
    other = path.with_name("other.gilder")
    new_project(other, 1, 60, seed=9)
    other.replace(path)


def _delete_log(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


FAULTS: dict[str, Callable[[Path], None]] = {
    "deleted": _delete, "moved": _move, "replaced": _replace, "log deleted": _delete_log,
}  # fmt: skip


def vanish_rounds(fault: str, rounds: int, rng: Random, *, tell: Tell) -> VanishRow:
    """So many times: some edits, the fault, and one edit more."""
    row = VanishRow(fault)
    if importlib.util.find_spec(GUARD) is None:
        row.skipped = f"waits for {GUARD}: the file's identity is not looked at yet"
        return row
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="gilder-vanish-") as name:
            _round(Path(name), FAULTS[fault], rng, row)
        row.rounds += 1
        tell(f"{fault}: {row.rounds} of {rounds} rounds, {row.faults} faults")
    return row


def _round(folder: Path, fault: Callable[[Path], None], rng: Random, row: VanishRow) -> None:
    path, rescue, tokens = folder / "p.gilder", folder / "rescue.gilder", list[Token]()
    new_project(path, 3, 60)
    project = Project.open(path)
    hand = Hand(project, rng)
    _edit(hand, tokens, rng.randint(1, 50))
    fault(path)
    there = path.read_bytes() if path.exists() and fault is _replace else None
    try:
        _edit(hand, tokens, 1)
        row.fault("a change was acknowledged that is nowhere")
        tokens.pop()
    except ProjectError:
        row.noticed += 1
    _rescue(project, rescue, tokens, row)
    project.close()
    if there is None or path.read_bytes() == there:
        row.untouched += 1
    else:
        row.fault("the file that took its place was written to")


def _edit(hand: Hand, tokens: list[Token], count: int) -> None:
    end = len(tokens) + count
    while len(tokens) < end:
        if (token := hand.edit()) is not None:
            tokens.append(token)


def _rescue(project: Project, to: Path, tokens: list[Token], row: VanishRow) -> None:
    try:
        project.rescue(to)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - comes with the guard
    except ProjectError as problem:
        row.fault(f"no rescue copy: {problem}")
        return
    found = judge(to, tokens, whole=True)
    if found:
        row.fault(f"the rescue copy: {found.first}")
    else:
        row.rescued += 1
