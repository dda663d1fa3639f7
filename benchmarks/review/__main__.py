"""`python -m benchmarks.review`: how many keys from suggestions to gold.

An oracle that knows the gold drives the real window by key events, offscreen; every key is counted by what it was for,
and the project file must equal the gold in the end. Beside it the same task under models of four other tools.
`--passing` also does it without an answer to each suggestion: what is right is passed by, and accepted with the rest.
Exit status 1 where a document is not its gold.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("GILDER_SHARED", "../shared")) / "corpora")
    parser.add_argument("--only", nargs="+", choices=("GUM dev", "GUM news", "re3d dev"))
    parser.add_argument("--limit", type=int, help="only the first documents of each set")
    parser.add_argument("--passing", action="store_true", help="also without an answer to each suggestion")
    parser.add_argument("--article", action="store_true", help="same text only in the article, never in the project")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    from benchmarks.review.window import begun

    with begun() as application:
        found = _measure(application, given)
    if given.json:
        print(json.dumps(found, indent=1))
    else:
        _show(found)
    return 1 if any(row["not the gold"] for row in found["keys"]) else 0


def _measure(application: QApplication, given: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    from benchmarks.review import models, run, tasks

    keys, tools = list[dict[str, Any]](), list[dict[str, Any]]()
    for title in given.only or tasks.SETS:
        some = tasks.tasks(given.corpora, title, limit=given.limit)
        done = run.work(application, some, in_project=not given.article)
        keys.append(row_of(title, done))
        gilder = done.keys.total()
        tools.append({"set": title, "tool": "Gilder, driven", "answers each": True, "keys": gilder, "mouse": 0,
                      "together": gilder, "without moving": gilder - done.keys["moving"]})  # fmt: skip
        if given.passing:
            passed = run.work(application, some, passing=True, in_project=not given.article)
            keys.append(row_of(f"{title}, passing", passed))
            total = passed.keys.total()
            tools.append({"set": title, "tool": "Gilder, passing", "answers each": False, "keys": total, "mouse": 0,
                          "together": total, "without moving": total - passed.keys["moving"]})  # fmt: skip
        for model in models.MODELS:
            pressed, mouse = models.cost(model, done)
            together = pressed + mouse
            tools.append({"set": title, "tool": model.tool, "answers each": model.answers_each, "keys": pressed,
                          "mouse": mouse, "together": together, "without moving": together})  # fmt: skip
    costs = [
        {"tool": model.tool, **{name: f"{model.costs[name][0]}+{model.costs[name][1]}" for name in models.WORK},
         "how": model.how, "source": model.source}
        for model in models.MODELS
    ]  # fmt: skip
    return {"keys": keys, "tools": tools, "models": costs}


def row_of(title: str, done: Any) -> dict[str, Any]:
    """The figures of one set. Nearly right is a suggestion with one thing wrong: its label, or its ends."""
    from benchmarks.review.hands import Work

    keys, spans, relations = done.keys, done.spans, done.relations
    near = spans["right"] + spans["label"] + spans["end"]
    found = near + spans["both"]
    mended = keys["right"] + keys["label"] + keys["end"]
    wanted, joined = found + spans["missed"], relations["right"] + relations["nearly"] + relations["missed"]
    total = keys.total()
    return {
        "set": title,
        "documents": done.documents,
        "gold spans": wanted,
        "  suggested right": spans["right"],
        "  suggested, label wrong": spans["label"],
        "  suggested, ends wrong": spans["end"],
        "  overlap, both wrong": spans["both"],
        "  missed": spans["missed"],
        "by the same text elsewhere": done.spread,
        "suggested, not in the gold": spans["spurious"],
        "gold relations": joined,
        "  missed relations": relations["missed"],
        "keys for each gold span": "",
        "  right": _ratio(keys["right"], spans["right"]),
        "  label wrong": _ratio(keys["label"], spans["label"]),
        "  ends wrong": _ratio(keys["end"], spans["end"]),
        "  right or nearly right": _ratio(mended, near),
        "    least: one to mend": _ratio(spans["right"] + 2 * (spans["label"] + spans["end"]), near),
        "  both wrong": _ratio(keys["both"], spans["both"]),
        "  right, nearly, both wrong": _ratio(mended + keys["both"], found),
        "  new, beyond moving": _ratio(keys["new"], spans["missed"]),
        "keys for each gold relation": _ratio(keys["relation"], joined),
        "keys for each rejected span": _ratio(keys["spurious"], spans["spurious"]),
        "keys, by what they did": "",
        **{f"  {name}": done.work[name] for name in get_args(Work)},
        "  together": total,
        "all keys / gold spans": _ratio(total, wanted),
        "all keys / documents": _ratio(total, done.documents),
        "not the gold": ", ".join(done.wrong),
    }


def _ratio(some: int, of: int) -> float | None:
    return round(some / of, 2) if of else None


def _show(found: dict[str, list[dict[str, Any]]]) -> None:
    rows = found["keys"]
    print("\nGilder: keys from suggestions to gold\n")
    for name in rows[0]:
        print("  ".join([name.ljust(28), *(_cell(row[name]).rjust(18) for row in rows)]))
    wrong = [f"{row['set']}: {row['not the gold']}" for row in rows if row["not the gold"]]
    print("\nNot the gold: " + "; ".join(wrong) if wrong else "\nEvery document equals its gold.")
    print("\nThe same task; a key with modifiers is one key, a click, double click or drag one mouse action\n")
    for row in found["tools"]:
        print(
            "  ".join(_cell(value).ljust(14) for value in row.values()).rstrip()
            if row is not found["tools"][0]
            else "  ".join(name.ljust(14) for name in row) + "\n" + "  ".join(_cell(v).ljust(14) for v in row.values())
        )
    print("\nThe models: keys + mouse actions for each piece of work\n")
    for row in found["models"]:
        print(row["tool"] + ": " + ", ".join(f"{k} {v}" for k, v in row.items() if k not in ("tool", "how", "source")))
        print(f"    {row['how']}\n    from: {row['source']}")


def _cell(value: object) -> str:
    return "–" if value is None else "yes" if value is True else "no" if value is False else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
