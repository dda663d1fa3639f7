"""How each action of the table is played: what is prepared for it, and what is done once it was asked for.

Which actions edit is said here in three sets that together are the table: a new action belongs to one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.actions import ACTIONS, Action
from gui.article.caret import Caret
from gui.reasons import why_not
from tests.gui.sessions.answers import answer, fill_attribute, fill_value
from tests.gui.sessions.hands import Hands

LEAVING = frozenset((
    "file.open_article", "file.open_project", "file.new_project", "file.sample", "file.export", "file.import",
    "file.import_folder", "file.quit", "file.close", "file.copy", "file.put", "file.backups", "file.check",
    "file.merge", "file.deal", "project.blind", "view.consistency", "view.compare", "view.train", "annotate.adjudicate",
    "learning.switch", "learning.learnt",
))  # fmt: skip
"""Begun with a dialog of the desktop, leave the project, or are about whole files and how one works. Closing, opening
again and importing have rules of their own."""
OUTSIDE = frozenset(("document.suggest", "document.suggest_with"))
"""Runs of a model: an older run goes when a newer one is there, and no undo brings it back. See `law.py`."""
LOOKING = frozenset((
    "file.settings", "edit.find", "edit.concordance", "edit.palette", "relation.head", "relation.child", "item.drop",
    "view.zoom_in", "view.zoom_out", "view.zoom_reset", "view.documents", "view.inspector", "view.rejected",
    "view.aliases", "view.fold", "view.compact", "view.focus", "view.theme", "help.keys", "help.about",
    *(action.id for action in ACTIONS if action.id.startswith("go.")),
))  # fmt: skip
"""Change nothing in the project."""
EDITING = tuple(action.id for action in ACTIONS if action.id not in LEAVING | LOOKING | OUTSIDE)
TABLE: Mapping[str, Action] = {action.id: action for action in ACTIONS}

Step = Callable[[Hands], object]


def play(hands: Hands, action_id: str, *, prepared: float = 0.9) -> bool:
    """Play an action; whether it made, took back or did again a step. `prepared` is how often it is prepared for."""
    hands.at.come_back()
    if hands.often(prepared):
        _BEFORE.get(action_id.rpartition("_")[0] if action_id.endswith(_SIDES) else action_id, Hands.an_item)(hands)
    before = hands.session.history
    ask(hands, TABLE[action_id])
    if hands.at.dialog is None:
        _AFTER.get(action_id, _nothing)(hands)
    answer(hands, runs=action_id in OUTSIDE)
    return hands.session.history is not before


def ask(hands: Hands, action: Action) -> None:
    """Ask for an action: by its key, or by the menu, where it is disabled when it would do nothing."""
    if action.keys and hands.often(0.85):
        hands.at.press(hands.die.choice(action.keys))
    elif not why_not(action, hands.bench):
        hands.at.app.window.qactions[action.id].trigger()


def hotkey(hands: Hands) -> None:
    """A label's key: on text, on a span or relation, or to arm the label and select after that."""
    hands.at.come_back()
    hands.text_or_item()
    hands.at.press(hands.a_letter())
    if hands.bench.edits.armed is not None and hands.often(0.6):
        hands.a_text()
    hands.at.press("Esc")
    hands.at.settle()


def click(hands: Hands) -> None:
    """What the mouse asks for: a relation drawn, a fragment added by Ctrl+drag, a button or list of the inspector."""
    hands.at.come_back()
    view, inspector, die = hands.bench.view, hands.bench.inspector, hands.die
    spans, size = hands.spans(), len(hands.session.state.document.text)
    match die.randrange(5):
        case 0 if len(spans) > 1:
            head, child = die.sample(spans, 2)
            view.relation_requested.emit(head.id, child.id)
        case 1 if size > 4:
            hands.a_span()
            start = die.randrange(size - 3)
            view.fragment_requested.emit(start, start + die.randint(1, 3))
        case 2:
            hands.an_item()
            hands.at.settle()
            inspector.label_requested.emit(inspector.label.itemText(die.randrange(max(1, inspector.label.count()))))
        case 3:
            hands.an_item()
            hands.at.settle()
            die.choice((inspector._accept, inspector._remove, inspector._flag)).click()
        case _:
            hands.bench.label_bar.label_requested.emit(die.choice(hands.bench.label_bar.names() or [""]))
    hands.at.press("Esc")
    hands.at.settle()


def _nothing(_hands: Hands) -> None:
    """Nothing is left to be done."""


def _open_span(hands: Hands) -> None:
    hands.a_span(lambda span: span.decision == "open") if hands.often(0.8) else hands.an_item()


def _own_item(hands: Hands) -> None:
    hands.a_span() if hands.often(0.7) else hands.a_relation()


def _rejected(hands: Hands) -> None:
    session = hands.session
    if not session.shows_rejected:
        hands.at.press("F10")
    found = [*session.rejected_spans, *session.rejected_relations.values()]
    if not found:
        _open_span(hands)
        hands.at.press("Backspace")
        found = [*session.rejected_spans]
    if found:
        session.select(hands.die.choice(found).id)


def _sloppy(hands: Hands) -> None:
    """A span with a space or a sign too many at its end."""
    hands.a_span()
    hands.at.press(*["."] * hands.die.randint(1, 2))


def _cursor_inside(hands: Hands) -> None:
    span = hands.a_span(lambda span: any(one.isspace() or one == "-" for one in span.text)) or hands.a_span()
    if span is not None:
        hands.inside(span)


def _with_text_after(hands: Hands) -> None:
    """A span, and then a selection beside it."""
    if hands.a_span() is not None:
        size = len(hands.session.state.document.text)
        hands.bench.view.set_caret(Caret(hands.die.randint(0, size)))
        hands.at.press(*["Shift+Right"] * hands.die.randint(1, 2))


def _in_a_fragment(hands: Hands) -> None:
    if not hands.spans(lambda span: len(span.fragments) > 1):
        _with_text_after(hands)
        hands.at.press("Ctrl+U")
    span = hands.a_span(lambda span: len(span.fragments) > 1)
    if span is not None:
        hands.inside(span)


def _number(hands: Hands) -> None:
    scheme = hands.session.scheme
    if hands.a_span(lambda span: scheme.meaning(span.label) != "none") is None:
        hands.a_span()


def _wrong_value(hands: Hands) -> None:
    _number(hands)
    hands.at.press("F2")
    fill_value(hands)
    hands.at.come_back()


def _relation_end(hands: Hands) -> None:
    """The other end by Tab or click, then the label: by Enter where there is one, or by its key."""
    draft, at = hands.bench.draft, hands.at
    if draft.draft is None:
        return
    if hands.often(0.5):
        at.press(*[hands.die.choice(("Tab", "Shift+Tab"))] * hands.die.randint(1, 3))
    else:
        legal = draft.legal_labels(draft.draft.head)
        found = hands.spans(lambda span: span.label in legal)
        if found:
            hands.bench.view.span_clicked.emit(hands.die.choice(found).id)
    labels = draft.labels()
    keys = [one.hotkey for one in labels if one.hotkey and not one.retired]
    at.press(hands.die.choice(keys) if keys and hands.often(0.8) else "Return")
    if draft.draft is not None:
        at.press("Esc")


def _relation_row(hands: Hands) -> None:
    table = hands.bench.inspector.relations
    if table.isVisible() and table.rows.rows:
        table.setCurrentIndex(table.rows.index(hands.die.randrange(len(table.rows.rows)), hands.die.randrange(3)))
        hands.at.press(hands.die.choice(("Delete", "Delete", "Return", "1")))


def _label_by_name(hands: Hands) -> None:
    hands.at.write(hands.die.choice(("per", "loc", "car", "o", "new")))
    hands.at.press("Return")


def _travel(hands: Hands) -> None:
    """To some step of the history, near or far; what was undone is left for redo."""
    panel = hands.bench.history
    if not panel.isVisible() or not panel.model.newest:
        return
    number = hands.die.randint(0, panel.model.newest)
    if hands.often(0.7):
        number = min(panel.model.newest, max(0, panel.model.present + hands.die.randint(-4, 4)))
    row = panel.model.row_of(number)
    panel.list.setCurrentIndex(panel.model.index(row))
    QTest.keyClick(panel.list, Qt.Key.Key_Return)


def _find(hands: Hands) -> None:
    hands.at.write(hands.die.choice(("Iran", "2", "ü")))
    hands.at.press("Return", "Return", "Esc")


def _in_a_zone(hands: Hands) -> None:
    zones = list(hands.session.state.zones.values())
    if not zones:
        hands.a_text()
        hands.at.app.window.qactions["zone.headline"].trigger()
        zones = list(hands.session.state.zones.values())
    if zones:
        zone = hands.die.choice(zones)
        hands.at.press("Esc")
        hands.bench.view.set_caret(Caret(hands.die.randrange(zone.start, zone.end)))


_SIDES = ("_on", "_back")
_BEFORE: Mapping[str, Step] = {
    "span.accept": lambda hands: _open_span(hands) if hands.often(0.7) else hands.a_relation(),
    "span.remove": _own_item,
    "review.restore": _rejected,
    **{f"span.{side}{by}": Hands.a_span for side in ("start", "end") for by in ("", "_character")},
    "label.choose": Hands.text_or_item,
    "span.trim": _sloppy,
    "span.split": _cursor_inside,
    "span.merge": Hands.a_span,
    "span.add_fragment": _with_text_after,
    "span.remove_fragment": _in_a_fragment,
    "value.parse": _wrong_value,
    "relation.begin": Hands.a_span,
    "relation.reverse": Hands.a_relation,
    "relation.head": Hands.a_relation,
    "relation.child": Hands.a_relation,
    "span.propagate": Hands.a_span,
    "span.propagate_project": Hands.a_span,
    "item.edit": _number,
    **{action: Hands.a_text for action in TABLE if action.startswith("zone.")},
    "zone.body": _in_a_zone,
    "edit.undo": _nothing,
    "edit.redo": lambda hands: hands.at.press(*["Ctrl+Z"] * hands.die.randint(1, 3)),
}
_AFTER: Mapping[str, Step] = {
    "relation.begin": _relation_end,
    "relation.table": _relation_row,
    "label.choose": _label_by_name,
    "item.edit": lambda hands: fill_value(hands) if hands.often(0.8) else fill_attribute(hands),
    "item.attributes": fill_attribute,
    "view.history": _travel,
    "edit.find": _find,
}
