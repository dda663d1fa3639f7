"""The loss report: everything that is not in an export, a line each, in a table beside it."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from store.errors import ProjectError
from store.exchange.losses import Loss
from store.exchange.placing import REPORT

REPORT_HEAD = "\t".join(("document", "kind", "id", "label", "text", "why")) + "\n"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_FIRST = 100  # losses that are shown


class LossReport:
    """Takes losses as they are found; `counts` has them by kind, `first` the first ones. Use with `with`.

    With `beside`, the place of an export, `finish` saves them in OUT.losses.tsv, or takes away an older such file where
    nothing was lost.
    """

    def __init__(self, beside: Path | None = None) -> None:
        self.counts, self.first = Counter[str](), list[Loss]()
        self._path = beside and beside.with_name(beside.name + REPORT)
        self._building = self._path and self._path.with_name(f".{self._path.name[:100]}.{os.getpid()}.part")
        self._file: TextIO | None = None

    def __call__(self, loss: Loss) -> None:
        """Take one."""
        self.counts[loss.kind] += 1
        if len(self.first) < _FIRST:
            self.first.append(loss)
        if self._building is not None:
            try:
                self._line(loss, self._building)
            except OSError as problem:
                raise ProjectError(f"{self._path}: cannot be written: {problem.strerror or problem}") from problem

    def _line(self, loss: Loss, path: Path) -> None:
        if self._file is None:
            self._file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            self._file.write(REPORT_HEAD)
        row = (loss.document, loss.kind, loss.item, loss.label, loss.text, loss.why)
        self._file.write("\t".join(cell.translate(_ESCAPES) for cell in row) + "\n")

    def finish(self) -> Path | None:
        """Save what was lost; gives the file, None where nothing was."""
        if self._path is None or self._building is None:
            return None
        try:
            if self._file is None:
                self._path.unlink(missing_ok=True)
                return None
            self._file.close()
            self._building.replace(self._path)
        except OSError as problem:
            raise ProjectError(f"{self._path}: cannot be written: {problem.strerror or problem}") from problem
        return self._path

    def __enter__(self) -> LossReport:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        if self._building is not None:
            with suppress(OSError):
                self._building.unlink(missing_ok=True)
