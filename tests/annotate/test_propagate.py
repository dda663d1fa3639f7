"""The same text elsewhere."""

from __future__ import annotations

from annotate.document import Document
from annotate.offsets import Range
from annotate.propagate import candidates, label_all, same_text
from annotate.state import AnnotationState
from tests.builders import document, ids, span_on


def test_only_whole_words_count():
    assert list(same_text("Iran, Iranian, Iran's, TIran Iran", "Iran")) == [Range(0, 4), Range(15, 19), Range(29, 33)]
    assert list(same_text("aaa", "")) == []
    assert list(same_text("...", ".")) == [Range(0, 1), Range(1, 2), Range(2, 3)]


def test_candidates_leave_out_what_is_labelled_and_one_step_labels_the_rest():
    doc = document()
    state = AnnotationState.of(doc, [span_on(doc, "Iran")])
    places = candidates(state, "Iran")
    assert [doc.text[start:end] for start, end in places] == ["Iran"]
    tx = label_all(state, places, "LOC", new_ids=ids())
    assert tx is not None
    assert candidates(state.apply(tx), "Iran") == []
    assert label_all(state, [], "LOC", new_ids=ids()) is None


def test_search_is_linear_on_hostile_text():
    doc = Document("d", "d", "ab" * 100_000)
    assert candidates(AnnotationState.of(doc), "abab") == []
