"""Which label of the scheme each label of a model becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotate.errors import InputError
from annotate.scheme import Scheme


@dataclass(frozen=True)
class LabelMap:
    """Labels of a model under a scheme: by what the person said, else by the names and aliases of the scheme.

    `labels` are those that the model is known to have; one that it was not known to have is mapped in the same way.
    Made by `map_labels`.
    """

    labels: tuple[str, ...]
    scheme: Scheme
    said: Mapping[str, str] = field(default_factory=dict[str, str])  # a label of the model -> of the scheme, or ""

    def of(self, label: str) -> str | None:
        """The label of the scheme for a label of the model; None where it is left out."""
        if label in self.said:
            return self.said[label] or None
        return self.scheme.span_label_for(label)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Labels of the model with the labels of the scheme that they become."""
        return tuple((label, to) for label in self.labels if (to := self.of(label)) is not None)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Labels of the model that are left out."""
        return tuple(label for label in self.labels if self.of(label) is None)

    def told(self) -> str:
        """The mapping in one line: `PERSON -> PERSON, GPE -> LOC; not mapped: LAW`."""
        pieces = [", ".join(f"{label} -> {to}" for label, to in self.pairs)] if self.pairs else ["no label is mapped"]
        if self.unmapped:
            pieces.append("not mapped: " + ", ".join(self.unmapped))
        return "; ".join(pieces)


def map_labels(labels: Iterable[str], scheme: Scheme, said: Mapping[str, str]) -> LabelMap:
    """The mapping of a model's labels.

    Raises InputError where `said` names a label that the scheme or (when its labels are known) the model has not.
    """
    known = tuple(dict.fromkeys(labels))
    resolved = dict[str, str]()
    for label, to in said.items():
        if known and label not in known:
            raise InputError(f"mapping {label}={to}: the model has no label “{label}”; it has {', '.join(known)}")
        name = scheme.span_label_for(to) if to else ""
        if name is None:
            there = ", ".join(one.name for one in scheme.offered) or "none"
            raise InputError(f"mapping {label}={to}: the scheme has no span label “{to}”; it has {there}")
        resolved[label] = name
    return LabelMap(known, scheme, resolved)


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """What was said as `GPE=LOC` (becomes) and `LAW=` (left out). Raises InputError for anything else."""
    said = dict[str, str]()
    for text in texts:
        label, sign, to = (piece.strip() for piece in text.partition("="))
        if not sign or not label:
            raise InputError(f"mapping “{text}”: write it as MODEL-LABEL=SCHEME-LABEL, or MODEL-LABEL= to leave it out")
        if said.get(label, to) != to:
            raise InputError(f"mapping “{text}”: {label} is mapped to “{said[label]}” already")
        said[label] = to
    return said


def show_mapping(said: Mapping[str, str]) -> str:
    """A mapping as it is kept with a run: `GPE=LOC, LAW=`."""
    return ", ".join(f"{label}={to}" for label, to in sorted(said.items()))
