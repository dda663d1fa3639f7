"""Training a pipeline on the project's gold: the training that goes on, its view, and the model in the project.

It goes on when the view is closed; the status line shows it then. With the project it ends, and nobody is left behind.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.errors import GilderError
from gui.article.view import ArticleView
from gui.session import Session
from gui.suggesting import Suggesting
from gui.training_run import TrainingRun
from gui.widgets.status import StatusLine

if TYPE_CHECKING:  # what trains is imported when it is first asked for, so that the window comes sooner
    from gui.train_ask import Asked
    from gui.train_going import Going
    from gui.training_shown import TrainingShown
    from gui.widgets.training_line import TrainingLine
    from store.training.trained import Trained

_AGAIN = 200  # milliseconds until it is tried again to list a model while a large step is being written
_HERE = "Ctrl+Shift+T shows it."
_LOSES = "{} is being trained. What it has learnt until now would be lost."
_ENDS = "{} is being trained, and ends with the project. What it has learnt until now would be lost."


class Training(QObject):
    """One for each open project, with one training at a time."""

    opened = Signal(QDialog)

    def __init__(
        self, session: Session, suggesting: Suggesting, view: ArticleView, status: StatusLine, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._suggesting, self._view = session, suggesting, view
        self._status, self._window = status, window
        self.run = TrainingRun(self)
        self._shown: TrainingShown | None = None
        self._line: TrainingLine | None = None
        self._last: Asked | None = None  # what was chosen when the view was closed
        self._question: QDialog | None = None
        self._unlisted: tuple[Going, Path] | None = None  # whole, and not yet in the project
        self._again = QTimer(self, singleShot=True, interval=_AGAIN)
        self._again.timeout.connect(self._list)
        self.run.changed.connect(self._show_going)
        self.run.ended.connect(self._end)

    @property
    def shown(self) -> TrainingShown | None:
        """The view, while it is open."""
        return self._shown

    def trains(self) -> bool:
        """Whether a training has been begun and goes on."""
        return self.run.going is not None and self.run.going.begun

    @Slot()
    def ask(self) -> None:
        """Open the view."""
        from gui.training_shown import TrainingShown

        if self._shown is not None:
            return
        shown = self._shown = TrainingShown(
            self._session, self._suggesting, self.run, self._view.theme, self._window, self._last
        )
        shown.cancel_requested.connect(self.cancel)
        shown.dialog.finished.connect(self._close)
        self._show_going()
        shown.open()
        self.opened.emit(shown.dialog)

    @Slot()
    def cancel(self) -> None:
        """End the training; where something would be lost it is asked first."""
        going = self.run.going
        if going is None or self._question is not None:
            return
        if going.best is None:
            self.run.cancel()
            return
        answers: dict[str, Callable[[], object]] = {"Cancel the training": self.run.cancel}
        if not going.finishing and going.phase == "training":
            answers = {"Finish now, keep the best": self.run.finish} | answers
        self._ask(_LOSES.format(going.output.name), answers, "Go on training")

    def ask_before_closing(self, go_on: Callable[[], object], stay: Callable[[], object]) -> bool:
        """Whether a training goes on, so that it is asked whether it is to end with the project: `go_on` or `stay`
        follows."""
        going = self.run.going
        if going is None:
            return False
        if self._question is None:

            def end() -> None:
                self.run.end()
                go_on()

            question = self._ask(_ENDS.format(going.output.name), {"End the training": end}, "Keep the project open")
            question.rejected.connect(stay)
        return True

    def end(self) -> None:
        """The project is about to be closed."""
        if self._shown is not None:
            self._shown.dialog.reject()
        self.run.end()
        if self._question is not None:
            self._question.reject()
        self._again.stop()
        self._list()
        self._show_line()

    def _ask(self, text: str, answers: dict[str, Callable[[], object]], close: str) -> QDialog:
        from gui.dialogs.question import Question

        parent = self._shown.dialog if self._shown is not None else self._window.window()
        question = self._question = Question(text, answers, close=close, title="Training", doubtful=True, parent=parent)
        question.finished.connect(self._forget_question)
        question.open()
        return question

    @Slot()
    def _forget_question(self) -> None:
        self._question = None

    @Slot()
    def _show_going(self) -> None:
        if self._shown is not None:
            self._shown.show_going(self.run.going)
        self._show_line()

    def _show_line(self) -> None:
        """In the status line, while the view is closed."""
        going = self.run.going if self._shown is None else None
        going = going if going is not None and going.begun else None
        if going is not None and self._line is None:
            from gui.widgets.training_line import TrainingLine

            line = self._line = TrainingLine()
            line.show_requested.connect(self.ask)
            line.cancel_requested.connect(self.cancel)
            self._status.add_work(line)
        if self._line is not None and going is not None:
            self._line.show_going(going)
        elif self._line is not None:
            self._status.removeWidget(self._line)
            self._line.deleteLater()
            self._line = None

    @Slot()
    def _close(self) -> None:
        """The view is closed; what was never begun is given up."""
        shown, self._shown = self._shown, None
        if shown is not None:
            self._last = shown.dialog.new.form.asked or self._last
        going = self.run.going
        if going is not None and not going.begun:
            self.run.cancel()
        self._show_line()
        self._window.window().activateWindow()
        self._view.setFocus()

    @Slot(object, object, str)
    def _end(self, going: Going, folder: Path | None, problem: str) -> None:
        if self._question is not None:
            self._question.reject()  # there is nothing to be asked any more
        if folder is not None:
            self._unlisted = going, folder
            self._list()
        elif problem:
            self._tell(f"{problem.rstrip('.')}.", "warn", None)
        else:
            what = "nothing was kept" if going.begun else "it was not begun"
            self._tell(f"{going.output.name}: {what}.", "mute", None)

    @Slot()
    def _list(self) -> None:
        """List the model in the project, as soon as that can be written."""
        if self._unlisted is None:
            return
        session, (going, folder) = self._session, self._unlisted
        if session.held and not session.project.read_only:
            self._again.start()
            return
        self._unlisted = None
        model, problem = self._record(folder, going.plan.prepared.facts["source"])
        from gui.train_words import ended_told

        self._tell(ended_told(going, model, problem), "good" if model is not None else "warn", folder)

    def _record(self, folder: Path, source: str) -> tuple[Trained | None, str]:
        from store.training.trained import TrainedModels

        if self._session.project.read_only:
            return None, "the project is open for reading only"
        try:
            return TrainedModels(self._session.project).record(folder, source), ""
        except (GilderError, OSError, KeyError, ValueError) as problem:
            return None, str(problem)

    def _tell(self, text: str, role: str, folder: Path | None) -> None:
        if self._shown is not None:
            self._shown.show_ended(text, role, folder)
        elif role == "warn":
            self._session.failed.emit(text)
        else:
            self._session.told.emit(f"{text} {_HERE}" if folder is not None else text)
