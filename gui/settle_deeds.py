"""The deeds of the keys at a stop, as what the sitting carries out."""

from __future__ import annotations

from annotate.adjudicate.case import Case, is_open
from annotate.adjudicate.settling import here, keep, take, take_both, take_most, take_neither
from annotate.adjudicate.stops import Stop
from annotate.change import Transaction
from annotate.state import AnnotationState
from gui.sitting import Deed
from store.ids import new_ids


def deed(name: str, reason: str) -> Deed:
    """What `left`, `right`, `both`, `neither`, `enter`, or the number of an answer from 1, does; with its reason."""

    def make(case: Case, gold: AnnotationState, stop: Stop) -> Transaction:
        ids = new_ids()
        match name:
            case "both":
                return take_both(case, gold, stop, new_ids=ids, reason=reason)
            case "neither":
                return take_neither(case, gold, stop, new_ids=ids, reason=reason)
            case "enter":
                again = is_open(stop, gold) and bool(here(stop, gold))
                return (keep if again else take_most)(case, gold, stop, new_ids=ids, reason=reason)
            case _:
                at = {"left": 0, "right": 1}.get(name)
                return take(case, gold, stop, int(name) - 1 if at is None else at, new_ids=ids, reason=reason)

    return make


SETTLES = ("left", "right", "both", "neither", *(str(at) for at in range(1, 10)))


def taken_from(tx: Transaction, stop: Stop) -> str:
    """The names of those whose answer a step takes; empty where it takes no single one."""
    deed, _, detail = tx.event.removeprefix("adjudicate.").partition(" ")
    at = int(detail) - 1 if deed == "alternative" else {"left": 0, "right": 1}.get(deed, -1)
    return ", ".join(stop.alternatives[at].names) if 0 <= at < len(stop.alternatives) else ""
