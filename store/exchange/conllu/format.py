"""CoNLL-U and CoNLL-U Plus, with the mentions, entities and links of GUM and CorefUD.

Mentions are spans; coreference is the attribute `entity`, which all mentions of one entity share. Mentions on empty
nodes alone, and all syntax, are kept in the lines of the file, which are kept with the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from annotate.model import Marks
from store.exchange.brackets import Mention
from store.exchange.building import Building, record_of
from store.exchange.conllu.looking import Document, Looking
from store.exchange.conllu.scanning import Chains, Scan, scan
from store.exchange.conllu.writing import write
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded
from store.exchange.losses import EVERYTHING
from store.exchange.pairs import said
from store.exchange.reading import Reading
from store.exchange.record import Record

NAME = "conllu"
_MARK = re.compile(r"# (gilder_[^ ]+) = (.*)")


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError."""
    text = decoded(given.read(reading.limits), given.where, reading)
    if "\n" not in text and "\r" in text:
        reading.tell(given.where, "lines end with a carriage return alone, as on old Macs")
        text = text.replace("\r", "\n")
    if "\x00" in text:
        at = len(text[: text.index("\x00")].encode(errors="replace"))
        reading.tell(given.where, f"has a NUL character (byte {at})")
    reading.facts["text"] = "made of the tokens and of what is said of the blanks between them"
    for at, document in enumerate(Looking(text, given.where, reading).documents()):
        reading.step(at, 0)
        whole = len(document.raw) == len(text)
        name = document.name or (given.name if whole else f"{given.name}#{at + 1}")
        yield _Reading(document, given.where, reading).record(name)


class _Reading:
    """Reads one document."""

    def __init__(self, document: Document, where: str, reading: Reading) -> None:
        self._document, self._reading, self._where = document, reading, where
        self._texts, self._empty = list[tuple[int, str]](), list[tuple[int, str]]()
        self._scan: Scan = scan(document.raw, document.before, self._hear)
        self._building = Building(reading, where, self._scan.part.text)

    def _hear(self, line: int, odd: str) -> None:
        if odd.startswith("# text"):
            self._texts.append((line, odd))
        else:
            self._reading.leave_out(f"{self._where}:{self._document.first + line}", odd)

    def record(self, name: str) -> Record:
        """The document."""
        spans = [self._span(at, mention) for at, mention in enumerate(self._scan.mentions)]
        relations = self._relations(spans)
        self._tell(self._texts, "sentences")
        self._tell(self._empty, "mentions")
        self._building.marks = self._marks()
        before = self._document.before
        kept = {
            "raw": self._document.raw,
            "columns": list(before.columns),
            "fields": list(before.fields),
            "said": before.said,
            "spans": spans,
            "relations": relations,
        }
        where = f"{self._where}:{self._document.first}"
        return record_of(name, self._scan.part.text, [self._building.items()], where, kept={NAME: kept})

    def _tell(self, some: Sequence[tuple[int, str]], what: str) -> None:
        """Tell of the first, and how many there are."""
        for line, odd in some[:1]:
            more = f" (so have {len(some):,} {what}; this is the first)" if len(some) > 1 else ""
            self._reading.tell(f"{self._where}:{self._document.first + line}", odd + more)

    def _span(self, at: int, mention: Mention) -> str | None:
        line = self._document.first + mention.line
        where = self._building.place(line)
        fragments = self._scan.places.ranges(mention.places)
        if not fragments:
            self._empty.append((mention.line, f"{mention.key} has empty nodes alone; kept for CoNLL-U only"))
            return None
        meaning = self._scan.fields.meaning(mention.body)
        for odd in meaning.said.odd:
            self._reading.leave_out(where, f"{mention.key} has a value of {odd} that cannot be")
        more = meaning.said.more()
        span = self._building.add_span(
            _key(mention, at), meaning.label, fragments, line=line, value=meaning.said.value, **more
        )  # fmt: skip
        return None if span is None else span.id

    def _relations(self, spans: Sequence[str | None]) -> list[str | None]:
        mentions = self._scan.mentions
        keys = {one: _key(one, at) for at, one in enumerate(mentions) if spans[at] is not None}
        chains, result = Chains(mentions, set(keys)), list[str | None]()
        for number, link in enumerate(self._scan.links):
            line = self._document.first + self._scan.part.nodes[link.at].line
            where, relation = self._building.place(line), None
            head, child = chains.ends(link)
            if not link.label:
                self._reading.leave_out(where, f"{link.key}= has “{link.text[:60]}”, which joins no two entities")
            elif child is None or not chains.known(link.head):
                told = f"{link.key}= names {link.head if child else link.child}, which has no mention here"
                self._reading.leave_out(where, told, "the relation was left out")
            elif head is None or child not in keys:
                told = f"{link.key}={link.text[:60]} is of a mention that is no span; kept for CoNLL-U only"
                self._reading.tell(where, told)
            else:
                key = f"{link.key} {number + 1}"
                relation = self._building.add_relation(key, link.label, keys[head], keys[child], line=line)
            result.append(None if relation is None else relation.id)
        return result

    def _marks(self) -> Marks:
        pairs = list[tuple[str, Any]]()
        for number, line in enumerate(self._scan.part.lines):
            match = _MARK.fullmatch(line.removesuffix("\r")) if line.startswith("# gilder_") else None
            if match:
                try:
                    pairs.append((match[1], str(json.loads(match[2]))))
                except (ValueError, RecursionError):
                    told = f"{match[1]} is no JSON"
                    self._reading.leave_out(self._building.place(self._document.first + number), told)
        found = said(pairs)
        for odd in found.odd:
            self._reading.leave_out(self._where, f"{odd} of a document has a value that cannot be")
        return Marks("", found.status, found.note, found.flagged, tuple(sorted(found.attributes.items())))


def _key(mention: Mention, at: int) -> str:
    return f"{mention.key} ({at + 1})"


def _recognised(head: bytes) -> bool:
    return not head.lstrip().startswith((b"#begin document", b"{", b"[", b"<"))


HOLDS = EVERYTHING - {
    "attributes of relations",
    "types of attributes",
    "notes of relations",
    "zones",
    "metadata",
    "several sources",
}

FORMAT = Format(
    name=NAME,
    title="CoNLL-U",
    suffixes=(".conllu", ".conllup", ".cupt", ".conll-u"),
    about="words with syntax; mentions as GUM and CorefUD have them, the attribute entity joins those of one entity",
    home="https://universaldependencies.org/format.html",
    holds=HOLDS,
    read=read,
    write=write,
    recognise=_recognised,
)
