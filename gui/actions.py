"""The table of actions: it feeds the menus, the palette, the shortcuts and the F1 page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from annotate.model import ZoneKind
from gui.keeping import Keeping
from gui.projects import Projects
from gui.workbench import Workbench


class Program(Protocol):
    """What actions need of the program around the workbench."""

    @property
    def bench(self) -> Workbench:
        """The open project's workbench."""
        ...

    @property
    def projects(self) -> Projects:
        """Opening, making, filling and closing projects."""
        ...

    @property
    def keeping(self) -> Keeping:
        """What belongs to the open project's file."""
        ...

    def quit(self) -> None: ...
    def check(self) -> None: ...
    def show_settings(self) -> None: ...
    def show_palette(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...
    def toggle_theme(self) -> None: ...
    def toggle_compact(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can ask for. `needs`: nothing, an open project, or an open document."""

    id: str
    text: str
    menu: str
    keys: tuple[str, ...]
    run: Callable[[Program], object]
    needs: str = ""
    in_article: bool = False  # the keys work while the article has the focus
    ends_group: bool = False  # a separator follows in the menu
    on: Callable[[Workbench], bool] | None = None  # of a switch: how it stands, for the tick in the menu

    @property
    def keys_shown(self) -> str:
        """The keys as a person reads them."""
        return " or ".join(dict.fromkeys(keys.replace("Return", "Enter") for keys in self.keys))


def _article(
    action_id: str, text: str, menu: str, keys: str, run: Callable[[Program], object], *, ends_group: bool = False
) -> Action:
    return Action(action_id, text, menu, tuple(keys.split()), run, "document", in_article=True, ends_group=ends_group)


def _document(
    action_id: str, text: str, menu: str, keys: str, run: Callable[[Program], object], *, ends_group: bool = False
) -> Action:
    return Action(action_id, text, menu, tuple(keys.split()), run, "document", ends_group=ends_group)


def _end(*, start: bool, by_word: bool, step: int) -> Callable[[Program], object]:
    return lambda p: p.bench.edges.move_end(start=start, by_word=by_word, step=step)


def _zone(kind: ZoneKind) -> Callable[[Program], object]:
    return lambda p: p.bench.edits.mark_zone(kind)


ZONES: tuple[ZoneKind, ...] = ("headline", "byline", "dateline", "caption", "boilerplate")
ACTIONS: tuple[Action, ...] = (
    Action("file.open_article", "Open article…", "File", ("Ctrl+O",), lambda p: p.projects.open_article()),
    Action("file.open_project", "Open project…", "File", ("Ctrl+Shift+O",), lambda p: p.projects.open_project()),
    Action("file.new_project", "New project…", "File", ("Ctrl+N",), lambda p: p.projects.new_project()),
    Action("file.sample", "Try the sample", "File", (), lambda p: p.projects.open_sample(), ends_group=True),
    Action("file.import", "Import…", "File", ("Ctrl+I",), lambda p: p.projects.import_files(), "project"),
    Action("file.import_folder", "Import a folder…", "File", (), lambda p: p.projects.import_folder(), "project"),
    Action("file.export", "Export…", "File", ("Ctrl+E",), lambda p: p.keeping.exporting.ask(), "project",
           ends_group=True),
    Action("file.copy", "Save a copy…", "File", ("Ctrl+Shift+S",), lambda p: p.keeping.sharing.save_copy(), "project"),
    Action("file.put", "Save to the share now", "File", (), lambda p: p.keeping.putting.begin(), "project"),
    Action("file.backups", "Backups…", "File", (), lambda p: p.keeping.sharing.backups(), "project"),
    Action("file.check", "Check project…", "File", (), lambda p: p.check(), "project"),
    Action("file.merge", "Add the work of…", "File", (), lambda p: p.keeping.sharing.merge(), "project"),
    Action("file.deal", "Deal out to annotators…", "File", (), lambda p: p.keeping.sharing.deal(), "project",
           ends_group=True),
    Action("file.settings", "Settings…", "File", ("Ctrl+,",), lambda p: p.show_settings()),
    Action("file.close", "Close project", "File", ("Ctrl+W",), lambda p: p.projects.close(), "project"),
    Action("file.quit", "Quit", "File", ("Ctrl+Q",), lambda p: p.quit()),
    Action("edit.undo", "Undo", "Edit", ("Ctrl+Z",), lambda p: p.bench.session.undo(), "project"),
    Action("edit.redo", "Redo", "Edit", ("Ctrl+Shift+Z",), lambda p: p.bench.session.redo(), "project",
           ends_group=True),
    _document("edit.find", "Find in the article", "Edit", "Ctrl+F", lambda p: p.bench.finding.begin()),
    _document("edit.concordance", "Concordance…", "Edit", "Ctrl+Shift+F", lambda p: p.bench.asking.concordance(),
              ends_group=True),
    Action("edit.palette", "Command palette…", "Edit", ("Ctrl+K",), lambda p: p.show_palette()),
    _article("span.accept", "Accept suggestion, go to the next", "Annotate", "Return Enter",
             lambda p: p.bench.desk.enter()),
    _article("span.remove", "Reject suggestion, or delete", "Annotate", "Backspace Delete",
             lambda p: p.bench.edits.remove()),
    _document("review.groups", "Review by group…", "Annotate", "Ctrl+G", lambda p: p.bench.asking.by_group()),
    _article("review.restore", "Take a rejection back, the suggestion is open again", "Annotate", "Ctrl+Backspace",
             lambda p: p.bench.edits.restore(), ends_group=True),
    _article("span.end_on", "Move end right by a word", "Annotate", "Alt+Right",
             _end(start=False, by_word=True, step=1)),
    _article("span.end_back", "Move end left by a word", "Annotate", "Alt+Left",
             _end(start=False, by_word=True, step=-1)),
    _article("span.start_on", "Move start right by a word", "Annotate", "Alt+Shift+Right",
             _end(start=True, by_word=True, step=1)),
    _article("span.start_back", "Move start left by a word", "Annotate", "Alt+Shift+Left",
             _end(start=True, by_word=True, step=-1)),
    _article("span.end_character_back", "Move end left by a character", "Annotate", ",",
             _end(start=False, by_word=False, step=-1)),
    _article("span.end_character_on", "Move end right by a character", "Annotate", ".",
             _end(start=False, by_word=False, step=1)),
    _article("span.start_character_back", "Move start left by a character", "Annotate", "Alt+,",
             _end(start=True, by_word=False, step=-1)),
    _article("span.start_character_on", "Move start right by a character", "Annotate", "Alt+.",
             _end(start=True, by_word=False, step=1), ends_group=True),
    _article("label.choose", "Choose a label by name", "Annotate", "/", lambda p: p.bench.choose_label(),
             ends_group=True),
    _document("span.trim", "Trim spaces, quotes and punctuation at the ends", "Annotate", "Ctrl+T",
              lambda p: p.bench.edges.trim()),
    _document("span.split", "Split the span at the cursor", "Annotate", "Ctrl+B", lambda p: p.bench.edges.split()),
    _document("span.merge", "Join with the next span of its label, or the one before", "Annotate", "Ctrl+Shift+B",
              lambda p: p.bench.edges.merge()),
    _document("span.add_fragment", "Add the selected text to the last selected span", "Annotate", "Ctrl+U",
              lambda p: p.bench.edges.add_selection()),
    _document("span.remove_fragment", "Take the fragment at the cursor out of its span", "Annotate", "Ctrl+Shift+U",
              lambda p: p.bench.edges.remove_fragment()),
    _document("value.parse", "Read the value anew from the text", "Annotate", "Shift+F2",
              lambda p: p.bench.edits.parse_again(), ends_group=True),
    _document("relation.begin", "Begin a relation at the selected span", "Annotate", "Ctrl+L",
              lambda p: p.bench.desk.begin_relation()),
    _document("relation.reverse", "Swap head and child of the relation", "Annotate", "Ctrl+R",
              lambda p: p.bench.edits.reverse()),
    _document("relation.head", "Go to the head of the relation", "Annotate", "Alt+Home",
              lambda p: p.bench.edges.go_to_end(head=True)),
    _document("relation.child", "Go to the child of the relation", "Annotate", "Alt+End",
              lambda p: p.bench.edges.go_to_end(head=False)),
    _document("relation.table", "Table of the relations", "Annotate", "Ctrl+Shift+R",
              lambda p: p.bench.inspector.focus_relations(), ends_group=True),
    _document("span.propagate", "Label every same text in this article…", "Annotate", "Ctrl+D",
              lambda p: p.bench.asking.propagate(in_project=False)),
    _document("span.propagate_project", "Label every same text in the project…", "Annotate", "Ctrl+Shift+D",
              lambda p: p.bench.asking.propagate(in_project=True), ends_group=True),
    _document("item.note", "Note…", "Annotate", "Ctrl+M", lambda p: p.bench.asking.note()),
    _document("item.flag", "Flag, or take the flag away", "Annotate", "Ctrl+Shift+M",
              lambda p: p.bench.edits.toggle_flag()),
    _document("item.edit", "Go to the fields of the inspector", "Annotate", "F2",
              lambda p: p.bench.inspector.focus_fields()),
    _document("item.attributes", "Go to the attributes, or labels of the document", "Annotate", "Ctrl+F2",
              lambda p: p.bench.inspector.focus_attributes(), ends_group=True),
    *(_document(f"zone.{kind}", f"Mark the selected text as {kind}", "Annotate", "", _zone(kind)) for kind in ZONES),
    _document("zone.body", "Make the zone at the cursor body text", "Annotate", "",
              lambda p: p.bench.edits.remove_zone(), ends_group=True),
    _document("document.suggest", "Suggest again for this document", "Annotate", "F5",
              lambda p: p.bench.suggesting.again()),
    Action("document.suggest_with", "Suggest…", "Annotate", ("Shift+F5",),
           lambda p: p.bench.suggesting.ask(p.bench), "project"),
    Action("project.blind", "Blind share: work without suggestions…", "Annotate", (),
           lambda p: p.bench.asking.blind(), "project"),
    _article("item.drop", "Drop selection, relation in progress, armed label", "Annotate", "Esc",
             lambda p: p.bench.escape()),
    _article("go.next", "Next span or suggestion", "Go", "Tab", lambda p: p.bench.desk.step(1)),
    _article("go.previous", "Previous span or suggestion", "Go", "Shift+Tab", lambda p: p.bench.desk.step(-1)),
    _article("go.unsure", "Next suggestion by unsureness", "Go", "F4", lambda p: p.bench.desk.step_by_doubt(1)),
    _article("go.unsure_back", "Previous suggestion by unsureness", "Go", "Shift+F4",
             lambda p: p.bench.desk.step_by_doubt(-1)),
    _article("go.relation", "Next suggested relation", "Go", "Alt+Down", lambda p: p.bench.desk.step_relation(1)),
    _article("go.relation_back", "Previous suggested relation", "Go", "Alt+Up",
             lambda p: p.bench.desk.step_relation(-1), ends_group=True),
    _document("document.done", "Mark done, next open document", "Go", "Ctrl+Return Ctrl+Enter",
              lambda p: p.bench.desk.finish(accept_rest=False)),
    _document("document.accept_rest", "Accept all that is left, mark done, next", "Go",
              "Ctrl+Shift+Return Ctrl+Shift+Enter", lambda p: p.bench.desk.finish(accept_rest=True), ends_group=True),
    _document("go.next_document", "Next document", "Go", "Ctrl+PgDown", lambda p: p.bench.desk.go_to_document(1)),
    _document("go.previous_document", "Previous document", "Go", "Ctrl+PgUp",
              lambda p: p.bench.desk.go_to_document(-1)),
    _document("go.unsure_document", "Next document by unsureness", "Go", "Ctrl+Shift+PgDown",
              lambda p: p.bench.desk.go_to_unsure_document()),
    _document("go.learn_document", "Next document to learn from", "Go", "Alt+PgDown",
              lambda p: p.bench.learner.next.go(), ends_group=True),
    _document("go.order", "Order of the documents or spans…", "Go", "", lambda p: p.bench.panels.show_order()),
    _document("go.documents", "Filter the documents", "Go", "Ctrl+J", lambda p: p.bench.panels.show_list(0)),
    _document("go.spans", "List of the spans", "Go", "Ctrl+Shift+J", lambda p: p.bench.panels.show_list(1)),
    _document("go.noted", "Notes and flags of the project…", "Go", "Ctrl+Shift+N", lambda p: p.bench.asking.noted()),
    _document("go.article", "Back to the article", "Go", "F6", lambda p: p.bench.view.setFocus()),
    _document("view.zoom_in", "Larger text", "View", "Ctrl++ Ctrl+=", lambda p: p.bench.view.step_zoom(1)),
    _document("view.zoom_out", "Smaller text", "View", "Ctrl+-", lambda p: p.bench.view.step_zoom(-1)),
    _document("view.zoom_reset", "Normal text size", "View", "Ctrl+0", lambda p: p.bench.view.step_zoom(0),
              ends_group=True),
    _document("view.documents", "Panel of documents and spans", "View", "F7",
              lambda p: p.bench.left.setVisible(not p.bench.left.isVisible())),
    _document("view.inspector", "Inspector panel", "View", "F8",
              lambda p: p.bench.inspector.setVisible(not p.bench.inspector.isVisible()), ends_group=True),
    Action("view.rejected", "Show rejected suggestions, or hide them", "View", ("F10",),
           lambda p: p.bench.session.toggle_rejected(), "document"),
    _document("view.aliases", "Arcs for suggested aliases, or only at a selected end", "View", "F12",
              lambda p: p.bench.session.toggle_aliases()),
    _document("view.fold", "Fold boilerplate, or show it", "View", "F11",
              lambda p: p.bench.toggle_fold(), ends_group=True),
    Action("edit.scheme", "Scheme: labels, colours, hotkeys, attributes…", "Edit", ("Ctrl+Shift+L",),
           lambda p: p.bench.scheming.open(plain_keys()), "project"),
    Action("view.compare", "Compare: scores and agreement…", "View", ("Ctrl+Shift+E",),
           lambda p: p.bench.comparing.ask(), "project"),
    _document("annotate.adjudicate", "Adjudicate: settle what annotators differ on…", "View", "Ctrl+Shift+G",
              lambda p: p.bench.asking.adjudicate()),
    _document("view.consistency", "Consistency: same text, suspicious spans…", "View", "Ctrl+Shift+K",
              lambda p: p.bench.asking.consistency()),
    _document("view.train", "Train: a pipeline on the gold…", "View", "Ctrl+Shift+T", lambda p: p.bench.training.ask()),
    Action("learning.switch", "Learn while labelling", "View", (), lambda p: p.bench.learner.switch(), "project",
           on=lambda bench: bench.learner.on),
    Action("learning.learnt", "What was learnt…", "View", (), lambda p: p.bench.learnt.show(), "project",
           ends_group=True),
    Action("view.history", "History", "View", ("Ctrl+H",), lambda p: p.bench.show_history(), "project"),
    Action("view.compact", "Compact list of documents, or comfortable", "View", ("Shift+F7",),
           lambda p: p.toggle_compact(), "project"),
    _document("view.focus", "Focus on the article alone, or bring the panels back", "View", "Shift+F11",
              lambda p: p.bench.toggle_focus(), ends_group=True),
    Action("view.theme", "Light or dark", "View", ("F9",), lambda p: p.toggle_theme()),
    Action("help.keys", "Keys", "Help", ("F1",), lambda p: p.show_keys()),
    Action("help.about", "About Gilder", "Help", (), lambda p: p.show_about()),
)  # fmt: skip
"""In the order of the menus. Keys are in Qt's portable writing."""


def plain_keys() -> dict[str, str]:
    """Single keys that are actions in the article, with what they do: no label can have one of them as its hotkey."""
    return {keys.casefold(): action.text for action in ACTIONS for keys in action.keys if len(keys) == 1}


def menus() -> tuple[str, ...]:
    """The menus in order."""
    return tuple(dict.fromkeys(action.menu for action in ACTIONS))
