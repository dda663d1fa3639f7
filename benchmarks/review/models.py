"""The same task in four other tools, by what their documentation says; counted, not driven.

A model gives for each piece of work the key presses and the mouse actions (a click, a double click or a drag is one).
Where a documentation is silent, the model takes what is cheaper for that tool. Three of the tools have no answer to a
single suggestion: what is imported counts as right until it is touched, so an accepted one costs nothing there, and
nothing says afterwards that anybody looked at it. Looking for a place costs nothing in these models, since the mouse
goes there; for Gilder it is counted as `moving`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.review.run import Done

Cost = tuple[int, int]  # key presses, mouse actions
WORK = ("accept", "reject", "relabel", "move an end", "new span", "relation", "fix a relation", "document")


@dataclass(frozen=True)
class Model:
    """What each piece of work costs in a tool, how it is done there, and where that is written."""

    tool: str
    answers_each: bool
    costs: dict[str, Cost]
    how: str
    source: str = field(repr=False)
    groups: bool = False  # whether it can label every same text at once


MODELS = (
    Model(
        "Label Studio", False,
        {"accept": (0, 0), "reject": (1, 1), "relabel": (1, 1), "move an end": (0, 2), "new span": (1, 1),
         "relation": (1, 4), "fix a relation": (0, 2), "document": (1, 0)},
        "predictions are copied into the annotation; reject: click, Backspace; relabel: click, label key; end: click, "
        "drag (asked for in #3394); new: label key, drag; relation: click, Alt+R, click, two clicks for its label; "
        "Ctrl+Enter submits",
        "web/libs/editor/src/core/settings/keymap.json; labelstud.io/guide/hotkeys, guide/predictions; "
        "HumanSignal/label-studio#3394",
    ),
    Model(
        "doccano", False,
        {"accept": (0, 0), "reject": (0, 1), "relabel": (1, 1), "move an end": (1, 2), "new span": (1, 1),
         "relation": (1, 3), "fix a relation": (1, 4), "document": (1, 0)},
        "imported labels are labels; reject: right click; relabel: click, label key; end: no resizing: delete and make "
        "anew; new: drag, label key; relation: switch to relations with the mouse, click, click, label key",
        "doccano/docs/tutorial.md; doccano#1736, #1750, #2082, pull request 1862",
    ),
    Model(
        "brat", False,
        {"accept": (0, 0), "reject": (0, 2), "relabel": (2, 1), "move an end": (1, 3), "new span": (2, 1),
         "relation": (2, 1), "fix a relation": (2, 1), "document": (1, 0)},
        "reject: double click, Delete; relabel: double click, label key, Enter; end: double click, Reselect, drag, "
        "Enter; new: drag, label key, Enter; relation: drag, label key, Enter; right arrow: next document",
        "nlplab/brat/static/manual.html",
    ),
    Model(
        "INCEpTION", True,
        {"accept": (0, 1), "reject": (0, 1), "relabel": (1, 1), "move an end": (0, 2), "new span": (1, 1),
         "relation": (1, 1), "fix a relation": (1, 1), "document": (1, 0)},
        "accept: click; reject: double click; relabel: click, key of the tag; end: click, drag (asked for in #283); "
        "new: drag, key; relation: drag, key; Shift+PageDown: next document",
        "inception user guide: annotation_recommendation, annotation_create-annotations_span, _relation, "
        "annotation_navigation, annotation_sidebar_search; inception#283, #2513, #4603",
        groups=True,
    ),
)  # fmt: skip


def cost(model: Model, done: Done) -> Cost:
    """Key presses and mouse actions for what was to be done in a set."""
    spans, relations = done.spans, done.relations
    free = min(done.spread, spans["missed"]) if model.groups else 0  # the dearest are taken first
    also = min(done.spread - free, spans["right"]) if model.groups else 0
    work = {
        "accept": spans["right"] - also + relations["right"],
        "reject": spans["spurious"] + relations["spurious"],
        "relabel": spans["label"] + spans["both"],
        "move an end": spans["end"] + spans["both"],
        "new span": spans["missed"] - free,
        "relation": relations["missed"],
        "fix a relation": relations["nearly"],
        "document": done.documents,
    }
    both = [(count * model.costs[name][0], count * model.costs[name][1]) for name, count in work.items()]
    return sum(keys for keys, _ in both), sum(mouse for _, mouse in both)
