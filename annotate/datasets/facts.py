"""What is told of a dataset in its card and in Croissant metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.errors import InputError
from annotate.scheme import Scheme

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SPDX = (
    "Apache-2.0 MIT BSD-2-Clause BSD-3-Clause GPL-2.0 GPL-3.0 LGPL-3.0 AGPL-3.0 MPL-2.0 CC0-1.0 CC-BY-2.0 CC-BY-2.5 "
    "CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0 CC-BY-ND-4.0 CC-BY-NC-ND-3.0 "
    "CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 PDDL-1.0 ODC-By-1.0 ODbL-1.0 Unlicense"
).split()
LICENCES = {one.casefold(): one for one in _SPDX}
"""Names of licences in the spelling of SPDX, by the same in small letters."""


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file of an export: its name below the export's folder, with “/” between folders, its SHA-256 in hexadecimal
    digits, and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class About:
    """What a person says of a dataset. `licence` is a name of SPDX, an address, or words."""

    name: str
    description: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()  # codes of ISO 639; empty: as the documents say
    creators: tuple[str, ...] = ()
    url: str = ""
    version: str = ""
    citation: str = ""
    named: bool = False  # whether annotators are called by their names


@dataclass(slots=True)
class Counts:
    """How much there is of a part, or of everything. `size` is in code points."""

    documents: int = 0
    size: int = 0
    spans: dict[str, int] = field(default_factory=dict[str, int])
    relations: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Said:
    """What one source has made of what went out. Of its spans, `decisions` counts by how they came to be
    (`annotate.model.How`)."""

    name: str
    kind: str
    spans: int
    relations: int
    decisions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a model over documents that went out; `day` is in ISO 8601. Of the spans that went out `spans` came from
    this model's suggestions."""

    model: str
    day: str
    documents: int
    spans: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A measure of agreement between annotators: what it is (“exact F1, micro”), its value, and what it is of."""

    measure: str
    value: float
    of: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the files: its name, its type (`Text`, `Integer`, `Float`, `Boolean`), whether it is a list."""

    name: str
    type: str = "Text"
    repeated: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is told of a dataset. `parts` are in order, with the name “” where there are none."""

    about: About
    scheme: Scheme
    parts: Mapping[str, Counts]
    day: str  # when it was made, in ISO 8601
    app: str
    form: str = ""  # the title of the format
    languages: tuple[str, ...] = ()
    sources: tuple[Said, ...] = ()
    runs: tuple[Run, ...] = ()
    files: tuple[OutFile, ...] = ()
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict[str, tuple[Column, ...]])  # by file
    selection: str = ""
    recipe: str = ""
    release: str = ""
    digest: str = ""
    agreement: tuple[Agreement, ...] = ()

    @property
    def total(self) -> Counts:
        """The counts of all parts together."""
        whole = Counts()
        for one in self.parts.values():
            whole.documents += one.documents
            whole.size += one.size
            for mine, theirs in ((whole.spans, one.spans), (whole.relations, one.relations)):
                for label, count in theirs.items():
                    mine[label] = mine.get(label, 0) + count
        return whole

    def labels(self, kind: str) -> list[str]:
        """The labels of spans or relations (`spans`, `relations`) in the scheme's order, with others that went out."""
        scheme = self.scheme.spans if kind == "spans" else self.scheme.relations
        used = self.total.spans if kind == "spans" else self.total.relations
        names = [one.name for one in scheme if not one.retired or one.name in used]
        return list(dict.fromkeys([*names, *sorted(used)]))

    def part_of(self, file: OutFile) -> str | None:
        """The part that a file holds, by its name: `train.jsonl`, `train-00000-of-00001.parquet`, `train/one.ann`."""
        first = re.split(r"[/.]", file.name)[0]
        named = [part for part in self.parts if part and (first == part or first.startswith(f"{part}-0"))]
        return named[0] if named else None


def checked_about(about: About) -> About:
    """The same. Raises InputError for a language that is no code."""
    for one in about.languages:
        if not _LANGUAGE.fullmatch(one):
            raise InputError(
                f"“{one[:40]}” is no code of a language; write two or three small letters, such as en or deu"
            )
    if not about.name.strip():
        raise InputError("a dataset needs a name")
    return about


def licence_address(licence: str) -> str:
    """The address of a licence that SPDX knows; anything else stays as it is."""
    known = LICENCES.get(licence.casefold())
    return f"https://spdx.org/licenses/{known}.html" if known else licence
