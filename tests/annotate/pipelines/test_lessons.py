"""What is learnt from: pieces, components, orders, and what is too little."""

from __future__ import annotations

import json

import pytest

from annotate.errors import InputError
from annotate.offsets import Range
from annotate.pipelines.lessons import (
    Lesson,
    Marked,
    check_enough,
    checked_component,
    component_for,
    gold_digest,
    in_turn,
    outside,
    used_part,
)

TEXT = "Ann Lee met Bob."


def marked(start: int, end: int, label: str = "PER", *more: Range) -> Marked:
    return Marked(label, (Range(start, end), *more))


def lesson(number: int = 0, *spans: Marked, part: str = "train") -> Lesson:
    return Lesson(f"d{number}", f"{number}.txt", part, f"sha256:{number}", TEXT, (Range(0, len(TEXT)),), spans)


def test_boilerplate_and_white_space_are_outside_of_what_is_learnt():
    text = "Menu\n\nBody text.\n\nFooter\n \n"
    assert outside(text, [Range(18, 24), Range(0, 4)]) == (Range(4, 18),)
    assert outside(text, []) == (Range(0, len(text)),)
    assert outside("  \n", []) == ()


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ((marked(0, 3), marked(4, 7)), "ner"),
        ((marked(0, 7), marked(4, 7)), "spancat"),
        ((marked(0, 3, "PER"), marked(0, 3, "ORG")), "spancat"),
        ((marked(0, 7), marked(0, 3, "PER", Range(12, 15))), "ner"),  # what is discontinuous is learnt by neither
    ],
)
def test_spans_that_share_text_need_a_span_categorizer(spans: tuple[Marked, ...], wanted: str):
    assert component_for([lesson(0), lesson(1, *spans)]) == wanted
    assert checked_component("auto", [lesson(1, *spans)]) == wanted
    assert checked_component("ner", [lesson(1, *spans)]) == "ner"


def test_the_order_depends_on_texts_and_seed_alone():
    some = [lesson(number) for number in range(20)]
    names = [one.document for one in in_turn(some, 0)]
    assert [one.document for one in in_turn(reversed(some), 0)] == names
    assert [one.document for one in in_turn(some, 1)] != names


def test_the_digest_tells_what_was_learnt_and_not_its_order():
    some = [lesson(0, marked(0, 3)), lesson(1)]
    assert gold_digest(some) == gold_digest(reversed(some))
    assert gold_digest(some) != gold_digest([lesson(0, marked(0, 7)), lesson(1)])
    assert gold_digest(some) != gold_digest([lesson(0, marked(0, 3), part="dev"), lesson(1)])


def test_a_lesson_goes_to_another_process_unchanged():
    one = Lesson(
        "d", "n", "dev", "sha256:1", TEXT, (Range(0, 7),), (Marked("PER", (Range(0, 3),), "accepted", "model:x 1"),)
    )
    assert Lesson.of(json.loads(json.dumps(one.as_dict()))) == one


def test_names_of_parts():
    assert [used_part(name) for name in ("train", "validation", "test", "holdout")] == ["train", "dev", "test", None]


def test_too_little_is_told():
    with pytest.raises(InputError, match=r"to train: 1 in train, .*nearly the same text stays in one part"):
        check_enough([lesson(0, marked(0, 3)), lesson(1, part="dev")])
    with pytest.raises(InputError, match="0 in dev"):
        check_enough([lesson(0, marked(0, 3)), lesson(1)])
    with pytest.raises(InputError, match="no span"):
        check_enough([lesson(0), lesson(1), lesson(2, marked(0, 3), part="dev")])
    check_enough([lesson(0, marked(0, 3)), lesson(1), lesson(2, part="dev")])
