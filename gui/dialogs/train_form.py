"""What can be chosen for a training: a few fields in front, the rest under More."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.train_base import BaseField
from gui.plain import PlainLabel, plain_tip
from gui.train_ask import Asked, Offer
from gui.widgets.tick_button import TickButton

_COMPONENTS = (
    ("auto", "By the spans"),
    ("ner", "ner: spans that do not overlap"),
    ("spancat", "spancat: they may nest and overlap"),
)
_MOST = 1_000_000  # steps
_USUAL = Asked(Path())


class TrainForm(QWidget):
    """`changed`: something else would be trained now."""

    changed = Signal()

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home, self._many = home, False
        self.source, self.component, self.base = QComboBox(), QComboBox(), BaseField()
        self.labels = TickButton("Labels", "labels", none_is_all=True)
        self.curve = QCheckBox("Also with 25, 50 and 75 %:\nwould more annotation help?")
        self.folder, self.filter, self.licence = QLineEdit(), QLineEdit(), QLineEdit()
        self.steps, self.patience, self.seed = (_number(*one) for one in ((1, 2000), (1, 600), (0, 0)))
        self.more, self._browse, self._place = QToolButton(), QPushButton("Elsewhere…"), PlainLabel("")
        for box in (self.source, self.component):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._form = QFormLayout()
        self._build()
        self._name()
        self._join()
        self._show_more()

    def _build(self) -> None:
        for value, text in _COMPONENTS:
            self.component.addItem(text, value)
        self.filter.setPlaceholderText("all that are done")
        self.licence.setPlaceholderText("for its card, such as CC-BY-4.0")
        self._place.setProperty("role", "mute")
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        where, below = QHBoxLayout(), QVBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder, 1)
        where.addWidget(self._browse)
        below.setSpacing(4)
        below.addLayout(where)
        below.addWidget(self._place)
        form = self._form
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setContentsMargins(0, 0, 0, 0)
        for title, field in (
            ("&Gold of", self.source), ("&Labels", self.labels), ("Learning cur&ve", self.curve), ("F&older", below),
            ("", self.more), ("&Begin with", self.base), ("&Component", self.component), ("&Documents", self.filter),
            ("&Steps at most", self.steps), ("&Patience", self.patience), ("S&eed", self.seed),
            ("L&icence", self.licence),
        ):  # fmt: skip
            self._add(title, field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addStretch(1)

    def _add(self, title: str, field: QWidget | QVBoxLayout) -> None:
        label = PlainLabel(title)
        if field is self.more:
            self._form.addRow(PlainLabel(""), field)
            return
        if isinstance(field, QWidget):
            label.setBuddy(field)
            self._form.addRow(label, field)
        else:
            label.setBuddy(self.folder)
            self._form.addRow(label, field)

    def _name(self) -> None:
        self._browse.setAutoDefault(False)
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for widget, name, tip in (
            (self.source, "Whose gold", ""),
            (self.curve, "Learning curve", "It takes about two and a half times as long."),
            (self.folder, "Folder for the pipeline", "A folder that is there is never replaced."),
            (self.filter, "Which documents", "As in export: status:done, label:PERSON, name:2024*"),
            (self.component, "Component", "By the spans: spancat where they nest or overlap, else ner"),
            (self.steps, "Steps at most", "Updates of the weights"),
            (self.patience, "Patience", "It ends after so many steps without a better score on dev."),
            (self.seed, "Seed", "Another number trains otherwise."),
            (self.licence, "Licence", ""),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(plain_tip(tip))
        self.base.setFocusProxy(self.base.kind)

    def _join(self) -> None:
        self.source.currentIndexChanged.connect(self.changed)
        self.component.currentIndexChanged.connect(self.changed)
        self.labels.changed.connect(self.changed)
        self.base.changed.connect(self.changed)
        self.curve.toggled.connect(self.changed)
        self.folder.textChanged.connect(self._show_place)
        for field in (self.filter, self.licence):
            field.textChanged.connect(self.changed)
        for box in (self.steps, self.patience, self.seed):
            box.valueChanged.connect(self.changed)
        self._browse.clicked.connect(self._ask_where)
        self.more.toggled.connect(self._show_more)

    def offer(self, found: Offer, last: Asked | None) -> None:
        """Show what there is to choose from: what was chosen last, or what is proposed, is in front."""
        self.blockSignals(True)
        was = last or _USUAL
        self.source.clear()
        for one, count in found.sources:
            self.source.addItem(f"{one.name}  ({count:,})", one.name)
        self.source.setCurrentIndex(max(0, self.source.findData(was.source or found.source)))
        self._many = len(found.sources) > 1
        self.labels.offer(found.labels, was.labels)
        self.base.offer(found, was.base)
        self.component.setCurrentIndex(self.component.findData(was.component))
        self.curve.setChecked(was.curve)
        self.filter.setText(was.filter)
        self.licence.setText(was.licence)
        for box, number in ((self.steps, was.max_steps), (self.patience, was.patience), (self.seed, was.seed)):
            box.setValue(number)
        self.offer_folder(found.folder)
        self.blockSignals(False)
        self._show_more()

    def offer_folder(self, folder: Path) -> None:
        """Propose a folder beside the project."""
        self.folder.setText(folder.name)

    @property
    def asked(self) -> Asked | None:
        """What is chosen; None where the folder or the base is not named."""
        name = self.folder.text().strip()
        if not name or not self.base.complete:
            return None
        ticked = self.labels.ticked
        return Asked(
            self._home.parent / name,
            self.source.currentData() or "",
            () if len(ticked) == self.labels.list.count() else ticked,
            self.curve.isChecked(),
            self.base.base,
            self.component.currentData(),
            self.filter.text().strip(),
            self.seed.value(),
            self.steps.value(),
            self.patience.value(),
            self.licence.text().strip(),
        )

    def take_keys(self) -> None:
        """Give the keys to the first field."""
        (self.source if self._many else self.labels).setFocus()

    @Slot()
    def _show_place(self) -> None:
        name = self.folder.text().strip()
        place = (self._home.parent / name).parent if name else self._home.parent
        self._place.setText(f"in {place}")
        self._place.setToolTip(plain_tip(str(place)))
        self.changed.emit()

    @Slot()
    def _show_more(self) -> None:
        shown = self.more.isChecked()
        self.more.setText("&Fewer settings  ▴" if shown else "&More settings  ▾")
        self._form.setRowVisible(self.source, self._many)
        for field in (
            self.base, self.component, self.filter, self.steps, self.patience, self.seed, self.licence,
        ):  # fmt: skip
            self._form.setRowVisible(field, shown)

    @Slot()
    def _ask_where(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Where the folder goes", str(self._home.parent))
        if name:
            self.folder.setText(str(Path(name) / Path(self.folder.text().strip() or "model").name))


def _number(least: int, usual: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, _MOST)
    made.setGroupSeparatorShown(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setFixedSize(110, 30)
    made.setValue(usual)
    return made
