"""Scores and agreement as plain data that JSON can hold: fractions from 0 to 1, None where a number is not defined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from annotate.scores.agreement import Agreement, Coefficients
from annotate.scores.coefficients import Coefficient
from annotate.scores.counts import Counts, macro, micro
from annotate.scores.evaluation import Evaluation
from annotate.scores.gamma import Gamma
from annotate.scores.muc import CRITERIA, Muc
from annotate.scores.pairwise import Pairwise
from annotate.scores.spans import ByLabel

Data = dict[str, Any]


def counts_data(counts: Counts) -> Data:
    """What was right, wrong and missed, with precision, recall and F1."""
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "gold": counts.gold,
        "predicted": counts.predicted,
        "correct": counts.right,
    }


def muc_data(counts: Muc) -> Data:
    """The five counts of MUC-5, with precision, recall and F1."""
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "possible": counts.possible,
        "actual": counts.actual,
        "correct": counts.correct,
        "incorrect": counts.incorrect,
        "partial": counts.partial,
        "missed": counts.missed,
        "spurious": counts.spurious,
    }


def evaluation_data(found: Evaluation) -> Data:
    """A source against gold: under each criterion, by label, relations, values, and which label stands for which.

    Strict scores by label are those of the label alone, as conlleval, seqeval and spaCy count them; exact, partial and
    type put a pair under the label of gold, as MUC does.
    """
    return {
        "strict": muc_data(found.criteria["strict"]) | {"interval": found.interval and asdict(found.interval)},
        **{name: muc_data(found.criteria[name]) for name in CRITERIA if name != "strict"},
        "overlap": counts_data(micro(found.overlap.values())),
        "boundaries": counts_data(found.boundaries),
        "labels": counts_data(found.same_place),
        "macro": asdict(macro(found.exact)),
        "by_label": {label: _label_data(found, label) for label in found.muc},
        "relations": _relations_data(found),
        "values": {name: counts_data(counts) for name, counts in found.values.items() if counts != Counts()},
        "confusion": [
            {"gold": gold, "predicted": predicted, "count": count}
            for (gold, predicted), count in sorted(found.confusion.items(), key=str)
        ],
    }


def agreement_data(found: Agreement) -> Data:
    """Agreement of two or more annotators."""
    return {
        "sources": list(found.annotators),
        "documents": found.documents,
        "spans": {
            "exact_f1": pairwise_data(found.exact),
            "overlap_f1": pairwise_data(found.overlap),
            "tokens": coefficients_data(found.tokens),
            "labels": coefficients_data(found.labels),
            "unitised_alpha": asdict(found.unitised) | {"value": found.unitised.value},
        },
        "by_label": {
            label: {
                "exact_f1": pairwise_data(row.exact),
                "token_alpha": row.tokens.value,
                "unitised_alpha": row.unitised.value,
            }
            for label, row in found.by_label.items()
        },
        "relations": {"exact_f1": pairwise_data(found.relations)},
        "attributes": {name: coefficients_data(one) for name, one in found.attributes.items()},
        "document_labels": {name: coefficients_data(one) for name, one in found.document_labels.items()},
    }


def gamma_data(found: Gamma) -> Data:
    """γ with all that it depends on."""
    return asdict(found) | {"value": found.value}


def pairwise_data(found: Pairwise) -> Data:
    """F1 of every two annotators, and the three ways to put them together."""
    return {
        "mean": found.mean,
        "micro": found.micro,
        "by_documents": found.by_documents,
        "pairs": [
            {"sources": [pair.first, pair.second], "documents": pair.documents, **counts_data(pair.counts)}
            for pair in found.pairs
        ],
    }


def coefficients_data(found: Coefficients) -> Data:
    """Coefficients of one table of ratings; those of two annotators only are not there for more."""
    two: Mapping[str, Coefficient | None] = {"cohen_kappa": found.cohen, "scott_pi": found.scott}
    return {
        "items": found.items,
        "observed": found.percentage,
        **{name: one.value for name, one in two.items() if one is not None},
        "fleiss_kappa": found.fleiss.value,
        "krippendorff_alpha": found.alpha.value,
    }


def _label_data(found: Evaluation, label: str) -> Data:
    """One label: strict by the label alone; the other criteria by the label of gold."""
    exact, nothing = found.exact.get(label, Counts()), Counts()
    row = found.muc[label]
    return {
        "strict": counts_data(exact),
        **{name: muc_data(row[name]) for name in CRITERIA if name != "strict"},
        "overlap": counts_data(found.overlap.get(label, nothing)),
    }


def _relations_data(found: Evaluation) -> Data:
    return {
        "strict": counts_data(micro(found.relations.values())),
        "overlap": counts_data(micro(found.relations_overlap.values())),
        "macro": asdict(macro(found.relations)),
        "by_label": {
            label: {"strict": counts_data(counts), "overlap": counts_data(_of(found.relations_overlap, label))}
            for label, counts in found.relations.items()
        },
    }


def _of(by_label: ByLabel, label: str) -> Counts:
    return by_label.get(label, Counts())
