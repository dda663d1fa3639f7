"""Tasks of Label Studio: the lists of results in them, and which text they are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from store.exchange.labelstudio.config import Config, Shown
from store.exchange.labelstudio.meaning import LABELS, SAYING, labels_of, listed, value_of
from store.exchange.labelstudio.places import (
    Data,
    PagePlaces,
    ParagraphPlaces,
    Places,
    TextPlaces,
    paragraphs_of,
)
from store.exchange.reading import Offsets
from store.exchange.units import Quoted

LISTS = ("annotations", "completions", "predictions", "drafts")
_AWAY = re.compile(r"(https?|s3|gs|azure-blob|ftp|file)://\S+|/?data/\S+|data:\S+", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(!doctype|[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
_KINDS = {"text": "text", "hypertext": "page", "paragraphs": "paragraphs"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which of the data is the text, and how: `kind` is text, page or paragraphs; `object` is the name under which it
    is shown, empty where every result is about it."""

    key: str
    kind: str
    inner: str = "text"
    object: str = ""

    def places(self, data: Mapping[str, Any], unit: Offsets) -> Places:
        """The text with its places."""
        if self.kind == "page":
            return PagePlaces(data[self.key])
        if self.kind == "paragraphs":
            return ParagraphPlaces(paragraphs_of(data[self.key], self.inner) or [], unit)
        return TextPlaces(data[self.key], unit)


class NoTextError(Exception):
    """The task has no text that can be read; the message says why."""


def entries_of(task: Data) -> Iterator[tuple[str, int, Data]]:
    """The annotations, predictions and drafts of a task: the list that each is in, and its number there."""
    for key in LISTS:
        for at, one in enumerate(listed(task.get(key))):
            if isinstance(one, dict):
                yield key, at, cast("Data", one)


def results_of(entry: Data) -> list[Data]:
    """The results of an annotation; what is none is an empty one."""
    return [cast("Data", one) if isinstance(one, dict) else {} for one in listed(entry.get("result"))]


def is_region(result: Data) -> bool:
    """Whether a result marks a piece of text."""
    kind, value = result.get("type"), result.get("value")
    if kind in SAYING or kind == "relation" or not isinstance(value, dict):
        return False
    if "original_length" in result or "channel" in value:
        return False  # a piece of a recording
    return ("start" in value or "startOffset" in value) and (kind in LABELS or bool(labels_of(result)))


def shape_of(task: Data, config: Config) -> Shape:
    """Which of the data is the text: as the config says, or as the results show. Raises NoTextError."""
    results = [one for _, _, entry in entries_of(task) for one in results_of(entry)]
    regions = [one for one in results if is_region(one)]
    data = cast("Data", task["data"])
    names = Counter(str(one.get("to_name") or "") for one in (regions or results))
    reasons = list[str]()
    for name, _ in names.most_common():
        mine = [one for one in regions or results if str(one.get("to_name") or "") == name]
        shape = _shape(name, mine, data, config)
        if isinstance(shape, Shape):
            return shape
        reasons.append(shape)
    if not regions:
        shown = [one for one in config.values() if one.tag in _KINDS and one.key in data]
        found = _usable(data, shown[0]) if len(shown) == 1 else None if config else _by_itself(data)
        if isinstance(found, Shape):
            return Shape(found.key, found.kind, found.inner)
        reasons = reasons or [found or "none of its data is a text"]
    raise NoTextError(reasons[0] if reasons else "its results do not say what they are about")


def _shape(name: str, results: list[Data], data: Data, config: Config) -> Shape | str:
    """The text that some results are about, or why there is none."""
    if name in config:
        found = _usable(data, config[name])
        return found if isinstance(found, str) else Shape(found.key, found.kind, found.inner, name)
    sources = (str(one.get("source")).removeprefix("$") for one in results if one.get("source"))
    keys = [*sources, name.removeprefix("$")]
    quoted = [value_of(one).get("text") for one in results if is_region(one)]
    keys += [key for key in data if _holds(data[key], quoted)]
    named = next((key for key in keys if key in data), None)
    if named is None and not any(is_region(one) for one in results):
        return f"its results are about “{name}”, which is none of its data"
    found = _by_itself(data) if named is None else _guessed(data, named, results)
    return found if isinstance(found, str) else Shape(found.key, found.kind, found.inner, name)


def _holds(found: object, quoted: Sequence[object]) -> bool:
    return isinstance(found, str) and bool(quoted) and all(isinstance(one, str) and one in found for one in quoted)


def _guessed(data: Data, key: str, results: list[Data]) -> Shape | str:
    pages = any(str(value_of(one).get("start")).startswith("/") for one in results)
    pages = pages or (key.lower() in ("html", "htm") and isinstance(data[key], str) and bool(_PAGE.match(data[key])))
    return _usable(data, Shown("hypertext" if pages else "text", key))


def _by_itself(data: Data) -> Shape | str:
    """The text among data of which nothing is said: what is called so, or the only one that is no address."""
    if isinstance(data.get("text"), str | list):
        return _guessed(data, "text", [])
    texts = [key for key, one in data.items() if isinstance(one, str) and one.strip() and not _AWAY.fullmatch(one)]
    lists = [key for key, one in data.items() if paragraphs_of(one, "text")]
    if len(texts) == 1:
        return _guessed(data, texts[0], [])
    if not texts and len(lists) == 1:
        return _guessed(data, lists[0], [])
    if texts:
        return (
            f"the text could be any of {', '.join(texts[:6])}: put the labelling config beside it as label_config.xml"
        )
    return "none of its data is a text"


def _usable(data: Data, shown: Shown) -> Shape | str:
    found = data.get(shown.key)
    if shown.tag not in _KINDS:
        return f"it is about “{shown.key}”, which is shown as {shown.tag}"
    if paragraphs_of(found, shown.inner):
        return Shape(shown.key, "paragraphs", shown.inner)
    if not isinstance(found, str) or not found.strip():
        return f"“{shown.key}” is no text"
    if _AWAY.fullmatch(found):
        return f"its text is elsewhere, at {found[:80]}, and nothing is fetched"
    return Shape(shown.key, "page" if shown.tag == "hypertext" else "text")


def quotes_in(task: Data, shape: Shape) -> list[Quoted]:
    """Offsets with the texts that are to be there, of a plain text."""
    result = list[Quoted]()
    for _, _, entry in entries_of(task):
        for one in results_of(entry):
            value = value_of(one)
            start, end, text = value.get("start"), value.get("end"), value.get("text")
            if (
                is_ours(one, shape)
                and type(start) is int
                and type(end) is int
                and 0 <= start < end
                and isinstance(text, str)
            ):
                result.append((start, end, text))
    return result


def is_ours(result: Data, shape: Shape) -> bool:
    """Whether a result marks a piece of the text that was chosen."""
    return is_region(result) and (not shape.object or result.get("to_name") in (None, shape.object))
