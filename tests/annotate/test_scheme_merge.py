"""The scheme of copies that were changed apart."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotate import scheme_edit
from annotate.errors import SchemeError
from annotate.scheme import parse_scheme
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_merge import Step, merged_scheme, scheme_facts
from tests.builders import SCHEME_TOML

FIRST = (None, SCHEME_TOML)


def changed(text: str, *edits: object) -> str:
    draft = SchemeDraft.of(parse_scheme(text))
    for edit in edits:
        draft = edit(draft)  # type: ignore[operator]
    return scheme_edit.finished(draft)[1]


def add(name: str):
    return lambda draft: scheme_edit.add(draft, "span", name)


def change(label: str, **fields: object):
    return lambda draft: scheme_edit.change(draft, "span", label, **fields)


def names(text: str) -> list[str]:
    return [one.name for one in parse_scheme(text).spans]


def test_steps_that_follow_each_other_give_the_last_text_to_the_letter():
    texts = [SCHEME_TOML, changed(SCHEME_TOML, add("SHIP")), SCHEME_TOML]
    assert merged_scheme([FIRST, *pairwise(texts)]) == SCHEME_TOML
    assert merged_scheme([FIRST, (SCHEME_TOML, texts[1])]) == texts[1]


def test_labels_and_fields_of_both_are_there():
    one = changed(SCHEME_TOML, add("SHIP"), change("LOC", guideline="places"))
    two = changed(SCHEME_TOML, add("RIVER"), change("LOC", aliases=("PLACE",)))
    scheme = parse_scheme(merged_scheme([FIRST, (SCHEME_TOML, one), (SCHEME_TOML, two)]))
    label = scheme.span_label("LOC")
    assert label is not None
    assert (label.guideline, label.aliases) == ("places", ("PLACE",))
    assert [one.name for one in scheme.spans] == ["PERSON", "LOC", "CARDINAL", "SHIP", "RIVER"]


def test_what_allowed_every_label_allows_the_labels_of_both():
    every = SCHEME_TOML + '\n[[relation]]\nname = "near"\n'
    steps = [(None, every), (every, changed(every, add("SHIP"))), (every, changed(every, add("RIVER")))]
    assert parse_scheme(merged_scheme(steps)).relation_labels_between("SHIP", "RIVER")


def test_what_contradicts_itself_is_mended():
    one = changed(SCHEME_TOML, add("SHIP"), change("SHIP", hotkey="7"))
    two = changed(SCHEME_TOML, add("Ship"), add("RIVER"), change("RIVER", hotkey="7"))
    scheme = parse_scheme(merged_scheme([FIRST, (SCHEME_TOML, one), (SCHEME_TOML, two)]))
    assert [(one.name, one.hotkey) for one in scheme.spans][3:] == [("SHIP", "7"), ("RIVER", "")]


def test_a_label_that_annotations_carry_is_there_again():
    gone = changed(SCHEME_TOML, change("LOC", name="PLACE"))
    text = merged_scheme([FIRST, (SCHEME_TOML, gone)], [("span", "LOC"), ("relation", "near"), ("span", "place")])
    assert names(text) == ["PERSON", "PLACE", "CARDINAL", "LOC"]
    assert parse_scheme(text).relation_label("near") is not None


_EDITS = st.lists(
    st.one_of(
        st.sampled_from(["SHIP", "RIVER", "ship", "PLACE"]).map(add),
        st.tuples(st.sampled_from(["LOC", "PERSON"]), st.sampled_from(["PLACE", "HUMAN", "LOC"])).map(
            lambda pair: change(pair[0], name=pair[1])
        ),
        st.tuples(st.sampled_from(["LOC", "CARDINAL"]), st.sampled_from("789")).map(
            lambda pair: change(pair[0], hotkey=pair[1])
        ),
        st.sampled_from(["LOC", "PERSON", "CARDINAL"]).map(
            lambda name: lambda draft: scheme_edit.remove(draft, "span", name)
        ),
        st.sampled_from(["LOC", "PERSON"]).map(
            lambda name: lambda draft: scheme_edit.merge(draft, "span", name, "CARDINAL")
        ),
    ),
    max_size=5,
)


@given(_EDITS, _EDITS)
def test_two_lines_of_changes_always_give_a_scheme_that_can_be_read(one: list[object], two: list[object]):
    steps: list[Step] = [FIRST]
    for line in (one, two):
        text = SCHEME_TOML
        for edit in line:
            try:
                after = changed(text, edit)
            except SchemeError:
                continue
            steps.append((text, after))
            text = after
    text = merged_scheme(steps, [("span", "LOC")])
    assert parse_scheme(text)
    assert scheme_facts(text) == scheme_facts(merged_scheme([(None, text)], [("span", "LOC")]))
    assert "loc" in {name.casefold() for name in names(text)}
