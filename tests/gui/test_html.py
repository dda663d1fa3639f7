"""HTML articles in the window: opened, and dropped on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from annotate.errors import InputError
from gui import opening
from gui.dialogs.message import MessageDialog
from tests.gui.conftest import Person

CASES = Path(__file__).parents[1] / "cases" / "html"


def test_a_page_goes_to_a_project_beside_it(tmp_path: Path) -> None:
    page = Path(shutil.copy(CASES / "modern.html", tmp_path / "siege.html"))
    with opening.open_paths([page]) as project:
        assert project.path == tmp_path / "siege.gilder"
        doc = project.documents.get(project.documents.ids()[0])
    assert {zone.kind for zone in doc.zones} == {"headline", "byline", "dateline", "caption", "boilerplate"}
    assert doc.meta["date"] == "2023-10-12"
    with opening.open_paths([page]) as project:
        assert len(project.documents) == 1


def test_a_page_without_an_article_makes_no_project(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body></body></html>")
    with pytest.raises(InputError, match="holds no article"):
        opening.open_paths([tmp_path / "a.html"])
    assert not (tmp_path / "a.gilder").exists()


def test_the_file_dialog_offers_pages() -> None:
    assert opening.PATTERNS.split() == ["*.txt", "*.text", "*.md", "*.html", "*.htm", "*.xhtml", "*.xht"]


def test_dropped_pages_are_imported_with_their_zones(person: Person, tmp_path: Path) -> None:
    page = Path(shutil.copy(CASES / "modern.html", tmp_path / "dropped.html"))
    (tmp_path / "bad.htm").write_text("no page")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(page)), QUrl.fromLocalFile(str(tmp_path / "bad.htm"))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    person.app.window.dropEvent(event)
    person.bot.waitUntil(lambda: person.session.state.document.name == "dropped.html", timeout=20_000)
    state = person.session.state
    zones = {zone.kind: state.document.text[zone.start : zone.end] for zone in state.zones.values()}
    assert zones["headline"] == "Corvane siege enters fifth week"
    assert zones["boilerplate"].startswith("Read more: ")
    box = person.app.window.findChild(MessageDialog)
    assert box is not None
    assert "bad.htm: is no HTML" in box.detail.toPlainText()
    box.close()
    person.app.jobs.cancel()
