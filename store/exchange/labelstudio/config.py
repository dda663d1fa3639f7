"""The labelling config of Label Studio, an XML file that may lie beside an export: what is shown under which name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotate.errors import InputError, SchemeError
from annotate.scheme import Scheme
from annotate.scheme_edit import LabelKind, SchemeDraft, add
from store.exchange.files import Given
from store.exchange.reading import Reading
from store.exchange.xml import name_of, tree_of

_NAMES = ("label_config.xml", "config.xml", "labeling_config.xml")
_LABELS = frozenset(("labels", "hypertextlabels", "paragraphlabels"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One object that is shown: its tag in small letters, the key of the data, the key of texts in paragraphs."""

    tag: str
    key: str
    inner: str = "text"


Config = dict[str, Shown]
"""What is shown, by name."""


def config_beside(given: Given, reading: Reading) -> Config:
    """What the config beside a file says; nothing where there is none."""
    root = _root(given, reading)
    result: Config = {}
    for element in () if root is None else root.iter():
        value, name = element.get("value") or "", element.get("name")
        if name and value.startswith("$"):
            inner = element.get("textKey") or element.get("textkey") or "text"
            result[name] = Shown(name_of(element).lower(), value[1:], inner)
    return result


def _root(given: Given, reading: Reading) -> Any:
    """The element of the config; None where there is none that is one."""
    beside = [given.path.with_suffix(".xml"), *(given.path.parent / name for name in _NAMES)]
    for path in beside:
        if path.is_file():
            try:
                root = tree_of(Given(path.name, path).read(reading.limits), str(path), reading)
            except InputError as problem:
                reading.tell(given.where, f"the config beside it was not read: {problem}")
                return None
            return root if name_of(root).lower() == "view" else None
    return None


def scheme_beside(given: Given, reading: Reading) -> Scheme | None:
    """The labels of spans and relations that the config beside a file has; None where it has none."""
    root = _root(given, reading)
    if root is None:
        return None
    some: list[tuple[str, str, str]] = [
        (name_of(one).lower(), _parent(one), one.get("value") or "") for one in root.iter()
    ]
    spans = [value for name, inside, value in some if name == "label" and inside in _LABELS and value]
    relations = [value for name, _, value in some if name == "relation" and value]
    draft = _with(SchemeDraft.of(Scheme(given.path.stem)), "span", spans, given, reading)
    return _with(draft, "relation", relations, given, reading).scheme if draft.scheme.spans else None


def _with(draft: SchemeDraft, kind: LabelKind, names: list[str], given: Given, reading: Reading) -> SchemeDraft:
    for name in dict.fromkeys(names):
        try:
            draft = add(draft, kind, name)
        except SchemeError as problem:
            reading.tell(given.where, f"the {kind} label “{name}” of the config was left out: {problem}")
    return draft


def _parent(element: Any) -> str:
    above = element.getparent()
    return "" if above is None else name_of(above).lower()
