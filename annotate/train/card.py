"""The model card and the credits that lie beside the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_CARD = """# news_en {version}: syntax and names in English news

The pipeline that is embedded in Gilder. It reads English news and gives parts of speech, lemmas and dependencies (Universal
Dependencies), and names under PERSON, ORG, NORP, LOC, EVENT and MISC of the `news` scheme, each with a score. Numbers and
dates are not its business: they come from Gilder's grammar, with their values.

**Licence of the weights:** CC BY-SA 4.0, because parts of the training data are under share-alike licences. The program
around them is under Apache-2.0. Credits: `CREDITS.md`.

## How it was made

`python -m annotate.train.embedded CORPORA OUTPUT --scratch FOLDER`, with fixed seeds and numbers of passes; the extra
`train` brings what it needs.

* **Names.** Hashed embeddings of each token (form, ends, shape) beside fixed vectors of its subwords, {depth} convolutions of
  width {width}, BILOU tags, the best sequence by Viterbi. It was trained on gold (GUM without its news, Universal NER EWT,
  WikiGold, CrossNER without Reuters text, Re-DocRED; each seen twice), on silver (Groningen Meaning Bank, Voice of America)
  with less weight, and on the answers of a teacher to all of these and to raw text (EWT, press texts, biographies, some
  fiction). The teacher is all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on the same gold and some of the silver; it is not needed
  to run the pipeline. What a corpus does not annotate is left open there, not taught as nothing.
* **One document, one label.** The names of a document are settled among each other: the same words have one label, a full
  name speaks for the surname, a name found once is found again.
* **Scores** are fitted on the development documents (logistic regression over the chance of the tags, agreement within the
  document, length, label); names under the threshold of their label are not proposed. Expected calibration error on the
  test documents: {calibration}.
* **Syntax.** `morphologizer` and `parser` over a convolutional layer of their own, trained on EWT and the free genres of GUM;
  the rule lemmatiser of spaCy with its English tables (MIT).

**Never trained on:** the development and test splits of all corpora, and the twelve Wikinews articles of GUM.

## Scores on documents that it has not seen (strict: both ends and the label)

`python -m benchmarks.suggestions` prints them beside other pipelines.

{tables}

Syntax on the test split of EWT and GUM, on raw text: {syntax}.

## What was tried, on the development split

{tries}

## Known weaknesses

* ORG is the weakest of the frequent labels: media, militias and teams that bear the name of a place or person.
* EVENT and MISC have little and uneven gold; take their suggestions as hints, their scores say so.
* Text without any capitals, and names of scripts other than Latin, are mostly missed.
* The news that it was trained on are from 2003 to 2017; newer people and places are known by their shape, their subwords and
  their context only.
* Dateline places, bylines and agencies are names like any other; Gilder's zones tell which text is no prose.
"""


def write_card(output: Path, corpora: Path, facts: Mapping[str, Any]) -> None:
    """Write `MODEL_CARD.md` and `CREDITS.md` into the pipeline's folder."""
    tables = "\n\n".join(_table(title, rows) for title, rows in facts["scores"].items())
    tries = _columns(["what", "F1"], [[name, f"{f1:.3f}"] for name, f1 in facts["tries"]])
    filled = _CARD.format(**{**facts, "tables": tables, "tries": tries})
    (output / "MODEL_CARD.md").write_text(filled, encoding="utf-8")
    licences = (corpora / "LICENCES.md").read_text(encoding="utf-8")
    title = (
        "# Credits: the corpora behind the weights\n\nWhat follows is the licence page of the corpora, as it stood.\n\n"
    )
    (output / "CREDITS.md").write_text(title + licences.replace("# Licences", "## Licences", 1), encoding="utf-8")


def _table(title: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    body = [
        [label, f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{row['f1']:.3f}", f"{row['wanted']:.0f}"]
        for label, row in rows.items()
    ]
    return f"### {title}\n\n" + _columns(["label", "precision", "recall", "F1", "names"], body)


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def read_facts(path: Path) -> dict[str, Any]:
    """Facts for the card, from JSON."""
    return json.loads(path.read_text(encoding="utf-8"))
