"""Who gets which documents: everybody some of the same, for agreement, and the others dealt out evenly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from annotate.errors import InputError


def shares(
    documents: Sequence[str], people: Sequence[str], *, overlap: int = 0, seed: int = 0
) -> Mapping[str, list[str]]:
    """The documents of each person, in the order given; `overlap` of them are everybody's.

    The same documents, people and seed give the same shares on every computer. Raises InputError.
    """
    if len({one.casefold() for one in people}) < len(people):
        raise InputError("two people have the same name; give each of them another one")
    if overlap > len(documents):
        raise InputError(f"an overlap of {overlap:,} is more than the {len(documents):,} documents that there are")
    if not overlap and len(documents) < len(people):
        raise InputError(f"{len(documents):,} documents are too few for {len(people):,} people; give an overlap")
    mixed = sorted(documents, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())
    found = {name: set(mixed[:overlap]) for name in people}
    for at, one in enumerate(mixed[overlap:]):
        found[people[at % len(people)]].add(one)
    return {name: [one for one in documents if one in some] for name, some in found.items()}


def overlap_of(text: str, documents: int) -> int:
    """How many documents everybody gets, from `N` or `N%`. Raises InputError."""
    number, percent, rest = text.partition("%")
    if not number.isascii() or not number.isdecimal() or rest or (percent and int(number) > 100):
        raise InputError(f"“{text}” is no overlap: give a number of documents, or a percentage such as 10%")
    return -(-documents * int(number) // 100) if percent else int(number)


def file_name(name: str) -> str:
    """A name as a part of the name of a file. Raises InputError."""
    found = re.sub(r"[^\w.-]+", "_", name).strip("._")
    if not found:
        raise InputError(f"“{name}” is no name for an annotator")
    return found
