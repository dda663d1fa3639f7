# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows of import and export: files before they come in, projects before they go out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.pictures.file_scenes import front
from docs.pictures.stage import Stage
from gui.dialogs.exporting import ExportDialog
from gui.dialogs.importing import ImportDialog

_PATIENCE = 80  # times that a window settles
_NEWS = (
    "The harbour of Latakia was closed on Tuesday after a storm.\n\nReuters said that some 40 ships waited off the "
    "coast of Syria, and that Russia had sent two tugs.\n"
)
_STANDOFF = (
    ("LOC", "Latakia"), ("ORG", "Reuters"), ("LOC", "Syria"), ("LOC", "Russia"), ("VESSEL", "tugs"), ("COUNT", "40"),
)  # fmt: skip
_ODD = "Iran\tB-LOC\narmed\tO\n\nSyria\tLOC\n"


def corpus(s: Stage, *, wrong: bool = False) -> Path:
    """A folder of brat files; some are broken where that is wanted."""
    folder = s.fresh("harbour").parent / "harbour-standoff"
    for who in ("ann", "bob"):
        (folder / who).mkdir(parents=True)
        for name in ("storm", "ships", "tugs"):
            (folder / who / f"{name}.txt").write_text(f"{_NEWS}\n{name} {who}\n")
            lines = [_line(at, label, words) for at, (label, words) in enumerate(_STANDOFF, start=1)]
            lines += ["R1\tnear Arg1:T1 Arg2:T3", *(["T9\tLOC 900 906\tAleppo", "T10\tLOC"] if wrong else [])]
            (folder / who / f"{name}.ann").write_text("\n".join(lines) + "\n")
    if wrong:
        (folder / "bob" / "broken.ann").write_text("T1\tLOC 0 3\tThe\n")
    return folder


def _line(at: int, label: str, words: str) -> str:
    start = _NEWS.index(words)
    return f"T{at}\t{label} {start} {start + len(words)}\t{words}"


def importing(s: Stage, paths: list[Path], then: Callable[[Stage, ImportDialog], object] | None = None) -> None:
    s.app.keeping.importing.ask(paths)
    dialog = front(s, ImportDialog)
    looked(s, dialog)
    if then is not None:
        then(s, dialog)
        looked(s, dialog)


def looked(s: Stage, dialog: ImportDialog | ExportDialog) -> None:
    for _ in range(_PATIENCE):
        s.settle()
        if not dialog.line.working:
            return


def import_standoff(s: Stage, *, wrong: bool = False) -> None:
    s.open()
    importing(s, [corpus(s, wrong=wrong)], (lambda _, dialog: dialog.found.setCurrentIndex(1)) if wrong else None)


def import_labels(s: Stage) -> None:
    s.open()
    importing(s, [corpus(s)], lambda _, dialog: dialog.found.setCurrentIndex(2))


def import_asked(s: Stage) -> None:
    s.open()
    path = s.fresh("odd").with_suffix(".conll")
    path.write_text(_ODD)
    importing(s, [path])


def import_done(s: Stage, *, suggesting: bool = False) -> None:
    def run(stage: Stage, dialog: ImportDialog) -> None:
        dialog.form.as_suggestions.setChecked(suggesting)
        looked(stage, dialog)
        dialog.go.click()
        for _ in range(_PATIENCE):
            stage.settle()
            if dialog.go.isHidden():
                return

    s.open()
    importing(s, [corpus(s)], run)


def exporting(s: Stage, form: str, *, then: str = "") -> None:
    s.open()
    s.accept(6)
    s.bench.edits.set_note("Is this the harbour or the town?")
    s.run("file.export")
    dialog = front(s, ExportDialog)
    looked(s, dialog)
    names = [dialog.formats.item(at).text() for at in range(dialog.formats.count())]
    dialog.formats.setCurrentRow(names.index(form))
    looked(s, dialog)
    if then == "strict":
        dialog.form.strict.setChecked(True)
    elif then == "done":
        choice = dialog.choice
        assert choice is not None, "the formats are listed"
        dialog.line.begin("Writing")
        dialog.export_requested.emit(choice, s.session.project.path.with_suffix(".conll"))
        looked(s, dialog)


EXCHANGE: dict[str, Callable[[Stage], object]] = {
    "import": import_standoff,
    "import-problems": lambda s: import_standoff(s, wrong=True),
    "import-labels": import_labels,
    "import-asked": import_asked,
    "import-done": import_done,
    "import-done-suggestions": lambda s: import_done(s, suggesting=True),
    "export": lambda s: exporting(s, "CoNLL columns"),
    "export-whole": lambda s: exporting(s, "Gilder JSON Lines"),
    "export-strict": lambda s: exporting(s, "CoNLL columns", then="strict"),
    "export-done": lambda s: exporting(s, "CoNLL columns", then="done"),
}
