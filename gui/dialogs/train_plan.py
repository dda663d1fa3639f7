"""What a training would learn from: counts by part, what is left out and why, warnings, and what it takes."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from gui.compare_tables import Table
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.train_ask import Plan
from gui.train_going import Going
from gui.train_tables import plan_table
from gui.train_words import estimate_told, left_out_told, parts_told, plan_told, sentence
from gui.widgets.figures import FiguresTable

_HOW = (
    "It ends by itself when nothing gets better. It runs beside the window, at low priority; "
    "the view can be closed meanwhile."
)
_EMPTY = 140  # pixels of the table where it only says why it is empty
_ALL = 100  # of the room, beside the stretch


class TrainPlan(QWidget):
    """Shows it; nothing is computed here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.told, self.table = PlainLabel(""), FiguresTable("What is trained on", theme)
        self.parts, self.left_out, self.warnings = PlainLabel(""), PlainLabel(""), PlainLabel("")
        self.estimate, self._how, self.card = PlainLabel(""), PlainLabel(_HOW), QFrame()
        name = PlainLabel("What it learns from")
        name.setProperty("role", "heading")
        for label, role in (
            (self.told, ""), (self.parts, "mute"), (self.left_out, "mute"), (self.warnings, "warn"),
            (self.estimate, "heading"), (self._how, "mute"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.card.setProperty("role", "card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(4)
        inside.addWidget(self.estimate)
        inside.addWidget(self._how)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(name)
        layout.addSpacing(6)
        layout.addWidget(self.told)
        layout.addWidget(self.table, _ALL)
        for widget in (self.parts, self.left_out, self.warnings):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.card)
        layout.addStretch(1)
        self.show_nothing("")

    def show_nothing(self, why: str) -> None:
        """Nothing can be trained, and why; or it is being looked at."""
        self.table.show_table(Table("", ()), why or "Reading the gold…")
        self.table.setMaximumHeight(_EMPTY)
        self._tell()
        self.show_estimate(None)

    def show_plan(self, plan: Plan) -> None:
        """What will be trained on."""
        prepared = plan.prepared
        self.table.show_table(plan_table(plan))
        self.table.setMaximumHeight(self.table.whole_height)
        warnings = "\n".join(f"•  {sentence(one)}" for one in prepared.warnings)
        self._tell(plan_told(plan), parts_told(prepared.facts), left_out_told(prepared.left_out), warnings)

    def show_estimate(self, going: Going | None) -> None:
        """What it takes, once that is measured; what cannot be learnt is known then, too."""
        self.card.setVisible(going is not None)
        if going is None:
            return
        if going.fitted is not None:
            self.left_out.setText(left_out_told(going.plan.prepared.left_out, going.fitted))
            self.left_out.setVisible(bool(self.left_out.text()))
        found = going.estimate
        self.estimate.setText("Measuring time and memory…" if found is None else estimate_told(found))

    def _tell(self, *texts: str) -> None:
        every = (self.told, self.parts, self.left_out, self.warnings)
        for label, text in zip(every, texts or [""] * len(every), strict=True):
            label.setText(text)
            label.setVisible(bool(text))
