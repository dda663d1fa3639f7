"""Undo and redo as a value: what was done, and what was taken back and may be done again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

Step = TypeVar("Step")


# No slots: a frozen, slotted, generic dataclass cannot be called as `History[str]()` on Python 3.11.
@dataclass(frozen=True)
class _Link(Generic[Step]):
    step: Step
    below: _Link[Step] | _Later[Step] | None

    @property
    def rest(self) -> _Link[Step] | None:
        return _made(self.below)


class _Later(Generic[Step]):
    """A link that is made when it is asked for, of steps that come from elsewhere, the newest first."""

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps

    @cached_property
    def link(self) -> _Link[Step] | None:
        for step in self._steps:
            return _Link(step, _Later(self._steps))
        return None


def _made(link: _Link[Step] | _Later[Step] | None) -> _Link[Step] | None:
    return link.link if isinstance(link, _Later) else link


@dataclass(frozen=True)
class History(Generic[Step]):
    """Two stacks of steps without limit; every method gives a new history in constant time.

    A step is whatever the caller can turn back into a transaction: the transaction itself, or its journal entry.
    """

    _below: _Link[Step] | _Later[Step] | None = None
    _undone: _Link[Step] | None = None

    @classmethod
    def of(cls, done: Iterator[Step], undone: Iterable[Step]) -> History[Step]:
        """A history of steps that are read when they are needed, the newest first, and of undone ones, the next one to
        be done again first."""
        link: _Link[Step] | None = None
        for step in reversed(list(undone)):
            link = _Link(step, link)
        return cls(_Later(done), link)

    @property
    def _done(self) -> _Link[Step] | None:
        return _made(self._below)

    def record(self, step: Step) -> History[Step]:
        """After a new step: it can be undone, and what had been undone is forgotten."""
        return History(_Link(step, self._below))

    def undo(self) -> History[Step]:
        """After the newest done step was taken back. Raises IndexError where there is none."""
        if self._done is None:
            raise IndexError("nothing to undo")
        return History(self._done.below, _Link(self._done.step, self._undone))

    def redo(self) -> History[Step]:
        """After the step taken back last was done again. Raises IndexError where there is none."""
        if self._undone is None:
            raise IndexError("nothing to redo")
        return History(_Link(self._undone.step, self._below), self._undone.rest)

    @property
    def next_undo(self) -> Step | None:
        """The step that `undo` takes back."""
        return self._done.step if self._done else None

    @property
    def next_redo(self) -> Step | None:
        """The step that `redo` does again."""
        return self._undone.step if self._undone else None

    def done(self) -> Iterator[Step]:
        """Steps that can be undone, the newest first."""
        return _walk(self._done)

    def undone(self) -> Iterator[Step]:
        """Steps that can be redone, the next one first."""
        return _walk(self._undone)


def _walk(link: _Link[Step] | None) -> Iterator[Step]:
    while link is not None:
        yield link.step
        link = link.rest
