"""Suggestions in groups."""

from __future__ import annotations

import pytest

from annotate.groups import BY, By, Member, grouped, member, scores_within
from annotate.model import Relation
from annotate.state import AnnotationState
from tests.builders import document, span_on

DOC = document()
IRAN = span_on(DOC, "Iran", span_id="r.0", score=0.95, origin="model:m 1", decision="open")
SYRIA = span_on(DOC, "Syria", span_id="r.1", score=0.3, origin="model:m 1", decision="open")
STATE = AnnotationState.of(DOC, [IRAN, SYRIA, Relation("r.2", "opposes", "r.0", "r.1", score=0.6, decision="open")])


def one(text: str = "Iran", label: str = "LOC", score: float | None = 0.5, suggester: str = "model:m 1") -> Member:
    return Member("id", "d", label, text, suggester, score)


def test_a_member_has_what_a_group_needs():
    assert member(STATE, IRAN) == Member("r.0", "d1", "LOC", "Iran", "model:m 1", 0.95)
    assert member(STATE, STATE.relations["r.2"]).text == "Iran → Syria"


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("label", [("LOC", 3), ("ORG", 1)]),
        ("text", [("Iran   LOC", 2), ("Iran   ORG", 1), ("Syria   LOC", 1)]),
        ("suggester", [("m 1", 3), ("other", 1)]),
        ("score", [("0.9 to 1.0", 2), ("0.3 to 0.4", 1), ("no score", 1)]),
    ],
)
def test_groups_are_named_counted_and_in_order(by: By, expected: list[tuple[str, int]]):
    many = [
        one(score=0.3),
        one("IRAN", score=1.0),
        one("Syria", score=None),
        one(label="ORG", score=0.9, suggester="other"),
    ]
    way: By = next(name for name, _ in BY if name == by)
    assert [(group.name, group.count) for group in grouped(many, way)] == expected
    assert grouped([], way) == []


@pytest.mark.parametrize(
    ("score", "least", "most", "inside"),
    [
        (0.5, 0.5, 0.5, True),
        (0.499, 0.5, 1.0, True),
        (0.49, 0.5, 1.0, False),
        (None, 0.0, 1.0, True),
        (None, 0.1, 1.0, False),
    ],
)
def test_bounds_of_scores_are_those_that_are_shown(score: float | None, least: float, most: float, inside: bool):
    assert scores_within(one(score=score), least, most) == inside
