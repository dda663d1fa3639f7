"""Why an action would do nothing now: told by menus and the palette, which grey it out, and by its keys.

What an action would do is asked of the code that does it: plans, ways and drafts raise Refused with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from annotate.change import Transaction
from annotate.errors import GilderError, NothingToDo
from annotate.model import ZoneKind
from gui.actions import ZONES, Action
from gui.widgets.inspector.subject import subject_of
from gui.workbench import Workbench
from store.journal import Entry

_WRITES = frozenset(
    "file.import file.import_folder file.merge edit.scheme review.groups document.suggest document.suggest_with".split()
)
Check = Callable[[Workbench], object]
"""Raises GilderError, with the reason, where an action would do nothing; may return the step that it would make."""


def why_not(action: Action, bench: Workbench | None) -> str:
    """The reason as a sentence; empty where the action does something."""
    if action.needs and bench is None:
        return "Open a project first."
    if bench is not None and action.needs == "document" and bench.session.doc is None:
        return "Import an article first: Ctrl+I."
    if bench is not None and bench.session.project.read_only and action.id in _WRITES:
        return bench.session.held or "The project is open for reading only."
    check = CHECKS.get(action.id)
    if bench is None or check is None:
        return ""
    try:
        found = check(bench)
        if isinstance(found, Transaction | Entry):
            bench.session.check_writable()
    except GilderError as reason:
        return str(reason)
    return ""


def _accept(bench: Workbench) -> object:
    item = bench.session.item
    if bench.draft.draft is not None:
        bench.session.check_writable()
        return bench.draft.confirmed()
    if item is not None and item.decision == "open":
        return bench.plans.accept(item)
    return bench.navigation.check_open()


def _step(step: int) -> Check:
    return lambda b: b.draft.stepped(step) if b.draft.draft is not None else b.navigation.beside_selected(step)


def _end(*, start: bool, by_word: bool, step: int) -> Check:
    return lambda b: b.edge_plans.move_end(start=start, by_word=by_word, step=step)


def _zone(kind: ZoneKind) -> Check:
    return lambda b: b.plans.mark_zone(kind)


def _finish(*, accept_rest: bool) -> Check:
    def check(bench: Workbench) -> None:
        session = bench.session  # the whole plan takes seconds where tens of thousands of suggestions are open
        if session.state.marks.status != "done" or (accept_rest and _would_accept(bench)):
            session.check_writable()
        else:
            bench.worklist.beside(1, unfinished=True)

    return check


def _would_accept(bench: Workbench) -> bool:
    session = bench.session
    if len(session.open_spans):
        return True
    return bool(session.open.relations) and bench.plans.finish(accept_rest=True) is not None


def _zoom(step: int, reason: str) -> Check:
    def check(bench: Workbench) -> None:
        if bench.view.zoom_beside(step) == bench.view.metrics.zoom:
            raise NothingToDo(reason)

    return check


def _labels(bench: Workbench) -> None:
    if not bench.session.scheme.offered:
        raise NothingToDo("The scheme has no label: Ctrl+Shift+L makes one.")


def _relations(bench: Workbench) -> None:
    session, item = bench.session, bench.session.item
    if not (session.state.relations if item is None else subject_of(session, item).relations):
        raise NothingToDo("There is no relation here: Ctrl+L begins one at the selected span.")


def _attributes(bench: Workbench) -> None:
    scheme, item = bench.session.scheme, bench.session.item
    if not (scheme.document if item is None else scheme.attributes_on(item.label)):
        what = "documents" if item is None else item.label
        raise NothingToDo(f"The scheme has no attributes for {what}.")


def _fields(bench: Workbench) -> None:
    if bench.session.item is None and not bench.session.scheme.document:
        raise NothingToDo("Select a span or relation first: Tab goes to the next span.")
    if bench.session.project.read_only:
        bench.session.check_writable()  # the fields are disabled


def _drop(bench: Workbench) -> None:
    if not bench.busy and not bench.panels.focused:
        raise NothingToDo("Nothing is selected, begun or armed.")


def _share(bench: Workbench) -> None:
    if bench.session.project.working is None:
        raise NothingToDo("The project is changed where it lies: nothing waits to go to a share.")


def _documents(what: str) -> Check:
    def check(bench: Workbench) -> None:
        if not bench.documents.model.rows:
            raise NothingToDo(f"Import articles first, Ctrl+I: there is nothing to {what}.")

    return check


def _elsewhere(widget: Callable[[Workbench], QWidget], what: str) -> Check:
    def check(bench: Workbench) -> None:
        if bench.window().focusWidget() is widget(bench):
            raise NothingToDo(f"{what} has the keys already.")

    return check


CHECKS: Mapping[str, Check] = {
    "file.deal": _documents("deal out"),
    "file.export": _documents("export"),
    "file.merge": lambda b: b.suggesting.check_no_run(),
    "file.put": _share,
    "edit.undo": lambda b: b.session.past(back=True),
    "edit.redo": lambda b: b.session.past(back=False),
    "span.accept": _accept,
    "span.remove": lambda b: b.plans.remove(),
    "review.restore": lambda b: b.plans.restore(),
    "span.end_on": _end(start=False, by_word=True, step=1),
    "span.end_back": _end(start=False, by_word=True, step=-1),
    "span.start_on": _end(start=True, by_word=True, step=1),
    "span.start_back": _end(start=True, by_word=True, step=-1),
    "span.end_character_back": _end(start=False, by_word=False, step=-1),
    "span.end_character_on": _end(start=False, by_word=False, step=1),
    "span.start_character_back": _end(start=True, by_word=False, step=-1),
    "span.start_character_on": _end(start=True, by_word=False, step=1),
    "label.choose": _labels,
    "span.trim": lambda b: b.edge_plans.trim(),
    "span.split": lambda b: b.edge_plans.split(),
    "span.merge": lambda b: b.edge_plans.merge(),
    "span.add_fragment": lambda b: b.edge_plans.add_selection(),
    "span.remove_fragment": lambda b: b.edge_plans.remove_fragment(),
    "value.parse": lambda b: b.plans.parse_again(),
    "relation.begin": lambda b: b.draft.begun(),
    "relation.reverse": lambda b: b.plans.reverse(),
    "relation.head": lambda b: b.edge_plans.end(head=True),
    "relation.child": lambda b: b.edge_plans.end(head=False),
    "relation.table": _relations,
    "span.propagate": lambda b: b.asking.check_same_text(),
    "span.propagate_project": lambda b: b.plans.span(),
    "item.flag": lambda b: b.plans.flag(),
    "item.edit": _fields,
    "item.attributes": _attributes,
    **{f"zone.{kind}": _zone(kind) for kind in ZONES},
    "zone.body": lambda b: b.plans.remove_zone(),
    "item.drop": _drop,
    "go.next": _step(1),
    "go.previous": _step(-1),
    "go.unsure": lambda b: b.navigation.check_doubt(),
    "go.unsure_back": lambda b: b.navigation.check_doubt(),
    "go.relation": lambda b: b.navigation.check_relation(1),
    "go.relation_back": lambda b: b.navigation.check_relation(-1),
    "document.done": _finish(accept_rest=False),
    "document.accept_rest": _finish(accept_rest=True),
    "go.next_document": lambda b: b.worklist.beside(1),
    "go.previous_document": lambda b: b.worklist.beside(-1),
    "go.unsure_document": lambda b: b.worklist.doubted(),
    "go.learn_document": lambda b: b.learner.next.check(),
    "learning.switch": lambda b: b.learner.terms.check(),
    "go.documents": _elsewhere(lambda b: b.documents.filter, "The filter of the documents"),
    "go.spans": _elsewhere(lambda b: b.spans.filter, "The filter of the spans"),
    "go.article": _elsewhere(lambda b: b.view, "The article"),
    "project.blind": lambda b: b.session.check_writable(),
    "view.compare": lambda b: b.comparing.check(),
    "view.zoom_in": _zoom(1, "The text is as large as it gets."),
    "view.zoom_out": _zoom(-1, "The text is as small as it gets."),
    "view.zoom_reset": _zoom(0, "The text has its normal size."),
}
"""By the action's id. An action without a check always does something, where what it needs is open."""
