"""What a large project costs, in steps of SQLite's machine instead of time; and each fast road beside its slow twin."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store.connection
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.errors import GilderError, InputError, OffsetError
from annotate.history import History
from annotate.model import Decision, Item, Marks, Relation, Span, Value
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from gui.models.documents import KEYS
from store.check import check_project
from store.codec import decode, encode, encode_span
from store.digest import content_digest
from store.documents import NewDocument
from store.ids import new_id
from store.journal import Entry
from store.listing import ORDERS, name_key
from store.past import Past
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML

_QUICK = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = "Iran armed more than 1,000 fighters in Syria."
_CHANGES = "SELECT doc_id, item, item_id, prev_tx, before, after FROM op ORDER BY tx_id, ord"
CORPUS = Source(0, "corpus", "import")


def span(doc: Document, start: int = 0, end: int = 4, label: str = "LOC", **fields: Any) -> Span:
    return Span(new_id(), label, (Range(start, end),), doc.text[start:end], **fields)


def filled(path: Path, count: int) -> Path:
    with Project.create(path, SCHEME_TOML) as project:
        new = (NewDocument(f"{at}.txt", f"{TEXT} {at}") for at in range(count))
        docs = [doc for doc in project.documents.add_each(new) if isinstance(doc, Document)]
        person = Source(0, "ann", "person")
        project.annotations.import_many(((doc.id, [span(doc), span(doc, 39, 44)]) for doc in docs), person)
        found = Suggestions((Suggestion(5, 10, "LOC", 0.6),))
        project.suggestions.record_run("m", ((doc.id, found) for doc in docs))
        ann = project.sources.person("ann")
        with project.connection.writing():
            for doc in docs:
                project.annotations.write(Transaction((Change(doc.id, None, span(doc, 5, 10)),), "span.add"), ann)
    return path


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sizes")
    return filled(folder / "small.gilder", 100), filled(folder / "large.gilder", 2_000)


def open_it(project: Project) -> None:
    project.watch.lines()


def begin(project: Project) -> None:
    ann = project.sources.person("ann")
    assert project.journal.history(ann).undo().next_undo is not None
    project.documents.more_than(50)
    project.documents.window(project.documents.beginning(ann, 64).numbers, ann)
    project.documents.first_unfinished(ann)
    project.journal.done(ann, after=project.journal.worked(ann, 4e9)[1], here=True)


def load(project: Project) -> None:
    ann = project.sources.person("ann")
    doc = project.documents.get(project.documents.window([77], ann)[0].id)
    assert len(project.annotations.state(doc, ann).spans) == 3
    assert len(project.suggestions.suggested(doc).spans) == 1


def edit(project: Project) -> None:
    ann = project.sources.person("ann")
    doc = project.documents.get(project.documents.window([77], ann)[0].id)
    tx = Transaction((Change(doc.id, None, span(doc, 11, 15)), Change(doc.id, None, Marks(doc.id, "done"))), "span.add")
    entry, _ = project.annotations.append(tx, ann)
    back = project.journal.transaction(entry.id).inverse()
    project.annotations.append(back, ann, kind="undo", undoes=entry.id)
    project.documents.row(doc.id, ann)


def steps_of(path: Path, work: Callable[[Project], None]) -> int:
    """Steps of SQLite's machine from opening to closing, which seals what was written.

    Without SQLite's look at tables that have changed much, which has a bound of its own: 400 rows of an index.
    """
    connect, steps = sqlite3.connect, [0]

    def count() -> int:
        steps[0] += 1
        return 0

    def counting(*args: Any, **options: Any) -> sqlite3.Connection:
        made = connect(*args, **options)
        made.set_progress_handler(count, 1)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.connection.sqlite3, "connect", counting)
        patch.setattr(store.connection.Connection, "optimise", lambda _self: None)
        with Project.open(path) as project:
            work(project)
    return steps[0]


@pytest.mark.parametrize("work", [open_it, begin, load, edit])
def test_a_large_project_takes_no_more_steps(sizes: tuple[Path, Path], work: Callable[[Project], None]) -> None:
    small, large = (steps_of(path, work) for path in sizes)
    assert small > 100
    assert large < 1.02 * small + 50


def read_ids(project: Project) -> None:
    assert project.documents.ids()


def test_reading_the_ids_of_all_documents_takes_more_steps(sizes: tuple[Path, Path]) -> None:
    small, large = (steps_of(path, read_ids) for path in sizes)
    assert large > 2 * small


# -------------------------------------------------------------------------------------------------- history


def forwards(project: Project, source: Source) -> tuple[list[str], list[str]]:
    """The three-line twin: everything that was ever done, from the beginning."""
    history: History[Entry] = History()
    for entry in project.journal.entries(source, here=True):
        match entry.kind:
            case "undo":
                history = history.undo()
            case "redo":
                history = history.redo()
            case "edit" | "scheme" | "adjudicate":
                history = history.record(entry)
            case _:
                history = History() if entry.kind == "repair" and entry.undoes is not None else history
    return [one.id for one in history.done()], [one.id for one in history.undone()]


@_QUICK
@given(st.lists(st.sampled_from("eeeuurrRb"), max_size=40), st.integers(1, 4))
def test_the_history_read_backwards_is_the_one_read_forwards(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[str], portion: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.past._PORTION", portion)
        with Project.create(tmp_path_factory.mktemp("h") / "p.gilder", SCHEME_TOML) as project:
            doc = project.documents.add([NewDocument("a", TEXT)])[0]
            ann = project.sources.person("ann")
            with project.connection.writing():
                for deed in deeds:
                    ann = play(project, doc, ann, deed)
            read = Past(project.connection, ann).history
            assert ([one.id for one in read.done()], [one.id for one in read.undone()]) == forwards(project, ann)


def play(project: Project, doc: Document, ann: Source, deed: str) -> Source:
    history, write = project.journal.history(ann), project.annotations.write
    again = {"u": history.next_undo, "r": history.next_redo}.get(deed)
    if deed == "e":
        return write(Transaction((Change(doc.id, None, span(doc)),), "span.add"), ann)[1]
    if deed == "R" and history.next_undo is not None:  # another one's scheme
        tx = Transaction((Change(doc.id, None, span(doc)),), "scheme.change")
        return write(tx, ann, kind="repair", undoes=history.next_undo.id)[1]
    if deed == "b":
        return write(Transaction((Change(doc.id, None, span(doc)),), "x"), Source(0, "bob", "person"))[1] and ann
    if again is not None:
        tx = project.journal.transaction(again.id)
        tx, kind = (tx.inverse(), "undo") if deed == "u" else (tx, "redo")
        return write(tx, ann, kind=kind, undoes=again.id)[1]
    return ann


# -------------------------------------------------------------------------------------------------- the list


@st.composite
def lists(draw: st.DrawFn) -> list[tuple[str, str, bool, tuple[float, ...], bool]]:
    names = st.text("aAbzÄß019 .", min_size=1, max_size=6)
    scores = st.lists(st.sampled_from((0.0, 0.4, 0.5, 0.9, 1.0)), max_size=3).map(tuple)
    status = st.sampled_from(("new", "in_progress", "done", "flagged"))
    return draw(st.lists(st.tuples(names, status, st.booleans(), scores, st.booleans()), max_size=12))


@_QUICK
@given(lists(), st.sampled_from(sorted(ORDERS)), st.text("aÄß0", max_size=2))
def test_the_list_in_every_order_is_that_of_python(
    tmp_path_factory: pytest.TempPathFactory, made: list[Any], order: str, asked: str
) -> None:
    with Project.create(tmp_path_factory.mktemp("l") / "p.gilder", SCHEME_TOML) as project:
        ann = Source(0, "ann", "person")
        texts = [NewDocument(name, f"{TEXT} {at}") for at, (name, *_) in enumerate(made)]
        docs = project.documents.add(texts)
        for doc, (_, status, flagged, scores, answered) in zip(docs, made, strict=True):
            found = [Suggestion(at, at + 2, "LOC", score) for at, score in enumerate(scores)]
            if found:
                project.suggestions.record_run("m", [(doc.id, Suggestions(tuple(found)))])
            items: list[Item] = [Marks(doc.id, status, flagged=flagged)] if status != "new" or flagged else []  # pyright: ignore[reportArgumentType]
            items += [span(doc, 0, 2)] if answered else []
            project.annotations.import_many([(doc.id, items)], ann)
        ann = project.sources.person("ann")
        rows = project.documents.rows(ann)
        wanted = sorted(rows, key=lambda row: (KEYS[order](row), row.number))
        listed = project.documents.listed(ann, order)
        assert list(listed.numbers) == [row.number for row in wanted]
        assert list(listed.done) == [row.status == "done" for row in wanted]
        doubts = [row.unsureness if row.open_suggestions and row.status != "done" else -1.0 for row in wanted]
        assert list(listed.doubts) == pytest.approx(doubts)
        assert project.documents.listed(ann, order, counted=False).numbers == listed.numbers
        assert project.documents.window(listed.numbers, ann) == rows
        assert project.documents.beginning(ann, 3).numbers.tolist() == [row.number for row in rows[:3]]
        assert project.documents.holding(asked) == {
            row.number for row in rows if asked.casefold() in row.name.casefold()
        }
        assert project.documents.ids_unfinished(ann) == [row.id for row in rows if row.status != "done"]
        unfinished = next((row.id for row in rows if row.status != "done"), None)
        assert project.documents.first_unfinished(ann) == unfinished


@given(st.text("aA0199٣.", max_size=8), st.text("aA0199٣.", max_size=8))
def test_keys_of_names_compare_like_their_parts(one: str, other: str) -> None:
    import re

    def parts(name: str) -> list[tuple[int, str]]:
        return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name.casefold())]

    assert (name_key(one) < name_key(other)) == (parts(one) < parts(other))


def test_a_filter_in_quotes_looks_in_the_texts(project: Project) -> None:
    project.documents.add([NewDocument("a", "Aid for Syria."), NewDocument("syria", "Nothing."), NewDocument("c", "x")])
    assert project.documents.holding("syria") == {2}
    assert project.documents.holding('"syria"') == {1}
    assert project.documents.holding("“aid FOR syria”") == {1}
    for odd in ('"', '""', '"*', '"a" OR "', "«", '"' * 9):
        assert project.documents.holding(odd) == set()


def test_a_list_that_nobody_wants_any_more_ends(project: Project) -> None:
    project.documents.add(NewDocument(f"{at}", f"{TEXT} {at}") for at in range(2_000))

    class Enough(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        project.documents.listed(project.sources.person("ann"), "name", stop)
    assert len(project.documents.listed(project.sources.person("ann"), "name").numbers) == 2_000


def test_counts_of_labels_are_followed_in_the_journal(project: Project, doc: Document) -> None:
    known, ann = project.labels_in_use(), project.sources.person("ann")
    first, other = span(doc), span(doc, 39, 44, "PERSON")
    relation = Relation(new_id(), "opposes", first.id, other.id)
    changes = [Change(doc.id, None, one) for one in (first, other, relation)]
    later = [Change(doc.id, other, replace(other, label="LOC")), Change(doc.id, relation, None)]
    for tx in (Transaction(tuple(changes), "x"), Transaction(tuple(later), "y")):
        _, ann = project.annotations.append(tx, ann)
        fresh, followed = project.labels_in_use(), project.labels_in_use(known)
        assert followed == fresh
    project.annotations.import_many([(doc.id, several(doc))], CORPUS)
    assert project.labels_in_use(followed) == project.labels_in_use()
    assert dict(project.labels_in_use(known).counts) == {
        ("span", "LOC"): 4, ("span", "CARDINAL"): 1, ("relation", "opposes"): 1,
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------- bulk import


@given(
    st.text(max_size=8), st.floats(0, 1) | st.none() | st.just(0) | st.just(1), st.booleans(), st.text(max_size=5),
    st.none() | st.just(Value()) | st.just(Value(amount="1,000", unit="€")),
    st.lists(st.tuples(st.text(max_size=3), st.booleans() | st.integers() | st.text(max_size=3)), max_size=2),
)  # fmt: skip
def test_a_span_is_encoded_fast_as_it_is_slowly(
    text: str, score: float | None, flagged: bool, note: str, value: Value | None, attributes: list[tuple[str, Any]]
) -> None:
    places = (Range(0, 1), Range(3, 4))
    one = Span("ab", 'L\n"', places, text, value, tuple(attributes), note, flagged, origin=text, score=score)
    for each in (one, replace(one, fragments=places[:1], decision="accepted")):
        assert encode_span(each) == encode(each)


def test_a_score_of_nothing_is_a_score() -> None:
    one = Span("ab", "L", (Range(0, 1),), "x", score=0.0)
    assert decode("Span", encode(one)) == one


def several(doc: Document) -> list[Item]:
    first, other = span(doc, label="LOC", score=0.0, value=Value(amount="3")), span(doc, 39, 44, flagged=True, note="?")
    parts = Span(new_id(), "CARDINAL", (Range(0, 4), Range(11, 15)), "Iran more", attributes=(("generic", True),))
    relation = Relation(new_id(), "opposes", first.id, other.id, note="see")
    decision = Decision(f"{new_id()}.4", "rejected", "LOC", (Range(0, 4),))
    return [first, other, parts, relation, decision, Marks(doc.id, "done", note="good")]


def test_a_bulk_import_writes_what_single_changes_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.importing._PORTION", 8)
    tables = ("span", "relation", "decision", "marks")
    with Project.create(tmp_path / "a.gilder", SCHEME_TOML) as project:
        docs = project.documents.add(NewDocument(f"{at}", f"{TEXT} {at}") for at in range(5))
        given = [(doc.id, several(doc)) for doc in docs]
        project.connection.copy_to(tmp_path / "b.gilder")
        told = list[tuple[int, int]]()
        done = project.annotations.import_many(iter(given), CORPUS, total=5, step=lambda *one: told.append(one))
        assert (done.documents, done.spans, done.relations) == (5, 15, 5)
        assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
        bulk = {table: project.connection.rows(f"SELECT * FROM {table}") for table in tables}
        bulk["op"] = project.connection.rows(
            "SELECT doc_id, item, item_id, prev_tx, before, after FROM op ORDER BY tx_id, ord"
        )
        assert list(check_project(project)) == []
        assert project.journal.history(project.sources.person("corpus")).next_undo is None
        assert [one.kind for one in project.journal.entries(project.sources.person("corpus"))] == ["import"] * 3
        digest = content_digest(project)
    with Project.open(tmp_path / "a.gilder") as project:
        assert (content_digest(project), project.watch.unclean) == (digest, False)
    with Project.open(tmp_path / "b.gilder") as project:
        for document, items in given:
            changes = tuple(Change(document, None, item) for item in items)
            project.annotations.append(Transaction(changes, "import"), CORPUS, kind="import")
        single = {table: project.connection.rows(f"SELECT * FROM {table}") for table in tables}
        single["op"] = project.connection.rows(
            "SELECT doc_id, item, item_id, prev_tx, before, after FROM op ORDER BY tx_id, ord"
        )
    assert bulk == single


def test_marks_that_were_there_are_replaced_and_a_removed_id_goes_on_from_what_removed_it(
    project: Project, doc: Document
) -> None:
    first = span(doc)
    project.annotations.import_many([(doc.id, [first, Marks(doc.id, "done")])], CORPUS)
    source = project.sources.person("corpus")
    gone, _ = project.annotations.append(Transaction((Change(doc.id, first, None),), "span.delete"), source)
    done = project.annotations.import_many([(doc.id, [first, Marks(doc.id, "flagged")])], CORPUS)
    assert done.spans == 1
    rows = project.connection.rows("SELECT item, prev_tx, before IS NULL FROM op ORDER BY tx_id DESC, ord LIMIT 2")
    imported = project.connection.value("SELECT uid FROM tx ORDER BY id LIMIT 1")
    assert rows == [("Span", bytes.fromhex(gone.id), 1), ("Marks", imported, 0)]
    assert list(check_project(project)) == []
    again = project.annotations.import_many([(doc.id, [Marks(doc.id, "flagged")])], CORPUS)
    assert (again.documents, len(project.connection.rows("SELECT * FROM tx"))) == (0, 3)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda doc, own: [replace(own, text="Irak")], "is not “Irak”"),
        (lambda doc, own: [replace(own, fragments=(Range(0, 400),))], ""),
        (lambda doc, own: [replace(own, fragments=())], "has no fragment"),
        (lambda doc, own: [own, own], "two annotations have the id"),
        (lambda doc, own: [own, Relation(new_id(), "opposes", own.id, own.id)], "two different spans"),
        (lambda doc, own: [own, Relation(new_id(), "opposes", own.id, new_id())], "has lost an end"),
        (lambda doc, own: [Marks(new_id(), "done")], "were given for"),
    ],
)
def test_what_cannot_be_in_a_project_leaves_nothing_of_the_import(
    project: Project,
    doc: Document,
    wrong: Callable[[Document, Span], list[Item]],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("store.importing._PORTION", 1)
    other = project.documents.add([NewDocument("b", TEXT)])[0]
    with pytest.raises(GilderError, match=told or None):
        project.annotations.import_many([(other.id, [span(other)]), (doc.id, wrong(doc, span(doc)))], CORPUS)
    assert [project.connection.value(f"SELECT count(*) FROM {one}") for one in ("span", "tx", "op", "marks")] == [0] * 4


def test_an_id_that_is_taken_and_a_document_that_is_missing_are_told(project: Project, doc: Document) -> None:
    own = span(doc)
    project.annotations.import_many([(doc.id, [own])], CORPUS)
    with pytest.raises(InputError, match="in the project already"):
        project.annotations.import_many([(doc.id, [own])], CORPUS)
    with pytest.raises(GilderError, match="no document"):
        project.annotations.import_many([(new_id(), [span(doc)])], CORPUS)
    with pytest.raises(OffsetError):
        project.annotations.import_many([(doc.id, [replace(span(doc), text="")])], CORPUS)
    assert list(check_project(project)) == []


def test_texts_are_added_as_they_come_and_all_or_none(project: Project) -> None:
    def texts() -> Iterator[NewDocument]:
        yield NewDocument("a", "one")
        yield NewDocument("b", "one")
        yield NewDocument("c", " ")

    with pytest.raises(InputError):
        list(project.documents.add_each(texts(), skip_known=True))
    assert len(project.documents) == 0
    first = list(project.documents.add_each([NewDocument("a", "one"), NewDocument("b", "one")], skip_known=True))
    assert [(type(doc), doc.name) for doc in first] == [(Document, "a"), (NewDocument, "b")]
