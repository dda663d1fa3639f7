"""The table of formats in `formats.md`, made from the formats: `python docs/format_table.py` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from store.exchange.formats import Format, format_named
from store.exchange.losses import Hold
from store.exchange.names import MODULES

PAGE = Path(__file__).with_name("formats.md")
_WAYS = {"both": "in and out", "read": "in", "write": "out"}
_TABLE = re.compile(r"(?<=\| --- \| --- \| --- \| --- \| --- \|\n).*?(?=\n\n)", re.DOTALL)


def row(name: str) -> str:
    """The line of a format."""
    form, ways = format_named(name), MODULES[name][1]
    out = "" if form.write is None else "a folder" if form.out == "folder" else "a file"
    about = f"[{form.title}]({form.home.removeprefix('docs/')}): {form.about}"
    return f"| `{name}` | {about.replace('|', chr(92) + '|')} | {_WAYS[ways]} | {out} | {_lacks(form)} |"


def _lacks(form: Format) -> str:
    missing = [one for one in get_args(Hold) if one not in form.holds]
    return ", ".join(missing) if form.write is not None else ""


def page() -> str:
    """The page with the table as it should be."""
    table = "\n".join(row(name) for name in MODULES)
    return _TABLE.sub(lambda _: table, PAGE.read_text(encoding="utf-8"), count=1)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
