"""The documentation tells the truth: every key, word, command, table and field is in it, and its examples work."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import resources
from annotate.model import Value
from annotate.scheme import parse_scheme
from cli.main import build_parser
from docs import format_table
from gui.actions import ACTIONS
from gui.dialogs.keys import IN_THE_ARTICLE
from store.exchange.jsonl import image_of
from store.exchange.outgoing import Outgoing, Which
from store.project import Project
from tests.gui.conftest import make_project

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WORDS = (
    "project document zone scheme span relation attribute value source suggestion decision gold fragment surface "
    "annotator adjudication journal transaction draft"
)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            found = (path.parent / file).resolve() if file else path
            assert found.exists(), target
            if anchor:
                headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in {re.sub(r"[^\w -]", "", text).strip().lower().replace(" ", "-") for text in headings}


def keys_on_the_page() -> set[str]:
    return {key for cell in re.findall(r"`([^`]+)`", page("keys.md")) for key in cell.split(" / ")}


@pytest.mark.parametrize("action", [one for one in ACTIONS if one.keys], ids=lambda action: action.id)
def test_every_key_is_on_the_page(action: object) -> None:
    shown = getattr(action, "keys_shown", "").split(" or ")
    assert set(shown) & keys_on_the_page(), shown


def test_what_the_article_does_by_itself_is_on_the_page() -> None:
    text = page("keys.md")
    for _, keys, _ in IN_THE_ARTICLE:
        first = keys.split(" / ")[0].replace("Shift+", "").replace("Ctrl+", "")
        assert first.lower() in text.lower()


@pytest.mark.parametrize("word", WORDS.split())
def test_every_word_is_in_the_glossary(word: str) -> None:
    assert re.search(rf"^\| [^|]*\b{word}\b", page("glossary.md"), re.MULTILINE)


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


@pytest.mark.parametrize(
    ("name", "parser"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_is_on_the_page(name: str, parser: argparse.ArgumentParser) -> None:
    line = next(line for line in page("command-line.md").splitlines() if line.startswith(f"| `gilder {name}"))
    for action in parser._actions:
        wanted = [option for option in action.option_strings if option.startswith("--")] or [str(action.metavar or "")]
        if "--help" not in wanted:
            assert any(option in line for option in wanted), (name, wanted)


def test_examples_of_schemes_parse() -> None:
    examples = re.findall(r"```toml\n(.*?)```", page("schemes.md"), re.DOTALL)
    assert examples
    for text in examples:
        scheme = parse_scheme(text)
        assert scheme.spans
        assert scheme.relations
        assert scheme.attributes


def test_every_scheme_is_on_the_page() -> None:
    for name in resources.scheme_names():
        assert f"`{name}`" in page("schemes.md")


def test_every_table_and_column_is_on_the_page(tmp_path: Path) -> None:
    text = page("project-file.md")
    with Project.create(tmp_path / "p.gilder", resources.scheme_text("news")) as project:
        rows = project.connection.rows("SELECT name FROM sqlite_master WHERE type='table'")
        own = [name for (name,) in rows if not name.startswith(("sqlite_", "document_search_", "_sqlite"))]
        for table in own:
            line = next((line for line in text.splitlines() if line.startswith(f"| `{table}` ")), None)
            assert line is not None, table
            columns = {name for _, name, *_ in project.connection.rows(f"PRAGMA table_info({table})")}
            assert {column for column in columns if f"`{column}`" not in line} == set(), table


def test_every_field_of_the_export_is_on_the_page(tmp_path: Path) -> None:
    text = page("annotations.md")
    with Project.open(make_project(tmp_path / "p.gilder")) as project:
        document_id = project.documents.ids()[0]
        record = image_of(Outgoing(project, Which(suggestions=True)).record(document_id))
    names = set(record) | {key for span in record["spans"] for key in span} | {one.name for one in fields(Value)}
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_the_table_of_formats_is_that_of_the_formats() -> None:
    assert format_table.page() == page("formats.md"), "python docs/format_table.py writes it anew"


def test_the_line_that_ci_runs_is_the_readmes() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("python3 -m venv .venv && ") == 2
    assert "<!-- test line -->" in readme
