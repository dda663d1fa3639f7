"""A trained model: its scores, whether more annotation would help, how it was trained, what its card tells."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from annotate.pipelines.card import rising_text
from gui.plain import PlainLabel, plain_tip
from gui.theme import Theme
from gui.train_charts import Chart, learning_chart, loss_chart, scores_chart
from gui.train_models import Kept, Told
from gui.train_tables import answers_table, facts_rows, scores_table
from gui.train_words import model_told, score_told, sentence
from gui.widgets.curve import CurveView
from gui.widgets.figures import FiguresTable
from gui.widgets.rows import RowsTable
from store.training.trained import Trained

_NO_CURVE = "The learning curve was not measured: tick it in a new training, and it is drawn here."
_GONE = "The folder is not where it was put: it was moved, renamed or deleted. Only what the project keeps is shown."
_GAIN = (
    "Gain: F1 with all documents less F1 with half of them, in points. Twice the documents would seldom bring more "
    "than the interval’s upper end. Yes: at least a point, and the interval is above 0. No: the interval ends below a "
    "point."
)
_NONE = Kept(Trained("", "", "", 0, "", "", "", (), "", "", 0, "", None, None), None)
_ABROAD = "It was begun with a pipeline in a folder that is not known here."


class TrainedPage(QWidget):
    """Shows one, and says what is wanted of it."""

    use_requested = Signal()
    folder_requested = Signal()
    command_requested = Signal()

    def __init__(self, theme: Theme, slots: Mapping[str, int]) -> None:
        super().__init__()
        self._slots, self.told = slots, Told(_NONE)
        self.title, self.about, self.score, self.warnings = (PlainLabel("") for _ in range(4))
        self.tabs, self.scores = QTabWidget(), FiguresTable("Scores", theme)
        self.curve = CurveView("Learning curve", theme, Chart("", "", empty=_NO_CURVE))
        self.answers = FiguresTable("Would more annotation help?", theme)
        self.gain = PlainLabel("")
        self._side = _below(self.answers, self.gain)
        self.course = CurveView("F1 on dev", theme, scores_chart((), 0))
        self.loss = CurveView("Loss", theme, loss_chart((), 0))
        self.facts = RowsTable("What its card tells", ("What", "Told"), (170, 0))
        self.place = PlainLabel("")
        self.use, self.folder = QPushButton("&Use for suggestions…"), QPushButton("Copy the &folder")
        self.command, self.buttons = QPushButton("Cop&y the command"), QWidget()
        self._lay_out()
        self.use.clicked.connect(self.use_requested)
        self.folder.clicked.connect(self.folder_requested)
        self.command.clicked.connect(self.command_requested)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "heading")
        self.about.setProperty("role", "mute")
        self.warnings.setProperty("role", "warn")
        self.place.setProperty("role", "mute")
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.about, self.score, self.warnings):
            label.setWordWrap(True)
        self.tabs.setDocumentMode(True)
        for title, widgets in (
            ("&Scores", (self.scores,)), ("&More annotation?", (self.curve, self._side)),
            ("&Training", (self.course, self.loss)), ("&Card", (self.facts,)),
        ):  # fmt: skip
            self.tabs.addTab(_beside(*widgets), title)
        foot = QHBoxLayout(self.buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        for button in (self.command, self.folder, self.use):
            button.setAutoDefault(False)
            foot.addWidget(button)
        self.use.setProperty("role", "main")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.title, self.score, self.about, self.place, self.warnings):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 1)

    def show_kept(self, kept: Kept) -> None:
        """What the project knows of a model, until its folder is read."""
        model = kept.model
        self.title.setText(f"{model.name} {model.version}")
        self.about.setText(model_told(kept))
        self.score.setText(score_told(model))
        place = str(kept.folder) if kept.folder is not None else f"not at {model.place} any more"
        self.place.setText(place)
        self.place.setToolTip(plain_tip(place))
        self.show_told(Told(kept))

    def show_told(self, found: Told) -> None:
        """What its folder tells."""
        self.told = found
        told, there = found.told, found.kept.folder is not None
        warnings = [sentence(one) for one in told.get("warnings", ())] if there else [_GONE]
        self.warnings.setText("\n".join(f"•  {one}" if there else one for one in warnings))
        self.warnings.setVisible(bool(warnings))
        waiting = "Reading…" if there and not told else ""
        self.scores.show_table(scores_table(told), waiting)
        self._show_curve(found)
        last = max((one.step for one in found.history), default=0)
        self.course.show_chart(scores_chart(found.history, last))
        self.loss.show_chart(loss_chart(found.history, last))
        self.facts.show_rows(facts_rows(told), waiting or "The folder is gone, and its card with it.")
        for button in (self.use, self.folder):
            button.setEnabled(there)
        self.command.setEnabled(bool(found.command))
        self.command.setToolTip(plain_tip("" if found.command or not told else _ABROAD))

    def _show_curve(self, found: Told) -> None:
        there = bool(found.told.get("curve"))
        self.curve.show_chart(learning_chart(found.told, self._slots) if there else Chart("", "", empty=_NO_CURVE))
        self.answers.show_table(answers_table(found.told))
        rising = sentence(rising_text(found.told["curve"])) if there else ""
        self.gain.setText(f"{_GAIN} {rising}".rstrip())
        self._side.setVisible(there)

    def take_keys(self) -> None:
        """Give the keys to what is in front."""
        first = (self.scores, self.curve, self.course, self.facts)[self.tabs.currentIndex()]
        first.setFocus()


def _below(table: FiguresTable, told: PlainLabel) -> QWidget:
    """The answers of the learning curve, and below them what they mean."""
    made = QWidget()
    made.setMaximumWidth(430)
    told.setProperty("role", "mute")
    told.setWordWrap(True)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    layout.addWidget(table, 1)
    layout.addWidget(told)
    return made


def _beside(*widgets: QWidget) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 12, 0, 0)
    layout.setSpacing(14)
    for widget in widgets:
        layout.addWidget(widget, 1)
    return made
