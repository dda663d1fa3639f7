"""Why an action would do nothing now: told in the palette and in menus, where it is then disabled.

Its keys stay alive: they say the reason in the status line.
"""

from __future__ import annotations

from annotate.model import Relation, Span
from gui.actions import Action
from gui.workbench import Workbench

_SPAN = "select a span first"
_NEEDS_SPAN = ("span.end", "span.start", "relation.begin", "span.propagate")


def why_not(action: Action, bench: Workbench | None) -> str:
    """The reason in a few words; empty where the action does something, or where nothing is known against it."""
    if action.needs and bench is None:
        return "open a project first"
    if bench is None:
        return ""
    if action.needs == "document" and bench.session.doc is None:
        return "import an article first"
    return _idle(action.id, bench)


def _idle(action_id: str, bench: Workbench) -> str:
    session = bench.session
    item = session.find(session.selected or "")
    if action_id.startswith(_NEEDS_SPAN):
        return "" if isinstance(item, Span) else _SPAN
    if action_id.startswith("zone.") and action_id != "zone.body":
        return "" if bench.view.caret.selection is not None else "select text first"
    match action_id:
        case "edit.undo":
            return "" if session.history.next_undo is not None else "nothing to undo"
        case "edit.redo":
            return "" if session.history.next_redo is not None else "nothing to redo"
        case "span.accept":
            waits = bench.draft.draft or len(session.open_spans) or session.open.relations
            return "" if waits or item is not None else "no suggestion is open"
        case "span.remove":
            return "" if item is not None else "select a span, suggestion or relation first"
        case "relation.reverse":
            return "" if isinstance(item, Relation) else "select a relation first"
        case "go.relation" | "go.relation_back":
            return "" if session.open.relations else "no suggested relation is open"
        case "go.unsure" | "go.unsure_back":
            return "" if len(session.open_spans) or session.open.relations else "no suggestion is open"
        case "project.blind":
            return "the project is open for reading only" if session.project.read_only else ""
        case _:
            return ""
