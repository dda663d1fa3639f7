# ruff: noqa: D103 - the name of a scene says what is on it
"""Scenes of adjudication: what two or three people have annotated, and how it is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.model import Item, Relation, Span, Zone, surface
from annotate.offsets import Range
from docs.pictures.dialog_scenes import front
from docs.pictures.stage import Stage
from gui.adjudicating import Adjudication
from gui.dialogs.adjudicate import AdjudicateDialog
from store.ids import new_id
from store.project import Project
from store.sources import Source


def annotated(project: Project, *, third: bool = False) -> None:
    """Two people, or three, have annotated all documents, and differ here and there."""
    for doc in [project.documents.get(one) for one in project.documents.ids()]:
        found = list(project.suggestions.suggested(doc).index)
        _add(project, "Ann Lee", doc, _said(doc, found, every=11, shift=0))
        _add(project, "Bob Stone", doc, _said(doc, found, every=9, shift=3))
        if third:
            _add(project, "Eve Ortiz", doc, _said(doc, found, every=7, shift=5))


def _said(doc: Document, found: Iterable[Span], *, every: int, shift: int) -> Iterator[Item]:
    """What was proposed, with a span left out, another label and another end now and then, and some relations."""
    kept = list[Span]()
    for at, one in enumerate(found):
        place, label, turn = one.fragments[0], one.label, (at + shift) % every
        if turn == 4:
            continue
        if turn == 2:
            label = {"LOC": "ORG", "PERSON": "NORP", "ORG": "LOC"}.get(label, label)
        if turn == 6 and " " in one.text:
            place = Range(place.start + one.text.index(" ") + 1, place.end)
        text = surface(doc.text, (place,))
        kept.append(Span(new_id(), label, (place,), text, value=one.value if place == one.range else None))
    yield from kept
    names = [one for one in kept if one.label in ("PERSON", "LOC", "ORG")]
    for at, (head, child) in enumerate(zip(names[::3], names[1::3], strict=False)):
        yield Relation(new_id(), "supports" if (at + shift) % 4 else "opposes", head.id, child.id)


def _add(project: Project, name: str, doc: Document, items: Iterable[Item]) -> None:
    source = project.sources.named(name) or Source(0, name, "person")
    project.annotations.append(Transaction(tuple(Change(doc.id, None, one) for one in items), "span.add"), source)


def _end_in_boilerplate(project: Project) -> None:
    """Both say that the last third of each document is boilerplate."""
    for doc in [project.documents.get(one) for one in project.documents.ids()]:
        for name in ("Ann Lee", "Bob Stone"):
            _add(project, name, doc, [Zone(new_id(), "boilerplate", 2 * len(doc.text) // 3, len(doc.text))])


def adjudicate(s: Stage, *keys: str, third: bool = False, empty: bool = False, foot: bool = False) -> None:
    s.open()
    if not empty:
        annotated(s.session.project, third=third)
    if foot:
        _end_in_boilerplate(s.session.project)
    s.run("annotate.adjudicate")
    dialog = front(s, AdjudicateDialog)
    joined = dialog.findChild(Adjudication)
    assert joined is not None
    for _ in range(50):
        if not joined.busy:
            break
        s.settle()
    for one in keys:
        joined.do(one)
    s.settle(3)


def done(s: Stage) -> None:
    adjudicate(s)
    dialog = front(s, AdjudicateDialog)
    joined = dialog.findChild(Adjudication)
    assert joined is not None
    while joined.sitting.still:
        joined.do("left")
    s.settle(3)


SETTLING: dict[str, Callable[[Stage], object]] = {
    "adjudicate": adjudicate,
    "adjudicate-settled": lambda s: adjudicate(s, "left", "right", "neither", "left", "previous"),
    "adjudicate-relation": lambda s: adjudicate(s, *["left"] * 17),
    "adjudicate-three": lambda s: adjudicate(s, "left", "left", third=True),
    "adjudicate-boilerplate": lambda s: adjudicate(s, foot=True),
    "adjudicate-edit": lambda s: adjudicate(s, "left", "edit"),
    "adjudicate-done": done,
    "adjudicate-empty": lambda s: adjudicate(s, empty=True),
}
