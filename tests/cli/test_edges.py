"""The command line where it hurts: odd names, odd files, stopped work, links, pipes. Nothing is ever half-written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotate import VERSION, commands, review
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions
from store.ids import new_id, new_ids
from store.project import Project
from tests.cli.conftest import Shell, records

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs pipes, links and names of any bytes")
NO_UTF8 = os.fsdecode(b"caf\xe9")


@pytest.fixture
def annotated(gilder: Shell, project: Path) -> Path:
    """Two documents; ann has accepted, rejected and made spans, a relation, and finished the first document."""
    (gilder.folder / "a.txt").write_text("Iran armed Syria. Turkey did not.")
    (gilder.folder / "b.txt").write_text("Nothing here.")
    assert gilder("import", "p.gilder", "a.txt", "b.txt") == 0
    with Project.open(project) as opened:
        doc = opened.documents.get(opened.documents.ids()[0])
        found = tuple(Suggestion(*place, "LOC", 0.9) for place in [(0, 4), (11, 16), (18, 24)])
        opened.suggestions.record_run("m", [(doc.id, Suggestions(found))])
        suggested, ann = opened.suggestions.suggested(doc), opened.sources.person("ann")
        state = opened.annotations.state(doc, ann)
        first, second, _ = (span.id for span in suggested.index)
        for make in (
            lambda now: review.accept(suggested, now, first, new_ids=new_ids()),
            lambda now: review.reject(suggested, now, [second]),
            lambda now: commands.add_span(now, [Range(5, 10)], "ORG", new_id=new_id()),
            lambda now: commands.set_status(now, "done"),
        ):
            tx = make(state)
            assert tx is not None
            _, ann = opened.annotations.append(tx, ann)
            state = state.apply(tx)
    return project


def test_the_numbers_of_a_project_that_somebody_worked_on(gilder: Shell, annotated: Path) -> None:
    assert gilder("stats", "p.gilder") == 0
    said = [line.split() for line in gilder.out.splitlines()]
    for row in (["ann", "(person)"], ["spans", "2"], ["LOC", "1"], ["ORG", "1"], ["documents", "done", "1"],
                ["suggestions", "accepted", "1"], ["suggestions", "rejected", "1"], ["changes", "4"]):  # fmt: skip
        assert row in said, row
    assert "│" not in gilder.out
    assert gilder("stats", "p.gilder", "--json") == 0
    (ann,) = json.loads(gilder.out)["sources"]
    assert (ann["labels"], ann["statuses"]) == ({"LOC": 1, "ORG": 1}, {"done": 1})
    assert gilder("check", "p.gilder") == 0
    assert gilder.out == "p.gilder: no problem found in 2 documents\n"


def test_the_export_of_one_source_and_of_what_is_open(gilder: Shell, annotated: Path) -> None:
    def exported(*options: str) -> list[tuple[str, str]]:
        assert gilder("export", "p.gilder", "o.jsonl", "--format", "jsonl", *options) == 0
        return [(span["text"], span["decision"]) for span in records(gilder.folder / "o.jsonl")[0]["spans"]]

    gold = [("Iran", "accepted"), ("armed", "manual")]
    assert exported() == gold
    assert exported("--source", "ann") == gold
    assert exported("--include-suggestions", "--json") == [*gold, ("Turkey", "open")]
    counts = {"documents": 2, "spans": 3, "relations": 0}
    assert json.loads(gilder.out) == {"out": "o.jsonl", "format": "jsonl", **counts, "losses": []}
    exported()
    assert gilder.out == "o.jsonl: 2 documents, 2 spans, 0 relations\nNothing is lost: jsonl holds everything.\n"


def test_reading_commands_leave_every_byte(gilder: Shell, annotated: Path) -> None:
    before = {path.name: path.read_bytes() for path in gilder.folder.iterdir()}
    for command in (["check"], ["stats"], ["scheme"]):
        assert gilder(command[0], "p.gilder") == 0
    assert {path.name: path.read_bytes() for path in gilder.folder.iterdir()} == before


def test_a_document_that_is_named_twice_is_read_once(gilder: Shell, annotated: Path) -> None:
    assert gilder("suggest", "p.gilder", "--document", "b.txt", "b.txt", "--json") == 0
    assert json.loads(gilder.out)["documents"] == 1


def test_what_is_stopped_leaves_the_project_as_it_was(gilder: Shell, annotated: Path) -> None:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    @Language.component("stop_at_the_second", assigns=["doc.ents"])
    def stop(doc: Doc) -> Doc:
        if doc.text.startswith("Nothing"):
            signal.raise_signal(signal.SIGINT)  # as Ctrl+C does
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("stop_at_the_second")
    nlp.to_disk(gilder.folder / "stopping")
    before = annotated.read_bytes()
    gilder.fails("suggest", "p.gilder", "--model", "stopping", says="stopped; nothing is half-written", status=130)
    assert annotated.read_bytes() == before


@pytest.mark.parametrize("name", ["nope", "hex", "rot13", ""])
def test_an_encoding_that_is_none_is_wrong_use(gilder: Shell, project: Path, name: str) -> None:
    for file in ("a.txt", "b.txt"):
        (gilder.folder / file).write_text(file)
    gilder.fails("import", "p.gilder", "a.txt", "b.txt", "--encoding", name, says="there is no encoding", status=2)


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_a_project_needs_a_name(gilder: Shell, name: str) -> None:
    gilder.fails("new", name, says="name a file for the project")
    assert list(gilder.folder.iterdir()) == []


def test_a_folder_is_no_damaged_project(gilder: Shell) -> None:
    (gilder.folder / "f.gilder").mkdir()
    gilder.fails("stats", "f.gilder", says="this is not a Gilder project (it is a folder)")


def test_line_breaks_in_names_stay_in_one_line(gilder: Shell, project: Path) -> None:
    gilder.fails("import", "p.gilder", "x\ny\r\u2028z.txt", says="no such file")
    gilder.fails("stats", "p.gilder", "--fr\nob", says="unrecognized", status=2)


@POSIX
def test_names_that_are_not_utf8(gilder: Shell, project: Path) -> None:
    try:
        (gilder.folder / f"{NO_UTF8}.txt").write_text("Iraq.")
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    (gilder.folder / "good.txt").write_text("Iran.")
    before = project.read_bytes()
    gilder.fails("import", "p.gilder", "good.txt", f"{NO_UTF8}.txt", says="is not UTF-8; rename it")
    assert project.read_bytes() == before
    assert gilder("import", "p.gilder", "good.txt", f"{NO_UTF8}.txt", "--skip-bad", "--json") == 0
    told = json.loads(gilder.out)
    assert (told["imported"], len(told["bad"])) == (["good.txt"], 1)
    gilder.fails("suggest", "p.gilder", "--document", NO_UTF8, says="not UTF-8")
    assert gilder("new", f"{NO_UTF8}.gilder") == 0
    assert gilder("stats", f"{NO_UTF8}.gilder") == 0


def test_a_terminal_that_cannot_show_a_name(gilder: Shell, project: Path) -> None:
    (gilder.folder / "Zürich.txt").write_text("Iran.")
    command = [sys.executable, "-m", "cli.main", "import", "p.gilder", "Zürich.txt", "--json"]
    done = subprocess.run(command, env=environment(PYTHONIOENCODING="ascii"), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Z\\xfcrich.txt" in done.stdout


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]), **more}


@POSIX
def test_a_reader_that_goes_away_is_no_news(gilder: Shell, project: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "scheme", "p.gilder"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, env=environment(), stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@POSIX
def test_pipes_and_devices_are_neither_read_nor_replaced(gilder: Shell, project: Path) -> None:
    pipe = gilder.folder / "pipe.txt"
    os.mkfifo(pipe)
    gilder.fails("import", "p.gilder", "pipe.txt", says="is no plain file")
    gilder.fails("export", "p.gilder", "pipe.txt", "--format", "jsonl", says="is no plain file")
    assert pipe.is_fifo()


@POSIX
def test_a_link_stays_one_and_its_file_is_replaced(gilder: Shell, annotated: Path) -> None:
    (gilder.folder / "deep").mkdir()
    link, target = gilder.folder / "link.jsonl", gilder.folder / "deep" / "real.jsonl"
    link.symlink_to(target)
    for _ in range(2):  # a link to nothing, then to a file
        assert gilder("export", "p.gilder", "link.jsonl", "--format", "jsonl") == 0
        assert link.is_symlink()
        assert len(records(target)) == 2
    (gilder.folder / "itself").symlink_to("p.gilder")
    gilder.fails("export", "p.gilder", "itself", "--format", "jsonl", says="the project itself")


@POSIX
def test_a_folder_that_links_to_itself_is_read_once(gilder: Shell, project: Path) -> None:
    corpus = gilder.folder / "corpus"
    (corpus / "deep").mkdir(parents=True)
    (corpus / "deep" / "a.txt").write_text("Iran.")
    for name in ("one", "two", "deep/three"):
        (corpus / name).symlink_to(corpus)
    assert gilder("import", "p.gilder", "corpus", "--json") == 0
    assert json.loads(gilder.out).items() >= {"imported": ["deep/a.txt"], "already_there": [], "bad": []}.items()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everything")
def test_a_project_that_may_not_be_written(gilder: Shell, annotated: Path) -> None:
    annotated.chmod(0o400)
    before = annotated.read_bytes()
    gilder.fails("suggest", "p.gilder", says="cannot be written here")
    (gilder.folder / "c.txt").write_text("Syria.")
    gilder.fails("import", "p.gilder", "c.txt", says="cannot be written here")
    assert annotated.read_bytes() == before


def test_a_truncated_project_never_ends_in_a_traceback(gilder: Shell, annotated: Path) -> None:
    whole = annotated.read_bytes()
    for size in range(0, len(whole), len(whole) // 12):
        for command in (["check"], ["stats"], ["scheme"], ["export", "o.jsonl", "--format", "jsonl"]):
            shutil.rmtree(gilder.folder / "cut", ignore_errors=True)
            (gilder.folder / "cut").mkdir()
            (gilder.folder / "cut" / "p.gilder").write_bytes(whole[:size])
            assert gilder(command[0], "cut/p.gilder", *command[1:]) in (0, 1)
            assert gilder.err.count("\n") <= 1


def test_a_project_that_another_process_writes_is_told_and_can_be_read(gilder: Shell, project: Path) -> None:
    hold = (
        "import sys, pathlib, store.project as p\nq = p.Project.open(pathlib.Path(sys.argv[1]))\nq.announce('anna')\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", hold + "print('ready', flush=True)\nsys.stdin.read()", str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()
        (gilder.folder / "a.txt").write_text("Iran armed Syria.")
        assert gilder("import", "p.gilder", "a.txt") == 1
        assert gilder.err.count("\n") == 1
        assert f"anna’s gilder {VERSION} (process {child.pid})" in gilder.err
        assert gilder("stats", "p.gilder") == 0
        assert gilder("check", "p.gilder") == 0
    finally:
        child.communicate()
    assert gilder("import", "p.gilder", "a.txt") == 0
