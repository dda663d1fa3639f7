"""Export: in which format, whose annotations, and what would be lost; then where it goes, and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.dialogs.export_form import ExportForm, FormatList
from gui.dressing import say_of
from gui.export_look import Choice, Foreseen, FormatLine, Whom
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.rows import RowsTable
from gui.widgets.work_line import WorkLine
from store.exchange.exporting import lost
from store.exchange.losses import Loss
from store.merge.told import counted

_LEFT = 380  # pixels of the list of formats
_ALL = 100  # of the room, beside the stretch
_PAUSE = 120  # milliseconds without a change, after which is looked what would be lost
_LOOKS = "Looking at what would be lost…"
_NOTHING = "Nothing would be lost."


class ExportDialog(QDialog):
    """Asks for looks at what would be lost, and for the export; shows what came of both. Esc closes it."""

    preview_requested = Signal(object)  # Choice
    export_requested = Signal(object, object)  # Choice, Path
    stop_requested = Signal()

    def __init__(self, home: Path, theme: Theme, parent: QWidget, chosen: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle("Export")
        self._home, self._chosen = home, chosen
        self._foreseen: Foreseen | None = None  # of what is chosen now
        self.formats, self.form, self.line = FormatList(theme), ExportForm(), WorkLine()
        self.title, self.about, self.misses = PlainLabel(""), PlainLabel(""), PlainLabel("")
        self.counts = PlainLabel("")
        titles = ("Document", "What", "Label", "Text, or why")
        self.losses = RowsTable("What would be lost", titles, (150, 150, 110, 0))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.go = self.buttons.addButton("Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._lay_out()
        self._join()
        self.resize(1060, 680)
        self.go.setEnabled(False)
        self.formats.setFocus()

    def _lay_out(self) -> None:
        self.title.setProperty("role", "heading")
        for label in (self.about, self.misses, self.counts):
            label.setWordWrap(True)
        self.about.setProperty("role", "mute")
        self.go.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self.formats.setFixedWidth(_LEFT)
        name = PlainLabel("WHAT WOULD BE LOST")
        name.setProperty("role", "section")
        right = QVBoxLayout()
        right.setSpacing(6)
        for widget in (self.title, self.about, self.misses):
            right.addWidget(widget)
        right.addSpacing(8)
        right.addWidget(self.form)
        right.addSpacing(8)
        for widget in (name, self.counts):
            right.addWidget(widget)
        right.addWidget(self.losses, _ALL)
        right.addStretch(1)  # of the room that there is where nothing would be lost
        both = QHBoxLayout()
        both.setSpacing(20)
        both.addWidget(self.formats)
        both.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(both, 1)
        layout.addLayout(foot)

    def _join(self) -> None:
        self.formats.currentRowChanged.connect(self._change)
        self.formats.itemDoubleClicked.connect(self._ask_where)
        self.form.changed.connect(self._change)
        self.form.strict.toggled.connect(self._judge)
        self._pause.timeout.connect(self._look)
        self.line.stop_requested.connect(self.stop_requested)
        self.buttons.accepted.connect(self._ask_where)
        self.buttons.rejected.connect(self.reject)

    def show_offer(self, formats: Sequence[FormatLine], whom: Sequence[Whom]) -> None:
        """What can be chosen."""
        self.form.show_sources(whom)
        self.formats.show_formats(formats, self._chosen)
        self.formats.setCurrentRow(self.formats.currentRow(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @property
    def choice(self) -> Choice | None:
        """What is chosen; None before the formats are known."""
        line = self.formats.line
        return None if line is None else self.form.choice(line.name)

    @Slot()
    def _change(self) -> None:
        """Something else would be written: what is known of it is out of date."""
        line = self.formats.line
        if line is None:
            return
        self.title.setText(line.title)
        self.about.setText(f"{line.about[:1].upper()}{line.about[1:]}. {_places(line)}")
        self.misses.setText(f"Cannot hold {_listed(line.misses)}." if line.misses else "Holds everything.")
        self._foreseen = None
        self.counts.setText("…")
        say_of(self.counts, "role", "mute")
        self.losses.hide()
        if self.form.complete:
            self.line.begin(_LOOKS)
            self._pause.start()
        else:
            self._pause.stop()
            self.stop_requested.emit()
            self.line.tell("Choose whose annotations go out.", "warn")
        self.go.setEnabled(False)

    @Slot()
    def _look(self) -> None:
        if (choice := self.choice) is not None:
            self.preview_requested.emit(choice)

    def show_foreseen(self, found: Foreseen, choice: Choice) -> None:
        """What would be written, and what would be lost; nothing where something else is chosen by now."""
        now = self.choice
        if now is None or replace(now, strict=choice.strict) != choice or not self.form.complete:
            return
        self._foreseen = found
        self._show_losses(found.written.losses, found.first)
        if found.problem:
            self.counts.setText("That is not known.")
            say_of(self.counts, "role", "mute")
            self.losses.hide()
        self._judge()

    @Slot()
    def _judge(self) -> None:
        """Whether it can be written so."""
        found = self._foreseen
        if found is None:
            return
        total = sum(found.written.losses.values()) if self.form.strict.isChecked() else 0
        if found.problem:
            self.line.tell(found.problem, "warn")
        elif total:
            self.line.tell(f"{counted(total, 'thing')} would be lost, and you refuse to lose any.", "warn")
        else:
            self.line.tell(_written(found))
        self.go.setEnabled(not found.problem and not total)

    def _show_losses(self, counts: dict[str, int], first: Sequence[Loss]) -> None:
        total = sum(counts.values())
        more = f" The first {len(first):,} are listed; all of them will be in a table beside the export."
        self.counts.setText(f"{lost(counts)}.{more if total > len(first) else ''}" if counts else _NOTHING)
        say_of(self.counts, "role", "warn" if counts else "good")
        self.losses.setVisible(bool(counts))
        self.losses.show_rows([_row(one) for one in first], _NOTHING)

    def show_stopped(self) -> None:
        """The person wanted no longer wait for what would be lost."""
        self.counts.setText("Not looked at: it is told once it is written, in a table beside the export.")
        say_of(self.counts, "role", "mute")
        self.losses.hide()
        self.go.setEnabled(True)
        self.line.tell("Stopped.")

    def show_failure(self, told: str, *, again: bool) -> None:
        """Why nothing could be looked at or written; `again`: it may be tried once more."""
        self.go.setEnabled(again)
        self.line.tell(told, "warn")

    def show_done(self, lines: Sequence[str]) -> None:
        """It is written."""
        self.go.setEnabled(True)
        self.go.setDefault(False)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        close.setFocus()
        self.line.tell("\n".join(lines), "good")

    @Slot()
    def _ask_where(self) -> None:
        """Ask for the place, and let it be written there."""
        choice, line = self.choice, self.formats.line
        if choice is None or line is None or not self.go.isEnabled():
            return
        asks = self._ask_folder if line.out == "folder" or choice.side_by_side else self._ask_file
        path = asks(line)
        if path is not None:
            self.go.setEnabled(False)
            self.line.begin(f"Writing {path.name}…")
            self.export_requested.emit(choice, path)

    def _ask_file(self, line: FormatLine) -> Path | None:
        suffix = line.suffixes[0]
        kinds = f"{line.title} ({' '.join(f'*{one}' for one in line.suffixes if one)});;All files (*)"
        name, _ = QFileDialog.getSaveFileName(self, "Export", str(self._home.with_suffix(suffix)), kinds)
        if not name or Path(name).suffix:
            return Path(name) if name else None
        path = Path(name).with_suffix(suffix)
        if path.exists():
            self.line.tell(f"{path.name} is there already. Give its whole name where it is to be replaced.", "warn")
            return None
        return path

    def _ask_folder(self, line: FormatLine) -> Path | None:
        proposed = self._home.with_name(f"{self._home.stem}-{line.name}")
        options = QFileDialog.Option.DontConfirmOverwrite  # what is in it is only covered by what it was written as
        name, _ = QFileDialog.getSaveFileName(self, "Export to a folder", str(proposed), options=options)
        return Path(name) if name else None


def _row(one: Loss) -> tuple[str, str, str, str]:
    told = f"{one.text} ({one.why})" if one.text and one.why else one.text or one.why
    return one.document, one.kind, one.label, told


def _places(line: FormatLine) -> str:
    return "A folder of files." if line.out == "folder" else f"One file ({line.suffixes[0]})."


def _listed(misses: Sequence[str]) -> str:
    return misses[0] if len(misses) == 1 else f"{', '.join(misses[:-1])} and {misses[-1]}"


def _written(found: Foreseen) -> str:
    """What would be written, in one line."""
    one = found.written
    counts = [(one.documents, "document"), (one.spans, "span"), (one.relations, "relation")]
    named = [counted(number, what) for number, what in counts if number] or ["nothing"]
    told = f"{', '.join(named)} will be written."
    if one.hidden:
        told += f" {counted(one.hidden, 'suggestion')} will be left out, for people work blind there."
    return told
