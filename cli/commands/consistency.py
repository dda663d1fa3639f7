"""`gilder consistency`: the same text with different labels; spans that a cross-validated model doubts. Only reads."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.consistency.looked import Spot, read_as
from annotate.consistency.suspicion import Suspect
from annotate.consistency.texts import Variation
from annotate.errors import InputError
from cli.output import Progress, counted, say, say_json, table
from cli.parsing import WrongUse
from store.comparing import Comparing
from store.consistent import Consistent, Doubted
from store.looks_right import LooksRight, Seen, seen
from store.project import Project
from store.sources import Source

_CONTEXT = 30  # code points before and after a place in a line
_SHOWN = 3  # places of a text that are printed; --json has all


def consistency(arguments: Namespace) -> int:
    """Tell where a source is not consistent with itself; the likeliest mistakes first."""
    if arguments.suspicious and (arguments.case or arguments.labelled):
        raise WrongUse("--case and --labelled are about texts; leave them out, or --suspicious")
    with Project.open(Path(arguments.project), read_only=True) as project:
        source = _source(project, arguments.source)
        right = frozenset[Seen]() if arguments.right else LooksRight(project).of(source.name)
        (_suspicious if arguments.suspicious else _texts)(Consistent(project, source), source.name, right, arguments)
    return 0


def _suspicious(consistent: Consistent, source: str, right: frozenset[Seen], arguments: Namespace) -> None:
    with Progress("Looking") as progress:
        doubted = consistent.suspicious(seed=arguments.seed, step=progress)
    left = tuple(pair for pair in doubted.suspects if seen(pair[1]) not in right)
    out = len(doubted.suspects) - len(left)
    _tell_doubted(replace(doubted, suspects=left), source, out, arguments.limit, json=arguments.json)


def _texts(consistent: Consistent, source: str, right: frozenset[Seen], arguments: Namespace) -> None:
    with Progress("Looking") as progress:
        texts = consistent.texts(fold=not arguments.case, bare=not arguments.labelled, step=progress)
    left = [_without(one, right) for one in texts]
    out = sum(len(before.spots) - len(after.spots) for before, after in zip(texts, left, strict=True))
    left = [one for one in left if any(spot.labels != one.usual.labels for spot in one.spots)]
    _tell_texts(left, source, out, len(consistent.ids()), arguments.limit, json=arguments.json)


def _without(one: Variation, right: frozenset[Seen]) -> Variation:
    """A text without its rare places that somebody has called right; its readings count them still."""
    usual = one.usual.labels
    return replace(one, spots=tuple(spot for spot in one.spots if spot.labels == usual or seen(spot) not in right))


def _source(project: Project, name: str | None) -> Source:
    """The named source; unnamed, the only one that is no model. Raises InputError."""
    comparing = Comparing(project)
    if name:
        return comparing.source(name)
    people = [one for one in comparing.sources() if one.kind != "model"]
    if len(people) != 1:
        there = ", ".join(one.name for one in people) or "nobody has annotated yet"
        raise InputError(f"{project.path}: say which source is meant with --source; the sources are: {there}")
    return people[0]


def _tell_texts(texts: list[Variation], source: str, out: int, documents: int, limit: int, *, json: bool) -> None:
    shown = texts[:limit]
    if json:
        told = [_variation(one) for one in shown]
        say_json({"source": source, "documents": documents, "looks_right": out, "texts": told})
        return
    for one in shown:
        readings = ", ".join(f"{reading.name} {reading.count:,}" for reading in one.readings)
        say(f"{one.score:.2f}  {one.text}: {readings}")
        rare = [spot for spot in one.spots if spot.labels != one.usual.labels][:_SHOWN]
        for line in table([(f"      {spot.name}", read_as(spot.labels), _in_context(spot)) for spot in rare]):
            say(line)
    say(_summary(len(texts), "text that is read in more than one way", "texts that are read in more than one way",
                 len(shown), source, documents, out))  # fmt: skip


def _tell_doubted(doubted: Doubted, source: str, out: int, limit: int, *, json: bool) -> None:
    found, shown = doubted.found, doubted.suspects[:limit]
    if json:
        say_json({
            "source": source, "documents": found.documents, "spans": found.spans, "looks_right": out,
            "suspects": [_suspect(*one) for one in shown],
            "joint": {"labels": list(found.labels), "counts": [list(row) for row in found.joint]},
        })  # fmt: skip
        return
    rows = [
        (f"{one.margin:+.2f}", _words(one.given), "→", _words(one.instead), f"{one.chance:.2f}", spot.name,
         _in_context(spot))
        for one, spot in shown
    ]  # fmt: skip
    for line in table([("margin", "label", "", "rather", "chance", "document", "in the text"), *rows] if rows else []):
        say(line)
    say(_summary(len(doubted.suspects), "suspicious place", "suspicious places", len(shown), source, found.documents,
                 out))  # fmt: skip


def _summary(count: int, one: str, many: str, shown: int, source: str, documents: int, out: int) -> str:
    of = f"; the first {shown:,} are shown" if shown < count else ""
    of += f"; without {counted(out, 'place that looks right', 'places that look right')} to somebody" if out else ""
    return f"{counted(count, one, many)} of {source} in {counted(documents, 'document')}{of}"


def _words(label: str) -> str:
    return label or "no label"


def _in_context(spot: Spot) -> str:
    before, after = spot.before[-_CONTEXT:], spot.after[:_CONTEXT]
    return " ".join(f"{before}[{spot.text}]{after}".split())


def _variation(one: Variation) -> dict[str, Any]:
    return {
        "text": one.text,
        "score": round(one.score, 4),
        "readings": [{"labels": list(each.labels), "count": each.count} for each in one.readings],
        "places": [_spot(spot) for spot in one.spots],
    }


def _suspect(one: Suspect, spot: Spot) -> dict[str, Any]:
    said = {"kind": one.kind, "chance": round(one.chance, 4), "margin": round(one.margin, 4)}
    return said | _spot(spot)


def _spot(spot: Spot) -> dict[str, Any]:
    return {
        "document": spot.name,
        "fragments": [list(one) for one in spot.place],
        "text": spot.text,
        "labels": list(spot.labels),
        "instead": spot.instead,
        "before": spot.before,
        "after": spot.after,
    }
