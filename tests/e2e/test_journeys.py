"""Journeys in a real window: `python -m pytest -m display`. They skip where Xvfb or xdotool is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop import Desktop, missing, virtual_screen
from tests.gui.conftest import TEXT, make_project

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    with virtual_screen() as environment:
        home = tmp_path / "home"
        home.mkdir()
        own = {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        root = str(Path(__file__).parents[2])
        yield {**environment, **own, "HOME": str(home), "PYTHONPATH": root}


def export(project: Path) -> dict[str, Any]:
    """The first document as `gilder export` writes it."""
    out = project.with_suffix(".jsonl")
    command = [sys.executable, "-m", "cli.main", "export", str(project), str(out), "--format", "jsonl"]
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2])
    return json.loads(out.read_text(encoding="utf-8").splitlines()[0])


def spans(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    for span in record["spans"]:
        assert record["text"][span["start"] : span["end"]] == span["text"]
    return [(span["text"], span["label"], span["decision"]) for span in record["spans"]]


def relations(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    texts = {span["id"]: span["text"] for span in record["spans"]}
    return [(texts[one["head"]], one["label"], texts[one["child"]]) for one in record["relations"]]


def test_a_day_at_the_keyboard(screen: dict[str, str], tmp_path: Path) -> None:
    project = make_project(tmp_path / "day.gilder")
    window = Desktop(screen, str(project))
    window.wait_for_log("window shown")
    window.keys("Tab", "Return")  # accept Iran
    window.keys("9")  # more than 1,000 becomes MONEY
    window.keys("Tab", "BackSpace")  # reject Syria
    window.keys("Escape", "ctrl+Home", "Tab", "ctrl+l", "Tab", "x")  # Iran opposes Assad
    window.keys("Escape", "ctrl+Home", *["Right"] * 17, "shift+Right", "2")  # Reuters
    window.keys("alt+Right")  # Reuters said
    window.keys("ctrl+z", "ctrl+z", "ctrl+shift+z")
    if shutil.which("import"):
        window.screenshot(tmp_path / "day.png")
    window.close()
    record = export(project)
    expected = [
        ("Iran", "LOC", "accepted"),
        ("more than 1,000", "MONEY", "edited"),
        ("Assad", "LOC", "accepted"),
        ("Reuters", "ORG", "manual"),
    ]
    assert record["text"] == TEXT
    assert spans(record) == expected
    assert relations(record) == [("Iran", "opposes", "Assad")]

    again = Desktop(screen, str(project))
    again.wait_for_log("window shown")
    again.close()
    assert spans(export(project)) == expected

    undone = Desktop(screen, str(project))
    undone.wait_for_log("window shown")
    undone.keys("ctrl+z")
    undone.close()
    assert spans(export(project)) == expected[:-1]


def test_an_article_gets_suggestions_after_the_window_is_up(screen: dict[str, str], tmp_path: Path) -> None:
    article = tmp_path / "iran.txt"
    article.write_text(TEXT)
    window = Desktop(screen, str(article))
    window.wait_for_log("pipeline loaded")
    log = window.log.read_text()
    assert "window shown (spaCy is not imported)" in log
    assert log.index("window shown") < log.index("spaCy: import begins")
    window.close()
    assert (tmp_path / "iran.gilder").exists()
    assert article.read_text() == TEXT


def test_kill_loses_nothing_that_was_shown(screen: dict[str, str], tmp_path: Path) -> None:
    project = make_project(tmp_path / "killed.gilder")
    window = Desktop(screen, str(project))
    window.wait_for_log("window shown")
    window.keys("Tab", "Return", "Return", "Return")
    window.wait_for_log("saved 3")
    window.kill()
    assert [text for text, _, _ in spans(export(project))] == ["Iran", "more than 1,000", "Syria"]


def test_bad_projects_open_no_window(screen: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bad.gilder").write_text("no database")
    command = [sys.executable, "-m", "cli.main", "open", str(tmp_path / "bad.gilder")]
    done = subprocess.run(command, env={**os.environ, **screen}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
