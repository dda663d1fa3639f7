"""What the Train view shows, as values: no window, no process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF

from annotate.pipelines.events import Done, Estimate, Event, Fitted, Paused, Scored, Stage, Step
from annotate.pipelines.settings import Settings
from gui.theme import LIGHT
from gui.train_ask import Asked, Plan, free_folder, in_window
from gui.train_charts import ALL, in_words, learning_chart, loss_chart, scores_chart
from gui.train_going import Going, answered, heard
from gui.train_tables import answers_table, facts_rows, live_table, plan_table, scores_table
from gui.train_words import estimate_told, going_told, lasting, left_out_told, short_told, size, state_told
from gui.widgets.curve_picture import CurvePicture
from store.training.gather import Prepared

_FACTS: dict[str, Any] = {
    "source": "ann", "split": "80/10/10",
    "parts": {
        part: {"documents": count, "words": 10 * count, "spans": {"PER": count}}
        for part, count in (("train", 1200), ("dev", 10), ("test", 0))
    },
}  # fmt: skip
_SETTINGS = Settings("m", "1.0.0", "ner", "blank:en", "en", ("PER",))
_GOING = Going(Plan(Asked(Path("m")), Prepared(_SETTINGS, (), {}, (), _FACTS), "blank:en"))
_ROW = {"precision": 0.5, "recall": None, "f1": 0.5, "gold": 4, "predicted": 1234, "interval": [0.25, 0.75]}


def scored(step: int, f1: float, *, best: bool = True, share: int = 100, loss: float = 8.0) -> Scored:
    return Scored(step, 0, {"ner": loss}, f1, f1, f1, {"PER": f1, "LOC": None}, best, share)


def after(*events: Event) -> Going:
    going = _GOING
    for event in events:
        going = heard(going, event)
    return going


def test_it_waits_at_its_estimate_until_somebody_has_answered() -> None:
    measured = after(Stage("reading"), Stage("probing"), Fitted(9, {"long": 1}), Estimate(70, 5 * 10**8, 812.4))
    assert measured.phase == "asked"
    assert not measured.begun
    late = heard(heard(measured, Stage("training", 100, 1, 4)), Paused(True))  # said before it was told to stand still
    assert (late.phase, late.paused, late.runs) == ("asked", False, 4)
    assert answered(late).phase == "training"
    assert answered(after(Stage("writing"))).phase == "writing"
    relating = after(Stage("relations"))
    assert (relating.begun, going_told(relating)) == (True, "Training the scorer of relations…")
    assert estimate_told(Estimate(70, 5 * 10**8, 812.4)) == "At most 70 s, 500 MB of memory, 812 words a second."


def test_how_much_is_done_counts_every_run() -> None:
    half = after(Stage("training", 100, 1, 2), Step(50, 100, 1, 900.0, 30.0))
    assert half.done == 0.25
    second = heard(heard(half, Stage("scoring", 100, 1, 2)), Stage("training", 50, 2, 2))
    assert (second.done, second.step) == (0.5, None)
    assert after(Stage("writing")).done == 1.0
    assert after(Done({})) == _GOING


def test_where_it_is_is_told() -> None:
    run = after(Stage("training"), Step(50, 100, 1, 900.4, 200.0), scored(20, 0.5), scored(40, 0.4, best=False))
    assert going_told(run) == "Step 50 of 100; 900 words a second; at most 3 min left."
    assert going_told(replace(run, paused=True)) == "Step 50 of 100; it stands still."
    assert short_told(run) == "Training m: 50%, F1 50.0"
    assert state_told(run) == "Training, 50%"
    curve = heard(run, Stage("training", 25, 4, 4))
    assert going_told(curve) == "With 25 % of train (4 of 4); the first step is made."
    assert state_told(curve) == "Training, 75%, with 25 % of train"
    assert run.best is not None
    assert run.best.step == 20
    assert "best until now" in going_told(replace(run, finishing=True))


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (100, "2 min"), (7200, "2.0 h")])
def test_times(seconds: float, text: str) -> None:
    assert lasting(seconds) == text


def test_sizes_and_what_is_left_out() -> None:
    assert size(None) == "memory not known"
    assert size(2 * 10**9) == "2.0 GB of memory"
    told = left_out_told({"documents that are not done": 1, "spans in boilerplate": 3}, Fitted(0, {"not tokens": 2}))
    assert told == "Left out: 1 document that is not done, 3 spans in boilerplate, 2 spans (no whole tokens)."
    assert left_out_told({}) == ""


def test_tables_of_a_plan_and_of_scores() -> None:
    rows = [[figure.text for figure in line.figures] for line in plan_table(_GOING.plan).lines]
    assert rows[0] == ["Documents", "1,200", "10", "0"]
    assert rows[-1] == ["PER", "1,200", "10", "0"]
    part = {**_ROW, "documents": 3, "by_label": {"PER": _ROW}}
    told = {"scores": part, "apart": {"blind": part, "assisted": part}}
    lines = scores_table(told).lines
    assert [line.figures[0].text for line in lines] == [
        "All labels", "PER", "Only blind documents (3)", "Only the others (3)",
    ]  # fmt: skip
    assert [figure.text for figure in lines[0].figures[1:]] == ["50.0", "50.0", "–", "4", "1,234"]
    assert (lines[0].figures[1].share, lines[0].figures[1].note) == (0.5, "25.0 to 75.0")
    assert "Undefined" in lines[0].figures[3].tip
    assert scores_table({}).empty
    assert [line.figures[1].text for line in live_table(scored(20, 0.5)).lines] == ["50.0", "–", "50.0"]
    assert facts_rows({}) == []


def test_answers_of_a_learning_curve() -> None:
    more = [
        {"label": None, "answer": "yes", "gain": 0.05, "low": -0.01, "high": 0.1},
        {"label": "PER", "answer": "cannot be told", "gain": None, "low": None, "high": None},
    ]
    lines = answers_table({"curve": {"points": [], "more": more}}).lines
    assert [figure.text for figure in lines[0].figures] == ["All labels", "Yes", "+5.0", "−1.0 to +10.0"]
    assert [figure.text for figure in lines[1].figures] == ["PER", "Cannot be told", "", ""]
    assert answers_table({"curve": {}}).lines == ()


def test_lines_over_steps() -> None:
    some = [
        scored(0, 0.1),
        scored(20, 0.6, loss=40.0),
        scored(40, 0.5, best=False, loss=20.0),
        scored(0, 0.2, share=25),
    ]
    chart = scores_chart(some, 100)
    assert [(one.name, one.faint, one.points) for one in chart.series] == [
        ("", False, ((0.0, 0.1), (20.0, 0.6), (40.0, 0.5))), ("25 %", True, ((0.0, 0.2),)),
    ]  # fmt: skip
    assert chart.best == (20.0, 0.6)
    assert [text for _, text in chart.ticks] == ["0", "20", "40", "60", "80", "100"]
    assert in_words(chart).startswith("F1 on dev, % over steps. step 0: F1 10.0 %, best to step 40: F1 50.0 %")
    loss = loss_chart(some, 100)
    assert loss.series[0].points == ((20.0, 2.0), (40.0, 1.0))  # by the steps since the last one
    assert loss.high == 2.0
    assert in_words(scores_chart((), 0)) == "The first score comes after the first steps."


def test_a_learning_curve_has_a_line_for_each_label_in_its_colour() -> None:
    points = [
        {"share": 50, "documents": 10, "f1": 0.71, "by_label": {"PER": 0.66, "LOC": None}},
        {"share": 100, "documents": 20, "f1": 0.8, "by_label": {"PER": 0.7, "LOC": 0.9}},
    ]
    chart = learning_chart({"curve": {"points": points}}, {"PER": 3})
    assert [(one.name, one.slot) for one in chart.series] == [("LOC", 0), ("PER", 3), ("All labels", ALL)]
    assert chart.series[0].points == ((20.0, 0.9),)  # where nothing can be scored there is no point
    assert chart.low == 0.6
    assert [text for _, text in chart.levels] == ["60", "70", "80", "90", "100"]


def test_points_lie_where_they_are_looked_for() -> None:
    chart = scores_chart([scored(0, 0.0), scored(100, 1.0)], 100)
    picture = CurvePicture(LIGHT, chart, QRectF(0, 0, 400, 300))
    first, last = (picture.place(point) for point in chart.series[0].points)
    assert (first.x(), first.y()) == (picture.ground.left(), picture.ground.bottom())
    assert (last.x(), last.y()) == (picture.ground.right(), picture.ground.top())
    assert picture.nearest(last + QPointF(-20, 10)) == (0, 1)
    assert CurvePicture(LIGHT, scores_chart((), 0), QRectF(0, 0, 9, 9)).nearest(first) is None


def test_a_folder_that_is_free_and_problems_in_the_words_of_the_window(tmp_path: Path) -> None:
    home = tmp_path / "siege.gilder"
    assert free_folder(home).name == "siege-model"
    (tmp_path / "siege-model").mkdir()
    assert free_folder(home).name == "siege-model-2"
    assert in_window("spaCy knows no language “xyz”; give --base blank:CODE with one of af, am") == (
        "spaCy knows no language “xyz”; choose one under Begin with; it knows af, am."
    )
    assert in_window("") == ""


def test_relations_that_were_learnt_are_told_with_their_score() -> None:
    data = {"kind": "one annotator", "filter": "", "release": "", "split": "", "parts": {}, "origins": {},
            "left_out": {}, "digest": "0"}  # fmt: skip
    told = {"labels": ["PER"], "base_told": "", "language": "en", "licence": "", "data": data, "best_step": 1,
            "day": "", "settings": {"max_steps": 2, "patience": 1, "seed": 0}, "config": "", "app": "", "spacy": "",
            "scored_on": "test"}  # fmt: skip
    learnt = {"labels": ["works_for", "part_of"], "scores": {"f1": 0.5}}
    assert dict(facts_rows({**told, "relations": learnt}))["Relations"] == (
        "works_for, part_of: F1 50.0 % on test, between gold spans"
    )
    assert "Relations" not in dict(facts_rows({**told, "relations": {"labels": []}}))
