"""A shell for the commands, and projects to run them on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

ARTICLE = (
    "Iran sends fighters\n\n4 October 2016\n\n"
    "Iran armed more than 1,000 fighters in Syria, Reuters said on Tuesday.\r\n"
    "About 50% of them — “dozens” — came from Iraq 👩‍👩‍👧.\r\n\u00a0The end.\n"
)


class Shell:
    """Runs commands in a folder of its own and keeps what they said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out, self.err = "", ""

    def __call__(self, *arguments: str) -> int:
        """Run one command; argparse's exit is its status."""
        self._capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return status

    def fails(self, *arguments: str, says: str, status: int = 1) -> None:
        """The command fails with this status and one line that says so."""
        assert self(*arguments) == status
        assert says in self.err
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err


@pytest.fixture
def gilder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


@pytest.fixture
def project(gilder: Shell) -> Path:
    assert gilder("new", "p.gilder") == 0
    return gilder.folder / "p.gilder"


@pytest.fixture(scope="module")
def suggested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one article and suggestions; copied by those who change it."""
    folder = tmp_path_factory.mktemp("suggested")
    article = folder / "iran.txt"
    article.write_bytes(ARTICLE.encode())
    path = folder / "p.gilder"
    assert main(["new", str(path)]) == 0
    assert main(["import", str(path), str(article)]) == 0
    assert main(["suggest", str(path)]) == 0
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def check_spans(record: dict[str, Any]) -> None:
    for span in record["spans"]:
        pieces = [record["text"][start:end] for start, end in span["fragments"]]
        assert " ".join(pieces) == span["text"]
        assert record["text"][span["start"] : span["end"]] == span["text"] or len(pieces) > 1
