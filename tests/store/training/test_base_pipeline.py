"""What a training begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.pipelines.settings import Settings
from store.training.base_pipeline import load_base

_WANTS = """
Japanese support requires SudachiPy and SudachiDict-core (https://github.com/WorksApplications/SudachiPy). Install with
`pip install sudachipy sudachidict_core` or install spaCy with `pip install spacy[ja]`.
"""


def test_a_language_that_wants_a_package_says_to_the_end_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def wanting(language: str) -> None:
        raise ImportError(_WANTS)

    monkeypatch.setattr("spacy.blank", wanting)
    settings = Settings("m", "1.0.0", "ner", "blank:ja", "ja", ("LOC",))
    with pytest.raises(
        InputError, match=r"^the language ja cannot be read here: Japanese .*`pip install spacy\[ja]`\.$"
    ):
        load_base(settings, tmp_path / "base")
