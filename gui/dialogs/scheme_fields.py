"""The fields of the scheme editor: one form for each kind of label. What a person changes goes out as a signal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotate.scheme import SLOTS, AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel
from annotate.scheme_edit import Label
from gui.plain import PlainLabel
from gui.theme import SLOTS as HUES
from gui.theme import Theme, font

_HUES = ("Blue", "Green", "Amber", "Magenta", "Teal", "Olive", "Red", "Violet")
_MEANINGS = (("No value", "none"), ("A number", "number"), ("A date or time", "date"))
_KINDS = (("Yes or no", "flag"), ("One of some choices", "choice"), ("Text", "text"), ("Number", "number"))


def swatch(theme: Theme, slot: int) -> QIcon:
    """A label's colours, with the dots that tell the second eight apart."""
    made = QPixmap(QSize(36, 36))
    made.setDevicePixelRatio(2.0)
    made.fill(Qt.GlobalColor.transparent)
    p = QPainter(made)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(QColor(theme.ink(slot)), 1))
    p.setBrush(QColor(theme.tint(slot)))
    p.drawRoundedRect(QRectF(1, 1, 16, 16), 4, 4)
    p.setFont(font(9))
    p.drawText(QRectF(1, 0, 16, 15), Qt.AlignmentFlag.AlignCenter, "a")
    p.setPen(QPen(QColor(theme.ink(slot)), 1.4, Qt.PenStyle.DotLine if slot >= HUES else Qt.PenStyle.SolidLine))
    p.drawLine(5, 14, 13, 14)
    p.end()
    return QIcon(made)


class CheckList(QListWidget):
    """Some of many labels."""

    chosen = Signal(object)  # frozenset of names

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumHeight(84)
        self.setProperty("role", "boxed")
        self.itemChanged.connect(self._changed)

    def show_names(self, names: Iterable[str], on: frozenset[str]) -> None:
        """Show all labels, with some of them ticked."""
        with QSignalBlocker(self):
            row = self.currentRow()
            self.clear()
            for name in names:
                item = QListWidgetItem(name)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                item.setCheckState(Qt.CheckState.Checked if name in on else Qt.CheckState.Unchecked)
                self.addItem(item)
            self.setCurrentRow(max(0, row))

    @Slot(QListWidgetItem)
    def _changed(self, _item: QListWidgetItem) -> None:
        items = (self.item(row) for row in range(self.count()))
        self.chosen.emit(frozenset(item.text() for item in items if item.checkState() == Qt.CheckState.Checked))


class Form(QWidget):
    """The fields that all labels have. `edited` has the name of what was changed, and its content."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.name, self.guideline = QLineEdit(), QPlainTextEdit()
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.name.textEdited.connect(self._name_edited)
        self.guideline.textChanged.connect(self._guideline_edited)
        self.guideline.setTabChangesFocus(True)
        self.guideline.setMinimumHeight(58)
        self.row("Name", self.name)

    def row(self, name: str, field: QWidget) -> None:
        """Add a field."""
        field.setAccessibleName(name)
        self.form.addRow(name, field)

    def show_label(self, label: Label, scheme: Scheme) -> None:
        """Show a label of a scheme."""
        self.setAccessibleName(f"Label of the scheme {scheme.name}")
        self.write(self.name, label.name)
        if self.guideline.toPlainText() != label.guideline:
            with QSignalBlocker(self.guideline):
                self.guideline.setPlainText(label.guideline)

    def write(self, field: QLineEdit, text: str) -> None:
        """Set a field's text, unless it has it: the cursor stays."""
        if field.text() != text:
            field.setText(text)

    @Slot(str)
    def _name_edited(self, text: str) -> None:
        self.edited.emit("name", text)

    @Slot()
    def _guideline_edited(self) -> None:
        self.edited.emit("guideline", self.guideline.toPlainText())


class _Named(Form):
    """A form with hotkey and aliases."""

    def __init__(self) -> None:
        super().__init__()
        self.hotkey, self.aliases = QLineEdit(), QLineEdit()
        self.hotkey.setMaxLength(8)
        self.hotkey.setFixedWidth(64)
        self.hotkey.textEdited.connect(self._hotkey_edited)
        self.aliases.textEdited.connect(self._aliases_edited)
        self.aliases.setPlaceholderText("Other names of models and files, with commas between")

    def show_label(self, label: Label, scheme: Scheme) -> None:
        super().show_label(label, scheme)
        assert isinstance(label, SpanLabel | RelationLabel)
        self.write(self.hotkey, label.hotkey)
        if _listed(self.aliases.text()) != label.aliases:
            self.aliases.setText(", ".join(label.aliases))

    @Slot(str)
    def _hotkey_edited(self, text: str) -> None:
        self.edited.emit("hotkey", text.strip())

    @Slot(str)
    def _aliases_edited(self, text: str) -> None:
        self.edited.emit("aliases", _listed(text))


class SpanForm(_Named):
    """A span label: colour, hotkey, value, aliases."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.colour, self.meaning = QComboBox(), QComboBox()
        for slot in range(SLOTS):
            self.colour.addItem(swatch(theme, slot), _HUES[slot % HUES] + (", dotted" if slot >= HUES else ""), slot)
        for text, meaning in _MEANINGS:
            self.meaning.addItem(text, meaning)
        self.colour.activated.connect(self._colour_chosen)
        self.meaning.activated.connect(self._meaning_chosen)
        self.row("Colour", self.colour)
        self.row("Hotkey", self.hotkey)
        self.row("Value", self.meaning)
        self.row("Aliases", self.aliases)
        self.row("Guideline", self.guideline)

    def show_label(self, label: Label, scheme: Scheme) -> None:
        super().show_label(label, scheme)
        assert isinstance(label, SpanLabel)
        self.colour.setCurrentIndex(label.slot)
        self.meaning.setCurrentIndex(self.meaning.findData(label.meaning))

    @Slot(int)
    def _colour_chosen(self, slot: int) -> None:
        self.edited.emit("slot", slot)

    @Slot(int)
    def _meaning_chosen(self, _at: int) -> None:
        self.edited.emit("meaning", self.meaning.currentData())


class RelationForm(_Named):
    """A relation label: hotkey, aliases, and the ends that it allows, pair by pair."""

    def __init__(self) -> None:
        super().__init__()
        self.pair, self.same = QComboBox(), QCheckBox("Head and child have the same label")
        self.add, self.drop = QPushButton("Add pair"), QPushButton("Remove pair")
        self.heads, self.children_ = CheckList("Labels of the head"), CheckList("Labels of the child")
        self._ends: tuple[Ends, ...] = ()
        self._names: tuple[str, ...] = ()
        self.row("Hotkey", self.hotkey)
        self.row("Aliases", self.aliases)
        pairs = QWidget()
        line = QHBoxLayout(pairs)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.pair, 1)
        for button in (self.add, self.drop):
            button.setAutoDefault(False)
            line.addWidget(button)
        self.row("Ends", pairs)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        for text, some in (("From a head that is", self.heads), ("To a child that is", self.children_)):
            column = QVBoxLayout()
            column.setSpacing(3)
            title = PlainLabel(text)
            title.setProperty("role", "mute")
            column.addWidget(title)
            column.addWidget(some)
            beside.addLayout(column)
        self.form.addRow("", both)
        self.form.addRow("", self.same)
        self.row("Guideline", self.guideline)
        self.pair.setAccessibleName("Pair of ends")
        self.pair.activated.connect(self._show_pair)
        self.add.clicked.connect(self._add_pair)
        self.drop.clicked.connect(self._drop_pair)
        self.heads.chosen.connect(self._heads_chosen)
        self.children_.chosen.connect(self._children_chosen)
        self.same.clicked.connect(self._same_clicked)

    def show_label(self, label: Label, scheme: Scheme) -> None:
        other = self.name.text() != label.name
        super().show_label(label, scheme)
        assert isinstance(label, RelationLabel)
        self._ends, self._names = label.ends, tuple(one.name for one in scheme.spans)
        at = 0 if other else min(max(0, self.pair.currentIndex()), len(self._ends) - 1)
        self.pair.clear()
        self.pair.addItems([_pair_in_words(ends, len(self._names)) for ends in self._ends])
        self.pair.setCurrentIndex(at)
        self.drop.setEnabled(len(self._ends) > 1)
        self._show_pair()

    @Slot()
    def _show_pair(self) -> None:
        ends = self._ends[self.pair.currentIndex()]
        self.heads.show_names(self._names, ends.heads)
        self.children_.show_names(self._names, ends.children)
        self.same.setChecked(ends.same)

    @Slot()
    def _add_pair(self) -> None:
        every = frozenset(self._names)
        at = len(self._ends)
        self.edited.emit("ends", (*self._ends, Ends(every, every)))
        if at < self.pair.count():
            self.pair.setCurrentIndex(at)
            self._show_pair()

    @Slot()
    def _drop_pair(self) -> None:
        at = self.pair.currentIndex()
        self.edited.emit("ends", self._ends[:at] + self._ends[at + 1 :])

    @Slot(object)
    def _heads_chosen(self, names: frozenset[str]) -> None:
        self._change(replace(self._ends[self.pair.currentIndex()], heads=names))

    @Slot(object)
    def _children_chosen(self, names: frozenset[str]) -> None:
        self._change(replace(self._ends[self.pair.currentIndex()], children=names))

    @Slot(bool)
    def _same_clicked(self, same: bool) -> None:
        self._change(replace(self._ends[self.pair.currentIndex()], same=same))

    def _change(self, ends: Ends) -> None:
        at = self.pair.currentIndex()
        self.edited.emit("ends", (*self._ends[:at], ends, *self._ends[at + 1 :]))


class AttributeForm(Form):
    """An attribute: what kind of value, its choices, and which labels it is for."""

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.choices, self.on = QComboBox(), QLineEdit(), CheckList("Labels that it is for")
        for text, kind in _KINDS:
            self.kind.addItem(text, kind)
        self.choices.setPlaceholderText("The choices, with commas between")
        self.kind.activated.connect(self._kind_chosen)
        self.choices.textEdited.connect(self._choices_edited)
        self.on.chosen.connect(self._on_chosen)
        self.row("Kind", self.kind)
        self.row("Choices", self.choices)
        self.row("For", self.on)
        self.row("Guideline", self.guideline)

    def show_label(self, label: Label, scheme: Scheme) -> None:
        super().show_label(label, scheme)
        assert isinstance(label, AttributeLabel)
        self.kind.setCurrentIndex(self.kind.findData(label.kind))
        if _listed(self.choices.text()) != label.choices:
            self.choices.setText(", ".join(label.choices))
        self.choices.setEnabled(label.kind == "choice")
        names = dict.fromkeys(one.name for one in (*scheme.spans, *scheme.relations))
        self.on.show_names(names, label.on)

    @Slot(int)
    def _kind_chosen(self, _at: int) -> None:
        """A choice needs choices: the first ones stand for what the person will write."""
        kind = self.kind.currentData()
        choices = _listed(self.choices.text()) or ("first", "second")
        self.edited.emit("kind", (kind, choices if kind == "choice" else ()))

    @Slot(str)
    def _choices_edited(self, text: str) -> None:
        self.edited.emit("choices", _listed(text))

    @Slot(object)
    def _on_chosen(self, names: frozenset[str]) -> None:
        self.edited.emit("on", names)


def _listed(text: str) -> tuple[str, ...]:
    """Names between commas, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _pair_in_words(ends: Ends, every: int) -> str:
    def some(names: frozenset[str]) -> str:
        if len(names) == every:
            return "any label"
        listed = ", ".join(sorted(names)[:2])
        return listed + (f" and {len(names) - 2} more" if len(names) > 2 else "")

    if ends.same and ends.heads == ends.children:
        return f"{some(ends.heads)}, both the same"
    return f"{some(ends.heads)} → {some(ends.children)}" + (", the same" if ends.same else "")
