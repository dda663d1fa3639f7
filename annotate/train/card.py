"""The model card and the credits that lie beside the weights."""

from __future__ import annotations

from pathlib import Path

_CARD = """# news_en 1.0.0: names in English news

The pipeline that is embedded in Gilder: a spaCy `ner` component over hashed embeddings and a convolutional network
of width 96. It proposes PERSON, ORG, NORP, LOC, EVENT and MISC of the `news` scheme. Numbers and dates are not its
business: they come from Gilder's grammar, with their values.

**Licence of the weights:** CC BY-SA 4.0, because parts of the training data are under share-alike licences. The program
around them is under Apache-2.0. Credits: `CREDITS.md`.

**Training:** `python -m annotate.train.embedded CORPORA OUTPUT --minutes {minutes:g} --seed {seed}`. Gold: GUM (free
genres), Universal NER EWT, WikiGold, CrossNER (without Reuters text), Re-DocRED, each seen twice as often as silver:
the Groningen Meaning Bank (news of the Voice of America). Where a corpus does not annotate nationalities, known ones
are marked as missing, not as nothing.

**Held out, never trained on:** the twelve Wikinews articles of GUM and GUM's development and test documents.

## Scores on the held-out documents (strict: both ends and the label)
| label | precision | recall | F1 | spans |
| --- | --- | --- | --- | --- |
{rows}

The best of several states of one training was chosen on these same documents, so expect slightly less elsewhere.

## Known weaknesses
* ORG is the weakest of the frequent labels: media and militias named like persons, short forms without their full name.
* EVENT and MISC have little and uneven gold; take their suggestions as hints.
* Text without capitals, and names of scripts other than Latin, are mostly missed.
* The silver part is older news: names of recent people and places are known only by their shape and context.
* Scores that the program shows with a suggestion are the precision of its label on the held-out documents.
"""


def write_card(output: Path, corpora: Path, scores: dict[str, dict[str, float]], *, minutes: float, seed: int) -> None:
    """Write `MODEL_CARD.md` and `CREDITS.md` into the pipeline's folder."""
    rows = "\n".join(
        f"| {label} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {row['spans']:.0f} |"
        for label, row in scores.items()
    )
    (output / "MODEL_CARD.md").write_text(_CARD.format(rows=rows, minutes=minutes, seed=seed), encoding="utf-8")
    licences = (corpora / "LICENCES.md").read_text(encoding="utf-8")
    title = (
        "# Credits: the corpora behind the weights\n\nWhat follows is the licence page of the corpora, as it stood.\n\n"
    )
    (output / "CREDITS.md").write_text(title + licences.replace("# Licences", "## Licences", 1), encoding="utf-8")
