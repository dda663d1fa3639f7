"""The Train view: the models of the project, a new training and what it learns from, and one that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.dialogs.train_list import Entry, TrainList, entry_going, entry_of
from gui.dialogs.train_model import TrainedPage
from gui.dialogs.train_new import NewPage
from gui.dialogs.train_running import TrainRunning
from gui.plain import PlainLabel, plain_tip
from gui.theme import Theme
from gui.train_ask import Asked, Offer
from gui.train_going import Going
from gui.train_models import Kept, Told
from gui.widgets.work_line import WorkLine

KEYS = {
    "new": "Enter starts: time and memory are measured first. Esc closes the view.",
    "asked": "Nothing is trained yet: Enter trains it, Alt+B goes back to the fields.",
    "running": "Esc closes the view; the training goes on, and the status line shows it.",
    "model": "Up and Down choose a model, Tab goes on to its numbers.",
}
_NO_GOLD = "Annotate some documents first."
_NOBODY = "Esc closes the view."
_LEFT = 264  # pixels
_PAUSE = 150  # milliseconds without a change, after which is looked what would be trained on


class TrainDialog(QDialog):
    """Asks for what is to be done, and shows it. Nothing is computed or started here."""

    look_requested = Signal()  # what would be trained on now, as `new.form` has it
    model_requested = Signal(object)  # Kept: what its folder tells

    def __init__(self, home: Path, theme: Theme, slots: Mapping[str, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("train")
        self.setWindowTitle("Train")
        self.setSizeGripEnabled(True)
        self.resize(1180, 740)
        self._models: Sequence[Kept] = ()
        self._going: Going | None = None
        self._said: tuple[str, str] | None = None
        self.list, self.make, self.line = TrainList(theme), QPushButton("&New training…"), WorkLine()
        self.pages, self.new = QStackedWidget(), NewPage(home, theme)
        self.running, self.model = TrainRunning(theme), TrainedPage(theme, slots)
        self._pages, self._close = (self.new, self.running, self.model), QPushButton("Close")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._lay_out()
        self._join()
        self._show_buttons()

    def _lay_out(self) -> None:
        name = PlainLabel("MODELS OF THIS PROJECT")
        name.setProperty("role", "section")
        left, both, foot, layout = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        left.setSpacing(8)
        for widget in (name, self.list, self.make):
            left.addWidget(widget)
        self.list.setFixedWidth(_LEFT)
        for page in self._pages:
            self.pages.addWidget(page)
        both.setSpacing(22)
        both.addLayout(left)
        both.addWidget(self.pages, 1)
        foot.setSpacing(8)
        foot.addWidget(self.line, 1)
        for page in self._pages:
            foot.addWidget(page.buttons, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        for button in (self.make, self._close):
            button.setAutoDefault(False)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addLayout(foot)

    def _join(self) -> None:
        self.list.currentRowChanged.connect(self._show_row)
        self.make.clicked.connect(self.begin_new)
        self.new.form.changed.connect(self._change)
        self._pause.timeout.connect(self.look_requested)
        self.pages.currentChanged.connect(self._show_buttons)
        self._close.clicked.connect(self.reject)

    def offer(self, found: Offer, models: Sequence[Kept], last: Asked | None) -> None:
        """What there is: models, and what can be chosen for a new one; what was chosen last is chosen again."""
        self._models = models
        self.new.offer(found, last)
        self._fill()
        self._offer_new()
        self._show_buttons()

    def refresh(self, folder: Path, models: Sequence[Kept]) -> None:
        """There are other models; a new one goes to another folder, and is trained as the last one was."""
        self._models = models
        self.new.form.offer_folder(folder)
        self._fill()

    def show_folder(self, folder: Path) -> None:
        """Show the model in a folder; where it is not listed, a new training."""
        rows = [one.kept.folder if one.kept is not None else None for one in self.list.entries]
        if folder in rows:
            self.list.setCurrentRow(rows.index(folder))
            self.list.setFocus()
        else:
            self.leave_running()

    def leave_running(self) -> None:
        """Nothing runs any more: where that was shown, show the fields again."""
        if self.pages.currentWidget() is self.running:
            self.begin_new()

    def show_told(self, found: Told) -> None:
        """What the folder of a model tells; nothing where another one is shown by now."""
        if found.kept == self.kept:
            self.model.show_told(found)

    def say(self, text: str, role: str) -> None:
        """Say something that stays until somebody does something else."""
        self._said = text, role
        self.line.tell(text, role)

    def tell_keys(self) -> None:
        """What was said last, or which keys there are, where nothing is being done."""
        if self._said is not None:
            self.line.tell(*self._said)
            return
        page = self.pages.currentWidget()
        new = "new" if self._going is None or self._going.begun else "asked"
        name = "running" if page is self.running else "model" if page is self.model else new
        self.line.tell(_NOBODY if name == "new" and self.new.empty else KEYS[name])

    def show_going(self, going: Going | None) -> None:
        """How the training goes; None: there is none."""
        before, self._going = self._going, going
        waits = going is not None and going.phase == "asked" and not (before is not None and before.phase == "asked")
        begins = going is not None and going.begun and not (before is not None and before.begun)
        self.new.show_going(going)
        self._offer_new()
        self._fill()
        if going is not None and going.begun:
            self.running.show_going(going)
        if waits or begins:
            self._said = None
        if waits:
            self.tell_keys()
        if begins:
            self.list.setCurrentRow(0)
            self.pages.setCurrentWidget(self.running)
            self.running.take_keys()
            self.tell_keys()

    def _offer_new(self) -> None:
        going = self._going
        why = "One training at a time." if going is not None and going.begun else _NO_GOLD if self.new.empty else ""
        self.make.setEnabled(not why)
        self.make.setToolTip(plain_tip(why))

    @Slot()
    def _show_buttons(self) -> None:
        """The buttons of the page that is shown."""
        for page in self._pages:
            page.buttons.setVisible(page is self.pages.currentWidget() and not (page is self.new and self.new.empty))

    def _fill(self) -> None:
        going = self._going
        first = [entry_going(going)] if going is not None and going.begun else []
        self.list.show_entries([*first, *map(entry_of, self._models)])

    def begin(self) -> None:
        """Show what matters most: what runs, else the newest model, else a new training."""
        if self.list.count():
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.begin_new()

    @Slot()
    def begin_new(self) -> None:
        """Show the fields of a new training."""
        self._said = None
        self.list.setCurrentRow(-1)
        self.pages.setCurrentWidget(self.new)
        self.new.take_keys()
        self.tell_keys()
        self._change()

    @Slot()
    def _change(self) -> None:
        """Something else would be trained: what is known of it is out of date."""
        self._said = None
        measured = self._going is not None and not self._going.begun
        if not measured and self.pages.currentWidget() is self.new and self.new.wait():
            self._pause.start()

    @Slot(int)
    def _show_row(self, _row: int) -> None:
        entry: Entry | None = self.list.entry
        if entry is None:
            return
        self._said = None
        if entry.kept is None:
            self.pages.setCurrentWidget(self.running)
        else:
            self.model.show_kept(entry.kept)
            self.pages.setCurrentWidget(self.model)
            self.model_requested.emit(entry.kept)
        self.tell_keys()

    @property
    def waits(self) -> bool:
        """Whether it will be looked what would be trained on, once nothing changes any more."""
        return self._pause.isActive()

    @property
    def kept(self) -> Kept | None:
        """The model that is shown."""
        entry = self.list.entry
        return entry.kept if entry is not None and self.pages.currentWidget() is self.model else None
