"""Several processes: the answers of one, in order; whoever dies or is stopped is told in one line."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import pytest

from annotate.document import Document
from annotate.errors import InputError
from annotate.suggest.parallel import MANY, good_number, suggest_in_processes
from tests.annotate.makers import FirstWord, Unmakeable
from tests.builders import small_scheme

SCHEME = small_scheme()


def docs(*texts: str) -> list[Document]:
    return [Document(str(at), f"{at}.txt", text) for at, text in enumerate(texts)]


def alive() -> list[object]:
    return [one for one in multiprocessing.active_children() if one.is_alive()]


def test_as_one_process_in_the_same_order() -> None:
    many = docs(*("x" * (1 + at % 7) + " y" * (5000 if at % 40 == 0 else 1) for at in range(250)))
    found = list(suggest_in_processes(FirstWord(), many, SCHEME, processes=2))
    assert found == list(FirstWord().suggest(many, SCHEME))
    assert not alive()


def test_documents_are_read_a_few_batches_ahead_and_not_all() -> None:
    read = 0

    def endless() -> Iterator[Document]:
        nonlocal read
        while True:
            read += 1
            yield Document(str(read), "d", "word " * 2000)

    found = suggest_in_processes(FirstWord(), endless(), SCHEME, processes=2)
    assert [len(next(found).spans) for _ in range(50)] == [1] * 50
    assert read < 250
    found.close()
    assert not alive()


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("kill", "was killed by signal 9"),
        ("exit", "ended with status 3"),
        ("refuse", "does not like this"),
        ("memory", "not enough memory"),
    ],
)
def test_a_process_that_ends_is_told_in_one_line(last: str, told: str) -> None:
    fine = ["fine"] * 70
    found = suggest_in_processes(FirstWord(), docs(*fine, last), SCHEME, processes=2)
    done = list[object]()
    with pytest.raises(InputError, match=told) as failure:
        done.extend(found)
    assert "\n" not in str(failure.value)
    assert len(done) <= 70
    assert not alive()


def test_a_suggester_that_cannot_be_made() -> None:
    with pytest.raises(InputError, match="model x: cannot be loaded"):
        list(suggest_in_processes(Unmakeable(), docs("a", "b"), SCHEME, processes=2))


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_processes_do_not_hear_an_interrupt() -> None:
    assert len(list(suggest_in_processes(FirstWord(), docs("interrupt", "fine"), SCHEME, processes=1))) == 2


def test_whoever_waits_can_give_up() -> None:
    class Enough(Exception):
        pass

    def check() -> None:
        raise Enough

    with pytest.raises(Enough):
        list(suggest_in_processes(FirstWord(), docs("a"), SCHEME, processes=1, check=check))
    assert not alive()


def test_no_document() -> None:
    assert list(suggest_in_processes(FirstWord(), [], SCHEME, processes=2)) == []


def test_how_many_processes() -> None:
    assert good_number(1, 8) == good_number(MANY - 1, 8) == 1
    assert good_number(MANY, 2) == good_number(100_000, 2) == 2
    assert good_number(MANY, 64) == 2
    assert good_number(100_000, 64) == 8
    assert good_number(100_000, 1) == 1
