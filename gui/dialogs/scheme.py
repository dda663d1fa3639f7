"""The scheme editor: labels are added, renamed, recoloured, merged and retired in a draft, and then all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotate import scheme_edit
from annotate.errors import SchemeError
from annotate.scheme import Scheme
from annotate.scheme_edit import LabelKind, SchemeDraft
from annotate.steps import scheme_in_words
from gui.dialogs.scheme_panels import LabelPanel, LabelsPanel, Verdict
from gui.plain import PlainLabel
from gui.theme import Theme

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
        self._usage, self._taken = usage, taken
        self.tabs, self._left, self._right = QTabBar(), LabelsPanel(theme), LabelPanel(theme)
        self.filter, self.list, self._hint = self._left.filter, self._left.list, self._left.hint
        self.add_button, self.remove_button = self._left.add_button, self._left.remove_button
        self.up_button, self.down_button = self._left.up_button, self._left.down_button
        self.forms, self.preview = self._right.forms, self._right.preview
        self.retired, self.merge = self._right.retired, self._right.merge
        self._empty, self._text = PlainLabel(""), QPlainTextEdit()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self._buttons.addButton("Export TOML…", QDialogButtonBox.ButtonRole.ResetRole)
        self._verdict = Verdict(self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        self.message, self.summary = self._verdict.message, self._verdict.summary
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
        return self._left.current

    def show_label(self, kind: LabelKind, name: str) -> None:
        """Go to a label."""
        self.tabs.setCurrentIndex([one for one, _, _ in _KINDS].index(kind))
        self._fill(name)

    def accept(self) -> None:
        """Close with the draft finished; with something wrong it stays."""
        if not self._verdict.allowed:
            return
        try:
            self.draft, self.toml = scheme_edit.finished(self.draft)
        except SchemeError as problem:
            self._refuse(str(problem), None)
            return
        super().accept()

    def _build(self) -> None:
        for _, text, _ in _KINDS:
            self.tabs.addTab(text)
        self.tabs.addTab("TOML")
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Kind of labels")
        self._empty.setProperty("role", "mute")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Change scheme")
        self._text.setReadOnly(True)
        self._text.setAccessibleName("The scheme as TOML")
        self._text.setTabChangesFocus(True)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        for widget, stretch in ((self._left, 0), (self._right, 1), (self._empty, 1), (self._text, 1)):
            middle.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.tabs)
        layout.addLayout(middle, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.summary)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_kind)
        self.list.currentItemChanged.connect(self._show_label)
        for button, do in (
            (self.add_button, self._add), (self.remove_button, self._remove), (self.export_button, self._export),
        ):  # fmt: skip
            button.clicked.connect(do)
        self._left.moved.connect(self._move)
        for form in self.forms.values():
            form.edited.connect(self._edited)
        self.retired.clicked.connect(self._retire)
        self.merge.activated.connect(self._merge)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @Slot(int)
    def _show_kind(self, at: int) -> None:
        """Another tab; what was wrong in the one before is forgotten."""
        self._verdict.allow()
        toml = at == _TOML
        self._left.setVisible(not toml)
        self._text.setVisible(toml)
        if toml:
            self._right.hide()
            self._empty.hide()
            self._text.setPlainText(scheme_edit.finished(self.draft)[1])
            return
        self.filter.clear()
        self._right.show_kind(self.kind)
        self._fill(None)

    def _fill(self, name: str | None) -> None:
        """List the labels, with one of them current: the named one, or the first."""
        labels = scheme_edit.labels(self.draft.scheme, self.kind)
        used = _used(self.draft, self._usage, self.kind)
        self._left.fill([(label, used[label.name]) for label in labels], name)
        self._show_label()

    @Slot()
    def _show_label(self) -> None:
        self._verdict.allow()
        name, scheme = self.current, self.draft.scheme
        self._right.setVisible(name is not None)
        self._empty.setVisible(name is None)
        self._empty.setText("Nothing here yet: “Add” makes the first one.")
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setEnabled(name is not None)
        if name is None:
            return
        self._right.show_label(self.kind, scheme_edit.label_named(scheme, self.kind, name), scheme)
        self.summary.setText(_will_be(self.draft, self._usage))

    def _try(self, edit: Callable[[SchemeDraft], SchemeDraft], field: QLineEdit | None = None) -> bool:
        """Change the draft; what cannot be is told, and the draft stays."""
        try:
            self.draft = edit(self.draft)
        except SchemeError as problem:
            self._refuse(str(problem), field)
            return False
        self._verdict.allow()
        return True

    def _refuse(self, text: str, field: QLineEdit | None) -> None:
        self._verdict.refuse(text, field)
        self.refused.emit(text)

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
        used = _used(self.draft, self._usage, kind)[now]
        self._left.show_current(scheme_edit.label_named(self.draft.scheme, kind, now), used)
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
        used = _used(self.draft, self._usage, kind)[name]
        if self._try(lambda draft: scheme_edit.remove(draft, kind, name, used=used)):
            left = scheme_edit.labels(self.draft.scheme, kind)
            self._fill(left[min(row, len(left) - 1)].name if left else None)

    @Slot(int)
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
            self._verdict.tell(f"{path}: cannot be written: {problem.strerror or problem}.")
        except SchemeError as problem:
            self._refuse(str(problem), None)


def _used(draft: SchemeDraft, usage: Usage, kind: LabelKind) -> Counter[str]:
    """How many annotations the labels of a kind have by their names in the draft."""
    found = Counter[str]()
    for old, now in draft.names[kind].items():
        found[now] += usage.get((kind, old), 0)
    return found


def _will_be(draft: SchemeDraft, usage: Usage) -> str:
    """What Ok would do."""
    if not draft.changed:
        return "Nothing is changed yet."
    follow = sum(usage.get((kind, old), 0) for kind in ("span", "relation") for old in draft.renamed(kind))
    follow += sum(usage.get(("span", old), 0) for old in draft.revalued if old not in draft.renamed("span"))
    what = f" {follow:,} {'annotation follows' if follow == 1 else 'annotations follow'}." if follow else ""
    told = scheme_in_words(draft.before, scheme_edit.finished(draft)[0].scheme).removeprefix("Scheme: ")
    return f"Will be: {told}.{what} One undo takes all of it back."
