"""A question with a few answers, each of which is a button that says what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from gui.dialogs.message import MessageDialog


class Question(MessageDialog):
    """Each answer has what it does, once the question is gone; the last button, Esc and closing do nothing."""

    def __init__(
        self,
        text: str,
        answers: Mapping[str, Callable[[], object]],
        *,
        close: str = "Cancel",
        detail: str = "",
        title: str = "Gilder",
        doubtful: bool = False,
        calm: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, detail=detail, title=title, parent=parent)
        self.setObjectName("question")
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(close)
        self.answers = {answer: self.add_button(answer) for answer in answers}
        for answer, do in answers.items():
            self.answers[answer].clicked.connect(partial(self._answer, do))
        mark = self.findChild(QLabel, "mark")
        if calm and mark is not None:
            mark.hide()
        if not doubtful:  # else Enter does nothing
            first = next(iter(self.answers.values()))
            first.setDefault(True)
            first.setFocus()
        self.finished.connect(self.deleteLater)

    @Slot()
    def _answer(self, do: Callable[[], object]) -> None:
        self.accept()
        do()
