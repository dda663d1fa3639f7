"""The dataset card: a README.md whose head says what files and columns there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

_SPLITS = (("validation", ("validation", "valid", "dev", "val")), ("test", ("test", "eval")))


def card(rows: Mapping[str, int], documents: int, labels: Mapping[str, int], names: Sequence[str] | None) -> str:
    """A card for files with so many rows. `names`: those of the tags, where all rows have the columns of a new file."""
    lines = ["---", "task_categories:", "- token-classification", "configs:", "- config_name: default", "  data_files:"]
    splits = defaultdict[str, list[str]](list)
    for path in rows:
        splits[_split(path)].append(path)
    for split, paths in sorted(splits.items(), key=lambda one: one[0] != "train"):
        lines += [f"  - split: {split}", "    path:", *(f"    - {_quoted(path)}" for path in paths)]
    if names is not None:
        lines += _features(names)
    lines += ["---", "", "# Dataset", "", f"{documents:,} documents in {sum(rows.values()):,} rows, written by Gilder."]
    lines += [
        "",
        "| file | rows |",
        "| --- | ---: |",
        *(f"| {_cell(path)} | {size:,} |" for path, size in rows.items()),
    ]
    lines += ["", "| label | spans |", "| --- | ---: |"]
    lines += [f"| {_cell(label)} | {size:,} |" for label, size in sorted(labels.items())]
    lines += ["", "Licence, sources and annotators: to be filled in before this is given to others.", ""]
    return "\n".join(lines)


def _features(names: Sequence[str]) -> list[str]:
    lines = ["dataset_info:", "  features:"]
    for name in ("id", "document"):
        lines += [f"  - name: {name}", "    dtype: string"]
    lines += ["  - name: tokens", "    sequence: string", "  - name: ner_tags", "    sequence:", "      class_label:"]
    return [*lines, "        names:", *(f"          '{at}': {_quoted(name)}" for at, name in enumerate(names))]


def _split(path: str) -> str:
    stem = PurePosixPath(path).stem.lower().replace("_", "-").replace(".", "-").split("-")
    return next((split for split, some in _SPLITS if any(one in stem for one in some)), "train")


def _quoted(text: str) -> str:
    """A text as YAML and JSON both read it."""
    return json.dumps(text)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
