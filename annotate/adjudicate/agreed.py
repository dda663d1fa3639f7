"""What needs no person: all that a rule takes in a document, as one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.adjudicate.answering import settled
from annotate.adjudicate.case import Case
from annotate.adjudicate.settling import marked
from annotate.change import Transaction, compose
from annotate.state import AnnotationState


def agreed(case: Case, gold: AnnotationState, *, new_ids: Iterator[str]) -> Transaction | None:
    """Take what the annotators agree on by the rule, never over what gold has; None where nothing waits.

    Spans and labels first, then the relations between spans that are in gold by then.
    """
    event = f"adjudicate.agreed {case.rule} of {len(case.said)}"
    steps, now, waiting = list[Transaction](), gold, case.waiting(gold)
    for kinds in (("span", "label"), ("relation",)):
        for stop in waiting:
            answer = stop.agreed(case.rule)
            if stop.kind in kinds and answer is not None:
                tx = settled(case, now, stop, answer.picks, new_ids=new_ids, event=event)
                steps.append(tx)
                now = now.apply(tx)
        waiting = case.waiting(now) if steps else waiting
    return marked(case, gold, compose(steps, event)) if steps else None
