"""Scores and agreement as aligned lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.scores.agreement import Agreement, Coefficients
from annotate.scores.counts import Counts, macro, micro
from annotate.scores.evaluation import Evaluation
from annotate.scores.muc import CRITERIA
from cli.output import counted

Rows = list[Sequence[object]]
UNDEFINED = "–"


def evaluation_lines(found: Evaluation) -> list[str]:
    """Everything about a source against gold."""
    rows: Rows = [("spans, strict", "gold", "predicted", "correct", "precision", "recall", "F1")]
    rows += [_counts_row(label, counts) for label, counts in found.exact.items()]
    rows.append(_counts_row("all", found.total))
    mean = macro(found.exact)
    rows.append(("mean of labels", "", "", "", *map(percent, (mean.precision, mean.recall, mean.f1))))
    lines = ["", *_aligned(rows)]
    if found.interval is not None:
        lines.append(f"95 % of resampled documents: F1 {percent(found.interval.low)} to {percent(found.interval.high)}")
    lines += ["", *_aligned(_criteria_rows(found))]
    lines += ["", *_aligned(_plain_rows(found))]
    if found.relations:
        lines += ["", *_aligned(_relation_rows(found))]
    values = [_counts_row(name, counts) for name, counts in found.values.items() if counts != Counts()]
    if values:
        lines += ["", *_aligned([("values of equal spans", *_HEADINGS), *values])]
    return lines


_HEADINGS = ("gold", "predicted", "correct", "precision", "recall", "F1")


def _criteria_rows(found: Evaluation) -> Rows:
    rows: Rows = [("criterion", "COR", "INC", "PAR", "MIS", "SPU", "precision", "recall", "F1")]
    for name in CRITERIA:
        one = found.criteria[name]
        counts = (one.correct, one.incorrect, one.partial, one.missed, one.spurious)
        rows.append((name, *(f"{count:,}" for count in counts), *map(percent, (one.precision, one.recall, one.f1))))
    return rows


def _plain_rows(found: Evaluation) -> Rows:
    return [
        ("more", *_HEADINGS),
        _counts_row("overlap", micro(found.overlap.values())),
        _counts_row("boundaries", found.boundaries),
        _counts_row("labels at equal boundaries", found.same_place),
    ]


def _relation_rows(found: Evaluation) -> Rows:
    rows: Rows = [("relations, strict", *_HEADINGS)]
    rows += [_counts_row(label, counts) for label, counts in found.relations.items()]
    rows.append(_counts_row("all", micro(found.relations.values())))
    rows.append(_counts_row("all, ends by overlap", micro(found.relations_overlap.values())))
    return rows


def group_lines(by: str | None, groups: Mapping[str, Evaluation]) -> list[str]:
    """Strict scores by document, zone or status; nothing where there are no groups."""
    if not groups:
        return []
    rows: Rows = [(f"by {by}, strict", *_HEADINGS)]
    return ["", *_aligned([*rows, *(_counts_row(name, one.total) for name, one in groups.items())])]


def agreement_lines(found: Agreement) -> list[str]:
    """Agreement of two or more annotators."""
    rows: Rows = [("spans", "documents", "exact F1", "overlap F1", "relations F1")]
    overlap = {(one.first, one.second): one.counts.f1 for one in found.overlap.pairs}
    relations = {(one.first, one.second): one.counts.f1 for one in found.relations.pairs}
    for pair in found.exact.pairs:
        names = (pair.first, pair.second)
        figures = (percent(pair.counts.f1), percent(overlap[names]), percent(relations[names]))
        rows.append((f"{pair.first} and {pair.second}", f"{pair.documents:,}", *figures))
    ways = (found.exact, found.overlap, found.relations)
    rows.append(("mean of pairs", f"{found.documents:,}", *(percent(one.mean) for one in ways)))
    rows.append(("mean, by documents", "", *(percent(one.by_documents) for one in ways)))
    rows.append(("all annotations", "", *(percent(one.micro) for one in ways)))
    labels: Rows = [("label", "exact F1", "α of tokens", "unitised α")]
    labels += [
        (name, percent(one.exact.micro), coefficient(one.tokens.value), coefficient(one.unitised.value))
        for name, one in found.by_label.items()
    ]
    lines = [f"{', '.join(found.annotators)}: {counted(found.documents, 'document')}", "", *_aligned(rows)]
    lines += ["", *_aligned(_coefficient_rows(found))]
    lines.append(f"unitised α  {coefficient(found.unitised.value)}")
    return [*lines, "", *_aligned(labels)] if found.by_label else lines


def _coefficient_rows(found: Agreement) -> Rows:
    two = found.tokens.cohen is not None
    head = ("items", "observed", *(("Cohen κ", "Scott π") if two else ()), "Fleiss κ", "Krippendorff α")
    rows: Rows = [("corrected for chance", *head)]
    tables: list[tuple[str, Coefficients]] = [("tokens", found.tokens), ("labels at equal boundaries", found.labels)]
    tables += [(f"attribute {name}", one) for name, one in found.attributes.items()]
    tables += [(f"document label {name}", one) for name, one in found.document_labels.items()]
    for name, one in tables:
        pair = [each.value for each in (one.cohen, one.scott) if each is not None]
        figures = map(coefficient, (*pair, one.fleiss.value, one.alpha.value))
        rows.append((name, f"{one.items:,}", percent(one.percentage), *figures))
    return rows


def _counts_row(name: str, counts: Counts) -> Sequence[object]:
    figures = (counts.gold, counts.predicted, counts.right)
    return (name, *(f"{one:,}" for one in figures), *map(percent, (counts.precision, counts.recall, counts.f1)))


def _aligned(rows: Rows) -> list[str]:
    """Rows with headings: the first column to the left, the others to the right."""
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(
            str(cell).rjust(width) if at else str(cell).ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def percent(fraction: float | None) -> str:
    """A fraction as a percentage with two decimals, as conlleval prints it; a dash where it is not defined."""
    return UNDEFINED if fraction is None else f"{100 * fraction:.2f}"


def coefficient(value: float | None) -> str:
    """A coefficient with three decimals; “undefined” where it is."""
    return "undefined" if value is None else f"{value:.3f}"
