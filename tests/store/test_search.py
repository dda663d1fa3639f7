"""Search: the index against its naive twin, which reads every text."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.offsets import Range
from annotate.propagate import base_of, same_text
from store.documents import NewDocument
from store.project import Project
from tests.builders import SCHEME_TOML

PIECES = st.sampled_from(
    ["Iran", "IRAN", "iran", "Tehran", "a_b", "100%", "1,000", "Café", "café",
     "cafe\u0301", "中文", "👩‍👧", "\\", '"', "'s",
     "AND", "NOT", "NEAR", "*", "(", "-", ".", ":", "\u00ad", "é", "ß", "x", "no", " ", "\u00a0", "\n", "\r\n", " "]
)  # fmt: skip
LINES = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(str.strip)


def naive(docs: list[tuple[str, str]], asked: str) -> list[tuple[str, Range]]:
    """Every text read from its beginning to its end."""
    pattern = re.compile(re.escape(asked.strip()), re.IGNORECASE)
    return [(doc_id, Range(*match.span())) for doc_id, text in docs for match in pattern.finditer(text)]


@settings(max_examples=80)
@given(st.lists(LINES, min_size=1, max_size=4), st.lists(PIECES, min_size=1, max_size=4).map("".join).filter(str.strip))
def test_the_index_finds_what_reading_everything_finds(lines: list[str], asked: str):
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.gilder", SCHEME_TOML) as project:
        added = project.documents.add(NewDocument(f"{at}.txt", text) for at, text in enumerate(lines))
        docs = [(doc.id, doc.text) for doc in added]
        texts = dict(docs)
        hits = list(project.search.find(asked, limit=10_000))
    assert [(hit.document, hit.place) for hit in hits] == naive(docs, asked)
    for hit in hits:
        text = texts[hit.document]
        assert text[hit.place.start : hit.place.end] == hit.text
        assert hit.before + hit.text + hit.after in text


def test_what_stands_around_a_hit_is_cut_at_the_borders(project: Project):
    project.documents.add([NewDocument("a.txt", "one Iran two"), NewDocument("b.txt", "Iran")])
    near, alone = project.search.find("iran", context=2)
    assert (near.name, near.before, near.text, near.after) == ("a.txt", "e ", "Iran", " t")
    assert (alone.name, alone.before, alone.text, alone.after) == ("b.txt", "", "Iran", "")
    assert [(hit.before, hit.after) for hit in project.search.find("iran", context=0)] == [("", ""), ("", "")]


def test_the_limit_goes_over_documents(project: Project):
    project.documents.add(NewDocument(f"{at}.txt", f"Iran and Iran {at}") for at in range(4))
    assert [hit.name for hit in project.search.find("Iran", limit=5)] == ["0.txt", "0.txt", "1.txt", "1.txt", "2.txt"]


def test_a_document_that_is_added_later_is_found(project: Project):
    project.documents.add([NewDocument("a.txt", "Iran is here, Syria is not.")])
    assert len(list(project.search.find("is here, syria"))) == 1
    project.documents.add([NewDocument("b.txt", "He is here, Syria too.")])
    assert [hit.name for hit in project.search.find("is here, syria")] == ["a.txt", "b.txt"]


@settings(max_examples=80)
@given(st.lists(LINES, min_size=1, max_size=4), st.lists(PIECES, min_size=1, max_size=4).map("".join).filter(str.strip))
def test_no_document_with_the_same_text_is_missed(lines: list[str], asked: str):
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.gilder", SCHEME_TOML) as project:
        added = project.documents.add(NewDocument(f"{at}.txt", text) for at, text in enumerate(lines))
        found = project.search.documents_with(base_of(asked))
    assert {doc.id for doc in added if any(same_text(doc.text, asked))} <= set(found)


def test_the_index_leaves_out_documents_without_the_words(project: Project):
    texts = ("Iran's army", "the IRAN deal", "Iranian", "Tehran", "an army of Iran")
    added = project.documents.add(NewDocument(f"{at}.txt", text) for at, text in enumerate(texts))
    names = {doc.id: doc.name for doc in added}
    assert [names[one] for one in project.search.documents_with("Iran")] == ["0.txt", "1.txt", "4.txt"]
    assert [names[one] for one in project.search.documents_with('"army" OR')] == []
    assert len(project.search.documents_with("%")) == 5


def test_a_search_tells_how_far_it_is_and_can_be_ended(project: Project):
    project.documents.add(NewDocument(f"{at}.txt", f"Iran {at}") for at in range(250))
    told: list[tuple[int, int]] = []
    assert len(list(project.search.find("ran", step=lambda done, total: told.append((done, total))))) == 250
    assert told == [(0, 250), (100, 250), (200, 250)]

    def stop(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(project.search.find("Iran", step=stop))
