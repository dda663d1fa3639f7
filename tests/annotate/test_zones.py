"""Zones of plain text, as it is copied from the sites of newspapers: each file in `cases/zones` is a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.suggest.zones import Place, find_zones

CASES = sorted((Path(__file__).parents[1] / "cases" / "zones").glob("*.txt"))


def parsed(marked: str) -> tuple[str, list[Place]]:
    """The text of a case and its zones, which are written ⟦kind|text⟧."""
    text, zones, at = "", list[Place](), 0
    for found in re.finditer(r"⟦(\w+)\|(.*?)⟧", marked, re.DOTALL):
        text += marked[at : found.start()]
        zones.append((found[1], len(text), len(text) + len(found[2])))  # pyright: ignore[reportArgumentType]
        text += found[2]
        at = found.end()
    return text + marked[at:], zones


def shown(text: str, zones: list[Place]) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in zones]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_zones_of_an_article(path: Path, line_end: str) -> None:
    text, zones = parsed(path.read_text(encoding="utf-8").replace("\n", line_end))
    assert shown(text, find_zones(text)) == shown(text, zones)
    assert find_zones(text) == zones
