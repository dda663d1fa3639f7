"""The scheme: which labels there are, what they look like, and what relations may join.

A scheme is a TOML file that a person can read and edit; `docs/schemes.md` describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from annotate.errors import SchemeError
from annotate.toml import parse_toml

AttributeKind = Literal["flag", "choice", "text", "number"]
Meaning = Literal["none", "number", "date"]

SLOTS = 16  # eight hues, each with two kinds of underline
_NAME_LIMIT = 200
_GUIDELINE_LIMIT = 20_000
_MOST = 1000  # labels or attributes of one kind, texts of one list


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """A label for spans. `slot` picks its colours, `meaning` says what kind of value its spans carry.

    A `retired` label is no longer offered: its annotations stay and are shown.
    """

    name: str
    slot: int = 0
    hotkey: str = ""
    meaning: Meaning = "none"
    aliases: tuple[str, ...] = ()
    guideline: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Which labels of head spans may go with which labels of child spans."""

    heads: frozenset[str]
    children: frozenset[str]
    same: bool = False  # head and child must have one label

    def allow(self, head: str, child: str) -> bool:
        """Whether a relation from a `head` label to a `child` label is legal."""
        return head in self.heads and child in self.children and (not self.same or head == child)


@dataclass(frozen=True, slots=True)
class RelationLabel:
    """A label for relations, with the ends that it allows."""

    name: str
    ends: tuple[Ends, ...]
    hotkey: str = ""
    guideline: str = ""
    aliases: tuple[str, ...] = ()
    retired: bool = False

    def allows(self, head: str, child: str) -> bool:
        """Whether a relation from a `head` label to a `child` label is legal."""
        return any(ends.allow(head, child) for ends in self.ends)


@dataclass(frozen=True, slots=True)
class AttributeLabel:
    """A named value that spans or relations of certain labels, or documents, may carry."""

    name: str
    kind: AttributeKind
    on: frozenset[str]
    choices: tuple[str, ...] = ()
    guideline: str = ""


@dataclass(frozen=True)
class Scheme:
    """The labels of a project. Compared by content; looked up by name."""

    name: str
    spans: tuple[SpanLabel, ...] = ()
    relations: tuple[RelationLabel, ...] = ()
    attributes: tuple[AttributeLabel, ...] = ()
    description: str = ""
    document: tuple[AttributeLabel, ...] = ()  # what may be said of a document as a whole
    _by_name: Mapping[str, SpanLabel] = field(init=False, repr=False, compare=False)
    _relation_by_name: Mapping[str, RelationLabel] = field(init=False, repr=False, compare=False)
    _alias: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _relation_alias: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {label.name: label for label in self.spans})
        object.__setattr__(self, "_relation_by_name", {label.name: label for label in self.relations})
        object.__setattr__(self, "_alias", _aliases(self.spans))
        object.__setattr__(self, "_relation_alias", _aliases(self.relations))

    @property
    def offered(self) -> tuple[SpanLabel, ...]:
        """The span labels that new annotations may have: those that are not retired."""
        return tuple(label for label in self.spans if not label.retired)

    def span_label(self, name: str) -> SpanLabel | None:
        """The span label called `name`."""
        return self._by_name.get(name)

    def relation_label(self, name: str) -> RelationLabel | None:
        """The relation label called `name`."""
        return self._relation_by_name.get(name)

    def span_label_for(self, name: str) -> str | None:
        """The name of the span label that `name` is, or is an alias of; case does not matter. None for retired ones."""
        found = self._alias.get(name.casefold())
        return None if found is None or self._by_name[found].retired else found

    def name_now(self, kind: Literal["span", "relation"], name: str) -> str:
        """What a label that was once called `name` is called now: itself where the scheme has it, or what has it as an
        alias; an unknown one keeps its name."""
        known, alias = (
            (self._by_name, self._alias) if kind == "span" else (self._relation_by_name, self._relation_alias)
        )
        return name if name in known else alias.get(name.casefold(), name)

    def span_label_by_hotkey(self, key: str) -> SpanLabel | None:
        """The span label whose hotkey is `key`; case does not matter. None for retired ones."""
        return next((label for label in self.offered if label.hotkey and label.hotkey == key.casefold()), None)

    def relation_labels_between(self, head: str, child: str) -> tuple[RelationLabel, ...]:
        """The relation labels, not retired, that allow a `head` label to a `child` label, in scheme order."""
        return tuple(label for label in self.relations if not label.retired and label.allows(head, child))

    def attributes_on(self, label: str) -> tuple[AttributeLabel, ...]:
        """The attributes that spans or relations of `label` may carry, in scheme order."""
        return tuple(one for one in self.attributes if label in one.on)

    def meaning(self, label: str) -> Meaning:
        """What kind of value spans of `label` carry; `none` for unknown labels."""
        found = self._by_name.get(label)
        return found.meaning if found else "none"


def _aliases(labels: Iterable[SpanLabel | RelationLabel]) -> dict[str, str]:
    """Names and aliases, casefolded, to names; a name counts before an alias."""
    some = list(labels)
    alias = {name.casefold(): label.name for label in some for name in label.aliases}
    return alias | {label.name.casefold(): label.name for label in some}


def parse_scheme(text: str, *, where: str = "scheme") -> Scheme:
    """The scheme that a TOML text describes. Raises SchemeError, naming `where` and what to mend."""
    return _Reader(where).scheme(parse_toml(text, where))


class _Reader:
    """Turns parsed TOML into a Scheme, refusing with the place of what is wrong."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, message: str) -> SchemeError:
        return SchemeError(f"{self.where}: {message}")

    def scheme(self, data: Mapping[str, Any]) -> Scheme:
        self.known(data, "name description span relation attribute document", "scheme")
        spans = tuple(self.span(row, at) for at, row in enumerate(self.rows(data, "span")))
        self.unique("span label", (label.name for label in spans))
        self.unique("hotkey", (label.hotkey for label in spans if label.hotkey))
        names = frozenset(label.name for label in spans)
        relations = tuple(self.relation(row, names) for row in self.rows(data, "relation"))
        self.unique("relation label", (label.name for label in relations))
        self.unique("relation hotkey", (label.hotkey for label in relations if label.hotkey))
        relation_names = frozenset(label.name for label in relations)
        attributes = tuple(self.attribute(row, names | relation_names) for row in self.rows(data, "attribute"))
        self.unique("attribute", (label.name for label in attributes))
        document = tuple(self.document(row) for row in self.rows(data, "document"))
        self.unique("document label", (label.name for label in document))
        name = self.string(data, "name", "scheme", limit=_NAME_LIMIT)
        description = self.string(data, "description", "scheme")
        return Scheme(name or "unnamed", spans, relations, attributes, description, document)

    def known(self, row: Mapping[str, Any], keys: str, what: str) -> None:
        entries = sorted(keys.split())
        if unknown := sorted(set(row) - set(entries)):
            raise self.fail(f"{what}: unknown entry “{_short(unknown[0])}”; known are {', '.join(entries)}")

    def rows(self, data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        rows: object = data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in cast("list[object]", rows)):
            raise self.fail(f"“{key}” must be written as [[{key}]] tables")
        if len(cast("list[object]", rows)) > _MOST:
            raise self.fail(f"more than {_MOST:,} tables [[{key}]]; leave out what is not needed")
        return cast("list[Mapping[str, Any]]", rows)

    def string(self, row: Mapping[str, Any], key: str, what: str, *, limit: int = _GUIDELINE_LIMIT) -> str:
        text = row.get(key, "")
        if not isinstance(text, str) or len(text) > limit:
            raise self.fail(f"{what}: “{key}” must be a text of at most {limit:,} characters")
        return text

    def strings(self, row: Mapping[str, Any], key: str, what: str) -> tuple[str, ...]:
        texts: object = row.get(key, [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in cast("list[object]", texts)):
            raise self.fail(f"{what}: “{key}” must be a list of texts")
        found = tuple(cast("list[str]", texts))
        if len(found) > _MOST or any(len(text) > _NAME_LIMIT for text in found):
            raise self.fail(f"{what}: “{key}” has at most {_MOST:,} texts of at most {_NAME_LIMIT} characters")
        return found

    def truth(self, row: Mapping[str, Any], key: str, what: str) -> bool:
        found = row.get(key, False)
        if not isinstance(found, bool):
            raise self.fail(f"{what}: “{key}” must be true or false")
        return found

    def name(self, row: Mapping[str, Any], what: str) -> str:
        name = self.string(row, "name", what, limit=_NAME_LIMIT)
        if not name or name != name.strip() or any(not character.isprintable() for character in name):
            raise self.fail(f"a {what} needs a “name” of printable characters without outer spaces")
        return name

    def hotkey(self, row: Mapping[str, Any], what: str) -> str:
        key = self.string(row, "hotkey", what).casefold()
        if key and (len(key) != 1 or not key.isalnum()):
            raise self.fail(f"{what}: a hotkey is one digit or letter, not “{key[:20]}”")
        return key

    def span(self, row: Mapping[str, Any], at: int) -> SpanLabel:
        what = f"span label “{self.name(row, 'span label')}”"
        self.known(row, "name slot hotkey value aliases guideline retired", what)
        slot, meaning = row.get("slot", at % SLOTS), row.get("value", "none")
        if type(slot) is not int or not 0 <= slot < SLOTS:
            raise self.fail(f"{what}: “slot” must be a whole number from 0 to {SLOTS - 1}")
        if meaning not in ("none", "number", "date"):
            raise self.fail(f"{what}: “value” must be number or date, or be left out")
        return SpanLabel(
            self.name(row, "span label"),
            slot,
            self.hotkey(row, what),
            meaning,
            self.strings(row, "aliases", what),
            self.string(row, "guideline", what),
            self.truth(row, "retired", what),
        )

    def relation(self, row: Mapping[str, Any], names: frozenset[str]) -> RelationLabel:
        what = f"relation label “{self.name(row, 'relation label')}”"
        self.known(row, "name hotkey ends guideline aliases retired", what)
        ends: list[Ends] = []
        for pair in self.rows(row, "ends"):
            self.known(pair, "head child same", what)
            heads, children = self.end(pair, "head", names, what), self.end(pair, "child", names, what)
            ends.append(Ends(heads, children, self.truth(pair, "same", what)))
        if not ends:
            ends.append(Ends(names, names))
        return RelationLabel(
            self.name(row, "relation label"),
            tuple(ends),
            self.hotkey(row, what),
            self.string(row, "guideline", what),
            self.strings(row, "aliases", what),
            self.truth(row, "retired", what),
        )

    def end(self, pair: Mapping[str, Any], key: str, names: frozenset[str], what: str) -> frozenset[str]:
        labels = frozenset(self.strings(pair, key, what)) or names
        if unknown := sorted(labels - names):
            raise self.fail(f"{what}: {key} label “{_short(unknown[0])}” is not a span label of this scheme")
        return labels

    def attribute(self, row: Mapping[str, Any], names: frozenset[str]) -> AttributeLabel:
        what = f"attribute “{self.name(row, 'attribute')}”"
        self.known(row, "name kind on choices guideline", what)
        kind, choices = self.kind(row, what)
        on = frozenset(self.strings(row, "on", what)) or names
        if unknown := sorted(on - names):
            raise self.fail(f"{what}: “{_short(unknown[0])}” is not a label of this scheme")
        return AttributeLabel(self.name(row, "attribute"), kind, on, choices, self.string(row, "guideline", what))

    def document(self, row: Mapping[str, Any]) -> AttributeLabel:
        name = self.name(row, "document label")
        what = f"document label “{name}”"
        self.known(row, "name kind choices guideline", what)
        kind, choices = self.kind(row, what)
        return AttributeLabel(name, kind, frozenset(), choices, self.string(row, "guideline", what))

    def kind(self, row: Mapping[str, Any], what: str) -> tuple[AttributeKind, tuple[str, ...]]:
        kind, choices = row.get("kind", "text"), self.strings(row, "choices", what)
        if kind not in ("flag", "choice", "text", "number"):
            raise self.fail(f"{what}: “kind” must be flag, choice, text or number")
        if kind == "choice" and not choices:
            raise self.fail(f"{what}: a choice needs “choices”")
        return kind, choices

    def unique(self, what: str, names: Iterable[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name.casefold() in seen:
                raise self.fail(f"the {what} “{name}” is there twice")
            seen.add(name.casefold())


def _short(text: str) -> str:
    """A text from a file as it is quoted in an error: one line, never long."""
    return " ".join(text[:60].split()) + ("…" if len(text) > 60 else "")
