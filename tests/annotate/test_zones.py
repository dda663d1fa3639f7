"""Zones of plain text, as it is copied from the sites of newspapers: each file in `cases/zones` is a test."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.suggest.zones import Place, find_zones
from benchmarks.suggestions.zones import parse_case as parsed
from benchmarks.suggestions.zones import score_zones

CASES = sorted((Path(__file__).parents[1] / "cases" / "zones").glob("*.txt"))


def test_the_scores_of_cases(tmp_path: Path) -> None:
    prose = "\n\nThe town has a bakery again.\n\nIt opened on Monday, and by seven there was nothing left.\n\n"
    (tmp_path / "a.txt").write_text(f"⟦headline|Village wins back its bakery⟧{prose}⟦caption|Share⟧", encoding="utf-8")
    rows = {row.kind: row.counts for row in score_zones(tmp_path)}
    assert (rows["headline"].precision, rows["headline"].recall, rows["headline"].wanted) == (1.0, 1.0, 24)
    assert (rows["boilerplate"].precision, rows["caption"].recall) == (0.0, 0.0)
    assert (rows["any"].wanted, rows["any"].proposed, rows["any"].right) == (29, 29, 29)
    (tmp_path / "b.txt").write_text("⟦heading|x⟧", encoding="utf-8")
    with pytest.raises(ValueError, match="no kind of zone “heading”"):
        score_zones(tmp_path)


def shown(text: str, zones: list[Place]) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in zones]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_zones_of_an_article(path: Path, line_end: str) -> None:
    text, zones = parsed(path.read_text(encoding="utf-8").replace("\n", line_end))
    assert shown(text, find_zones(text)) == shown(text, zones)
    assert find_zones(text) == zones


def placed(text: str) -> list[Place]:
    """The zones of a text, which lie in it one after the other and have no white space at their ends."""
    zones = find_zones(text)
    assert all(0 <= start < end <= len(text) for _, start, end in zones)
    assert all(one[2] <= other[1] for one, other in pairwise(zones))
    assert all(text[start:end] == text[start:end].strip() for _, start, end in zones)
    return zones


LINES = [
    "A headline of five words", "By Ann Smith", "4 October 2016", "Share", "Related articles", "2 Comments", "Home",
    "Image caption", "(AP Photo/Ann Smith)", "A sentence that ends here.", "LONDON (AP) — A sentence that ends here.",
    "© 2016 The Courier", "Sources", "“Read more,” he said.", "\u00a0", "\ufeff", "👩‍👩‍👧", "x" * 500,
    "\u2028", "\r", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=25), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_zones_lie_in_any_text_in_order(lines: list[str], line_end: str) -> None:
    placed(line_end.join(lines))


LONG = 100_000
UNITS = [
    "\n", "x", " ", "\u00a0", "word ", "a\n", "a\r\n", "Share\n", "By Ann ", "By Ann Smith\n", "LONDON, ", "(",
    "Related articles\n", "4 October 2016\n", "2 Comments\nA sentence here.\n", "A B: c.\n", " | ", "Image: ", "A. ",
    "@", "-", "[A/", "“", "—",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_the_time_for_any_text_is_linear(unit: str) -> None:
    """A quadratic rule would take hours; one that is linear takes seconds where the machine is busy."""
    before = time.process_time()
    placed("A headline of five words\n\nA sentence that ends here.\n\n" + unit * (LONG // len(unit)) + "\nThe end.")
    assert time.process_time() - before < 5
