"""The parse of a spaCy document as words of the domain."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, cast

from annotate.suggest.syntax import Word

if TYPE_CHECKING:
    from spacy.tokens import Doc

_COLUMNS: list[int | str] = ["IDX", "LENGTH", "ORTH", "LEMMA", "POS", "DEP", "HEAD", "SENT_START"]
_SIGNED = 1 << 64  # spaCy gives heads as unsigned distances


def words_of(doc: Doc, offset: int = 0) -> list[Word]:
    """The words of a parsed `doc` whose text begins at code point `offset` of the whole document.

    Empty where the pipeline has no parser. Spaces that spaCy keeps as tokens stay words, so that places agree.
    """
    if not doc.has_annotation("DEP"):
        return []
    strings = doc.vocab.strings
    rows = cast("list[list[int]]", doc.to_array(_COLUMNS).T.tolist())  # pyright: ignore[reportUnknownMemberType]
    starts, sizes, texts, lemmas, tags, deps, heads, firsts = rows
    names = {key: strings[key] for key in {*texts, *lemmas, *tags, *deps}}
    begins = [offset + start for start in starts]
    return list(
        map(
            Word,
            begins,
            [begin + size for begin, size in zip(begins, sizes, strict=True)],
            [names[key] for key in texts],
            [names[key] for key in lemmas],
            [names[key] for key in tags],
            [names[key].lower() for key in deps],
            [at + head - _SIGNED if head > at + len(texts) else at + head for at, head in enumerate(heads)],
            [number - 1 for number in accumulate(first == 1 for first in firsts)],
        )
    )
