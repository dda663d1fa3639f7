"""Which suggester a person has chosen for a project, as a value that the settings keep.

It is kept with the person and not in the project: what a file from somebody else names is never started or loaded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

Kind = Literal["embedded", "model", "process", "endpoint"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A source of names. `said` are labels of the model that were mapped by hand, each with its label of the scheme."""

    kind: Kind = "embedded"
    name: str = ""  # a package or folder, a command line, an address
    model: str = ""  # which model of an endpoint
    said: tuple[tuple[str, str], ...] = ()

    @property
    def mapping(self) -> Mapping[str, str]:
        """What was mapped by hand; an empty label leaves out."""
        return dict(self.said)

    def as_text(self) -> str:
        """One line of JSON."""
        return json.dumps([self.kind, self.name, self.model, self.said])

    @classmethod
    def from_text(cls, text: str) -> Choice:
        """What `as_text` gave; the embedded suggester for anything else."""
        try:
            kind, name, model, said = cast("list[object]", json.loads(text))
            pairs = tuple((str(label), str(to)) for label, to in cast("list[list[object]]", said))
        except (ValueError, TypeError):
            return cls()
        return cls(cast("Kind", kind), str(name), str(model), pairs) if kind in get_args(Kind) else cls()
