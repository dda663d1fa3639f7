"""Which column of a doccano file is what: told by the shapes of the values, since every column may have any name.

The file that doccano exports has `text`, `label` or `entities` with `relations` or `cats`, and `Comments`; on import
the person names the columns, and all else is metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from store.exchange.objects import Object, is_object, is_text, listed, mapped

_STARTS, _ENDS = re.compile("start|begin", re.IGNORECASE), re.compile("(^|_)end|End", re.IGNORECASE)
_FROM, _TO = re.compile("from(_|Id|$)", re.IGNORECASE), re.compile("to(_|Id|$)", re.IGNORECASE)
_LABELS = re.compile("label|^cats?$|categor|class|^tags?$|intent|sentiment", re.IGNORECASE)
_COMMENTS = re.compile("comments?", re.IGNORECASE)
_MEDIA = re.compile(r"\S+\.(jpe?g|png|gif|webp|tiff?|bmp|mp3|wav|ogg|flac|m4a|mp4)", re.IGNORECASE)
_NO_TEXT = re.compile(r"(^|_)(id|name|url|path|date|time|key)$|Id$|^(file|up)", re.IGNORECASE)
_NAME = re.compile(r"[\w ]{1,40}")
_TEXTS = re.compile("text|data|content|sentence|document|body", re.IGNORECASE)
TEXT, RELATIONS, OFFSETS = "text", "relations", "gilder_offsets"
OWN = "gilder_"
LONGEST = 60  # characters of a label of a document; longer ones are texts

Keys = tuple[str, str, str]
"""The keys of an entity that have its start, its end and its label."""


@dataclass(slots=True)
class Columns:
    """Names of columns. Those that a document does not show are as the documents before it had them."""

    text: str = ""
    spans: list[str] = field(default_factory=list[str])
    relations: str = ""
    labels: str = ""
    comments: str = ""


def keys_of(one: Object) -> Keys | None:
    """Where an entity has its start, end and label; None where it has no start and end. The last may be missing."""
    start = next((key for key in one if _STARTS.search(key)), None)
    end = next((key for key in one if key != start and _ENDS.search(key)), None)
    if start is None or end is None:
        return None
    rest = [key for key, value in one.items() if key not in (start, end, "id", "text") and isinstance(value, str)]
    return start, end, "label" if "label" in one else next(iter(rest), "label")


def is_span(one: object) -> bool:
    """Whether something is a span, right or wrong: start, end and label, as a list or under keys."""
    if is_object(one):
        return keys_of(mapped(one)) is not None
    parts = listed(one)
    return len(parts) == 3 and not any(isinstance(part, list | dict) for part in parts)


def _are_spans(some: list[object]) -> bool:
    good = [one for one in some if is_span(one)]
    named = any(is_object(one) or isinstance(listed(one)[2], str) for one in good)
    return len(good) * 2 > len(some) and named


def ends_of(one: object) -> tuple[str, str] | None:
    """Which keys of a relation have the ids of its ends; None where it is no relation."""
    data = mapped(one)
    head = next((key for key in data if _FROM.match(key)), None)
    child = next((key for key in data if _TO.match(key)), None)
    return None if head is None or child is None else (head, child)


def label_in(one: object) -> str | None:
    """The label of a document that a part of a list is: a text, a number, or an object with one; None for none."""
    data = mapped(one)
    found: object = data.get("label", data.get("text")) if data and keys_of(data) is None else one
    if isinstance(found, bool) or not (is_text(found) or isinstance(found, int)):
        return None
    return str(found)


def is_short(label: str) -> bool:
    """Whether a text is the name of a label, not a text to be trained on."""
    return 0 < len(label) <= LONGEST and not re.search(r"[\r\n]", label)


def find(data: Object, before: Columns) -> Columns:
    """The columns of a document; `before` are those of the documents before it."""
    lists = {key: listed(value) for key, value in data.items()}
    spans = [key for key, value in lists.items() if value and _are_spans(value)]
    relations = [
        key
        for key, some in lists.items()
        if some and key not in spans and all(ends_of(one) is not None for one in some)
    ]
    comments = next((key for key in data if _COMMENTS.fullmatch(key)), before.comments)
    taken = {*spans, *relations, comments}
    found = Columns(_text(data, before.text), spans or _still(before.spans, data), comments=comments)
    usual = before.relations or RELATIONS
    found.relations = next(iter(relations), "" if usual in found.spans else usual)
    found.labels = _labels(data, {*taken, found.text}, by_name=bool(found.spans or before.spans)) or before.labels
    return found


def _still(names: Iterable[str], data: Object) -> list[str]:
    """Columns that had spans and can have them in this document."""
    return [name for name in names if data.get(name, []) in ([], None)]


def _labels(data: Object, taken: set[str], *, by_name: bool) -> str:
    some = [
        key for key, value in data.items()
        if key not in taken and listed(value) and all(label_in(one) is not None for one in listed(value))
    ]  # fmt: skip
    named = [key for key in some if _LABELS.search(key)]
    single = [key for key in data if key not in taken and _LABELS.search(key) and label_in(data[key]) is not None]
    return next(iter(named or ([] if by_name else some[-1:]) or single), "")


def _text(data: Object, before: str) -> str:
    some = {key: value for key, value in data.items() if isinstance(value, str) and not key.startswith(OWN)}
    if before in some:
        return before
    if TEXT in data:
        return TEXT if TEXT in some else ""
    some = {key: value for key, value in some.items() if not (_NO_TEXT.search(key) or _MEDIA.fullmatch(value))}
    texts = {key: value for key, value in some.items() if _TEXTS.search(key)} or some
    if len(texts) > 1 and any(_LABELS.search(key) for key in texts):
        texts = {key: value for key, value in texts.items() if not _LABELS.search(key)} or texts
    return max(texts, key=lambda key: len(texts[key]), default="")


def is_surely(columns: Columns) -> bool:
    """Whether columns are those of a document, also where nobody has said that the file is one of doccano."""
    name = columns.text
    return bool(name) and (bool(columns.spans) or (_NAME.fullmatch(name) and _TEXTS.search(name)) is not None)


def is_label(data: Object) -> bool:
    """Whether an object is the definition of a label, as doccano exports and imports them in files of their own."""
    keys = {re.sub("[^a-z]", "", key.lower()) for key in data}
    return bool(keys & {"suffixkey", "prefixkey", "backgroundcolor"}) and "text" in keys
