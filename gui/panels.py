"""Which panels stand beside the article: kept over sessions, and put aside while the article is alone."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from gui.settings import Settings
from gui.widgets.documents import DocumentsPanel
from gui.widgets.spans import SpansPanel


class Panels:
    """The panel of lists, the inspector and the label bar. In focus mode all of them are away."""

    def __init__(
        self,
        splitter: QSplitter,
        left: QTabWidget,
        inspector: QWidget,
        label_bar: QWidget,
        lists: tuple[DocumentsPanel, SpansPanel],
    ) -> None:
        self._splitter, self._left, self._inspector, self._lists = splitter, left, inspector, lists
        self._all = (left, inspector, label_bar)
        self._before: tuple[bool, ...] | None = None  # which were shown before the article was alone
        self._sizes: list[int] = []

    @property
    def focused(self) -> bool:
        """Whether the article is alone."""
        return self._before is not None

    def toggle_focus(self) -> bool:
        """Show the article alone, or the panels as they were before; whether it is alone now."""
        if self._before is None:
            self._before = tuple(not panel.isHidden() for panel in self._all)
            self._sizes = self._splitter.sizes()
            for panel in self._all:
                panel.hide()
        else:
            for panel, shown in zip(self._all, self._before, strict=True):
                panel.setVisible(shown)
            self._splitter.setSizes(self._sizes)
            self._before = None
        return self.focused

    def show_list(self, which: int) -> None:
        """Bring the documents (0) or the spans (1) to the front, with the filter in focus."""
        self._left.show()
        self._left.setCurrentWidget(self._lists[which])
        self._lists[which].filter.setFocus()

    def show_order(self) -> None:
        """Go to the choice of order of the list that is in front."""
        self._left.show()
        documents, spans = self._lists
        order = (spans if self._left.currentWidget() is spans else documents).order
        order.setFocus(Qt.FocusReason.ShortcutFocusReason)
        order.showPopup()

    def keep(self, settings: Settings) -> None:
        """Remember sizes, which panels are shown, and which list is in front; focus mode is not kept."""
        if self.focused:
            self.toggle_focus()
        settings.set_geometry("splitter", self._splitter.saveState())
        hidden = [name for name, panel in self._named() if panel.isHidden()]
        settings.set_geometry("hidden", ",".join(hidden))
        settings.set_geometry("list", self._left.currentIndex())

    def restore(self, settings: Settings) -> None:
        """Show the panels as they were; what was never kept stays as it is."""
        state, hidden = settings.geometry("splitter"), str(settings.geometry("hidden") or "").split(",")
        if isinstance(state, QByteArray):
            self._splitter.restoreState(state)
        for name, panel in self._named():
            panel.setHidden(name in hidden)
        at = str(settings.geometry("list") or 0)
        self._left.setCurrentIndex(int(at) if at.isdecimal() and int(at) < self._left.count() else 0)

    def _named(self) -> tuple[tuple[str, QWidget], ...]:
        return (("documents", self._left), ("inspector", self._inspector))
