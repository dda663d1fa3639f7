"""Copies of a project that were edited apart come together."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from pathlib import Path
from unittest.mock import patch

import pytest

from annotate import commands, scheme_edit
from annotate.change import Change, Transaction
from annotate.errors import GilderError, StaleChange
from annotate.model import Span
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_follow import follow
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.clock import DAY_MS, now_ms
from store.digest import content_digest
from store.documents import NewDocument
from store.errors import MergeOutdated, MergeRefused, NewerProject
from store.ids import new_id
from store.merge.merge import merge
from store.merge.plan import plan
from store.merge.values import MergePlan
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT, span_on
from tests.store.test_migrations import forget_merging


class Copies:
    """A project with one article, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "p.gilder"
        with Project.create(self.path, SCHEME_TOML) as project:
            project.documents.add([NewDocument("war.txt", TEXT, (("headline", 0, 4),))])

    def copy(self, name: str, of: Path | None = None) -> Path:
        path = self.folder / f"{name}.gilder"
        shutil.copy(of or self.path, path)
        return path

    def take(self, path: Path, who: str, make: object) -> None:
        """Do what `make` gives for the state of the article."""
        with Project.open(path) as project:
            source = project.sources.person(who)
            state = project.annotations.state(project.documents.get(project.documents.ids()[0]), source)
            tx = make(state)  # type: ignore[operator]
            state.apply(tx)
            project.annotations.append(tx, source)

    def add(self, path: Path, who: str, words: str, label: str = "LOC") -> str:
        uid = new_id()

        def make(state):
            span = span_on(state.document, words, label, span_id=uid)
            return Transaction((Change(state.document.id, None, span),), "span.add")

        self.take(path, who, make)
        return uid

    def merged(self, into: Path, *others: Path) -> MergePlan:
        with Project.open(into) as project:
            found = MergePlan("")
            for other in others:
                found = merge(project, other)
            assert list(check_project(project)) == []
            return found

    def spans(self, path: Path, who: str) -> dict[str, Span]:
        with Project.open(path, read_only=True) as project:
            doc = project.documents.get(project.documents.ids()[0])
            return dict(project.annotations.state(doc, project.sources.person(who)).spans)

    def digest(self, path: Path) -> str:
        with Project.open(path, read_only=True) as project:
            return content_digest(project)


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path)


def test_each_annotators_work_is_kept_as_theirs_and_either_way_gives_the_same(copies: Copies):
    ann, bob = copies.copy("ann"), copies.copy("bob")
    iran, syria = copies.add(ann, "ann", "Iran"), copies.add(bob, "bob", "Syria")
    ann_first, bob_first = copies.copy("1", ann), copies.copy("2", bob)
    found = copies.merged(ann_first, bob)
    copies.merged(bob_first, ann)
    assert [(one.name, one.added) for one in found.sources] == [("bob", 1)]
    assert copies.digest(ann_first) == copies.digest(bob_first)
    assert set(copies.spans(ann_first, "ann")) == {iran}
    assert set(copies.spans(ann_first, "bob")) == {syria}


def test_a_merge_with_itself_or_an_older_copy_writes_nothing(copies: Copies):
    old = copies.copy("old")
    copies.add(copies.path, "ann", "Iran")
    before = copies.path.read_bytes()
    assert copies.merged(copies.path, copies.path).nothing
    assert copies.merged(copies.path, old).nothing
    assert copies.path.read_bytes() == before


def test_a_preview_says_what_a_merge_does_and_writes_nothing(copies: Copies):
    bob = copies.copy("bob")
    copies.add(bob, "bob", "Syria")
    before = (copies.path.read_bytes(), bob.read_bytes())
    with Project.open(copies.path, read_only=True) as project:
        preview = plan(project, bob)
    assert (copies.path.read_bytes(), bob.read_bytes()) == before
    assert copies.merged(copies.path, bob) == preview
    assert bob.read_bytes() == before[1]


def test_of_a_concurrent_edit_the_newer_counts_and_both_are_told(copies: Copies):
    uid = copies.add(copies.path, "ann", "Iran")
    other = copies.copy("other")
    copies.take(copies.path, "ann", lambda state: commands.set_note(state, uid, "first"))
    copies.take(other, "ann", lambda state: commands.relabel(state, uid, "PERSON"))
    back = copies.copy("back")
    (one,) = copies.merged(copies.path, other).concurrent
    (two,) = copies.merged(other, back).concurrent
    assert one.theirs_counts
    assert not two.theirs_counts
    assert (one.ours, one.theirs) == (two.theirs, two.ours)
    assert "note “first”" in one.ours.says
    assert one.theirs.says.startswith("PERSON “Iran”")
    assert copies.spans(copies.path, "ann")[uid].label == "PERSON"
    with Project.open(copies.path) as project:
        events = [entry.event for entry in project.journal.entries(project.sources.person("ann"))]
    assert events == ["span.add", "note.set", "span.relabel"]


def test_a_relation_waits_for_its_end_and_comes_back_with_it(copies: Copies):
    iran, syria = copies.add(copies.path, "ann", "Iran"), copies.add(copies.path, "ann", "Syria")
    other = copies.copy("other")
    copies.take(copies.path, "ann", lambda state: commands.delete_span(state, iran))
    with Project.open(other) as project:
        scheme = project.scheme
    copies.take(other, "ann", lambda state: commands.connect(state, scheme, iran, syria, "opposes", new_id=new_id()))
    copies.merged(copies.path, other)
    assert set(copies.spans(copies.path, "ann")) == {syria}
    with Project.open(copies.path) as project:
        ann = project.sources.person("ann")
        doc = project.documents.get(project.documents.ids()[0])
        entry = project.journal.history(ann).next_undo
        assert entry is not None
        tx = project.annotations.whole(project.journal.transaction(entry.id).inverse(), ann)
        shown = project.annotations.state(doc, ann).apply(tx)
        project.annotations.append(tx, ann, kind="undo", undoes=entry.id)
        assert project.annotations.state(doc, ann) == shown
        assert [(one.head, one.child) for one in shown.relations.values()] == [(iran, syria)]
        assert list(check_project(project)) == []


def test_undo_covers_what_was_done_here_and_is_refused_where_it_was_changed_since(copies: Copies):
    uid = copies.add(copies.path, "ann", "Iran")
    other = copies.copy("other")
    copies.take(other, "ann", lambda state: commands.set_note(state, uid, "there"))
    copies.merged(copies.path, other)
    with Project.open(copies.path) as project:
        ann = project.sources.person("ann")
        doc = project.documents.get(project.documents.ids()[0])
        (entry,) = project.journal.history(ann).done()
        assert entry.event == "span.add"
        inverse = project.journal.transaction(entry.id).inverse()
        with pytest.raises(StaleChange):
            project.annotations.state(doc, ann).apply(inverse)
        with pytest.raises(StaleChange):
            project.annotations.append(inverse, ann, kind="undo", undoes=entry.id)


def test_a_span_that_another_copy_has_joined_cannot_lose_its_relation_unseen(copies: Copies):
    iran = copies.add(copies.path, "ann", "Iran")
    other = copies.copy("other")
    syria = copies.add(other, "ann", "Syria")
    with Project.open(other) as project:
        scheme = project.scheme
    copies.take(other, "ann", lambda state: commands.connect(state, scheme, iran, syria, "opposes", new_id=new_id()))
    copies.merged(copies.path, other)
    with Project.open(copies.path) as project:
        ann = project.sources.person("ann")
        (entry,) = project.journal.history(ann).done()
        with pytest.raises(StaleChange, match="relation"):
            project.annotations.append(project.journal.transaction(entry.id).inverse(), ann, kind="undo")
        assert list(check_project(project)) == []


def test_the_same_span_made_twice_by_one_person_stays_twice_and_is_told(copies: Copies):
    other = copies.copy("other")
    ids = {copies.add(copies.path, "ann", "Iran"), copies.add(other, "ann", "Iran")}
    (double,) = copies.merged(copies.path, other).doubles
    assert (double.source, double.label, double.text) == ("ann", "LOC", "Iran")
    assert set(copies.spans(copies.path, "ann")) == ids


def test_the_same_article_imported_apart_is_one_document(copies: Copies):
    other = copies.copy("other")
    for path, name in ((copies.path, "b.txt"), (other, "c.txt")):
        with Project.open(path) as project:
            (doc,) = project.documents.add([NewDocument(name, "Cairo is calm.", (("headline", 0, 5),))])
            ann = project.sources.person("ann")
            state = project.annotations.state(doc, ann)
            project.annotations.append(commands.set_note(state, doc.id, name), ann)  # pyright: ignore[reportArgumentType]
    back = copies.copy("back")
    found = copies.merged(copies.path, other)
    assert (found.documents, found.joined, len(found.concurrent)) == ((), ("c.txt",), 1)
    copies.merged(other, back)
    assert copies.digest(copies.path) == copies.digest(other)
    for path in (copies.path, other):
        with Project.open(path) as project:
            assert [row.name for row in project.documents.rows(project.sources.person("ann"))] == ["war.txt", "b.txt"]
            doc = project.documents.get(project.documents.ids()[1])
            assert project.annotations.state(doc, project.sources.person("ann")).marks.note == "c.txt"
            assert len(doc.zones) == 1


def test_a_text_imported_twice_on_purpose_stays_two_documents(copies: Copies):
    with Project.open(copies.path) as project:
        project.documents.add([NewDocument("again.txt", TEXT)])
    other = copies.copy("other")
    copies.add(other, "bob", "Syria")
    copies.merged(copies.path, other)
    with Project.open(copies.path) as project:
        assert len(project.documents) == 2


def test_runs_are_united_in_the_order_of_their_times(copies: Copies):
    other = copies.copy("other")

    def run(path: Path, label: str) -> str:
        with Project.open(path) as project:
            found = Suggestions((Suggestion(0, 4, label, 0.5),))
            return project.suggestions.record_run("m 1", [(project.documents.ids()[0], found)]).id

    run(other, "PERSON")
    newest = run(copies.path, "LOC")
    found = copies.merged(copies.path, other)
    assert found.runs == ("m 1",)
    with Project.open(copies.path) as project:
        assert [one.suggestions for one in project.suggestions.runs()] == [0, 1]
        suggested = project.suggestions.suggested(project.documents.get(project.documents.ids()[0]))
        assert set(suggested.spans) == {f"{newest}.0"}


def change_scheme(path: Path, edit: object) -> None:
    with Project.open(path) as project:
        draft = edit(SchemeDraft.of(project.scheme))  # type: ignore[operator]
        done, toml = scheme_edit.finished(draft)
        ann = project.sources.person("ann")
        project.schemes.change(done, toml, lambda state: follow(state, done, lambda _t, _l: None), ann)


def test_schemes_have_the_labels_of_both_and_the_same_label_added_twice_is_one(copies: Copies):
    other = copies.copy("other")
    for path, name in ((copies.path, "SHIP"), (other, "SHIP"), (other, "RIVER")):
        change_scheme(path, lambda draft, name=name: scheme_edit.add(draft, "span", name))
    back = copies.copy("back")
    assert copies.merged(copies.path, other).labels == ("RIVER",)
    copies.merged(other, back)
    with Project.open(other) as project:
        assert [one.name for one in project.scheme.spans] == ["PERSON", "LOC", "CARDINAL", "SHIP", "RIVER"]
        assert project.scheme.relation_labels_between("LOC", "LOC")
    assert copies.digest(copies.path) == copies.digest(other)


def test_a_label_renamed_apart_is_told_and_annotations_keep_a_label_of_the_scheme(copies: Copies):
    other = copies.copy("other")
    change_scheme(copies.path, lambda draft: scheme_edit.change(draft, "span", "LOC", name="PLACE"))
    copies.add(other, "bob", "Iran")
    found = copies.merged(copies.path, other)
    assert found.renamed == (("LOC", "PLACE"),)
    with Project.open(copies.path) as project:
        assert project.scheme.span_label("LOC") is not None
        assert project.scheme.span_label("PLACE") is not None


def test_a_clock_far_ahead_is_told_and_later_work_on_the_same_thing_counts(copies: Copies):
    uid = copies.add(copies.path, "ann", "Iran")
    other = copies.copy("other")
    with patch("store.journal.now_ms", lambda: now_ms() + 400 * DAY_MS):
        copies.take(other, "ann", lambda state: commands.set_note(state, uid, "from the future"))
    assert copies.merged(copies.path, other).far_clock == 1
    copies.take(copies.path, "ann", lambda state: commands.set_note(state, uid, "now"))
    copies.merged(other, copies.path)
    assert copies.spans(other, "ann")[uid].note == "now"


def test_another_project_is_refused_unless_it_is_asked_for(copies: Copies, tmp_path: Path):
    other = tmp_path / "q.gilder"
    with Project.create(other, SCHEME_TOML) as project:
        project.documents.add([NewDocument("same.txt", TEXT), NewDocument("new.txt", "Cairo is calm.")])
    copies.add(other, "bob", "Syria")
    before = copies.path.read_bytes()
    with Project.open(copies.path) as project:
        with pytest.raises(MergeRefused, match="another project"):
            merge(project, other)
        with pytest.raises(MergeRefused, match="another project"):
            plan(project, other)
    assert copies.path.read_bytes() == before
    with Project.open(copies.path) as project:
        found = merge(project, other, unrelated=True)
        assert (found.documents, found.joined) == (("new.txt",), ("same.txt",))
        assert list(check_project(project)) == []


def test_a_source_of_another_kind_is_refused(copies: Copies):
    other = copies.copy("other")
    copies.add(copies.path, "ann", "Iran")
    with Project.open(other) as project, project.connection.writing():
        project.sources.ensure("ann", "import")
    with Project.open(copies.path) as project, pytest.raises(MergeRefused, match="person here"):
        merge(project, other)


def broken(path: Path, *statements: str) -> Path:
    """A file that another program has written into, past the triggers."""
    db = sqlite3.connect(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    db.close()
    return path


def test_a_damaged_a_newer_and_a_changed_file_are_refused_in_one_line(copies: Copies):
    copies.add(copies.path, "ann", "Iran")
    text = copies.copy("text")
    broken(text, "UPDATE document_text SET text=replace(text, 'Iran', 'Iraq')")
    with Project.open(copies.path) as project:
        with pytest.raises(GilderError, match="damaged"):
            merge(project, text)
        with pytest.raises(NewerProject):
            merge(project, broken(copies.copy("newer"), "PRAGMA user_version=99"))
        with pytest.raises(MergeRefused, match="damaged"):
            merge(project, broken(copies.copy("span"), "UPDATE span SET note='forged'"))
    assert len(copies.spans(copies.path, "ann")) == 1


def test_the_same_document_with_another_text_is_refused(copies: Copies):
    other = copies.copy("other")
    text = TEXT.replace("Iran", "Iraq")
    broken(
        other,
        f"UPDATE document_text SET text='{text}'",
        f"UPDATE document SET digest=x'{hashlib.sha256(text.encode()).hexdigest()}'",
        "INSERT INTO document_search(document_search) VALUES('rebuild')",
        "DELETE FROM meta WHERE key LIKE 'seal%'",
    )
    with Project.open(copies.path) as project, pytest.raises(MergeRefused, match="another text"):
        merge(project, other)


def test_a_cancelled_merge_leaves_nothing(copies: Copies):
    other = copies.copy("other")
    copies.add(other, "bob", "Syria")
    before = copies.digest(copies.path)

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if 2 * done >= total:
            raise Stop

    with Project.open(copies.path) as project:
        with pytest.raises(Stop):
            merge(project, other, progress=stop)
        assert content_digest(project) == before
        assert not merge(project, other).nothing


def test_copies_of_an_older_version_that_are_brought_up_to_date_apart_merge(copies: Copies):
    copies.add(copies.path, "ann", "Iran")
    db = sqlite3.connect(copies.path)
    forget_merging(db)
    db.execute("DELETE FROM _sqlite_migrations WHERE name='0005_merge'")
    db.execute("PRAGMA user_version=4")
    db.commit()
    db.close()
    old, other = copies.copy("old"), copies.copy("other")
    syria = copies.add(other, "bob", "Syria")
    before = old.read_bytes()
    assert set(copies.merged(copies.path, other).documents) == set()
    assert set(copies.spans(copies.path, "bob")) == {syria}
    assert copies.merged(copies.path, old).nothing
    assert old.read_bytes() == before


def test_a_copy_becomes_a_site_of_its_own_by_its_first_change(copies: Copies):
    other = copies.copy("other")

    def sites(path: Path) -> int:
        with Project.open(path) as project:
            return int(project.connection.value("SELECT count(*) FROM site"))

    assert (sites(copies.path), sites(other)) == (1, 1)
    copies.add(other, "bob", "Syria")
    copies.add(copies.path, "ann", "Iran")
    assert (sites(copies.path), sites(other)) == (1, 2)
    renamed = other.rename(copies.folder / "renamed.gilder")
    copies.add(renamed, "bob", "Iran")
    assert sites(renamed) == 2
    copies.merged(copies.path, renamed)
    assert sites(copies.path) == 2


def test_what_came_by_a_merge_cannot_go_missing_unnoticed(copies: Copies):
    other = copies.copy("other")
    copies.add(other, "bob", "Syria")
    copies.merged(copies.path, other)
    broken(copies.path, "DELETE FROM op", "DELETE FROM span", "DELETE FROM tx")
    with Project.open(copies.path, read_only=True) as project:
        assert any("merge 1" in one.what for one in check_project(project))


def test_what_was_not_previewed_is_not_merged(tmp_path: Path):
    copies = Copies(tmp_path)
    other = copies.copy("bob")
    copies.add(other, "bob", "Iran")
    with Project.open(copies.path) as project:
        seen = plan(project, other)
        copies.add(other, "bob", "Syria")
        before = content_digest(project)
        with pytest.raises(MergeOutdated, match="look at it again"):
            merge(project, other, previewed=seen)
        assert content_digest(project) == before
        again = plan(project, other)
        assert merge(project, other, previewed=again) == again


def test_an_edit_of_the_same_size_is_another_work_than_the_previewed_one(tmp_path: Path):
    copies = Copies(tmp_path)
    one, other = copies.copy("bob"), copies.copy("bea")
    copies.add(one, "bob", "Iran")
    copies.add(other, "bob", "Syria")
    with Project.open(copies.path) as project:
        seen = plan(project, one)
        shutil.copy(other, one)  # a cloud program puts another version in its place
        assert plan(project, one).sources == seen.sources
        with pytest.raises(MergeOutdated):
            merge(project, one, previewed=seen)


def test_what_the_other_file_gets_during_a_merge_comes_with_the_next_one(tmp_path: Path):
    copies = Copies(tmp_path)
    other = copies.copy("bob")
    with Project.open(other) as theirs, Project.open(copies.path) as project:
        doc, bob = theirs.documents.get(theirs.documents.ids()[0]), theirs.sources.person("bob")

        def add(words: str) -> None:
            span = span_on(doc, words, "LOC", span_id=new_id())
            theirs.annotations.append(Transaction((Change(doc.id, None, span),), "span.add"), bob)

        left = ["Syria"]

        def meanwhile(_done: int, _total: int) -> None:
            if left:
                add(left.pop())

        add("Iran")
        assert merge(project, other, progress=meanwhile).transactions == 1
        assert list(check_project(project)) == []
        assert merge(project, other).transactions == 1
        assert list(check_project(project)) == []
