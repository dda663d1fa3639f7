"""A new training: the fields, what would be trained on beside them, and the button that begins it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from gui.dialogs.train_form import TrainForm
from gui.dialogs.train_plan import TrainPlan
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.train_ask import Asked, Offer, Plan, in_window
from gui.train_going import Going

_LEFT = 392  # pixels of the fields
_NOBODY = (
    "There is no gold yet",
    "A pipeline learns from what you have decided. Annotate some documents, and mark each as done with "
    "Ctrl+Enter; then train it here. Twenty documents are a beginning; suggestions that nobody has decided "
    "on do not count.",
)


class NewPage(QWidget):
    """Says what was asked for. While it is measured what a training takes, nothing else can be chosen."""

    start_requested = Signal(object)  # Plan
    train_requested = Signal()
    back_requested = Signal()
    copy_requested = Signal(object)  # Asked

    def __init__(self, home: Path, theme: Theme) -> None:
        super().__init__()
        self.form, self.plan = TrainForm(home), TrainPlan(theme)
        self.copy, self.buttons = QPushButton("Cop&y the command"), QWidget()
        self.back, self.go = QPushButton("&Back"), QPushButton("S&tart…")
        self._plan: Plan | None = None
        self._going: Going | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page())
        self._stack.addWidget(_nobody())
        self.go.clicked.connect(self._go)
        self.back.clicked.connect(self.back_requested)
        self.copy.clicked.connect(self._copy)
        self.show_going(None)

    def _page(self) -> QWidget:
        page, title, fields = QWidget(), PlainLabel("New training"), QScrollArea()
        title.setProperty("role", "heading")
        fields.setWidget(self.form)
        fields.setWidgetResizable(True)
        fields.setFrameShape(QFrame.Shape.NoFrame)
        fields.setFixedWidth(_LEFT)
        fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        left, both, foot = QVBoxLayout(), QHBoxLayout(page), QHBoxLayout(self.buttons)
        left.setSpacing(14)
        left.addWidget(title)
        left.addWidget(fields, 1)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(28)
        both.addLayout(left)
        both.addWidget(self.plan, 1)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        for button in (self.copy, self.back, self.go):
            foot.addWidget(button)
        for button in (self.copy, self.back):
            button.setAutoDefault(False)
        self.go.setDefault(True)
        return page

    def offer(self, found: Offer, last: Asked | None) -> None:
        """Show what can be chosen, as it was last; without any gold, how there comes to be some."""
        self._stack.setCurrentIndex(0 if found.sources else 1)
        self.form.offer(found, last)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to train on."""
        return self._stack.currentIndex() == 1

    def wait(self) -> bool:
        """What is known of what is chosen is out of date; whether anything can be known of it."""
        self._plan = None
        asked = self.form.asked
        self.plan.show_nothing("" if asked is not None else "Name a folder for the pipeline.")
        self._offer_buttons()
        return asked is not None and not self.empty

    def show_plan(self, plan: Plan) -> None:
        """What would be trained on; nothing where something else is chosen by now."""
        if plan.asked == self.form.asked:
            self._plan = plan
            self.plan.show_plan(plan)
            self._offer_buttons()

    def show_problem(self, why: str) -> None:
        """Why this cannot be trained."""
        self.plan.show_nothing(in_window(why))

    def show_going(self, going: Going | None) -> None:
        """What is measured or asked; None, or one that trains: fields can be chosen."""
        self._going = going if going is not None and not going.begun else None
        self.form.setEnabled(self._going is None)
        self.plan.show_estimate(self._going)
        self._offer_buttons()
        if self._going is not None and self._going.phase == "asked" and self.isVisible():
            self.go.setFocus()

    def take_keys(self) -> None:
        """Give the keys to the first field."""
        self.form.take_keys()

    def _offer_buttons(self) -> None:
        going = self._going
        self.back.setVisible(going is not None)
        self.go.setText("S&tart…" if going is None else "&Train")
        self.go.setEnabled(self._plan is not None if going is None else going.phase == "asked")
        self.copy.setEnabled(self.form.asked is not None)

    @Slot()
    def _go(self) -> None:
        if self._going is not None:
            self.train_requested.emit()
        elif self._plan is not None:
            self.start_requested.emit(self._plan)

    @Slot()
    def _copy(self) -> None:
        if (asked := self.form.asked) is not None:
            self.copy_requested.emit(asked)


def _nobody() -> QWidget:
    made, (title, text) = QWidget(), _NOBODY
    heading, told = PlainLabel(title), PlainLabel(text)
    heading.setProperty("role", "heading")
    told.setProperty("role", "mute")
    told.setWordWrap(True)
    told.setMaximumWidth(460)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(40, 0, 40, 60)
    layout.setSpacing(8)
    layout.addStretch(2)
    layout.addWidget(heading)
    layout.addWidget(told)
    layout.addStretch(3)
    return made
