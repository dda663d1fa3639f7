"""Adjudication case by case: what is a stop, what each key does to gold, what follows, what is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotate import commands
from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.case import Case, is_open
from annotate.adjudicate.settling import edit, here, keep, subject, take, take_both, take_most, take_neither
from annotate.change import Change, Transaction
from annotate.errors import NothingToDo, Refused
from annotate.model import Value
from annotate.offsets import Range
from annotate.state import AnnotationState
from tests.annotate.adjudicate.makers import DOC, GOLD, TEXT, arc, case, new_ids, on, said, state
from tests.builders import small_scheme


def texts(gold):
    return [(span.text, span.label) for span in gold.index]


def relations(gold):
    return [(gold.spans[one.head].text, one.label, gold.spans[one.child].text) for one in gold.relations.values()]


def alternatives(stop):
    return [(one.names, [stop.contents[at].text for at in one.picks]) for one in stop.alternatives]


@pytest.fixture
def ids():
    return new_ids()


def test_what_both_say_is_no_stop(ids):
    what = case(ann=state(on("Iran"), on("Syria")), bob=state(on("Iran")))
    (stop,) = what.stops(GOLD)
    assert alternatives(stop) == [(("ann",), ["Syria"]), (("bob",), [])]
    tx: Any = agreed(what, GOLD, new_ids=ids)
    gold = GOLD.apply(tx)
    assert tx.event == "adjudicate.agreed all of 2"
    (iran,) = gold.index
    assert (iran.text, iran.decision, iran.origin) == ("Iran", "adjudicated", "ann+bob")
    assert gold.marks.status == "in_progress"
    assert agreed(what, gold, new_ids=ids) is None


def test_one_annotator_alone_is_not_adjudicated(ids):
    alone = case(ann=state(on("Iran")))
    assert not alone.places(GOLD)
    assert agreed(alone, GOLD, new_ids=ids) is None


def test_spans_that_overlap_are_one_stop_and_what_all_say_ties_nothing_together():
    whole = "University of Aleppo in Syria"
    what = case(
        ann=state(on(whole, "PERSON"), on("Aleppo"), on("Syria")),
        bob=state(on(whole, "PERSON"), on("University of Aleppo")),
    )
    first, second = what.stops(GOLD)
    assert alternatives(first) == [(("ann",), ["Aleppo"]), (("bob",), ["University of Aleppo"])]
    assert alternatives(second) == [(("ann",), ["Syria"]), (("bob",), [])]
    assert subject(first) == "“University of Aleppo” LOC"


def test_values_and_attributes_are_answers_too_but_not_how_they_are_written():
    same = case(
        ann=state(on("1,000", "CARDINAL", value=Value(amount="1000"))),
        bob=state(on("1,000", "CARDINAL", value=Value(amount="1000.0", modifier="="))),
    )
    assert not same.stops(GOLD)
    other = case(
        ann=state(on("1,000", "CARDINAL", value=Value(amount="1000"))),
        bob=state(on("1,000", "CARDINAL", value=Value(amount="1000", modifier=">"))),
    )
    assert len(other.stops(GOLD)) == 1
    generic = case(ann=state(on("men", "PERSON", attributes=(("generic", True),))), bob=state(on("men", "PERSON")))
    assert len(generic.stops(GOLD)) == 1


def test_the_keys_at_a_stop(ids):
    mine, other = on("Aleppo"), on("University of Aleppo", "PERSON")
    what = case(ann=state(mine), bob=state(other))
    (stop,) = what.stops(GOLD)
    left, right = take(what, GOLD, stop, 0, new_ids=ids), take(what, GOLD, stop, 1, new_ids=ids)
    assert (left.event, texts(GOLD.apply(left))) == ("adjudicate.left", [("Aleppo", "LOC")])
    assert (right.event, texts(GOLD.apply(right))) == ("adjudicate.right", [("University of Aleppo", "PERSON")])
    both, neither = take_both(what, GOLD, stop, new_ids=ids), take_neither(what, GOLD, stop, new_ids=ids)
    assert len(GOLD.apply(both).index) == 2
    gold = GOLD.apply(neither)
    assert not texts(gold)
    assert not what.open(gold)
    assert {one.outcome for one in gold.decisions.values()} == {"rejected"}
    gold = GOLD.apply(left)
    assert gold.decisions[mine.id].annotation == next(iter(gold.spans))
    assert (gold.decisions[mine.id].outcome, gold.decisions[other.id].outcome) == ("accepted", "rejected")
    with pytest.raises(Refused, match="There is no answer 3 here"):
        take(what, GOLD, stop, 2, new_ids=ids)
    with pytest.raises(NothingToDo, match="settled like that already"):
        take(what, gold, stop, 0, new_ids=ids)
    with pytest.raises(Refused, match="No answer has a majority"):
        take_most(what, GOLD, stop, new_ids=ids)


def test_both_takes_equal_spans_once(ids):
    what = case(ann=state(on("Aleppo"), on("University of Aleppo", "PERSON")), bob=state(on("Aleppo")), eve=state())
    (stop,) = what.stops(GOLD)
    gold = GOLD.apply(take_both(what, GOLD, stop, new_ids=ids))
    assert sorted(texts(gold)) == [("Aleppo", "LOC"), ("University of Aleppo", "PERSON")]
    assert {one.text: one.origin for one in gold.index} == {"Aleppo": "ann+bob", "University of Aleppo": "ann"}
    assert len(gold.decisions) == 3


def test_with_three_the_most_supported_answers_are_left_and_right(ids):
    what = case(
        "majority",
        ann=state(on("Iran"), on("Aleppo", "PERSON")),
        bob=state(on("Iran"), on("Aleppo")),
        eve=state(on("Syria"), on("University of Aleppo", "PERSON")),
    )
    (aleppo,) = what.stops(GOLD)
    assert [one.names for one in aleppo.alternatives] == [("ann",), ("bob",), ("eve",)]
    tx: Any = agreed(what, GOLD, new_ids=ids)
    gold = GOLD.apply(tx)
    assert (tx.event, texts(gold)) == ("adjudicate.agreed majority of 3", [("Iran", "LOC")])
    assert not is_open(next(one for one in what.places(gold) if one.contents[0].text == "Syria"), gold)
    tx = take(what, gold, aleppo, 2, new_ids=ids)
    assert (tx.event, texts(gold.apply(tx))[1]) == ("adjudicate.alternative 3", ("University of Aleppo", "PERSON"))
    careful = case("all", **what.said)
    (iran, _, syria) = careful.stops(GOLD)
    most = take_most(careful, GOLD, iran, new_ids=ids)
    assert (most.event, texts(GOLD.apply(most))) == ("adjudicate.majority 2 of 3", [("Iran", "LOC")])
    assert not texts(GOLD.apply(take_most(careful, GOLD, syria, new_ids=ids)))


def test_by_no_rule_what_all_say_is_asked_as_well(ids):
    what = case("none", ann=state(on("Iran")), bob=state(on("Iran")))
    (stop,) = what.stops(GOLD)
    assert agreed(what, GOLD, new_ids=ids) is None
    with pytest.raises(Refused, match="only one answer"):
        take(what, GOLD, stop, 1, new_ids=ids)
    tx = take_most(what, GOLD, stop, new_ids=ids)
    assert tx.event == "adjudicate.majority 2 of 2"
    assert GOLD.apply(tx).marks.status == "done"


def test_relations_follow_their_ends(ids):
    iran, syria, mine = on("Iran"), on("Syria"), on("Hassan Rouhani", "PERSON")
    other = (on("Iran"), on("Syria"), on("Rouhani", "PERSON"))
    what = case(
        ann=state(iran, syria, mine, arc("opposes", iran, syria), arc("same_as", mine, iran)),
        bob=state(*other, arc("opposes", other[0], other[1]), arc("same_as", other[2], other[0])),
    )
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    assert relations(gold) == [("Iran", "opposes", "Syria")]
    (stop,) = what.open(gold)
    tx = take(what, gold, stop, 1, new_ids=ids)
    gold = gold.apply(tx)
    assert relations(gold)[1] == ("Rouhani", "same_as", "Iran"), "both say so, whatever the ends of the name are"
    assert [one.origin for one in gold.relations.values()] == ["ann+bob", "ann+bob"]
    assert gold.marks.status == "done"


def test_relations_that_differ_are_stops_once_their_ends_are_settled(ids):
    iran, syria = on("Iran"), on("Syria")
    other = (on("Iran"), on("Syria"))
    what = case(
        ann=state(iran, syria, arc("opposes", iran, syria)), bob=state(*other, arc("opposes", other[1], other[0]))
    )
    assert not what.stops(GOLD), "no end is settled"
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    (stop,) = what.open(gold)
    assert (stop.kind, [one.names for one in stop.alternatives]) == ("relation", [("ann",), ("bob",)])
    assert subject(stop) == "relation opposes"
    assert relations(gold.apply(take(what, gold, stop, 1, new_ids=ids))) == [("Syria", "opposes", "Iran")]
    assert len(gold.apply(take_both(what, gold, stop, new_ids=ids)).relations) == 2
    none = gold.apply(take_neither(what, gold, stop, new_ids=ids))
    assert not none.relations
    assert none.marks.status == "done"


def test_who_has_not_both_ends_of_a_relation_has_no_say(ids):
    iran, syria = on("Iran"), on("Syria")
    what = case(ann=state(iran, syria, arc("opposes", iran, syria)), bob=state(on("Iran")))
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    (stop,) = what.open(gold)
    gold = gold.apply(take(what, gold, stop, 0, new_ids=ids))
    assert relations(gold) == [("Iran", "opposes", "Syria")]
    assert not what.open(gold)
    gone = gold.apply(take(what, gold, stop, 1, new_ids=ids))
    assert not gone.relations, "its end is gone"
    assert relations(gone.apply(take(what, gone, stop, 0, new_ids=ids))) == [("Iran", "opposes", "Syria")]


def test_a_relation_that_the_scheme_does_not_allow_between_its_ends_in_gold_is_left_out(ids):
    iran, syria = on("Iran"), on("Syria")
    wrong = on("Iran", "CARDINAL")
    what = case(
        "all", small_scheme(),
        ann=state(iran, syria, arc("opposes", iran, syria)), bob=state(wrong, on("Syria")),
    )  # fmt: skip
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    (stop,) = what.open(gold)
    gold = gold.apply(take(what, gold, stop, 1, new_ids=ids))
    assert not gold.relations
    assert not what.open(gold)


def test_labels_of_the_document(ids):
    what = case(
        ann=state(labels=(("local", True), ("topic", "war"))), bob=state(labels=(("local", True), ("topic", "aid")))
    )
    (stop,) = what.stops(GOLD)
    assert subject(stop) == "label topic"
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    assert gold.marks.attributes == (("local", True),)
    war = next(at for at, one in enumerate(stop.alternatives) if "ann" in one.names)
    settled = gold.apply(take(what, gold, stop, war, new_ids=ids))
    assert settled.marks.attributes == (("local", True), ("topic", "war"))
    assert (settled.marks.status, what.open(settled)) == ("done", [])
    with pytest.raises(Refused, match="one answer"):
        take_both(what, gold, stop, new_ids=ids)
    none = gold.apply(take_neither(what, gold, stop, new_ids=ids))
    assert none.marks.attributes == (("local", True),)
    assert not what.open(none)
    again = case(ann=what.said["ann"], bob=state(labels=(("local", True), ("topic", "trade"))))
    assert [one.kind for one in again.open(none)] == ["label"], "a new answer is a new question"


def test_new_work_opens_only_what_is_new(ids):
    what = case(ann=state(on("Iran"), on("Aleppo")), bob=state(on("Iran"), on("University of Aleppo")))
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    gold = gold.apply(take(what, gold, what.open(gold)[0], 1, new_ids=ids))
    assert gold.marks.status == "done"
    more = case(ann=what.said["ann"], bob=state(*what.said["bob"].index, on("Syria")))
    (stop,) = more.open(gold)
    assert [one.text for one in stop.contents] == ["Syria"]
    third = case(**what.said, eve=state(on("Iran"), on("University of Aleppo")))
    assert not third.open(gold), "eve says what gold says"
    third = case(**what.said, eve=state(on("Iran"), on("of Aleppo")))
    (stop,) = third.open(gold)
    kept = gold.apply(keep(third, gold, stop, new_ids=ids))
    assert (texts(kept), third.open(kept)) == (texts(gold), [])
    with pytest.raises(NothingToDo):
        keep(third, kept, stop, new_ids=ids)
    assert texts(gold.apply(take(third, gold, stop, 2, new_ids=ids)))[1] == ("of Aleppo", "LOC")


def test_what_an_annotator_changes_after_it_was_settled_is_asked_again(ids):
    mine = on("Aleppo")
    what = case(ann=state(mine), bob=state())
    gold = GOLD.apply(take(what, GOLD, what.open(GOLD)[0], 0, new_ids=ids))
    changed = what.said["ann"].apply(commands.relabel(what.said["ann"], mine.id, "PERSON"))
    again = case(ann=changed, bob=what.said["bob"])
    (stop,) = again.open(gold)
    gold = gold.apply(take(again, gold, stop, 0, new_ids=ids))
    assert texts(gold) == [("Aleppo", "PERSON")]


def test_what_gold_has_is_not_covered_by_what_is_agreed(ids):
    own = on("Iran", "PERSON")
    gold = state(own)
    what = case(ann=state(on("Iran"), on("Syria")), bob=state(on("Iran"), on("Syria")))
    after = gold.apply(agreed(what, gold, new_ids=ids))
    assert texts(after) == [("Iran", "PERSON"), ("Syria", "LOC")]
    (stop,) = what.open(after)
    assert alternatives(stop) == [(("ann", "bob"), ["Iran"])]
    assert after.marks.status == "in_progress"
    no = after.apply(take_neither(what, after, stop, new_ids=ids))
    assert (texts(no), no.marks.status) == (texts(after), "done")


def test_editing_makes_a_span_that_the_ordinary_commands_change(ids):
    what = case(ann=state(on("Aleppo")), bob=state())
    (stop,) = what.open(GOLD)
    tx: Any = edit(what, GOLD, stop, 1, new_ids=ids)
    gold = GOLD.apply(tx)
    assert (tx.event, tx.focus) == ("adjudicate.edit", next(iter(gold.spans)))
    gold = gold.apply(commands.relabel(gold, tx.focus, "PERSON"))
    assert [one.outcome for one in gold.decisions.values()] == ["edited"]
    assert (gold.spans[tx.focus].decision, what.open(gold)) == ("adjudicated", [])
    assert edit(what, gold, stop, 0, new_ids=ids) is None
    assert [one.id for one in here(stop, gold)] == [tx.focus]
    assert texts(gold.apply(take(what, gold, stop, 0, new_ids=ids))) == [("Aleppo", "LOC")], "an answer instead of it"


def test_a_reason_stands_where_it_is_found_again(ids):
    what = case(ann=state(on("Aleppo", note="sure")), bob=state())
    (stop,) = what.open(GOLD)
    gold = GOLD.apply(take(what, GOLD, stop, 0, new_ids=ids, reason="the  city\n"))
    assert [one.note for one in gold.index] == ["sure\nthe city"]
    gold = GOLD.apply(take_neither(what, GOLD, stop, new_ids=ids, reason="the university is meant"))
    assert gold.marks.note == "“Aleppo” LOC: the university is meant"


def test_a_span_whose_annotator_has_deleted_it_does_not_hold_gold(ids):
    mine, other = on("Syria"), on("Syria")
    what = case(ann=state(mine), bob=state(other))
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids))
    later = case(ann=what.said["ann"], bob=state())
    (stop,) = later.stops(gold)
    assert not later.open(gold)
    gold = gold.apply(take(later, gold, stop, 1, new_ids=ids))
    assert not texts(gold)
    assert {one.annotation for one in gold.decisions.values()} == {None}


def test_a_flagged_document_stays_flagged(ids):
    gold = GOLD.apply(commands.set_status(GOLD, "flagged"))
    what = case(ann=state(on("Iran")), bob=state(on("Iran")))
    assert gold.apply(agreed(what, gold, new_ids=ids)).marks.status == "flagged"
    assert said(gold)[0] == set()


def number(amount, *, nth=0, **fields):
    return on("1,000", "CARDINAL", nth=nth, value=Value(amount=amount, **fields))


def settled_by(what, at, ids):
    """Gold after the only stop was settled by an answer."""
    (stop,) = what.stops(GOLD)
    return GOLD.apply(take(what, GOLD, stop, at, new_ids=ids))


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize(
    "otherwise",
    [
        {"value": Value(amount="3000")},
        {"value": Value(amount="2000", unit="USD")},
        {"value": Value(amount="2000", modifier=">")},
        {"value": Value(date="2024")},
        {"value": None},
        {"value": Value(amount="2000"), "attributes": (("generic", True),)},
    ],
)
def test_a_changed_value_opens_a_settled_stop_again_whether_it_was_taken_or_not(ids, at, otherwise):
    mine, other = number("1000"), number("2000")
    gold = settled_by(case(ann=state(mine), bob=state(other)), at, ids)
    same: Any = replace(other, value=Value(amount="2000.0", modifier="="))
    assert not case(ann=state(mine), bob=state(same)).open(gold), "the same value, written otherwise"
    changed: Any = replace(other, **otherwise)
    what = case(ann=state(mine), bob=state(changed))
    (stop,) = what.open(gold)
    kept = gold.apply(keep(what, gold, stop, new_ids=ids))
    assert not what.open(kept)
    assert said(kept)[0] == said(gold)[0]
    back = case(ann=state(mine), bob=state(other)).open(kept)
    assert len(back) == (at == 0), "another one is another question again, but for what gold has"
    for one in range(2):
        assert not what.open(gold.apply(take(what, gold, stop, one, new_ids=ids)))


def test_a_value_that_comes_later_is_asked_about(ids):
    mine, bare = number("1000"), on("1,000", "CARDINAL")
    gold = settled_by(case(ann=state(mine), bob=state(bare)), 0, ids)
    what = case(ann=state(mine), bob=state(replace(bare, value=Value(amount="7"))))
    assert len(what.open(gold)) == 1


def test_a_value_changed_by_one_of_those_who_agreed_is_a_stop(ids):
    mine, other = number("1000"), number("1000")
    tx: Any = agreed(case(ann=state(mine), bob=state(other)), GOLD, new_ids=ids)
    gold = GOLD.apply(tx)
    both = [state(replace(one, value=Value(amount="2"))) for one in (mine, other)]
    assert len(case(ann=both[0], bob=state(other)).open(gold)) == 1
    assert len(case(ann=both[0], bob=both[1]).open(gold)) == 1, "gold has another value: it is not covered unasked"


def test_attributes_of_relations_are_known_as_well(ids):
    iran, syria = (on(one) for one in ("Iran", "Syria"))
    far, near = (tuple(replace(one, id=f"{at}{one.id[1:]}") for one in (iran, syria)) for at in (1, 2))
    left, right = arc("opposes", *far), arc("supports", *near)
    what = case(ann=state(*far, left), bob=state(*near, right))
    gold = GOLD.apply(agreed(what, GOLD, new_ids=ids) or Transaction((), ""))
    (stop,) = what.stops(gold)
    gold = gold.apply(take(what, gold, stop, 0, new_ids=ids))
    assert not what.open(gold)
    changed: Any = replace(right, attributes=(("negated", True),))
    assert [one.kind for one in case(ann=state(*far, left), bob=state(*near, changed)).open(gold)] == ["relation"]


def test_gold_that_was_edited_is_no_reason_to_ask_again(ids):
    mine, other = number("1000"), number("2000")
    what = case(ann=state(mine), bob=state(other))
    gold = settled_by(what, 0, ids)
    (span,) = gold.index
    gold = gold.apply(Transaction((Change(gold.document.id, span, replace(span, value=Value(amount="5"))),), "x"))
    assert not what.open(gold)


def test_what_both_followed_with_the_scheme_is_not_asked_again(ids):
    mine = on("men", "PERSON", attributes=(("generic", True),))
    other = on("men", "PERSON")
    gold = settled_by(case(ann=state(mine), bob=state(other)), 0, ids)
    renamed = (("group", True),)
    (span,) = gold.index
    gold = gold.apply(Transaction((Change(gold.document.id, span, replace(span, attributes=renamed)),), "scheme"))
    assert not case(ann=state(replace(mine, attributes=renamed)), bob=state(other)).open(gold)


def test_what_lies_in_boilerplate_is_neither_asked_about_nor_taken(ids):
    start = TEXT.index("said")
    out = (Range(start, len(TEXT)),)
    ann = state(on("Iran"), on("Hassan Rouhani", "PERSON"), on("said", "PERSON"))
    bob = state(on("Iran"), on("Rouhani", "PERSON"), on("said", "PERSON"))
    whole, what = case(ann=ann, bob=bob), Case({"ann": ann, "bob": bob}, out=out)
    assert (len(whole.stops(GOLD)), whole.left_out) == (1, 0)
    assert (what.stops(GOLD), what.left_out) == ([], 1)
    tx: Any = agreed(what, GOLD, new_ids=ids)
    gold = GOLD.apply(tx)
    assert texts(gold) == [("Iran", "LOC")]
    assert gold.marks.status == "done"
    assert len(whole.stops(gold)) == 1, "it is there when boilerplate counts"


def test_a_span_that_leaves_boilerplate_counts_and_a_relation_into_it_does_not(ids):
    start = TEXT.index("Syria")
    out = (Range(start, len(TEXT)),)
    said_by = {name: state(on("in Syria"), on("Syria", label)) for name, label in (("ann", "LOC"), ("bob", "PERSON"))}
    what = Case({**said_by, "eve": state()}, out=out)
    (stop,) = what.stops(GOLD)
    assert alternatives(stop) == [(("ann", "bob"), ["in Syria"]), (("eve",), [])]
    assert what.left_out == 1
    ends = [on("Iran"), on("Syria")]
    gold = AnnotationState.of(DOC, ends)
    twins = [tuple(replace(one, id=f"{at}{one.id[1:]}") for one in ends) for at in (1, 2)]
    arcs = [arc(label, *pair) for label, pair in zip(("opposes", "supports"), twins, strict=True)]
    both = {name: state(*pair, one) for name, pair, one in zip(("ann", "bob"), twins, arcs, strict=True)}
    assert [one.kind for one in Case(both).stops(gold)] == ["relation"]
    assert not Case(both, out=out).stops(gold)
