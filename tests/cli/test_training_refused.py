"""`gilder train` with what a newcomer may give it: one line, and nothing is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.trainable import make, mark, record, records

_QUICK = ("--base", "blank:xx", "--max-steps", "3")


def alike(count: int, text: str, *marked: tuple[str, str]) -> list[dict[str, object]]:
    """Documents that differ in a number alone."""
    texts = [text.format(at) for at in range(count)]
    return [record(f"{at}.txt", one, [mark(one, *pair) for pair in marked]) for at, one in enumerate(texts)]


@pytest.fixture
def gold(gilder: Shell) -> Path:
    return make(gilder.folder / "p.gilder", records(24))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--output", "plain/model"), "plain is a file, and nothing can be put in it"),
        (("--output", "m", "--base", "blank:../../etc"), "spaCy knows no language"),
        (("--output", "m", "--base", "p.gilder"), "there is no installed spaCy pipeline and no folder of this name"),
        (("--output", "m", "--filter", "bogus:1"), "there is no such filter"),
    ],
)
def test_it_is_refused_before_anything_is_made(gilder: Shell, gold: Path, more: tuple[str, ...], says: str):
    (gilder.folder / "plain").write_text("mine", encoding="utf-8")
    before = sorted(gilder.folder.iterdir())
    gilder.fails("train", "p.gilder", *more, says=says)
    assert sorted(gilder.folder.iterdir()) == before


@pytest.mark.parametrize(
    "more",
    [("--max-steps", "0"), ("--max-steps", "-5"), ("--patience", "0"), ("--seed", "-1"), ("--seed", "4294967296")],
)
def test_numbers_that_no_training_can_have_are_wrong_use(gilder: Shell, gold: Path, more: tuple[str, str]):
    gilder.fails("train", "p.gilder", "--output", "m", *more, status=2, says=f"{more[0]}: invalid number from")


@pytest.mark.parametrize("count", [1, 3])
def test_too_few_documents_are_told(gilder: Shell, count: int):
    make(gilder.folder / "p.gilder", records(count))
    gilder.fails("train", "p.gilder", "--output", "m", *_QUICK, says="too few documents to train")


def test_spans_of_which_none_can_be_learnt_are_no_training(gilder: Shell):
    make(gilder.folder / "p.gilder", alike(24, "Anntown{0} walks on {0} today.", ("Ann", "PER")))
    assert gilder("train", "p.gilder", "--output", "m", *_QUICK) == 1
    assert gilder.err.splitlines()[-1].endswith(
        "none of the spans to train on can be learnt (20 that begin or end inside a word)"
    )
    assert not (gilder.folder / "m").exists()


def test_any_text_can_be_learnt(gilder: Shell):
    texts = (
        "👩‍👩‍👧 Ann {} saw 🇫🇷 Paris 😀😀\r\nnumber {}\r\n\r\nand 👍🏽.",
        "ذهب Ann {} إلى Paris اليوم.",
        "第{}次 Ann 去了 Paris 。",
    )
    some = [record(f"{at}.txt", texts[at % 3].format(at, at), []) for at in range(30)]
    for one in some:
        one["spans"] = [mark(one["text"], "Ann", "O"), mark(one["text"], "Paris", "B-odd “label”, [x]")]
    make(gilder.folder / "p.gilder", some)
    assert gilder("train", "p.gilder", "--output", "my model", *_QUICK, "--json") == 0
    told = json.loads(gilder.out)
    assert sorted(told["labels"]) == ["B-odd “label”, [x]", "O"]
    assert told["data"]["left_out"] == {}
    assert gilder("suggest", "p.gilder", "--model", "my model", "--parts", "names") == 0
    assert gilder("check", "p.gilder") == 0
