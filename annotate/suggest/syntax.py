"""The syntax of a document as plain values, so that what reads it knows no parser."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A word of a parsed sentence; a tuple, because a document has thousands of them.

    `start` and `end` are code points into the document's text; `head` is the place of the word that it depends on in
    the same list (its own place for the root of a sentence); `dep` is a relation of Universal Dependencies
    (`nsubj`, `nsubj:pass`, `obl`, `nmod`, ..., `root`), `pos` a universal part of speech, `lemma` in small letters
    except for names.
    """

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    sentence: int  # number of the sentence, rising
