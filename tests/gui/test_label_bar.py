"""The label bar with a few labels and with two hundred: what is shown, and how a label is found by name."""

from __future__ import annotations

from annotate import scheme_edit
from annotate.scheme import Scheme, SpanLabel, parse_scheme
from annotate.scheme_edit import SchemeDraft
from gui.widgets.label_bar import LabelBar, found
from tests.gui.conftest import Person

MANY = Scheme("many", tuple(SpanLabel(f"LABEL_{number:03}", number % 16) for number in range(200)))


def in_sight(bar: LabelBar) -> list[str]:
    return [name for name, button in bar._buttons.items() if button.isVisible() and button.geometry().top() >= 0]


def many_labels(person: Person) -> LabelBar:
    draft = SchemeDraft.of(person.session.scheme)
    for number in range(200):
        draft = scheme_edit.add(draft, "span", f"KIND_{number:03}")
    assert person.session.change_scheme(*scheme_edit.finished(draft))
    return person.bench.label_bar


def test_names_are_found_by_begin_then_word_then_alias_then_anywhere():
    scheme = parse_scheme(
        "\n".join(f'[[span]]\nname = "{name}"\naliases = ["{alias}"]' for name, alias in (
            ("WEAPON", "arms"), ("MILITARY_UNIT", "army"), ("UNIT_OF_MEASURE", "measure"), ("ARMISTICE", "truce"),
        ))
    )  # fmt: skip
    assert [one.name for one in found("arm", scheme.spans)] == ["ARMISTICE", "WEAPON", "MILITARY_UNIT"]
    assert [one.name for one in found("unit", scheme.spans)] == ["UNIT_OF_MEASURE", "MILITARY_UNIT"]
    assert [one.name for one in found("tary", scheme.spans)] == ["MILITARY_UNIT"]
    assert len(found("", scheme.spans)) == 4
    assert found("xyz", scheme.spans) == []


def test_two_hundred_labels_take_three_rows_and_the_rest_is_counted(person: Person):
    few = person.bench.label_bar.height()
    bar = many_labels(person)
    person.bot.waitUntil(lambda: 0 < len(in_sight(bar)) < 60)
    person.app.window.resize(1280, 820)
    assert bar.height() <= max(few, 126)
    assert bar._layout.waiting == len(bar.names()) - len(in_sight(bar))
    assert bar._more.geometry().top() >= 0


def test_a_label_is_given_by_a_few_letters(person: Person):
    bar = many_labels(person)
    person.view.setFocus()
    person.select_words("Reuters")
    person.press("/")
    assert bar.field.hasFocus()
    person.press("1", "7", "7")
    assert bar._found == ["KIND_177"]
    assert in_sight(bar) == ["KIND_177"]
    person.press("Return")
    assert person.gold == [("Reuters", "KIND_177")]
    assert person.view.hasFocus()
    assert bar.field.isHidden()
    assert "KIND_177" in in_sight(bar)


def test_tab_goes_through_what_is_found_and_escape_leaves(person: Person):
    bar = person.bench.label_bar
    person.app.window.resize(1280, 820)
    person.bot.waitUntil(lambda: len(in_sight(bar)) == len(bar.names()))
    before = len(in_sight(bar))
    person.press("/")
    person.press("o", "r")
    assert bar._found[:2] == ["ORG", "ORDINAL"]
    person.press("Tab", "Enter")
    assert person.bench.edits.armed == "ORDINAL"
    person.press("/", "x", "x", "x", "Enter")
    assert bar.field.hasFocus()
    person.press("Escape")
    assert person.view.hasFocus()
    person.bot.waitUntil(lambda: len(in_sight(bar)) == before)


def test_a_retired_label_is_not_offered_and_its_spans_stay(person: Person):
    person.press("Tab", "Enter")
    draft = scheme_edit.retire(SchemeDraft.of(person.session.scheme), "span", "LOC")
    assert person.session.change_scheme(*scheme_edit.finished(draft))
    assert "LOC" not in person.bench.label_bar.names()
    assert person.gold == [("Iran", "LOC")]
    drawn = person.session.picture().spans_at(0)
    assert drawn
    person.select_words("Syria")
    person.press("4")
    assert len(person.gold) == 1
    person.bench.inspector._show_waiting()
    person.session.select(drawn[0])
    person.bench.inspector._show_waiting()
    choices = [person.bench.inspector.label.itemText(at) for at in range(person.bench.inspector.label.count())]
    assert choices[0] == "LOC"
    assert "PERSON" in choices
