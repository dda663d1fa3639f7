"""The licensed corpora with relations, under the labels of the `news` scheme.

What a corpus does not annotate is unknown there, not absent: `known` names the labels whose absence means something.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.model import Value
from annotate.suggest.base import Suggestion

Triple = tuple[int, int, str]  # head and child (places in the list of spans), label
RE3D = ("role_in", "part_of", "located_in", "supports", "opposes", "same_as", "counts")
SYMMETRIC = frozenset(("same_as", "supports", "opposes"))
_SPANS = {
    "PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "NORP": "NORP", "TIME": "DATE", "QUANTITY": "CARDINAL",
    "MONEY": "MONEY", "NUM": "CARDINAL", "MISC": "MISC",
}  # fmt: skip
_RE3D = {
    "FightingAgainst": "opposes", "Dislikes": "opposes", "AlliesOf": "supports", "Likes": "supports",
    "IsSynonymOf": "same_as",
}  # fmt: skip
# Relation: label, whether head and child change places, labels of the ends as they are after that.
_KNOWLEDGENET = {
    "EMPLOYEE_OR_MEMBER_OF": ("role_in", False, "PERSON", "ORG"),
    "POLITICAL_AFFILIATION": ("role_in", False, "PERSON", "ORG"),
    "NATIONALITY": ("role_in", False, "PERSON", "LOC"),
    "CEO": ("role_in", True, "PERSON", "ORG"),
    "FOUNDED_BY": ("role_in", True, "PERSON", "ORG"),
    "SUBSIDIARY_OF": ("part_of", False, "ORG", "ORG"),
    "HEADQUARTERS": ("located_in", False, "ORG", "LOC"),
    "PLACE_OF_RESIDENCE": ("located_in", False, "PERSON", "LOC"),
    "DATE_FOUNDED": ("happened_on", False, "ORG", "DATE"),
    "DATE_OF_BIRTH": ("happened_on", False, "PERSON", "DATE"),
    "DATE_OF_DEATH": ("happened_on", False, "PERSON", "DATE"),
    "SPOUSE": ("", False, "PERSON", "PERSON"),
    "CHILD_OF": ("", False, "PERSON", "PERSON"),
    "EDUCATED_AT": ("", False, "PERSON", "ORG"),
    "PLACE_OF_BIRTH": ("", False, "PERSON", "LOC"),
}
_REDOCRED = {
    "located in administrative entity": ("part_of located_in", False),
    "country": ("part_of", False),
    "country of citizenship": ("role_in", False),
    "member of": ("role_in part_of", False),
    "member of political party": ("role_in", False),
    "member of sports team": ("role_in", False),
    "military branch": ("role_in", False),
    "employer": ("role_in", False),
    "head of government": ("role_in", True),
    "head of state": ("role_in", True),
    "chairperson": ("role_in", True),
    "founded by": ("role_in", True),
    "part of": ("part_of", False),
    "parent organisation": ("part_of", False),
    "subsidiary": ("part_of", True),
    "headquarters location": ("located_in", False),
    "location": ("located_in", False),
    "residence": ("located_in", False),
    "work location": ("located_in", False),
}


@dataclass(frozen=True, slots=True)
class Related:
    """A text with its spans in text order and what is known of their relations."""

    name: str
    corpus: str
    part: str  # train, dev or test
    text: str
    spans: tuple[Suggestion, ...]
    relations: frozenset[Triple]
    known: frozenset[str]
    unsure: frozenset[tuple[int, int]] = frozenset()  # pairs of spans of which the corpus says something else


def read(path: Path) -> Iterator[Mapping[str, Any]]:
    """The documents of a corpus file as they stand."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def ends_allowed(label: str, head: str, child: str) -> bool:
    """Whether the `news` scheme has this relation between these ends; written out, so that training needs no scheme."""
    names, actors = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC"), ("PERSON", "ORG", "NORP", "LOC")
    return {
        "same_as": head == child and head in names,
        "role_in": head == "PERSON" and child in ("ORG", "NORP", "LOC"),
        "part_of": (head, child) in (("ORG", "ORG"), ("ORG", "LOC"), ("LOC", "LOC")),
        "located_in": head in ("PERSON", "ORG", "NORP", "EVENT") and child == "LOC",
        "supports": head in actors and child in actors,
        "opposes": head in actors and child in actors,
        "counts": head in ("CARDINAL", "PERCENT", "QUANTITY") and child in actors,
        "happened_on": head in names and child in ("DATE", "TIME"),
    }.get(label, False)


def development(name: str) -> bool:
    """Whether a training document of re3d belongs to our development part: one in five, by a fixed hash of its name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


def re3d(corpora: Path) -> Iterator[Related]:
    """re3d: gold spans of people, organisations, places, nationalities and quantities; other spans are left out."""
    for row in read(corpora / "relations" / "re3d_gold.jsonl.gz"):
        spans, place_of = _spans(row)
        found = set[Triple]()
        for one in row["relations"]:
            if one["head"] in place_of and one["tail"] in place_of:
                head, child = place_of[one["head"]], place_of[one["tail"]]
                found |= set(_of_re3d(one["label"], head, child, spans))
        part = "test" if row["split"] == "test" else "dev" if development(row["id"]) else "train"
        yield Related(row["id"], "re3d", part, row["text"], spans, frozenset(found), frozenset(RE3D))


def _of_re3d(name: str, head: int, child: int, spans: tuple[Suggestion, ...]) -> Iterator[Triple]:
    one, two = spans[head].label, spans[child].label
    labels = {
        "BelongsTo": ("role_in", "part_of"),
        "InChargeOf": ("role_in",),
        "CoLocated": ("located_in", "part_of") if one != "ORG" else ("located_in",),
    }.get(name, (_RE3D.get(name, ""),))
    if name == "HasAttrOf":
        head, child, one, two, labels = child, head, two, one, ("counts",)
    elif name == "InChargeOf" and (one, two) == ("ORG", "ORG"):
        head, child, one, two, labels = child, head, two, one, ("part_of",)
    for label in labels:
        if head != child and ends_allowed(label, one, two):
            yield head, child, label
            return


def knowledgenet(corpora: Path) -> Iterator[Related]:
    """KnowledgeNet: passages checked for some relations; only the ends of those found are spans (see `with_names`)."""
    for row in read(corpora / "relations" / "knowledgenet_gold.jsonl.gz"):
        label_of: dict[str, str] = {}
        for one in row["relations"]:
            _, swapped, head, child = _KNOWLEDGENET[one["label"]]
            first, second = (one["tail"], one["head"]) if swapped else (one["head"], one["tail"])
            label_of[first], label_of[second] = head, child
        known = {_KNOWLEDGENET[name][0] for name in row["checked"]} - {""}
        labelled = [{**one, "label": label_of[one["id"]]} for one in row["entities"] if one["id"] in label_of]
        spans, place_of = _spans({"entities": labelled})
        found, unsure = set[Triple](), set[tuple[int, int]]()
        for one in row["relations"]:
            label, swapped, _, _ = _KNOWLEDGENET[one["label"]]
            head, child = place_of[one["head"]], place_of[one["tail"]]
            if swapped:
                head, child = child, head
            if label and ends_allowed(label, spans[head].label, spans[child].label):
                found.add((head, child, label))
            else:
                unsure.add((head, child))
        yield Related(
            row["id"],
            "knowledgenet",
            row["split"],
            row["text"],
            spans,
            frozenset(found),
            frozenset(known),
            frozenset(unsure),
        )


def redocred(corpora: Path) -> Iterator[Related]:
    """Re-DocRED: a relation counts where the sentence of both mentions is among its evidence."""
    for row in read(corpora / "relations" / "redocred_devtest_gold.jsonl.gz"):
        spans, place_of = _spans(row)
        sentence_of = [_sentence(row, span.start) for span in spans]
        clusters = {place_of[one["id"]]: one["cluster"] for one in row["entities"] if one["id"] in place_of}
        facts: dict[tuple[int, int], list[tuple[str, frozenset[int]]]] = {}
        for one in row["relations"]:
            facts.setdefault((one["head_cluster"], one["tail_cluster"]), []).append(
                (one["label"], frozenset(one.get("evidence") or ()))
            )
        found, unsure = set[Triple](), set[tuple[int, int]]()
        for head in range(len(spans)):
            for child in range(len(spans)):
                if head == child or sentence_of[head] != sentence_of[child]:
                    continue
                for name, evidence in facts.get((clusters[head], clusters[child]), ()):
                    told = list(_of_redocred(name, head, child, spans))
                    if told and sentence_of[head] in evidence:
                        found |= set(told)
                    else:
                        unsure.add((head, child))
        known = frozenset(("role_in", "part_of", "located_in"))
        yield Related(
            row["id"], "redocred", row["split"], row["text"], spans, frozenset(found), known, frozenset(unsure)
        )


def _of_redocred(name: str, head: int, child: int, spans: tuple[Suggestion, ...]) -> Iterator[Triple]:
    labels, swapped = _REDOCRED.get(name, ("", False))
    if swapped:
        head, child = child, head
    for label in labels.split():
        if ends_allowed(label, spans[head].label, spans[child].label):
            yield head, child, label
            return


def _sentence(row: Mapping[str, Any], offset: int) -> int:
    return next((at for at, (start, end) in enumerate(row["sentences"]) if start <= offset < end), -1)


def _spans(row: Mapping[str, Any]) -> tuple[tuple[Suggestion, ...], dict[str, int]]:
    kept = [one for one in row["entities"] if one["label"] in _SPANS or one["label"] in _SPANS.values()]
    kept.sort(key=lambda one: (one["start"], one["end"], one["id"]))
    spans = tuple(
        Suggestion(one["start"], one["end"], str(_SPANS.get(one["label"]) or one["label"]), 1.0, Value())
        for one in kept
    )
    return spans, {one["id"]: at for at, one in enumerate(kept)}


def with_names(one: Related, names: Iterable[tuple[int, int, str]]) -> Related:
    """The same with more spans, where none is yet: names between which the corpus found nothing."""
    taken = [(span.start, span.end) for span in one.spans]
    more = [
        Suggestion(start, end, label, 1.0)
        for start, end, label in names
        if not any(start < last and first < end for first, last in taken)
    ]
    return _reordered(one, [*one.spans, *more])


def named(one: Related, shrink: Mapping[int, tuple[int, int]]) -> Related:
    """The same with some spans cut to the names in them: “ISIL” of “ISIL fighters”, as our own suggesters mark them."""
    spans = [
        replace(span, start=shrink[at][0], end=shrink[at][1]) if at in shrink else span
        for at, span in enumerate(one.spans)
    ]
    return _reordered(one, spans)


def _reordered(one: Related, spans: list[Suggestion]) -> Related:
    """The same with other spans, of which the first ones are the old ones, in text order."""
    order = sorted(range(len(spans)), key=lambda at: (spans[at].start, spans[at].end))
    place_of = {old: new for new, old in enumerate(order)}
    return replace(
        one,
        spans=tuple(spans[old] for old in order),
        relations=frozenset((place_of[head], place_of[child], label) for head, child, label in one.relations),
        unsure=frozenset((place_of[head], place_of[child]) for head, child in one.unsure),
    )
