"""Random sessions at the real window: after any sequence, undo to the start gives the first export, redo the last."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from PySide6.QtWidgets import QApplication

from gui.actions import ACTIONS
from gui.theme import load_fonts
from tests.gui.sessions import plays
from tests.gui.sessions.machine import Tally, machine

SHORT = settings(
    max_examples=8, stateful_step_count=40, derandomize=True, deadline=None, database=None,
    phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_each_action_of_the_table_either_edits_or_looks_or_leaves_the_project() -> None:
    sets = (set(plays.EDITING), plays.LOOKING, plays.OUTSIDE, plays.LEAVING)
    assert sorted(one for some in sets for one in some) == sorted(action.id for action in ACTIONS)


def test_random_sessions_can_be_undone_to_the_first_export_and_redone_to_the_last(qapp: QApplication) -> None:
    load_fonts()
    tally = Tally()
    run_state_machine_as_test(machine(qapp, tally), settings=SHORT)
    assert tally.steps > 200
    assert tally.undone > 100
