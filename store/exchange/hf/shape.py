"""What the columns of a dataset are: where the tokens stand, where their tags, and what numbers of tags are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.reading import Reading
from store.exchange.shown import shown

TOKENS = ("tokens", "words", "token", "word", "text_tokens", "sentence_tokens")
TAGS = ("ner_tags", "ner_tag", "ner", "ner_labels", "entity_tags", "tags", "labels", "label", "bio_tags", "iob_tags")
_GROUPS = ("document", "document_id", "doc_id")
_IDS = ("id", "idx", "sent_id", "sentence_id", "guid")
_CARD = 5_000_000  # bytes
_NAME = re.compile(r"""['"]?(\d+)['"]?\s*:\s*(.*)""")


@dataclass(frozen=True, slots=True)
class Shape:
    """Names of columns, and the names of tags by their numbers; None where tags are texts."""

    tokens: str
    tags: str
    names: tuple[str, ...] | None = None
    document: str = ""  # the column that says to which document a row belongs
    id: str = ""

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        names = None if self.names is None else list(self.names)
        return {"tokens": self.tokens, "tags": self.tags, "names": names, "document": self.document}


def shape_of(
    columns: Mapping[str, type | None], names: Mapping[str, tuple[str, ...]], where: str, reading: Reading
) -> Shape:
    """The shape of a dataset, by the type of what is in the lists of each column; None: it has no lists.

    Raises InputError, and AskFirst where several columns could have the tags.
    """
    said = reading.columns
    tokens = said.get("tokens") or next((one for one in TOKENS if columns.get(one) is str), None)
    if tokens is None or columns.get(tokens) is not str:
        raise InputError(f"{where}: has no column with the tokens of sentences ({shown(', '.join(columns), 200)})")
    some = [one for one, kind in columns.items() if kind in (str, int) and one != tokens]
    tags = said.get("tags") or next((one for one in TAGS if one in some), None)
    with_ner = [one for one in some if "ner" in re.split(r"[^a-z]+", one.lower())]
    if tags is None and (len(with_ner) == 1 or len(some) == 1):
        tags = (with_ner or some)[0]
    if tags is None and some:
        told = f"several columns could have the tags: {shown(', '.join(some), 200)}"
        reading.ask(where, told, "columns", *(f"tags={shown(one)}" for one in (with_ner or some)[:9]))
    if tags is None or columns.get(tags) not in (str, int):
        raise InputError(f"{where}: has no column with tags of tokens ({shown(', '.join(columns), 200)})")
    plain = [one for one, kind in columns.items() if kind is None]
    group = next((one for one in _GROUPS if one in plain), "")
    own = next((one for one in _IDS if one in plain), "")
    return Shape(tokens, tags, names.get(tags) if columns[tags] is int else None, group, own)


def names_in(features: object) -> dict[str, tuple[str, ...]]:
    """The names of tags that a description of features has, by columns: as parquet files and JSON descriptions do."""
    result = dict[str, tuple[str, ...]]()
    for column, said in cast("dict[str, Any]", features).items() if isinstance(features, dict) else ():
        names = _names(said)
        if names:
            result[column] = names
    return result


def _names(said: object) -> tuple[str, ...]:
    depth = 0
    while depth < 9:  # a list of a list …
        depth += 1
        if isinstance(said, list) and len(cast("list[Any]", said)) == 1:
            said = cast("list[Any]", said)[0]
        if not isinstance(said, dict):
            return ()
        fields = cast("dict[str, Any]", said)
        some = fields.get("names")
        if fields.get("_type") == "ClassLabel" and isinstance(some, list):
            names = cast("list[object]", some)
            return tuple(one for one in names if isinstance(one, str)) if _all_texts(names) else ()
        said = fields.get("feature")
    return ()


def _all_texts(some: Iterable[object]) -> bool:
    return all(isinstance(one, str) for one in some)


def names_beside(given: Given, column: str) -> tuple[str, ...]:
    """The names of tags that a dataset card or a description beside the file has; empty where there are none."""
    for folder in (given.path.parent, given.path.parent.parent):
        for name in ("README.md", "dataset_info.json", "dataset_infos.json"):
            text = _small(Given(name, folder / name))
            found = _in_card(text, column) if name.endswith(".md") else _in_json(text, column)
            if found:
                return found
    return ()


def _small(given: Given) -> str:
    try:
        if given.path.is_file() and given.path.stat().st_size <= _CARD:
            return given.path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        pass
    return ""


def _in_json(text: str, column: str) -> tuple[str, ...]:
    try:
        data: object = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return ()
    configs: list[Any] = [data, *cast("dict[str, Any]", data).values()] if isinstance(data, dict) else []
    for one in configs:
        features: object = cast("dict[str, Any]", one).get("features") if isinstance(one, dict) else None
        found = names_in(features).get(column)
        if found:
            return found
    return ()


def _in_card(text: str, column: str) -> tuple[str, ...]:
    """The names in the head of a card, which is YAML of one shape: a `names:` below the feature of the column."""
    head = text.split("\n---", 1)[0] if text.startswith("---") else ""
    names, inside, listing = dict[int, str](), False, False
    for line in head.split("\n"):
        bare = line.strip()
        feature = re.fullmatch(r"-?\s*name:\s*['\"]?(.*?)['\"]?", bare)
        if feature is not None:
            if names:
                break
            inside, listing = feature[1] == column, False
        elif inside and bare == "names:":
            listing = True
        elif listing:
            found = _NAME.fullmatch(bare)
            if found is None:
                break
            names[int(found[1][:6])] = _bare(found[2])
    return tuple(names[at] for at in range(len(names))) if names and sorted(names) == list(range(len(names))) else ()


def _bare(text: str) -> str:
    quoted = re.fullmatch(r"'((?:[^']|'')*)'|\"([^\"\\]*)\"", text)
    if quoted is None:
        return text
    return quoted[1].replace("''", "'") if quoted[1] is not None else quoted[2]
