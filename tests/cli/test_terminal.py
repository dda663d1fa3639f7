"""Names of files and of projects do nothing to a terminal."""

from __future__ import annotations

import pytest

from cli.output import harmless, say, warn
from store.documents import NewDocument
from store.project import Project
from tests.cli.conftest import Shell

EVIL = "\x1b]0;pwned\x07\x1b[2Jred\x9b31m\x7f"


def test_names_do_nothing_to_a_terminal(gilder: Shell):
    gilder("new", "p.gilder")
    with Project.open(gilder.folder / "p.gilder") as project:
        (doc,) = project.documents.add([NewDocument(f"{EVIL}.txt", "Iran armed Syria.")])
        project.connection.rows("SELECT 1")
        assert doc.name == f"{EVIL}.txt"
    (gilder.folder / f"{EVIL}.txt").write_bytes(b"\xff\xfe\x00")
    assert gilder("import", "p.gilder", f"{EVIL}.txt") == 1
    assert "\\x1b]0;pwned\\x07" in gilder.err
    for command in (["stats", "p.gilder"], ["check", "p.gilder"], ["scheme", "p.gilder"]):
        gilder(*command)
        assert not set(gilder.out + gilder.err) & set("\x1b\x07\x9b\x7f")
    assert gilder("suggest", f"{EVIL}.gilder") == 1
    assert not set(gilder.out + gilder.err) & set("\x1b\x07\x9b\x7f")


def test_texts_stay_readable(capsys: pytest.CaptureFixture[str]):
    say("Zürich\t👩‍👩‍👧 עברית")
    warn("a\nb\x1b")
    out, err = capsys.readouterr()
    assert out == "Zürich\t👩‍👩‍👧 עברית\n"
    assert err == "gilder: a b\\x1b\n"
    assert harmless("\x00\x1f\x80") == "\\x00\\x1f\\x80"
