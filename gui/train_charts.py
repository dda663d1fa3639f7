"""What is drawn of a training: lines over steps, and over documents, as plain values. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from annotate.pipelines.card import percent
from annotate.pipelines.events import Scored

ALL = -1  # instead of a label's slot: the line of all labels
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """A line. `slot` is that of its label's colour; a faint one is there for comparison only. `told` are its points in
    words."""

    name: str
    points: tuple[Point, ...]
    slot: int = ALL
    faint: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over a common ground, from 0 to `right` and from `low` to `high`; `best` is a point that is marked. `ticks`
    are the numbers below it and `levels` those to the left, with their texts."""

    title: str
    below: str
    series: tuple[Series, ...] = ()
    right: float = 1.0
    low: float = 0.0
    high: float = 1.0
    ticks: tuple[tuple[float, str], ...] = ()
    levels: tuple[tuple[float, str], ...] = ()
    best: Point | None = None
    empty: str = ""


_LEVELS = tuple((at / 4, f"{25 * at}") for at in range(5))


def scores_chart(scored: Sequence[Scored], steps: int) -> Chart:
    """F1 on dev over steps: the run with all of train, and those of a learning curve with less."""
    shares = sorted({one.share for one in scored}, reverse=True)
    lines = tuple(_share_line(scored, share) for share in shares)
    best = next((one for one in reversed(scored) if one.best and one.share == 100), None)
    right = float(max([steps, *(one.step for one in scored)]) or 1)
    return Chart(
        "F1 on dev, %", "steps", lines, right, 0.0, 1.0, _ticks(right), _LEVELS,
        None if best is None else (float(best.step), best.f1), "The first score comes after the first steps.",
    )  # fmt: skip


def _share_line(scored: Sequence[Scored], share: int) -> Series:
    some = [one for one in scored if one.share == share]
    name = "" if share == 100 else f"{share} %"
    with_ = "" if share == 100 else f"with {share} % of train, "
    told = tuple(f"{with_}step {one.step:,}: F1 {percent(one.f1)} %{', best' if one.best else ''}" for one in some)
    return Series(name, tuple((float(one.step), one.f1) for one in some), ALL, share < 100, told)


def loss_chart(scored: Sequence[Scored], steps: int) -> Chart:
    """The loss per step over steps, of the run with all of train; the highest is the top."""
    some = [one for one in scored if one.share == 100]
    found, told, before = list[Point](), list[str](), 0
    for one in some:
        each = sum(one.loss.values()) / max(1, one.step - before)
        if one.step > before:
            found.append((float(one.step), each))
            told.append(f"step {one.step:,}: loss {each:,.1f} a step")
        before = one.step
    high = max((y for _, y in found), default=1.0) or 1.0
    right = float(max([steps, *(one.step for one in scored)]) or 1)
    levels = tuple((high * part, f"{high * part:,.0f}" if high >= 4 else f"{high * part:,.2f}") for part in (0, 0.5, 1))
    line = Series("", tuple(found), ALL, told=tuple(told))
    empty = "The loss is known with the second score."
    return Chart("Loss a step", "steps", (line,), right, 0.0, high, _ticks(right), levels, empty=empty)


def learning_chart(told: Mapping[str, Any], slots: Mapping[str, int]) -> Chart:
    """F1 over the documents that were trained on: all labels, and each."""
    points = (told.get("curve") or {}).get("points", ())
    right = float(max((one["documents"] for one in points), default=1))
    labels = sorted({label for one in points for label in one["by_label"]})
    lines = [_label_line(points, label, slots.get(label, at)) for at, label in enumerate(labels)]
    whole = _label_line(points, "", ALL)
    ticks = tuple((float(one["documents"]), f"{one['documents']:,}") for one in points)
    low = _ground([f1 for line in lines for _, f1 in line.points])
    each = 20 if low < 0.5 else 10 if low < 0.8 else 5
    levels = tuple((at / 100, f"{at}") for at in range(round(low * 100), 101, each))
    return Chart("F1, %", "documents of train", (*lines, whole), right, low, 1.0, ((0.0, "0"), *ticks), levels)


def _ground(values: Sequence[float]) -> float:
    """Where the ground of a chart begins so that its lines are told apart: at an even number of tenths."""
    lowest = min(values, default=0.0)
    return max(0, floor((lowest - 0.05) * 5)) / 5


def _label_line(points: Iterable[Mapping[str, Any]], label: str, slot: int) -> Series:
    found = [(one["documents"], one["by_label"].get(label) if label else one["f1"]) for one in points]
    some = [(float(count), float(f1)) for count, f1 in found if f1 is not None]
    name = label or "All labels"
    told = tuple(f"{name}, {count:,.0f} documents: F1 {percent(f1)} %" for count, f1 in some)
    return Series(name, tuple(some), slot, told=told)


def _ticks(right: float) -> tuple[tuple[float, str], ...]:
    """Round numbers from 0 on, about five of them."""
    rough = right / 5
    unit = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next((unit * by for by in (1, 2, 5, 10) if unit * by >= rough), unit)
    return tuple((float(at * step), f"{at * step:,.0f}") for at in range(int(right // step) + 1))


def in_words(chart: Chart) -> str:
    """A chart for those who cannot see it: where each line begins and ends."""
    told = [" to ".join(dict.fromkeys((one.told[0], one.told[-1]))) for one in chart.series if one.told]
    return f"{chart.title} over {chart.below}. {'; '.join(told)}." if told else chart.empty
