"""`gilder check` and `gilder repair` on damaged files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from store.documents import NewDocument
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.store.test_check import behind


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.gilder"
    with Project.create(path, SCHEME_TOML) as project:
        project.documents.add([NewDocument("war.txt", TEXT), NewDocument("peace.txt", TEXT * 2)])
    return path


def test_a_problem_has_its_table_document_and_what_to_do(path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(path), "--quick"]) == 0
    with behind(path) as db:
        db.execute("UPDATE document_text SET text='another text' WHERE doc_id=1")
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "war.txt (document_text): the text of war.txt is not the one that was imported" in out
    assert "What to do: " in out
    assert main(["check", str(path), "--json"]) == 1
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert (problem["table"], problem["document"]) == ("document_text", "war.txt")


def test_a_repair_says_what_was_saved(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with behind(path) as db:
        db.execute("UPDATE document_text SET text='another text' WHERE doc_id=1")
    new = tmp_path / "new.gilder"
    assert main(["repair", str(path), "--output", str(new)]) == 1
    out = capsys.readouterr().out
    assert "1 document, lost: war.txt" in out
    assert "the original is as it was" in out
    assert main(["check", str(new)]) == 0
    assert main(["repair", str(path), "--output", str(new)]) == 1
    assert "there is a file of this name already" in capsys.readouterr().err
    assert main(["repair", str(path), "--output", str(tmp_path / "json.gilder"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out.replace("Repairing", ""))
    assert told["lost_documents"] == ["war.txt"]
    assert told["written"]["document"] == 1


def test_a_newest_backup_is_named(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(path) as project:
        project.backups.make("test", anew=True)
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    assert main(["repair", str(path), "--output", str(tmp_path / "new.gilder")]) == 1
    told = capsys.readouterr()
    assert "the newest backup is of" in told.out + told.err
