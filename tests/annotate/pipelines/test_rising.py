"""A learning curve whose runs had too few steps says so: it tells of steps, not of documents."""

from __future__ import annotations

import pytest

from annotate.pipelines.card import rising_text
from annotate.pipelines.curve import Point, answers, curve_data, rising
from annotate.scores.counts import Counts


@pytest.mark.parametrize(
    ("dev", "rose"),
    [
        ([(0, 0.0), (100, 0.3), (200, 0.45), (300, 0.5), (400, 0.53)], True),
        ([(0, 0.0), (100, 0.3), (200, 0.5), (300, 0.53), (400, 0.535)], False),  # half a point
        ([(0, 0.0), (100, 0.5), (200, 0.4)], False),  # it ended by itself
        ([(400, 0.5)], False),
        ([], False),
    ],
)
def test_a_run_rose_when_its_last_quarter_brought_a_point(dev: list[tuple[int, float]], rose: bool):
    assert rising(dev, 400) is rose


def test_it_is_told_beside_the_answers():
    points = [Point(50, 5, [{"PER": Counts(20, 20, 10)}] * 4), Point(100, 10, [{"PER": Counts(20, 20, 15)}] * 4)]
    data = curve_data(points, answers(points), rose=[100, 50])
    assert data["rising"] == [50, 100]
    assert rising_text(data) == (
        "with 50 %, 100 % of train the scores still rose when the steps ran out: more steps come before more annotation"
    )
    assert rising_text(curve_data(points, answers(points))) == ""
    assert rising_text({}) == ""  # a model that has no curve, or an older one
