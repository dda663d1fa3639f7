"""What befalls a file: chance at work on bytes and pages. Each kind makes the files beside each other by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.corruption.base import Base
from benchmarks.corruption.hostile import hostile, how_many, quiet

Files = dict[str, bytes]
"""The end of each name (empty for the project itself) with its content."""

PAGE = 4096
_HEADER = 100
_TREE = {2, 5, 10, 13}  # first bytes of pages of trees


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged file. `logged`: it is the project of the process that was killed."""

    kind: str
    number: int
    make: Callable[[Base, Random, int], Files]
    logged: bool = False
    project: bool = True  # whether it ever was one


def cases(files: int) -> Iterator[Case]:
    """About so many files, of each kind its share, one at least. The same number gives the same cases."""
    for kind, share, make, logged, project in _KINDS:
        count = max(1, round(share * files / _ALL))
        order = list(range(share))
        if count < share:
            Random(f"which {kind} {files}").shuffle(order)  # of a list of attacks some
        for at in range(count):
            yield Case(kind, order[at % share] + at // share * share, make, logged, project)


def bit_flip(base: Base, rng: Random, _number: int) -> Files:
    """One bit is another one."""
    data = bytearray(base.file)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return {"": bytes(data)}


def burst(base: Base, rng: Random, _number: int) -> Files:
    """4 to 64 bytes in a row are noise."""
    data, size = bytearray(base.file), rng.randint(4, 64)
    at = rng.randrange(len(data) - size)
    data[at : at + size] = rng.randbytes(size)
    return {"": bytes(data)}


def header_byte(base: Base, rng: Random, _number: int) -> Files:
    """One of the first 100 bytes is another one."""
    data = bytearray(base.file)
    data[rng.randrange(_HEADER)] ^= rng.randint(1, 255)
    return {"": bytes(data)}


def tree_header(base: Base, rng: Random, _number: int) -> Files:
    """One of the eight bytes at the beginning of a page of a tree is another one."""
    data = bytearray(base.file)
    pages = [at for at in range(PAGE, len(data), PAGE) if data[at] in _TREE]
    data[rng.choice(pages) + rng.randrange(8)] ^= rng.randint(1, 255)
    return {"": bytes(data)}


def truncated(base: Base, rng: Random, _number: int) -> Files:
    """The end is not there."""
    return {"": base.file[: rng.randrange(1, len(base.file))]}


def zeroed_page(base: Base, rng: Random, _number: int) -> Files:
    """A page is nothing but zeros."""
    data, at = bytearray(base.file), rng.randrange(len(base.file) // PAGE) * PAGE
    data[at : at + PAGE] = bytes(PAGE)
    return {"": bytes(data)}


def swapped_pages(base: Base, rng: Random, _number: int) -> Files:
    """Two pages are in each other's place."""
    data = bytearray(base.file)
    one, other = (at * PAGE for at in rng.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[other : other + PAGE] = base.file[other : other + PAGE], base.file[one : one + PAGE]
    return {"": bytes(data)}


def appended(base: Base, rng: Random, _number: int) -> Files:
    """There is noise after the end."""
    return {"": base.file + rng.randbytes(rng.randint(1, 3 * PAGE))}


def random_bytes(base: Base, rng: Random, _number: int) -> Files:
    """2 to 30 bytes anywhere are others."""
    data = bytearray(base.file)
    for _ in range(rng.randint(2, 30)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return {"": bytes(data)}


def log_flip(base: Base, rng: Random, _number: int) -> Files:
    """One bit of the log is another one."""
    log = bytearray(base.log)
    log[rng.randrange(len(log))] ^= 1 << rng.randrange(8)
    return {"": base.logged, "-wal": bytes(log)}


def log_cut(base: Base, rng: Random, _number: int) -> Files:
    """The end of the log is not there."""
    return {"": base.logged, "-wal": base.log[: rng.randrange(33, len(base.log))]}


def log_kept(base: Base, _rng: Random, _number: int) -> Files:
    """Its own log lies there: nothing is wrong (a control)."""
    return {"": base.logged, "-wal": base.log}


def log_noise(base: Base, rng: Random, _number: int) -> Files:
    """The log is noise."""
    return {"": base.logged, "-wal": rng.randbytes(len(base.log))}


def log_gone(base: Base, _rng: Random, _number: int) -> Files:
    """The log was deleted."""
    return {"": base.logged}


def log_of_another(base: Base, _rng: Random, number: int) -> Files:
    """The log is that of another project, beside a closed file and one in write-ahead mode."""
    return {"": (base.file, base.logged)[number % 2], "-wal": base.stray}


def journal_noise(base: Base, rng: Random, number: int) -> Files:
    """A rollback journal that is noise, with the sign of one or without."""
    sign = bytes.fromhex("d9d505f920a163d7") if number % 2 else b""
    return {"": base.file, "-journal": sign + rng.randbytes(4 * PAGE)}


def no_project(base: Base, rng: Random, number: int) -> Files:
    """A file that never was a project."""
    some = (
        b"",
        b"Damascus (Reuters) - The siege went on.\n" * 40,
        b"PK\x03\x04" + rng.randbytes(900),
        b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12345\n",
        b"** This file contains an SQLite 2.1 database **" + rng.randbytes(3000),
        base.file[:16],
        base.file[:100] + bytes(PAGE - 100),
        rng.randbytes(3 * PAGE),
        bytes(2 * PAGE),
        base.log,
    )
    return {"": some[number % len(some)]}


_KINDS = (
    ("bit flip", 300, bit_flip, False, True),
    ("burst of 4-64 bytes", 160, burst, False, True),
    ("header byte", 100, header_byte, False, True),
    ("b-tree page header", 120, tree_header, False, True),
    ("truncated", 70, truncated, False, True),
    ("zeroed page", 40, zeroed_page, False, True),
    ("swapped pages", 40, swapped_pages, False, True),
    ("garbage appended", 20, appended, False, True),
    ("2-30 random bytes", 38, random_bytes, False, True),
    ("log: bit flip", 30, log_flip, True, True),
    ("log: truncated", 4, log_cut, True, True),
    ("log: its own (control)", 2, log_kept, True, True),
    ("log: garbage", 2, log_noise, True, True),
    ("log: gone", 2, log_gone, True, True),
    ("log: of another project", 2, log_of_another, True, True),
    ("log: hot journal, garbage", 2, journal_noise, False, True),
    ("not a project", 22, no_project, False, False),
    ("changed quietly", 16, quiet, False, True),
    ("hostile", 2 * how_many(), hostile, False, True),
)
_ALL = sum(share for _, share, *_ in _KINDS)
