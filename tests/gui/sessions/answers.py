"""What is done once an action has opened something: dialogs are answered, fields filled, lists chosen from."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit

from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.groups import GroupsDialog
from gui.dialogs.note import NoteDialog
from gui.dialogs.places import PropagateDialog
from gui.dialogs.scheme import SchemeDialog
from gui.dialogs.scheme_fields import AttributeForm, RelationForm, SpanForm
from gui.dialogs.suggest import SuggestDialog
from tests.gui.sessions.hands import Hands
from tests.gui.sessions.sitting import until

NOTES = ("unsure", "ask Ben:\ntwice?", "é 👍🏽 قال", "  spaces  ", "")


def answer(hands: Hands, *, runs: bool = False) -> None:
    """Answer the dialog that is open, if one is, and leave it. With `runs` suggestions may be asked for."""
    hands.at.settle()
    dialog = hands.at.dialog
    match dialog:
        case NoteDialog():
            hands.at.write(hands.die.choice(NOTES))
            hands.at.press("Ctrl+Return" if hands.often(0.9) else "Esc")
        case PropagateDialog():
            _propagate(hands, dialog)
        case GroupsDialog():
            _groups(hands, dialog)
        case SchemeDialog():
            _scheme(hands, dialog)
        case ConcordanceDialog():
            hands.at.write("Iran")
            hands.at.press("Return")
            hands.at.settle()
            hands.at.press("Return")
        case SuggestDialog() if runs:
            dialog.choose_documents(hands.die.choice(("this", "open")))
            dialog.accept()
        case QDialog() if hands.often(0.5):
            hands.at.press("Esc")
        case _:
            pass
    hands.at.settle()
    hands.at.come_back()


def _propagate(hands: Hands, dialog: PropagateDialog) -> None:
    """Take some of the places out, and go ahead."""
    until(lambda: not dialog.busy and not dialog._drain.isActive(), "the search for the same text")
    if hands.often(0.2):
        hands.at.press("Ctrl+A")
    for row in range(len(dialog.model.places)):
        if hands.often(0.3):
            dialog.table.selectRow(row)
            hands.at.press("Space")
    hands.at.press("Return" if hands.often(0.95) else "Esc")


def _groups(hands: Hands, dialog: GroupsDialog) -> None:
    """Answer some group, of the article or the project, with some of its members left out; sometimes undo."""
    at = hands.at
    dialog.where.setCurrentIndex(hands.die.randint(0, 1))
    dialog.what.setCurrentIndex(int(hands.often(0.35)))
    dialog.by.setCurrentIndex(hands.die.randrange(dialog.by.count()))
    at.settle()
    if not dialog.groups.groups:
        dialog.what.setCurrentIndex(0)
        at.settle()
    for _ in range(hands.die.randint(1, 2)):
        if dialog.groups.groups:
            dialog.list.selectRow(hands.die.randrange(len(dialog.groups.groups)))
        for row in range(min(6, len(dialog.model.places))):
            if hands.often(0.2):
                dialog.model.toggle(row)
        dialog.list.setFocus()
        at.press(hands.die.choice(("Return", "Return", "Backspace")))
        at.settle()
        if hands.often(0.15):
            at.press("Ctrl+Z")
            at.settle()
    dialog.reject()


def _scheme(hands: Hands, dialog: SchemeDialog) -> None:
    """One to three edits of the scheme; what is refused is left by Cancel."""
    for _ in range(hands.die.randint(1, 3)):
        _scheme_edit(hands, dialog)
        if dialog.message.text():
            dialog.reject()
            return
    dialog.accept()
    if dialog.isVisible():
        dialog.reject()


def _scheme_edit(hands: Hands, dialog: SchemeDialog) -> None:
    die = hands.die
    dialog.tabs.setCurrentIndex(die.choice((0, 0, 0, 1, 1, 2)))
    if dialog.list.count():
        dialog.list.setCurrentRow(die.randrange(dialog.list.count()))
    form, few = dialog.forms[dialog.kind], dialog.list.count() < 6
    match die.choice(
        ("add",) if few else ("add", "rename", "rename", "look", "look", "merge", "retire", "remove", "move")
    ):
        case "add":
            dialog.add_button.click()
            _type(hands, form.name, f"NEW{die.randint(0, 999)}")
        case "rename":
            _type(hands, form.name, f"{(dialog.current or 'X')[:6]}{die.randint(0, 99)}")
        case "merge" if dialog.merge.isEnabled() and dialog.kind != "attribute":
            dialog.merge.activated.emit(die.randrange(1, dialog.merge.count()))
        case "retire":
            dialog.retired.click()
        case "remove":
            dialog.remove_button.click()
        case "move":
            die.choice((dialog.up_button, dialog.down_button)).click()
        case _:
            _fields(hands, form)


def _fields(hands: Hands, form: object) -> None:
    """Another colour or kind of value, other ends, another kind of attribute."""
    die = hands.die
    if isinstance(form, SpanForm):
        box = die.choice((form.colour, form.meaning))
        box.setCurrentIndex(die.randrange(box.count()))
        box.activated.emit(box.currentIndex())
        if hands.often(0.3):
            _type(hands, form.guideline, f"Guideline {die.randint(0, 9)}")
    elif isinstance(form, RelationForm):
        item = form.heads.item(die.randrange(form.heads.count()))
        item.setCheckState(die.choice((item.checkState().Checked, item.checkState().Unchecked)))
    elif isinstance(form, AttributeForm):
        form.kind.setCurrentIndex(die.randrange(form.kind.count()))
        form.kind.activated.emit(form.kind.currentIndex())


def _type(hands: Hands, field: object, text: str) -> None:
    field.setFocus()  # pyright: ignore[reportAttributeAccessIssue]
    hands.at.write(text)


def fill_value(hands: Hands) -> None:
    """Write into a field of the value, well-formed or not, and press Enter."""
    value, die = hands.bench.inspector.value, hands.die
    if not value.isVisible():
        return
    fields = [one for one in value._lines().values() if one.isVisible()]
    if hands.often(0.3):
        value.modifier.setCurrentIndex(die.randrange(value.modifier.count()))
        value.modifier.activated.emit(value.modifier.currentIndex())
    field = die.choice(fields)
    dated = field is value.date
    text = die.choice(("2016-10", "2017-05-05", "P5Y", "") if dated else ("7", "1000.5", str(die.randint(1, 99)), ""))
    _type(hands, field, text if field is not value.unit else die.choice(("km", "USD", "")))
    hands.at.press("Return")


def fill_attribute(hands: Hands) -> None:
    """Change one of the attributes that are shown."""
    fields = hands.bench.inspector.attributes.fields
    if not fields or not hands.bench.inspector.attributes.isVisible():
        return
    match hands.die.choice(list(fields.values())):
        case QCheckBox() as box:
            box.click()
        case QComboBox() as box:
            box.setCurrentIndex(hands.die.randrange(box.count()))
            box.activated.emit(box.currentIndex())
        case QLineEdit() as line:
            _type(hands, line, hands.die.choice(("3", "0.5", "x", "")))
            hands.at.press("Return")
