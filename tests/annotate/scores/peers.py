"""What other packages say of the same spans, tags and ratings. Only spaCy comes with the program: the others are the
extra `peers`, and are loaded when they are asked.

Answers are in plain numbers; what a package has no answer for (an exception, or no number) is None.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from math import isfinite

PACKAGES = ("seqeval", "nervaluate", "scikit-learn", "statsmodels", "krippendorff")
CRITERIA = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}  # ours: nervaluate's
Place = tuple[str, int, int]
"""Label, start and end, half-open."""


def versions() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def tags_of(length: int, spans: Sequence[Place], scheme: str) -> list[str]:
    """The tags of tokens of which some spans, that do not overlap, are made: IOB2 or IOBES."""
    tags = ["O"] * length
    for label, start, end in spans:
        inside = [f"I-{label}"] * (end - start)
        if scheme == "IOBES":
            inside[-1] = f"E-{label}"
        inside[0] = f"S-{label}" if scheme == "IOBES" and end - start == 1 else f"B-{label}"
        tags[start:end] = inside
    return tags


def seqeval(
    length: int, gold: Sequence[Sequence[Place]], found: Sequence[Sequence[Place]], scheme: str
) -> dict[str, list[float]]:
    """Precision, recall and F1 by label, `micro avg` and `macro avg` of documents of so many tokens, from their tags in
    the strict mode; 0 where undefined."""
    return _from_tags(*([tags_of(length, one, scheme) for one in side] for side in (gold, found)), scheme=scheme)


def _from_tags(gold: list[list[str]], found: list[list[str]], scheme: str) -> dict[str, list[float]]:
    metrics, schemes = import_module("seqeval.metrics"), import_module("seqeval.scheme")
    if not any(tag != "O" for row in (*gold, *found) for tag in row):
        return {}  # it fails where there is no label at all
    report = metrics.classification_report(
        gold, found, mode="strict", scheme=getattr(schemes, scheme), output_dict=True, zero_division=0
    )
    return {
        name: [float(row["precision"]), float(row["recall"]), float(row["f1-score"])]
        for name, row in report.items()
        if name != "weighted avg"
    }


def nervaluate(
    gold: Sequence[Sequence[Place]], found: Sequence[Sequence[Place]], labels: Sequence[str]
) -> dict[str, dict[str, list[int]]]:
    """COR, INC, PAR, MIS and SPU under each criterion, of all labels (“”) and of each by itself.

    Its ends are inclusive, so that they are given as end − 1.
    """
    evaluator = import_module("nervaluate").Evaluator(_inclusive(gold), _inclusive(found), list(labels), loader="dict")
    result = evaluator.evaluate()
    rows = {"": result["overall"]} | result["entities"]
    return {
        name: {
            ours: [row[its].correct, row[its].incorrect, row[its].partial, row[its].missed, row[its].spurious]
            for ours, its in CRITERIA.items()
        }
        for name, row in rows.items()
    }


def _inclusive(documents: Sequence[Sequence[Place]]) -> list[list[dict[str, str | int]]]:
    return [[{"label": label, "start": start, "end": end - 1} for label, start, end in one] for one in documents]


def cohen(rows: Sequence[Sequence[int | None]]) -> float | None:
    """scikit-learn's κ of the items that both have rated."""
    both = [row for row in rows if None not in row]
    if not both:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it answers with no number
        return _number(import_module("sklearn.metrics").cohen_kappa_score(*zip(*both, strict=True)))


def fleiss(rows: Sequence[Sequence[int | None]]) -> float | None:
    """statsmodels’ Fleiss κ of items that everybody has rated."""
    raters = import_module("statsmodels.stats.inter_rater")
    counts, _ = raters.aggregate_raters([list(row) for row in rows])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _number(raters.fleiss_kappa(counts, method="fleiss"))


def alpha(rows: Sequence[Sequence[float | None]], metric: str) -> float | None:
    """krippendorff's α."""
    table = [[float("nan") if one is None else one for one in column] for column in zip(*rows, strict=True)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _number(import_module("krippendorff").alpha(table, level_of_measurement=metric))
    except ValueError:  # fewer than two categories, or no item that two have rated
        return None


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
