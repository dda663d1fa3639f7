"""The tables of the Train view as plain values. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.pipelines.card import interval, percent
from annotate.pipelines.events import Scored
from annotate.pipelines.lessons import USED
from gui.compare_tables import NO_F1, NO_PRECISION, NO_RECALL, Figure, Head, Line, Table
from gui.train_ask import Plan
from gui.train_words import counted, lasting

Data = Mapping[str, Any]
ANSWERS = {
    "yes": "Yes", "no": "No", "not clear": "Not clear", "cannot be told": "Cannot be told",
}  # fmt: skip
_WHY = {
    "yes": "Twice the documents would seldom bring more than the interval’s upper end.",
    "no": "The second half of the documents has brought less than a point.",
    "not clear": "The interval says neither; more documents in test would tell.",
    "cannot be told": "Too few spans in test, or none found.",
}
_PART_TIPS = {"train": "It learns from these", "dev": "They choose the best step", "test": "They only score"}


def plan_table(plan: Plan) -> Table:
    """What is in each part: documents, words, and the spans of each label."""
    prepared = plan.prepared
    parts = prepared.facts["parts"]

    def line(name: str, counts: Mapping[str, int], *, strong: bool = False) -> Line:
        return Line((Figure(name), *(Figure(f"{counts.get(part, 0):,}") for part in USED)), strong)

    rows = [
        line(what.capitalize(), {part: parts[part][what] for part in USED}, strong=True)
        for what in ("documents", "words")
    ]
    spans = {part: sum(parts[part]["spans"].values()) for part in USED}
    rows.append(line("Spans", spans, strong=True))
    rows += [
        line(label, {part: parts[part]["spans"].get(label, 0) for part in USED}) for label in prepared.settings.labels
    ]
    heads = (Head("", number=False), *(Head(part, 84, tip=_PART_TIPS[part]) for part in USED))
    return Table("What is trained on", heads, tuple(rows))


def scores_table(told: Data) -> Table:
    """The scores of a model: all labels, each, and apart the documents that were annotated blind."""
    heads = (
        Head("Label", number=False),
        Head("F1 %  (95 % interval)", 250, tip="Place and label as gold has them"),
        Head("Precision %", 100, tip="Of what it found, this is right"),
        Head("Recall %", 84, tip="Of what gold has, this was found"),
        Head("In gold", 74),
        Head("Found", 74),
    )
    if not told:
        return Table("Scores", heads, empty="The folder is gone, and its scores with it.")
    return Table("Scores", heads, tuple(_score_lines(told)))


def _score_lines(told: Data) -> Iterator[Line]:
    scores = told["scores"]
    yield _score_line("All labels", scores, strong=True)
    for label, row in scores["by_label"].items():
        yield _score_line(label, row)
    for kind, name in (("blind", "Only blind documents"), ("assisted", "Only the others")):
        if kind in told["apart"]:
            found = told["apart"][kind]
            yield _score_line(f"{name} ({found['documents']:,})", found, strong=True)


def _score_line(name: str, row: Data, *, strong: bool = False) -> Line:
    pair = interval(row["interval"]) if row["interval"] is not None else ""
    return Line(
        (
            Figure(name),
            Figure(percent(row["f1"]), row["f1"], NO_F1 if row["f1"] is None else f"95 % interval: {pair}", note=pair),
            Figure(percent(row["precision"]), tip=NO_PRECISION if row["precision"] is None else ""),
            Figure(percent(row["recall"]), tip=NO_RECALL if row["recall"] is None else ""),
            Figure(f"{row['gold']:,}"),
            Figure(f"{row['predicted']:,}"),
        ),
        strong,
    )


def live_table(scored: Scored | None) -> Table:
    """The last scores on dev by label, while it trains."""
    heads = (Head("Label", number=False), Head("F1 % on dev", 170))
    if scored is None:
        return Table("Scores now", heads, empty="The first scores come soon.")
    rows = [("All labels", scored.f1), *sorted(scored.by_label.items())]
    lines = (Line((Figure(name), Figure(percent(f1), f1 or 0.0)), strong=not at) for at, (name, f1) in enumerate(rows))
    return Table("Scores now", heads, tuple(lines))


def answers_table(told: Data) -> Table:
    """Would more annotation help, and for which labels?"""
    heads = (
        Head("Label", number=False),
        Head("More would help?", 130, number=False),
        Head("Gain", 70, tip="F1 with all documents less F1 with half of them, in points"),
        Head("90 % interval", 120),
    )
    lines = tuple(_answer_line(one) for one in (told.get("curve") or {}).get("more", ()))
    return Table("Would more annotation help?", heads, lines)


def _answer_line(one: Data) -> Line:
    ends = "" if one["low"] is None else f"{100 * one['low']:+.1f} to {100 * one['high']:+.1f}"
    gain = "" if one["gain"] is None else f"{100 * one['gain']:+.1f}"
    answer = Figure(ANSWERS.get(str(one["answer"]), ""), tip=_WHY.get(str(one["answer"]), ""))
    figures = (Figure(str(one["label"] or "All labels")), answer, Figure(_minus(gain)), Figure(_minus(ends)))
    return Line(figures, strong=not one["label"])


def _minus(text: str) -> str:
    """Numbers with the sign that is as wide as a plus."""
    return text.replace("-", "−")


def facts_rows(told: Data) -> list[tuple[str, str]]:
    """What the card tells beside the scores, by name."""
    if not told:
        return []
    data, settings = told["data"], told["settings"]
    took = told.get("took") or {}
    rows = [
        ("Labels", ", ".join(told["labels"])),
        ("Begun with", told["base_told"]),
        ("Language", told["language"]),
        ("Licence", told["licence"] or "not told"),
        ("Gold", f"{data['kind']}{', filter ' + data['filter'] if data['filter'] else ''}"),
        ("Release", data["release"]),
        ("Parts", data["split"]),
        *((part.capitalize(), _part(data["parts"][part])) for part in USED if part in data["parts"]),
        *((f"Origin of {part}", _origins(data["origins"][part])) for part in USED if part in data["origins"]),
        ("Left out", ", ".join(counted(count, why) for why, count in data["left_out"].items() if count)),
        ("Best step", f"{told['best_step']:,} of at most {settings['max_steps']:,}"),
        ("Patience", f"{settings['patience']:,}"),
        ("Seed", str(settings["seed"])),
        ("Relations", _relations(told)),
        ("Took", lasting(took["seconds"]) if took.get("seconds") else ""),
        ("Digest of the gold", data["digest"]),
        ("SHA-256 of the config", told["config"]),
        ("Made with", f"{told['app']}, spaCy {told['spacy']}, {told['day']}"),
    ]  # fmt: skip
    return [(name, text) for name, text in rows if text]


def _relations(told: Data) -> str:
    """Which relations were learnt, and how well, between gold spans; empty where none were."""
    found = told.get("relations") or {}
    if not found.get("labels"):
        return ""
    scores = found["scores"]
    return f"{', '.join(found['labels'])}: F1 {percent(scores['f1'])} % on {told['scored_on']}, between gold spans"


def _part(found: Data) -> str:
    return f"{found['documents']:,} documents, {found['words']:,} words, {sum(found['spans'].values()):,} spans"


def _origins(found: Data) -> str:
    told = [f"{found['manual']:,} by hand"] if found["manual"] else []
    for how in ("accepted", "edited"):
        told += [f"{count:,} {how} from {name}" for name, count in found[how].items()]
    return ", ".join(told + ([f"{found['other']:,} in other ways"] if found["other"] else []))
