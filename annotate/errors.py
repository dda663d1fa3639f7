"""The error tree of Gilder.

GilderError                 anything that a person is told in one line
├─ InputError               data from outside is not what it should be (what, where, what to do)
│  └─ SchemeError           a scheme that does not parse or contradicts itself
├─ OffsetError              a range outside the text, empty, or whose surface is not the text's
├─ StaleChange              a change was made for a state that is no longer the current one
└─ Refused                  a command that makes no sense here; the reason is shown to the person
   └─ NothingToDo           one that would change nothing now: menus and the palette grey it out with the reason

`store.errors` continues the tree below `GilderError` with the failures of the project file.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager


class GilderError(Exception):
    """A failure that is told to a person in one line."""


class InputError(GilderError):
    """Data from outside is not what it should be."""


class SchemeError(InputError):
    """A scheme does not parse or contradicts itself."""


class OffsetError(GilderError):
    """A range lies outside the text, is empty, or covers another surface than it says."""


class StaleChange(GilderError):
    """A change was made for a state that is no longer the current one; nothing happened."""


class Refused(GilderError):
    """A command that makes no sense here; its message is the reason, shown to the person."""


class NothingToDo(Refused):
    """A command that would change nothing now; its message says why, and what to do first."""


@contextmanager
def or_else(amend: Callable[[], object]) -> Generator[None, None, None]:
    """Where the block does not come to its end, `amend` is called, and what has ended it goes on to the caller."""
    try:
        yield
    except BaseException:  # a cancel, Ctrl+C and a fault of ours just as well: nothing is kept back here
        amend()
        raise
