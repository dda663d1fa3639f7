"""Every row of the key table of the contract, by keyboard in a real window, up to what `gilder export` writes.

Each row has a document of its own, so that it is judged on its own; one window does them all, one after another. The
row of the mouse (drag from a span to a span) is not here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import resources
from annotate.suggest.base import Suggestions
from store.documents import NewDocument
from store.project import Project
from tests.e2e.desktop import Desktop, missing, virtual_screen
from tests.gui.conftest import suggestions_for

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]
DIALOG, MAIN = "@dialog", "@main"  # instead of a key: wait until this kind of window has the keys


@dataclass(frozen=True)
class Row:
    """A row of the table: an article with suggestions, keys, and what the export then says."""

    name: str
    text: str
    keys: str
    spans: list[tuple[str, str, str]]
    proposed: tuple[tuple[str, str, int], ...] = ()
    more: dict[str, Any] = field(default_factory=dict[str, Any])  # of the record: status, flagged, relations, ...
    goes_on: bool = False  # the keys themselves lead to the next document


ROWS = (
    Row("Tab, Shift+Tab", "Oslo and Bergen and Tromso slept.", "Tab Tab Tab shift+Tab Return",
        [("Bergen", "LOC", "accepted")], (("Oslo", "LOC", 0), ("Bergen", "LOC", 0), ("Tromso", "LOC", 0))),
    Row("Enter", "Lima and Quito and Bogota slept.", "Tab Return Return",
        [("Lima", "LOC", "accepted"), ("Quito", "LOC", "accepted")],
        (("Lima", "LOC", 0), ("Quito", "LOC", 0), ("Bogota", "LOC", 0))),
    Row("Backspace, Delete: reject", "Lyon and Nice and Metz slept.", "Tab BackSpace Delete Return",
        [("Metz", "LOC", "accepted")], (("Lyon", "LOC", 0), ("Nice", "LOC", 0), ("Metz", "LOC", 0))),
    Row("Backspace, Delete: gold and relation", "Marta runs Turin, and Paolo runs Pisa.",
        "Tab Return Return Return Return ctrl+Home Tab ctrl+l Tab r BackSpace "
        "ctrl+Home Tab Delete ctrl+End shift+Tab Delete",
        [("Turin", "LOC", "accepted"), ("Paolo", "PERSON", "accepted")],
        (("Marta", "PERSON", 0), ("Turin", "LOC", 0), ("Paolo", "PERSON", 0), ("Pisa", "LOC", 0)),
        {"relations": []}),
    Row("hotkey: selected text", "Geneva slept.", "shift+Right 4", [("Geneva", "LOC", "manual")]),
    Row("hotkey: selected span", "Zurich and Basel slept.", "Tab 2 Tab Return 1",
        [("Zurich", "ORG", "edited"), ("Basel", "LOC", "accepted")], (("Zurich", "LOC", 0), ("Basel", "LOC", 0))),
    Row("hotkey: armed", "Ghent met Bruges and Namur.",
        "4 shift+Right Right Right shift+Right Escape Right Right shift+Right",
        [("Ghent", "LOC", "manual"), ("Bruges", "LOC", "manual")]),
    Row("Left, Right", "Reuters said that Berlin agreed.",
        "Right Right Right Right Left shift+Right shift+Right shift+Left 4 Home ctrl+Right ctrl+Right "
        "ctrl+Right ctrl+Left ctrl+shift+Right ctrl+shift+Right ctrl+shift+Right ctrl+shift+Right ctrl+shift+Left 6",
        [("ute", "MISC", "manual"), ("Berlin", "LOC", "manual")]),
    Row("Up, Down, Home, End, PageUp, PageDown", "Malmo met.\nParis slept.\nBerlin woke.\nRome shone.",
        "Down Down shift+Right 4 Up End Left shift+Right 6 Home shift+Right 4 Next Left shift+Right 5 "
        "Prior shift+Right 2",
        [("Malmo", "ORG", "manual"), ("Paris", "LOC", "manual"), ("slept", "MISC", "manual"),
         ("Berlin", "LOC", "manual"), ("shone", "EVENT", "manual")]),
    Row("Alt+Left, Alt+Right", "The United Nations General Assembly met.", "Tab alt+Right alt+Right alt+Left",
        [("Nations General", "ORG", "edited")], (("Nations", "ORG", 0),)),
    Row("Alt+Shift+Left, Alt+Shift+Right", "The United Arab Emirates met.",
        "Tab alt+shift+Left alt+shift+Left alt+shift+Right", [("United Arab Emirates", "LOC", "edited")],
        (("Arab Emirates", "LOC", 0),)),
    Row("Comma, period", "In Dresden it rained.", "Tab comma comma period alt+period alt+period alt+comma",
        [("resde", "LOC", "edited")], (("Dresden", "LOC", 0),)),
    Row("Ctrl+L: one label", "Some 300 in Mosul slept.", "Tab ctrl+l Tab Return",
        [("300", "CARDINAL", "accepted"), ("Mosul", "LOC", "accepted")], (("300", "CARDINAL", 0), ("Mosul", "LOC", 0)),
        {"relations": [("300", "counts", "Mosul")]}),
    Row("Ctrl+L: several labels", "Nadia and Karim live in Tunis.", "Tab ctrl+l Tab Tab l",
        [("Nadia", "PERSON", "accepted"), ("Tunis", "LOC", "accepted")],
        (("Nadia", "PERSON", 0), ("Karim", "PERSON", 0), ("Tunis", "LOC", 0)),
        {"relations": [("Nadia", "located_in", "Tunis")]}),
    Row("Ctrl+D", "Kharkiv slept, Kharkiv woke, Kharkiv ate.", f"Tab ctrl+d {DIALOG} Down space Return {MAIN}",
        [("Kharkiv", "LOC", "accepted"), ("Kharkiv", "LOC", "manual")], (("Kharkiv", "LOC", 0),)),
    Row("Ctrl+Shift+D", "Zorbania slept.", f"Tab ctrl+shift+d {DIALOG} Return {MAIN}",
        [("Zorbania", "LOC", "accepted")], (("Zorbania", "LOC", 0),)),
    Row("Ctrl+Shift+D, elsewhere", "Then Zorbania woke.", "", [("Zorbania", "LOC", "manual")]),
    Row("Ctrl+Z, Ctrl+Shift+Z", "Delhi and Agra and Pune slept.", "Tab Return Return Return ctrl+z ctrl+z ctrl+shift+z",
        [("Delhi", "LOC", "accepted"), ("Agra", "LOC", "accepted")],
        (("Delhi", "LOC", 0), ("Agra", "LOC", 0), ("Pune", "LOC", 0))),
    Row("Ctrl+Enter", "Sofia and Varna slept.", "Tab Return ctrl+Return", [("Sofia", "LOC", "accepted")],
        (("Sofia", "LOC", 0), ("Varna", "LOC", 0)), {"status": "done"}, goes_on=True),
    Row("Ctrl+Shift+Enter", "Riga and Tartu slept.", "Tab BackSpace ctrl+shift+Return", [("Tartu", "LOC", "accepted")],
        (("Riga", "LOC", 0), ("Tartu", "LOC", 0)), {"status": "done"}, goes_on=True),
    Row("Ctrl+PageDown, Ctrl+PageUp", "Cairo slept.", "ctrl+Next ctrl+Prior Tab Return", [("Cairo", "LOC", "accepted")],
        (("Cairo", "LOC", 0),)),
    Row("Ctrl+M", "Accra slept.", f"Tab ctrl+m {DIALOG} h i ctrl+Return {MAIN}", [("Accra", "LOC", "accepted")],
        (("Accra", "LOC", 0),), {"notes": ["hi"]}),
    Row("Ctrl+Shift+M", "Lagos slept.", "Tab ctrl+shift+m", [("Lagos", "LOC", "accepted")], (("Lagos", "LOC", 0),),
        {"flags": ["Lagos"]}),
    Row("Ctrl+M, Ctrl+Shift+M on the document", "Nothing slept.",
        f"ctrl+m {DIALOG} o k ctrl+Return {MAIN} ctrl+shift+m", [], (), {"note": "ok", "flagged": True}),
    Row("Ctrl+F", "Later it rained in Bremen.", "ctrl+f b r e m e n Escape 4", [("Bremen", "LOC", "manual")]),
    Row("Ctrl+Shift+F", "Later it rained in Zanzibar.",
        f"ctrl+shift+f {DIALOG} z a n z i b a r Return Return {MAIN} 4", [("Zanzibar", "LOC", "manual")]),
    Row("Ctrl+K", "Hardly a word.", "ctrl+k f l a g space o r Return", [], (), {"flagged": True}),
    Row("F1", "Quebec slept.", f"F1 {DIALOG} Escape {MAIN} Tab Return", [("Quebec", "LOC", "accepted")],
        (("Quebec", "LOC", 0),)),
    Row("Zoom", "Dakar slept.", "ctrl+plus ctrl+plus ctrl+minus ctrl+0 ctrl+plus Tab Return",
        [("Dakar", "LOC", "accepted")], (("Dakar", "LOC", 0),)),
    Row("Esc: selection", "Turku and Espoo slept.", "Tab Escape BackSpace shift+Right Escape 4 Escape", [],
        (("Turku", "LOC", 0), ("Espoo", "LOC", 0))),
    Row("Esc: relation in progress", "Ravi lives in Mumbai.", "Tab ctrl+l Tab Escape Return",
        [("Ravi", "PERSON", "accepted")], (("Ravi", "PERSON", 0), ("Mumbai", "LOC", 0)), {"relations": []}),
    Row("F5", "Angela Merkel met Vladimir Putin in Paris.", "F5 @suggested", [], (),
        {"open": ["Angela Merkel", "Vladimir Putin", "Paris"]}),
)  # fmt: skip


def make(path: Path) -> Path:
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = project.documents.add([NewDocument(f"{at:02d}.txt", row.text) for at, row in enumerate(ROWS)])
        runs = [suggestions_for(row.text, row.proposed) if row.proposed else Suggestions(()) for row in ROWS]
        project.suggestions.record_run("test", list(zip([doc.id for doc in docs], runs, strict=True)))
    return path


def press(window: Desktop, keys: str) -> None:
    for key in keys.split():
        if key == DIALOG:
            window.wait_for_dialog()
        elif key == MAIN:
            window.wait_for_main()
        elif key == "@suggested":
            window.wait_for_log("suggestions recorded")
        else:
            window.keys(key)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is exported after all rows, by row; and as `settings` the settings file."""
    folder = tmp_path_factory.mktemp("rows")
    root = str(Path(__file__).parents[2])
    with virtual_screen() as environment:
        own = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        project = make(folder / "rows.gilder")
        window = Desktop({**environment, **own, "HOME": str(folder), "PYTHONPATH": root}, str(project))
        try:
            window.wait_for_log("window shown")
            for row in ROWS:
                press(window, row.keys)
                if not row.goes_on:
                    window.keys("Escape", "Escape", "ctrl+Next")
            window.close()
        except BaseException:
            window.kill()
            raise
    out = folder / "rows.jsonl"
    command = [sys.executable, "-m", "cli.main", "export", str(project), str(out), "--format", "jsonl"]
    subprocess.run([*command, "--include-suggestions"], check=True, capture_output=True, cwd=root)
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    found = {row.name: record for row, record in zip(ROWS, sorted(records, key=lambda one: one["name"]), strict=True)}
    settings = "".join(one.read_text() for one in (folder / "XDG_CONFIG_HOME").rglob("*") if one.is_file())
    return {**found, "settings": {"text": settings}}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(exported: dict[str, dict[str, Any]], row: Row) -> None:
    record = exported[row.name]
    assert record["text"] == row.text
    decided = [span for span in record["spans"] if span["decision"] != "open"]
    assert all(row.text[span["start"] : span["end"]] == span["text"] for span in record["spans"])
    assert [(span["text"], span["label"], span["decision"]) for span in decided] == row.spans
    texts = {span["id"]: span["text"] for span in record["spans"]}
    seen = {
        **record,
        "relations": [(texts[one["head"]], one["label"], texts[one["child"]]) for one in record["relations"]],
        "notes": [span["note"] for span in decided if span.get("note")],
        "flags": [span["text"] for span in decided if span.get("flagged")],
        "open": [span["text"] for span in record["spans"] if span["decision"] == "open"],
    }
    assert {name: seen[name] for name in row.more} == row.more


def test_zoom_is_kept(exported: dict[str, dict[str, Any]]) -> None:
    assert "zoom=1." in exported["settings"]["text"]
