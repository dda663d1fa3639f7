"""How a pipeline is trained, as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from annotate.errors import InputError
from annotate.pipelines.lessons import Component

BLANK = "blank:"
"""Before the code of a language: nothing that is learnt already."""

_NAME = re.compile(r"[^a-z0-9]+")
LONGEST = 12  # tokens of a span that spancat looks at


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides about a training. `base` is `blank:LANG`, or a folder or package whose word vectors (tok2vec) are
    trained on. Steps are updates of the weights; `every` so many, dev is scored; after `patience` without a better
    score it ends. `shares` are the parts of train, in percent, of a learning curve, the last one 100."""

    name: str
    version: str
    component: Component
    base: str
    language: str
    labels: tuple[str, ...]
    seed: int = 0
    max_steps: int = 2000
    patience: int = 600
    every: int = 100
    shares: tuple[int, ...] = (100,)
    licence: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is learnt already."""
        return self.base.startswith(BLANK)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self) | {"labels": list(self.labels), "shares": list(self.shares)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Settings:
        """The settings of what `as_dict` gave."""
        plain = {key: value for key, value in data.items() if key not in ("labels", "shares")}
        return cls(**plain, labels=tuple(data["labels"]), shares=tuple(data["shares"]))


Frequency = Literal[20, 50, 100]


def good_frequency(max_steps: int) -> Frequency:
    """Steps between two scores: seldom enough not to cost much, often enough to be seen."""
    return 20 if max_steps <= 200 else 50 if max_steps <= 1000 else 100


def model_name(output: str) -> str:
    """A name that spaCy takes, from that of a folder: `Siege model` becomes `siege_model`."""
    return _NAME.sub("_", output.lower()).strip("_")[:60] or "model"


def check_numbers(*, seed: int, max_steps: int, patience: int) -> None:
    """Raise InputError for numbers that no training can have."""
    for what, number, least, most in (
        ("seed", seed, 0, 2**32 - 1),
        ("number of steps", max_steps, 1, 1_000_000),
        ("patience", patience, 1, 1_000_000),
    ):
        if not least <= number <= most:
            raise InputError(f"a {what} of {number:,}: it must be from {least} to {most:,}")
