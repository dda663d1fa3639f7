"""The card of a trained pipeline: README.md's words of what it is, what it was trained on, and how well it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotate.datasets.card import words
from annotate.datasets.yaml import yaml

Data = Mapping[str, Any]
_PARTS = ("train", "dev", "test")


def model_card(told: Data) -> str:
    """The text of the card, in Markdown, of what `meta.json` has under `gilder`, with name, language and licence."""
    head: dict[str, Any] = {
        "tags": ["spacy", "token-classification", "gilder"],
        "language": [told["language"]],
        "license": told["licence"].lower() or "unknown",
    }
    sections = [
        *_opening(told),
        *_warnings(told),
        *_scores(told),
        *_relations(told),
        *_curve(told),
        *_data(told),
        *_training(told),
    ]
    return f"---\n{yaml(head)}---\n\n" + "\n".join(sections).rstrip("\n") + "\n"


def percent(value: float | None) -> str:
    """A fraction in percent with one decimal; a dash where it is not defined."""
    return "–" if value is None else f"{100 * value:.1f}"


def interval(pair: Sequence[float] | None) -> str:
    """The ends of an interval in percent."""
    return "–" if pair is None else f"{percent(pair[0])} to {percent(pair[1])}"


def _opening(told: Data) -> Iterator[str]:
    yield f"# {words(told['name'])} {told['version']}\n"
    yield (
        f"A spaCy pipeline ({told['component']}) that finds {', '.join(map(words, told['labels']))} in texts of the "
        f"language “{told['language']}”, made on {told['day']} with {words(told['app'])} and spaCy {told['spacy']}.\n"
    )
    yield f"Licence: {words(told['licence']) if told['licence'] else 'not told; ask those who made it'}.\n"


def _warnings(told: Data) -> Iterator[str]:
    if told["warnings"]:
        yield "## To be known\n"
        yield "\n".join(f"- {words(one)}" for one in told["warnings"]) + "\n"


def _scores(told: Data) -> Iterator[str]:
    yield "## Scores\n"
    yield (
        f"On {told['scores']['documents']} documents of {told['scored_on']}; a span counts where place and label are "
        "gold's. Intervals: 95 % of samples of documents drawn with replacement.\n"
    )
    yield _score_table(told["scores"])
    for kind, title in (
        ("blind", "Documents annotated blind, without suggestions in sight"),
        ("assisted", "Documents annotated with suggestions in sight"),
    ):
        if kind in told["apart"]:
            yield f"### {title}: {told['apart'][kind]['documents']}\n"
            yield _score_table(told["apart"][kind])


def _score_table(scores: Data) -> str:
    rows = [("all", scores), *scores["by_label"].items()]
    lines = [
        f"| {words(label)} | {row['gold']:,} | {row['predicted']:,} | {percent(row['precision'])} | "
        f"{percent(row['recall'])} | {percent(row['f1'])} | {interval(row['interval'])} |"
        for label, row in rows
    ]
    head = "| label | gold | found | precision | recall | F1 | 95 % interval |\n| --- |" + " ---: |" * 6
    return head + "\n" + "\n".join(lines) + "\n"


def _relations(told: Data) -> Iterator[str]:
    found = told.get("relations")
    if not found:
        return
    yield "## Relations\n"
    yield f"{relations_text(found)}\n"
    if found["labels"]:
        yield (
            f"On {found['scores']['documents']} documents of {told['scored_on']}, **between gold spans**: they are "
            "given, and a relation counts where label, head and child are gold's. Between found spans it is less.\n"
        )
        yield _score_table(found["scores"])
    yield from untrained_lines(found)


def relations_text(found: Data) -> str:
    """What was trained of relations, and by what it reads."""
    if not found["labels"]:
        return "No scorer of relations was trained."
    parse = f" and the parse of {words(found['parser'])}" if found["parser"] else ""
    labels = ", ".join(map(words, found["labels"]))
    return f"A scorer of relations (`relations/pairs.json`) proposes {labels}, by the words around its ends{parse}."


def untrained_lines(found: Data) -> Iterator[str]:
    """What was not trained of relations, and why."""
    if found["untrained"]:
        why = "; ".join(f"{words(label)}: {words(reason)}" for label, reason in sorted(found["untrained"].items()))
        yield f"Not trained: {why}.\n"
    if found["far"]:
        yield f"Of train, {found['far']:,} relations join ends that are too far apart: they are not learnt.\n"


def _curve(told: Data) -> Iterator[str]:
    curve = told.get("curve")
    if not curve:
        return
    yield "## Learning curve\n"
    labels = sorted({label for point in curve["points"] for label in point["by_label"]})
    lines = [
        f"| share of train | documents | F1 | {' | '.join(map(words, labels))} |",
        "|" + " ---: |" * (3 + len(labels)),
    ]
    for point in curve["points"]:
        cells = (percent(point["by_label"].get(label)) for label in labels)
        lines.append(f"| {point['share']} % | {point['documents']} | {percent(point['f1'])} | {' | '.join(cells)} |")
    yield "\n".join(lines) + "\n"
    yield f"Would more annotation help? ({words(curve['rule'])})\n"
    yield "\n".join(f"- {words(one['label'] or 'all labels')}: {gain_text(one)}" for one in curve["more"]) + "\n"
    if rose := rising_text(curve):
        yield f"{rose[0].upper()}{rose[1:]}.\n"


def gain_text(one: Data) -> str:
    """An answer of the learning curve in words."""
    if one["gain"] is None:
        return str(one["answer"])
    ends = "" if one["low"] is None else f", {100 * one['low']:+.1f} to {100 * one['high']:+.1f}"
    return f"{one['answer']} ({100 * one['gain']:+.1f} points{ends})"


def rising_text(curve: Data) -> str:
    """What is told where scores still rose when the steps ran out; empty where they did not."""
    shares = ", ".join(f"{share} %" for share in curve.get("rising", ()))
    if not shares:
        return ""
    return (
        f"with {shares} of train the scores still rose when the steps ran out: more steps come before more annotation"
    )


def _data(told: Data) -> Iterator[str]:
    data = told["data"]
    yield "## What it was trained on\n"
    chosen = f", filter `{data['filter'].replace('`', chr(39))}`" if data["filter"] else ""
    yield f"Gold of {data['kind']}{chosen}; digest `{data['digest']}`.\n"
    if data["release"]:
        yield f"It is that of the release {words(data['release'])}.\n"
    parts = [part for part in _PARTS if part in data["parts"]]
    lines = ["| | " + " | ".join(parts) + " |", "| --- |" + " ---: |" * len(parts)]
    for what in ("documents", "words"):
        lines.append(f"| {what} | " + " | ".join(f"{data['parts'][part][what]:,}" for part in parts) + " |")
    for label in told["labels"]:
        counts = (f"{data['parts'][part]['spans'].get(label, 0):,}" for part in parts)
        lines.append(f"| {words(label)} | " + " | ".join(counts) + " |")
    for label in dict.fromkeys(label for part in parts for label in data["parts"][part].get("relations", ())):
        counts = (f"{data['parts'][part]['relations'].get(label, 0):,}" for part in parts)
        lines.append(f"| relation {words(label)} | " + " | ".join(counts) + " |")
    yield "\n".join(lines) + "\n"
    yield f"Parts: {words(data['split'])}.\n"
    yield "\n".join(f"- {part}: {_origins(data['origins'][part])}" for part in parts) + "\n"
    if data["left_out"]:
        left = ", ".join(f"{words(why)}: {count:,}" for why, count in data["left_out"].items())
        yield f"Left out: {left}.\n"


def _origins(found: Data) -> str:
    told = [f"{found['manual']:,} spans by hand"]
    for how in ("accepted", "edited"):
        told += [f"{count:,} {how} from {words(name)}" for name, count in found[how].items()]
    return ", ".join(told + ([f"{found['other']:,} in other ways"] if found["other"] else []))


def _training(told: Data) -> Iterator[str]:
    settings = told["settings"]
    yield "## How it was trained\n"
    yield (
        f"From {words(told['base_told'])}, seed {settings['seed']}, at most {settings['max_steps']:,} steps, patience "
        f"{settings['patience']:,}; best at step {told['best_step']:,}. SHA-256 of `training/config.cfg`: "
        f"`{told['config']}`.\n"
    )
    yield "The same again, in the folder `training`: `python -m spacy train config.cfg --output model`.\n"
