"""The laws of merging on a few random histories; `python -m benchmarks.merge` asks them of many."""

from __future__ import annotations

from pathlib import Path

from benchmarks.merge.controls import CONTROLS
from benchmarks.merge.laws import trials


def test_every_order_of_merging_gives_the_same(tmp_path: Path):
    tally = trials(tmp_path, range(100, 101), steps=20)
    assert tally.broken == []
    assert tally.cases == 12
    assert tally.concurrent > 0


def test_a_broken_rule_is_noticed(tmp_path: Path):
    with CONTROLS["the version that came last counts"]():
        assert trials(tmp_path, range(100, 106), steps=12, until_broken=True).broken
