"""What an answer does to gold: the changes by which gold has of a stop exactly what was taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotate.adjudicate.case import Case, meaning, memory_of, twin
from annotate.adjudicate.stops import Content, DocumentLabel, Stop
from annotate.change import Change, Transaction
from annotate.model import Decision, Marks, Outcome, Relation, Span
from annotate.state import AnnotationState

_Made = dict[int, str]
"""By place in the stop's contents: the id that it has in gold."""


def settled(
    case: Case, gold: AnnotationState, stop: Stop, picks: Iterable[int], *, new_ids: Iterator[str], event: str
) -> Transaction:
    """Gold has of a stop exactly the contents picked, and a decision on everything that was given.

    What gold has by itself at the same place and label stands for a content; what it had of the stop, and is not picked
    any more, goes.
    """
    if stop.kind == "label":
        return Transaction(_label_changes(gold, stop, tuple(picks)), event)
    old = {one.id: one for one in _of_decisions(case, stop, gold)}
    made, added, changes = _Made(), dict[str, Content](), list[Change]()
    for at in picks:
        content = stop.contents[at]
        there = twin(content, gold)
        made[at] = there.id if there is not None else _fresh(content, added) or next(new_ids)
        if there is None:
            added.setdefault(made[at], content)
        elif there.id in old:
            changes += _brought_up(gold, old.pop(there.id), content)
    for one in old.values():
        changes += _removed(gold, one, {given.id for given in stop.given})
    changes += [Change(gold.document.id, None, _with_id(one, item_id)) for item_id, one in added.items()]
    return Transaction((*changes, *decided(gold, stop, made)), event, next(iter(made.values()), None))


def decided(gold: AnnotationState, stop: Stop, made: _Made, *, only: Iterable[str] | None = None) -> list[Change]:
    """A decision on what was given at a stop, or `only` on some of it: accepted where it was taken, else rejected."""
    if stop.kind == "label":
        return _label_decision(gold, stop, tuple(made))
    changes, some = list[Change](), None if only is None else set(only)
    for given in stop.given:
        if some is None or given.id in some:
            annotation = made.get(given.says)
            outcome: Outcome = "rejected" if annotation is None else "accepted"
            after = Decision(given.id, outcome, given.label, given.fragments, annotation)
            changes += _change(gold, gold.decisions.get(given.id), after)
            changes += _remembered(gold, after, meaning(stop.contents[given.says]))
    return changes


def _remembered(gold: AnnotationState, decision: Decision, meant: str) -> list[Change]:
    """The changes by which gold knows what was meant by what is decided on: another value is a new question."""
    before = gold.decisions.get(memory_of(decision.id))
    if meant:
        return _change(gold, before, replace(decision, id=memory_of(decision.id), annotation=meant))
    return [] if before is None else [Change(gold.document.id, before, None)]


def _of_decisions(case: Case, stop: Stop, gold: AnnotationState) -> list[Span | Relation]:
    """What came of the decisions of a stop and of no other one's."""
    own = {given.id for given in stop.given}
    ids = {gold.decisions[one].annotation for one in own if one in gold.decisions} - {None}
    found = list[Span | Relation]()
    for one in sorted(filter(None, ids)):
        others = {each.id for each in gold.decisions.behind(one)} & case.given - own
        item = gold.spans.get(one) or gold.relations.get(one)
        if item is not None and not others:
            found.append(item)
    return found


def _fresh(content: Content, added: dict[str, Content]) -> str | None:
    """The id of what is added by the same step at the same place and label."""
    return next((item_id for item_id, other in added.items() if _place(content) == _place(other)), None)


def _place(content: Content) -> tuple[object, ...]:
    match content:
        case Span():
            return (content.fragments, content.label)
        case Relation():
            return (content.head, content.child, content.label)
        case _:
            return (content.name,)


def _brought_up(gold: AnnotationState, before: Span | Relation, content: Content) -> list[Change]:
    """The change that makes what came of this stop say what is taken now; what gold has by itself stays as it is."""
    after = replace(_with_id(content, before.id), flagged=before.flagged)
    return _change(gold, before, after)


def _removed(gold: AnnotationState, item: Span | Relation, own: Iterable[str]) -> list[Change]:
    """The changes that take something out of gold; its relations go with it, and can be asked about again."""
    document, changes = gold.document.id, list[Change]()
    for relation in gold.relations_of(item.id) if isinstance(item, Span) else ():
        changes.append(Change(document, relation, None))
        for one in gold.decisions.behind(relation.id):
            changes.append(Change(document, one, None))
            changes += _remembered(gold, one, "")
    for decision in gold.decisions.behind(item.id):
        if decision.id not in own:
            changes.append(Change(document, decision, replace(decision, outcome="rejected", annotation=None)))
    return [*changes, Change(document, item, None)]


def _label_changes(gold: AnnotationState, stop: Stop, picks: Sequence[int]) -> tuple[Change, ...]:
    name, chosen = _label_name(stop), [stop.contents[pick] for pick in picks]
    kept = {key: value for key, value in gold.marks.attributes if key != name}
    kept |= {one.name: one.value for one in chosen if isinstance(one, DocumentLabel)}
    after = replace(gold.marks, attributes=tuple(sorted(kept.items())))
    blank = Marks(gold.document.id)  # is not written down: nothing was said of the document
    before = None if gold.marks == blank else gold.marks
    changes = [] if after == gold.marks else [Change(gold.document.id, before, None if after == blank else after)]
    return (*changes, *_label_decision(gold, stop, picks))


def _label_decision(gold: AnnotationState, stop: Stop, picks: Sequence[int]) -> list[Change]:
    after = Decision(stop.id, "accepted" if picks else "rejected", _label_name(stop), ())
    return _change(gold, gold.decisions.get(stop.id), after)


def _label_name(stop: Stop) -> str:
    content = stop.contents[0]
    assert isinstance(content, DocumentLabel)
    return content.name


def _change(
    gold: AnnotationState, before: Span | Relation | Decision | None, after: Span | Relation | Decision
) -> list[Change]:
    return [] if before == after else [Change(gold.document.id, before, after)]


def _with_id(content: Content, item_id: str) -> Span | Relation:
    assert not isinstance(content, DocumentLabel)
    return replace(content, id=item_id)
