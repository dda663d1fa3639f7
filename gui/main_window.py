"""The main window: menus from the table of actions, the start page or a workbench, the status line, geometry."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetrics,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget

from gui import opening
from gui.actions import Action, menus
from gui.plain import plain_tip
from gui.reasons import why_not
from gui.settings import Settings
from gui.theme import font
from gui.widgets.drop_hint import DropHint
from gui.widgets.start import StartPage
from gui.widgets.status import StatusLine
from gui.workbench import Workbench

_CONTEXT = (
    "span.accept", "span.remove", "", "relation.begin", "relation.reverse", "", "span.propagate",
    "span.propagate_project", "", "item.note", "item.flag",
)  # fmt: skip
_SUBMENUS = (
    ("span.end_", "Ends of the span"), ("span.start_", "Ends of the span"), ("span.trim", "Ends of the span"),
    ("zone.", "Zones"),
    ("relation.", "Relation"),
)  # fmt: skip
_GAP = 32  # pixels between the longest text of a menu and the keys


class MainWindow(QMainWindow):
    """No logic: it shows what it is given, and says what was asked for."""

    action_requested = Signal(str)
    reason_read = Signal(str)  # a greyed out action is looked at in a menu: this is why it would do nothing
    dropped = Signal(list)
    painted = Signal()  # once, when the window has first been on the screen
    closing = Signal()

    def __init__(self, actions: Iterable[Action]) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Gilder")
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(760, 480))
        self.start, self.status = StartPage(), StatusLine()
        self._stack, self._was_painted = QStackedWidget(), False
        self.bench: Workbench | None = None
        self.stays = False  # something has to be brought to an end before it can be closed
        self._stack.addWidget(self.start)
        self.setCentralWidget(self._stack)
        self.setStatusBar(self.status)
        self._hint = DropHint(self)
        self._table = {action.id: action for action in actions}
        self.qactions = {action.id: self._made(action) for action in self._table.values()}
        self._fill_menus()
        self.show_start()

    def _made(self, action: Action) -> QAction:
        made = QAction(action.text, self)
        made.setObjectName(action.id)
        keys = sorted(action.keys, key=lambda one: "Return" in one)  # menus show the first, and people say Enter
        made.setShortcuts([QKeySequence(one) for one in keys])  # Qt finds Shift+Tab for Backtab by itself
        made.setMenuRole(QAction.MenuRole.NoRole)
        made.setCheckable(action.on is not None)
        if action.in_article:
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        made.triggered.connect(self._triggered)
        return made

    def _fill_menus(self) -> None:
        for name in menus():
            menu = self.menuBar().addMenu(f"&{name}")
            self._watch(menu)
            for action in self._table.values():
                if action.menu == name:
                    self._submenu(menu, action.id).addAction(self.qactions[action.id])
                    if action.ends_group:
                        menu.addSeparator()
            for one in (menu, *menu.findChildren(QMenu)):
                one.setToolTipsVisible(True)
                _spread(one)

    def _submenu(self, menu: QMenu, action_id: str) -> QMenu:
        """Where an action goes: into the menu, or with its like into one of its own, for the menu to fit a screen."""
        title = next((title for begin, title in _SUBMENUS if action_id.startswith(begin)), None)
        if title is None:
            return menu
        there = next((one for one in menu.findChildren(QMenu) if one.title() == title), None)
        return there if there is not None else menu.addMenu(title)

    def _watch(self, menu: QMenu) -> None:
        menu.aboutToShow.connect(self._tell_reasons)
        menu.aboutToHide.connect(self._enable)
        menu.hovered.connect(self._read_reason)

    def show_start(self) -> None:
        """Show the start page."""
        self._take_bench_away()
        self.setWindowTitle("Gilder")
        self.status.show_progress("", "")
        self.status.saved.setText("")
        self._enable()

    def show_bench(self, bench: Workbench, title: str) -> None:
        """Show an open project."""
        self._take_bench_away()
        self.bench = bench
        self._stack.addWidget(bench)
        self._stack.setCurrentWidget(bench)
        self.setWindowTitle(title)
        for action in self._table.values():
            if action.in_article:
                bench.view.addAction(self.qactions[action.id])
        self.status.show_opened()
        bench.session.document_opened.connect(self._enable)
        bench.view.context_requested.connect(self._show_context_menu)
        self._enable()

    def _take_bench_away(self) -> None:
        if self.bench is not None:
            self.bench.asking.end()
            self.bench.comparing.end()
            self.bench.bulk.end()
            self.bench.listing.end()
            self.bench.learner.end()
            self.bench.learnt.end()
            self.bench.scheming.end()
            self.bench.training.end()
            self._stack.removeWidget(self.bench)
            self.bench.deleteLater()
            self.bench = None
        self._stack.setCurrentWidget(self.start)

    @Slot()
    def _enable(self) -> None:
        project = self.bench is not None
        document = self.bench is not None and self.bench.session.doc is not None
        for action in self._table.values():
            there = {"": True, "project": project, "document": document}[action.needs]
            self.qactions[action.id].setEnabled(there)
            self.qactions[action.id].setToolTip("")
            self.qactions[action.id].setStatusTip("")

    @Slot()
    def _tell_reasons(self) -> None:
        """While a menu is open, what would do nothing is disabled, and says why."""
        for action in self._table.values():
            reason, qaction = why_not(action, self.bench), self.qactions[action.id]
            qaction.setEnabled(not reason)
            qaction.setToolTip(plain_tip(reason))
            qaction.setStatusTip(reason)
            if action.on is not None:
                qaction.setChecked(self.bench is not None and action.on(self.bench))

    @Slot(QAction)
    def _read_reason(self, qaction: QAction) -> None:
        if not qaction.isEnabled():
            self.reason_read.emit(qaction.statusTip())

    @Slot()
    def _triggered(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.action_requested.emit(sender.objectName())

    @Slot(QPoint)
    def _show_context_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._watch(menu)
        for action_id in _CONTEXT:
            if action_id:
                menu.addAction(self.qactions[action_id])
            else:
                menu.addSeparator()
        menu.setToolTipsVisible(True)
        _spread(menu)
        menu.popup(place)

    def restore(self, settings: Settings) -> None:
        """The size and place that the window had."""
        kept = settings.geometry("main")
        if not isinstance(kept, QByteArray) or not self.restoreGeometry(kept):
            self.resize(1280, 820)

    def keep(self, settings: Settings) -> None:
        """Remember size and place."""
        settings.set_geometry("main", self.saveGeometry())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _paths(event)
        if paths:
            project = self.bench.session.project.home.stem if self.bench is not None else None
            text, good = opening.told_of_drop(paths, project)
            self._hint.show_over(self._stack.geometry(), text, good=good)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        event.acceptProposedAction()
        self.dropped.emit(_paths(event))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        if self.stays:
            event.ignore()
        else:
            super().closeEvent(event)


def _spread(menu: QMenu) -> None:
    """Keep the keys at a distance from the longest text; Qt leaves seven pixels."""
    metrics = QFontMetrics(font(13))
    longest = max((metrics.horizontalAdvance(one.text()) for one in menu.actions()), default=0)
    menu.setStyleSheet(f"QMenu::item {{ min-width: {longest + _GAP}px; }}")


def _paths(event: QDropEvent) -> list[Path]:
    """The files and folders of a drop."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
