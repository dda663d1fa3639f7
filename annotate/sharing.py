"""Who gets which documents: everybody some of the same, for agreement, and the others dealt out evenly."""

from __future__ import annotations

import hashlib
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
