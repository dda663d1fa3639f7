"""What the history calls a step."""

from __future__ import annotations

from annotate import scheme_edit as edit
from annotate.change import Change
from annotate.model import Marks, Relation
from annotate.scheme_edit import SchemeDraft
from annotate.steps import in_words, scheme_in_words
from tests.builders import document, small_scheme, span_on

DOC = document()
IRAN = span_on(DOC, "Iran")


def test_a_step_on_one_thing_names_it():
    assert in_words("span.add", {("Span", "add"): 1}, Change("d", None, IRAN), 1) == "Label “Iran”: LOC"
    other = span_on(DOC, "Iran", "PERSON", span_id=IRAN.id)
    words = in_words("span.relabel", {("Span", "replace"): 1}, Change("d", IRAN, other), 1)
    assert words == "Relabel “Iran”: LOC → PERSON"
    relation = Change("d", None, Relation("r", "opposes", "a", "b"))
    assert in_words("relation.add", {("Relation", "add"): 1}, relation, 1) == "Relate a relation: opposes"


def test_a_step_on_many_things_counts_them():
    counts = {("Span", "add"): 12, ("Relation", "add"): 1, ("Decision", "add"): 13}
    words = in_words("suggestion.accept_all", counts, Change("d", None, IRAN), 3)
    assert words == "Accept all that is left: 12 spans, 1 relation in 3 documents"


def test_a_document_is_named():
    done = Change("d1", Marks("d1"), Marks("d1", "done"))
    assert in_words("document.done", {("Marks", "replace"): 1}, done, 1, "war.txt") == "Finish war.txt: done"


def test_an_event_that_is_not_known_says_its_own_name():
    assert in_words("span.turn_round", {("Span", "add"): 1}, Change("d", None, IRAN), 1) == "Turn round “Iran”: LOC"
    assert in_words("", {}, None, 0) == "Change"


def test_a_scheme_change_says_what_is_other():
    draft = SchemeDraft.of(small_scheme())

    def words(changed: SchemeDraft) -> str:
        return scheme_in_words(draft.scheme, edit.finished(changed)[0].scheme)

    assert words(edit.change(draft, "span", "LOC", name="PLACE")) == "Scheme: LOC is now PLACE"
    assert words(edit.merge(draft, "span", "PERSON", "LOC")).startswith("Scheme: PERSON merged into LOC")
    assert words(edit.add(draft, "span", "SHIP")) == "Scheme: new label SHIP"
    assert words(edit.retire(draft, "relation", "opposes")) == "Scheme: opposes retired"
    assert words(edit.change(draft, "span", "LOC", slot=9)) == "Scheme: colour of LOC"
    assert words(edit.move(draft, "span", "LOC", 1)) == "Scheme: other order, name or description"


def test_a_step_of_adjudication_says_which_answer_and_by_which_rule():
    one, counts = Change("d", None, IRAN), {("Span", "add"): 1, ("Decision", "add"): 2}
    assert in_words("adjudicate.left", counts, one, 1) == "Take the left answer: “Iran”: LOC"
    assert in_words("adjudicate.alternative 3", counts, one, 1) == "Take answer 3: “Iran”: LOC"
    assert in_words("adjudicate.majority 2 of 3", counts, one, 1) == "Take the answer of 2 of 3: “Iran”: LOC"
    many = {("Span", "add"): 12, ("Decision", "add"): 24}
    assert in_words("adjudicate.agreed all of 2", many, one, 1) == "Take what is agreed by all of 2: 12 spans"
    assert in_words("adjudicate.neither", {("Decision", "add"): 2}, None, 1) == "Take neither answer: 2 answers"
