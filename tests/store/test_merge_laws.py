"""The laws of merging on a few random histories; `python -m benchmarks.merge` asks them of many."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.merge.controls import CONTROLS
from benchmarks.merge.laws import trials


def test_every_order_of_merging_gives_the_same(tmp_path: Path):
    tally = trials(tmp_path, range(100, 102), steps=14)
    assert tally.broken == []
    assert tally.cases == 24
    assert tally.concurrent > 0


@pytest.mark.parametrize("control", CONTROLS)
def test_a_broken_rule_is_noticed(tmp_path: Path, control: str):
    with CONTROLS[control]():
        assert trials(tmp_path, range(100, 101), steps=20).broken
