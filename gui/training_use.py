"""What is done with a trained model: the project's suggestions are made with it; its folder and command are copied."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

import resources
from annotate.errors import GilderError
from gui.dialogs.question import Question
from gui.dialogs.train import TrainDialog
from gui.session import Session
from gui.suggesters.choice import Choice
from gui.suggesting import Suggesting
from gui.train_ask import in_window

_NAMES = frozenset(("names",))


class TrainingUse(QObject):
    """Lives as long as the view."""

    def __init__(self, session: Session, suggesting: Suggesting, dialog: TrainDialog) -> None:
        super().__init__(dialog)
        self._session, self._suggesting, self._dialog = session, suggesting, dialog

    @Slot()
    def ask(self) -> None:
        """Use the model that is shown from now on, and ask whether it is to suggest now."""
        from gui.suggesters.engine import recipe_for

        dialog, session = self._dialog, self._session
        kept = dialog.kept
        if kept is None or kept.folder is None:
            return
        choice, name = Choice("model", str(kept.folder)), f"{kept.model.name} {kept.model.version}"
        try:
            session.check_writable()
            recipe_for(choice, _NAMES, resources.embedded_pipeline).mapping(session.scheme)
            session.project.suggesting.switch(on=_NAMES)
        except GilderError as problem:
            dialog.line.tell(in_window(str(problem)), "warn")
            return
        self._suggesting.use(choice)
        dialog.line.tell(f"{name} makes the suggestions of this project from now on.", "good")
        left = len(session.project.documents.ids_unfinished(session.source))
        if left:
            self._offer(name, left)

    @Slot()
    def copy_command(self) -> None:
        """Copy the line that would train the model that is shown again."""
        self.copy(self._dialog.model.told.command)

    @Slot()
    def copy_folder(self) -> None:
        """Copy where the model that is shown lies."""
        if self._dialog.model.told.kept.folder is not None:
            self.copy(str(self._dialog.model.told.kept.folder))

    def copy(self, text: str) -> None:
        """Copy a text, and tell it."""
        QGuiApplication.clipboard().setText(text)
        self._dialog.line.tell(f"Copied: {text}", "good")

    def _offer(self, name: str, left: int) -> None:
        what = "the document that is" if left == 1 else f"the {left:,} documents that are"
        text = (
            f"{name} makes the suggestions of this project from now on: F5 asks it for a document. "
            f"Let it suggest now for {what} not done? What was decided stays."
        )
        question = Question(
            text, {"Suggest now": self._suggest}, close="Later", title="Use for suggestions", calm=True,
            parent=self._dialog,
        )  # fmt: skip
        question.open()

    def _suggest(self) -> None:
        session = self._session
        self._dialog.accept()
        self._suggesting.for_documents(session.project.documents.ids_unfinished(session.source))
