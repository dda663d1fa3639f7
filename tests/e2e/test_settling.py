"""Gold by keyboard in a real window: two annotators' files merged, settled, scored, compared, exported.

`GILDER_PICTURES=FOLDER` keeps pictures of what is shown, in the theme of `GILDER_THEME` (light or dark).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import resources
from annotate.suggest.base import Suggestions
from gui.settings import ORGANISATION
from store.documents import NewDocument
from store.project import Project
from tests.e2e.desktop import Desktop, missing, virtual_screen, wait_until

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]
Spans = set[tuple[str, str]]
ROOT = Path(__file__).parents[2]
THEME = os.environ.get("GILDER_THEME", "light")
PICTURES = os.environ.get("GILDER_PICTURES")
TEXT = "Reuters said Iran armed 900 fighters in Syria on Tuesday.\n"
WORDS = tuple[str, ...](TEXT.rstrip(".\n").split())
ANN = {("Reuters", "ORG"), ("Iran", "LOC"), ("900", "CARDINAL"), ("Syria", "LOC"), ("Tuesday", "DATE")}
BOB = {("Reuters", "MISC"), ("Iran", "LOC"), ("armed", "EVENT"), ("900 fighters", "CARDINAL"), ("Syria", "ORG")}
GOLD = {("Reuters", "ORG"), ("Iran", "LOC"), ("900 fighters", "CARDINAL"), ("Syria", "NORP"), ("Tuesday", "DATE")}
REASON = "who is counted belongs to it"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    with virtual_screen() as environment:
        names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "GILDER_DATA")
        own = {name: str(tmp_path / "home" / name) for name in names}
        yield {**environment, **own, "HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}


def opened(screen: dict[str, str], project: Path, who: str) -> Desktop:
    """The project in the window of somebody."""
    settings = Path(screen["XDG_CONFIG_HOME"]) / ORGANISATION / "gilder.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"[General]\nannotator={who}\ntheme={THEME}\n")
    window = Desktop(screen, str(project))
    window.wait_for_log("window shown")
    return window


def gilder(screen: dict[str, str], *arguments: object) -> str:
    """What a command prints; it must succeed."""
    command = [sys.executable, "-m", "cli.main", *map(str, arguments)]
    done = subprocess.run(command, env=screen, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def said_by(path: Path, name: str) -> Spans:
    """Text and label of what a source has in the article."""
    with Project.open(path, read_only=True) as project:
        source = project.sources.named(name)
        doc = project.documents.get(project.documents.ids()[0])
        found = project.annotations.state(doc, source).spans.values() if source is not None else ()
        return {(span.text, span.label) for span in found}


def picture(window: Desktop, name: str) -> None:
    """Keep a picture, where it is asked for, once nothing moves any more."""
    if PICTURES and shutil.which("import"):
        path = Path(PICTURES) / f"{name}-{THEME}.png"
        seen = list[bytes]()

        def still() -> bool | None:
            window.screenshot(path)
            seen.append(path.read_bytes())
            return seen[-2:-1] == seen[-1:] or None

        wait_until(still, "a picture in which nothing moves")


def label(window: Desktop, words: str, *hotkeys: str) -> None:
    """Put the cursor before some words, select them, and press keys of labels."""
    some = words.split()
    window.keys("Escape", "Escape", "ctrl+Home", *["Right"] * WORDS.index(some[0]))
    window.keys(*["shift+Right"] * len(some), *hotkeys)


def relate(window: Desktop, ends: int, hotkey: str) -> None:
    """From Iran, the second span, to the one that is `ends` further on."""
    window.keys("Escape", "Escape", "ctrl+Home", "Tab", "Tab", "ctrl+l", *["Tab"] * ends, hotkey)


def ann(window: Desktop) -> None:
    for words, key in (("Reuters", "2"), ("Iran", "4"), ("900", "c"), ("Syria", "4"), ("Tuesday", "7")):
        label(window, words, key)
    relate(window, 2, "x")


def bob(window: Desktop) -> None:
    label(window, "Reuters", "1", "6")  # thought better of
    for words, key in (("Iran", "4"), ("armed", "5"), ("900 fighters", "c"), ("Syria", "2")):
        label(window, words, key)
    relate(window, 3, "u")


def test_two_copies_become_gold(screen: dict[str, str], tmp_path: Path) -> None:
    project = tmp_path / "siege.gilder"
    with Project.create(project, resources.scheme_text("news")) as made:
        (doc,) = made.documents.add([NewDocument("iran.txt", TEXT)])
        made.suggestions.record_run("test", [(doc.id, Suggestions(()))])
    gilder(screen, "split", project, "ann", "bob", "--overlap", "1")
    for who, work, said in (("ann", ann, ANN), ("bob", bob, BOB)):
        copy = project.with_name(f"siege-{who}.gilder")
        window = opened(screen, copy, who)
        work(window)
        picture(window, who)
        window.close()
        assert said_by(copy, who) == said
    gilder(screen, "merge", project, *(project.with_name(f"siege-{who}.gilder") for who in ("ann", "bob")))
    settle(screen, project)
    assert_exported(screen, project)
    assert_scored(screen, project)
    compare(screen, project)
    assert json.loads(gilder(screen, "check", project, "--json"))["problems"] == []


def settle(screen: dict[str, str], project: Path) -> None:
    """Settle every stop by keys, with a look at gold after each."""
    window, gold = opened(screen, project, "carol"), Spans()

    def see(*keys: str, adds: Spans | None = None, drops: Spans | None = None) -> None:
        nonlocal gold
        gold = gold - (drops or set()) | (adds or set())
        window.keys(*keys)
        wait_until(lambda: said_by(project, "gold") == gold or None, f"gold to be {sorted(gold)}", limit=15)

    def take_agreed() -> bool | None:
        window.keys("alt+g")  # does nothing before all documents were looked through
        return said_by(project, "gold") == {("Iran", "LOC")} or None

    window.keys("ctrl+shift+g")
    window.wait_for_title("Adjudicate")
    wait_until(take_agreed, "what is agreed on", limit=15)
    gold = {("Iran", "LOC")}
    picture(window, "adjudicate-begun")
    see("Left", adds={("Reuters", "ORG")})
    see("ctrl+z", drops={("Reuters", "ORG")})
    see("ctrl+shift+z", adds={("Reuters", "ORG")})
    see("Tab", "n")  # redo stays at what it has done again; next is armed, which nobody but bob has
    picture(window, "adjudicate")
    window.keys("ctrl+m")
    window.type(REASON)
    see("Return", "Right", adds={("900 fighters", "CARDINAL")})
    see("e", adds={("Syria", "LOC")})
    see("3", adds={("Syria", "NORP")}, drops={("Syria", "LOC")})
    picture(window, "adjudicate-edit")
    see("Escape", "b", adds={("Tuesday", "DATE")})
    picture(window, "adjudicate-relation")
    see("Left")
    picture(window, "adjudicate-done")
    window.keys("Escape")
    window.wait_for_main()
    window.close()


def assert_exported(screen: dict[str, str], project: Path) -> None:
    """What is exported of gold is what was settled, who decided and why with it."""
    out = project.with_name("gold.jsonl")
    gilder(screen, "export", project, out, "--format", "jsonl", "--source", "gold")
    record: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert {(one["text"], one["label"]) for one in record["spans"]} == GOLD
    assert {one["decision"] for one in record["spans"] + record["relations"]} == {"adjudicated"}
    texts = {one["id"]: one["text"] for one in record["spans"]}
    assert [(texts[one["head"]], one["label"], texts[one["child"]]) for one in record["relations"]] == [
        ("Iran", "opposes", "Syria")
    ]
    assert [one["text"] for one in record["spans"] if one.get("note") == REASON] == ["900 fighters"]
    assert [one["value"]["amount"] for one in record["spans"] if one.get("value", {}).get("amount")] == ["900"]


def assert_scored(screen: dict[str, str], project: Path) -> None:
    """Scores and agreement are those of the labels that were typed."""
    for who, said in (("ann", ANN), ("bob", BOB)):
        found = json.loads(gilder(screen, "evaluate", project, "--gold", "gold", "--predicted", who, "--json"))
        right = len(said & GOLD)
        strict = found["strict"]
        assert (strict["correct"], strict["possible"], strict["actual"]) == (right, len(GOLD), len(said))
        assert strict["f1"] == pytest.approx(2 * right / (len(said) + len(GOLD)))
        assert found["boundaries"]["correct"] == len({text for text, _ in said} & {text for text, _ in GOLD})
    found = json.loads(gilder(screen, "agreement", project, "ann", "bob", "--json"))
    assert found["spans"]["exact_f1"]["mean"] == pytest.approx(2 * len(ANN & BOB) / (len(ANN) + len(BOB)))


def compare(screen: dict[str, str], project: Path) -> None:
    """Look at the scores, at a case in both sources, and go to its place in the article."""
    window = opened(screen, project, "carol")

    def come_to_both() -> bool | None:
        window.keys("Return")  # on a number: its cases; on a case: both sources; nothing while it is still computed
        with suppress(TimeoutError):
            window.wait_for_title("iran.txt", limit=3)
            return True
        return None

    window.keys("ctrl+shift+e")
    window.wait_for_title("Compare")
    window.keys("alt+n")
    picture(window, "compare-confusion")
    window.keys("alt+s")
    picture(window, "compare-scores")
    wait_until(come_to_both, "a case in both sources", limit=30)
    picture(window, "compare-both")
    window.keys("Return")
    window.wait_for_main()
    picture(window, "compare-place")
    window.close()
