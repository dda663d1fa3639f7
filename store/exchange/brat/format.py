"""brat standoff: a text and beside it a file of annotations, `.ann`, or `.a1` with `.a2`, `.co` and `.rel`.

An event is its trigger, with a relation to each of its arguments; lines of `*` are chains of relations; links to
databases are attributes. Described in https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotate.errors import InputError
from store.exchange.brat.conf import conf_text, scheme_beside
from store.exchange.brat.lines import line_of
from store.exchange.brat.offsets import Counting, Way
from store.exchange.brat.reading import Document
from store.exchange.brat.writing import write
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded
from store.exchange.losses import EVERYTHING
from store.exchange.reading import Reading
from store.exchange.record import Record

_FIRST = (".ann", ".a1")
_MORE = (".a2", ".co", ".rel")
_LINE = re.compile(rb"(\xef\xbb\xbf)?(([TERAMN]|#[A-Za-z]*)[0-9]+|\*)\t")
_SHORT = 0x10  # bytes that a file of UTF-16 is recognised by


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The document of a file of annotations, or of a text without one; nothing for what is read with another file."""
    beside = [one for one in map(given.beside, _FIRST) if one is not None]
    if given.suffix == ".txt":
        if not beside:
            yield Document(given, given, [], reading).record()
    elif given.suffix in _FIRST or not any(one.suffix == ".a1" for one in beside):
        more = [one for one in map(given.beside, _MORE) if one is not None and one.path != given.path]
        files = [given, *(more if given.suffix != ".ann" else ())]
        yield Document(given.beside(".txt") or _other_text(given, reading), given, files, reading).record()


def _other_text(given: Given, reading: Reading) -> Given:
    """The text that a file of another name must be about, since all that it quotes is there. Raises InputError."""
    missing = given.path.with_suffix(".txt").name
    lines = [line_of(raw) for raw in decoded(given.read(reading.limits), given.where, reading).split("\n")]
    spans = [line for line in lines if line.kind == "T" and line.tail]
    for path in sorted(given.path.parent.glob("*.txt"), key=lambda path: -len(path.stem)):
        rest = given.path.stem.removeprefix(path.stem)
        if spans and rest != given.path.stem and not rest[:1].isalnum():
            other = Given(Path(given.name).with_name(path.name).as_posix(), path)
            counting = Counting(decoded(other.read(reading.limits), other.where, reading), Way())
            if all(counting.quoted(line) for line in spans):
                told = f"{missing} is not there; {path.name} has all the texts that are quoted and was taken"
                reading.tell(given.where, told)
                return other
    raise InputError(f"{given.where}: its text {missing} is not beside it; put it there")


def _recognised(head: bytes) -> bool:
    """Whether a file of annotations begins so; one without annotations is empty."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:_SHORT].replace(b"\0", b"")
    return not head or _LINE.match(head.lstrip()) is not None


HOLDS = EVERYTHING - {"zones", "metadata", "several sources"}

FORMAT = Format(
    name="brat",
    title="brat standoff",
    suffixes=(*_FIRST, ".a2", ".txt"),
    about="texts, each with a file of annotations beside it, as brat and the BioNLP tasks have them",
    home="https://brat.nlplab.org/standoff.html",
    holds=HOLDS,
    read=read,
    write=write,
    out="folder",
    companions=(".txt", *_MORE),
    recognise=_recognised,
    scheme=scheme_beside,
    beside=lambda scheme: iter([("annotation.conf", conf_text(scheme).encode())]),
)
