"""What an export would lose is known before it is written: the same that the export then tells."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from annotate.errors import GilderError
from store.documents import NewDocument
from store.exchange.corpus import corpus
from store.exchange.exporting import SeveralSources, export, export_side_by_side, preview
from store.exchange.formats import format_named
from store.exchange.incoming import take_in
from store.exchange.names import WRITE
from store.exchange.outgoing import Which
from store.exchange.reading import Reading
from store.project import Project

TEXT = "Iran armed rebels in Syria and Latakia, Reuters said.\n"
ANN = (
    "T1\tLOC 0 4;21 26\tIran Syria\nT2\tLOC 21 26\tSyria\nT3\tORG 40 47\tReuters\n"
    "R1\tnear Arg1:T2 Arg2:T3\n#1\tAnnotatorNotes T2\tsure?\n"
)


def filled(folder: Path, *sources: str) -> Project:
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "in" / "a.ann").write_text(ANN, encoding="utf-8")
    project = Project.create(folder / "p.gilder", resources.scheme_text("news"))
    project.documents.add([NewDocument("plain.txt", "Nothing is said of this one.\n")])
    for name in sources:
        bad, reading = list[GilderError](), Reading()
        files = corpus([folder / "in"], None, bad.append)
        take_in(project, (record for one in files for record in one.read(reading)), name, reading)
        assert bad == []
    return project


@pytest.mark.parametrize("name", WRITE)
def test_it_tells_what_the_export_then_loses(name: str, tmp_path: Path) -> None:
    form, told = format_named(name), list[tuple[int, int]]()
    with filled(tmp_path, "ann") as project:
        before = sorted(path.name for path in tmp_path.iterdir())
        seen, report = preview(project, form, Which(), progress=lambda done, total: told.append((done, total)))
        assert sorted(path.name for path in tmp_path.iterdir()) == before
        written = export(project, tmp_path / "out", form, Which())
    assert seen.losses == written.losses == dict(report.counts)
    assert (seen.documents, seen.spans, seen.relations) == (written.documents, written.spans, written.relations)
    assert told[-1] == (2, 2)


def test_side_by_side_it_counts_all_of_them(tmp_path: Path) -> None:
    form = format_named("conll")
    with filled(tmp_path, "ann", "bob") as project:
        with pytest.raises(SeveralSources):
            preview(project, form, Which())
        seen, _ = preview(project, form, Which(), side_by_side=True)
        written = export_side_by_side(project, tmp_path / "out", form, Which())
    assert seen.losses == written.losses
    assert seen.spans == written.spans > 0
