"""The scheme editor: labels are added, renamed, recoloured, merged and retired in a draft, and then all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotate import scheme_edit
from annotate.errors import SchemeError
from annotate.scheme import AttributeLabel, Scheme
from annotate.scheme_edit import LabelKind, SchemeDraft
from annotate.steps import scheme_in_words
from gui.dialogs.palette import matches
from gui.dialogs.scheme_fields import AttributeForm, Form, RelationForm, SpanForm
from gui.dialogs.scheme_list import LabelDelegate, show_in
from gui.dialogs.scheme_preview import Preview
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.hint import EmptyHint

_KINDS: tuple[tuple[LabelKind, str, str], ...] = (
    ("span", "Span labels", "NEW"), ("relation", "Relation labels", "new_relation"), ("attribute", "Attributes", "new"),
)  # fmt: skip
_TOML = len(_KINDS)
Usage = Mapping[tuple[str, str], int]
"""How many annotations have a label, by kind and name."""


class SchemeDialog(QDialog):
    """`draft` and `toml` are what is to be done, once it is accepted. Nothing is done by itself; Cancel forgets all.

    `taken` are keys of actions, with what the actions do; a label cannot have one of them.
    """

    refused = Signal(str)

    def __init__(self, scheme: Scheme, usage: Usage, taken: Mapping[str, str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scheme")
        self.setWindowTitle("Scheme")
        self.resize(940, 700)
        self.draft, self.toml = SchemeDraft.of(scheme), ""
        self._usage, self._taken, self._theme = usage, taken, theme
        self.tabs, self.filter, self.list = QTabBar(), QLineEdit(), QListWidget()
        self.add_button, self.remove_button = QPushButton("Add"), QPushButton("Remove")
        self.up_button, self.down_button = QPushButton("Up"), QPushButton("Down")
        self.retired, self.merge = QCheckBox("Retired: no longer offered, annotations stay"), QComboBox()
        self.message, self.summary = PlainLabel(""), PlainLabel("")
        self.preview = Preview(theme)
        self.forms: dict[LabelKind, Form] = {
            "span": SpanForm(theme), "relation": RelationForm(), "attribute": AttributeForm(),
        }  # fmt: skip
        self._stack, self._right = QStackedWidget(), QWidget()
        self._empty, self._text = PlainLabel(""), QPlainTextEdit()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self._buttons.addButton("Export TOML…", QDialogButtonBox.ButtonRole.ResetRole)
        self._build()
        self._connect()
        self._show_kind(0)

    @property
    def kind(self) -> LabelKind:
        """Which labels are shown; span labels while the TOML is."""
        at = self.tabs.currentIndex()
        return _KINDS[at][0] if at < _TOML else "span"

    @property
    def current(self) -> str | None:
        """The name of the label that is shown."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def show_label(self, kind: LabelKind, name: str) -> None:
        """Go to a label."""
        self.tabs.setCurrentIndex([one for one, _, _ in _KINDS].index(kind))
        self._fill(name)

    def accept(self) -> None:
        """Close with the draft finished; with something wrong it stays."""
        if self.message.text():
            return
        try:
            self.draft, self.toml = scheme_edit.finished(self.draft)
        except SchemeError as problem:
            self._refuse(str(problem), None)
            return
        super().accept()

    def _build(self) -> None:
        self._build_left()
        self._build_right()
        self._text.setReadOnly(True)
        self._text.setAccessibleName("The scheme as TOML")
        self._text.setTabChangesFocus(True)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        for widget, stretch in ((self._left, 0), (self._right, 1), (self._empty, 1), (self._text, 1)):
            middle.addWidget(widget, stretch)
        self.message.setProperty("role", "warn")
        self.summary.setProperty("role", "mute")
        for label in (self.message, self.summary):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.tabs)
        layout.addLayout(middle, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.summary)
        layout.addWidget(self._buttons)

    def _build_left(self) -> None:
        for _, text, _ in _KINDS:
            self.tabs.addTab(text)
        self.tabs.addTab("TOML")
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Kind of labels")
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter the labels")
        self.filter.setClearButtonEnabled(True)
        self.list.setAccessibleName("Labels")
        self.list.setItemDelegate(LabelDelegate(self._theme, self.list))
        self._hint = EmptyHint(self.list)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.filter)
        left.addWidget(self.list, 1)
        for pair in ((self.add_button, self.remove_button), (self.up_button, self.down_button)):
            line = QHBoxLayout()
            for button in pair:
                button.setAutoDefault(False)
                line.addWidget(button, 1)
            left.addLayout(line)
        self._left.setFixedWidth(250)

    def _build_right(self) -> None:
        for form in self.forms.values():
            self._stack.addWidget(form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._stack)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(10)
        right.addWidget(scroll, 1)
        line = QHBoxLayout()
        line.addWidget(self.retired, 1)
        self.merge.setAccessibleName("Merge into another label")
        line.addWidget(self.merge)
        right.addLayout(line)
        right.addWidget(self.preview)
        self._empty.setProperty("role", "mute")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Change scheme")

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_kind)
        self.filter.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(self._show_label)
        for button, do in (
            (self.add_button, self._add), (self.remove_button, self._remove), (self.up_button, self._up),
            (self.down_button, self._down), (self.export_button, self._export),
        ):  # fmt: skip
            button.clicked.connect(do)
        for form in self.forms.values():
            form.edited.connect(self._edited)
        self.retired.clicked.connect(self._retire)
        self.merge.activated.connect(self._merge)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @Slot(int)
    def _show_kind(self, at: int) -> None:
        """Another tab; what was wrong in the one before is forgotten."""
        self._accepted()
        toml = at == _TOML
        self._left.setVisible(not toml)
        self._text.setVisible(toml)
        if toml:
            self._right.hide()
            self._empty.hide()
            self._text.setPlainText(scheme_edit.finished(self.draft)[1])
            return
        self.filter.clear()
        self._stack.setCurrentWidget(self.forms[self.kind])
        self._fill(None)

    def _fill(self, name: str | None) -> None:
        """List the labels, with one of them current: the named one, or the first."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for label in scheme_edit.labels(self.draft.scheme, self.kind):
                item = QListWidgetItem()
                self.list.addItem(item)
                show_in(item, label, self._used(label.name), self._theme)
                if label.name == name:
                    self.list.setCurrentItem(item)
            if self.list.currentItem() is None and self.list.count():
                self.list.setCurrentRow(0)
        self._filter(self.filter.text())
        self._show_label()

    @Slot(str)
    def _filter(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not matches(text, item.text()))
        none = all(self.list.item(row).isHidden() for row in range(self.list.count()))
        self._hint.tell("Nothing of this name." if none and self.list.count() else "")

    @Slot()
    def _show_label(self) -> None:
        self._accepted()
        name, scheme = self.current, self.draft.scheme
        self._right.setVisible(name is not None)
        self._empty.setVisible(name is None)
        self._empty.setText("Nothing here yet: “Add” makes the first one.")
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setEnabled(name is not None)
        if name is None:
            return
        label = scheme_edit.label_named(scheme, self.kind, name)
        form = self.forms[self.kind]
        with QSignalBlocker(form):
            form.show_label(label, scheme)
        is_attribute = isinstance(label, AttributeLabel)
        self.retired.setVisible(not is_attribute)
        self.merge.setVisible(not is_attribute)
        if not isinstance(label, AttributeLabel):
            self.retired.setChecked(label.retired)
            others = [one.name for one in scheme_edit.labels(scheme, self.kind) if one.name != name]
            self.merge.clear()
            self.merge.addItems(["Merge into…", *others])
            self.merge.setEnabled(bool(others))
        self.preview.show_label(label, scheme)
        self._summarise()

    def _summarise(self) -> None:
        """What Ok would do."""
        draft = self.draft
        if not draft.changed:
            self.summary.setText("Nothing is changed yet.")
            return
        follow = sum(self._usage.get((kind, old), 0) for kind in ("span", "relation") for old in draft.renamed(kind))
        follow += sum(self._usage.get(("span", old), 0) for old in draft.revalued if old not in draft.renamed("span"))
        what = f" {follow:,} {'annotation follows' if follow == 1 else 'annotations follow'}." if follow else ""
        told = scheme_in_words(draft.before, scheme_edit.finished(draft)[0].scheme).removeprefix("Scheme: ")
        self.summary.setText(f"Will be: {told}.{what} One undo takes all of it back.")

    def _used(self, name: str) -> int:
        kind = self.kind
        return sum(self._usage.get((kind, old), 0) for old, now in self.draft.names[kind].items() if now == name)

    def _try(self, edit: Callable[[SchemeDraft], SchemeDraft], field: QLineEdit | None = None) -> bool:
        """Change the draft; what cannot be is told, and the draft stays."""
        try:
            self.draft = edit(self.draft)
        except SchemeError as problem:
            self._refuse(str(problem), field)
            return False
        self._accepted()
        return True

    def _refuse(self, text: str, field: QLineEdit | None) -> None:
        self._tell_wrong(text[:1].upper() + text[1:] + ".")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        if field is not None:
            self._mark(field, wrong=True)
        self.refused.emit(text)

    def _tell_wrong(self, text: str) -> None:
        """What is wrong stands where it is told otherwise what will be."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.summary.setVisible(not text)

    def _accepted(self) -> None:
        self._tell_wrong("")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(True)
        for form in self.forms.values():
            for field in form.findChildren(QLineEdit):
                self._mark(field, wrong=False)

    def _mark(self, field: QLineEdit, *, wrong: bool) -> None:
        if bool(field.property("wrong")) != wrong:
            field.setProperty("wrong", wrong)
            field.style().polish(field)

    @Slot(str, object)
    def _edited(self, what: str, content: object) -> None:
        """A field was changed: the draft and everything that shows it follow as it is typed."""
        name, kind, form = self.current, self.kind, self.forms[self.kind]
        if name is None:
            return
        fields = {what: content}
        if what == "kind" and isinstance(content, tuple):
            fields = {"kind": content[0], "choices": content[1]}
        field = getattr(form, what, None)
        if what == "hotkey" and str(content).casefold() in self._taken:
            self._refuse(f"“{content}” is the key of “{self._taken[str(content).casefold()]}”", field)
            return
        line = field if isinstance(field, QLineEdit) else None
        if not self._try(lambda draft: scheme_edit.change(draft, kind, name, **fields), line):
            return
        now = str(content) if what == "name" else name
        item = self.list.currentItem()
        if item is not None:
            show_in(item, scheme_edit.label_named(self.draft.scheme, kind, now), self._used(now), self._theme)
        self._show_label()

    @Slot()
    def _add(self) -> None:
        kind, stem = self.kind, _KINDS[self.tabs.currentIndex()][2]
        known = {one.name.casefold() for one in scheme_edit.labels(self.draft.scheme, kind)}
        names = [stem, *(f"{stem}_{number}" for number in range(2, len(known) + 3))]
        name = next(one for one in names if one.casefold() not in known)
        self.filter.clear()
        if self._try(lambda draft: scheme_edit.add(draft, kind, name)):
            self._fill(name)
            self.forms[kind].name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.forms[kind].name.selectAll()

    @Slot()
    def _remove(self) -> None:
        name, kind = self.current, self.kind
        row = self.list.currentRow()
        if name is None:
            return
        used = self._used(name)
        if self._try(lambda draft: scheme_edit.remove(draft, kind, name, used=used)):
            left = scheme_edit.labels(self.draft.scheme, kind)
            self._fill(left[min(row, len(left) - 1)].name if left else None)

    @Slot()
    def _up(self) -> None:
        self._move(-1)

    @Slot()
    def _down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        name, kind = self.current, self.kind
        if name is not None and self._try(lambda draft: scheme_edit.move(draft, kind, name, step)):
            self._fill(name)

    @Slot(bool)
    def _retire(self, retired: bool) -> None:
        name, kind = self.current, self.kind
        if name is not None and self._try(lambda draft: scheme_edit.retire(draft, kind, name, retired=retired)):
            self._fill(name)

    @Slot(int)
    def _merge(self, at: int) -> None:
        name, kind, into = self.current, self.kind, self.merge.itemText(at)
        if name is not None and at > 0 and self._try(lambda draft: scheme_edit.merge(draft, kind, name, into)):
            self._fill(into)

    @Slot()
    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Export the scheme", "scheme.toml", "Schemes (*.toml)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the draft as TOML; a failure is told in the message line."""
        try:
            path.write_text(scheme_edit.finished(self.draft)[1], encoding="utf-8", newline="\n")
        except OSError as problem:
            self.message.setText(f"{path}: cannot be written: {problem.strerror or problem}.")
        except SchemeError as problem:
            self._refuse(str(problem), None)
