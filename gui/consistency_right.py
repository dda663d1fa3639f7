"""What looks right in the consistency check: kept in the project, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from annotate.errors import GilderError
from gui.consistency_found import Found
from gui.dialogs.consistency import ConsistencyDialog
from gui.searching import Place
from gui.session import Session
from store.looks_right import Call, LooksRight, seen


class CalledRight(QObject):
    """Writes what the person calls right, and has it no longer shown. Lives as long as the dialog."""

    def __init__(self, session: Session, found: Found, dialog: ConsistencyDialog) -> None:
        super().__init__(dialog)
        self._session, self._found, self._dialog = session, found, dialog
        self._right = LooksRight(session.project)

    def read(self) -> None:
        """Know what anybody has called right of the source that is asked for."""
        try:
            self._found.right = self._right.of(self._found.asked.source)
        except GilderError as problem:
            self._found.right = frozenset()
            self._session.refuse(problem)

    @Slot(list)
    def call(self, places: Sequence[Place]) -> None:
        """These places look right as they are labelled now: they are not shown any more."""
        source, who = self._found.asked.source, self._session.source.name
        some = [seen(place.about) for place in places]
        if self._write(lambda: self._right.call(source, some, who)):
            self._found.right |= frozenset(some)
            told = f"{_counted(len(some))} {'looks' if len(some) == 1 else 'look'} right. Ctrl+Z takes it back."
            self._dialog.show_findings(told)

    @Slot()
    def undo(self) -> None:
        """Take the newest thing back that was done: a step, or what was called right."""
        session, step = self._session, self._session.history.next_undo
        try:
            call = self._right.newest(session.source.name)
        except GilderError as problem:
            session.refuse(problem)
            return
        if call is None or (step is not None and round(step.at * 1000) > call.at_ms):
            session.undo()
        else:
            self._take_back(call)

    def _take_back(self, call: Call) -> None:
        if self._write(lambda: self._right.take_back(call, self._session.source.name)):
            self.read()
            self._dialog.show_findings(f"{_counted(len(call.places))} of {call.source} no longer called right.")

    def _write(self, write: Callable[[], None]) -> bool:
        """Whether it could be written; a refusal is told."""
        try:
            self._session.check_writable()
            write()
        except GilderError as problem:
            self._session.refuse(problem)
            self._dialog.line.tell(str(problem), "warn")
            return False
        self._session.saved.emit()
        return True


def _counted(places: int) -> str:
    return f"{places:,} {'place' if places == 1 else 'places'}"
