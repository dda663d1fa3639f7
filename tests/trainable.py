"""A small project with gold to train on: sentences of a few forms, so that little is enough to learn something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from cli.main import main

PEOPLE = "Ann Bob Carol Dora Emil Frida Gus Hans".split()
PLACES = "Paris Rome Oslo Bonn Lima Cairo Quito Delhi".split()
FORMS = (
    "{p} Smith went to {l} by train.",
    "Yesterday {p} Jones saw the town of {l}.",
    "In {l}, {p} Miller met nobody.",
)


def sentence(number: int) -> tuple[str, list[dict[str, Any]]]:
    """A sentence of its own for each number below 192, with its two names."""
    person, place, form = list(product(PEOPLE, PLACES, FORMS))[number * 67 % 192]
    text = form.format(p=person, l=place)
    name = next(f"{person} {last}" for last in ("Smith", "Jones", "Miller") if last in text)
    return text, [mark(text, name, "PER"), mark(text, place, "LOC")]


def mark(text: str, words: str, label: str, **more: Any) -> dict[str, Any]:
    """A span where the words first stand."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "label": label, "text": words, **more}


def record(name: str, text: str, spans: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A line of Gilder JSON Lines."""
    return {"gilder": 1, "name": name, "text": text, "status": "done", "spans": list(spans), **more}


def records(count: int) -> list[dict[str, Any]]:
    """Documents of three sentences."""
    found = list[dict[str, Any]]()
    for number in range(count):
        text, spans = "", list[dict[str, Any]]()
        for at in range(3):
            more, names = sentence(number * 3 + at)
            spans += [{**one, "start": one["start"] + len(text), "end": one["end"] + len(text)} for one in names]
            text += more + "\n"
        found.append(record(f"{number:03}.txt", text, spans))
    return found


SCHEME = """\
name = "visits"
[[span]]
name = "PER"
[[span]]
name = "LOC"
[[relation]]
name = "went_to"
ends = [{ head = ["PER"], child = ["LOC"] }]
[[relation]]
name = "seen_by"
ends = [{ head = ["LOC"], child = ["PER"] }]
[[relation]]
name = "knows"
ends = [{ head = ["PER"], child = ["PER"] }]
"""


def related(documents: Iterable[Mapping[str, Any]], *, knows: int = 0) -> list[dict[str, Any]]:
    """The same with who went where and what was seen by whom; in the first few documents two people know each other."""
    found = list[dict[str, Any]]()
    for number, one in enumerate(documents):
        spans = [{**span, "id": f"s{at}"} for at, span in enumerate(one["spans"])]
        pairs = list(_told(one["text"], spans))
        people = [span["id"] for span in spans if span["label"] == "PER"]
        if number < knows:
            pairs.append(("knows", people[0], people[1]))
        relations = [
            {"id": f"r{at}", "label": label, "head": head, "child": child}
            for at, (label, head, child) in enumerate(pairs)
        ]
        found.append({**one, "spans": spans, "relations": relations})
    return found


def _told(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str, str]]:
    """The relations of each line: its person and its place stand side by side among the spans."""
    some = list(spans)
    for person, place in zip(some[::2], some[1::2], strict=True):
        between = text[min(person["end"], place["end"]) : max(person["start"], place["start"])]
        if "went to" in between:
            yield "went_to", person["id"], place["id"]
        elif "saw" in between:
            yield "seen_by", place["id"], person["id"]


def make(path: Path, documents: Iterable[Mapping[str, Any]], *, source: str = "ann", scheme: str = "conll") -> Path:
    """A project of documents that one source has annotated; `scheme` is a name, or the text of one."""
    lines = path.with_suffix(".jsonl")
    lines.write_text("".join(json.dumps(one) + "\n" for one in documents), encoding="utf-8")
    if "\n" in scheme:
        path.with_suffix(".toml").write_text(scheme, encoding="utf-8")
        scheme = str(path.with_suffix(".toml"))
    if not path.exists():
        assert main(["new", str(path), "--scheme", scheme]) == 0
    assert main(["import", str(path), str(lines), "--source", source]) == 0
    return path
