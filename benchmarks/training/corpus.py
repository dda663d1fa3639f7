"""A corpus as a project: documents drawn by a seed, in parts of which train has exactly as many as were asked for."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from annotate.datasets.recipe import Recipe, parse_shares
from store.datasets.parts import Parts
from store.project import Project

GILDER = "cli.main"
_ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
_BEHIND = 3  # documents that the first import is short of
_TRIES = 40


def gold_lines(corpus: Path, seed: int) -> list[str]:
    """All documents of the corpus in the order of the seed, as Gilder JSON Lines."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(seed).shuffle(rows)
    return [
        json.dumps(
            {
                "gilder": 1,
                "name": row["id"],
                "text": row["text"],
                "status": "done",
                "meta": {"language": "en"},
                "spans": [{key: one[key] for key in ("start", "end", "label", "text")} for one in row["entities"]],
            }
        )
        for row in rows
    ]


def make_project(corpus: Path, folder: Path, *, train: int, rest: int, seed: int) -> Path:
    """`p.gilder` with so many documents in train and about `rest` in each of dev and test. Groups of near-duplicates
    are dealt out whole and sizes are balanced, so that documents are added one by one until train has just as many."""
    lines, path = gold_lines(corpus, seed), folder / "p.gilder"
    shares = f"train={train},dev={rest},test={rest}"
    run([GILDER, "new", path.name, "--scheme", "conll"], folder)
    at = train + 2 * rest - _BEHIND
    _import(lines[:at], folder)
    for line in lines[at : at + _TRIES]:
        if _in_train(path, shares, seed) == train:
            break
        _import([line], folder)
    run([GILDER, "export", path.name, "parts", "--format", "jsonl", "--split", shares, "--seed", str(seed)], folder)
    return path


def run(command: Sequence[str], folder: Path, *, quiet: bool = False) -> float:
    """Seconds that a module took in a process of its own; what it says is shown unless `quiet`."""
    began = time.monotonic()
    out = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, "-m", *command], cwd=folder, env=environment(), check=True, stdout=out)
    return time.monotonic() - began


def environment() -> dict[str, str]:
    """One thread, and this tree's own modules."""
    own = str(Path(__file__).resolve().parents[2])
    return {**os.environ, **_ONE, "PYTHONPATH": os.pathsep.join((own, os.environ.get("PYTHONPATH", "")))}


def _import(lines: Sequence[str], folder: Path) -> None:
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run([GILDER, "import", "p.gilder", "gold.jsonl", "--source", "ann"], folder, quiet=True)


def _in_train(path: Path, shares: str, seed: int) -> int:
    with Project.open(path, read_only=True) as project:
        dealt = Parts(project).plan(Recipe(seed, parse_shares(shares)))
        return list(dealt.parts.values()).count("train")
