"""How a project is cut into parts: shares, seed, and what has to stay together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from annotate.errors import InputError

Shares = tuple[tuple[str, float], ...]
"""Names of parts with their weights, in order."""

NEAR, SITE, DAY, FOLDER = "near", "site", "day", "folder"
KINDS = {
    NEAR: "texts that are nearly the same",
    SITE: "documents of one site or source",
    DAY: "documents of one day",
    FOLDER: "documents of one folder",
}
"""What keeps documents together, beside any key of their metadata; documents with one text always are."""

NO_PART = "none"
"""What a filter calls the documents that are in no part; no part has this name."""

_USUAL = {2: ("train", "test"), 3: ("train", "dev", "test")}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MOST = 50  # parts
_FORM = "write 80/10/10, or names: train=80,dev=10,test=10"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a split is made by. `by` has kinds of `KINDS` or keys of metadata; with `labels`, the spans of each label
    are dealt out by the shares, too, as far as groups allow."""

    seed: int = 0
    shares: Shares = (("train", 80.0), ("dev", 10.0), ("test", 10.0))
    by: tuple[str, ...] = (NEAR,)
    labels: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(name for name, _ in self.shares)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "seed": self.seed,
            "shares": [[name, weight] for name, weight in self.shares],
            "by": list(self.by),
            "labels": self.labels,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Recipe:
        """The recipe of what `as_dict` gave. Raises KeyError, TypeError, ValueError or InputError for anything else."""
        shares = cast("list[tuple[str, float]]", data["shares"])
        named = checked_shares(tuple((str(name), float(weight)) for name, weight in shares))
        return cls(int(data["seed"]), named, tuple(map(str, data["by"])), bool(data["labels"]))

    def __str__(self) -> str:
        told = ", ".join(f"{name} {weight:g}" for name, weight in self.shares)
        together = f"; together: {', '.join(self.by)}" if self.by else ""
        return f"{told}; seed {self.seed}{together}"


def parse_shares(text: str) -> Shares:
    """Shares from `80/10/10`, `90/10` or `train=80,dev=10,test=10`. Raises InputError."""
    if "=" in text:
        pairs = [one.partition("=") for one in text.split(",")]
        return checked_shares(tuple((name.strip(), _weight(weight, text)) for name, _, weight in pairs))
    weights = [_weight(one, text) for one in text.split("/")]
    names = _USUAL.get(len(weights))
    if names is None:
        raise InputError(f"“{text[:60]}”: {len(weights)} shares without names; {_FORM}")
    return checked_shares(tuple(zip(names, weights, strict=True)))


def checked_shares(shares: Shares) -> Shares:
    """The same. Raises InputError for names or weights that no split can have."""
    names = [name for name, _ in shares]
    for name in names:
        checked_name(name)
    if not 2 <= len(names) <= _MOST:
        raise InputError(f"{len(names)} parts; a split has from 2 to {_MOST}: {_FORM}")
    if len(set(names)) < len(names):
        raise InputError(f"“{next(name for name in names if names.count(name) > 1)}” is there twice; {_FORM}")
    low = next((name for name, weight in shares if not 0 < weight < 1e9), None)
    if low is not None:
        raise InputError(f"the share of “{low}” must be more than 0; leave the part out instead")
    return shares


def checked_name(name: str) -> str:
    """The same. Raises InputError for what cannot name a part."""
    if not _NAME.fullmatch(name) or name == NO_PART:
        raise InputError(f"“{name[:60]}” cannot name a part; use small letters, digits, “-” and “_”")
    return name


def _weight(text: str, whole: str) -> float:
    plain = text.strip().removesuffix("%")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", plain):
        raise InputError(f"“{whole[:60]}”: “{text.strip()[:20]}” is no share; {_FORM}")
    return float(plain)
