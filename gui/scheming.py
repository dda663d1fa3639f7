"""The scheme editor over an open project: opened with what is there, and its draft carried out in one step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.model import Relation, Span
from gui.bulk import Bulk
from gui.jobs import Report
from gui.searching import Searching
from gui.session import Session
from gui.theme import LIGHT, Theme
from store.project import Project
from store.usage import Usage

_MANY = 2_000  # documents from which labels are counted before somebody asks


def _count(project: Project, report: Report) -> Usage:
    return project.labels_in_use(step=report)


def _not_counted(_problem: str) -> None:
    """Then they are counted when the editor is opened."""


class Scheming(QObject):
    """Opens the dialog, and does what it was answered."""

    opened = Signal(QDialog)

    def __init__(self, session: Session, bulk: Bulk, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bulk, self._window = session, bulk, window
        self.theme: Theme = LIGHT
        self._usage: Usage | None = None
        self._counting = Searching(session.project, self)

    @Slot()
    def count(self) -> None:
        """Count in the background how many annotations carry each label, once; from then on that is followed."""
        if self._usage is None and not self._counting.busy and self._session.project.documents.more_than(_MANY):
            self._counting.start(_count, self._counted, _not_counted)

    def _counted(self, usage: Usage) -> None:
        self._usage = usage

    def end(self) -> None:
        """The project is about to be closed."""
        self._counting.end()

    def open(self, taken: Mapping[str, str]) -> None:
        """Edit the scheme, beginning at the label of what is selected. `taken` are keys of actions with their names."""
        from gui.dialogs.scheme import SchemeDialog  # its forms are needed now and then only: the window comes sooner

        session = self._session
        self._usage = session.project.labels_in_use(self._usage)
        usage = dict(self._usage.counts)
        dialog = SchemeDialog(session.scheme, usage, taken, self.theme, self._window)
        item = session.find(session.selected or "")
        if isinstance(item, Span) and session.scheme.span_label(item.label) is not None:
            dialog.show_label("span", item.label)
        elif isinstance(item, Relation) and session.scheme.relation_label(item.label) is not None:
            dialog.show_label("relation", item.label)
        dialog.accepted.connect(self._change)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        self.opened.emit(dialog)

    @Slot()
    def _change(self) -> None:
        from gui.dialogs.scheme import SchemeDialog

        dialog = self.sender()
        if isinstance(dialog, SchemeDialog) and dialog.draft.changed:
            self._bulk.change_scheme(dialog.draft, dialog.toml)
