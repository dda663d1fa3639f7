"""Which documents must be in one part: those that share something that a model could learn by heart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from annotate.datasets.joining import Joining
from annotate.datasets.recipe import DAY, FOLDER, NEAR, SITE

Key = tuple[str, str]
"""What keeps documents together, and its value: `("day", "2026-11-28")`."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Member:
    """A document that is to be in a part. `digest` is that of its text: it says what the document is, however and
    whenever it was imported; `keys` are what it has in common with others; `labels` counts its spans."""

    id: str
    digest: str
    size: int  # code points
    keys: tuple[Key, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict[str, int])


def keys_of(by: Iterable[str], name: str, meta: Mapping[str, str]) -> tuple[Key, ...]:
    """What a document has in common with others, of the kinds `by`; near ones (`NEAR`) are found by their texts.

    A document without a site or day has none in common with others that have none.
    """
    found = [(kind, _value(kind, name, meta)) for kind in by if kind != NEAR]
    return tuple((kind, value) for kind, value in found if value)


def _value(kind: str, name: str, meta: Mapping[str, str]) -> str:
    if kind == SITE:
        host = _host(meta.get("url", ""))
        return host or meta.get("source", "").strip().casefold()
    if kind == DAY:
        day = _DAY.match(meta.get("date", ""))
        return day[0] if day else ""
    if kind == FOLDER:
        return name.rpartition("/")[0]
    return meta.get(kind, "").strip()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def groups(members: Sequence[Member]) -> list[list[Member]]:
    """The members in groups that share a key, or a text, with one another, also over others. The same members give the
    same groups in the same order, whatever order they come in."""
    ordered = sorted(members, key=lambda one: (one.digest, one.id))
    joining, first = Joining(len(ordered)), dict[Key, int]()
    for number, member in enumerate(ordered):
        for key in (("", member.digest), *member.keys):
            joining.join(first.setdefault(key, number), number)
    found = dict[int, list[Member]]()
    for number, member in enumerate(ordered):
        found.setdefault(joining.first_of(number), []).append(member)
    return list(found.values())
