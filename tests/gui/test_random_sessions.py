"""Random sessions at the real window: after any sequence, undo to the start gives the first export, redo the last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import run_state_machine_as_test
from PySide6.QtWidgets import QApplication

from annotate.change import Transaction
from annotate.model import Decision
from gui.actions import ACTIONS
from gui.theme import load_fonts
from tests.gui.sessions import plays
from tests.gui.sessions.machine import Tally, machine

SHORT = settings(
    max_examples=3, stateful_step_count=45, derandomize=True, deadline=None, database=None,
    phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def test_each_action_of_the_table_either_edits_or_looks_or_leaves_the_project() -> None:
    sets = (set(plays.EDITING), plays.LOOKING, plays.OUTSIDE, plays.LEAVING)
    assert sorted(one for some in sets for one in some) == sorted(action.id for action in ACTIONS)


def test_random_sessions_can_be_undone_to_the_first_export_and_redone_to_the_last(qapp: QApplication) -> None:
    load_fonts()
    tally = Tally()
    run_state_machine_as_test(machine(qapp, tally), settings=SHORT)
    assert tally.steps > 100
    assert tally.undone > 20


def test_an_inverse_that_forgets_something_is_caught(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a step taken back leaves the newest answer to a suggestion, and all else is in order."""
    whole = Transaction.inverse

    def forgetful(tx: Transaction) -> Transaction:
        found = whole(tx)
        kept = tuple(one for one in found.changes if not isinstance(one.before, Decision))
        return replace(found, changes=kept or found.changes)

    monkeypatch.setattr(Transaction, "inverse", forgetful)
    load_fonts()
    with pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(machine(qapp, Tally()), settings=settings(SHORT, stateful_step_count=25))
