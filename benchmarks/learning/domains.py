"""Domains with labels of their own: documents with gold, and the scheme that a person would make for them.

`re3d`: reports on the war in Syria and Iraq (Dstl). Nothing of it is in the training of the embedded pipeline's names.
`politics`: the test documents of CrossNER politics, which are not in it either; its other documents are, under coarse
labels. `ai`, `science`, `music`, `literature`: the CrossNER domain whole. Its texts were in the training with the
labels PERSON, ORG, LOC, EVENT and MISC, never with those of the domain: what is suggested without learning has better
places there than it would have in a new domain. A document of CrossNER is five consecutive sentences of the corpus,
which as it was published is a list of sentences.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.review.tasks import Placed

DOMAINS = ("re3d", "politics", "ai", "science", "music", "literature")
_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "person": ("PERSON",), "organisation": ("ORG",), "location": ("LOC",), "event": ("EVENT",),
    "misc": ("MISC", "NORP"),
    "Person": ("PERSON",), "Organisation": ("ORG",), "Location": ("LOC",), "Nationality": ("NORP",),
    "Temporal": ("DATE", "TIME"), "Quantity": ("CARDINAL", "QUANTITY", "PERCENT", "ORDINAL"), "Money": ("MONEY",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gold:
    """A document of the corpus."""

    name: str
    text: str
    spans: frozenset[Placed]


def documents(corpora: Path, domain: str, count: int, seed: int) -> list[Gold]:
    """So many documents of a domain, drawn and put in order by the seed."""
    there = list(_all(corpora, domain))
    random.Random(seed).shuffle(there)
    return [Gold(f"{at + 1:03d}", text, spans) for at, (text, spans) in enumerate(there[:count])]


def scheme_text(golds: list[Gold]) -> str:
    """The labels of the corpus, the most usual first, with the aliases that map the embedded pipeline's labels."""
    counts = Counter(label for gold in golds for _, _, label in gold.spans)
    lines = ['name = "domain"']
    for at, (label, _) in enumerate(counts.most_common()):
        lines += ["[[span]]", f"name = {json.dumps(label)}", f"slot = {at % 16}", f'hotkey = "{_KEYS[at]}"']
        lines.append(f"aliases = {json.dumps(list(_ALIASES.get(label, ())))}")
    return "\n".join(lines) + "\n"


def _all(corpora: Path, domain: str) -> Iterator[tuple[str, frozenset[Placed]]]:
    name = "relations/re3d_gold" if domain == "re3d" else "ner/crossner_gold"
    with gzip.open(corpora / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if domain == "re3d" or (row["corpus"] == f"crossner_{domain}" and _new(row, domain)):
                yield row["text"], _spans(row)


def _spans(row: Mapping[str, Any]) -> frozenset[Placed]:
    """The spans with the labels of the corpus itself, one at each place."""
    found = {(one["start"], one["end"]): one["orig"] for one in sorted(row["entities"], key=lambda one: one["orig"])}
    return frozenset((start, end, label) for (start, end), label in found.items())


def _new(row: Mapping[str, Any], domain: str) -> bool:
    return domain != "politics" or row["split"] == "test"
