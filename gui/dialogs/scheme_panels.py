"""What the scheme editor is made of: the labels to the left, one of them to the right, and what Ok would do below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotate import scheme_edit
from annotate.scheme import AttributeLabel, Scheme
from annotate.scheme_edit import Label, LabelKind
from gui.dialogs.palette import matches
from gui.dialogs.scheme_fields import AttributeForm, Form, RelationForm, SpanForm
from gui.dialogs.scheme_list import LabelDelegate, show_in
from gui.dialogs.scheme_preview import Preview
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.hint import EmptyHint

_WIDTH = 250  # pixels
Used = tuple[Label, int]
"""A label, and how many annotations have it."""


class LabelsPanel(QWidget):
    """The labels of a kind as a list with a filter, and the buttons that change it."""

    moved = Signal(int)  # by so many rows

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.filter, self.list = QLineEdit(), QListWidget()
        self.add_button, self.remove_button = QPushButton("Add"), QPushButton("Remove")
        self.up_button, self.down_button = QPushButton("Up"), QPushButton("Down")
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter the labels")
        self.filter.setClearButtonEnabled(True)
        self.list.setAccessibleName("Labels")
        self.list.setItemDelegate(LabelDelegate(theme, self.list))
        self.hint = EmptyHint(self.list)
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.up_button.clicked.connect(self._up)
        self.down_button.clicked.connect(self._down)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        for pair in ((self.add_button, self.remove_button), (self.up_button, self.down_button)):
            line = QHBoxLayout()
            for button in pair:
                button.setAutoDefault(False)
                line.addWidget(button, 1)
            layout.addLayout(line)
        self.setFixedWidth(_WIDTH)

    @property
    def current(self) -> str | None:
        """The name of the current label."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def fill(self, labels: Sequence[Used], name: str | None) -> None:
        """List labels, with one of them current: the named one, or the first. Nothing is told of it."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for label, used in labels:
                item = QListWidgetItem()
                self.list.addItem(item)
                show_in(item, label, used, self._theme)
                if label.name == name:
                    self.list.setCurrentItem(item)
            if self.list.currentItem() is None and self.list.count():
                self.list.setCurrentRow(0)
        self._filter(self.filter.text())

    def show_current(self, label: Label, used: int) -> None:
        """The current label looks otherwise now."""
        item = self.list.currentItem()
        if item is not None:
            show_in(item, label, used, self._theme)

    @Slot(str)
    def _filter(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not matches(text, item.text()))
        none = all(self.list.item(row).isHidden() for row in range(self.list.count()))
        self.hint.tell("Nothing of this name." if none and self.list.count() else "")

    @Slot()
    def _up(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _down(self) -> None:
        self.moved.emit(1)


class LabelPanel(QWidget):
    """One label: the form of its kind, what can become of it, and what it looks like."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.retired, self.merge = QCheckBox("Retired: no longer offered, annotations stay"), QComboBox()
        self.preview = Preview(theme)
        self.forms: dict[LabelKind, Form] = {
            "span": SpanForm(theme), "relation": RelationForm(), "attribute": AttributeForm(),
        }  # fmt: skip
        self._stack, scroll = QStackedWidget(), QScrollArea()
        for form in self.forms.values():
            self._stack.addWidget(form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._stack)
        self.merge.setAccessibleName("Merge into another label")
        layout, line = QVBoxLayout(self), QHBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(scroll, 1)
        line.addWidget(self.retired, 1)
        line.addWidget(self.merge)
        layout.addLayout(line)
        layout.addWidget(self.preview)

    def show_kind(self, kind: LabelKind) -> None:
        """Show the form of a kind."""
        self._stack.setCurrentWidget(self.forms[kind])

    def show_label(self, kind: LabelKind, label: Label, scheme: Scheme) -> None:
        """Show a label of the kind whose form is shown."""
        form = self.forms[kind]
        with QSignalBlocker(form):
            form.show_label(label, scheme)
        is_attribute = isinstance(label, AttributeLabel)
        self.retired.setVisible(not is_attribute)
        self.merge.setVisible(not is_attribute)
        if not isinstance(label, AttributeLabel):
            self.retired.setChecked(label.retired)
            others = [one.name for one in scheme_edit.labels(scheme, kind) if one.name != label.name]
            self.merge.clear()
            self.merge.addItems(["Merge into…", *others])
            self.merge.setEnabled(bool(others))
        self.preview.show_label(label, scheme)


class Verdict:
    """What Ok would do; or why it cannot be pressed, with the fields marked that are wrong."""

    def __init__(self, ok: QPushButton) -> None:
        self._ok, self._wrong = ok, list[QLineEdit]()
        self.message, self.summary = PlainLabel(""), PlainLabel("")
        self.message.setProperty("role", "warn")
        self.summary.setProperty("role", "mute")
        for label in (self.message, self.summary):
            label.setWordWrap(True)

    def refuse(self, text: str, field: QLineEdit | None) -> None:
        """Something is wrong, maybe in a field."""
        self.tell(text[:1].upper() + text[1:] + ".")
        self._ok.setEnabled(False)
        if field is not None and field not in self._wrong:
            self._wrong.append(field)
            _mark(field, wrong=True)

    def allow(self) -> None:
        """Nothing is wrong."""
        self.tell("")
        self._ok.setEnabled(True)
        while self._wrong:
            _mark(self._wrong.pop(), wrong=False)

    @property
    def allowed(self) -> bool:
        """Whether Ok may be pressed."""
        return self._ok.isEnabled()

    def tell(self, text: str) -> None:
        """Something went wrong, which stands where it is told otherwise what will be; empty: nothing did."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.summary.setVisible(not text)


def _mark(field: QLineEdit, *, wrong: bool) -> None:
    field.setProperty("wrong", wrong)
    field.style().polish(field)
