"""Rules that know labels by name still find relations where a person has renamed the labels."""

from __future__ import annotations

import resources
from annotate import scheme_edit as edit
from annotate.document import Document
from annotate.scheme import Scheme, parse_scheme
from annotate.scheme_edit import SchemeDraft
from annotate.suggest.base import Reading, Suggestion
from annotate.suggest.combined import CombinedSuggester
from annotate.suggest.mapping import LabelMap, map_labels
from annotate.suggest.own_names import own_names

TEXT = "President Bashar al-Assad spoke. Assad said nothing."


class Names:
    """A reader that finds the two mentions, under the label that the scheme has for people."""

    name, settings, dropped = "names", dict[str, str](), dict[str, int]()

    def read(self, docs, scheme):
        label = scheme.span_label_for("PERSON")
        for _ in docs:
            places = [(10, 25), (33, 38)]
            yield Reading(tuple(Suggestion(start, end, label, 0.9) for start, end in places))

    def mapping(self, scheme: Scheme) -> LabelMap:
        return map_labels(("PERSON",), scheme, {})

    def close(self) -> None: ...


def news() -> Scheme:
    return parse_scheme(resources.scheme_text("news"))


def found(scheme: Scheme) -> list[tuple[str, str]]:
    (answer,) = CombinedSuggester(Names()).suggest([Document("d", "d", TEXT)], scheme)
    return [(one.label, answer.spans[one.head].label) for one in answer.relations]


def test_aliases_are_found_under_new_names():
    assert found(news()) == [("same_as", "PERSON")]
    draft = edit.change(SchemeDraft.of(news()), "span", "PERSON", name="HUMAN")
    renamed, _ = edit.finished(edit.change(draft, "relation", "same_as", name="identity"))
    assert found(renamed.scheme) == [("identity", "HUMAN")]


def test_a_scheme_with_the_usual_names_is_given_as_it_is():
    for name in resources.scheme_names():
        scheme = parse_scheme(resources.scheme_text(name))
        if name != "conll":
            assert own_names(scheme).scheme is scheme


def test_a_retired_relation_label_is_not_proposed():
    retired, _ = edit.finished(edit.retire(SchemeDraft.of(news()), "relation", "same_as"))
    assert found(retired.scheme) == []
