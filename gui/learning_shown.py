"""The view of what was learnt: joins its dialog, the learner, and a look at how far the next round is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from gui.article.view import ArticleView
from gui.dialogs.learnt import LearntDialog
from gui.learning import Learner
from gui.learning_words import Shown
from gui.learning_work import Known, Looking
from gui.searching import Searching
from gui.session import Session


class Inspecting(QObject):
    """One for each open project."""

    opened = Signal(QDialog)

    def __init__(self, session: Session, learner: Learner, view: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._learner, self._view, self._window = session, learner, view, window
        self._search = Searching(session.project, self)
        self._dialog: LearntDialog | None = None
        self._known: Known | None = None
        learner.changed.connect(self._look)

    def show(self) -> None:
        """Open the view."""
        dialog = self._dialog = LearntDialog(self._view.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.switch_requested.connect(self._learner.switch)
        dialog.now_requested.connect(self._learner.learn_now)
        dialog.stop_requested.connect(self._learner.cancel)
        dialog.forget_requested.connect(self._learner.forget)
        dialog.finished.connect(self._closed)
        self._known = None
        self._tell()
        dialog.open()
        self.opened.emit(dialog)
        self._look()

    @Slot()
    def _look(self) -> None:
        """Something is another thing: what is known is read anew."""
        if self._dialog is not None:
            self._tell()
            self._search.start(Looking(self._learner.terms.place), self._show, self._dropped)

    def _show(self, known: Known) -> None:
        self._known = known
        self._tell()

    def _dropped(self, problem: str) -> None:
        if problem and self._dialog is not None:
            self._dialog.line.tell(problem, "warn")

    def _tell(self) -> None:
        if self._dialog is not None:
            learner = self._learner
            why = learner.terms.why_not()
            self._dialog.show_learnt(
                Shown(
                    self._known, learner.outcome, learner.why, why, learner.on, learner.terms.may_switch, learner.busy
                )
            )

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        self._search.stop()
        self._window.window().activateWindow()
        self._view.setFocus()

    def end(self) -> None:
        """The project is about to be closed."""
        if self._dialog is not None:
            self._dialog.reject()
        self._search.end()
