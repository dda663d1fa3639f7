"""Exporting what the Compare view shows: as CSV, Markdown or a picture, written on a thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Slot
from PySide6.QtWidgets import QFileDialog

from gui.compare_text import Writing, csv_text, markdown_text
from gui.dialogs.compare import CompareDialog
from gui.jobs import Jobs
from gui.session import Session

FILTERS = "CSV table (*.csv);;Markdown (*.md);;Picture (*.png)"
_SUFFIXES = (".csv", ".md", ".png")


class CompareExporting(QObject):
    """`dialog` is the view that is open, if it is."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, Jobs(self)
        self.dialog: CompareDialog | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._jobs.busy

    def end(self) -> None:
        """The project is about to be closed."""
        self._jobs.stop()

    @Slot()
    def ask(self) -> None:
        """Ask for a file, and write what is shown to it."""
        dialog = self.dialog
        if dialog is None:
            return
        home = self._session.project.home
        proposed_name = home.with_name(f"{home.stem}-{dialog.tab}.csv")
        name, chosen = QFileDialog.getSaveFileName(dialog, "Export what is shown", str(proposed_name), FILTERS)
        if not name:
            return
        out = Path(name)
        if not out.suffix:
            out = out.with_suffix(next((one for one in _SUFFIXES if f"*{one}" in chosen), ".csv"))
        if out.suffix.casefold() not in _SUFFIXES:
            dialog.tell(f"{out.name}: give it a name that ends in .csv, .md or .png.", "warn")
            return
        dialog.line.begin(f"Writing {out.name}…")
        self._jobs.start(f"Writing {out.name}", Writing(out, exported(dialog, out.suffix.casefold())), self._written,
                         self._unwritten)  # fmt: skip

    def _written(self, out: Path) -> None:
        if self.dialog is not None:
            self.dialog.tell(f"{out.name} is written.", "good")
        self._session.told.emit(f"{out.name} is written.")

    def _unwritten(self, problem: str) -> None:
        if self.dialog is not None:
            self.dialog.tell(problem or "Nothing was written.", "warn")


def exported(dialog: CompareDialog, suffix: str) -> bytes:
    """What is shown, in the format of a suffix."""
    tables = [table for table in dialog.shown_tables if table.lines]
    if suffix == ".csv":
        return csv_text(tables).encode("utf-8")
    if suffix == ".md":
        return markdown_text(tables, "Compare", dialog.told).encode("utf-8")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    dialog.picture().save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - a device it is
    return bytes(data.data())
