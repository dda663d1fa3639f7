"""How every command reads its options: complaints in one line, an example in each help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from annotate.errors import GilderError

DONE, DATA_SAYS_NO, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""


class WrongUse(GilderError):
    """Options that contradict each other, or cannot be: exit status 2."""


class Parser(argparse.ArgumentParser):
    """Complains in one line, and says where help is."""

    def error(self, message: str) -> NoReturn:
        """End with one line."""
        self.exit(WRONG_USE, f"{self.prog}: {' '.join(message.splitlines())}; try “{self.prog} --help”\n")


def command(
    commands: argparse._SubParsersAction[Parser], name: str, about: str, example: str, *, project: bool = True
) -> Parser:
    """A command with its help, and PROJECT as its first argument where it works on one."""
    made = commands.add_parser(
        name,
        help=about,
        description=about[:1].upper() + about[1:] + ".",
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if project:
        made.add_argument("project", metavar="PROJECT", help="the project file, NAME.gilder")
    return made


def add_json(parser: Parser) -> None:
    """The option that every command has whose output a program may want."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def positive(kind: Callable[[str], float]) -> Callable[[str], float]:
    """A number above 0, as the type of an option."""

    def number(text: str) -> float:
        found = kind(text)
        if not 0 < found < 1_000_000:
            raise ValueError(text)
        return found

    number.__name__ = "number above 0"  # argparse says: invalid number above 0 value
    return number


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number from `least` to `most`, as the type of an option."""

    def number(text: str) -> int:
        found = int(text)
        if not least <= found <= most:
            raise ValueError(text)
        return found

    number.__name__ = f"number from {least} to {most:,}"  # argparse says: invalid number from 0 to 9 value
    return number


seed = whole(0, 2**32 - 1)
"""The seed of what draws with numpy, as the type of an option."""
