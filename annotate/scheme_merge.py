"""The scheme of copies that were changed apart: a function of the set of changes, whatever the order of their coming.

Every change of a scheme is kept as a step from one scheme to the next. The steps are done one after another in the
order of their times. A step that finds the scheme as it was made for gives its own result; another one does label by
label, field by field, what it did where it was made. Labels that annotations carry are always there in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.scheme import SLOTS, AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel, parse_scheme
from annotate.scheme_text import scheme_text

Step = tuple[str | None, str]
"""A scheme as TOML before and after; None before the first one."""
Used = tuple[str, str]
"""Kind (`span`, `relation`) and name of a label that annotations carry."""
Facts = dict[tuple[str, str], dict[str, Any]]
"""What a scheme says: fields by kind and name of a label; `("scheme", "")` has its own name and description."""

_EVERY = frozenset(("",))  # “every label”, also those that another copy has added; no label has an empty name
_KINDS = (("span", "spans"), ("relation", "relations"), ("attribute", "attributes"), ("document", "document"))
_LABEL_FIELDS = {
    "span": ("slot", "hotkey", "meaning", "aliases", "guideline", "retired"),
    "relation": ("ends", "hotkey", "guideline", "aliases", "retired"),
    "attribute": ("kind", "on", "choices", "guideline"),
    "document": ("kind", "choices", "guideline"),
}


def merged_scheme(steps: Iterable[Step], used: Iterable[Used] = ()) -> str:
    """The TOML of the scheme that steps, in the order of their times, lead to. Raises SchemeError."""
    text: str | None = None
    for before, after in steps:
        text = after if before == text else scheme_text(_scheme(_patched(_facts_of(text), before, after)))
    assert text is not None, "a project has a scheme"
    facts = _facts_of(text)
    missing = [one for one in sorted(set(used)) if one not in facts and not _taken(facts, *one)]
    return scheme_text(_scheme(facts | {one: _found(*one) for one in missing})) if missing else text


def scheme_facts(text: str) -> Facts:
    """What a scheme says, label by label; equal for schemes that differ only in the order of labels."""
    return _facts_of(text)


def _patched(facts: Facts, before: str | None, after: str) -> Facts:
    old, new = _facts_of(before), _facts_of(after)
    for key in old:
        if key not in new:
            facts.pop(key, None)
    for key, fields in new.items():
        known, was = facts.get(key), old.get(key)
        if known is None or was is None:
            if was != fields:
                facts[key] = _joined(known or {}, fields)
        else:
            known.update({name: value for name, value in fields.items() if value != was[name]})
    return facts


def _joined(known: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A label that was added in two copies: the later fields, and the aliases of both."""
    joined = {**known, **fields}
    if "aliases" in joined:
        joined["aliases"] = tuple(dict.fromkeys((*known.get("aliases", ()), *fields.get("aliases", ()))))
    return joined


def _facts_of(text: str | None) -> Facts:
    if text is None:
        return {}
    scheme = parse_scheme(text)
    names = frozenset(one.name for one in scheme.spans)
    every = names | {one.name for one in scheme.relations}
    facts: Facts = {("scheme", ""): {"name": scheme.name, "description": scheme.description}}
    for kind, where in _KINDS:
        for label in getattr(scheme, where):
            facts[kind, label.name] = {name: getattr(label, name) for name in _LABEL_FIELDS[kind]}
    for fields in facts.values():
        if "ends" in fields:
            fields["ends"] = tuple(
                Ends(_or_every(one.heads, names), _or_every(one.children, names), one.same) for one in fields["ends"]
            )
        if "on" in fields:
            fields["on"] = _or_every(fields["on"], every)
    return facts


def _or_every(some: frozenset[str], every: frozenset[str]) -> frozenset[str]:
    return _EVERY if some == every else some


def _scheme(facts: Facts) -> Scheme:
    """The scheme that facts say, mended where what came together contradicts itself: the first label keeps a name that
    differs only in letter case, and a hotkey; what referred to a label that is gone does so no more."""
    kept = {kind: _unique(facts, kind) for kind, _ in _KINDS}
    names = frozenset(kept["span"])
    every = names | frozenset(kept["relation"])
    own = facts.get(("scheme", ""), {"name": "unnamed", "description": ""})
    return Scheme(
        own["name"],
        tuple(SpanLabel(name, **fields) for name, fields in _keys_once(kept["span"])),
        tuple(
            RelationLabel(name, **_but(fields, ends=_ends(fields["ends"], names)))
            for name, fields in _keys_once(kept["relation"])
        ),
        tuple(
            AttributeLabel(name, **_but(_chosen(fields), on=_known(fields["on"], every) or every))
            for name, fields in kept["attribute"].items()
        ),
        own["description"],
        tuple(AttributeLabel(name, on=frozenset(), **_chosen(fields)) for name, fields in kept["document"].items()),
    )


def _but(fields: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**fields, **more}


def _unique(facts: Facts, wanted: str) -> dict[str, dict[str, Any]]:
    found, seen = dict[str, dict[str, Any]](), set[str]()
    for (kind, name), fields in facts.items():
        if kind == wanted and name.casefold() not in seen:
            seen.add(name.casefold())
            found[name] = dict(fields)
    return found


def _keys_once(labels: dict[str, dict[str, Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
    taken = set[str]()
    for name, fields in labels.items():
        free = fields["hotkey"] not in taken
        taken.add(fields["hotkey"])
        yield name, fields if free else {**fields, "hotkey": ""}


def _ends(ends: Iterable[Ends], names: frozenset[str]) -> tuple[Ends, ...]:
    some = [Ends(_known(one.heads, names), _known(one.children, names), one.same) for one in ends]
    left = tuple(dict.fromkeys(one for one in some if one.heads and one.children))
    return left or (Ends(names, names),)


def _known(some: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    return names if some == _EVERY else some & names


def _chosen(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A choice needs choices, which another copy may have taken away together with the kind."""
    return {**fields, "kind": "text"} if fields["kind"] == "choice" and not fields["choices"] else dict(fields)


def _taken(facts: Facts, kind: str, name: str) -> bool:
    return any(other.casefold() == name.casefold() for of, other in facts if of == kind)


def _found(kind: str, name: str) -> dict[str, Any]:
    """A label that annotations carry and the schemes have lost."""
    common: dict[str, Any] = {"hotkey": "", "guideline": "", "aliases": (), "retired": False}
    if kind == "span":
        return {"slot": sum(name.encode()) % SLOTS, "meaning": "none", **common}
    return {"ends": (Ends(_EVERY, _EVERY),), **common}
