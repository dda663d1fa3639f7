"""Parts in the project: one transaction, undone and redone, kept through merges, stable as documents come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.datasets.recipe import Recipe, parse_shares
from annotate.errors import InputError, NothingToDo
from store.check import check_project
from store.datasets.parts import PART, Parts
from store.digest import content_digest
from store.documents import NewDocument
from store.errors import DamagedProject, ProjectError, ReadOnlyProject
from store.exchange.articles import read_article
from store.merge.merge import merge
from store.project import Project
from store.sources import PARTS
from store.statistics import statistics
from tests.builders import SCHEME_TOML
from tests.store.datasets.samples import add, filled

RECIPE = Recipe(seed=5)


def made(project: Project, recipe: Recipe = RECIPE) -> dict[str, str]:
    parts = Parts(project)
    parts.apply(parts.plan(recipe), recipe, "ann")
    return parts.all()


def test_nothing_is_there_before_a_split(project: Project) -> None:
    filled(project)
    parts = Parts(project)
    assert (parts.all(), parts.recipe) == ({}, None)
    with pytest.raises(NothingToDo):
        parts.undo("ann")
    with pytest.raises(NothingToDo):
        parts.redo("ann")


def test_a_split_is_one_transaction_of_a_source_of_its_own(project: Project) -> None:
    docs = filled(project)
    found = made(project)
    assert list(found) == [doc.id for doc in docs]
    assert sorted(found.values()) == ["dev"] * 2 + ["test"] * 2 + ["train"] * 16
    source = project.sources.named(PARTS)
    assert source is not None
    assert source.kind == "import"
    (entry,) = project.journal.entries(source)
    assert (entry.author, entry.event, entry.kind) == ("ann", "dataset.split", "edit")
    assert project.annotations.state(docs[0], source).marks.attributes == ((PART, found[docs[0].id]),)
    assert list(project.journal.history(project.sources.person("ann")).done()) == []


def test_the_file_stays_sound_and_says_the_same_when_it_is_opened_again(path: Path) -> None:
    with Project.create(path, SCHEME_TOML) as project:
        filled(project)
        found = made(project)
        assert not list(check_project(project))
    with Project.open(path, read_only=True) as project:
        parts = Parts(project)
        assert (parts.all(), parts.recipe) == (found, RECIPE)
        with pytest.raises(NothingToDo):
            parts.apply(parts.plan(RECIPE), RECIPE, "ann")
        with pytest.raises(ReadOnlyProject):
            parts.apply(parts.plan(Recipe(6), anew=True), Recipe(6), "ann")


def test_undo_and_redo_take_the_recipe_along(project: Project) -> None:
    filled(project)
    first, parts = made(project), Parts(project)
    second = Recipe(seed=6, shares=parse_shares("1/1"))
    parts.apply(parts.plan(second, anew=True), second, "bob")
    later = parts.all()
    assert parts.recipe == second
    assert later != first
    parts.undo("bob")
    assert (parts.all(), parts.recipe) == (first, RECIPE)
    parts.undo("ann")
    assert (parts.all(), parts.recipe) == ({}, None)
    parts.redo("ann")
    assert (parts.all(), parts.recipe) == (first, RECIPE)
    parts.redo("ann")
    assert (parts.all(), parts.recipe) == (later, second)
    assert not list(check_project(project))


def test_documents_that_come_later_leave_the_earlier_ones_where_they_are(project: Project) -> None:
    filled(project)
    first = made(project)
    more = [NewDocument(f"more{at}.txt", " ".join(f"later{at}y{word}" for word in range(80))) for at in range(20)]
    project.documents.add(more)
    later = made(project)
    assert {one: later[one] for one in first} == first
    assert len(later) == 40
    assert sorted(later.values()).count("train") == 32


def test_another_recipe_must_be_asked_for(project: Project) -> None:
    filled(project)
    made(project)
    with pytest.raises(InputError, match="there are parts by another recipe"):
        Parts(project).plan(Recipe(seed=6))
    assert len(Parts(project).plan(Recipe(seed=6), anew=True).new) == 20


def test_the_order_of_import_does_not_matter(tmp_path: Path) -> None:
    texts = [f"{' '.join(f'a{number}b{at}' for at in range(50))}" for number in range(30)]
    found = list[dict[str, str]]()
    for name, some in (("a", texts), ("b", texts[::-1])):
        with Project.create(tmp_path / f"{name}.gilder", SCHEME_TOML) as project:
            docs = project.documents.add([NewDocument(f"{at}.txt", text) for at, text in enumerate(some)])
            parts = made(project)
            found.append({doc.text: parts[doc.id] for doc in docs})
    assert found[0] == found[1]


def test_what_belongs_together_stays_together(project: Project) -> None:
    docs = filled(project)
    made_by = Recipe(1, parse_shares("50/50"), ("site",))
    parts = made(project, made_by)
    for doc in docs:
        same = {parts[other.id] for other in docs if other.meta["url"][:20] == doc.meta["url"][:20]}
        assert len(same) == 1


def test_near_texts_stay_together(project: Project) -> None:
    docs = filled(project)
    copies = project.documents.add(
        [NewDocument(f"copy{doc.name}", doc.text.replace("Syria", "Iraq") + "\nUpdated.") for doc in docs]
    )
    parts = made(project, Recipe(2, parse_shares("1/1/1")))
    assert [parts[doc.id] for doc in copies] == [parts[doc.id] for doc in docs]
    assert len(set(parts.values())) == 3


def test_a_key_that_no_document_has_is_told(project: Project) -> None:
    filled(project)
    with pytest.raises(
        InputError, match=r"nothing is known of “autor” in any document; .*near, site, day, folder, date"
    ):
        Parts(project).plan(Recipe(by=("autor",)))


def test_labels_count_where_they_are_asked_for(project: Project) -> None:
    docs = filled(project)
    for doc in docs[:4]:
        add(project, doc, "ann", 0, 4, "PERSON")
    made_now = Parts(project).plan(RECIPE)
    assert sum(one.labels.get("PERSON", 0) for one in made_now.counts.values()) == 4
    assert all(not one.labels for one in Parts(project).plan(Recipe(labels=False)).counts.values())


def test_parts_are_no_annotators_work(project: Project) -> None:
    filled(project)
    made(project)
    assert statistics(project).sources == []


def test_copies_that_were_split_apart_come_together(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.gilder", tmp_path / "theirs.gilder"
    with Project.create(mine, SCHEME_TOML) as project:
        filled(project)
    shutil.copy(mine, theirs)
    with Project.open(theirs) as project:
        found = made(project)
    with Project.open(mine) as project:
        assert merge(project, theirs).nothing is False
        parts = Parts(project)
        assert (parts.all(), parts.recipe) == (found, RECIPE)
        assert merge(project, theirs).nothing
        digest = content_digest(project)
        assert not list(check_project(project))
    with Project.open(theirs) as project:
        merge(project, mine)
        assert content_digest(project) == digest


def test_of_two_splits_that_were_made_apart_the_later_one_counts_everywhere(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.gilder", tmp_path / "theirs.gilder"
    with Project.create(mine, SCHEME_TOML) as project:
        filled(project)
    shutil.copy(mine, theirs)
    with Project.open(mine) as project:
        made(project)
    later = Recipe(seed=9, shares=parse_shares("1/1"))
    with Project.open(theirs) as project:
        found = made(project, later)
    for path, other in ((mine, theirs), (theirs, mine)):
        with Project.open(path) as project:
            merge(project, other)
            assert (Parts(project).all(), Parts(project).recipe) == (found, later)
            assert not list(check_project(project))


def test_a_damaged_recipe_is_told_in_one_line(project: Project) -> None:
    filled(project)
    made(project)
    with project.connection.writing():
        project.connection.write("UPDATE meta SET value='[{\"at_ms\":1}]' WHERE key='parts'")
    with pytest.raises(DamagedProject, match="meta “parts” is no list of splits"):
        Parts(project).recipe  # noqa: B018


def test_somebody_with_the_name_of_the_source_is_told(project: Project) -> None:
    docs = filled(project)
    add(project, docs[0], PARTS, 0, 4)
    with pytest.raises(ProjectError, match="is not Gilder’s own"):
        Parts(project).all()


def test_real_articles(project: Project, shared_articles: Path) -> None:
    project.documents.add([read_article(path) for path in sorted(shared_articles.glob("*.txt"))])
    counts = Parts(project).plan(Recipe(by=("near", "day"))).counts
    assert sum(one.documents for one in counts.values()) == len(project.documents)
    assert counts["train"].documents > counts["dev"].documents
