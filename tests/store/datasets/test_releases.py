"""Releases: frozen under a name, and compared with what is there later."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate import commands
from annotate.datasets.recipe import Recipe
from annotate.datasets.selection import Selection, parse_selection
from annotate.errors import InputError
from annotate.model import Relation
from store.check import check_project
from store.datasets.outcome import annotations_digest, out_files
from store.datasets.parts import Parts
from store.datasets.releases import Freezing, Release, Releases, digest_of, frozen
from store.datasets.selecting import narrow, selected
from store.digest import content_digest
from store.documents import NewDocument
from store.errors import DamagedProject
from store.exchange.exporting import write_records
from store.exchange.formats import format_named
from store.exchange.outgoing import Outgoing, Which
from store.exchange.record import Record
from store.ids import new_id
from store.merge.merge import merge
from store.project import Project
from store.repair import repair
from store.split import split
from tests.builders import SCHEME_TOML, TEXT
from tests.store.datasets.samples import add, filled, state, write
from tests.store.exchange.records import records


def released(project: Project, name: str, out: Path, text: str = "") -> Release:
    chosen, which = parse_selection(text), Which(form="jsonl")
    freezing = Freezing(which, chosen)
    some = (narrow(one, chosen) for one in Outgoing(project, which).records(selected(project, chosen)))
    write_records(freezing.noted(some), out, format_named("jsonl"))
    return Releases(project).record(name, freezing, out_files(out), "ann")


def changes(project: Project, release: Release) -> dict[str, str]:
    return {one.name: one.what for one in Releases(project).check(release).changed}


def test_a_release_is_kept_as_it_was(project: Project, tmp_path: Path) -> None:
    docs = filled(project, 4)
    add(project, docs[1], "ann", 0, 4)
    release = released(project, "v1", tmp_path / "out.jsonl")
    assert Releases(project).all() == [release]
    assert Releases(project).named("v1") == release
    assert [one.name for one in release.documents if one.spans] == ["01.txt"]
    assert {one.text for one in release.documents} == {doc.digest.removeprefix("sha256:") for doc in docs}
    data = json.loads(json.dumps(release.as_dict()))
    assert (data["name"], data["format"], data["author"], data["n_documents"], data["spans"]) == (
        "v1",
        "jsonl",
        "ann",
        4,
        1,
    )
    assert data["app"].startswith("gilder ")
    assert [one["name"] for one in data["files"]] == ["out.jsonl"]
    assert not list(check_project(project))


def test_nothing_has_changed_at_first_and_everything_that_does_is_told(project: Project, tmp_path: Path) -> None:
    docs = filled(project, 5)
    ids = [add(project, doc, "ann", 0, 4) for doc in docs]
    out = tmp_path / "out.jsonl"
    release = released(project, "v1", out, "label:LOC")
    checked = Releases(project).check(release, out=out)
    assert bool(checked)
    assert (checked.same, checked.changed, checked.scheme_changed, checked.files) == (5, (), False, ())

    add(project, docs[0], "ann", 39, 44)
    add(project, docs[1], "ann", 56, 71, "PERSON")  # does not go out
    tx = commands.relabel(state(project, docs[2], "ann"), ids[2], "PERSON")
    assert tx is not None
    write(project, tx, "ann")
    project.documents.add([NewDocument("new.txt", f"{TEXT} And more.")])
    out.write_bytes(out.read_bytes() + b"\n")
    checked = Releases(project).check(release, out=out)
    assert not checked
    assert [str(one) for one in checked.changed] == [
        "00.txt: 1 spans and 0 relations then, 2 and 0 now",
        "02.txt: 1 spans and 0 relations then, 0 and 0 now",
        "new.txt: is new",
    ]
    assert (checked.same, checked.files) == (3, ("out.jsonl",))


def test_undo_brings_back_what_was_released(project: Project, tmp_path: Path) -> None:
    docs = filled(project, 2)
    add(project, docs[0], "ann", 0, 4)
    release = released(project, "v1", tmp_path / "out.jsonl")
    tx = commands.set_flag(state(project, docs[0], "ann"), next(iter(state(project, docs[0], "ann").spans)), True)
    assert tx is not None
    write(project, tx, "ann")
    assert changes(project, release) == {"00.txt": "annotations"}
    write(project, tx.inverse(), "ann")
    assert changes(project, release) == {}


def test_what_is_no_longer_chosen_is_told_apart_from_what_is_gone(project: Project, tmp_path: Path) -> None:
    docs = filled(project, 10)
    parts, recipe = Parts(project), Recipe()
    parts.apply(parts.plan(recipe), recipe, "ann")
    release = released(project, "train", tmp_path / "out.jsonl", "part:train")
    assert release.recipe == recipe.as_dict()
    assert len(release.documents) == 8
    parts.undo("ann")
    assert set(changes(project, release).values()) == {"left"}
    parts.redo("ann")
    assert changes(project, release) == {}
    with Project.create(tmp_path / "other.gilder", SCHEME_TOML) as other:
        other.documents.add([NewDocument("renamed.txt", docs[0].text)])
        elsewhere = changes(other, replace(release, selection=""))
        first = docs[0].name in {one.name for one in release.documents}
        assert list(elsewhere.values()).count("gone") == 8 - first


def test_twins_are_told_apart_by_what_is_said_of_them(project: Project, tmp_path: Path) -> None:
    docs = project.documents.add([NewDocument("a.txt", TEXT), NewDocument("b.txt", TEXT), NewDocument("c.txt", TEXT)])
    add(project, docs[1], "ann", 0, 4)
    release = released(project, "v1", tmp_path / "out.jsonl")
    assert changes(project, release) == {}
    add(project, docs[2], "ann", 39, 44)
    assert changes(project, release) == {"c.txt": "annotations"}


def test_a_changed_scheme_is_told(project: Project, tmp_path: Path) -> None:
    filled(project, 1)
    release = released(project, "v1", tmp_path / "out.jsonl")
    project.set_scheme(SCHEME_TOML + '\n[[span]]\nname = "ORG"\n')
    checked = Releases(project).check(release)
    assert (checked.changed, checked.scheme_changed, bool(checked)) == ((), True, False)


@pytest.mark.parametrize("name", ["", " v1", "a\nb", "x" * 101])
def test_names_that_no_release_can_have(project: Project, name: str) -> None:
    with pytest.raises(InputError, match="a release needs a name of 1 to 100"):
        Releases(project).check_name(name)


def test_a_release_is_never_replaced(project: Project, tmp_path: Path) -> None:
    filled(project, 1)
    first = released(project, "v1", tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="there is a release “v1” already, and a release is never changed"):
        released(project, "v1", tmp_path / "again.jsonl")
    assert Releases(project).all() == [first]
    with pytest.raises(InputError, match="there is no release “v2”; there are: v1"):
        Releases(project).named("v2")


def test_releases_of_copies_come_together(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.gilder", tmp_path / "theirs.gilder"
    with Project.create(mine, SCHEME_TOML) as project:
        filled(project, 3)
        first = released(project, "v1", tmp_path / "1.jsonl")
    shutil.copy(mine, theirs)
    with Project.open(theirs) as project:
        second = released(project, "v2", tmp_path / "2.jsonl")
    with Project.open(mine) as project:
        assert not merge(project, theirs).nothing
        assert Releases(project).all() == [first, second]
        assert merge(project, theirs).nothing
        digest = content_digest(project)
    with Project.open(theirs) as project:
        assert merge(project, mine).nothing
        assert content_digest(project) == digest


def test_a_damaged_release_is_told_in_one_line(project: Project, tmp_path: Path) -> None:
    filled(project, 1)
    released(project, "v1", tmp_path / "out.jsonl")
    with project.connection.writing():
        project.connection.write("UPDATE meta SET value='{}' WHERE key GLOB 'release.*'")
    with pytest.raises(DamagedProject, match="is no release"):
        Releases(project).all()


def test_repairs_and_copies_have_parts_and_releases(tmp_path: Path) -> None:
    path = tmp_path / "p.gilder"
    with Project.create(path, SCHEME_TOML) as project:
        docs = filled(project, 10)
        parts, recipe = Parts(project), Recipe()
        parts.apply(parts.plan(recipe), recipe, "ann")
        release, found = released(project, "v1", tmp_path / "out.jsonl", "part:train"), parts.all()
        split(project, {tmp_path / "copy.gilder": [docs[0].id]}, lambda done, total: None)
        said = content_digest(project)
    repair(path, tmp_path / "repaired.gilder")
    with Project.open(tmp_path / "repaired.gilder") as project:
        assert content_digest(project) == said
        assert (Parts(project).all(), Parts(project).recipe) == (found, recipe)
        assert Releases(project).all() == [release]
        assert Releases(project).check(release)
    with Project.open(tmp_path / "copy.gilder") as project:
        assert Parts(project).all() == {docs[0].id: found[docs[0].id]}
        assert set(changes(project, release).values()) == {"gone"}
        assert merge(project, path).nothing is False
        assert content_digest(project) == said


@settings(max_examples=15)
@given(records(sources=2), st.randoms(use_true_random=False))
def test_digests_depend_on_what_is_said_alone(record: Record, chance: object) -> None:
    """Not on ids and order; any other change makes another digest."""
    before = annotations_digest(record)
    sources = list[object]()
    for one in record.sources:
        named = {span.id: new_id() for span in one.spans}
        spans = tuple(replace(span, id=named[span.id]) for span in one.spans)[::-1]
        relations = tuple(
            replace(each, id=new_id(), head=named[each.head], child=named[each.child]) for each in one.relations
        )
        sources.append(replace(one, spans=spans, relations=relations[::-1]))
    assert annotations_digest(replace(record, sources=tuple(sources[::-1]))) == before  # type: ignore[arg-type]
    for at, one in enumerate(record.sources):
        for span in one.spans[:1]:
            other = replace(one, spans=(replace(span, note=span.note + "!"), *one.spans[1:]))
            assert (
                annotations_digest(replace(record, sources=(*record.sources[:at], other, *record.sources[at + 1 :])))
                != before
            )
            less = replace(one, spans=one.spans[1:], relations=())
            assert (
                annotations_digest(replace(record, sources=(*record.sources[:at], less, *record.sources[at + 1 :])))
                != before
            )


def test_a_relation_counts_with_its_ends_and_its_direction(project: Project) -> None:
    (doc,) = filled(project, 1)
    first, second = add(project, doc, "ann", 0, 4), add(project, doc, "ann", 39, 44)
    record = Outgoing(project, Which()).record(doc.id)
    there, back = Relation("r", "opposes", first, second), Relation("r", "opposes", second, first)
    digests = {
        annotations_digest(replace(record, sources=(replace(record.sources[0], relations=some),)))
        for some in ((), (there,), (back,), (there, there))
    }
    assert len(digests) == 4


def test_the_whole_does_not_depend_on_names_and_order() -> None:
    some = [frozen(Record(f"{at}.txt", f"text {at}")) for at in range(4)]
    assert digest_of(some) == digest_of([replace(one, name="other") for one in some[::-1]])
    assert digest_of(some) != digest_of(some[:3])


def test_files_of_a_folder_are_listed_with_their_folders(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "b.ann").write_bytes(b"1")
    (tmp_path / "a.txt").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    found = out_files(tmp_path)
    assert [(one.name, one.size) for one in found] == [("a.txt", 0), ("train/b.ann", 1)]
    assert found[0].sha256 == empty
    with pytest.raises(InputError, match="cannot be read"):
        out_files(tmp_path / "none")


def test_freezing_passes_records_on(project: Project) -> None:
    filled(project, 2)
    some = list(Outgoing(project, Which()).records(project.documents.ids()))
    freezing = Freezing(Which(), Selection())
    assert list(freezing.noted(some)) == some
    assert freezing.documents == [frozen(one) for one in some]
