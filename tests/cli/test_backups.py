"""`gilder backup` and `gilder restore`."""

from __future__ import annotations

import json
from pathlib import Path

from store.project import Project
from tests.cli.conftest import Shell


def start(gilder: Shell) -> Path:
    path = gilder.folder / "s.gilder"
    for name in ("a", "b"):
        (gilder.folder / f"{name}.txt").write_text(f"Iran and {name}.\n", encoding="utf-8")
    assert gilder("new", str(path)) == 0
    assert gilder("import", str(path), str(gilder.folder / "a.txt")) == 0
    return path


def listed(gilder: Shell, path: Path) -> list[dict[str, object]]:
    assert gilder("backup", str(path), "--list", "--json") == 0
    return json.loads(gilder.out)["backups"]


def test_a_backup_is_made_once_and_brought_back(gilder: Shell):
    path = start(gilder)
    assert gilder("backup", str(path)) == 0
    assert "checked" in gilder.out
    assert gilder("backup", str(path)) == 0
    assert "nothing was written since" in gilder.out
    assert gilder("import", str(path), str(gilder.folder / "b.txt")) == 0
    assert gilder("backup", str(path), "--json") == 0
    assert json.loads(gilder.out)["made"]
    assert [one["documents"] for one in listed(gilder, path)] == [2, 1]
    assert gilder("restore", str(path), "2") == 0
    assert "is kept as s." in gilder.out
    with Project.open(path, read_only=True) as project:
        assert len(project.documents) == 1
        assert project.missing is None
    assert len(list(gilder.folder.glob("s.*.aside.gilder"))) == 1


def test_it_is_written_to_a_new_file_and_never_over_one(gilder: Shell):
    path = start(gilder)
    gilder("backup", str(path))
    new = gilder.folder / "n.gilder"
    assert gilder("restore", str(path), "1", "--output", str(new)) == 0
    assert gilder("check", str(new)) == 0
    gilder.fails("restore", str(path), "1", "--output", str(new), says="there is a file of this name already")


def test_backups_of_a_project_that_is_gone_are_listed_and_brought_back(gilder: Shell):
    path = start(gilder)
    gilder("backup", str(path))
    path.unlink()
    assert len(listed(gilder, path)) == 1
    assert gilder("restore", str(path), "1") == 0
    assert "is kept as" not in gilder.out
    assert gilder("check", str(path)) == 0


def test_an_import_into_a_project_with_documents_and_a_merge_make_one_before(gilder: Shell):
    path = start(gilder)
    assert listed(gilder, path) == []
    gilder("import", str(path), str(gilder.folder / "b.txt"))
    assert [one["why"] for one in listed(gilder, path)] == ["import"]
    copy = gilder.folder / "copy.gilder"
    copy.write_bytes(path.read_bytes())
    assert gilder("merge", str(path), str(copy)) == 0
    assert [one["why"] for one in listed(gilder, path)] == ["merge", "import"]


def test_a_backup_that_cannot_be_made_is_told_and_does_not_stop_an_import(gilder: Shell, monkeypatch):
    path = start(gilder)
    (gilder.folder / "file").write_text("")
    monkeypatch.setenv("GILDER_DATA", str(gilder.folder / "file"))
    assert gilder("import", str(path), str(gilder.folder / "b.txt")) == 0
    assert "no backup was made; going on without a backup" in gilder.err
    gilder.fails("backup", str(path), says="cannot be made")


def test_what_is_no_backup_is_told(gilder: Shell):
    path = start(gilder)
    gilder.fails("restore", str(path), "1", says="there is no backup “1”")
    assert gilder("backup", str(path), "--list") == 0
    assert "there is no backup yet" in gilder.out
    gilder.fails("restore", str(path), str(gilder.folder / "a.txt"), says="not a Gilder project")
