"""Short form of `python -m benchmarks.corruption`: some damaged and hostile files of each kind, and the controls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corruption.damage import cases

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name != "posix", reason="waiting for a child with a limit needs pipes that can be selected")
def test_damaged_and_hostile_files_are_told_and_repaired():
    command = ["nice", sys.executable, "-m", "benchmarks.corruption", "--json", "--files", "30", "--processes", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    faults = [(one["kind"], one["number"], one["faults"]) for one in found["files"] if one["faults"]]
    assert faults == []
    assert all(one["unnoticed"] for one in found["controls"].values())
    assert done.returncode == 0
    assert {"refused", "check reports", "warned older", "intact"} <= found["outcomes"]["all"].keys()


def test_every_kind_has_its_share_and_the_same_cases_come_again():
    some = list(cases(1000))
    assert 1000 <= len(some) <= 1010
    assert [(one.kind, one.number) for one in some] == [(one.kind, one.number) for one in cases(1000)]
    assert {one.kind for one in cases(20)} == {one.kind for one in some}
    assert len({(one.kind, one.number) for one in some}) == len(some)
