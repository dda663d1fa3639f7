"""The head of a WebAnno TSV file: its version, and the layers of annotations with the columns of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from annotate.errors import InputError

ColumnKind = Literal["value", "none", "role", "target", "element", "link", "source"]
LayerKind = Literal["SP", "CH", "RL"]

ANY = "uima.tcas.Annotation"
"""The type of what may be any annotation."""

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV ([0-9]{1,4})\.([0-9]{1,4})\s*")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)", re.DOTALL)
_OLD = re.compile(r"\s*#\s*\w+(\.\w+)+\s*([|#].*)?|#(id|text)=.*", re.DOTALL)
_NEWEST = 3  # of the minor versions
_LOOKED_AT = 500  # characters of a first line
_LABELS = frozenset(
    ("value", "posvalue", "label", "category", "entity", "entitytype", "type", "class", "tag", "dependencytype")
)
_OPEN = ("Lemma", "Stem", "MorphologicalFeatures", "SurfaceForm", "SpellingAnomaly", "SofaChangeAnnotation")
"""Layers of DKPro Core whose values are words of the text and no labels."""


@dataclass(eq=False)
class Column:
    """A column, as it was declared. `type`: of the annotations that it refers to."""

    kind: ColumnKind
    declared: str
    type: str = ""

    @property
    def name(self) -> str:
        """The name of its feature."""
        if self.kind == "role":
            return self.declared.partition(":")[2].partition("_")[0] or self.declared
        return self.declared

    @property
    def is_label(self) -> bool:
        """Whether its values may be labels."""
        return self.kind == "value" and self.declared.lower() in _LABELS


@dataclass(eq=False)
class Layer:
    """A layer of spans (SP), chains (CH) or relations (RL)."""

    kind: LayerKind
    name: str
    columns: list[Column] = field(default_factory=list[Column])

    @property
    def short(self) -> str:
        """The last part of its name, which is a label where no feature gives one."""
        return self.name.rpartition(".")[2] or self.name

    @property
    def label(self) -> Column | None:
        """The column whose values are labels: the first that is called so."""
        if self.kind == "CH":
            return next((one for one in self.columns if one.kind == "element"), None)
        return None if self.short in _OPEN else next((one for one in self.columns if one.is_label), None)

    @property
    def values(self) -> list[Column]:
        """The columns whose values are attributes."""
        return [one for one in self.columns if one.kind == "value" and one is not self.label]

    @property
    def line(self) -> str:
        """Its line in the head."""
        return f"#T_{self.kind}={self.name}|" + "|".join(one.declared for one in self.columns)


def layer_of(line: str) -> Layer | None:
    """The layer that a line of the head declares; None for any other line."""
    match = _LAYER.fullmatch(line)
    if match is None:
        return None
    name, *some = [part for part in match[2].split("|") if part] or [""]
    kind: LayerKind = "SP" if match[1] == "SP" else "CH" if match[1] == "CH" else "RL"
    return Layer(kind, name, list(_columns(kind, some)) or [Column("none", "")])


def _columns(kind: LayerKind, declared: Sequence[str]) -> Iterator[Column]:
    before = ""
    for at, one in enumerate(declared):
        if kind == "SP" and one.startswith("ROLE_"):
            yield Column("role", one)
        elif kind == "SP" and before.startswith("ROLE_"):
            yield Column("target", one, one)
        elif kind == "RL" and one.startswith("BT_"):
            yield Column("source", one, one.removeprefix("BT_"))
        elif kind == "CH":
            yield Column(_of_chain(one, at), one)
        else:
            yield Column("value", one)
        before = one


def _of_chain(declared: str, at: int) -> ColumnKind:
    if declared == "referenceRelation" or (at == 1 and declared != "referenceType"):
        return "link"
    return "element" if declared == "referenceType" or at == 0 else "value"


def minor_version(line: str, where: str) -> int:
    """The 3 of WebAnno TSV 3.3. Raises InputError for other versions, and for what is none of them."""
    match = _FORMAT.fullmatch(line)
    if match is not None and match[1] == "3" and int(match[2]) <= _NEWEST:
        return int(match[2])
    if match is not None:
        told = f"is WebAnno TSV {match[1]}.{match[2]}; 3.0 to 3.{_NEWEST} can be read"
        raise InputError(f"{where}: {told}; export it from INCEpTION as WebAnno TSV v3.x")
    if is_old(line):
        version = "1 or 2" if line.startswith(("#id=", "#text=")) else "2"
        told = f"is WebAnno TSV {version}, whose head is another one; 3.0 to 3.{_NEWEST} can be read"
        raise InputError(f"{where}: {told}; import it in INCEpTION and export it as WebAnno TSV v3.x")
    raise InputError(f"{where}: does not begin with “#FORMAT=WebAnno TSV 3.{_NEWEST}”; it begins “{line[:60]}”")


def is_old(line: str) -> bool:
    """Whether a first line is one of WebAnno TSV 1 or 2, which have no `#FORMAT`."""
    return _OLD.fullmatch(line[:_LOOKED_AT]) is not None
