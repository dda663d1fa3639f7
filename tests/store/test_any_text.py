"""Texts of every kind are stored verbatim, or refused with the reason; names and searches are never code (35 to 38)."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import store.documents
from annotate import commands
from annotate.change import Transaction
from annotate.concordance import Asked
from annotate.errors import GilderError, InputError
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.check import check_project
from store.documents import NAME_LIMIT, NewDocument
from store.errors import ProjectError
from store.exchange.text import read_text
from store.ids import new_id
from store.project import Project
from tests.builders import SCHEME_TOML, TEXT
from tests.exports import write_jsonl

TEXTS = {
    "CRLF": "Iran\r\narmed\r\n\r\nSyria\r",
    "mixed line ends": "a\rb\nc\r\nd\x85e\u2028f\u2029g\x0bh\x0ci",
    "a BOM inside": "Iran \ufeffarmed\ufeff Syria",
    "bidi marks": "Iran \u202earmed\u202c \u2066Syria\u2069 \u200fעברית\u200e",
    "emoji": "Iran 👩‍👩‍👧‍👦 armed 🇳🇴🏴󠁧󠁢󠁥󠁮󠁧󠁿 Syria",
    "combining marks": "I\u0300\u0301\u0302ran Z" + "\u0351" * 200 + "algo ée\u0301",
    "noncharacters": "a\ufffeb\uffffc\U0010ffffd",
    "private use": "\ue000\U000f0000",
    "controls": "a\x01\x02\x07\x08\x1b[31mb\x7fc",
    "zero width": "I\u200bran\u200c \u200darmed\u2060 \u00adSyria",
    "HTML": "<b>Iran</b> <script>alert(1)</script> &amp; &lt;",
    "SQL": "'; DROP TABLE document; --",
    "one letter": "x",
    "spaces around": "\u00a0 \tIran\t \u3000\n\n",
    "a long line": "word " * 200_000,
    "many lines": "\n".join("ab" for _ in range(100_000)),
}
REFUSED = {
    "NUL": ("Iran\x00armed", "a NUL character at offset 4"),
    "half a pair": ("Iran \ud83d armed", "half a surrogate pair at offset 5"),
    "the other half": ("\udc69", "half a surrogate pair at offset 0"),
    "empty": ("", "the text is empty"),
    "only spaces": (" \n\t\u00a0\u3000", "the text is empty"),
}


def keep_and_export(folder: Path, text: str, name: str = "a.txt") -> dict[str, object]:
    """Store a text with a span on every part of it, look at it after reopening, and give its line of the export."""
    path, places = folder / "p.gilder", [Range(0, len(text))]
    places += [Range(at, at + 1) for at in (*range(min(40, len(text))), len(text) - 1)]
    with Project.create(path, SCHEME_TOML) as project:
        (doc,) = project.documents.add([NewDocument(name, text)])
        ann = project.sources.person("ann")
        state, changes = project.annotations.state(doc, ann), []
        for place in dict.fromkeys(places):
            if text[place.start : place.end].strip():
                tx = commands.add_span(state, [place], "LOC", new_id=new_id())
                assert tx is not None
                state = state.apply(tx)
                changes += tx.changes
        project.annotations.append(Transaction(tuple(changes), "span.add"), ann)
    with Project.open(path) as project:
        (doc_id,) = project.documents.ids()
        assert project.documents.get(doc_id).text == text
        assert list(check_project(project)) == []
        write_jsonl(project, folder / "out.jsonl")
    (line,) = (folder / "out.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")
    record = json.loads(line)
    assert record["text"] == text
    assert len(record["spans"]) == len(changes) > 0
    for span in record["spans"]:
        assert record["text"][span["start"] : span["end"]] == span["text"]
    return record


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_kept_verbatim_and_offsets_are_right_after_an_export(tmp_path: Path, kind: str):
    keep_and_export(tmp_path, TEXTS[kind])


@pytest.mark.parametrize("kind", TEXTS)
def test_an_exported_text_comes_in_again_with_its_digest(tmp_path: Path, kind: str):
    record = keep_and_export(tmp_path, TEXTS[kind])
    again = tmp_path / "again.txt"
    again.write_bytes(str(record["text"]).encode())
    doc = read_text(again)
    with Project.create(tmp_path / "q.gilder", SCHEME_TOML) as project:
        (kept,) = project.documents.add([doc])
        assert kept.digest == record["digest"]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_kept_is_refused_with_the_reason_and_nothing_is_kept(project: Project, kind: str):
    text, told = REFUSED[kind]
    with pytest.raises(InputError) as caught:
        project.documents.add([NewDocument("good.txt", TEXT), NewDocument("bad.txt", text)])
    assert f"bad.txt: {told}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert project.documents.ids() == []


@settings(max_examples=12)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60))
def test_any_text(text: str):
    with tempfile.TemporaryDirectory() as folder:
        if text.strip():
            keep_and_export(Path(folder), text)


def test_fifty_megabytes_are_kept_and_more_than_the_limit_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch):
    text = "Iran armed Syria.\n" + "👩‍👩‍👧\n" * 2_700_000 + "Iran armed 1,000 fighters in Syria, and Reuters said so.\n"
    assert len(text.encode()) > 50_000_000
    (doc,) = project.documents.add([NewDocument("large.txt", text)])
    at = text.rindex("Iran")
    found = Suggestions((Suggestion(at, at + 4, "LOC", 0.5),))
    project.suggestions.record_run("m", [(doc.id, found)])
    assert project.documents.get(doc.id).text == text
    (span,) = project.suggestions.suggested(doc).spans.values()
    assert span.text == text[at : at + 4]
    monkeypatch.setattr(store.documents, "TEXT_LIMIT", 50_000_000)
    with pytest.raises(InputError, match=r"more.txt: [\d,]+ bytes of text; the limit is 50,000,000. Cut it"):
        project.documents.add([NewDocument("more.txt", text + "x")])


SEARCHES = (
    *('"', '""', "'", "c++", "O'Neil", "NEAR(", "NEAR(a b, 5)", "*", "a*", "", " ", "-", "a AND", "OR", "NOT a", "("),
    *(")", "text:", "text : a", "{text}", "^a", "a + b", "%", "_", "\\", "a\\", "\x00", "'; DROP TABLE span; --"),
    *("\ud800", "👩‍👧", "עברית", "중", "ﬁ", "ſ", "İ", "x" * 100_000, '"' * 5000, "a b " * 5000),
)
IN_IT = "He wrote c++ and “O'Neil”: NEAR(a b, 5) * 100% {text} a_b \\ (text: a) OR -1 ^a '; DROP TABLE span; --"


@pytest.mark.parametrize("asked", SEARCHES)
def test_a_search_is_literal_whatever_is_typed(project: Project, asked: str):
    project.documents.add([NewDocument("a.txt", IN_IT), NewDocument("b.txt", TEXT)])
    hits = list(project.search.find(asked))
    wanted = [found.start() for found in re.finditer(re.escape(asked), IN_IT, re.IGNORECASE)] if asked.strip() else []
    assert [hit.place.start for hit in hits if hit.name == "a.txt"] == wanted
    if asked != "\ud800":  # half a character is in no file, and none can be asked for it
        assert project.documents.named(asked) is None
        assert isinstance(project.search.documents_with(asked), list)


@pytest.mark.parametrize("asked", ["(", "[", "a{9999999}", "((a{99}){99}){99}", "a" * 3000, "(?P<x>", "*", "\\"])
def test_a_bad_expression_is_refused_in_one_line(project: Project, asked: str):
    project.documents.add([NewDocument("a.txt", IN_IT)])
    with pytest.raises(InputError) as caught:
        list(project.search.find(Asked(asked, expression=True)))
    assert "\n" not in str(caught.value)


CODE = (
    *("'; DROP TABLE span; --", "\"; ATTACH 'x' AS y; --", "a' OR '1'='1", "%s%n{0}", "=cmd|'/C calc'!A0"),
    *("$(reboot)", "`reboot`", "../../etc/passwd", "a\nb", "\x1b[31mred", "NEAR(", "<b>x</b>"),
)


@pytest.mark.parametrize("name", CODE)
def test_names_are_data_for_sql_and_the_index(tmp_path: Path, name: str):
    scheme = '[[span]]\nname = "LOC"\n' + (f"[[span]]\nname = {json.dumps(name)}\n" if name.isprintable() else "")
    with Project.create(tmp_path / "p.gilder", scheme) as project:
        (doc,) = project.documents.add([NewDocument(name, f"Iran {name.strip()} Syria", meta={name: name})])
        ann = project.sources.person(name)
        label = name if name.isprintable() else "LOC"
        tx = commands.add_span(project.annotations.state(doc, ann), [Range(0, 4)], label, new_id=new_id())
        assert tx is not None
        _, ann = project.annotations.append(tx, ann)
        project.suggestions.record_run(name, [(doc.id, Suggestions((Suggestion(0, 4, label, 0.5),)))])
        assert (ann.name, project.documents.rows(ann)[0].name) == (name, name)
        assert project.documents.named(name) is not None
        assert list(check_project(project)) == []
        write_jsonl(project, tmp_path / "out.jsonl")
        (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["spans"][0]["source"] == name
    assert {one.name for one in tmp_path.iterdir()} == {"p.gilder", "out.jsonl"}


def test_names_have_lengths_and_each_refusal_is_one_line(project: Project, doc: object):
    for name in ("x" * (NAME_LIMIT + 1), ""):
        with pytest.raises(InputError, match=r"its name has .* characters") as caught:
            project.documents.add([NewDocument(name, TEXT)])
        assert len(str(caught.value)) < 200
    with pytest.raises(InputError, match="a model’s name has at most 190 characters"):
        project.suggestions.begin_run("m" * 191)
    kept = project.documents.add([NewDocument("y" * NAME_LIMIT, TEXT), NewDocument("y" * NAME_LIMIT, TEXT)])
    assert [len(one.name) for one in kept] == [NAME_LIMIT, NAME_LIMIT + 4]


BAD = {
    "NaN": Suggestion(0, 4, "LOC", float("nan")),
    "infinity": Suggestion(0, 4, "LOC", float("inf")),
    "a score above 1": Suggestion(0, 4, "LOC", 1.5),
    "beyond the text": Suggestion(0, 5000, "LOC", 0.5),
    "2^63": Suggestion(0, 2**63, "LOC", 0.5),
    "before the text": Suggestion(-4, 4, "LOC", 0.5),
    "empty": Suggestion(4, 4, "LOC", 0.5),
}


@pytest.mark.parametrize("kind", BAD)
def test_of_a_run_with_one_impossible_row_nothing_is_kept(project: Project, kind: str):
    docs = project.documents.add([NewDocument(name, TEXT) for name in ("a", "b", "c")])
    good = Suggestions((Suggestion(0, 4, "LOC", 0.5),))
    with pytest.raises(GilderError) as caught:
        project.suggestions.record_run("m", [(docs[0].id, good), (docs[1].id, Suggestions((BAD[kind],)))])
    assert "\n" not in str(caught.value)
    for table in ("model_run", "suggestion", "run_document"):
        assert project.connection.value(f"SELECT count(*) FROM {table}") == 0
    assert list(check_project(project)) == []


def test_of_an_import_that_fails_half_way_nothing_is_kept(project: Project):
    def some():
        yield NewDocument("a.txt", TEXT)
        yield NewDocument("b.txt", TEXT + "b")
        raise OSError("the stick was pulled")

    with pytest.raises(OSError, match="the stick"):
        project.documents.add(some())
    for table in ("document", "document_text", "zone"):
        assert project.connection.value(f"SELECT count(*) FROM {table}") == 0
    assert list(project.search.find("Iran")) == []
    assert list(check_project(project)) == []


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999999", "9" * 5000, "0x10", "１０", "1_000"])
def test_a_value_is_a_number_or_refused(value: str):
    from annotate.model import Value
    from annotate.values import wrong_fields

    wrong = wrong_fields(Value(amount=value))
    if value in (
        "1e999999",
        "１０",
        "1_000",
    ):  # Decimal takes them: a number all the same, and no more than a text here
        assert not wrong
    else:
        assert "number" in wrong["amount"]


def test_what_a_copy_leaves_out_is_not_in_its_bytes(tmp_path: Path):
    from store.split import split

    path, secret = tmp_path / "p.gilder", "Zanzibar-Protokoll"
    with Project.create(path, SCHEME_TOML) as project:
        docs = project.documents.add([NewDocument("a", TEXT), NewDocument(f"{secret}.txt", f"{TEXT} {secret} " * 300)])
        ann = project.sources.person("ann")
        for doc in docs:
            tx = commands.add_span(project.annotations.state(doc, ann), [Range(0, 4)], "LOC", new_id=new_id())
            assert tx is not None
            _, ann = project.annotations.append(tx, ann)
        span_id = next(iter(project.annotations.state(docs[1], ann).spans))
        noted = commands.set_note(project.annotations.state(docs[1], ann), span_id, secret)
        assert noted is not None
        project.annotations.append(noted, ann)
        assert secret.encode() in path.read_bytes() + Path(f"{path}-wal").read_bytes()
        split(project, {tmp_path / "copy.gilder": [docs[0].id]}, lambda *_: None)
    raw = (tmp_path / "copy.gilder").read_bytes()
    assert secret.encode() not in raw
    assert secret.casefold().encode() not in raw  # as a word of the index
    database = sqlite3.connect(tmp_path / "copy.gilder")
    assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    database.close()


def test_a_file_that_is_no_project_is_never_taken_for_one_by_its_name(tmp_path: Path):
    (tmp_path / "evil.gilder").write_text("#!/bin/sh\necho evil\n")
    with pytest.raises(ProjectError, match="a text file"):
        Project.open(tmp_path / "evil.gilder")
