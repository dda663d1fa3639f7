"""Strict scores of names and dates on the corpora: both ends and the label must be those of the gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.document import Document
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.base import Suggester
from annotate.suggest.naming import clean
from annotate.train.corpora import Labelled, Split, nationalities, pieces
from benchmarks.suggestions.counts import Counts

NAMES = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC")

# What each corpus annotates; suggestions of other labels are not held against a suggester there.
_ANNOTATED = {
    "gum_free_gold": (*NAMES, "DATE"),
    "gmb_voa_silver": ("PERSON", "ORG", "NORP", "LOC", "DATE"),
    "uner_ewt_devtest_gold": ("PERSON", "ORG", "LOC"),
    "wikigold_gold": ("PERSON", "ORG", "LOC"),
    "redocred_devtest_gold": ("PERSON", "ORG", "LOC", "DATE"),
    "crossner_gold": ("PERSON", "ORG", "LOC"),
}
SETS: tuple[tuple[str, Split, str], ...] = (
    ("gum_free_gold", "dev", "GUM, free genres"),
    ("redocred_devtest_gold", "dev", "Re-DocRED, Wikipedia"),
    ("gmb_voa_silver", "dev", "GMB, news, silver"),
    ("gum_free_gold", "test", "GUM news: 12 Wikinews articles"),
    ("gum_free_gold", "test", "GUM, other free genres"),
    ("uner_ewt_devtest_gold", "test", "EWT, web"),
    ("gmb_voa_silver", "test", "GMB, news, silver"),
    ("wikigold_gold", "test", "WikiGold, Wikipedia"),
    ("redocred_devtest_gold", "test", "Re-DocRED, Wikipedia"),
    ("crossner_gold", "test", "CrossNER politics, Wikipedia"),
)
NEWS_LIKE = ("GUM news: 12 Wikinews articles", "EWT, web", "GMB, news, silver")


def documents(corpora: Path, corpus: str, split: Split, title: str) -> list[Labelled]:
    """The documents of one set, whole."""
    found = pieces(corpora, corpus, nationalities(corpora), split=split)
    if corpus != "gum_free_gold" or split != "test":
        return list(found)
    return [one for one in found if (one.genre == "news") == title.startswith("GUM news")]


def score(suggester: Suggester, scheme: Scheme, labelled: Iterable[Labelled]) -> dict[str, Counts]:
    """Counts by label, and over the names that the corpus annotates under `names`."""
    some = list(labelled)
    right, proposed, wanted = Counter[str](), Counter[str](), Counter[str]()
    labels = _ANNOTATED[some[0].corpus]
    docs = (Document(id=f"{at:032x}", name=str(at), text=one.text) for at, one in enumerate(some))
    for one, found in zip(some, suggester.suggest(docs, scheme), strict=True):
        gold = {span for span in one.spans if span[2] in labels}
        mine = {
            span
            for span in _plain(one.text, ((s.start, s.end, s.label) for s in found.spans))
            if span[2] in labels and not any(place.overlaps(Range(span[0], span[1])) for place in one.unknown)
        }
        for counts, spans in ((right, gold & mine), (proposed, mine), (wanted, gold)):
            counts.update(label for _, _, label in spans)
    rows = {label: Counts(right[label], proposed[label], wanted[label]) for label in labels}
    names = [label for label in labels if label in NAMES]
    return rows | {"names": Counts(*(sum(counts[name] for name in names) for counts in (right, proposed, wanted)))}


def _plain(text: str, spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Without a leading article and a trailing possessive, as on the side of the gold."""
    for start, end, label in spans:
        place = clean(text, Range(start, end), title=False) if label in NAMES else Range(start, end)
        if place is not None:
            yield place.start, place.end, label
