"""The page of the forty cases tells the truth: all forty are there, and each test that it names is one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "forty-cases.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*) \|$", PAGE, re.MULTILINE)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_all_forty_are_there_in_order():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 41))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_case_is_held_by_tests_that_there_are(row: tuple[str, ...]):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[3])
    assert named or "harness" in row[3]
    for file, name in named:
        assert name.startswith("test_")
        assert name in names_in(file), f"{file} has no {name}"
    assert len(row[2]) > 20
