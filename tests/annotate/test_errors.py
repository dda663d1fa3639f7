"""What is put right where something does not come to its end."""

from __future__ import annotations

import pytest

from annotate.errors import InputError, or_else


@pytest.mark.parametrize("raised", [InputError("no"), KeyboardInterrupt(), GeneratorExit(), AssertionError("ours")])
def test_whatever_ends_it_is_amended_once_and_goes_on(raised: BaseException) -> None:
    amended = list[int]()
    with pytest.raises(type(raised)) as found, or_else(lambda: amended.append(1)):
        raise raised
    assert found.value is raised
    assert amended == [1]


def test_what_comes_to_its_end_is_left_alone() -> None:
    amended = list[int]()

    def done() -> int:
        with or_else(lambda: amended.append(1)):
            return 7

    assert done() == 7
    assert not amended
