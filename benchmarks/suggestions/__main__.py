"""`python -m benchmarks.suggestions [PIPELINE ...]`: how good and how fast the suggestions are, in tables.

Names and dates on the development and test splits of the corpora, beside the grammar alone and each installed spaCy
pipeline that is named; numbers and their values; relations; zones; words a second, seconds to load, megabytes; and
`gilder suggest` beside the bare pipeline. `--only` takes some of the tables, `--json` prints the rows.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import resources
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.combined import CombinedSuggester, load_suggester
from benchmarks.suggestions import names, numbers, relations, speed, zones

GRAMMAR, OURS = "blank + grammar", "embedded"
TABLES = ("names", "numbers", "relations", "zones", "speed")
_SPEED_DOCUMENTS, _WHOLE_DOCUMENTS = 60, 1000


def scheme() -> Scheme:
    return parse_scheme(resources.scheme_text("news"))


def suggester(name: str) -> CombinedSuggester:
    """Spans only: names and the grammar of a pipeline, or the grammar alone."""
    if name == GRAMMAR:
        return CombinedSuggester(None, frozenset({"numbers", "dates"}))
    model = None if name == OURS else name
    return load_suggester(model, embedded=resources.embedded_pipeline, parts=("names", "numbers", "dates"))


def names_table(corpora: Path, pipelines: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each set, suggester and label."""
    rows, news = list[dict[str, Any]](), scheme()
    loaded = {name: suggester(name) for name in (OURS, GRAMMAR, *pipelines)}
    for corpus, split, title in names.SETS:
        docs = names.documents(corpora, corpus, split, title)
        for name, one in loaded.items():
            for label, row in names.score(one, news, docs).items():
                rows.append(
                    {"split": split, "set": title, "suggester": name, "label": label, "P": row.precision,
                     "R": row.recall, "F1": row.f1, "gold": row.wanted}
                )  # fmt: skip
    return rows


def numbers_table(corpora: Path, lists: Sequence[Path]) -> list[dict[str, Any]]:
    return [
        {"list": row.corpus, "kind": row.kind, "expected": row.expected, "found": row.recall, "value": row.accuracy,
         "precision": row.precision, "traps hit": row.hits}
        for row in numbers.score_numbers(corpora, lists=[numbers.CASES, *lists])
    ]  # fmt: skip


def speed_table(pipelines: Sequence[str], corpora: Path) -> list[dict[str, Any]]:
    docs = speed.news(corpora, _SPEED_DOCUMENTS)
    models = {OURS: str(resources.embedded_pipeline())} | {name: name for name in pipelines}
    return [
        {"pipeline": name, "names, words a CPU second": round(found["names"]), "with syntax": round(found["all"]),
         "load, s": found["load"], "memory, MB": round(found["memory"])}
        for name, model in models.items()
        for found in [speed.apart(model, docs)]
    ]  # fmt: skip


def whole_table(corpora: Path) -> list[dict[str, Any]]:
    found = speed.whole(str(resources.embedded_pipeline()), speed.news(corpora, _WHOLE_DOCUMENTS))
    bare = found["bare nlp.pipe"]
    return [{"run": name, "words a second": round(rate), "ratio": rate / bare} for name, rate in found.items()]


def show(title: str, rows: Iterable[dict[str, Any]]) -> None:
    """A table for reading."""
    some = list(rows)
    if not some:
        return
    cells = [[_cell(value) for value in row.values()] for row in some]
    heads = list(some[0])
    widths = [max(len(head), *(len(row[at]) for row in cells)) for at, head in enumerate(heads)]
    print(f"\n{title}\n")
    for row in (heads, ["-" * width for width in widths], *cells):
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    """A figure with three places; a dash where nothing was measured."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else f"{value}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("pipelines", nargs="*", metavar="PIPELINE", help="installed spaCy pipelines to compare with")
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("GILDER_SHARED", "../shared")) / "corpora")
    parser.add_argument(
        "--numbers", type=Path, nargs="+", default=[], help="more number lists, as tests/cases/numbers.tsv"
    )
    parser.add_argument("--only", choices=TABLES, nargs="+", default=TABLES)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    made: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "names": lambda: names_table(given.corpora, given.pipelines),
        "numbers": lambda: numbers_table(given.corpora, given.numbers),
        "relations": lambda: relations_table(given.corpora),
        "zones": lambda: [{"zone": r.kind, **r.counts.shown()} for r in zones.score_zones(Path("tests/cases/zones"))],
        "speed": lambda: speed_table(given.pipelines, given.corpora),
        "whole runs": lambda: whole_table(given.corpora) if "speed" in given.only else [],
    }
    wanted = [*given.only, *(["whole runs"] if "speed" in given.only else [])]
    found = dict[str, list[dict[str, Any]]]()
    for title in wanted:
        found[title] = made[title]()
        if not given.json:
            show(title, found[title])
    if given.json:
        print(json.dumps(found, indent=1))


def relations_table(corpora: Path) -> list[dict[str, Any]]:
    from annotate.suggest.pipeline import load_pipeline

    nlp = load_pipeline(str(resources.embedded_pipeline()), syntax=True)
    rows = relations.score_relations(corpora, nlp)
    return [{"corpus": row.corpus, "label": row.label, **row.counts.shown()} for row in rows]


if __name__ == "__main__":
    main()
