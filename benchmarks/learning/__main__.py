"""`python -m benchmarks.learning`: how many keys a document takes with learning while labelling, and without.

An oracle that knows the gold labels 60 documents of a domain in the real window, offscreen, by key events. Both ways
begin with what the embedded suggester proposes under the domain's scheme; with learning, a real round is held after
every five finished documents, and where it was better on the check set, the rest is suggested for anew. Same text in
the article (Ctrl+D) is allowed both ways. In the end the project must equal the gold.
Exit status 1 where it does not, or where the last 20 documents of a domain took less than 30 % fewer keys.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.learning.domains import DOMAINS, documents

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

AIM, LAST, GROUP = 0.30, 20, 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("GILDER_SHARED", "../shared")) / "corpora")
    parser.add_argument("--domain", nargs="+", choices=DOMAINS, default=["politics", "re3d"])
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--every", type=int, default=5, help="finished documents from one round to the next")
    parser.add_argument("--seed", type=int, default=1, help="of the documents, their order and the learning")
    parser.add_argument(
        "--order",
        choices=("project", "gain"),
        default="project",
        help="of the documents, with learning: as they are, or by expected gain",
    )
    parser.add_argument("--project", action="store_true", help="the same text also in the whole project, both ways")
    parser.add_argument("--draw", type=Path, metavar="FILE", help="the curve as SVG")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures")
    given = parser.parse_args()
    from benchmarks.review.window import begun

    with begun() as application:
        rows = _measure(application, given)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    if given.draw:
        from benchmarks.learning.drawing import drawn

        given.draw.write_text(drawn(rows), encoding="utf-8", newline="\n")
    return 1 if any(row["wrong"] or row["saved_last"] < AIM for row in rows) else 0


def _measure(application: QApplication, given: argparse.Namespace) -> list[dict[str, Any]]:
    from benchmarks.learning.run import Way, work

    rows = list[dict[str, Any]]()
    for domain in given.domain:
        golds = documents(given.corpora, domain, given.documents, given.seed)
        print(f"\n{domain}: {len(golds)} documents, {sum(len(one.spans) for one in golds):,} gold spans", flush=True)
        off = work(application, golds, Way(False, "project", given.project, given.every, given.seed), _say)
        on = work(application, golds, Way(True, given.order, given.project, given.every, given.seed), _say)
        rows.append(row_of(domain, asdict(off), asdict(on)))
        _show(rows[-1])
    return rows


def row_of(domain: str, off: dict[str, Any], on: dict[str, Any]) -> dict[str, Any]:
    """The figures of a domain; for each document, in the order of work with learning, keys without and with."""
    without = dict(zip(off["names"], off["keys"], strict=True))
    pairs = [(without[name], keys) for name, keys in zip(on["names"], on["keys"], strict=True)]
    return {
        "domain": domain,
        "pairs": pairs,
        "saved_last": saved(pairs[-LAST:]),
        "saved_all": saved(pairs),
        "rounds": on["rounds"],
        "wrong": [f"without: {one}" for one in off["wrong"]] + [f"with: {one}" for one in on["wrong"]],
        "off": off,
        "on": on,
    }


def saved(pairs: list[tuple[int, int]]) -> float:
    """The share of keys that learning saves."""
    before, after = (sum(pair[side] for pair in pairs) for side in (0, 1))
    return 1 - after / before if before else 0.0


def _show(row: dict[str, Any]) -> None:
    print("    documents   without   with   fewer     (keys for each document)")
    for at in range(0, len(row["pairs"]), GROUP):
        some = row["pairs"][at : at + GROUP]
        before, after = (sum(pair[side] for pair in some) / len(some) for side in (0, 1))
        print(f"    {at + 1:>3} to {at + len(some):<3} {before:>9.1f} {after:>6.1f} {saved(some):>7.0%}")
    last = row["pairs"][-LAST:]
    before, after = (sum(pair[side] for pair in last) / len(last) for side in (0, 1))
    print(f"    the last {len(last)}: {before:.1f} without, {after:.1f} with: {row['saved_last']:.1%} fewer keys "
          f"(all: {row['saved_all']:.1%})")  # fmt: skip
    seconds = [one["seconds"] for one in row["rounds"]]
    if seconds:
        print(f"    rounds: {len(seconds)}, {sum(seconds) / len(seconds):.0f} s each, {max(seconds):.0f} s the longest")
    print(
        f"    Not the gold: {', '.join(row['wrong'])}" if row["wrong"] else "    Every document equals its gold.",
        flush=True,
    )


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
