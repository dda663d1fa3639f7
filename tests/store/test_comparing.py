"""What sources say of the same documents: who has looked at what, and what is left out."""

from __future__ import annotations

import pytest

from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Decision, Marks, Relation, Span, Zone
from annotate.offsets import Range
from annotate.scores.evaluation import evaluate
from annotate.suggest.base import Suggestion, Suggestions
from store.annotations import Annotations
from store.comparing import Comparing, Scope
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.said import Memory
from store.sources import Source

TEXT = "Iran armed fighters in Syria. Subscribe to Reuters today."
IRAN, SYRIA, REUTERS = Range(0, 4), Range(23, 28), Range(43, 50)
FOOT = Range(30, len(TEXT))


def say(project: Project, doc: Document, name: str, *items: tuple[Range, str], status: str = "new") -> Source:
    """Let a person annotate places of a document, and say how far it is."""
    spans = [Span(new_id(), label, (place,), doc.text[slice(*place)]) for place, label in items]
    changes = [Change(doc.id, None, span) for span in spans]
    if status != "new":
        changes.append(Change(doc.id, None, Marks(doc.id, status=status)))  # pyright: ignore[reportArgumentType]
    _, source = project.annotations.append(Transaction(tuple(changes), "test"), project.sources.person(name))
    return source


@pytest.fixture
def docs(project: Project) -> list[Document]:
    zone = Zone(new_id(), "boilerplate", *FOOT)
    first = NewDocument("a.txt", TEXT, ((zone.kind, zone.start, zone.end),))
    return project.documents.add([first, NewDocument("b.txt", f"{TEXT} B"), NewDocument("c.txt", f"{TEXT} C")])


def test_who_has_annotated_or_finished_a_document_has_looked_at_it(project: Project, docs: list[Document]) -> None:
    ann = say(project, docs[0], "ann", (IRAN, "LOC"))
    say(project, docs[1], "ann", status="done")
    say(project, docs[2], "ann", status="in_progress")
    assert Comparing(project).looked_at(ann) == [docs[0].id, docs[1].id]


def test_a_document_that_only_one_has_looked_at_is_not_compared(project: Project, docs: list[Document]) -> None:
    ann, bob = say(project, docs[0], "ann", (IRAN, "LOC")), say(project, docs[1], "bob", (IRAN, "LOC"))
    comparing = Comparing(project)
    assert comparing.compared(ann, bob) == []
    say(project, docs[0], "bob", status="done")
    (found,) = comparing.compared(ann, bob)
    assert (found.document, len(found.gold.spans), len(found.predicted.spans)) == (docs[0].id, 1, 0)
    assert evaluate([found]).total.missed == 1


def test_boilerplate_counts_only_where_that_is_asked_for(project: Project, docs: list[Document]) -> None:
    ann = say(project, docs[0], "ann", (IRAN, "LOC"), (REUTERS, "ORG"))
    bob = say(project, docs[0], "bob", (IRAN, "LOC"), (SYRIA, "LOC"))
    comparing = Comparing(project)
    assert evaluate(comparing.compared(ann, bob)).total.missed == 0
    assert evaluate(comparing.compared(ann, bob, Scope(boilerplate=True))).total.missed == 1


def test_a_scope_is_of_documents_statuses_and_labels(project: Project, docs: list[Document]) -> None:
    for doc, status in ((docs[0], "done"), (docs[1], "in_progress")):
        ann = say(project, doc, "ann", (IRAN, "LOC"), (SYRIA, "PERSON"), status=status)
        bob = say(project, doc, "bob", (IRAN, "LOC"), status=status)
    comparing = Comparing(project)
    assert comparing.shared((ann, bob), Scope(statuses=frozenset({"done"}))) == [docs[0].id]
    assert comparing.shared((ann, bob), Scope(documents=frozenset({docs[1].id}))) == [docs[1].id]
    (one, _) = comparing.compared(ann, bob, Scope(labels=frozenset({"PERSON"})))
    assert [span.label for span in one.gold.spans] == ["PERSON"]
    assert one.predicted.spans == ()


def test_of_a_model_its_newest_run_over_a_document_counts(project: Project, docs: list[Document]) -> None:
    ann = say(project, docs[0], "ann", (IRAN, "LOC"))
    for name, place in (("news 1.0", SYRIA), ("news 2.0", SYRIA), ("news 1.0", IRAN)):
        project.suggestions.record_run(name, [(docs[0].id, Suggestions((Suggestion(*place, "LOC", 0.9),)))])
    comparing = Comparing(project)
    (one,) = comparing.compared(ann, comparing.source("news 1.0"))
    assert [span.fragments for span in one.predicted.spans] == [(IRAN,)]
    (two,) = comparing.compared(ann, comparing.source("model:news 2.0"))
    assert [span.fragments for span in two.predicted.spans] == [(SYRIA,)]


def test_a_model_that_found_nothing_has_looked(project: Project, docs: list[Document]) -> None:
    ann = say(project, docs[0], "ann", (IRAN, "LOC"))
    project.suggestions.record_run("m", [(docs[0].id, Suggestions())])
    comparing = Comparing(project)
    assert evaluate(comparing.compared(ann, comparing.source("m"))).total.missed == 1


def test_a_source_is_found_by_its_name_or_told_with_those_there_are(project: Project, docs: list[Document]) -> None:
    say(project, docs[0], "ann", (IRAN, "LOC"))
    comparing = Comparing(project)
    project.suggestions.record_run("news 1.0", [(docs[0].id, Suggestions())])
    assert comparing.source("news").name == comparing.source("model:news").name == "model:news 1.0"
    with pytest.raises(InputError, match=r"no source “zoe”; the sources are: ann, model:news 1.0"):
        comparing.source("zoe")
    project.suggestions.record_run("news 2.0", [(docs[0].id, Suggestions())])
    with pytest.raises(InputError, match=r"“news” is more than one source: model:news 1.0, model:news 2.0"):
        comparing.source("news")


def test_three_annotators_of_whom_one_has_not_looked(project: Project, docs: list[Document]) -> None:
    sources = [say(project, docs[0], name, (IRAN, "LOC")) for name in ("ann", "bob")]
    sources.append(say(project, docs[1], "carol", (IRAN, "LOC")))
    (one,) = Comparing(project).annotated(sources)
    assert {name for name, side in one.sides.items() if side is not None} == {"ann", "bob"}
    assert [TEXT[slice(*token)] for token in one.tokens][3:6] == ["in", "Syria", "."]


def two_on_all(project: Project, docs: list[Document], *, status: str = "new") -> list[Source]:
    said = (("ann", "LOC"), ("bob", "GPE"))
    return [
        [say(project, doc, name, (IRAN, "LOC"), (SYRIA, label), status=status) for doc in docs][-1]
        for name, label in said
    ]


def everything(comparing: Comparing, sources: list[Source]) -> tuple[object, ...]:
    pairs = [comparing.compared(one, two) for one in sources for two in sources if one != two]
    return pairs, comparing.annotated(sources)


def test_what_was_read_is_not_read_again(
    project: Project, docs: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = two_on_all(project, docs)
    fresh, memory, read = everything(Comparing(project), sources), Memory(), list[int]()
    whole = Annotations.items_of_many

    def counted(self: Annotations, some: list[Document], by: list[Source]) -> object:
        read.append(len(some) * len(by))
        return whole(self, some, by)

    monkeypatch.setattr(Annotations, "items_of_many", counted)
    assert everything(Comparing(project, memory), sources) == fresh
    assert everything(Comparing(project, memory), sources) == fresh
    assert (sum(read), memory.spans) == (len(docs) * 2, len(docs) * 4)


@pytest.mark.parametrize("most", [0, 1, 3, 5])
def test_a_memory_has_an_end_and_what_is_said_does_not_depend_on_it(
    project: Project, docs: list[Document], most: int
) -> None:
    sources = two_on_all(project, docs)
    memory = Memory(most)
    for _ in range(2):
        assert everything(Comparing(project, memory), sources) == everything(Comparing(project), sources)
    assert memory.spans <= most


def test_many_documents_say_what_each_says(project: Project, docs: list[Document]) -> None:
    sources = two_on_all(project, docs[:2], status="done")
    made = {one.id: one for one in project.annotations.items(docs[0], sources[0]) if isinstance(one, Span)}
    head, child = made
    arc, zone = Relation(new_id(), "part_of", head, child), Zone(new_id(), "byline", 0, 4)
    answer = Decision("run.1", "rejected", "LOC", (IRAN,))
    changes = tuple(Change(docs[0].id, None, one) for one in (arc, zone, answer))
    project.annotations.append(Transaction(changes, "test"), sources[0])
    many = project.annotations.items_of_many(docs, sources)
    assert len(many) == len(docs) * len(sources)
    for doc in docs:
        for source in sources:
            alone = [one for one in project.annotations.items(doc, source) if not isinstance(one, Decision)]
            assert many[doc.id, source.id] == alone
