"""A corpus as a project, trained with Gilder twice and once with `spacy train` and the written config: the same scores?

    python -m benchmarks.training crossner_gold.jsonl.gz --documents 286 --split train=200,dev=43,test=43 --steps 500

A corpus has a document a line: `id`, `text`, and `entities` with `start`, `end`, `label` and `text`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def gold_lines(corpus: Path, count: int, seed: int) -> list[str]:
    """Documents of the corpus, drawn by the seed, as Gilder JSON Lines."""
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
        for row in rows[:count]
    ]


def run(command: list[str], folder: Path) -> float:
    """Seconds that a command took; what it says is shown."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", *command], cwd=folder, env=_environment(), check=True)
    return time.monotonic() - began


def _environment() -> dict[str, str]:
    own = str(Path(__file__).resolve().parents[2])
    return {**os.environ, **_ONE, "PYTHONPATH": os.pathsep.join((own, os.environ.get("PYTHONPATH", "")))}


def scores(model: Path, test: Path) -> dict[str, float]:
    """Scores on test, by spaCy's own scorer."""
    import spacy
    from spacy.training import Corpus

    nlp = spacy.load(model)
    found = nlp.evaluate(list(Corpus(test)(nlp)))
    by_label = {label: row["f"] for label, row in sorted(found["ents_per_type"].items())}
    return {name: found[f"ents_{name}"] for name in "prf"} | by_label


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=286)
    parser.add_argument("--split", default="train=200,dev=43,test=43")
    parser.add_argument("--steps", default="500")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lines = gold_lines(asked.corpus, asked.documents, asked.seed)
        (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        gilder = "cli.main"
        run([gilder, "new", "p.gilder", "--scheme", "conll"], folder)
        run([gilder, "import", "p.gilder", "gold.jsonl", "--source", "ann"], folder)
        run([gilder, "export", "p.gilder", "parts", "--format", "jsonl", "--split", asked.split], folder)
        train = [gilder, "train", "p.gilder", "--max-steps", asked.steps, "--seed", str(asked.seed), "--output"]
        took = {"gilder train": run([*train, "one"], folder)}
        spacy_train = ["spacy", "train", "config.cfg", "--output", "../../spacy"]
        took["spacy train"] = run(spacy_train, folder / "one" / "training")
        took["gilder train again"] = run([*train, "two"], folder)
        models = ("one", "spacy/model-best", "two")
        test = folder / "one" / "training" / "corpus" / "test.spacy"
        found = [scores(folder / one, test) for one in models]
    for (name, seconds), row in zip(took.items(), found, strict=True):
        told = "  ".join(f"{label} {100 * value:.4f}" for label, value in row.items())
        print(f"{name:<20} {seconds:6.0f} s  {told}")
    same = all(row == found[0] for row in found)
    print("the same scores" if same else "NOT the same scores")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
