"""`python -m tests.annotate.scores.record_peers` asks the packages of the extra `peers` about fixed random projects.

It writes down their versions, what they were asked and what they said, so that the tests can compare where they are not
installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.annotate.scores import peers
from tests.annotate.scores.makers import LABELS
from tests.annotate.scores.projects import LENGTH, copied, flat, ratings, unambiguous

TABLE = Path(__file__).parents[2] / "cases" / "scores" / "peers.json"
METRICS = ("nominal", "ordinal", "interval", "ratio")
PROJECTS = 12
SCHEMES = ("IOB2", "IOBES")


def recorded() -> dict[str, Any]:
    """Everything that the table holds."""
    dice = Random(8)
    return {
        "packages": peers.versions(),
        "tags": [_tags(dice) for _ in range(PROJECTS)],
        "criteria": [_criteria(dice) for _ in range(PROJECTS)],
        "two": [_rated(ratings(dice, 2, missing=True), cohen=peers.cohen) for _ in range(PROJECTS)],
        "all": [_rated(ratings(dice, 3, missing=False), fleiss=peers.fleiss) for _ in range(PROJECTS)],
        "missing": [_rated(ratings(dice, 4, missing=True)) for _ in range(PROJECTS)],
    }


def _tags(dice: Random) -> dict[str, Any]:
    gold = [flat(dice) for _ in range(3)]
    found = [copied(dice, one) for one in gold]
    answers = {scheme: peers.seqeval(LENGTH, gold, found, scheme) for scheme in SCHEMES}
    return {"gold": gold, "found": found, **answers}


def _criteria(dice: Random) -> dict[str, Any]:
    gold, found = zip(*(unambiguous(dice) for _ in range(3)), strict=True)
    return {"gold": gold, "found": found, "nervaluate": peers.nervaluate(gold, found, LABELS)}


def _rated(rows: list[list[int | None]], **asked: Callable[[Any], float | None]) -> dict[str, Any]:
    alphas = {metric: peers.alpha(rows, metric) for metric in METRICS}
    return {"rows": rows, "alpha": alphas} | {name: ask(rows) for name, ask in asked.items()}


def _text(table: dict[str, Any]) -> str:
    """A line for each project."""
    parts = list[str]()
    for name, value in table.items():
        rows = ",\n  ".join(json.dumps(row, sort_keys=True) for row in value) if isinstance(value, list) else ""
        parts.append(f' "{name}": ' + (f"[\n  {rows}\n ]" if rows else json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(_text(recorded()), "utf-8")
