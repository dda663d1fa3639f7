"""What is refused for its size, and how much is kept of very many problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import InputError
from store.exchange import reading as how
from store.exchange.corpus import CorpusFile
from store.exchange.formats import format_named
from store.exchange.reading import Limits, Reading
from tests.store.exchange.samples import given

DOCANNO = '{"text": "Iran won.", "label": [[0, 4, "LOC"]]}\n'
TUPLES = '[["Iran won.", {"entities": [[0, 4, "LOC"]]}]]'


@pytest.mark.parametrize(("form", "text", "limit"), [("doccano", DOCANNO, "file"), ("spacy-json", TUPLES, "whole")])
def test_a_file_that_is_too_large_is_refused_with_the_limit_and_read_with_another(
    tmp_path: Path, form: str, text: str, limit: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    small = Reading(limits=Limits(**{limit: 40}))
    with pytest.raises(InputError, match=r"files of .* may have 0 MB \(limit\); more with --max-size") as caught:
        list(CorpusFile(given(path), format_named(form)).read(small))
    assert str(path) in str(caught.value)
    more = Reading(limits=small.limits.at_most(1_000))
    assert len(list(CorpusFile(given(path), format_named(form)).read(more))) == 1


def test_a_format_that_is_read_whole_has_the_smaller_limit() -> None:
    assert Limits().whole < Limits().file
    whole = [name for name in ("cas-xmi", "bioc-json", "gate", "label-studio", "w3c") if format_named(name).whole]
    assert len(whole) == 5
    assert not any(format_named(name).whole for name in ("jsonl", "doccano", "prodigy", "conll", "csv"))


def test_of_very_many_problems_the_first_are_kept_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(how, "_MOST", 3)
    reading = Reading()
    for at in range(5):
        reading.leave_out("a", f"annotation {at} is odd")
    assert ([str(one) for one in reading.problems][-1], reading.untold) == ("a: annotation 2 is odd; left out", 2)
