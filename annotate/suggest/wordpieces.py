"""Subword vectors: a word cut into pieces of a fixed vocabulary, each with a small vector from a pretrained encoder.

The vocabulary and the way of cutting are those of WordPiece (Wu et al. 2016) as BERT uses it, for small letters without
accents; the vectors are kept as bytes with one scale for each column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_LONGEST = 40  # code points; a longer word has no pieces
_UNKNOWN = "[UNK]"


class PieceTable:
    """Vocabulary and vectors. A word's row has the vectors of its first and its last piece, and their number."""

    def __init__(self, pieces: Sequence[str], codes: npt.NDArray[np.int8], scales: npt.NDArray[np.float32]) -> None:
        self.pieces = tuple(pieces)
        self.codes, self.scales = codes, scales
        self._places = {piece: at for at, piece in enumerate(pieces)}
        self._row = lru_cache(maxsize=50_000)(self._make_row)

    @property
    def width(self) -> int:
        """Columns of a word's row."""
        return 2 * self.codes.shape[1] + 3

    def rows(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """The words' rows, one below the other."""
        if not words:
            return np.zeros((0, self.width), dtype=np.float32)
        return np.stack([self._row(word) for word in words])

    def cut(self, word: str) -> list[int]:
        """Numbers of a word's pieces: always the longest that fits; the unknown piece where none does."""
        text = _plain(word)
        if not text or len(text) > _LONGEST:
            return [self._places[_UNKNOWN]]
        found: list[int] = []
        at = 0
        while at < len(text):
            mark = "##" if at and text[at].isalnum() and text[at - 1].isalnum() else ""
            end = len(text)
            while end > at and (mark + text[at:end]) not in self._places:
                end -= 1
            if end == at:
                return [self._places[_UNKNOWN]]
            found.append(self._places[mark + text[at:end]])
            at = end
        return found

    def _make_row(self, word: str) -> npt.NDArray[np.float32]:
        pieces = self.cut(word)
        count = np.zeros(3, dtype=np.float32)
        count[min(len(pieces), 3) - 1] = 1.0
        first, last = (self.codes[at].astype(np.float32) * self.scales for at in (pieces[0], pieces[-1]))
        return np.concatenate([first, last, count])

    def to_disk(self, folder: Path) -> None:
        """Write vocabulary and vectors into a folder."""
        (folder / "pieces.txt").write_text("\n".join(self.pieces), encoding="utf-8")
        np.savez_compressed(folder / "pieces.npz", codes=self.codes, scales=self.scales)

    @classmethod
    def from_disk(cls, folder: Path) -> PieceTable:
        """Read what `to_disk` has written."""
        with np.load(folder / "pieces.npz", allow_pickle=False) as arrays:
            codes, scales = arrays["codes"], arrays["scales"]
        return cls((folder / "pieces.txt").read_text(encoding="utf-8").split("\n"), codes, scales)

    @classmethod
    def of(cls, pieces: Sequence[str], vectors: npt.NDArray[np.float32]) -> PieceTable:
        """A table of vectors, rounded to bytes."""
        scales = np.maximum(np.abs(vectors).max(axis=0), 1e-6).astype(np.float32) / 127
        return cls(pieces, np.rint(vectors / scales).astype(np.int8), scales)


def _plain(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    split = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in split if unicodedata.category(character) != "Mn")
