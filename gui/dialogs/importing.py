"""Import: what is in the files, how they are read, whose annotations they are; then what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.import_form import ImportForm
from gui.dialogs.import_found import FoundPanel
from gui.import_look import SHOWN, Asked, Found, in_window
from gui.plain import PlainLabel
from gui.taking_in import Outcome
from gui.theme import Theme
from gui.widgets.work_line import WorkLine
from store.merge.told import counted

_LEFT = 372  # pixels of the fields
_COLUMNS, _FACTS = 46, 260  # letters that a line of what was found holds; pixels that it has at most
_READS = "Reading the files…"


class ImportDialog(QDialog):
    """Asks for looks at the files and for the import; shows what came of both. Esc closes it."""

    look_requested = Signal(object)  # Asked
    import_requested = Signal(object)  # Asked
    stop_requested = Signal()
    save_requested = Signal(object)  # the path of a new file for the problems

    def __init__(self, asked: Asked, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle("Import")
        self.form, self.found = ImportForm(asked), FoundPanel(theme, asked.paths)
        self.facts, self.heading, self.line = QPlainTextEdit(), PlainLabel(_named(asked.paths)), WorkLine()
        self._facts_name = PlainLabel("FOUND")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save = self.buttons.addButton("Save the problems…", QDialogButtonBox.ButtonRole.ActionRole)
        self._lay_out()
        self._join()
        self.resize(1060, 680)
        self.form.form.setFocus()

    def _lay_out(self) -> None:
        self.heading.setProperty("role", "heading")
        self._facts_name.setProperty("role", "section")
        self.facts.setReadOnly(True)
        self.facts.setTabChangesFocus(True)
        self.facts.setAccessibleName("What was found in the files")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.save.hide()
        left = QWidget()
        left.setFixedWidth(_LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.form)
        column.addWidget(self._facts_name)
        column.addWidget(self.facts)
        column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(20)
        both.addWidget(left)
        both.addWidget(self.found, 1)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addLayout(both, 1)
        layout.addLayout(foot)

    def _join(self) -> None:
        self.form.changed.connect(self.look)
        self.line.stop_requested.connect(self.stop_requested)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self._import)
        self.save.clicked.connect(self._save)

    @Slot()
    def look(self) -> None:
        """Ask for what is in the files, read as the form says now."""
        self.go.setEnabled(False)
        self.line.begin(_READS)
        self.look_requested.emit(self.form.asked)

    def show_found(self, found: Found, asked: Asked) -> None:
        """Show what is in the files."""
        self.form.show_found(found)
        self.found.show_found(found)
        self._show_facts(_facts(found))
        self.go.setText(f"Import {counted(found.documents, 'document')}" if found.documents and found.whole
                        else "Import")  # fmt: skip
        text, ready = _verdict(found, asked)
        self.go.setEnabled(ready)
        self.line.tell(self.found.short(text), "mute" if ready else "warn")

    def _show_facts(self, lines: Sequence[str]) -> None:
        """Show lines in a field that is as high as they are, as far as there is room."""
        self.facts.setPlainText("\n".join(lines))
        room = sum(1 + len(line) // _COLUMNS for line in lines) * self.facts.fontMetrics().lineSpacing()
        self.facts.setFixedHeight(min(_FACTS, room + 24))

    def show_stopped(self) -> None:
        """The person wanted no longer look; the import reads everything all the same."""
        self.go.setEnabled(True)
        self.line.tell("Not all files were looked at; the import reads them all.")

    def show_failure(self, told: str) -> None:
        """Nothing was imported; why."""
        self.go.setEnabled(True)
        self.line.tell(f"Nothing was imported. {self.found.short(in_window(told))}".rstrip(), "warn")

    def show_importing(self) -> None:
        """The import has begun."""
        self.go.setEnabled(False)
        self.line.tell("Importing…")

    def show_done(self, done: Outcome) -> None:
        """What the import has brought: now the dialog only closes."""
        self.setWindowTitle("Imported")
        self.form.hide()
        self._facts_name.setText("IMPORTED")
        self._show_facts(done.told)
        self.found.show_problems(done.problems[:SHOWN], len(done.problems))
        if done.problems:
            self.found.setCurrentIndex(1)
        self.save.setVisible(bool(done.problems))
        self.go.hide()
        close = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText("Close")
        close.setDefault(True)
        close.setFocus()
        self.line.tell(done.summary, "good")

    @Slot()
    def _import(self) -> None:
        if self.go.isEnabled():
            self.import_requested.emit(self.form.asked)

    @Slot()
    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the problems", "problems.txt", "Text (*.txt);;All files (*)")
        if name:
            self.save_requested.emit(Path(name))


def _named(paths: Sequence[Path]) -> str:
    """What was given, in few words."""
    first = paths[0].name or str(paths[0])
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1:,} more"


def _facts(found: Found) -> list[str]:
    forms = (f"{counted(count, 'file')} of {title}" for title, count in found.forms.most_common())
    more = "" if found.whole else " in the part that was looked at"
    counts = [(found.documents, "document"), (found.spans, "span"), (found.relations, "relation")]
    lines = [*forms, ", ".join(counted(number, what) for number, what in counts if number) + more]
    lines += [f"{what}: {how}" for what, how in found.facts.items()]
    if found.bad:
        lines.append(f"{counted(found.bad, 'file')} that cannot be read")
    return [line for line in lines if line]


def _verdict(found: Found, asked: Asked) -> tuple[str, bool]:
    """What is said of the files, and whether they can be imported so."""
    if found.question is not None:
        return f"{found.question.question}. Say which.", False
    if found.bad and not asked.leave_out:
        which = "One file" if found.bad == 1 else f"{found.bad:,} files"
        told = f"{which} cannot be read, so that nothing would be imported. See Problems, or leave out what is bad."
        return told, False
    if not found.documents:
        return "There is nothing to import in these files.", False
    if found.labels:
        return f"{counted(len(found.labels), 'label')} will be added to the scheme.", True
    return "", True
