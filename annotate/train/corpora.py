"""The licensed corpora as examples for the embedded pipeline, with labels of the `news` scheme.

Each corpus annotates something else. What a corpus does not annotate is marked as missing there, not as nothing: a set
without nationalities must not teach that "Iraqi" is no name.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from annotate.offsets import Range

GOLD = ("gum_free_gold", "uner_ewt_devtest_gold", "wikigold_gold", "crossner_gold", "redocred_devtest_gold")
SILVER = "gmb_voa_silver"
Split = Literal["train", "dev", "test"]
_FOLDERS = {
    "redocred_devtest_gold": "relations",
    "re3d_gold": "relations",
    "knowledgenet_gold": "relations",
    "litbank_quotes_gold": "attribution",
}
_WITH_NORP = {"gum_free_gold", "gmb_voa_silver"}
_PLAIN = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "NORP": "NORP"}
_MISC_OF = {
    "event": "EVENT", "election": "EVENT", "conference": "EVENT", "eve": "EVENT",
    "object": "MISC", "award": "MISC", "book": "MISC", "album": "MISC", "song": "MISC", "product": "MISC",
    "magazine": "MISC", "academicjournal": "MISC", "poem": "MISC", "programlang": "MISC", "art": "MISC",
}  # fmt: skip
_EVENT_WORDS = frozenset(
    "War Wars Battle Election Elections Games Cup Olympics Championship Championships Festival Revolution Conference "
    "Siege Uprising Massacre Crisis Summit Campaign Invasion Tournament".split()
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A piece of running text of a few sentences, with name spans and places where nothing is known."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    unknown: tuple[Range, ...]
    corpus: str
    genre: str


def read_rows(folder: Path, corpus: str) -> Iterator[Mapping[str, Any]]:
    """The documents of a corpus file as they stand."""
    path = folder / _FOLDERS.get(corpus, "ner") / f"{corpus}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def split_of(row: Mapping[str, Any], corpus: str) -> Split:
    """What a document serves for. The news of GUM is the test that matters most, so nothing is trained on it."""
    if corpus == "gum_free_gold" and row["genre"] == "news":
        return "test"
    if corpus == "uner_ewt_devtest_gold" and row["split"] == "dev":
        return "train"
    return row["split"]


def nationalities(folder: Path) -> frozenset[str]:
    """Surfaces that the corpora with NORP nearly always label so."""
    as_norp: Counter[str] = Counter()
    as_any: Counter[str] = Counter()
    for corpus in sorted(_WITH_NORP):
        for row in read_rows(folder, corpus):
            for entity in row["entities"]:
                as_any[entity["text"]] += 1
                as_norp[entity["text"]] += entity["label"] == "NORP"
    return frozenset(text for text, count in as_norp.items() if count >= 3 and count >= 0.8 * as_any[text])


def pieces(folder: Path, corpus: str, norps: frozenset[str], *, split: Split) -> Iterator[Labelled]:
    """A split of a corpus in pieces of four sentences (training) or whole documents (development and test)."""
    for row in read_rows(folder, corpus):
        if split_of(row, corpus) != split:
            continue
        spans, unknown = _spans(row, corpus, norps)
        for place in _cut(row, 4 if split == "train" else 10**9):
            text = row["text"][place.start : place.end]
            yield Labelled(
                text,
                tuple((s - place.start, e - place.start, label) for s, e, label in spans if place.covers(Range(s, e))),
                tuple(Range(u.start - place.start, u.end - place.start) for u in unknown if place.covers(u)),
                corpus,
                row["genre"],
            )


def _cut(row: Mapping[str, Any], size: int) -> Iterator[Range]:
    sentences = row["sentences"]
    for at in range(0, len(sentences), size):
        some = sentences[at : at + size]
        yield Range(some[0][0], some[-1][1])


def _spans(
    row: Mapping[str, Any], corpus: str, norps: frozenset[str]
) -> tuple[list[tuple[int, int, str]], list[Range]]:
    spans: list[tuple[int, int, str]] = []
    unknown: list[Range] = []
    for entity in row["entities"]:
        if not entity.get("flat", True):
            continue
        place = _trimmed(row["text"], entity["start"], entity["end"])
        label = _label(entity, row["text"][place.start : place.end], corpus, norps)
        if label == "?":
            unknown.append(place)
        elif label:
            spans.append((place.start, place.end, label))
    if corpus not in _WITH_NORP:
        unknown += _bare_nationalities(row, spans, norps)
    return _flat(spans), unknown


def _label(entity: Mapping[str, Any], text: str, corpus: str, norps: frozenset[str]) -> str:
    """A label of the scheme, "?" where this corpus cannot tell, "" where it is no name for us."""
    label = entity["label"]
    if label in ("LOC", "MISC", "ORG") and corpus not in _WITH_NORP and text in norps:
        return "NORP"
    if label in _PLAIN:
        return _PLAIN[label]
    if label == "TIME":
        return "DATE"  # none of the pipeline's business, but scored
    if label != "MISC":
        return ""
    if corpus in ("redocred_devtest_gold", "wikigold_gold"):
        return "EVENT" if _EVENT_WORDS & set(text.split()) else "MISC"
    origin = entity.get("orig", "")
    return _MISC_OF.get(origin, "?" if origin in ("misc", "abstract", "nat", "animal", "plant", "substance") else "")


def _trimmed(text: str, start: int, end: int) -> Range:
    """Without a leading article and a trailing possessive, as the guideline of the scheme says."""
    for article in ("the ", "The ", "a ", "an "):
        if text.startswith(article, start) and start + len(article) < end:
            start += len(article)
    for possessive in ("'s", "’s", " 's", "'"):
        if text.endswith(possessive, start, end) and start < end - len(possessive):
            end -= len(possessive)
            break
    return Range(start, end)


def _bare_nationalities(
    row: Mapping[str, Any], spans: Iterable[tuple[int, int, str]], norps: frozenset[str]
) -> Iterator[Range]:
    taken = {at for start, end, _ in spans for at in range(start, end)}
    for start, end in row["tokens"]:
        if row["text"][start:end] in norps and start not in taken:
            yield Range(start, end)


def _flat(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of overlapping spans only the longest."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def raw_texts(folder: Path) -> Iterator[str]:
    """Running text without annotation, in pieces of a few sentences: what a teacher can label for its pupil."""
    seen = set[str]()
    for text in (*_press(folder), *_passages(folder), *_web(folder), *_fiction(folder)):
        if text not in seen:
            seen.add(text)
            yield text


def _press(folder: Path) -> Iterator[str]:
    for row in read_rows(folder, "re3d_gold"):
        if row["split"] == "train":
            yield from (row["text"][place.start : place.end] for place in _cut(row, 4))


def _passages(folder: Path) -> Iterator[str]:
    yield from (row["text"] for row in read_rows(folder, "knowledgenet_gold") if row["split"] == "train")


def _fiction(folder: Path) -> Iterator[str]:
    for at, row in enumerate(read_rows(folder, "litbank_quotes_gold")):
        if at % 4 == 0:
            yield from (row["text"][place.start : place.end] for place in _cut(row, 4))


def _web(folder: Path) -> Iterator[str]:
    sentences = list[str]()
    with gzip.open(folder / "ud" / "ewt-train.conllu.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if sentences and (line.startswith("# newdoc") or len(sentences) >= 4):
                yield " ".join(sentences)
                sentences.clear()
            if line.startswith("# text = "):
                sentences.append(line.removeprefix("# text = ").strip())
    if sentences:
        yield " ".join(sentences)
