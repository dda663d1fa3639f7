"""The window of adjudication: documents to the left, the article with two sources, the answers to the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotate.adjudicate.stops import RULES, Rule
from gui.dialogs.adjudicate_keys import ROWS
from gui.dialogs.adjudicate_line import DeedKeys
from gui.dialogs.keys import KeysDialog
from gui.models.standings import StandingsModel
from gui.plain import PlainLabel, plain_tip
from gui.settle_words import Card, counted
from gui.theme import Theme
from gui.widgets.both import BothView
from gui.widgets.search_line import SearchLine
from gui.widgets.settle_cards import Cards

_SIDES = 250, 320  # pixels: the documents, the answers
_LOOKING = "Looking for documents that two or more people have annotated…"
_NONE = (
    "No document has the work of two people yet.\n\nBring in a colleague’s copy with File, “Add the work of…”, or "
    "annotated files with File, “Import…”."
)


class Reason(QLineEdit):
    """Why an answer is taken. While it has the keys they are letters; Enter and Esc give them back."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Why, if it has to be said: Ctrl+M")
        self.setAccessibleName("Reason for the next answer")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if not held:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AdjudicateDialog(QDialog):
    """Shows; `deed_requested` says what a key asks for, `typed` a letter while a span is edited."""

    deed_requested = Signal(str)
    typed = Signal(str)
    document_requested = Signal(str)
    choice_changed = Signal()  # of the rule, of the annotators, or of boilerplate
    agreed_requested = Signal()

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("adjudicate")
        self.setWindowTitle("Adjudicate")
        self.setSizeGripEnabled(True)
        self.resize(1280, 780)
        self.model, self.list = StandingsModel(), QTableView()
        self.both, self.cards, self.reason = BothView(theme), Cards(theme), Reason()
        self.rule, self.who, self.agreed = QComboBox(), QToolButton(), QPushButton("")
        self.boilerplate = QCheckBox("&Boilerplate counts")
        self.progress, self.where, self.kind = PlainLabel(""), PlainLabel(""), PlainLabel("")
        self.line, self.centre, self.empty = SearchLine(), QStackedWidget(), PlainLabel(_LOOKING)
        self.answers, self.keys = QWidget(), DeedKeys(self)
        self.close_button = QPushButton("Close")
        self.editing = False
        self._fill(names)
        self._lay_out()
        self._join()
        self.set_editing(False)
        self.both.setFocus()

    def _fill(self, names: Sequence[str]) -> None:
        self.rule.addItems(list(RULES.values()))
        self.rule.setAccessibleName("What is taken without asking")
        self.boilerplate.setToolTip(plain_tip("Also settle what lies in boilerplate, which is left out else"))
        self.who.setObjectName("who")
        self.who.setAccessibleName("Whose work counts")
        self.who.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.who.setShortcut(QKeySequence("Alt+A"))
        menu = QMenu(self.who)
        for name in names:
            action = QAction(name.replace("&", "&&"), menu, checkable=True, checked=True)
            action.setData(name)
            action.setToolTip(plain_tip(name))
            menu.addAction(action)
        self.who.setMenu(menu)
        self.list.setModel(self.model)
        self.list.setAccessibleName("Documents of two or more annotators")
        self.list.setShowGrid(False)
        self.list.setTabKeyNavigation(False)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(28)
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.setColumnWidth(1, 52)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        for label, role in ((self.progress, "mute"), (self.where, "heading"), (self.kind, "section")):
            label.setProperty("role", role)
        self.agreed.setProperty("role", "main")
        for button in (self.agreed, self.close_button):
            button.setAutoDefault(False)
        self._tell_who()

    def _lay_out(self) -> None:
        rule, who = PlainLabel("Taken &without asking:"), PlainLabel("Annotators:")
        rule.setBuddy(self.rule)
        top, middle, foot, layout = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(8)
        for widget in (rule, self.rule, self.agreed):
            top.addWidget(widget)
        top.addSpacing(16)
        for widget in (who, self.who):
            top.addWidget(widget)
        top.addSpacing(16)
        top.addWidget(self.boilerplate)
        top.addStretch()
        answers = QVBoxLayout()
        answers.setSpacing(8)
        self.where.setWordWrap(True)
        for widget in (self.kind, self.where):
            answers.addWidget(widget)
        answers.addWidget(self.cards, 1)
        answers.addWidget(self.reason)
        self.answers.setLayout(answers)
        answers.setContentsMargins(0, 0, 0, 0)
        self.list.setFixedWidth(_SIDES[0])
        self.answers.setFixedWidth(_SIDES[1])
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "mute")
        for widget in (self.empty, self.both):
            self.centre.addWidget(widget)
        middle.setSpacing(16)
        for widget, stretch in ((self.list, 0), (self.centre, 1), (self.answers, 0)):
            middle.addWidget(widget, stretch)
        foot.setSpacing(8)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.progress)
        foot.addSpacing(8)
        foot.addWidget(self.close_button)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.keys)
        layout.addLayout(foot)

    def _join(self) -> None:
        self.keys.asked.connect(self.deed_requested)
        self.cards.taken.connect(self._take)
        self.list.selectionModel().currentRowChanged.connect(self._show_row)
        self.rule.currentIndexChanged.connect(self._choose)
        self.who.menu().triggered.connect(self._choose_who)
        self.boilerplate.toggled.connect(self._choose)
        self.agreed.clicked.connect(self.agreed_requested)
        self.close_button.clicked.connect(self.reject)
        self.reason.left.connect(self.both.setFocus)
        self.both.escape.connect(self._escape)

    @property
    def chosen_rule(self) -> Rule:
        """What is taken without asking."""
        return list(RULES)[self.rule.currentIndex()]

    @property
    def chosen_names(self) -> list[str]:
        """Whose work counts."""
        return [action.data() for action in self.who.menu().actions() if action.isChecked()]

    def set_editing(self, editing: bool) -> None:
        """Keys settle stops, or change the span that is edited."""
        self.editing = editing
        self.keys.set_editing(editing)
        self.reason.setEnabled(not editing)

    def show_counts(self) -> None:
        """How far everything is, and how much waits that is agreed on."""
        model = self.model
        there, done = len(model.rows), model.done
        left_out = f"   ·   {model.left_out:,} in boilerplate left out" if model.left_out else ""
        self.progress.setText(
            f"{model.settled:,} of {counted(model.stops, 'stop')} settled   ·   {done:,} of "
            f"{counted(there, 'document')} done{left_out}"
            if there
            else ""
        )
        self.agreed.setText(f"Take {counted(model.agreed, 'a&greed answer')}" if model.agreed else "Nothing to take")
        self.agreed.setEnabled(bool(model.agreed) and not self.line.working)

    def show_stop(self, kind: str, about: str, answers: Sequence[Card]) -> None:
        """Show a stop of the open document: which one, what it is about, and the answers."""
        self._show_parts(True)
        self.kind.setText(kind.upper())
        self.where.setText(about)
        self.cards.show_cards(answers)

    def show_nothing(self, looking: bool) -> None:
        """Show that no document is open."""
        self.empty.setText(_LOOKING if looking else _NONE)
        self._show_parts(False)

    def _show_parts(self, some: bool) -> None:
        """The article, the answers and the keys are there with a document only."""
        new = some and self.centre.currentWidget() is self.empty
        self.centre.setCurrentWidget(self.both if some else self.empty)
        for widget in (self.list, self.answers, self.keys, self.agreed):
            widget.setVisible(some)
        if new:
            self.both.setFocus()

    def mark(self, document_id: str) -> None:
        """Show which document is open."""
        row = self.model.row_of(document_id)
        if row >= 0 and row != self.list.currentIndex().row():
            self.list.selectionModel().blockSignals(True)
            self.list.selectRow(row)
            self.list.selectionModel().blockSignals(False)
            self.list.viewport().update()
            self.list.scrollTo(self.model.index(row, 0))

    def show_keys(self) -> None:
        """The F1 page of this window."""
        page = KeysDialog(ROWS, self)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if self.editing and event.text().strip() and not held:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _take(self, at: int) -> None:
        if not self.editing:
            self.deed_requested.emit(str(at + 1))

    @Slot(QModelIndex)
    def _show_row(self, index: QModelIndex) -> None:
        if index.isValid():
            self.document_requested.emit(self.model.rows[index.row()].document)

    @Slot()
    def _choose(self) -> None:
        self.choice_changed.emit()
        self.both.setFocus()

    @Slot()
    def _choose_who(self) -> None:
        self._tell_who()
        self._choose()

    def _tell_who(self) -> None:
        names = self.chosen_names
        self.who.setText(f"{', '.join(names) if len(names) < 4 else counted(len(names), 'annotator')}")

    @Slot()
    def _escape(self) -> None:
        self.deed_requested.emit("edit_end") if self.editing else self.reject()
