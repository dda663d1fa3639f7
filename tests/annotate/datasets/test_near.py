"""Texts that are nearly the same are found, whatever their script and order; others are not."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.datasets.near import BINS, WIDTH, near_groups, resemblance, signature, signatures
from tests.strategies import texts

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words(count: int, seed: int, letters: str = _LETTERS) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(count)]


def changed(some: list[str], every: int) -> list[str]:
    return [f"{word}other" if at % every == 0 else word for at, word in enumerate(some)]


def runs(text: str) -> set[str]:
    """The naive twin of what a signature is made of, for texts that are long enough."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return {plain[at : at + WIDTH] for at in range(len(plain) - WIDTH + 1)}


def jaccard(first: str, second: str) -> float:
    mine, theirs = runs(first), runs(second)
    return len(mine & theirs) / len(mine | theirs)


@pytest.mark.parametrize("every", [5, 10, 20, 40, 80, 200])
def test_signatures_estimate_the_share_of_runs_that_both_have(every: int) -> None:
    for seed in range(20):
        some = words(400, seed)
        first, second = " ".join(some), " ".join(changed(some, every))
        assert abs(resemblance(signature(first), signature(second)) - jaccard(first, second)) < 0.2


def test_estimates_are_right_on_average() -> None:
    errors = list[float]()
    for seed in range(60):
        some = words(300, seed)
        first, second = " ".join(some), " ".join(changed(some, 15))
        errors.append(resemblance(signature(first), signature(second)) - jaccard(first, second))
    assert abs(sum(errors) / len(errors)) < 0.02


@given(texts)
def test_every_text_has_a_signature_and_is_near_itself(text: str) -> None:
    assert signature(text).shape == (BINS,)
    assert near_groups([text, "something else altogether, and long enough", text]) == [0, 1, 0]


@given(st.text(max_size=40))
def test_white_space_and_letter_case_do_not_count(text: str) -> None:
    other = f"  {text.replace(' ', chr(10))}\r\n"
    assert (signature(text) == signature(other)).all()
    assert (signature("Straße one TWO") == signature("STRASSE  One two")).all()


@pytest.mark.parametrize(
    "letters", [_LETTERS, "абвгдежзиклмнопрст", "אבגדהוזחטיכלמנס", "あいうえおかきくけこ漢字国日本", "😀😁😂🤣😃😄𝒳𝒴"]
)
def test_copies_with_changes_are_near_in_every_script(letters: str) -> None:
    some = [words(300, seed, letters) for seed in range(30)]
    copies = [changed(one, 60) for one in some]
    found = near_groups([" ".join(one) for one in [*some, *copies]])
    assert found == [*range(30), *range(30)]


def test_text_without_spaces_is_compared_as_well() -> None:
    one = "".join(random.Random(1).choices([chr(0x4E00 + number) for number in range(3000)], k=800))
    other = one[:400] + "新" + one[400:]
    assert near_groups([one, other, one[::-1]]) == [0, 0, 2]


def test_groups_are_closed() -> None:
    """What is near to a near one is in the group, though far from the first."""
    steps = [words(400, 7)]
    for seed in range(8):
        fresh = iter(words(400, 100 + seed))
        steps.append([next(fresh) if seed * 50 <= at < (seed + 1) * 50 else word for at, word in enumerate(steps[-1])])
    said = [" ".join(one) for one in steps]
    assert jaccard(said[0], said[-1]) < 0.05
    assert near_groups(said) == [0] * 9


def test_very_many_alike_are_one_group() -> None:
    some = words(200, 3)
    copies = [" ".join([*some, str(number)]) for number in range(500)]
    others = [" ".join(words(200, seed)) for seed in range(1000, 1100)]
    found = near_groups([*copies, *others])
    assert found == [0] * 500 + list(range(500, 600))


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_the_order_of_texts_does_not_matter(seed: int) -> None:
    bases = [words(60, number) for number in range(4)]
    some = [" ".join(changed(base, every)) for base in bases for every in (20, 31, 1000)]
    order = list(range(len(some)))
    random.Random(seed).shuffle(order)
    found = near_groups([some[at] for at in order])
    together = {frozenset(order[at] for at, first in enumerate(found) if first == one) for one in set(found)}
    plain = near_groups(some)
    assert together == {frozenset(at for at, first in enumerate(plain) if first == one) for one in set(plain)}


def test_none_is_none() -> None:
    assert near_groups([]) == []
    assert signatures([]).shape == (0, BINS)
    assert near_groups([""]) == [0]


def test_real_articles_are_apart_and_edited_ones_are_not(shared_articles: Path) -> None:
    articles = [path.read_bytes().decode() for path in sorted(shared_articles.glob("*.txt"))]
    assert near_groups(articles) == list(range(len(articles)))
    edited = [f"UPDATE 1: another headline\n{' '.join(changed(text.split(' '), 50))}\nAnd a line." for text in articles]
    assert near_groups([*articles, *edited]) == [*range(len(articles)), *range(len(articles))]
