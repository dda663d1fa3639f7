"""Projects to learn from: a scheme of its own, which the embedded pipeline's labels do not fill."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cli.main import main
from tests.trainable import make, records

SCHEME = """
name = "travels"
[[span]]
name = "traveller"
slot = 0
hotkey = "1"
[[span]]
name = "town"
slot = 1
hotkey = "2"
aliases = ["LOC"]
"""
_LABELS = {"PER": "traveller", "LOC": "town"}


def travels(count: int) -> list[dict[str, Any]]:
    """Documents of three sentences with travellers and towns."""
    found = records(count)
    for one in found:
        one["spans"] = [{**span, "label": _LABELS[span["label"]]} for span in one["spans"]]
    return found


def project(path: Path, documents: Iterable[dict[str, Any]]) -> Path:
    """A project under the scheme; `ann` has done the documents."""
    if not path.exists():
        scheme = path.with_suffix(".toml")
        scheme.write_text(SCHEME, encoding="utf-8")
        assert main(["new", str(path), "--scheme", str(scheme)]) == 0
    return make(path, documents)
