"""What the dialogs have in common that look through the whole project: places come in while the search goes on, and
documents that a step touches meanwhile are looked at again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from gui.bulk import Bulk
from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.groups import GroupsDialog
from gui.searching import Look, Searching
from gui.session import Session
from gui.update import Update


class Draining(QObject):
    """Lives as long as its dialog. What is found gets into the dialog every `every` milliseconds; `again` is called
    when there are documents in `stale`."""

    def __init__(
        self,
        session: Session,
        search: Searching,
        bulk: Bulk,
        dialog: ConcordanceDialog | GroupsDialog,
        *,
        every: int,
        again: Callable[[], None],
    ) -> None:
        super().__init__(dialog)
        self._search, self._bulk, self._dialog, self._again = search, bulk, dialog, again
        self._found = deque[Any]()
        self.stale = set[str]()  # documents that a step has touched since they were looked at
        self.closed = False  # the dialog has gone; a large step that is being written ends without it
        self._timer = QTimer(self)
        self._timer.setInterval(every)
        self._timer.timeout.connect(self._drain)
        search.progressed.connect(dialog.line.show_search)
        dialog.line.stop_requested.connect(search.stop)
        dialog.finished.connect(search.end)
        dialog.finished.connect(self._close)
        dialog.undo_requested.connect(session.undo)
        session.updated.connect(self._note_update)

    @property
    def busy(self) -> bool:
        """Whether something is being looked for, done or written."""
        return self._search.busy or self._bulk.busy

    def begin(self, look: Look, found: deque[Any], done: Callable[[Any], None], dropped: Callable[[str], None]) -> None:
        """Look for what comes into `found`; all of it is in the dialog when one of the two is told the end."""
        self.stale.clear()
        self._found = found
        self._search.start(look, partial(self._end, done), partial(self._end, dropped))
        self._timer.start()

    def note(self, documents: Iterable[str]) -> None:
        """These are to be looked at again, after the step that is being made."""
        self.stale.update(documents)
        QTimer.singleShot(0, self, self._again)

    @Slot()
    def _drain(self) -> None:
        if self._found:
            self._dialog.add([self._found.popleft() for _ in range(len(self._found))])

    def _end(self, then: Callable[[Any], None], what: object) -> None:
        self._timer.stop()
        self._drain()
        then(what)

    @Slot()
    def _close(self) -> None:
        self.closed = True

    @Slot(object)
    def _note_update(self, update: Update) -> None:
        self.note(update.tx.documents)
