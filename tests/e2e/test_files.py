"""Journeys with whole files, by keyboard in a real window: others' work, shares, backups, two windows, a lost file.

`GILDER_PICTURES=FOLDER` keeps a picture of each dialog, in the theme of `GILDER_THEME` (light or dark).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotate.commands import add_span, relabel
from annotate.offsets import Range
from gui.settings import ORGANISATION
from store.check import check_project
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from tests.e2e.desktop import Desktop, missing, virtual_screen, wait_until
from tests.gui.conftest import make_project

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]
WHO = "anna"  # at the window
THEME = os.environ.get("GILDER_THEME", "light")
PICTURES = os.environ.get("GILDER_PICTURES")


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with virtual_screen() as environment:
        home = tmp_path / "home"
        settings = home / "XDG_CONFIG_HOME" / ORGANISATION / "gilder.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"[General]\nannotator={WHO}\ntheme={THEME}\n")
        names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "GILDER_DATA")
        own = {name: str(home / name) for name in names}
        monkeypatch.setenv("GILDER_DATA", own["GILDER_DATA"])
        yield {**environment, **own, "HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which the person at the window has one span."""
    path = make_project(tmp_path / "siege.gilder")
    edit(path, "Reuters", "ORG")
    return path


def opened(screen: dict[str, str], project: Path) -> Desktop:
    window = Desktop(screen, str(project))
    window.wait_for_log("window shown")
    return window


def edit(path: Path, words: str, label: str, *, again: bool = False) -> None:
    """The person labels some words, or gives their span another label."""
    with Project.open(path) as project:
        source = project.sources.person(WHO)
        doc = project.documents.get(project.documents.ids()[0])
        state, start = project.annotations.state(doc, source), doc.text.index(words)
        place = Range(start, start + len(words))
        if again:
            span = next(one for one in state.spans if state.spans[one].fragments == (place,))
            tx = relabel(state, span, label, scheme=project.scheme)
        else:
            tx = add_span(state, [place], label, new_id=new_id())
        assert tx is not None
        project.annotations.append(tx, source)


def spans(path: Path) -> set[tuple[str, str]]:
    """What the person has in the first document of a sound project."""
    with Project.open(path, read_only=True) as project:
        assert list(check_project(project)) == []
        doc = project.documents.get(project.documents.ids()[0])
        state = project.annotations.state(doc, project.sources.person(WHO))
        return {(span.text, span.label) for span in state.spans.values()}


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [project.documents.name_of(one) or "" for one in project.documents.ids()]


def picture(window: Desktop, name: str) -> None:
    if PICTURES and shutil.which("import"):
        window.screenshot(Path(PICTURES) / f"{name}-{THEME}.png")


def test_two_copies_edited_apart_come_together(screen: dict[str, str], project: Path) -> None:
    other = project.with_name("siege-bert.gilder")
    shutil.copy(project, other)
    edit(project, "Reuters", "PERSON", again=True)
    edit(other, "Reuters", "LOC", again=True)
    edit(other, "Iran", "LOC")
    with Project.open(other) as theirs:
        theirs.documents.add([NewDocument("late.txt", "A late article.")])
    window = opened(screen, project)
    window.run_action("Add the work of")
    window.wait_for_title("Add the work of")
    window.choose_file(other)
    window.wait_for_title("Add the work of…")
    picture(window, "merge")
    assert names(project) == ["first.txt", "other.txt"]
    window.keys("Return")
    window.wait_for_title("Added")
    picture(window, "merged")
    window.keys("Return")
    window.wait_for_main()
    window.close()
    assert spans(project) == {("Reuters", "LOC"), ("Iran", "LOC")}
    assert names(project) == ["first.txt", "other.txt", "late.txt"]


def test_documents_are_dealt_out(screen: dict[str, str], project: Path) -> None:
    window = opened(screen, project)
    window.run_action("Deal out to annotators")
    window.wait_for_title("Deal out")
    window.type("ann, bob")
    window.keys("Tab")
    window.type("1")
    picture(window, "deal")
    window.keys("Return")
    copies = [project.with_name(f"siege-{name}.gilder") for name in ("ann", "bob")]
    wait_until(lambda: all(one.exists() for one in copies) or None, "the copies")
    window.wait_for_main()
    window.close()
    assert sorted(len(names(one)) for one in copies) == [1, 2]
    assert all(spans(one) <= spans(project) for one in copies if "first.txt" in names(one))


def test_a_backup_becomes_a_new_file(screen: dict[str, str], project: Path) -> None:
    with Project.open(project, read_only=True) as one:
        one.backups.make("asked")
    edit(project, "Iran", "LOC")
    new = project.with_name("before.gilder")
    window = opened(screen, project)
    window.run_action("Backups")
    window.wait_for_title("Backups")
    for limit in (3.0, 60.0):  # while it is still looking for backups, Enter does nothing
        picture(window, "backups")
        window.keys("Return")  # the newest is chosen
        with suppress(TimeoutError):
            window.wait_for_title("Restore to a new file", limit=limit)
            break
    window.choose_file(new)
    window.wait_for_title("Copy")
    picture(window, "restored")
    window.keys("Return")  # open it
    window.wait_for_title("before")
    window.close()
    assert spans(new) == {("Reuters", "ORG")}
    assert spans(project) == {("Reuters", "ORG"), ("Iran", "LOC")}


def test_a_second_window_follows_and_changes_nothing(screen: dict[str, str], project: Path, tmp_path: Path) -> None:
    first = opened(screen, project)
    second = opened({**screen, "HOME": str(tmp_path)}, project)
    second.wait_for_title("Open project")
    picture(second, "held")
    second.keys("Return")
    second.wait_for_title("siege")
    picture(second, "second")
    before = second.look(tmp_path / "second.png")
    first.front()
    first.keys("Tab", "Return")
    first.wait_for_log("saved 1")
    second.front()
    if before:
        wait_until(lambda: second.look(tmp_path / "second.png") != before or None, "the second window to follow")
    picture(second, "followed")
    second.keys("Tab", "Return", "Return")
    picture(second, "refused")
    second.close()
    first.front()
    first.close()
    assert spans(project) == {("Reuters", "ORG"), ("Iran", "LOC")}
    assert "saved" not in second.log.read_text()


def test_a_file_moved_away_is_rescued(screen: dict[str, str], project: Path) -> None:
    rescue = project.with_name("rescue.gilder")
    window = opened(screen, project)
    window.keys("Tab", "Return")
    window.wait_for_log("saved 1")
    project.rename(project.with_name("moved.gilder"))
    window.keys("Return")
    window.wait_for_title("Not saved")
    picture(window, "moved")
    window.keys("Return")
    window.wait_for_title("Save a rescue copy")
    window.choose_file(rescue)
    wait_until(lambda: rescue.exists() or None, "the rescue copy")
    window.wait_for_title("rescue")
    picture(window, "rescued")
    window.close()
    assert spans(rescue) == {("Reuters", "ORG"), ("Iran", "LOC")}
