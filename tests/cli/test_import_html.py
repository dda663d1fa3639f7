"""HTML articles on the command line: from the page to zones, suggestions and the export."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from store.project import Project
from tests.cli.conftest import Shell, check_spans, records

CASES = Path(__file__).parents[1] / "cases" / "html"


@pytest.fixture
def page(gilder: Shell) -> Path:
    return Path(shutil.copy(CASES / "modern.html", gilder.folder / "siege.html"))


def exported(gilder: Shell) -> list[dict[str, object]]:
    assert gilder("export", "p.gilder", "out.jsonl", "--format", "jsonl", "--include-suggestions") == 0
    return records(gilder.folder / "out.jsonl")


def test_from_page_to_dataset(gilder: Shell, project: Path, page: Path) -> None:
    assert gilder("import", "p.gilder", "siege.html") == 0
    assert gilder.out == "1 document imported\n"
    assert gilder.err == ""
    assert gilder("suggest", "p.gilder") == 0
    (record,) = records(gilder.folder / "out.jsonl") if exported(gilder) else []
    check_spans(record)
    text = record["text"]
    assert "<" not in text
    assert "never" not in text
    zones = {(zone["zone"], text[zone["start"] : zone["end"]]) for zone in record["zones"]}
    assert ("headline", "Corvane siege enters fifth week") in zones
    assert ("byline", "By Marta Oyelaran and Tomás Brek") in zones
    assert ("dateline", "12 October 2023") in zones
    assert ("boilerplate", "Read more: Who are the Northern Salt Brigades?") in zones
    assert record["meta"]["source"] == "The Meridian Courier"
    closed = [(zone["start"], zone["end"]) for zone in record["zones"] if zone["zone"] == "boilerplate"]
    assert all(span["end"] <= start or end <= span["start"] for span in record["spans"] for start, end in closed)
    values = {span["text"]: span.get("value") for span in record["spans"]}
    assert values["Thursday"] == {"date": "2023-10-12"}  # the day of the page, which is a Thursday
    assert gilder("check", "p.gilder") == 0


def test_a_folder_of_both(gilder: Shell, project: Path) -> None:
    folder = gilder.folder / "corpus"
    (folder / "siege_files").mkdir(parents=True)
    shutil.copy(CASES / "modern.html", folder / "siege.html")
    shutil.copy(CASES / "old.html", folder / "cafe.htm")
    shutil.copy(CASES / "short.xhtml", folder / "siege_files" / "frame.html")
    (folder / "iran.txt").write_text("Iran.")
    assert gilder("import", "p.gilder", "corpus", "--json") == 0
    assert json.loads(gilder.out)["imported"] == ["cafe.htm", "iran.txt", "siege.html"]
    with Project.open(project, read_only=True) as opened:
        docs = [opened.documents.get(one) for one in opened.documents.ids()]
    assert [doc.meta["encoding"] for doc in docs] == ["cp1252", "utf-8", "utf-8"]


def test_the_form_can_be_named(gilder: Shell, project: Path, page: Path) -> None:
    assert gilder("import", "p.gilder", "siege.html", "--format", "text") == 0
    with Project.open(project, read_only=True) as opened:
        assert opened.documents.get(opened.documents.ids()[0]).text == page.read_text(encoding="utf-8")
    page.rename(gilder.folder / "siege.php")
    assert gilder("import", "p.gilder", "siege.php", "--format", "html") == 0
    gilder.fails("import", "p.gilder", "siege.php", "--format", "word", says="invalid choice: 'word'", status=2)
    (gilder.folder / "empty").mkdir()
    gilder.fails("import", "p.gilder", "empty", "--format", "html", says="holds no page (.html, .htm, .xhtml, .xht)")


def test_an_encoding_that_is_named_is_used_for_pages(gilder: Shell, project: Path) -> None:
    source = (CASES / "old.html").read_bytes().replace(b"windows-1252", b"utf-8")
    (gilder.folder / "a.html").write_bytes(source)
    gilder.fails("import", "p.gilder", "a.html", says="a.html: says that it is UTF-8 and is not")
    assert gilder("import", "p.gilder", "a.html", "--encoding", "windows-1252") == 0
    assert exported(gilder)[0]["meta"]["title"] == "Café owners fight smoking ban"  # type: ignore[index]


BAD_PAGES = {
    "empty.html": (b"", "the file is empty"),
    "bare.html": (b"<html><body></body></html>", "holds no article that can be told from the rest of the page"),
    "plain.html": (b"Iran armed the rebels.", "is no HTML (there is no tag in it); import it with --format text"),
    "picture.htm": (b"\x89PNG\r\n\x1a\n" + bytes(90), "is no text file"),
    "saved.mhtml": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "is a web archive"),
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_bad_page_is_told_in_one_line(gilder: Shell, project: Path, page: Path, name: str) -> None:
    content, says = BAD_PAGES[name]
    (gilder.folder / name).write_bytes(content)
    before = project.read_bytes()
    gilder.fails("import", "p.gilder", "siege.html", name, says=says)
    assert name in gilder.err
    assert project.read_bytes() == before
    assert gilder("import", "p.gilder", "siege.html", name, "--skip-bad") == 0
