"""The model card and the credits that lie beside the weights.

`python -m annotate.train.card CORPORA PIPELINE ROWS` fills the card with the rows of the table of names that
`python -m benchmarks.suggestions --only names --json` prints.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotate.suggest.names_model import DEPTH, WIDTH

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

Syntax on the development splits of EWT and GUM, on raw text: parts of speech {pos:.3f}, labelled attachment {las:.3f}, unlabelled
{uas:.3f}.

What was tried and what each part is worth stands in `docs/adr/0009`.

## Known weaknesses

* ORG is the weakest of the frequent labels: media, militias and teams that bear the name of a place or person.
* EVENT and MISC have little and uneven gold; take their suggestions as hints, their scores say so.
* Text without any capitals, and names of scripts other than Latin, are mostly missed.
* The news that it was trained on are from 2003 to 2017; newer people and places are known by their shape, their subwords and
  their context only.
* Dateline places, bylines and agencies are names like any other; Gilder's zones tell which text is no prose.
"""


def write_card(corpora: Path, pipeline: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write `MODEL_CARD.md` and `CREDITS.md` into the pipeline's folder."""
    meta = json.loads((pipeline / "meta.json").read_text(encoding="utf-8"))
    performance = meta["performance"]
    by_set: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["suggester"] == "embedded" and row["label"] != "DATE":
            by_set[f"{row['set']} ({row['split']})"].append(row)
    filled = _CARD.format(
        version=meta["version"],
        width=WIDTH,
        depth=DEPTH,
        calibration=f"{performance['calibration_error']:.3f}",
        tables="\n\n".join(_table(title, some) for title, some in by_set.items()),
        pos=performance["pos_acc"],
        las=performance["dep_las"],
        uas=performance["dep_uas"],
    )
    (pipeline / "MODEL_CARD.md").write_text(filled, encoding="utf-8")
    licences = (corpora / "LICENCES.md").read_text(encoding="utf-8")
    title = (
        "# Credits: what the weights rest on\n\nThe subword vectors and the teacher come from all-MiniLM-L6-v2 "
        "(sentence-transformers, Apache-2.0), the lemma tables from spacy-lookups-data (MIT). What follows is the licence "
        "page of the corpora, as it stood.\n\n"
    )
    (pipeline / "CREDITS.md").write_text(title + licences.replace("# Licences", "## Licences", 1), encoding="utf-8")


def _table(title: str, rows: Iterable[Mapping[str, Any]]) -> str:
    lines = ["| label | precision | recall | F1 | in the gold |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {row['label']} | {row['P']:.3f} | {row['R']:.3f} | {row['F1']:.3f} | {row['gold']} |" for row in rows]
    return f"### {title}\n\n" + "\n".join(lines)


def main() -> None:
    """Read the command line and write both pages."""
    corpora, pipeline, rows = map(Path, sys.argv[1:4])
    write_card(corpora, pipeline, json.loads(rows.read_text(encoding="utf-8"))["names"])


if __name__ == "__main__":
    main()
