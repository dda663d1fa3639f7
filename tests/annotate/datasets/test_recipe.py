"""Shares as a person writes them."""

from __future__ import annotations

import json

import pytest

from annotate.datasets.recipe import Recipe, parse_shares
from annotate.errors import InputError


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("80/10/10", (("train", 80), ("dev", 10), ("test", 10))),
        ("90/10", (("train", 90), ("test", 10))),
        ("80%/20%", (("train", 80), ("test", 20))),
        ("0.5 / 0.25 / 0.25", (("train", 0.5), ("dev", 0.25), ("test", 0.25))),
        ("train=3, held-out=1", (("train", 3), ("held-out", 1))),
    ],
)
def test_shares(text: str, shares: object) -> None:
    assert parse_shares(text) == shares


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("100", "1 shares without names"),
        ("1/1/1/1", "4 shares without names"),
        ("80/ten/10", "“ten” is no share"),
        ("80/-10/10", "“-10” is no share"),
        ("80/nan/10", "“nan” is no share"),
        ("٨٠/١٠/١٠", "is no share"),
        ("", "“” is no share"),
        ("80/0/20", "the share of “dev” must be more than 0"),
        ("train=80", "1 parts; a split has from 2 to 50"),
        ("Train=80,test=20", "“Train” cannot name a part"),
        ("train=80,none=20", "“none” cannot name a part"),
        ("../x=80,b=20", "“../x” cannot name a part"),
        ("a=1,a=2", "“a” is there twice"),
        ("a=1,b", "“” is no share"),
    ],
)
def test_wrong_shares_are_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_shares(text)
    assert told in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_recipe_comes_back_as_it_was() -> None:
    recipe = Recipe(7, parse_shares("train=3,test=1,dev=1"), ("near", "site"), labels=False)
    assert Recipe.of(json.loads(json.dumps(recipe.as_dict(), sort_keys=True))) == recipe
    assert str(recipe) == "train 3, test 1, dev 1; seed 7; together: near, site"


def test_a_damaged_recipe_is_told() -> None:
    for wrong in ({}, {"seed": "x"}, {"seed": 1, "shares": [], "by": [], "labels": True}):
        with pytest.raises((KeyError, ValueError, TypeError, InputError)):
            Recipe.of(wrong)
