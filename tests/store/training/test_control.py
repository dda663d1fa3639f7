"""What the process that trains is told, and that it ends with whoever started it."""

from __future__ import annotations

import io
import threading

import pytest

from store.training.control import FINISH, PAUSE, RESUME, Control, Finished


def test_it_ends_with_its_input():
    ended, told = threading.Event(), list[int]()

    def gone(status: int) -> None:
        told.append(status)
        ended.set()

    Control(lambda _: None).listen(io.StringIO(""), gone)
    assert ended.wait(30)
    assert told == [1]


def test_a_pause_lasts_until_it_is_told_to_go_on():
    told, control = list[bool](), Control(lambda paused: None)

    def tell(paused: bool) -> None:
        told.append(paused)
        if paused:
            control.take(RESUME)

    control = Control(tell)
    control.check()
    control.take("nonsense")
    control.take(PAUSE)
    control.check()
    assert told == [True, False]


def test_finishing_goes_through_a_pause():
    control = Control(lambda _: None)
    control.take(PAUSE)
    control.take(FINISH)
    with pytest.raises(Finished):
        control.check()
