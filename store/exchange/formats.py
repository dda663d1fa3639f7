"""The table of formats: it feeds the command line, the dialogs and the documentation.

Each format is one module with a `FORMAT`; modules are imported when they are wanted, for some need large libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from annotate.errors import InputError
from annotate.scheme import Scheme
from store.exchange.files import Given
from store.exchange.losses import Hold, Lose
from store.exchange.names import MODULES, NAMES, READ
from store.exchange.reading import Reading
from store.exchange.record import Record
from store.exchange.text import TEXTS

Piece = tuple[str, bytes]
"""The name of a file below OUT, empty for OUT itself, and bytes that come behind those that it has."""

Read = Callable[[Given, Reading], Iterable[Record]]
Write = Callable[[Iterable[Record], Lose], Iterator[Piece]]
Beside = Callable[[Scheme], Iterator[Piece]]


@dataclass(frozen=True)
class Format:
    """How documents come from and go to one format.

    `read` gives the records of one file; companions of it are found by `Given.beside`. `write` gets records that hold
    nothing which is not in `holds`; what it cannot write all the same it tells to `Lose`.
    """

    name: str  # as `--format` has it
    title: str
    suffixes: tuple[str, ...]  # of the files that `read` takes, in small letters
    about: str  # one line of documentation
    home: str  # where the format is described
    holds: frozenset[Hold]
    read: Read | None = None
    write: Write | None = None
    out: Literal["file", "folder"] = "file"
    companions: tuple[str, ...] = ()  # suffixes of files that `read` reads beside one
    recognise: Callable[[bytes], bool] | None = None  # by the first bytes; None: by the suffix alone
    scheme: Callable[[Given, Reading], Scheme | None] | None = None  # the scheme that lies beside a file
    whole: bool = False  # its files are in memory as a whole while they are read, and have a smaller limit
    tells_looked: bool = False  # who has looked at a document is said in its files; else who is in them has
    beside: Beside | None = None  # files that describe a scheme in the format's own way, written with the documents


def format_named(name: str) -> Format:
    """The format called `name`. Raises InputError."""
    found = MODULES.get(name)
    if found is None:
        raise InputError(f"there is no format “{name}”; there are: {', '.join(NAMES)}")
    form: Format = import_module(f"store.exchange.{found[0]}").FORMAT
    return form


def recognised(given: Given) -> Format | None:
    """The format that a file is in, by its name and its first bytes; None where no format knows it."""
    head = given.head()
    if not head and given.suffix in TEXTS:
        return None  # an empty article, and no annotations of one
    for name in READ:
        one = format_named(name)
        if given.suffix in one.suffixes and (one.recognise is None or one.recognise(head)):
            return one
    return None
