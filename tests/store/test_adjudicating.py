"""Gold in a project file: who counts, what is open, undo across restarts, merged copies, and that the file is sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotate import commands
from annotate.adjudicate.settling import take, take_neither
from annotate.change import Change, Transaction
from annotate.errors import NothingToDo
from annotate.model import Relation, Value
from annotate.offsets import Range
from store.adjudicating import Adjudicating, Settling, annotators, gold_source, take_agreed
from store.check import check_project
from store.documents import NewDocument
from store.ids import new_id, new_ids
from store.project import Project
from store.sources import Source, SourceKind
from store.statistics import statistics
from tests.builders import TEXT, span_on

ALEPPO = "Hassan Rouhani visited Aleppo."


def add(project, name, doc, *items, kind: SourceKind = "person"):
    """Write what a source says of a document."""
    source = project.sources.named(name) or Source(0, name, kind)
    changes = tuple(Change(doc.id, None, item) for item in items)
    project.annotations.append(Transaction(changes, "span.add"), source)
    return items


def on(doc, words, label="LOC", **fields):
    return span_on(doc, words, label, span_id=new_id(), **fields)


def arc(label, head, child):
    return Relation(new_id(), label, head.id, child.id)


@pytest.fixture
def docs(project):
    """Two documents that ann and bob have annotated, and one that only ann has."""
    made = project.documents.add(
        [NewDocument("war.txt", TEXT), NewDocument("b.txt", ALEPPO), NewDocument("c.txt", "Iran")]
    )
    war, aleppo, alone = made
    iran, syria = on(war, "Iran"), on(war, "Syria")
    add(project, "ann", war, iran, syria, on(war, "Bashar al-Assad", "PERSON"), arc("opposes", iran, syria))
    add(project, "ann", aleppo, on(aleppo, "Aleppo"))
    add(project, "ann", alone, on(alone, "Iran"))
    iran, syria = on(war, "Iran"), on(war, "Syria")
    add(project, "bob", war, iran, syria, on(war, "President Bashar al-Assad", "PERSON"), arc("opposes", iran, syria))
    add(project, "bob", aleppo, on(aleppo, "Aleppo"))
    add(project, "news-en", war, on(war, "Tuesday"), kind="model")
    return made


def settle(project, settling, doc, at=0) -> Any:
    """Take what is agreed in a document, then one answer at every stop."""
    reading = Adjudicating(project)
    for tx in reading.agreed():
        if doc.id in tx.documents:
            settling.write(tx)
    while still := reading.case(doc).open(gold := reading.gold(doc)):
        settling.write(take(reading.case(doc), gold, still[0], at, new_ids=new_ids()))
    return reading.gold(doc)


def test_only_people_and_imports_count_and_only_documents_of_two(project, docs):
    war, aleppo, _ = docs
    assert [one.name for one in annotators(project)] == ["ann", "bob"]
    reading = Adjudicating(project)
    assert reading.documents() == [war.id, aleppo.id]
    first, second = reading.standings()
    assert (first.name, first.names, first.stops, first.open, first.agreed) == ("war.txt", ("ann", "bob"), 1, 1, 2)
    assert (second.stops, second.agreed, second.status) == (0, 1, "new")
    assert not Adjudicating(project, only=["ann"]).documents()
    assert next(one.names for one in Adjudicating(project, only=["ann", "bob"], rule="none").standings()) == (
        "ann",
        "bob",
    )


def test_reading_writes_nothing(project, docs):
    list(Adjudicating(project).standings())
    Settling(project, "eve")
    assert project.sources.named("gold") is None


def test_gold_is_a_source_and_says_who_decided_and_from_whom(project, docs):
    war, aleppo, _ = docs
    gold = settle(project, Settling(project, "eve"), war, 1)
    assert [(one.text, one.origin, one.decision) for one in gold.index] == [
        ("Iran", "ann+bob", "adjudicated"), ("Syria", "ann+bob", "adjudicated"),
        ("President Bashar al-Assad", "bob", "adjudicated"),
    ]  # fmt: skip
    assert (gold.marks.status, len(gold.relations)) == ("done", 1)
    source = project.sources.named("gold")
    assert source.kind == "gold"
    told = [(one.event, one.author, one.kind) for one in project.journal.entries(source)]
    assert told == [
        ("adjudicate.agreed all of 2", "eve", "adjudicate"), ("adjudicate.right", "eve", "adjudicate")
    ]  # fmt: skip
    assert Adjudicating(project).standing(war.id).open == 0
    assert gold == project.annotations.state(war, source)
    settle(project, Settling(project, "eve"), aleppo)
    assert [one.status for one in Adjudicating(project).standings()] == ["done", "done"]
    assert not list(Adjudicating(project).agreed())
    assert not list(check_project(project))


def test_undo_goes_back_across_a_restart_and_redo_forward(path, project, docs):
    war, *_ = docs
    after = settle(project, Settling(project, "eve"), war)
    project.close()
    with Project.open(path) as again:
        settling = Settling(again, "eve")
        tx = settling.undo()
        assert tx.documents == (war.id,)
        reading = Adjudicating(again)
        assert reading.standing(war.id).open == 1
        settling.undo()
        assert not list(reading.gold(war).items())
        with pytest.raises(NothingToDo, match="Nothing to undo"):
            settling.undo()
    with Project.open(path) as again:
        settling = Settling(again, "eve")
        settling.redo()
        settling.redo()
        with pytest.raises(NothingToDo, match="Nothing to redo"):
            settling.redo()
        assert Adjudicating(again).gold(war) == after
        assert not list(check_project(again))


def test_undo_of_gold_and_of_a_person_leave_each_other_alone(project, docs):
    war, *_ = docs
    settling, bob = Settling(project, "bob"), project.sources.named("bob")
    settle(project, settling, war)
    before = project.annotations.state(war, bob)
    settling.undo()
    assert project.annotations.state(war, bob) == before
    assert project.journal.history(bob).next_undo.event == "span.add"


def test_a_no_is_known_again_after_a_restart_and_new_work_opens_only_itself(path, project, docs):
    war, *_ = docs
    settling, reading = Settling(project, "eve"), Adjudicating(project)
    for tx in reading.agreed():
        settling.write(tx)
    (stop,) = reading.case(war).open(reading.gold(war))
    no = take_neither(reading.case(war), reading.gold(war), stop, new_ids=new_ids(), reason="a title is no name")
    settling.write(no)
    project.close()
    with Project.open(path) as again:
        reading = Adjudicating(again)
        assert (reading.standing(war.id).stops, reading.standing(war.id).open) == (1, 0)
        assert reading.gold(war).marks.note == "“President Bashar al-Assad” PERSON: a title is no name"
        add(again, "bob", war, on(war, "Tuesday"))
        case: Any = reading.case(war)
        assert [stop.contents[0].text for stop in case.open(reading.gold(war))] == ["Tuesday"]


def test_a_discontinuous_span_and_its_no_are_kept(project, docs):
    war, *_ = docs
    mine = project.annotations.state(war, project.sources.named("ann"))
    two = commands.add_span(mine, [Range(22, 30), Range(41, 44)], "PERSON", new_id=new_id())
    project.annotations.append(two, project.sources.named("ann"))
    settling, reading = Settling(project, "eve"), Adjudicating(project)
    stops: Any = reading.case(war).stops(reading.gold(war))
    stop = next(one for one in stops if len(one.contents[0].fragments) > 1)
    settling.write(take_neither(reading.case(war), reading.gold(war), stop, new_ids=new_ids()))
    assert stop not in reading.case(war).open(reading.gold(war))
    settling.write(take(reading.case(war), reading.gold(war), stop, 0, new_ids=new_ids()))
    assert [len(one.fragments) for one in reading.gold(war).index] == [2]
    assert not list(check_project(project))


def test_labels_of_documents_are_settled_and_a_no_is_kept(path, project, docs):
    _, aleppo, _ = docs
    for name, value in (("ann", "war"), ("bob", "aid")):
        source = project.sources.named(name)
        tx = commands.set_attribute(project.annotations.state(aleppo, source), aleppo.id, "topic", value)
        project.annotations.append(tx, source)
    gold = settle(project, Settling(project, "eve"), aleppo)
    assert (gold.marks.attributes, gold.marks.status) == ((("topic", "war"),), "done")
    settling, reading = Settling(project, "eve"), Adjudicating(project)
    (stop,) = [one for one in reading.case(aleppo).stops(gold) if one.kind == "label"]
    settling.write(take_neither(reading.case(aleppo), gold, stop, new_ids=new_ids()))
    project.close()
    with Project.open(path) as again:
        assert not Adjudicating(again).case(aleppo).open(Adjudicating(again).gold(aleppo))
        assert not Adjudicating(again).gold(aleppo).marks.attributes
        assert not list(check_project(again))


def test_a_name_that_is_taken_is_no_trap(project, docs):
    war, *_ = docs
    add(project, "gold", war, on(war, "Iran"), kind="import")
    assert (gold_source(project).name, gold_source(project).kind) == ("adjudicated gold", "gold")
    settling = Settling(project, "eve")
    settle(project, settling, war)
    assert gold_source(project).id == settling.gold.id > 0
    assert [one.name for one in annotators(project)] == ["ann", "bob", "gold"]


def test_settling_counts_as_decisions_in_the_statistics(project, docs):
    war, *_ = docs
    settling = Settling(project, "eve")
    settle(project, settling, war)
    gold = next(one for one in statistics(project).sources if one.name == "gold")
    assert (gold.kind, gold.spans, gold.settled, gold.statuses) == ("gold", 3, 2, {"done": 1})
    settling.undo()
    assert next(one for one in statistics(project).sources if one.name == "gold").settled == 1


def test_what_is_agreed_is_taken_as_a_whole_one_entry_a_document_or_not_at_all(path, project, docs):
    def stopping(done, _total):
        if done:
            raise RuntimeError("enough")

    reading = Adjudicating(project)
    with pytest.raises(RuntimeError):
        take_agreed(project, reading, "eve", stopping)
    assert gold_source(project).id == 0
    assert not any(list(reading.gold(doc).items()) for doc in docs)
    found = take_agreed(project, reading, "eve")
    assert [(one.name, one.agreed) for one in found] == [("war.txt", 0), ("b.txt", 0)]
    told = [(one.event, one.author) for one in project.journal.entries(gold_source(project))]
    assert told == [("adjudicate.agreed all of 2", "eve")] * 2
    settling = Settling(project, "eve")
    assert settling.undo().documents == (docs[1].id,)
    assert settling.undo().documents == (docs[0].id,)
    assert not take_agreed(project, Adjudicating(project, rule="none"), "eve")
    assert not list(check_project(project))


def test_boilerplate_that_all_see_is_left_out_unless_it_counts(project):
    text = "Iran met. Reporting by Reuters."
    (doc,) = project.documents.add([NewDocument("a.txt", text, (("boilerplate", 10, len(text)),))])
    add(project, "ann", doc, on(doc, "Iran"), on(doc, "Reuters", "ORG"))
    add(project, "bob", doc, on(doc, "Iran"), on(doc, "Reuters", "MISC"))
    assert (Adjudicating(project).standing(doc.id).stops, Adjudicating(project).standing(doc.id).left_out) == (0, 1)
    counted = Adjudicating(project, boilerplate=True).standing(doc.id)
    assert (counted.stops, counted.left_out) == (1, 0)
    add(project, "eve", doc, on(doc, "Iran"))
    source = project.sources.named("eve")
    state = project.annotations.state(doc, source)
    (zone,) = state.zones.values()
    project.annotations.append(Transaction((Change(doc.id, zone, None),), "zone.remove"), source)
    assert Adjudicating(project).standing(doc.id).stops == 1, "for eve it is body text"


def test_a_changed_value_is_asked_about_after_a_restart(path, project):
    (doc,) = project.documents.add([NewDocument("a.txt", "He paid 1,000.")])
    for name, amount in (("ann", "1000"), ("bob", "1")):
        add(project, name, doc, on(doc, "1,000", "CARDINAL", value=Value(amount=amount)))
    settle(project, Settling(project, "eve"), doc)
    project.close()
    with Project.open(path) as again:
        bob, reading = again.sources.person("bob"), Adjudicating(again)
        assert reading.standing(doc.id).open == 0
        (span,) = again.annotations.state(doc, bob).index
        changed = replace(span, value=Value(amount="1", modifier=">"))
        again.annotations.append(Transaction((Change(doc.id, span, changed),), "value.set"), bob)
        assert reading.standing(doc.id).open == 1
        assert not list(check_project(again))
