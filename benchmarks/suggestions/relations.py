"""How right are suggested relations? Precision, recall and F1 by label on gold ends.

The gold spans of a corpus are given (those whose labels the `news` scheme has; common nouns and pronouns of re3d too),
the text is parsed, and everything that aliases and relations propose is compared with the corpus' relations under the
scheme's labels (`annotate.train.relation_corpora`). A relation is right if label and both ends match; `same_as`,
`supports` and `opposes` count in either direction. Relations whose ends the scheme does not allow are left out on both
sides, relations over sentence borders are not. Labels that a corpus does not annotate are not looked at. For
attributions (GUM) a proposal is right if its child lies in the content and its head in the source or cue of one gold
attribution; recall is over attributions with a name in their source and a span in their content.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from annotate.scheme import parse_scheme
from annotate.suggest.aliases import find_aliases
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.combined import merge
from annotate.suggest.numbers import find_values
from annotate.suggest.pipeline import load_pipeline
from annotate.suggest.relations import find_relations
from annotate.suggest.relations.fitting import FOLDS, Examples, fold_of
from annotate.suggest.relations.scorer import Scorer
from annotate.suggest.words import words_of
from annotate.train.relation_corpora import SYMMETRIC, Related, knowledgenet, re3d, read
from annotate.train.relations import collect, fit, prepared, training_rows
from benchmarks.suggestions.counts import Counts

NEWS = parse_scheme(resources.scheme_text("news"))
_NAMES = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "NORP": "NORP", "MISC": "MISC"}


@dataclass(frozen=True, slots=True)
class Row:
    """Scores of one label (or of all) on one part of a corpus."""

    corpus: str
    label: str
    counts: Counts


def score_relations(corpora: Path, nlp: Any) -> list[Row]:
    """Scores on re3d's test part, KnowledgeNet's development part, and GUM's attributions."""
    found = list(scored("re3d test", [one for one in re3d(corpora) if one.part == "test"], nlp))
    found += scored(
        "knowledgenet dev", [one for one in knowledgenet(corpora) if one.part == "dev" and one.relations], nlp
    )
    return [*found, attributions(corpora, nlp)]


def crossed(corpora: Path, nlp: Any) -> list[Row]:
    """Scores on re3d's training part by weights that have not seen the document (takes minutes)."""
    own = [one for one in training_rows(corpora) if one.corpus == "re3d"]
    others = [one for one in training_rows(corpora) if one.corpus != "re3d"]
    examples = Examples()
    collect(prepared(nlp, nlp, [*own, *others]), examples)
    fold = {one.name: fold_of(one.name) for one in own}
    scorers = [
        fit(examples, [at for at, name in enumerate(examples.names) if fold.get(name) != number], lambda _: None)
        for number in range(FOLDS)
    ]
    return list(scored("re3d train, five folds", own, nlp, lambda one: scorers[fold[one.name]]))


def propose(
    text: str, spans: tuple[Suggestion, ...], doc: Any, scorer: Scorer | None = None
) -> list[SuggestedRelation]:
    """What aliases and relations propose together, once for each pair: aliases first."""
    words = words_of(doc)
    told = {frozenset((one.head, one.child)): one for one in find_relations(text, spans, words, NEWS, scorer=scorer)}
    told.update({frozenset((one.head, one.child)): one for one in find_aliases(text, spans, NEWS)})
    return list(told.values())


def scored(
    name: str, rows: Iterable[Related], nlp: Any, scorer_of: Callable[[Related], Scorer | None] = lambda _: None
) -> Iterator[Row]:
    """Rows by label, and one for all; `scorer_of` gives other weights than the embedded ones for a text."""
    some = list(rows)
    right, proposed, gold = Counter[str](), Counter[str](), Counter[str]()
    for one, doc in zip(some, nlp.pipe([one.text for one in some]), strict=True):
        truth = {_key(*triple) for triple in one.relations if triple[2] in one.known}
        gold.update(label for label, _ in truth)
        sentences = [word.sentence for word in words_of(doc)]
        for guess in propose(one.text, one.spans, doc, scorer_of(one)):
            if one.corpus == "re3d" and guess.label == "same_as" and _apart(doc, sentences, one, guess):
                continue
            key = _key(guess.head, guess.child, guess.label)
            unsure = (guess.head, guess.child) in one.unsure or (guess.child, guess.head) in one.unsure
            if guess.label in one.known and (key in truth or not unsure):
                proposed[guess.label] += 1
                right[guess.label] += key in truth
    for label in sorted(gold | proposed):
        yield Row(name, label, Counts(right[label], proposed[label], gold[label]))
    yield Row(name, "all", Counts(right.total(), proposed.total(), gold.total()))


def _apart(doc: Any, sentences: list[int], one: Related, guess: SuggestedRelation) -> bool:
    """Whether the ends of a proposal stand in different sentences."""
    return len({sentences[_place(doc, one.spans[at].start)] for at in (guess.head, guess.child)}) > 1


def _place(doc: Any, offset: int) -> int:
    """The word that holds a code point."""
    return max(0, bisect_right([word.idx for word in doc], offset) - 1)


def _key(head: int, child: int, label: str) -> tuple[str, tuple[int, int]]:
    return label, (min(head, child), max(head, child)) if label in SYMMETRIC else (head, child)


def attributions(corpora: Path, nlp: Any) -> Row:
    """`said` on the attributions of GUM, with its gold names and the values of the grammar as spans."""
    right = proposed = gold = hit = 0
    rows = list(read(corpora / "ner" / "gum_free_gold.jsonl.gz"))
    for row, doc in zip(rows, nlp.pipe([row["text"] for row in rows]), strict=True):
        text = row["text"]
        names = [
            Suggestion(one["start"], one["end"], _NAMES[one["label"]], 1.0)
            for one in row["entities"]
            if one["label"] in _NAMES
        ]
        spans = tuple(merge(names, find_values(text)))
        said = [one for one in find_relations(text, spans, words_of(doc), NEWS) if one.label == "said"]
        proposed += len(said)
        for guess in said:
            head, child = spans[guess.head], spans[guess.child]
            right += any(
                _inside(child, one["content"]) and _inside(head, one["cue"] + one["source"])
                for one in row["attributions"]
            )
        for one in row["attributions"]:
            speakers = {
                at
                for at, span in enumerate(spans)
                if span.label in ("PERSON", "ORG", "NORP") and _inside(span, one["source"])
            }
            if speakers and any(_inside(span, one["content"]) for span in spans):
                gold += 1
                hit += any(guess.head in speakers and _inside(spans[guess.child], one["content"]) for guess in said)
    # Recall is over attributions, not over proposals; both stand in one row by scaling the gold to the right ones.
    return Row("gum attributions", "said", Counts(right, proposed, round(right * gold / hit) if hit else gold))


def _inside(span: Suggestion, places: list[list[int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in places)


def table(rows: Iterable[Row]) -> str:
    """The rows as a table of Markdown."""
    lines = [
        "| corpus | label | precision | recall | F1 | right | proposed | gold |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        one = row.counts
        shares = f"{one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f}"
        lines.append(f"| {row.corpus} | {row.label} | {shares} | {one.right} | {one.proposed} | {one.wanted} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table of `crossed`: `python -m benchmarks.suggestions.relations CORPORA`."""
    nlp = load_pipeline(str(resources.embedded_pipeline()), syntax=True)
    print(table(crossed(Path(sys.argv[1]), nlp)))


if __name__ == "__main__":
    main()
