"""Changing a scheme: pure functions from a draft and an edit to a new draft.

A draft is the scheme as it would be, together with what became of each label that there was. Nothing is written: what
annotations have to do to follow is in `scheme_follow.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from annotate.errors import SchemeError
from annotate.scheme import SLOTS, AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel, parse_scheme
from annotate.scheme_text import scheme_text

LabelKind = Literal["span", "relation", "attribute"]
Label = SpanLabel | RelationLabel | AttributeLabel
Names = Mapping[str, str]
"""Labels of the scheme as it was, with what they are called in the draft: itself, another name, or whom they joined."""

_WORDS: Mapping[LabelKind, str] = {"span": "span label", "relation": "relation label", "attribute": "attribute"}
_FIELDS: Mapping[LabelKind, str] = {"span": "spans", "relation": "relations", "attribute": "attributes"}
T = TypeVar("T", SpanLabel, RelationLabel, AttributeLabel)


@dataclass(frozen=True)
class SchemeDraft:
    """A scheme in the making. `names` has, for each kind, what became of the labels of `before`; `choices`, for each of
    its attributes, what became of the choices."""

    before: Scheme
    scheme: Scheme
    names: Mapping[LabelKind, Names] = field(default_factory=dict[LabelKind, Names])
    choices: Mapping[str, Names] = field(default_factory=dict[str, Names])

    @classmethod
    def of(cls, scheme: Scheme) -> SchemeDraft:
        """A draft in which nothing has changed yet."""
        names: dict[LabelKind, Names] = {kind: {one.name: one.name for one in labels(scheme, kind)} for kind in _FIELDS}
        choices: dict[str, Names] = {one.name: {choice: choice for choice in one.choices} for one in scheme.attributes}
        return cls(scheme, scheme, names, choices)

    def renamed(self, kind: LabelKind) -> dict[str, str]:
        """Labels of the scheme as it was that are called otherwise now, with their new names."""
        return {old: new for old, new in self.names[kind].items() if old != new}

    @property
    def recoded(self) -> dict[str, Names]:
        """Old names of attributes, with those of their old choices that are called otherwise now."""
        now = {one.name: one.choices for one in self.scheme.attributes}
        found: dict[str, Names] = {}
        for name, choices in self.choices.items():
            there = now.get(self.names["attribute"].get(name, ""), ())
            if renamed := {old: new for old, new in choices.items() if old != new and new in there}:
                found[name] = renamed
        return found

    @property
    def revalued(self) -> frozenset[str]:
        """Old names of span labels whose spans carry another kind of value now."""
        before, after = self.before, self.scheme
        return frozenset(old for old, new in self.names["span"].items() if before.meaning(old) != after.meaning(new))

    @property
    def changed(self) -> bool:
        """Whether anything is to be done."""
        return self.scheme != self.before or any(self.renamed(kind) for kind in _FIELDS)


def labels(scheme: Scheme, kind: LabelKind) -> tuple[Label, ...]:
    """The labels of a kind, in scheme order."""
    found: tuple[Label, ...] = getattr(scheme, _FIELDS[kind])
    return found


def label_named(scheme: Scheme, kind: LabelKind, name: str) -> Label:
    """The label of a kind with a name. Raises SchemeError."""
    found = next((one for one in labels(scheme, kind) if one.name == name), None)
    if found is None:
        raise SchemeError(f"the scheme has no {_WORDS[kind]} “{name}”")
    return found


def add(draft: SchemeDraft, kind: LabelKind, name: str) -> SchemeDraft:
    """A new label at the end. What allowed every label allows this one too. Raises SchemeError."""
    scheme = draft.scheme
    _check_name(scheme, kind, name, None)
    spans = frozenset(one.name for one in scheme.spans)
    new: Label
    if kind == "span":
        new = SpanLabel(name, _free_slot(scheme))
    elif kind == "relation":
        new = RelationLabel(name, (Ends(spans, spans),))
    else:
        new = AttributeLabel(name, "flag", spans)
    with_it = _with(scheme, kind, [*labels(scheme, kind), new])
    return replace(draft, scheme=_widened(scheme, with_it, kind, name) if kind != "attribute" else with_it)


def change(draft: SchemeDraft, kind: LabelKind, label: str, /, **fields: Any) -> SchemeDraft:
    """Give fields of a label other contents; with `name` all that refers to it follows. Raises SchemeError."""
    found = label_named(draft.scheme, kind, label)
    name = fields.get("name", label)
    if name != label:
        _check_name(draft.scheme, kind, name, label)
    if hotkey := fields.get("hotkey"):
        fields["hotkey"] = _checked_hotkey(draft.scheme, kind, hotkey, label)
    changed = replace(found, **fields)
    _check_attribute(changed)
    made = _with(draft.scheme, kind, [changed if one is found else one for one in labels(draft.scheme, kind)])
    if isinstance(found, AttributeLabel) and isinstance(changed, AttributeLabel):
        draft = _choice_called(draft, label, found.choices, changed.choices)
    return _called(replace(draft, scheme=made), kind, label, name) if name != label else replace(draft, scheme=made)


def retire(draft: SchemeDraft, kind: LabelKind, label: str, *, retired: bool = True) -> SchemeDraft:
    """Offer a span or relation label no more (its hotkey becomes free), or offer it again."""
    found = label_named(draft.scheme, kind, label)
    if isinstance(found, AttributeLabel):
        raise SchemeError("an attribute cannot be retired; remove it: what annotations carry of it stays in the file")
    return change(draft, kind, label, retired=retired, **({"hotkey": ""} if retired else {}))


def merge(draft: SchemeDraft, kind: LabelKind, label: str, into: str) -> SchemeDraft:
    """Let a label become part of another one: annotations follow, its names become aliases. Raises SchemeError."""
    gone, kept = label_named(draft.scheme, kind, label), label_named(draft.scheme, kind, into)
    if gone is kept or isinstance(gone, AttributeLabel) or isinstance(kept, AttributeLabel):
        raise SchemeError(f"“{label}” cannot be merged into “{into}”")
    aliases = tuple(dict.fromkeys((*kept.aliases, *gone.aliases)))
    merged = replace(kept, aliases=aliases)
    if isinstance(merged, RelationLabel) and isinstance(gone, RelationLabel):
        merged = replace(merged, ends=tuple(dict.fromkeys((*merged.ends, *gone.ends))))
    rest = [merged if one is kept else one for one in labels(draft.scheme, kind) if one is not gone]
    made = replace(draft, scheme=_with(draft.scheme, kind, rest))
    return _called(made, kind, label, into)


def remove(draft: SchemeDraft, kind: LabelKind, label: str, *, used: int = 0) -> SchemeDraft:
    """Take a label out of the scheme. Raises SchemeError where `used` annotations have it, or where a relation or an
    attribute would be left without any label that it is for."""
    gone = label_named(draft.scheme, kind, label)
    if used and kind != "attribute":
        what = "annotation has" if used == 1 else "annotations have"
        raise SchemeError(f"{used:,} {what} the label “{label}”: retire it, or merge it into another one")
    scheme = _with(draft.scheme, kind, [one for one in labels(draft.scheme, kind) if one is not gone])
    if kind != "attribute":
        scheme = _without(scheme, label, kind)
    names = {
        key: {old: new for old, new in of.items() if key != kind or new != label} for key, of in draft.names.items()
    }
    return replace(draft, scheme=scheme, names=names)


def move(draft: SchemeDraft, kind: LabelKind, label: str, step: int) -> SchemeDraft:
    """Put a label so many places further on in the list; at the ends it stays."""
    some = list(labels(draft.scheme, kind))
    at = some.index(label_named(draft.scheme, kind, label))
    to = min(max(0, at + step), len(some) - 1)
    some.insert(to, some.pop(at))
    return replace(draft, scheme=_with(draft.scheme, kind, some))


def finished(draft: SchemeDraft) -> tuple[SchemeDraft, str]:
    """The draft with old names as aliases, so that models still find the labels, and its TOML. Raises SchemeError."""
    scheme = draft.scheme
    for kind in ("span", "relation"):
        known = {one.name.casefold() for one in labels(scheme, kind)}
        for old, new in draft.renamed(kind).items():
            label = label_named(scheme, kind, new)
            assert not isinstance(label, AttributeLabel)
            if old.casefold() not in known | {one.casefold() for one in label.aliases}:
                others = [one for one in labels(scheme, kind) if one is not label]
                changed = replace(label, aliases=(*label.aliases, old))
                scheme = _with(scheme, kind, _in_order(scheme, kind, [*map(_unnamed(old), others), changed]))
    text = scheme_text(scheme)
    parse_scheme(text)
    return replace(draft, scheme=scheme), text


def _unnamed(alias: str) -> Any:
    """Takes an alias away from a label: a name leads to one label only."""

    def without(label: Label) -> Label:
        if isinstance(label, AttributeLabel):
            return label
        return replace(label, aliases=tuple(one for one in label.aliases if one.casefold() != alias.casefold()))

    return without


def _in_order(scheme: Scheme, kind: LabelKind, some: Iterable[Label]) -> list[Label]:
    by_name = {one.name: one for one in some}
    return [by_name[one.name] for one in labels(scheme, kind)]


def _with(scheme: Scheme, kind: LabelKind, some: Iterable[Label]) -> Scheme:
    changes: Any = {_FIELDS[kind]: tuple(some)}
    return replace(scheme, **changes)


def _called(draft: SchemeDraft, kind: LabelKind, old: str, new: str) -> SchemeDraft:
    """After a label got another name, or became part of another label: what refers to it follows."""
    names = {**draft.names, kind: {was: new if now == old else now for was, now in draft.names[kind].items()}}

    def follow(some: frozenset[str]) -> frozenset[str]:
        return some - {old} | {new} if old in some else some

    scheme = draft.scheme
    if kind == "span":
        scheme = _with(scheme, "relation", [
            replace(one, ends=tuple(dict.fromkeys(
                replace(ends, heads=follow(ends.heads), children=follow(ends.children)) for ends in one.ends
            )))
            for one in scheme.relations
        ])  # fmt: skip
    if kind != "attribute":
        scheme = _with(scheme, "attribute", [replace(one, on=follow(one.on)) for one in scheme.attributes])
    return replace(draft, scheme=scheme, names=names)


def _choice_called(draft: SchemeDraft, attribute: str, before: tuple[str, ...], after: tuple[str, ...]) -> SchemeDraft:
    """After other choices were given: where just one of them is another one, in its place, it has got another name."""
    other = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    if len(before) != len(after) or len(other) != 1 or other[0][1] in before:
        return draft
    (old, new), names = other[0], draft.names["attribute"]
    choices = {
        name: {was: new if now == old else now for was, now in some.items()} if names.get(name) == attribute else some
        for name, some in draft.choices.items()
    }
    return replace(draft, choices=choices)


def _widened(before: Scheme, scheme: Scheme, kind: LabelKind, name: str) -> Scheme:
    """With a new label where every label was meant."""
    spans = frozenset(one.name for one in before.spans)
    both = spans | {one.name for one in before.relations}

    def wider(some: frozenset[str], every: frozenset[str]) -> frozenset[str]:
        return some | {name} if some == every else some

    if kind == "span":
        scheme = _with(scheme, "relation", [
            replace(one, ends=tuple(
                replace(ends, heads=wider(ends.heads, spans), children=wider(ends.children, spans)) for ends in one.ends
            ))
            for one in scheme.relations
        ])  # fmt: skip
    return _with(scheme, "attribute", [replace(one, on=wider(one.on, both)) for one in scheme.attributes])


def _without(scheme: Scheme, label: str, kind: LabelKind) -> Scheme:
    """With a label taken out of what refers to it; a pair of ends that has lost a side goes."""
    relations: list[Label] = []
    for one in scheme.relations:
        if kind != "span":
            relations.append(one)
            continue
        lesser = [replace(ends, heads=ends.heads - {label}, children=ends.children - {label}) for ends in one.ends]
        left = tuple(dict.fromkeys(ends for ends in lesser if ends.heads and ends.children))
        if not left and scheme.spans:
            raise SchemeError(f"“{label}” is the only end that “{one.name}” allows: change its ends first")
        relations.append(replace(one, ends=left or (Ends(frozenset(), frozenset()),)))
    scheme = _with(scheme, "relation", relations)
    for one in scheme.attributes:
        if one.on == frozenset((label,)):
            raise SchemeError(f"the attribute “{one.name}” is for “{label}” only: change or remove it first")
    return _with(scheme, "attribute", [replace(one, on=one.on - {label}) for one in scheme.attributes])


def _check_name(scheme: Scheme, kind: LabelKind, name: str, own: str | None) -> None:
    if not name or name != name.strip() or not name.isprintable():
        raise SchemeError(f"a {_WORDS[kind]} needs a name of printable characters without outer spaces")
    if len(name) > 200:
        raise SchemeError("a name has at most 200 characters")
    others = [one.name for one in labels(scheme, kind) if one.name != own]
    if any(name.casefold() == other.casefold() for other in others):
        raise SchemeError(f"there is a {_WORDS[kind]} “{name}” already")


def _checked_hotkey(scheme: Scheme, kind: LabelKind, hotkey: str, own: str) -> str:
    key = hotkey.casefold()
    if len(key) != 1 or not key.isalnum():
        raise SchemeError(f"a hotkey is one digit or letter, not “{hotkey[:20]}”")
    for one in labels(scheme, kind):
        if not isinstance(one, AttributeLabel) and one.name != own and one.hotkey == key and not one.retired:
            raise SchemeError(f"“{key}” is the hotkey of “{one.name}” already")
    return key


def _check_attribute(label: Label) -> None:
    if isinstance(label, AttributeLabel):
        if label.kind == "choice" and not label.choices:
            raise SchemeError(f"“{label.name}” needs choices to choose from")
        if not label.on:
            raise SchemeError(f"“{label.name}” must be for at least one label")
    if isinstance(label, RelationLabel):
        for ends in label.ends:
            if not ends.heads or not ends.children:
                raise SchemeError(f"“{label.name}” needs at least one label at each end")


def _free_slot(scheme: Scheme) -> int:
    """The colour that fewest labels have; of those the first."""
    used = [one.slot for one in scheme.spans if not one.retired]
    return min(range(SLOTS), key=lambda slot: (used.count(slot), slot))
