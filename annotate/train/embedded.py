"""Train the embedded English pipeline: `python -m annotate.train.embedded CORPORA OUTPUT --minutes 25`.

A spaCy pipeline with one component, `ner`, over hashed embeddings and a small convolutional network, trained on gold
corpora and on silver news with less weight. Seeds are fixed; the time budget and the machine's speed decide how far it
comes, and the best state on the development split is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotate.train.card import write_card
from annotate.train.corpora import GOLD, SILVER, Labelled, nationalities, pieces

LABELS = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC")
GOLD_TIMES = 2  # each gold piece is seen this often for one look at a silver piece
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "nO": None,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 4,
        "embed_size": 7000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    },
}


def examples(nlp: Any, labelled: Iterable[Labelled]) -> Iterator[Any]:
    """spaCy examples; spans that do not fall on token borders and places of no knowledge are missing."""
    from spacy.tokens import Span
    from spacy.training import Example

    for piece in labelled:
        reference = nlp.make_doc(piece.text)
        if not len(reference):
            continue
        found, missing = list[Span](), list[Span]()
        for start, end, label in piece.spans:
            span = reference.char_span(start, end, label=label)
            if span is not None:
                found.append(span)
            elif (wide := reference.char_span(start, end, alignment_mode="expand")) is not None:
                missing.append(wide)
        taken = {token.i for span in found for token in span}
        for place in piece.unknown:
            wide = reference.char_span(place.start, place.end, alignment_mode="expand")
            if wide is not None and not taken & {token.i for token in wide}:
                missing.append(wide)
        free = [span for span in missing if not taken & {token.i for token in span}]
        reference.set_ents(found, missing=_disjoint(free), default="outside")
        yield Example(nlp.make_doc(piece.text), reference)


def _disjoint(spans: list[Any]) -> list[Any]:
    from spacy.util import filter_spans

    return filter_spans(spans)


def strict_scores(nlp: Any, held: list[Any]) -> dict[str, dict[str, float]]:
    """Strict precision, recall and F1 by label, spans that touch a missing place left out."""
    right: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    texts = [example.reference.text for example in held]
    for doc, example in zip(nlp.pipe(texts, batch_size=16), held, strict=True):
        gold = {(span.start_char, span.end_char, span.label_) for span in example.reference.ents}
        unknown = {token.idx for token in example.reference if token.ent_iob == 0}
        mine = {
            (span.start_char, span.end_char, span.label_)
            for span in doc.ents
            if not unknown & {token.idx for token in span}
        }
        for counts, spans in ((right, gold & mine), (proposed, mine), (wanted, gold)):
            counts.update(label for _, _, label in spans)
    return {label: _prf(right, proposed, wanted, [label]) for label in LABELS} | {
        "all": _prf(right, proposed, wanted, LABELS)
    }


def _prf(right: Counter[str], proposed: Counter[str], wanted: Counter[str], labels: Iterable[str]) -> dict[str, float]:
    names = list(labels)
    r, p, w = (sum(counts[name] for name in names) for counts in (right, proposed, wanted))
    return {
        "precision": round(r / p, 4) if p else 0.0,
        "recall": round(r / w, 4) if w else 0.0,
        "f1": round(2 * r / (p + w), 4) if p + w else 0.0,
        "spans": w,
    }


def batches(gold: list[Any], silver: list[Any], dice: random.Random, words: int) -> Iterator[list[Any]]:
    """Endless shuffled batches of about `words` words."""
    while True:
        some = gold * GOLD_TIMES + silver
        dice.shuffle(some)
        batch: list[Any] = []
        size = 0
        for example in some:
            batch.append(example)
            size += len(example.reference)
            if size >= words:
                yield batch
                batch, size = [], 0


def train(folder: Path, output: Path, *, minutes: float, seed: int) -> dict[str, dict[str, float]]:
    """Train for `minutes`, write the pipeline to `output`, and give its scores on the development split."""
    import spacy
    from spacy.util import fix_random_seed  # pyright: ignore[reportPrivateImportUsage] - where its users import it

    fix_random_seed(seed)
    dice = random.Random(seed)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": _MODEL, "moves": None, "update_with_oracle_cut_size": 100})
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)  # pyright: ignore[reportFunctionMemberAccess] - the stub says a function
    norps = nationalities(folder)
    gold = [one for corpus in GOLD for one in examples(nlp, pieces(folder, corpus, norps, development=False))]
    silver = list(examples(nlp, pieces(folder, SILVER, norps, development=False)))
    held = list(examples(nlp, pieces(folder, "gum_free_gold", norps, development=True)))
    _say(f"{len(gold)} gold pieces, {len(silver)} silver pieces, {len(held)} held-out documents, {len(norps)} NORPs")
    optimizer = nlp.initialize(lambda: gold[:200] + silver[:200])
    optimizer.learn_rate = 0.001  # pyright: ignore[reportAttributeAccessIssue]
    best, end, losses = 0.0, time.monotonic() + minutes * 60, defaultdict[str, float](float)
    evaluate_at = time.monotonic() + 60
    for step, batch in enumerate(batches(gold, silver, dice, 1500)):
        nlp.update(batch, sgd=optimizer, drop=0.2 if step < 2000 else 0.1, losses=losses)
        now = time.monotonic()
        if now >= evaluate_at or now >= end:
            best = _keep_if_better(nlp, optimizer, held, output, best, step, losses)
            losses.clear()
            evaluate_at = time.monotonic() + max(60.0, minutes * 4)
        if now >= end:
            break
    kept = spacy.load(output)
    return strict_scores(kept, held)


def _keep_if_better(
    nlp: Any, optimizer: Any, held: list[Any], output: Path, best: float, step: int, losses: dict[str, float]
) -> float:
    with nlp.use_params(optimizer.averages):
        scores = strict_scores(nlp, held)
        f1 = scores["all"]["f1"]
        _say(f"step {step}: loss {losses['ner']:.0f}, F1 {f1:.4f}" + (" (best)" if f1 > best else ""))
        if f1 > best:
            nlp.meta.update(
                name="news-en",
                version="1.0.0",
                license="CC-BY-SA-4.0",
                description="Names in English news, embedded in Gilder. Numbers and dates come from Gilder's grammar.",
                author="The Gilder authors",
                performance={"strict": scores},
            )
            nlp.to_disk(output, exclude=["vocab"])
    return max(best, f1)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main() -> None:
    """Read the command line, train, and write the model card."""
    parser = argparse.ArgumentParser(prog="python -m annotate.train.embedded", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder with ner/, relations/ and LICENCES.md")
    parser.add_argument("output", type=Path, help="folder for the pipeline")
    parser.add_argument("--minutes", type=float, default=25.0, help="time for training (default: 25)")
    parser.add_argument("--seed", type=int, default=17)
    arguments = parser.parse_args()
    scores = train(arguments.corpora, arguments.output, minutes=arguments.minutes, seed=arguments.seed)
    write_card(arguments.output, arguments.corpora, scores, minutes=arguments.minutes, seed=arguments.seed)
    sys.stdout.write(json.dumps(scores, indent=1) + "\n")


if __name__ == "__main__":
    main()
