"""A scheme changes together with all annotations, as one step that can be taken back, also after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate import review, scheme_edit
from annotate.change import Change, Transaction
from annotate.errors import StaleChange
from annotate.model import Decision
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_follow import follow
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.check import check_project
from store.documents import NewDocument
from store.errors import DamagedProject
from store.ids import new_id
from store.journal import Entry
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML, TEXT, span_on


def add(project: Project, source: Source, document_id: str, words: str, label: str) -> tuple[Entry, Source]:
    doc = project.documents.get(document_id)
    span = span_on(doc, words, label, span_id=new_id())
    return project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), source)


def change(project: Project, source: Source, draft: SchemeDraft) -> tuple[Entry, Source]:
    done, text = scheme_edit.finished(draft)
    return project.schemes.change(done, text, lambda state: follow(state, done, lambda _t, _l: None), source)


def rename(project: Project, source: Source, old: str = "LOC", new: str = "PLACE") -> tuple[Entry, Source]:
    return change(project, source, scheme_edit.change(SchemeDraft.of(project.scheme), "span", old, name=new))


def said(project: Project, name: str) -> list[list[tuple[str, str]]]:
    source = project.sources.person(name)
    states = (project.annotations.state(project.documents.get(one), source) for one in project.documents.ids())
    return [[(span.text, span.label) for span in state.index] for state in states]


@pytest.fixture
def filled(project: Project) -> Project:
    docs = project.documents.add([NewDocument(name, TEXT) for name in ("a.txt", "b.txt")])
    ann, bob = project.sources.person("ann"), project.sources.person("bob")
    for doc in docs:
        _, ann = add(project, ann, doc.id, "Iran", "LOC")
        _, bob = add(project, bob, doc.id, "Syria", "LOC")
    return project


def test_annotations_of_everybody_follow_and_come_back_after_a_restart(filled: Project, path: Path):
    before = filled.scheme_text
    entry, ann = rename(filled, filled.sources.person("ann"))
    assert entry.kind == "scheme"
    assert said(filled, "ann") == [[("Iran", "PLACE")]] * 2
    assert said(filled, "bob") == [[("Syria", "PLACE")]] * 2
    assert list(check_project(filled)) == []
    filled.close()
    with Project.open(path) as project:
        assert project.scheme.span_label("PLACE") is not None
        last = project.journal.history(ann).next_undo
        assert last is not None
        assert last.id == entry.id
        project.schemes.again(last, ann, back=True)
        assert project.scheme_text == before
        assert said(project, "ann") == [[("Iran", "LOC")]] * 2
        assert said(project, "bob") == [[("Syria", "LOC")]] * 2
    with Project.open(path) as project:
        redo = project.journal.history(ann).next_redo
        assert redo is not None
        project.schemes.again(redo, ann, back=False)
        assert said(project, "bob") == [[("Syria", "PLACE")]] * 2
        assert project.scheme.span_label("LOC") is None
        assert list(check_project(project)) == []


def test_what_another_person_has_done_since_is_kept_when_the_change_is_taken_back(filled: Project):
    entry, ann = rename(filled, filled.sources.person("ann"))
    bob, first = filled.sources.person("bob"), filled.documents.get(filled.documents.ids()[0])
    assert filled.journal.history(bob).next_undo is None
    (span,) = filled.annotations.state(first, bob).index
    noted = span_on(first, "Syria", "PLACE", span_id=span.id, note="here")
    filled.annotations.append(Transaction((Change(first.id, span, noted),), "note.set"), bob)
    filled.schemes.again(entry, ann, back=True)
    (now,) = filled.annotations.state(first, bob).index
    assert (now.label, now.note) == ("LOC", "here")
    assert list(check_project(filled)) == []


def test_a_scheme_that_was_replaced_since_stays(filled: Project):
    entry, ann = rename(filled, filled.sources.person("ann"))
    filled.set_scheme(SCHEME_TOML.replace('"small"', '"other"'))
    filled.schemes.again(entry, ann, back=True)
    assert filled.scheme.name == "other"
    assert said(filled, "ann") == [[("Iran", "LOC")]] * 2


def test_a_change_that_fails_leaves_nothing(filled: Project):
    text, draft = filled.scheme_text, SchemeDraft.of(filled.scheme)
    done, toml = scheme_edit.finished(scheme_edit.change(draft, "span", "LOC", name="PLACE"))

    def fail(_state: object) -> Transaction:
        raise StaleChange("no")

    with pytest.raises(StaleChange):
        filled.schemes.change(done, toml, fail, filled.sources.person("ann"))
    assert (filled.scheme_text, filled.scheme.span_label("PLACE")) == (text, None)
    assert said(filled, "ann") == [[("Iran", "LOC")]] * 2


def test_suggestions_have_todays_names_and_an_answer_counts_under_every_name(project: Project, ann: Source):
    doc = project.documents.add([NewDocument("a.txt", TEXT)])[0]
    found = (Suggestion(0, 4, "LOC", 0.9), Suggestion(39, 44, "LOC", 0.9), Suggestion(0, 4, "PERSON", 0.5))
    run = project.suggestions.record_run(
        "m", [(doc.id, Suggestions(found, (SuggestedRelation(0, 1, "opposes", 0.5),)))]
    )
    place = project.suggestions.suggested(doc).spans[f"{run.id}.0"].fragments
    no = Transaction((Change(doc.id, None, Decision(f"{run.id}.0", "rejected", "LOC", place)),), "suggestion.reject")
    _, ann = project.annotations.append(no, ann)
    counted = project.documents.row(doc.id, ann).open_suggestions
    assert counted == 2

    def still() -> list[tuple[str, str]]:
        opened = review.open_spans(project.suggestions.suggested(doc), project.annotations.state(doc, ann))
        assert len(opened) == project.documents.row(doc.id, ann).open_suggestions
        return [(span.text, span.label) for span in opened]

    entry, ann = rename(project, ann)
    assert still() == [("Iran", "PERSON"), ("Syria", "PLACE")]
    project.suggestions.record_run("m", [(doc.id, Suggestions((Suggestion(0, 4, "PLACE", 0.9), *found[1:])))])
    assert still() == [("Iran", "PERSON"), ("Syria", "PLACE")]
    project.schemes.again(entry, ann, back=True)
    assert ("Syria", "LOC") in still()
    change(project, ann, scheme_edit.retire(SchemeDraft.of(project.scheme), "span", "LOC"))
    assert ("Iran", "PERSON") in still()
    assert ("Syria", "LOC") not in still()
    assert list(check_project(project)) == []


def test_the_outline_of_a_step_tells_its_kinds_and_its_schemes(filled: Project):
    before = filled.scheme_text
    entry, _ = rename(filled, filled.sources.person("ann"))
    outline = filled.journal.outline(entry.id)
    assert outline.counts == {("Span", "replace"): 2}
    assert outline.documents == 2
    assert outline.schemes == (before, filled.scheme_text)
    assert outline.first is not None
    with pytest.raises(DamagedProject, match="the journal has no entry"):
        filled.journal.outline(new_id())


def test_somebody_who_meddles_with_a_change_of_the_scheme_is_found_out(filled: Project):
    rename(filled, filled.sources.person("ann"))
    connection = filled.connection
    with connection.writing():
        connection.write("UPDATE scheme SET toml=toml || '# meddled' WHERE id=(SELECT max(id) FROM scheme)")
    assert any("journal entry" in problem.what for problem in check_project(filled))


def test_the_values_of_a_renamed_choice_follow_with_the_same_one_undo(path: Path, project: Project):
    toml = SCHEME_TOML + '\n[[attribute]]\nname = "sure"\nkind = "choice"\nchoices = ["yes", "no"]\non = ["LOC"]\n'
    project.set_scheme(toml)
    doc = project.documents.add([NewDocument("a.txt", TEXT)])[0]
    ann = project.sources.person("ann")
    span = span_on(doc, "Iran", "LOC", span_id=new_id(), attributes=(("sure", "no"),))
    _, ann = project.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), ann)
    draft = scheme_edit.change(SchemeDraft.of(project.scheme), "attribute", "sure", choices=("yes", "never"))
    assert project.schemes.reach(draft) == 1
    entry, ann = change(project, ann, draft)
    assert [one.attributes for one in project.annotations.state(doc, ann).index] == [(("sure", "never"),)]
    project.schemes.again(entry, ann, back=True)
    assert project.annotations.state(doc, ann).spans[span.id] == span
    assert project.scheme_text == toml
