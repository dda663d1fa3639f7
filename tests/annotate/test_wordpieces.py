"""Words cut into pieces of a vocabulary."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.suggest.wordpieces import PieceTable

PIECES = ["[UNK]", "kan", "##da", "##har", "zurich", "'", "s", "u", ".", "a", "##a"]


@pytest.fixture(name="table")
def _table() -> PieceTable:
    return made()


def made() -> PieceTable:
    return PieceTable.of(PIECES, np.arange(len(PIECES) * 2, dtype=np.float32).reshape(-1, 2))


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Kandahar", ["kan", "##da", "##har"]),
        ("Zürich", ["zurich"]),
        ("'s", ["'", "s"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("Kandahari", ["[UNK]"]),
        ("\n\n", ["[UNK]"]),
        ("a" * 41, ["[UNK]"]),
    ],
)
def test_the_longest_piece_is_taken(table: PieceTable, word: str, pieces: list[str]) -> None:
    assert [table.pieces[at] for at in table.cut(word)] == pieces


@given(st.text(max_size=60))
def test_any_word_has_a_row(word: str) -> None:
    table = made()
    rows = table.rows([word, "a"])
    assert rows.shape == (2, table.width)
    assert np.isfinite(rows).all()


def test_a_row_has_the_first_and_the_last_piece_and_their_number(table: PieceTable) -> None:
    row = table.rows(["Kandahar"])[0]
    assert row[:2] == pytest.approx([2, 3], abs=0.1)
    assert row[2:4] == pytest.approx([6, 7], abs=0.1)
    assert row[4:].tolist() == [0, 0, 1]


def test_a_table_comes_back_from_its_folder(table: PieceTable, tmp_path: Path) -> None:
    table.to_disk(tmp_path)
    again = PieceTable.from_disk(tmp_path)
    assert again.pieces == table.pieces
    assert (again.rows(["kandahar", "x"]) == table.rows(["kandahar", "x"])).all()


def test_no_words_no_rows(table: PieceTable) -> None:
    assert table.rows([]).shape == (0, table.width)
