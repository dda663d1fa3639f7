"""The scheme editor over an open project: opened with what is there, and its draft carried out in one step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from annotate.model import Relation, Span
from gui.bulk import Bulk
from gui.session import Session
from gui.theme import LIGHT, Theme


class Scheming(QObject):
    """Opens the dialog, and does what it was answered."""

    opened = Signal(QDialog)

    def __init__(self, session: Session, bulk: Bulk, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bulk, self._window = session, bulk, window
        self.theme: Theme = LIGHT

    def open(self, taken: Mapping[str, str]) -> None:
        """Edit the scheme, beginning at the label of what is selected. `taken` are keys of actions with their names."""
        from gui.dialogs.scheme import SchemeDialog  # its forms are needed now and then only: the window comes sooner

        session = self._session
        usage: dict[tuple[str, str], int] = {
            (kind, name): count for kind, name, count in session.project.labels_in_use()
        }
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
