"""Trained by `gilder train`, by `spacy train` with the config that it has written, and by `gilder train` again: the
same weights, the same scores on test?"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.training.corpus import GILDER, make_project, run

_WEIGHTS = ("tok2vec/model", "ner/model")


@dataclass(frozen=True)
class Trained:
    """One way to train: seconds, F1 and the like in percent by spaCy's own scorer, and a digest of all weights."""

    way: str
    seconds: float
    scores: dict[str, float]
    weights: str

    def cells(self) -> list[str]:
        figures = (f"{100 * value:.4f}" for value in self.scores.values())
        return [self.way, f"{self.seconds:.0f}", *figures, self.weights]


def same(corpus: Path, *, documents: int, rest: int, steps: int, seed: int) -> bool:
    """Train three times, print the table, and say whether everything is the same."""
    with tempfile.TemporaryDirectory(prefix="gilder-") as place:
        folder = Path(place)
        make_project(corpus, folder, train=documents, rest=rest, seed=seed)
        train = [GILDER, "train", "p.gilder", "--max-steps", str(steps), "--seed", str(seed), "--output"]
        took = {"gilder train": run([*train, "one"], folder)}
        spacy_train = ["spacy", "train", "config.cfg", "--output", "../../spacy"]
        took["spacy train config.cfg"] = run(spacy_train, folder / "one" / "training", quiet=True)
        took["gilder train again"] = run([*train, "two"], folder, quiet=True)
        test = folder / "one" / "training" / "corpus" / "test.spacy"
        models = (folder / name for name in ("one", "spacy/model-best", "two"))
        found = [_trained(*one, model, test) for one, model in zip(took.items(), models, strict=True)]
        parts = json.loads((folder / "one/meta.json").read_text(encoding="utf-8"))["gilder"]["data"]["parts"]
    return _told(corpus, found, {part: one["documents"] for part, one in parts.items()}, documents)


def _trained(way: str, seconds: float, model: Path, test: Path) -> Trained:
    import spacy
    from spacy.training import Corpus

    nlp = spacy.load(model)
    found = nlp.evaluate(list(Corpus(test)(nlp)))
    by_label = {label: row["f"] for label, row in sorted(found["ents_per_type"].items())}
    scores = {name.upper(): found[f"ents_{name}"] for name in "prf"} | by_label
    weights = hashlib.sha256(b"".join((model / one).read_bytes() for one in _WEIGHTS)).hexdigest()[:12]
    return Trained(way, seconds, scores, weights)


def _told(corpus: Path, found: list[Trained], parts: dict[str, int], documents: int) -> bool:
    rows = [["way", "s", *found[0].scores, "weights"], *(one.cells() for one in found)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    print(f"\n{corpus.name}: {', '.join(f'{count} documents in {part}' for part, count in parts.items())}; F1 on test")
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    alike = all((one.scores, one.weights) == (found[0].scores, found[0].weights) for one in found)
    print("the same scores and weights" if alike else "NOT the same")
    if parts["train"] != documents:
        print(f"NOT {documents} documents in train")
    return alike and parts["train"] == documents
