"""Which documents nobody has begun with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import resources
from annotate.change import Transaction
from annotate.commands import add_span, set_flag, set_status
from annotate.offsets import Range
from annotate.review import reject
from annotate.state import AnnotationState
from annotate.suggest.base import Suggestion, Suggestions
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from store.untouched import begun, not_begun

Step = Callable[[Project, AnnotationState], Transaction | None]
STEPS: dict[str, Step] = {
    "a span": lambda _project, state: add_span(state, (Range(5, 9),), "ORG", new_id=new_id()),
    "a rejection": lambda project, state: reject(
        project.suggestions.suggested(state.document), state,
        [one.id for one in project.suggestions.suggested(state.document).index],
    ),
    "a flag": lambda _project, state: set_flag(state, state.document.id, True),
    "done": lambda _project, state: set_status(state, "done"),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Four documents with suggestions of one run."""
    made = Project.create(tmp_path / "p.gilder", resources.scheme_text("news"))
    docs = made.documents.add([NewDocument(f"{name}.txt", f"Iran went {name}.") for name in "abcd"])
    made.suggestions.record_run("old 1", [(doc.id, Suggestions((Suggestion(0, 4, "LOC", 0.6),))) for doc in docs])
    return made


def left(
    project: Project, name: str = "new 1", *, numbers: tuple[int, ...] = (1, 2, 3, 4), limit: int = 9, since: float = 0
) -> str:
    """First letters of the documents that are found."""
    found = not_begun(project, numbers, name, since=since, limit=limit)
    return "".join(project.documents.name_of(one)[0] for one in found)


@pytest.mark.parametrize("what", STEPS)
def test_whatever_a_person_did_in_a_document_it_is_begun(project: Project, what: str) -> None:
    assert left(project) == "abcd"
    doc = project.documents.get(project.documents.ids()[1])
    anna = project.sources.person("anna")
    tx = STEPS[what](project, project.annotations.state(doc, anna))
    assert tx is not None
    project.annotations.append(tx, anna)
    assert left(project) == "acd"
    assert [begun(project, one) for one in project.documents.ids()] == [False, True, False, False]
    project.close()


def test_they_come_in_the_order_that_was_asked_for_and_only_so_many(project: Project) -> None:
    assert left(project, numbers=(3, 1, 9, 4, 2), limit=3) == "cad"
    project.close()


def test_what_the_suggester_has_looked_at_already_is_left_out_by_its_newest_run(project: Project) -> None:
    assert left(project, "old 1") == ""
    project.suggestions.record_run("new 1", [(project.documents.ids()[0], Suggestions(()))])
    assert left(project, "old 1") == "a"
    assert left(project, "new 1") == "bcd"
    newest = project.suggestions.runs()[-1].at
    assert left(project, "new 1", since=newest) == "bcd"
    assert left(project, "new 1", since=newest + 1) == "abcd"  # a newer suggester of the same name
    project.close()


def test_a_document_that_is_not_there_is_none_to_begin_with(project: Project) -> None:
    assert begun(project, "0" * 32)
    project.close()


def test_an_import_does_not_begin_a_document(project: Project) -> None:
    doc = project.documents.get(project.documents.ids()[0])
    with project.connection.writing():
        source = project.sources.ensure("import:brat", "import")
    tx = add_span(project.annotations.state(doc, source), (Range(5, 9),), "ORG", new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, source)
    assert left(project) == "abcd"
    project.close()
