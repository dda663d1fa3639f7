"""A source beside itself, read from a project."""

from __future__ import annotations

from annotate.model import Marks
from annotate.offsets import Range
from store.comparing import Scope
from store.consistent import Consistent
from store.documents import NewDocument
from store.project import Project
from store.sources import Source
from tests.builders import hex_ids, span_on

TEXT = "Iran armed Syria. Iran won."


def filled(project: Project, ann: Source) -> Source:
    """Four documents: three with every Iran as LOC but one; the last nobody has looked at."""
    docs, ids = project.documents.add([NewDocument(f"{at}.txt", f"{TEXT} {at}") for at in range(4)]), hex_ids()
    given = [(doc.id, [span_on(doc, "Iran", "LOC", nth=nth, span_id=next(ids)) for nth in (0, 1)]) for doc in docs[:2]]
    last = docs[2]
    given.append((last.id, [span_on(last, "Iran", "PERSON", span_id=next(ids))]))
    project.annotations.import_many(given, ann)
    found = project.sources.named(ann.name)
    assert found is not None
    return found


def test_only_documents_that_were_looked_at_count(project: Project, ann: Source) -> None:
    ann, told = filled(project, ann), list[tuple[int, int]]()
    consistent = Consistent(project, ann)
    (found,) = consistent.texts(step=lambda *one: told.append(one))
    assert [(one.name, one.count) for one in found.readings] == [("LOC", 4), ("PERSON", 1), ("no label", 1)]
    assert {spot.name for spot in found.spots[:2]} == {"2.txt"}
    assert told == [(at, 9) for at in range(9)]
    project.annotations.import_many(
        [(project.documents.ids()[3], [Marks(project.documents.ids()[3], "done")])], ann
    )  # it was looked at, and nothing was found
    (found,) = consistent.texts()
    assert ("no label", 3) in [(one.name, one.count) for one in found.readings]


def test_one_label_alone_can_be_asked_for(project: Project, ann: Source) -> None:
    ann = filled(project, ann)
    assert Consistent(project, ann, Scope(labels=frozenset(("LOC",)))).texts(bare=False) == []


def test_what_stands_at_places_now(project: Project, ann: Source) -> None:
    ann = filled(project, ann)
    one = project.documents.ids()[0]
    places = [(Range(0, 4),), (Range(11, 16),), (Range(0, 10),)]
    now = Consistent(project, ann).standing({one: places})
    assert [now[one, place] for place in places] == [("LOC",), (), None]


def test_suspects_have_their_contexts(project: Project, ann: Source) -> None:
    towns = "Aleppo Idlib Homs Hama".split()
    docs = project.documents.add(
        [NewDocument(f"{at}.txt", f"Trucks reached {towns[at % 4]} on foot, and {at} people left.") for at in range(16)]
    )
    ids, wrong = hex_ids(), docs[5]
    given = [
        (doc.id, [span_on(doc, towns[at % 4], "PERSON" if doc is wrong else "LOC", span_id=next(ids)),
                  span_on(doc, f"{at} people".split()[0], "CARDINAL", span_id=next(ids))])
        for at, doc in enumerate(docs)
    ]  # fmt: skip
    project.annotations.import_many(given, ann)
    source = project.sources.named(ann.name)
    assert source is not None
    doubted = Consistent(project, source).suspicious()
    suspect, spot = doubted.suspects[0]
    assert (suspect.kind, suspect.given, suspect.instead) == ("label", "PERSON", "LOC")
    assert (spot.name, spot.before, spot.text, spot.labels) == ("5.txt", "Trucks reached ", "Idlib", ("PERSON",))
