"""Laws of splitting: nothing depends on order or ids, groups are whole, what has a part keeps it, shares are met."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.datasets.grouping import Key, Member, groups, keys_of
from annotate.datasets.recipe import Recipe, parse_shares
from annotate.datasets.split import Split, split

RECIPES = st.builds(
    Recipe,
    st.integers(0, 99),
    st.sampled_from([parse_shares("80/10/10"), parse_shares("70/30"), parse_shares("a=1,b=2,c=3,d=4")]),
    st.just(("site",)),
    st.booleans(),
)
_KEYS = [
    (),
    (),
    (),
    (("site", "a"),),
    (("site", "b"),),
    (("day", "a"),),
    (("site", "a"), ("day", "b")),
    (("day", "b"),),
]
_LABELS = [{}, {"PERSON": 3}, {"PERSON": 30, "LOC": 1}, {"RARE": 1}, {"LOC": 0, "ORG": 7}]


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def members(most: int = 14) -> st.SearchStrategy[list[Member]]:
    said = st.tuples(st.booleans(), st.integers(1, 9000), st.sampled_from(_KEYS), st.sampled_from(_LABELS))
    return st.lists(said, max_size=most).map(lambda some: [_member(at, *one) for at, one in enumerate(some)])


def _member(number: int, twin: bool, size: int, keys: tuple[Key, ...], labels: dict[str, int]) -> Member:
    return Member(f"id{number}", digest("twin" if twin and number % 2 else str(number)), size, keys, labels)


def plain(count: int, **fields: object) -> list[Member]:
    return [Member(f"id{number}", digest(str(number)), 100, **fields) for number in range(count)]  # type: ignore[arg-type]


def by_text(some: list[Member], made: Split) -> dict[str, str]:
    return {one.digest: made.parts[one.id] for one in some}


@given(members(), RECIPES, st.integers(0, 99))
def test_neither_order_nor_ids_matter(some: list[Member], recipe: Recipe, seed: int) -> None:
    others = [replace(one, id=f"other{number}", keys=one.keys[::-1]) for number, one in enumerate(some)]
    random.Random(seed).shuffle(others)
    assert by_text(some, split(some, recipe)) == by_text(others, split(others, recipe))


@given(members(), RECIPES)
def test_everyone_has_one_part_and_groups_are_whole(some: list[Member], recipe: Recipe) -> None:
    made = split(some, recipe)
    assert set(made.parts) == {one.id for one in some}
    assert set(made.parts.values()) <= set(recipe.names)
    for first in some:
        for second in some:
            if first.digest == second.digest or set(first.keys) & set(second.keys):
                assert made.parts[first.id] == made.parts[second.id]
    assert made.torn == ()
    assert made.new == tuple(one.id for one in some)


@given(members(), members(), RECIPES)
def test_what_is_in_a_part_stays_there(earlier: list[Member], later: list[Member], recipe: Recipe) -> None:
    before = split(earlier, recipe).parts
    more = [replace(one, id=f"later{number}", digest=digest(f"later{number}")) for number, one in enumerate(later)]
    made = split([*earlier, *more], recipe, before)
    assert {one.id: made.parts[one.id] for one in earlier} == before
    assert made.new == tuple(one.id for one in more)
    for torn in made.torn:
        assert len({before[one.id] for one in torn.members if one.id in before}) == len(torn.parts) > 1


@given(members(), RECIPES)
def test_a_split_that_stands_is_made_again_unchanged(some: list[Member], recipe: Recipe) -> None:
    made = split(some, recipe)
    again = split(some, recipe, made.parts)
    assert (again.parts, again.new, again.counts) == (made.parts, (), made.counts)


@given(members())
def test_groups_are_the_closure_of_what_is_shared(some: list[Member]) -> None:
    """The naive twin: grow each group until nothing more belongs to it."""
    found = {frozenset(one.id for one in group) for group in groups(some)}
    expected = set[frozenset[str]]()
    for one in some:
        group = [one]
        while True:
            keys = {("", each.digest) for each in group} | {key for each in group for key in each.keys}
            grown = [each for each in some if ("", each.digest) in keys or keys & set(each.keys)]
            if len(grown) == len(group):
                break
            group = grown
        expected.add(frozenset(each.id for each in group))
    assert found == expected


@settings(max_examples=25)
@given(st.integers(1, 300), st.integers(0, 50), st.sampled_from(["80/10/10", "50/50", "60/20/20", "a=5,b=3,c=1,d=1"]))
def test_shares_are_met_to_the_document_where_nothing_is_in_the_way(count: int, seed: int, shares: str) -> None:
    recipe = Recipe(seed, parse_shares(shares))
    made = split(plain(count), recipe)
    whole = sum(weight for _, weight in recipe.shares)
    for name, weight in recipe.shares:
        assert abs(made.counts[name].documents - count * weight / whole) <= 1


def test_labels_and_sizes_are_dealt_out_too() -> None:
    chance = random.Random(4)
    some = [
        Member(
            f"id{number}",
            digest(str(number)),
            int(chance.lognormvariate(8, 0.8)),
            labels={"PERSON": chance.randint(0, 30), "LOC": chance.randint(0, 9), "RARE": int(chance.random() < 0.02)},
        )
        for number in range(2000)
    ]
    made = split(some, Recipe())
    total, size = sum(one.labels["RARE"] for one in some), sum(one.size for one in some)
    for name, share in (("train", 0.8), ("dev", 0.1), ("test", 0.1)):
        counts = made.counts[name]
        assert abs(counts.documents / 2000 - share) < 0.005
        assert abs(counts.size / size - share) < 0.01
        assert abs(counts.labels["RARE"] / total - share) < 0.05
        people = sum(one.labels["PERSON"] for one in some)
        assert abs(counts.labels["PERSON"] / people - share) < 0.005


def test_balancing_labels_is_better_than_not() -> None:
    chance = random.Random(9)
    some = [
        Member(f"id{number}", digest(str(number)), 1000, labels={"PERSON": 50 if chance.random() < 0.1 else 0})
        for number in range(200)
    ]
    people = sum(one.labels["PERSON"] for one in some)

    def worst(labels: bool) -> float:
        made = split(some, Recipe(3, labels=labels))
        shares = {"train": 0.8, "dev": 0.1, "test": 0.1}
        return max(abs(made.counts[name].labels["PERSON"] / people - share) for name, share in shares.items())

    assert worst(labels=True) < 0.03 < worst(labels=False)


def test_another_seed_is_another_split() -> None:
    some = plain(200)
    first, second = (split(some, Recipe(seed)).parts for seed in (0, 1))
    assert sum(first[one.id] != second[one.id] for one in some) > 20
    assert first == split(some, Recipe(0)).parts


def test_large_groups_do_not_spoil_the_shares() -> None:
    chance = random.Random(2)
    some = [
        Member(f"id{number}", digest(str(number)), 500, (("site", str(int(chance.paretovariate(1)) % 80)),))
        for number in range(1000)
    ]
    made = split(some, Recipe(by=("site",)))
    assert made.largest > 400
    assert abs(made.counts["train"].documents - 800) <= 30
    assert abs(made.counts["test"].documents - 100) <= 30


def test_one_that_joins_two_groups_is_told() -> None:
    left, right = Member("l", digest("l"), 5, (("day", "1"),)), Member("r", digest("r"), 5, (("day", "2"),))
    both = Member("b", digest("b"), 5, (("day", "1"), ("day", "2")))
    made = split([left, right, both], Recipe(), {"l": "train", "r": "test"})
    assert made.parts == {"l": "train", "r": "test", "b": "train"}
    assert [one.parts for one in made.torn] == [("train", "test")]


def test_parts_of_another_recipe_do_not_count() -> None:
    made = split(plain(10), Recipe(), {"id3": "holdout"})
    assert made.parts["id3"] in ("train", "dev", "test")
    assert "id3" in made.new


@pytest.mark.parametrize(
    ("by", "name", "meta", "keys"),
    [
        ("site", "a", {"url": "https://www.Example.org/x", "source": "The Example"}, (("site", "example.org"),)),
        ("site", "a", {"source": " The Example "}, (("site", "the example"),)),
        ("site", "a", {"url": "http://[broken", "source": "X"}, (("site", "x"),)),
        ("site", "a", {}, ()),
        ("day", "a", {"date": "2026-11-28T07:00:00Z"}, (("day", "2026-11-28"),)),
        ("day", "a", {"date": "2026-11"}, ()),
        ("folder", "bbc/world/a.txt", {}, (("folder", "bbc/world"),)),
        ("folder", "a.txt", {}, ()),
        ("author", "a", {"author": " Ann Lee "}, (("author", "Ann Lee"),)),
        ("near", "a", {}, ()),
    ],
)
def test_what_documents_have_in_common(by: str, name: str, meta: dict[str, str], keys: tuple[object, ...]) -> None:
    assert keys_of([by], name, meta) == keys
