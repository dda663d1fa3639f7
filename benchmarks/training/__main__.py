"""A corpus as a project, trained with Gilder twice and once with `spacy train` and the written config: the same?

    python -m benchmarks.training crossner_gold.jsonl.gz wikigold_gold.jsonl.gz:90
    python -m benchmarks.training --curve CORPUS…          does the answer of the learning curve hold?
    python -m benchmarks.training --estimate CORPUS…       time and memory that were told beside what was taken
    python -m benchmarks.training --kills 100 --full 20   a tiny training stopped in every way at every moment

A corpus has a document a line: `id`, `text`, and `entities` with `start`, `end`, `label` and `text`; behind a colon
stands how many documents train has, if not `--documents`. Exit status 1 where anything is not as it should be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.training.curve import Answered, answered
from benchmarks.training.curve import tell as tell_answers
from benchmarks.training.estimates import estimated
from benchmarks.training.kills import full, kill, tell
from benchmarks.training.same import same
from tests.trainable import make, records

_REST = 0.215  # documents of dev, and of test, for each of train


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", metavar="CORPUS[:DOCUMENTS]", nargs="*")
    parser.add_argument("--documents", type=int, default=200, help="of train")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--curve", action="store_true", help="the answers of half of each corpus beside all of it")
    parser.add_argument("--estimate", action="store_true", help="time and memory that were told beside what was taken")
    parser.add_argument("--seeds", type=int, default=1, help="of curves, so many from --seed on")
    parser.add_argument("--kills", metavar="N", type=int, default=0, help="trainings that are stopped")
    parser.add_argument("--full", metavar="N", type=int, default=0, help="trainings whose files have no room")
    asked = parser.parse_args()
    good = _stopped(asked.kills, asked.full, asked.seed) if asked.kills or asked.full else True
    answers = list[Answered]()
    for name in asked.corpora:
        corpus, documents = _corpus(name, asked.documents)
        rest = round(_REST * documents)
        if not asked.curve:
            judge = estimated if asked.estimate else same
            good &= judge(corpus, documents=documents, rest=rest, steps=asked.steps, seed=asked.seed)
            continue
        for seed in range(asked.seed, asked.seed + asked.seeds):
            answers += answered(corpus, documents=documents, rest=rest, steps=asked.steps, seed=seed)
            tell_answers(answers)
    return 0 if good else 1


def _stopped(kills: int, full_disks: int, seed: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="gilder-") as place:
        project = make(Path(place) / "p.gilder", records(30))
        return tell([*kill(project, kills, seed), *full(project, full_disks, seed)])


def _corpus(name: str, documents: int) -> tuple[Path, int]:
    path, colon, count = name.rpartition(":")
    return (Path(path), int(count)) if colon and count.isdigit() else (Path(name), documents)


if __name__ == "__main__":
    sys.exit(main())
