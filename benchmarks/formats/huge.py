"""Files of many megabytes: very many small documents, and garbage behind a good beginning.

Each is imported by the command line. It comes in or is refused, and takes at most 1 GB of memory.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from annotate.model import Span
from annotate.offsets import Range
from benchmarks.formats.bad import Outcome, Trials
from store.exchange.formats import Format, format_named
from store.exchange.losses import Reducing
from store.exchange.names import MODULES
from store.exchange.record import Record, SourceItems

_HEAD = 2_000  # bytes of a good file before the garbage
_CHUNK = 1 << 20


def forms() -> list[Format]:
    """The formats that have all documents in one file, and go both ways."""
    some = (format_named(name) for name, (_, ways) in MODULES.items() if ways == "both")
    return [form for form in some if form.out == "file"]


def judged(folder: Path, megabytes: int, chosen: str) -> Iterator[tuple[str, Outcome, str]]:
    """What the file is, what came of it, and what is wrong with that."""
    trials = Trials(folder)
    for form in forms():
        if chosen not in form.name:
            continue
        for what, make in (("small documents", _many), ("garbage", _garbage)):
            path = folder / f"huge{form.suffixes[0]}"
            make(path, form, megabytes * 1_000_000)
            outcome = trials.outcome(path, form.name, timeout=1_800)
            wrong = f"{outcome.megabytes:.0f} MB" if outcome.megabytes > 1_000 else ""
            if not (outcome.taken or outcome.refused):
                wrong = wrong or f"status {outcome.status}: {outcome.error[-200:]}"
            yield f"{form.name}: {what}", outcome, wrong
            path.unlink()


def _records() -> Iterator[Record]:
    number = 0
    while True:
        number += 1
        text = f"Iran said on day {number} that Reuters had it wrong, and that {number % 97} people were there."
        spans = (Span(f"{2 * number:032x}", "LOC", (Range(0, 4),), "Iran"),
                 Span(f"{2 * number + 1:032x}", "ORG", (Range(text.index("Reuters"), text.index("Reuters") + 7),),
                      "Reuters"))  # fmt: skip
        yield Record(f"{number}", text, (SourceItems("", "import", spans),))


def _many(path: Path, form: Format, size: int) -> None:
    """Small documents until the file is so large."""
    written = 0

    def until() -> Iterator[Record]:
        reducing = Reducing(form.holds, lambda _: None)
        for record in _records():
            if written >= size:
                return
            yield reducing.reduce(record)

    assert form.write is not None
    with path.open("wb") as file:
        for _, piece in form.write(until(), lambda _: None):
            written += file.write(piece)


def _garbage(path: Path, form: Format, size: int) -> None:
    """The beginning of a good file, and then printable characters without any sense."""
    _many(path, form, _HEAD)
    dice = random.Random(1)
    with path.open("r+b") as file:
        file.truncate(min(_HEAD, path.stat().st_size))
        file.seek(0, 2)
        while file.tell() < size:
            file.write(bytes(dice.choices(range(32, 127), k=_CHUNK)))
