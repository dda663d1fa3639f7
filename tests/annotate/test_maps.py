"""The sharded map is a dictionary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.maps import ShardedMap

KEYS = st.one_of(st.integers(-300, 300), st.text(max_size=3))
CHANGES = st.dictionaries(KEYS, st.one_of(st.none(), st.integers()), max_size=30)


@given(st.dictionaries(KEYS, st.integers(), max_size=30), st.lists(CHANGES, max_size=5))
def test_it_is_a_dictionary_that_is_never_changed(
    first: dict[int | str, int], steps: list[dict[int | str, int | None]]
):
    made, naive = ShardedMap(first.items()), dict(first)
    for changes in steps:
        before, kept = made, dict(naive)
        made = made.changed(changes)
        for key, value in changes.items():
            naive.pop(key, None)
            if value is not None:
                naive[key] = value
        assert before == kept
        assert made == naive
        assert made == ShardedMap(naive.items())
        assert len(made) == len(naive)
        assert dict(made) == naive
        assert all((key in made) == (key in naive) and made.get(key) == naive.get(key) for key in [*naive, *changes])
