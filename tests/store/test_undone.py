"""What random sessions found: an undone step leaves the file and its export as if it had never been."""

from __future__ import annotations

from pathlib import Path

from annotate import commands
from store.check import check_project
from store.documents import NewDocument
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.exports import write_jsonl


def project_with_a_zone(folder: Path) -> Project:
    project = Project.create(folder / "p.gilder", SCHEME_TOML)
    project.documents.add([NewDocument("a.txt", TEXT, (("headline", 0, 4),))])
    return project


def exported(project: Project, folder: Path) -> bytes:
    write_jsonl(project, folder / "out.jsonl")
    return (folder / "out.jsonl").read_bytes()


def test_a_zone_of_the_import_is_taken_away_by_one_person_only_and_comes_back_with_undo(tmp_path: Path) -> None:
    with project_with_a_zone(tmp_path) as project:
        anna, ben = project.sources.person("anna"), project.sources.person("ben")
        doc = project.documents.get(project.documents.ids()[0])
        before = exported(project, tmp_path)
        tx = commands.remove_zone(project.annotations.state(doc, anna), doc.zones[0].id)
        entry, anna = project.annotations.append(tx, anna)
        assert not project.annotations.state(doc, anna).zones
        assert list(project.annotations.state(doc, ben).zones) == [doc.zones[0].id]
        assert '"zones": []' in exported(project, tmp_path).decode()
        assert list(check_project(project)) == []
        project.annotations.append(tx.inverse(), anna, kind="undo", undoes=entry.id)
        assert project.documents.get(doc.id) == doc
        assert list(project.annotations.state(doc, anna).zones) == [doc.zones[0].id]
        assert exported(project, tmp_path) == before
        assert list(check_project(project)) == []
