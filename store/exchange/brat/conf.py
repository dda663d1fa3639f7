"""brat's `annotation.conf` as a scheme, and back.

Types of entities and events are span labels, those with `!` retired; types of relations and roles of events are
relation labels. What an event must have is kept in the guideline of its label, and written again from there. Described
in https://brat.nlplab.org/configuration.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from annotate.scheme import SLOTS, AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel, parse_scheme
from annotate.scheme_text import scheme_text
from store.exchange.files import Given
from store.exchange.lines import decoded
from store.exchange.reading import Reading

CONF = "annotation.conf"
_EVENT = "Event of brat, with: "
_NO_ARGS = "nothing"
_SECTION = re.compile(r"\s*\[(.*)\]\s*")
_RULE = re.compile(r"\s*-+\s*")
_MACRO = re.compile(r"<([A-Za-z_-]+)>=\s*(.*?)\s*")
_TERM = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
_ARG = re.compile(r"(\S*?):(\S*)")
_COUNT = re.compile(r"[?*+]$|\{[0-9-]*\}$")
_KIND = re.compile(r"<REL-TYPE>:[\w-]+")
_BLANK = re.compile(r"\s")
_SECTIONS = {"spans": "entities", "entities": "entities", "relations": "relations", "events": "events",
             "attributes": "attributes"}  # fmt: skip
T = TypeVar("T", RelationLabel, AttributeLabel)
_SPECIAL = ("<OVERLAP>", "ENTITY-NESTING")


@dataclass
class _Type:
    """A line: a type with its other names, and its arguments with their types; `special` ones are in angle brackets."""

    name: str
    others: tuple[str, ...] = ()
    unused: bool = False
    args: list[tuple[str, tuple[str, ...]]] = field(default_factory=list["tuple[str, tuple[str, ...]]"])
    special: dict[str, str] = field(default_factory=dict[str, str])
    text: str = ""  # the arguments as they stand


def scheme_beside(given: Given, reading: Reading) -> Scheme | None:
    """The scheme of the `annotation.conf` in the folder of a file, or in one above it that was given as well, as brat
    looks for it; None where there is none."""
    folder = given.path.parent
    for _ in range(given.name.count("/") + 1):
        path = folder / CONF
        if path.is_file():
            return read_conf(Given(CONF, path), reading)
        folder = folder.parent
    return None


def read_conf(given: Given, reading: Reading) -> Scheme:
    """The scheme of a file. Raises InputError where it cannot be one."""
    text = decoded(given.read(reading.limits), given.where, reading)
    return scheme_of(text, given.where, reading, given.path.resolve().parent.name or "brat")


def scheme_of(text: str, where: str, reading: Reading, name: str) -> Scheme:
    """The scheme that a text of `annotation.conf` describes; what it cannot say is told. Raises SchemeError."""
    types = _types(text, where, reading)
    entities, events = [one.name for one in types["entities"]], [one.name for one in types["events"]]
    spans = _spans([*types["entities"], *types["events"]], frozenset(events), where, reading)
    names = frozenset(label.name for label in spans)
    meant = {
        "<ENTITY>": frozenset(entities) & names, "<EVENT>": frozenset(events) & names, "<ANY>": names,
    }  # fmt: skip

    def members(some: Iterable[str]) -> frozenset[str]:
        found = frozenset[str]().union(*(meant.get(one, frozenset((one,))) for one in some))
        for one in sorted(found - names - {"<RELATION>", "<NONE>"}):
            reading.tell(where, f"“{one}” is named but is no type of entities or events; it was left out")
        return found & names

    ends = dict[str, list[Ends]]()
    guidelines, unused = dict[str, str](), {one.name for one in types["relations"] if one.unused}
    for one in types["relations"]:
        if one.name in _SPECIAL:
            continue
        if len(one.args) != 2:
            reading.leave_out(where, f"the relation {one.name} has {len(one.args)} ends; relations have two")
            continue
        pair = Ends(members(one.args[0][1]), members(one.args[1][1]))
        if pair.heads and pair.children:
            ends.setdefault(one.name, []).append(pair)
            guidelines.setdefault(one.name, "".join(f"{key}:{told}" for key, told in one.special.items()))
    for one in types["events"]:
        for role, some in one.args:
            _add_role(ends.setdefault(_COUNT.sub("", role), []), one.name, members(some))
    relations = [
        RelationLabel(key, tuple(some), guideline=guidelines.get(key, ""), retired=key in unused)
        for key, some in ends.items()
        if some
    ]
    related = frozenset(label.name for label in relations)
    for one in types["attributes"]:
        if one.unused:
            reading.tell(where, f"the attribute {one.name} is not in use (!); it was left out")
    used = [one for one in types["attributes"] if not one.unused]
    attributes = [found for one in used if (found := _attribute(one, members, related)) is not None]
    scheme = Scheme(name, spans, _unique(relations, where, reading), _unique(attributes, where, reading))
    return parse_scheme(scheme_text(scheme), where=where)


def _add_role(ends: list[Ends], event: str, children: frozenset[str]) -> None:
    """An event may have an argument; events that may have the same ones stand together."""
    for at, one in enumerate(ends):
        if one.children == children:
            ends[at] = replace(one, heads=one.heads | {event})
            return
    if children:
        ends.append(Ends(frozenset((event,)), children))


def _spans(types: list[_Type], events: frozenset[str], where: str, reading: Reading) -> tuple[SpanLabel, ...]:
    found = dict[str, SpanLabel]()
    taken = {one.name.casefold() for one in types}
    for one in types:
        key = one.name.casefold()
        about = _EVENT + (one.text or _NO_ARGS) if one.name in events else ""
        if key in found:
            if found[key].name != one.name:
                reading.leave_out(where, f"the types {found[key].name} and {one.name} differ by case only")
            elif about and not found[key].guideline:
                found[key] = replace(found[key], guideline=about)
            continue
        others = tuple(other for other in one.others if other.casefold() not in taken)
        taken |= {other.casefold() for other in others}
        found[key] = SpanLabel(
            one.name, len(found) % SLOTS, aliases=others, guideline=about, retired=one.unused
        )  # fmt: skip
    return tuple(found.values())


def _attribute(
    one: _Type, members: Callable[[Iterable[str]], frozenset[str]], related: frozenset[str]
) -> AttributeLabel | None:
    """An attribute; its values are those of `Value`, or, as in old files, the names of its other arguments."""
    on, choices = frozenset[str](), list[str]()
    for key, some in one.args:
        if key == "Arg":
            on |= members(other for other in some if other not in related)
            on |= related & frozenset(some) if "<RELATION>" not in some and "<ANY>" not in some else related
        elif key == "Value":
            choices += some
        else:
            choices.append(key)
    if not on:
        return None
    return AttributeLabel(one.name, "choice" if choices else "flag", on, tuple(dict.fromkeys(choices)))


def _unique(some: Iterable[T], where: str, reading: Reading) -> tuple[T, ...]:
    found = dict[str, T]()
    for one in some:
        if one.name.casefold() in found:
            reading.leave_out(where, f"“{one.name}” is there twice, or differs from another by case only")
        else:
            found[one.name.casefold()] = one
    return tuple(found.values())


def _types(text: str, where: str, reading: Reading) -> dict[str, list[_Type]]:
    found: dict[str, list[_Type]] = {name: [] for name in _SECTIONS.values()}
    section, macros = "", dict[str, str]()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        if not line.strip() or line.lstrip().startswith("#") or _RULE.fullmatch(line):
            continue
        if match := _SECTION.fullmatch(line):
            section = _SECTIONS.get(match[1], "")
            macros = {}
            if not section:
                reading.tell(f"{where}:{number}", f"the section [{match[1]}] is not known; it was left out")
        elif match := _MACRO.fullmatch(line):
            macros[f"<{match[1]}>"] = match[2]
        elif section:
            for macro, told in macros.items():
                line = line.replace(macro, told)
            one = _type(line, f"{where}:{number}", reading)
            found[section] += [one] if one else []
    return found


def _type(line: str, where: str, reading: Reading) -> _Type | None:
    match = _TERM.fullmatch(line)
    assert match is not None, "a line that is not blank has a term"
    terms = [term for term in match[2].split("|") if term]
    if not terms or not terms[0].strip("!"):
        reading.leave_out(where, f"“{line.strip()[:60]}” has no name")
        return None
    text = (match[3] or "").strip()
    one = _Type(terms[0].lstrip("!"), tuple(terms[1:]), terms[0].startswith("!"), text=text)
    for arg in filter(None, (part.strip() for part in text.split(","))):
        pair = _ARG.fullmatch(arg)
        if pair is None:
            reading.leave_out(where, f"“{arg[:60]}” is no argument ROLE:TYPE")
        elif pair[1].startswith("<"):
            one.special[pair[1]] = pair[2]
        else:
            one.args.append((pair[1], tuple(filter(None, pair[2].split("|")))))
    return one


def conf_text(scheme: Scheme) -> str:
    """The `annotation.conf` of a scheme. What it cannot say stands there as a comment."""
    events = {label.name: label.guideline.removeprefix(_EVENT) for label in scheme.spans if _is_event(label)}
    sections = {
        "entities": [_term(label) for label in scheme.spans if label.name not in events],
        "relations": [line for label in scheme.relations for line in _relation(label, scheme, events)],
        "events": [_with(_term(label), events[label.name]) for label in scheme.spans if label.name in events],
        "attributes": [_attribute_line(label, scheme, frozenset(events)) for label in scheme.attributes],
    }  # fmt: skip
    sections["relations"].append("<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>")
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())


def _is_event(label: SpanLabel) -> bool:
    return label.guideline.startswith(_EVENT) and "\n" not in label.guideline


def _with(term: str, args: str) -> str:
    return term if args == _NO_ARGS else f"{term}\t{args}"


def _name(name: str) -> str:
    """A name as brat can have it: without blanks, and without what has a meaning in its file."""
    return re.sub(r"[\s,:|!#<>\[\]]", "_", name)


def _term(label: SpanLabel) -> str:
    others = [_BLANK.sub("_", one) for one in label.aliases if "|" not in one]
    return ("!" if label.retired else "") + "|".join([_name(label.name), *others])


def _relation(label: RelationLabel, scheme: Scheme, events: Mapping[str, str]) -> Iterator[str]:
    kind = _KIND.search(label.guideline)
    told, name = f", {kind[0]}" if kind else "", ("!" if label.retired else "") + _name(label.name)
    for ends in label.ends:
        heads = ends.heads - {name for name, args in events.items() if _has(args, label.name)}
        if not heads or not ends.children:
            continue
        if ends.same:
            for one in sorted(heads & ends.children):
                yield f"{name}\tArg1:{_name(one)}, Arg2:{_name(one)}{told}"
        else:
            first, second = (_list(some, scheme) for some in (heads, ends.children))
            yield f"{name}\tArg1:{first}, Arg2:{second}{told}"


def _has(args: str, role: str) -> bool:
    return any(_COUNT.sub("", arg.strip().partition(":")[0]) == role for arg in args.split(","))


def _list(some: frozenset[str], scheme: Scheme) -> str:
    names = [label.name for label in scheme.spans if label.name in some]
    return "<ANY>" if len(names) == len(scheme.spans) else "|".join(map(_name, names))


def _attribute_line(label: AttributeLabel, scheme: Scheme, events: frozenset[str]) -> str:
    every = [one.name for one in (*scheme.spans, *scheme.relations)]
    some = [name for name in every if name in label.on]
    if events and label.on == events:
        on = "<EVENT>"
    else:
        on = "<ANY>" if len(some) == len(every) else "|".join(map(_name, dict.fromkeys(some)))
    line = f"{_name(label.name)}\tArg:{on}"
    if label.kind == "choice":
        return f"{line}, Value:{'|'.join(map(_name, label.choices))}"
    return line if label.kind == "flag" else f"# {line} (any {label.kind}: annotation.conf has no word for it)"
