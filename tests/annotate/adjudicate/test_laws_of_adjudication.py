"""Laws of adjudication: what comes out, whoever settles in whatever order, and that all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.case import Case, is_open
from annotate.adjudicate.settling import take, take_both, take_neither
from annotate.change import Change, Transaction
from annotate.errors import NothingToDo, Refused
from annotate.model import Value
from annotate.scores.parted import distinct, key
from annotate.state import AnnotationState
from tests.annotate.adjudicate.makers import DOC, GOLD, first_of, new_ids, said, sayings, settle_all, states

rules = st.sampled_from(["all", "majority", "none"])


def unordered(stops):
    """Stops without the order of annotators in them."""
    return {
        (one.kind, one.range, frozenset(given.id for given in one.given),
         frozenset((frozenset(each.names), frozenset(map(repr_of, (one.contents[at] for at in each.picks))))
                   for each in one.alternatives))
        for one in stops
    }  # fmt: skip


def repr_of(content):
    return repr((getattr(content, "fragments", None), getattr(content, "label", None), content.attributes
                 if hasattr(content, "attributes") else content.value))  # fmt: skip


def take_what_the_left_one_says(what, gold, stop):
    """Who has no say at a stop says nothing."""
    left = [at for at, one in enumerate(stop.alternatives) if "a0" in one.names]
    if left:
        return take(what, gold, stop, left[0], new_ids=ids_beyond(gold))
    return take_neither(what, gold, stop, new_ids=ids_beyond(gold))


@given(sayings(most=2))
def test_left_at_every_stop_gives_what_the_left_one_says(two):
    what, gold = Case(two), GOLD
    for _ in range(100):
        tx, still = agreed(what, gold, new_ids=ids_beyond(gold)), what.open(gold)
        if tx is None and not still:
            break
        tx = tx or take_what_the_left_one_says(what, gold, still[0])
        gold = gold.apply(tx)
    spans, arcs, labels = said(gold)
    own_spans, own_arcs, own_labels = first_of(two["a0"])
    assert {one[:2] for one in spans} == {one[:2] for one in own_spans}
    assert arcs == own_arcs
    assert labels == own_labels
    assert what.is_done(gold)
    assert gold.marks.status == "done" or not (spans or any(state.spans for state in two.values()) or labels)


def ids_beyond(gold):
    """New ids that gold does not have."""
    return (f"{(1 << 100) + len(gold.decisions) * 1000 + at + len(gold.relations):032x}" for at in range(1 << 20))


@given(sayings(), rules)
def test_the_order_of_annotators_does_not_change_the_stops(many, rule):
    turned = dict(reversed(many.items()))
    assert unordered(Case(many, rule).stops(GOLD)) == unordered(Case(turned, rule).stops(GOLD))
    assert unordered(Case(many, rule).waiting(GOLD)) == unordered(Case(turned, rule).waiting(GOLD))


@given(sayings(), rules, st.data())
def test_every_step_can_be_taken_back(many, rule, data):
    what, gold, states_so_far, steps = Case(many, rule), GOLD, [GOLD], []
    for _ in range(12):
        stops = what.stops(gold)
        tx = None
        if not steps:
            tx = agreed(what, gold, new_ids=ids_beyond(gold))
        if tx is None and stops:
            stop = data.draw(st.sampled_from(stops))
            deed = data.draw(st.sampled_from([take_both, take_neither, *range(len(stop.alternatives))]))
            try:
                if isinstance(deed, int):
                    tx = take(what, gold, stop, deed, new_ids=fresh(len(steps)))
                else:
                    tx = deed(
                        what, gold, stop, new_ids=fresh(len(steps)), reason=data.draw(st.sampled_from(["", "so"]))
                    )
            except Refused:
                continue
        if tx is None:
            break
        gold = gold.apply(tx)
        steps.append(tx)
        states_so_far.append(gold)
        assert gold == AnnotationState.of(DOC, gold.items())
    for tx, before in zip(reversed(steps), reversed(states_so_far[:-1]), strict=True):
        gold = gold.apply(tx.inverse())
        assert gold == before


def fresh(step):
    return (f"{(1 << 110) + step * 10_000 + at:032x}" for at in range(10_000))


@given(sayings(), rules, states(prefix=9))
def test_no_span_that_gold_has_by_itself_is_lost(many, rule, own):
    what, gold = Case(many, rule), own
    for step in range(60):
        tx = agreed(what, gold, new_ids=fresh(step))
        if tx is None and (still := what.open(gold)):
            tx = take(what, gold, still[0], 0, new_ids=fresh(step))
        if tx is None:
            break
        gold = gold.apply(tx)
    assert {one.id: one for one in own.index} == {one: gold.spans.get(one) for one in own.spans}
    assert own.relations.items() <= gold.relations.items()
    assert not what.open(gold)


@given(sayings(), st.sampled_from(["all", "majority"]))
def test_what_is_agreed_is_taken_once_and_no_more(many, rule):
    what = Case(many, rule)
    tx = agreed(what, GOLD, new_ids=new_ids())
    if tx is None:
        assert not what.waiting(GOLD)
        return
    gold = GOLD.apply(tx)
    assert agreed(what, gold, new_ids=fresh(1)) is None
    assert not any(is_open(one, gold) for one in what.places(gold) if one.agreed(rule) is not None)
    voices = len(many)
    for one in gold.index:
        who = sum(key(one) in {key(span) for span in each.index} for each in many.values())
        assert 2 * who > voices if rule == "majority" else who == voices


@given(sayings())
def test_a_stop_settled_twice_is_as_if_it_was_settled_the_second_way_at_once(many):
    what = Case(many, "none")
    spans = [one for one in what.stops(GOLD) if one.kind == "span"]
    for stop in spans:
        last = len(stop.alternatives) - 1
        once = GOLD.apply(take(what, GOLD, stop, last, new_ids=fresh(1)))
        first = GOLD.apply(take(what, GOLD, stop, 0, new_ids=fresh(2)))
        try:
            twice = first.apply(take(what, first, stop, last, new_ids=fresh(3)))
        except NothingToDo:
            twice = first
        assert said(twice)[0] == said(once)[0]
        outcomes = [{one.id: one.outcome for one in gold.decisions.values()} for gold in (once, twice)]
        assert outcomes[0] == outcomes[1]


@given(sayings(), rules)
def test_everything_settled_is_done(many, rule):
    gold, steps = settle_all(Case(many, rule), GOLD, 0)
    if steps:
        assert Case(many, rule).is_done(gold)
        assert gold.marks.status == "done"
        assert all(one.decision == "adjudicated" and one.origin for one in gold.index)


@given(sayings(), rules, st.integers(0, 2), st.data())
def test_another_value_is_a_new_question_and_the_same_one_is_not(many, rule, at, data):
    gold, _ = settle_all(Case(many, rule), GOLD, at)
    name = data.draw(st.sampled_from(sorted(many)))
    spans = list(distinct(many[name].index).values())
    if not spans:
        return
    span = data.draw(st.sampled_from(spans))
    changed = many[name].apply(Transaction((Change(DOC.id, span, replace(span, value=Value(amount="99"))),), "value"))
    assert Case({**many, name: changed}, rule).open(gold)
    back = changed.apply(Transaction((Change(DOC.id, changed.spans[span.id], span),), "value"))
    assert not Case({**many, name: back}, rule).open(gold)
