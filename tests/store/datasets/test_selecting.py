"""What filters choose of a project."""

from __future__ import annotations

import pytest

from annotate.datasets.recipe import Recipe
from annotate.datasets.selection import parse_selection
from annotate.errors import InputError
from store.datasets.parts import Parts
from store.datasets.selecting import checked, narrow, selected
from store.exchange.outgoing import Outgoing, Which
from store.project import Project
from tests.store.datasets.samples import add, filled, finish


def names(project: Project, text: str) -> list[str]:
    return [project.documents.name_of(one) for one in selected(project, checked(project, parse_selection(text)))]


def test_no_filter_chooses_everything_in_order(project: Project) -> None:
    docs = filled(project)
    assert selected(project, parse_selection("")) == [doc.id for doc in docs]


def test_documents_by_status_of_anybody_or_of_somebody(project: Project) -> None:
    docs = filled(project, 6)
    for number, who in ((1, "ann"), (3, "bob"), (4, "ann"), (4, "bob")):
        add(project, docs[number], who, 0, 4)
        finish(project, docs[number], who)
    assert names(project, "status:done") == ["01.txt", "03.txt", "04.txt"]
    assert names(project, "status:done by:bob") == ["03.txt", "04.txt"]
    assert names(project, "-status:done") == ["00.txt", "02.txt", "05.txt"]
    assert names(project, "status:new") == ["00.txt", "02.txt", "05.txt"]
    assert names(project, "-status:done by:ann") == ["00.txt", "02.txt", "03.txt", "05.txt"]


def test_documents_by_part(project: Project) -> None:
    docs = filled(project, 10)
    parts, recipe = Parts(project), Recipe()
    parts.apply(parts.plan(recipe), recipe, "ann")
    found = parts.all()
    assert names(project, "part:test,dev") == [doc.name for doc in docs if found[doc.id] != "train"]
    assert names(project, "part:none") == []
    assert len(names(project, "-part:train")) == 2
    assert len(names(project, "status:new part:train")) == 8  # the split is nobody's work


def test_documents_by_labels_and_words(project: Project) -> None:
    docs = filled(project, 5)
    add(project, docs[2], "ann", 56, 71, "PERSON")
    add(project, docs[3], "bob", 0, 4, "LOC")
    assert names(project, "has:PERSON") == ["02.txt"]
    assert names(project, "-has:PERSON") == ["00.txt", "01.txt", "03.txt", "04.txt"]
    assert names(project, "has:PERSON,LOC by:bob") == ["03.txt"]
    assert names(project, "WORD3X7 iran") == ["03.txt"]
    assert names(project, '"01.txt"') == ["01.txt"]
    assert names(project, "-word3x7 -word1x0 -word0x0") == ["02.txt", "04.txt"]


def test_annotations_of_what_is_chosen(project: Project) -> None:
    (doc,) = filled(project, 1)
    add(project, doc, "ann", 0, 4)
    add(project, doc, "ann", 56, 71, "PERSON")
    add(project, doc, "bob", 39, 44)
    record = Outgoing(project, Which()).record(doc.id)

    def kept(text: str) -> dict[str, list[str]]:
        left = narrow(record, checked(project, parse_selection(text)))
        return {one.source: [span.text for span in one.spans] for one in left.sources}

    assert kept("") == {"ann": ["Iran", "Bashar al-Assad"], "bob": ["Syria"]}
    assert kept("by:ann") == {"ann": ["Iran", "Bashar al-Assad"]}
    assert kept("-by:ann label:LOC") == {"bob": ["Syria"]}
    assert kept("zone:body label:LOC") == {"ann": [], "bob": ["Syria"]}
    assert narrow(record, parse_selection("status:done has:LOC")) is record


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("label:PERSN", "there is no such label (did you mean “PERSON”?); there are PERSON, LOC, CARDINAL"),
        ("by:an", "there is no such source (did you mean “ann”?); there are ann"),
        ("part:train", "there is no such part; there are none"),
        ("relation:oposes", "there is no such label (did you mean “opposes”?)"),
    ],
)
def test_what_the_project_does_not_have_is_told(project: Project, text: str, told: str) -> None:
    (doc,) = filled(project, 1)
    add(project, doc, "ann", 0, 4)
    with pytest.raises(InputError) as problem:
        checked(project, parse_selection(text))
    assert told in str(problem.value)
