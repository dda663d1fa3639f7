"""Review by group: joins the dialog, the search's thread and the session."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Slot

from annotate.change import Transaction
from gui.bulk import Bulk
from gui.dialogs.groups import GroupsDialog
from gui.draining import Draining
from gui.gathering import Answer, Decide, Gather, decided
from gui.searching import Place, Searching
from gui.session import Session

_DRAIN = 150  # milliseconds between two looks at what was gathered
_NOTHING = "Nothing was changed: these suggestions no longer wait, or do not fit the scheme."
_DONE: dict[Answer, str] = {"accept": "accepted", "reject": "rejected", "restore": "open again"}


class Grouping(QObject):
    """Lives as long as its dialog. One answer is one step over all documents."""

    def __init__(self, session: Session, search: Searching, bulk: Bulk, dialog: GroupsDialog) -> None:
        super().__init__(dialog)
        self._session, self._search, self._bulk, self._dialog = session, search, bulk, dialog
        self._message = ""
        self._draining = Draining(session, search, bulk, dialog, every=_DRAIN, again=self._again)
        dialog.scope_changed.connect(self.begin)
        dialog.answer_requested.connect(self._answer)
        session.updated.connect(self._forget_message)
        session.scheme_changed.connect(self.begin)

    @property
    def busy(self) -> bool:
        """Whether something is being gathered, answered or written."""
        return self._draining.busy

    @Slot()
    def begin(self) -> None:
        """Gather the suggestions of the article, or of the project."""
        self._search.stop()
        self._message = ""
        self._dialog.line.show_search(0, 0)
        self._dialog.clear()
        here = self._session.state.document.id
        self._start(None if self._dialog.whole_project else (here,))

    def _start(self, ids: tuple[str, ...] | None) -> None:
        gather = Gather(self._session.source, ids, self._dialog.said_no)
        self._dialog.line.show_search(0, 0)
        self._draining.begin(gather, gather.found, self._gathered, self._dropped)

    def _gathered(self, _nothing: object) -> None:
        self._dialog.tell(self._message)
        self._again()

    def _dropped(self, problem: str) -> None:
        self._dialog.tell(f"{problem.rstrip('.')}." if problem else "Stopped: these were found so far.")

    @Slot(str, list)
    def _answer(self, answer: str, places: Sequence[Place]) -> None:
        """Give one answer to the suggestions at some places."""
        if self._search.busy:
            return
        asked: dict[str, list[str]] = {}
        for place in places:
            asked.setdefault(place.document, []).append(place.about.id)
        what, session = cast("Answer", answer), self._session
        self._dialog.line.show_search(0, 0)
        look = Decide(session.source, session.scheme, what, asked)
        self._search.start(look, partial(self._decided, what, len(places)), self._dropped)

    def _decided(self, answer: Answer, count: int, tx: Transaction | None) -> None:
        if tx is None:
            self._dialog.tell(_NOTHING)
        else:
            self._bulk.write(lambda: [tx], tx.event, len(tx.changes), partial(self._told, answer, count))

    def _told(self, answer: Answer, count: int, tx: Transaction | None) -> None:
        if tx is None:
            if not self._draining.closed:
                self._dialog.tell("Nothing was changed.")
            return
        made = decided(tx)
        docs = f" in {len(tx.documents):,} documents" if len(tx.documents) > 1 else ""
        self._message = f"{made:,} {_DONE[answer]}{docs}. Ctrl+Z takes it back."
        if made < count:
            self._message += f" {count - made:,} were left: they do not fit the scheme, or wait no longer."
        self._session.told.emit(self._message)
        if self._draining.closed:
            return
        if not self._search.busy:
            self._dialog.tell(self._message)
        self._again()

    @Slot()
    def _forget_message(self) -> None:
        """A step was made or taken back: what was told of the one before no longer holds."""
        self._message = ""

    @Slot()
    def _again(self) -> None:
        """Look again at the documents that steps have touched."""
        stale = self._draining.stale
        if not stale or self._search.busy:
            return
        here = self._session.state.document.id
        ids = tuple(one for one in stale if self._dialog.whole_project or one == here)
        if ids:
            self._start(ids)
