"""What the project file tells: the documents list, search, counts, the export; and text files read exactly."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate import commands, review
from annotate.document import Document
from annotate.errors import InputError
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from annotate.suggest.ranking import doubt_of, mean_unsureness
from annotate.work import PAUSE
from store.documents import NewDocument
from store.errors import ProjectError
from store.exchange.articles import article_files, read_article
from store.exchange.text import decode_bytes, read_text
from store.ids import made_at, new_id, new_ids
from store.project import Project
from store.sources import Source
from store.statistics import statistics
from tests.builders import SCHEME_TOML, TEXT
from tests.exports import write_jsonl
from tests.strategies import texts

DEEDS = st.lists(
    st.tuples(st.sampled_from(["accept", "reject", "relabel", "own", "run"]), st.integers(0, 20)), max_size=8
)
PLACES = [(0, 4), (11, 26), (39, 44), (0, 4), (56, 71)]


def propose(project: Project, doc: Document, labels: list[str]) -> None:
    scored = zip(PLACES, labels, (0.5, 0.9, 0.2, 0.5, 0.7), strict=False)
    found = [Suggestion(*place, label, score) for place, label, score in scored]
    project.suggestions.record_run("test", [(doc.id, Suggestions(tuple(sorted(found, key=lambda one: one.start))))])


@settings(max_examples=25)
@given(DEEDS)
def test_the_documents_list_counts_what_review_says_is_open(deeds: list[tuple[str, int]]):
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.gilder", SCHEME_TOML) as project:
        (doc,) = project.documents.add([NewDocument("a.txt", TEXT)])
        ann = project.sources.person("ann")
        propose(project, doc, ["LOC", "CARDINAL", "LOC", "PERSON", "PERSON"])
        for deed, at in deeds:
            state, suggested = project.annotations.state(doc, ann), project.suggestions.suggested(doc)
            still = review.open_spans(suggested, state)
            assert project.documents.row(doc.id, ann).open_suggestions == len(still)
            doubts = [doubt_of(one) for one in still]
            assert project.documents.row(doc.id, ann).unsureness == pytest.approx(mean_unsureness(doubts))
            assert project.documents.row(doc.id, ann).spans == len(state.spans)
            if deed == "run":
                propose(project, doc, ["LOC", "LOC", "PERSON"][: at % 4])
                continue
            if deed == "own":
                place = Range(*PLACES[at % len(PLACES)])
                tx = commands.add_span(state, [place], "LOC", new_id=new_id())
            elif not still:
                continue
            elif deed == "reject":
                tx = review.reject(suggested, state, [still[at % len(still)].id])
            elif deed == "accept":
                tx = review.accept(suggested, state, still[at % len(still)].id, new_ids=new_ids())
            else:
                chosen = still[at % len(still)].id
                tx = review.decide_span(suggested, state, chosen, new_id=new_id(), label="LOC")
            if tx is not None:
                _, ann = project.annotations.append(tx, ann)
        state, suggested = project.annotations.state(doc, ann), project.suggestions.suggested(doc)
        assert project.documents.rows(ann)[0].open_suggestions == len(review.open_spans(suggested, state))


def test_search_takes_what_is_typed_literally_and_in_any_case(project: Project):
    first, other = project.documents.add(
        [NewDocument("a.txt", "Iran and 100% of IRAN-Syria."), NewDocument("b.txt", "In Tehran, Iran met Iraq. a_b\\")]
    )
    hits = list(project.search.find("iran"))
    assert [(hit.document, hit.text) for hit in hits] == [(first.id, "Iran"), (first.id, "IRAN"), (other.id, "Iran")]
    assert [hit.text for hit in project.search.find("100%")] == ["100%"]
    assert [hit.text for hit in project.search.find("a_b\\")] == ["a_b\\"]
    assert [hit.name for hit in project.search.find("Tehran, Iran met")] == ["b.txt"]
    assert [hit.place for hit in project.search.find("ehran")] == [Range(4, 9)]
    assert list(project.search.find("  ")) == []
    assert len(list(project.search.find("a", limit=3))) == 3


@settings(max_examples=60)
@given(texts.filter(str.strip), st.data())
def test_search_finds_every_piece_of_a_text(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    asked = text[start : data.draw(st.integers(start + 1, len(text)))]
    if not asked.strip() or "\x00" in text:
        return
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.gilder", SCHEME_TOML) as project:
        project.documents.add([NewDocument("a.txt", text)])
        assert any(hit.text == asked.strip() for hit in project.search.find(asked, limit=10_000))


def test_statistics_count_by_source_and_leave_pauses_out(project: Project, doc: Document, ann: Source):
    propose(project, doc, ["LOC", "CARDINAL"])
    state, suggested = project.annotations.state(doc, ann), project.suggestions.suggested(doc)
    first, second = review.open_spans(suggested, state)
    _, ann = project.annotations.append(review.accept(suggested, state, first.id, new_ids=new_ids()), ann)
    state = project.annotations.state(doc, ann)
    project.annotations.append(review.reject(suggested, state, [second.id]), ann)
    found = statistics(project)
    assert (found.documents, found.characters, found.suggestions) == (1, len(TEXT), 2)
    (mine,) = found.sources
    assert (mine.name, mine.labels, mine.decisions) == ("ann", {"LOC": 1}, {"accepted": 1, "rejected": 1})
    assert mine.changes == 2
    assert 0 <= mine.active_seconds < PAUSE


def export(project: Project, out: Path, **options: object) -> list[dict[str, object]]:
    write_jsonl(project, out, **options)  # pyright: ignore[reportArgumentType]
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_the_export_has_gold_by_source_and_suggestions_only_when_asked(
    project: Project, doc: Document, ann: Source, tmp_path: Path
):
    propose(project, doc, ["LOC", "CARDINAL"])
    state, suggested = project.annotations.state(doc, ann), project.suggestions.suggested(doc)
    first = review.open_spans(suggested, state)[0]
    project.annotations.append(review.accept(suggested, state, first.id, new_ids=new_ids()), ann)
    bob = project.sources.person("bob")
    tx = commands.add_span(project.annotations.state(doc, bob), [Range(39, 44)], "LOC", new_id=new_id())
    assert tx is not None
    project.annotations.append(tx, bob)

    def named(**options: object) -> list[tuple[object, object, object]]:
        (record,) = export(project, tmp_path / "out.jsonl", **options)
        assert record["text"] == TEXT
        spans = record["spans"]
        assert isinstance(spans, list)
        return [(span["text"], span["source"], span["decision"]) for span in spans]

    ours, bobs = ("Iran", "ann", "accepted"), ("Syria", "bob", "manual")
    assert named() == [ours, bobs]
    assert named(source="bob") == [bobs]
    assert named(include_suggestions=True) == [ours, bobs, ("more than 1,000", "model:test", "open")]
    with pytest.raises(ProjectError, match="there are: model:test, ann, bob"):
        named(source="carol")


def test_a_failed_export_leaves_the_old_file(project: Project, doc: Document, tmp_path: Path):
    out = tmp_path / "out.jsonl"
    out.write_text("old")

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_jsonl(project, out, progress=stop)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


@given(texts)
def test_text_comes_back_byte_for_byte(text: str):
    raw = text.encode()
    if raw and b"\x00" not in raw and not raw.startswith(b"\xef\xbb\xbf"):
        assert decode_bytes(raw, "x")[0].encode() == raw


def test_a_byte_order_mark_is_taken_off_and_recorded(tmp_path: Path):
    path = tmp_path / "bom.txt"
    path.write_bytes(b"\xef\xbb\xbfIran\r\n\xc2\xa0e\xcc\x81")
    doc = read_text(path)
    assert doc.text == "Iran\r\n\u00a0e\u0301"
    assert doc.meta["bom"] == "utf-8"


def test_articles_get_zones_and_date(tmp_path: Path):
    path = tmp_path / "a.txt"
    head = "Iran arms rebels\n\nBy Ann Smith\n\n4 October 2016\n\n"
    path.write_text(head + "Iran armed them.\n\n© 2016 Courier. All rights reserved.\n", encoding="utf-8")
    doc = read_article(path)
    assert [(kind, doc.text[start:end]) for kind, start, end in doc.zones] == [
        ("headline", "Iran arms rebels"),
        ("byline", "By Ann Smith"),
        ("dateline", "4 October 2016"),
        ("boilerplate", "© 2016 Courier. All rights reserved."),
    ]
    assert doc.meta["date"] == "2016-10-04"


def test_a_folder_without_text_is_told(tmp_path: Path):
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(InputError, match="holds no text file"):
        article_files(tmp_path)


def test_ids_know_when_they_were_made():
    import time

    at = made_at(new_id())
    assert at is not None
    assert abs(at - time.time()) < 60
    assert made_at("0" * 32) is None
    assert made_at("x") is None
