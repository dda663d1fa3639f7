"""How files of a format are read: what the person has said of them, what is found wrong, and what is done about it.

Nothing is guessed silently and nothing is mended silently. A file that is broken as a whole is refused; a single
annotation that cannot be is left out and told, with file, line, id, numbers and what was done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn

from annotate.errors import InputError
from store.connection import Step, no_step

Strictness = Literal["usual", "strict", "lenient"]
"""`strict` refuses a file for anything that is wrong in it; `lenient` keeps the whole records of a broken one."""

Offsets = Literal["code points", "utf-16", "bytes", "graphemes"]
"""What offsets in a file count: Unicode code points, UTF-16 code units, bytes of UTF-8, or what a reader sees as one
character (extended grapheme clusters)."""


_MOST = 100_000  # problems that are kept in words


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused for its size: bytes of a file, of one in a format that is read whole, and of a line, levels of
    JSON and XML, and of archives the bytes of all files, how much they may grow, and how many they may be."""

    file: int = 500_000_000
    whole: int = 64_000_000  # with ten times as much memory, or less
    line: int = 16_000_000
    json_depth: int = 500
    xml_depth: int = 256
    archive: int = 2_000_000_000
    growth: int = 100
    entries: int = 10_000

    def at_most(self, size: int) -> Limits:
        """The same, with files of up to `size` bytes, however they are read."""
        return replace(self, file=size, whole=size)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, in one line. `done`: what became of it, such as “left out”; empty: nothing changed."""

    where: str
    what: str
    done: str = ""

    def __str__(self) -> str:
        told = f"{self.where}: {self.what}" + (f"; {self.done}" if self.done else "")
        return " ".join(told.split("\n"))  # of texts that are quoted


class AskFirst(InputError):
    """Something has to be said before the file can be read: `option` is one of `gilder import`, with its `choices`.

    `question` says what is unclear without the words of the command line.
    """

    def __init__(self, text: str, option: str, choices: tuple[str, ...], question: str = "") -> None:
        super().__init__(text)
        self.option, self.choices, self.question = option, choices, question or text


@dataclass
class Reading:
    """One import. The fields on top are what the person has said; `problems` and `facts` fill up as files are read."""

    strictness: Strictness = "usual"
    encoding: str | None = None
    offsets: Offsets | None = None
    tags: str | None = None  # the tag scheme of token formats: iob1, iob2, bilou
    columns: dict[str, str] = field(default_factory=dict[str, str])  # headings of a table by their roles: “text”
    limits: Limits = field(default_factory=Limits)
    step: Step = no_step  # called now and then; raises to end the import
    problems: list[Problem] = field(default_factory=list[Problem])
    untold: int = 0  # problems after the first 100,000, which are only counted
    facts: dict[str, str] = field(default_factory=dict[str, str])  # what was detected: “offsets”: “utf-16”

    def leave_out(self, where: str, what: str, done: str = "left out") -> None:
        """Tell that one annotation is left out, or changed as `done` says. Raises InputError when reading strictly."""
        if self.strictness == "strict":
            raise InputError(f"{where}: {what}")
        self._add(Problem(where, what, done))

    def tell(self, where: str, what: str) -> None:
        """Tell of something odd that changes nothing."""
        self._add(Problem(where, what))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < _MOST:
            self.problems.append(problem)
        else:
            self.untold += 1

    def broken(self, where: str, what: str) -> None:
        """The file is broken from here on: raises InputError, but when reading leniently, where it is told and the
        records before this are kept."""
        if self.strictness != "lenient":
            raise InputError(f"{where}: {what}")
        self._add(Problem(where, what, "what is whole before it was kept"))

    def ask(self, where: str, what: str, option: str, *choices: str) -> NoReturn:
        """The person has to say something first. Raises AskFirst."""
        ways = ", ".join(f"--{option} {choice}" for choice in choices)
        raise AskFirst(f"{where}: {what}; say which: {ways}", option, choices, f"{where}: {what}")
