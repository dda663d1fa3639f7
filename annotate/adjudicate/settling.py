"""Commands of adjudication: what a person can do at a stop, as pure functions from gold to a transaction.

Each raises Refused with a reason that a person can read. A stop that is settled already can be settled anew: what gold
has of it goes in the same step. Relations that the rule takes follow the spans that are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotate.adjudicate.answering import decided, settled
from annotate.adjudicate.case import Case, is_answered, twin
from annotate.adjudicate.stops import DocumentLabel, Stop, joined_notes
from annotate.change import Transaction, compose
from annotate.commands import set_note, set_status
from annotate.errors import NothingToDo, Refused
from annotate.model import Relation, Span
from annotate.state import AnnotationState

_QUOTED = 40  # code points of a text that are quoted


def take(
    case: Case, gold: AnnotationState, stop: Stop, at: int, *, new_ids: Iterator[str], reason: str = ""
) -> Transaction:
    """Take the alternative with a number from 0: 0 is the left one, 1 the right one."""
    if at >= len(stop.alternatives):
        only = "There is only one answer here" if len(stop.alternatives) == 1 else f"There is no answer {at + 1} here"
        raise Refused(f"{only}.")
    deed = {0: "left", 1: "right"}.get(at, f"alternative {at + 1}")
    return _step(case, gold, stop, stop.alternatives[at].picks, deed, new_ids, reason)


def take_both(
    case: Case, gold: AnnotationState, stop: Stop, *, new_ids: Iterator[str], reason: str = ""
) -> Transaction:
    """Take all that the left and the right one say; what both say, once."""
    both = stop.alternatives[:2]
    if len(both) < 2:
        raise Refused("There is only one answer here.")
    picks = tuple(sorted({pick for one in both for pick in one.picks}))
    if stop.kind == "label" and len(picks) > 1:
        raise Refused("A document has one answer to this: left or right.")
    return _step(case, gold, stop, picks, "both", new_ids, reason)


def take_neither(
    case: Case, gold: AnnotationState, stop: Stop, *, new_ids: Iterator[str], reason: str = ""
) -> Transaction:
    """Take nothing."""
    return _step(case, gold, stop, (), "neither", new_ids, reason)


def take_most(
    case: Case, gold: AnnotationState, stop: Stop, *, new_ids: Iterator[str], reason: str = ""
) -> Transaction:
    """Take the only answer, or that of more than half. Raises Refused where there is none."""
    most = stop.agreed("majority")
    if most is None:
        raise Refused("No answer has a majority here: choose one.")
    deed = f"majority {len(most.names)} of {len(stop.names)}"
    return _step(case, gold, stop, most.picks, deed, new_ids, reason)


def keep(case: Case, gold: AnnotationState, stop: Stop, *, new_ids: Iterator[str], reason: str = "") -> Transaction:
    """Leave gold as it is, and say no to what is new and not in it: for a stop that new work has opened again."""
    twins = {at: twin(one, gold) for at, one in enumerate(stop.contents)}
    made = {at: one.id for at, one in twins.items() if one is not None}
    labels = dict(gold.marks.attributes)
    made |= {
        at: one.name
        for at, one in enumerate(stop.contents)
        if isinstance(one, DocumentLabel) and labels.get(one.name) == one.value
    }
    new = [one.id for one in stop.given if not is_answered(one, stop.contents[one.says], gold)]
    changes = decided(gold, stop, made, only=new)
    if not changes:
        raise NothingToDo("Nothing is new here.")
    return _whole(case, gold, Transaction(tuple(changes), "adjudicate.keep"), new_ids, reason, stop)


def edit(case: Case, gold: AnnotationState, stop: Stop, at: int, *, new_ids: Iterator[str]) -> Transaction | None:
    """Make gold spans of an alternative, to be relabelled and moved by the ordinary commands; None where gold has spans
    of this stop already. Where the alternative says nothing, the first that says something is taken."""
    if stop.kind != "span":
        raise Refused("Only spans can be edited here: take an answer.")
    if here(stop, gold):
        return None
    order = [min(at, len(stop.alternatives) - 1), *range(len(stop.alternatives))]
    picks = next(stop.alternatives[one].picks for one in order if stop.alternatives[one].picks)
    return _step(case, gold, stop, picks, "edit", new_ids, "")


def here(stop: Stop, gold: AnnotationState) -> list[Span | Relation]:
    """What gold has of a stop: what came of its decisions, or is the same by itself."""
    found: dict[str, Span | Relation] = {}
    for given in stop.given:
        decision = gold.decisions.get(given.id)
        made = twin(stop.contents[given.says], gold) if decision is None else None
        if decision is not None and decision.annotation is not None:
            made = gold.spans.get(decision.annotation) or gold.relations.get(decision.annotation)
        if made is not None:
            found[made.id] = made
    return list(found.values())


def marked(case: Case, gold: AnnotationState, tx: Transaction) -> Transaction:
    """A step, together with how far it brings the document: in progress, or done with nothing left to settle."""
    now = gold.apply(tx)
    if now.marks.status == "flagged":
        return tx
    status = set_status(now, "done" if case.is_done(now) else "in_progress")
    return tx if status is None else replace(compose([tx, status], tx.event), focus=tx.focus)


def subject(stop: Stop) -> str:
    """What a stop is about in a few words: “Aleppo” ORG/LOC, a relation, or a document label."""
    labels = dict.fromkeys(one.label for one in stop.contents if not isinstance(one, DocumentLabel))
    first = max(stop.contents, key=lambda one: len(one.text) if isinstance(one, Span) else 0)
    match first:
        case Span():
            flat = " ".join(first.text.split())
            shown = flat if len(flat) <= _QUOTED else flat[:_QUOTED] + "…"
            return f"“{shown}” {'/'.join(labels)}"
        case Relation():
            return f"relation {'/'.join(labels)}"
        case _:
            return f"label {first.name}"


def _step(
    case: Case, gold: AnnotationState, stop: Stop, picks: Sequence[int], deed: str, new_ids: Iterator[str], reason: str
) -> Transaction:
    tx = settled(case, gold, stop, picks, new_ids=new_ids, event=f"adjudicate.{deed}")
    if not tx.changes and not reason.strip():
        raise NothingToDo("This stop is settled like that already.")
    return _whole(case, gold, tx, new_ids, reason, stop)


def _whole(
    case: Case, gold: AnnotationState, tx: Transaction, new_ids: Iterator[str], reason: str, stop: Stop
) -> Transaction:
    """A step with its reason, the relations that follow it, and how far the document is."""
    steps, now = [tx], gold.apply(tx)
    for more in (_reasoned(now, stop, reason), _following(case, gold, now, new_ids)):
        if more is not None:
            steps.append(more)
            now = now.apply(more)
    return marked(case, gold, replace(compose(steps, tx.event), focus=tx.focus))


def _following(case: Case, before: AnnotationState, now: AnnotationState, new_ids: Iterator[str]) -> Transaction | None:
    """The relations of new spans that the rule takes."""
    new = now.spans.keys() - before.spans.keys()
    steps = list[Transaction]()
    for stop in case.waiting(now) if new else ():
        answer = stop.agreed(case.rule)
        if stop.kind == "relation" and answer is not None and _touches(stop, new):
            steps.append(settled(case, now, stop, answer.picks, new_ids=new_ids, event="adjudicate.follow"))
    return compose(steps, "adjudicate.follow") if steps else None


def _touches(stop: Stop, spans: Iterable[str]) -> bool:
    ends = {end for one in stop.contents if isinstance(one, Relation) for end in (one.head, one.child)}
    return bool(ends & set(spans))


def _reasoned(now: AnnotationState, stop: Stop, reason: str) -> Transaction | None:
    """The reason in the note of what was taken; where nothing was, in that of the document."""
    why = " ".join(reason.split())
    if not why:
        return None
    made = here(stop, now)
    if not made:
        return set_note(now, now.document.id, joined_notes((now.marks.note, f"{subject(stop)}: {why}")))
    notes = [set_note(now, one.id, joined_notes((one.note, why))) for one in made]
    return compose([note for note in notes if note is not None], "note.set")
