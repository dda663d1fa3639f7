"""A training that runs: how far it is, its scores and loss as lines, and buttons that tell it what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.plain import PlainLabel
from gui.theme import Theme
from gui.train_charts import loss_chart, scores_chart
from gui.train_going import Going
from gui.train_tables import live_table
from gui.train_words import best_told, going_told, plan_told
from gui.widgets.curve import CurveView
from gui.widgets.figures import FiguresTable

_PARTS = 1000  # of the bar


class TrainRunning(QWidget):
    """Shows it, and says what was asked for."""

    pause_requested = Signal(bool)  # whether it is to stand still
    finish_requested = Signal()
    cancel_requested = Signal()
    copy_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title, self.about, self.told, self.best = (PlainLabel("") for _ in range(4))
        self.bar, self.table = QProgressBar(), FiguresTable("Scores now", theme)
        self.scores = CurveView("F1 on dev", theme, scores_chart((), 0))
        self.loss = CurveView("Loss", theme, loss_chart((), 0))
        self.pause, self.finish = QPushButton("&Pause"), QPushButton("Finish &now")
        self.cancel, self.copy = QPushButton("C&ancel…"), QPushButton("Cop&y the command")
        self._paused, self.buttons = False, QWidget()
        self._lay_out()
        self.pause.clicked.connect(self._turn)
        self.finish.clicked.connect(self.finish_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.copy.clicked.connect(self.copy_requested)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "heading")
        for label in (self.about, self.best):
            label.setProperty("role", "mute")
        self.about.setWordWrap(True)
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far it is")
        self.finish.setToolTip("End after this step, and keep the best until now.")
        line, both, charts = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        line.addWidget(self.told, 1)
        line.addWidget(self.best)
        charts.setSpacing(10)
        charts.addWidget(self.scores, 3)
        charts.addWidget(self.loss, 2)
        both.setSpacing(14)
        both.addLayout(charts, 1)
        both.addWidget(self.table)
        self.table.setFixedWidth(300)
        foot = QHBoxLayout(self.buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        for button in (self.copy, self.pause, self.finish, self.cancel):
            button.setAutoDefault(False)
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.title, self.about, self.bar):
            layout.addWidget(widget)
        layout.addLayout(line)
        layout.addLayout(both, 1)

    def show_going(self, going: Going) -> None:
        """How it goes."""
        steps = going.step.of if going.step is not None else going.plan.prepared.settings.max_steps
        self.title.setText(going.output.name)
        self.about.setText(plan_told(going.plan))
        self.bar.setValue(round(_PARTS * going.done))
        self.told.setText(going_told(going))
        self.best.setText(best_told(going))
        self.scores.show_chart(scores_chart(going.scored, steps))
        self.loss.show_chart(loss_chart(going.scored, steps))
        self.table.show_table(live_table(going.scored[-1] if going.scored else None))
        self._offer(going)

    def _offer(self, going: Going) -> None:
        self._paused = going.paused
        self.pause.setText("&Resume" if going.paused else "&Pause")
        self.pause.setEnabled(going.phase == "training" and not going.finishing)
        self.finish.setEnabled(going.phase == "training" and going.best is not None and not going.finishing)

    def take_keys(self) -> None:
        """Give the keys to what is looked at."""
        self.scores.setFocus()

    @Slot()
    def _turn(self) -> None:
        self.pause_requested.emit(not self._paused)
