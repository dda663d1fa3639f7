"""The command line, through `main`, on real files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from store.project import Project
from tests.cli.conftest import ARTICLE, Shell, check_spans, records


def test_from_article_to_dataset(gilder: Shell, suggested: Path) -> None:
    assert gilder("export", str(suggested), "out.jsonl", "--format", "jsonl", "--include-suggestions") == 0
    (record,) = records(gilder.folder / "out.jsonl")
    assert record["text"].encode() == ARTICLE.encode()
    check_spans(record)
    values = {span["text"]: span.get("value") for span in record["spans"]}
    assert values["more than 1,000"] == {"amount": "1000", "modifier": ">"}
    assert values["About 50%"] == {"amount": "50", "modifier": "~", "unit": "percent"}
    assert values["Tuesday"] == {"date": "2016-10-04"}
    assert values["dozens"]["vague"] == "dozens"
    assert {span["decision"] for span in record["spans"]} == {"open"}
    assert record["meta"]["date"] == "2016-10-04"
    assert {zone["zone"] for zone in record["zones"]} >= {"headline", "dateline"}


def test_suggestions_are_no_gold(gilder: Shell, suggested: Path) -> None:
    assert gilder("export", str(suggested), "out.jsonl", "--format", "jsonl") == 0
    assert records(gilder.folder / "out.jsonl")[0]["spans"] == []


def test_real_articles_keep_every_byte_and_offset(gilder: Shell, project: Path, shared_articles: Path) -> None:
    assert gilder("import", "p.gilder", str(shared_articles)) == 0
    assert gilder("suggest", "p.gilder", "--json") == 0
    assert json.loads(gilder.out)["suggestions"] > 300
    assert gilder("export", "p.gilder", "out.jsonl", "--format", "jsonl", "--include-suggestions") == 0
    found = records(gilder.folder / "out.jsonl")
    assert len(found) == len(list(shared_articles.iterdir()))
    for record in found:
        raw = (shared_articles / record["name"]).read_bytes()
        assert record["text"].encode() == raw.removeprefix(b"\xef\xbb\xbf")
        check_spans(record)
    assert gilder("check", "p.gilder") == 0


def test_new_refuses_to_replace_and_names_the_schemes(gilder: Shell, project: Path) -> None:
    before = project.read_bytes()
    gilder.fails("new", "p.gilder", says="p.gilder: there is a file of this name already")
    assert project.read_bytes() == before
    gilder.fails("new", "q.gilder", "--scheme", "nothing", says="there are conll, empty, news, ontonotes")
    assert not (gilder.folder / "q.gilder").exists()
    gilder.fails("new", "no/such/q.gilder", says="cannot be made")


@pytest.mark.parametrize("name", resources.scheme_names())
def test_every_scheme_makes_a_project(gilder: Shell, name: str) -> None:
    assert gilder("new", "q.gilder", "--scheme", name) == 0
    assert gilder("scheme", "q.gilder") == 0
    assert gilder.out == resources.scheme_text(name)


def test_a_scheme_of_ones_own_and_a_bad_one(gilder: Shell) -> None:
    (gilder.folder / "own.toml").write_text('name = "own"\n[[span]]\nname = "THING"\n')
    (gilder.folder / "bad.toml").write_text('name = "own"\n[[span]]\nnome = "THING"\n')
    assert gilder("new", "own.gilder", "--scheme", "own.toml") == 0
    gilder.fails("new", "bad.gilder", "--scheme", "bad.toml", says="bad.toml")
    assert sorted(path.name for path in gilder.folder.iterdir()) == ["bad.toml", "own.gilder", "own.toml"]


def test_a_scheme_is_replaced_only_where_no_label_in_use_is_lost(gilder: Shell, tmp_path: Path) -> None:
    from tests.gui.conftest import make_project

    path = make_project(tmp_path / "q.gilder")
    from annotate.commands import add_span
    from annotate.offsets import Range
    from store.ids import new_id

    with Project.open(path) as project:
        doc = project.documents.get(project.documents.ids()[0])
        anna = project.sources.person("anna")
        tx = add_span(project.annotations.state(doc, anna), [Range(0, 4)], "LOC", new_id=new_id())
        assert tx is not None
        project.annotations.append(tx, anna)
    gilder.fails("scheme", "q.gilder", "--set", "empty", says="LOC (1)")
    assert gilder("scheme", "q.gilder", "--set", "conll") == 0
    assert gilder("scheme", "q.gilder") == 0
    assert gilder.out == resources.scheme_text("conll")


BAD_FILES = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", "the file is empty"),
    "blank.txt": (b" \n\t\n", "the text is empty"),
    "binary.txt": (bytes(range(256)) * 8, "NUL"),
    "utf16.txt": ("Iran und Syrien".encode("utf-16"), "UTF-16, by its byte order mark"),
    "utf16le.txt": (("Iran und Syrien. " * 9).encode("utf-16-le"), "UTF-16-LE without a byte order mark"),
    "latin.txt": ("Café in Zürich wurde größer. ".encode("cp1252") * 9, "is not UTF-8"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_in_one_line_and_nothing_is_imported(gilder: Shell, project: Path, name: str) -> None:
    content, says = BAD_FILES[name]
    if content is not None:
        (gilder.folder / name).write_bytes(content)
    (gilder.folder / "good.txt").write_text("Iran.")
    before = project.read_bytes()
    gilder.fails("import", "p.gilder", "good.txt", name, says=says)
    assert name in gilder.err
    assert "nothing was imported" in gilder.err
    assert project.read_bytes() == before
    assert gilder("import", "p.gilder", "good.txt", name, "--skip-bad") == 0
    assert "1 document imported" in gilder.out


def test_an_encoding_that_is_named_is_used(gilder: Shell, project: Path) -> None:
    (gilder.folder / "utf16.txt").write_bytes("Zürich und Iran".encode("utf-16"))
    assert gilder("import", "p.gilder", "utf16.txt", "--encoding", "utf-16") == 0
    with Project.open(project, read_only=True) as opened:
        doc = opened.documents.get(opened.documents.ids()[0])
    assert (doc.text, doc.meta["encoding"]) == ("Zürich und Iran", "utf-16")


def test_the_same_text_is_imported_once(gilder: Shell, project: Path) -> None:
    (gilder.folder / "a.txt").write_text("Iran.")
    (gilder.folder / "b.txt").write_text("Iran.")
    assert gilder("import", "p.gilder", "a.txt", "b.txt") == 0
    assert gilder.out == "1 document imported, 1 skipped (already there)\n"
    assert gilder("import", "p.gilder", "a.txt", "--json") == 0
    said = json.loads(gilder.out)
    assert (said["imported"], said["already_there"], said["bad"]) == ([], ["a.txt"], [])


def test_a_folder_is_read_with_its_sub_folders(gilder: Shell, project: Path) -> None:
    for name in ("corpus/one.txt", "corpus/deep/two.txt", "corpus/.hidden.txt", "corpus/picture.png"):
        path = gilder.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert gilder("import", "p.gilder", "corpus") == 0
    with Project.open(project, read_only=True) as opened:
        names = [row.name for row in opened.documents.rows(opened.sources.person("x"))]
    assert names == ["deep/two.txt", "one.txt"]
    (gilder.folder / "bare").mkdir()
    assert gilder("import", "p.gilder", "bare") == 1
    assert "holds no text file" in gilder.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(gilder: Shell, project: Path) -> None:
    closed = gilder.folder / "closed"
    closed.mkdir(mode=0)
    assert gilder("import", "p.gilder", "closed") == 1
    assert "cannot be read" in gilder.err
    closed.chmod(0o700)


def bad_projects(folder: Path, good: Path) -> dict[str, str]:
    (folder / "text.gilder").write_text("This is no database. " * 50)
    (folder / "empty.gilder").write_bytes(b"")
    (folder / "folder.gilder").mkdir()
    with sqlite3.connect(folder / "other.gilder") as other:
        other.execute("CREATE TABLE t(x)")
    other.close()
    shutil.copy(good, folder / "newer.gilder")
    newer = sqlite3.connect(folder / "newer.gilder")
    newer.execute("PRAGMA user_version=99")
    newer.close()
    return {
        "missing.gilder": "no such project",
        "text.gilder": "not a Gilder project",
        "empty.gilder": "not a Gilder project",
        "folder.gilder": "folder",
        "other.gilder": "another program",
        "newer.gilder": "newer Gilder",
    }


@pytest.mark.parametrize("command", ["open", "import", "suggest", "export", "check", "stats", "scheme"])
def test_a_bad_project_is_told_in_one_line_and_left_alone(gilder: Shell, project: Path, command: str) -> None:
    (gilder.folder / "a.txt").write_text("Iran.")
    more = {"import": ["a.txt"], "export": ["out.jsonl", "--format", "jsonl"]}.get(command, [])
    for name, says in bad_projects(gilder.folder, project).items():
        path = gilder.folder / name
        before = path.read_bytes() if path.is_file() else None
        gilder.fails(command, name, *more, says=says)
        assert (path.read_bytes() if path.is_file() else None) == before
    assert not (gilder.folder / "out.jsonl").exists()
    assert not [path for path in gilder.folder.iterdir() if path.name.endswith(("-wal", "-shm", ".part", ".new"))]


def test_wrong_use(gilder: Shell, project: Path) -> None:
    gilder.fails("frobnicate", says="invalid choice", status=2)
    gilder.fails("import", "p.gilder", says="PATH", status=2)
    gilder.fails("export", "p.gilder", "out", says="--format", status=2)
    gilder.fails("export", "p.gilder", "out", "--format", "word", says="invalid choice: 'word'", status=2)
    (gilder.folder / "x.txt").write_text("Iran.")
    gilder.fails("import", "p.gilder", "x.txt", "--source", "anna", says="leave it out", status=2)


def test_what_the_data_does_not_have(gilder: Shell, project: Path, suggested: Path) -> None:
    gilder.fails("suggest", "p.gilder", says="there is no document")
    gilder.fails("suggest", str(suggested), "--document", "nope.txt", says="no document “nope.txt”")
    gilder.fails("suggest", str(suggested), "--model", "no_such_pipeline", says="no_such_pipeline")
    gilder.fails("export", str(suggested), "o.jsonl", "--format", "jsonl", "--source", "bert", says="no source “bert”")
    gilder.fails("export", "p.gilder", "p.gilder", "--format", "jsonl", says="the project itself")
    gilder.fails("export", "p.gilder", "no/such/o.jsonl", "--format", "jsonl", says="cannot be written")


def test_an_installed_pipeline_can_be_named(gilder: Shell, suggested: Path) -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Iraq"}])
    nlp.to_disk(gilder.folder / "own_pipeline")
    shutil.copy(suggested, gilder.folder / "q.gilder")
    assert gilder("suggest", "q.gilder", "--model", "own_pipeline", "--document", "iran.txt") == 0, gilder.err
    assert gilder("export", "q.gilder", "o.jsonl", "--format", "jsonl", "--include-suggestions") == 0
    labels = {span["text"]: span["label"] for span in records(gilder.folder / "o.jsonl")[0]["spans"]}
    assert labels["Iraq"] == "LOC"


def test_check_finds_a_wrong_offset(gilder: Shell, tmp_path: Path) -> None:
    from tests.gui.conftest import make_project

    path = make_project(tmp_path / "q.gilder")
    assert gilder("check", "q.gilder") == 0
    with sqlite3.connect(path) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE suggestion SET end_ch=end_ch+90000 WHERE ord=0")
        for _, sql in triggers:  # or the project is refused for its structure
            raw.execute(sql)
    raw.close()
    assert gilder("check", "q.gilder", "--json") == 1
    assert json.loads(gilder.out)["problems"]


def test_stats(gilder: Shell, suggested: Path) -> None:
    assert gilder("stats", str(suggested)) == 0
    assert "documents" in gilder.out
    assert "Nobody has annotated yet." in gilder.out
    assert gilder("stats", str(suggested), "--json") == 0
    assert json.loads(gilder.out)["documents"] == 1


@pytest.mark.parametrize("command", ["open", "new", "import", "suggest", "export", "check", "stats", "scheme"])
def test_every_command_has_help_with_an_example(gilder: Shell, command: str) -> None:
    assert gilder(command, "--help") == 0
    assert f"gilder {command}" in gilder.out
    assert "Example:" in gilder.out


def test_help_needs_neither_spacy_nor_qt_nor_sqlite() -> None:
    code = (
        "import sys, contextlib\nfrom cli.main import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "bad = {'spacy', 'PySide6', 'sqlite_utils', 'sqlite3', 'store.project', 'regex'} & set(sys.modules)\n"
        "sys.exit(bool(bad))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "COMMAND" in done.stdout


def test_the_window_is_made_before_anything_heavy_is_imported() -> None:
    code = "import sys, gui.app; sys.exit(', '.join({'spacy', 'numpy', 'pyarrow', 'lxml'} & set(sys.modules)) or 0)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
