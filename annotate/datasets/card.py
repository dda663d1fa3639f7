"""The card of a dataset: README.md with a head that Hugging Face reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotate.datasets.facts import LICENCES, Facts
from annotate.datasets.yaml import yaml

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_READABLE = (".jsonl", ".parquet", ".csv", ".tsv", ".json", ".txt")
_HUGGING_FACE = {"cc-by-nc-2.0", "cc-by-3.0", "cc-by-2.5", "cc-by-2.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0",
                 "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0",
                 "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc0-1.0", "apache-2.0", "mit", "unlicense",
                 "bsd-2-clause", "bsd-3-clause", "gpl-2.0", "gpl-3.0", "lgpl-3.0", "agpl-3.0", "mpl-2.0"}  # fmt: skip
_OTHER_NAMES = {"pddl-1.0": "pddl", "odc-by-1.0": "odc-by", "odbl-1.0": "odbl"}
_VALIDATION = ("dev", "val", "valid", "development")
_HOW = {"accepted": "suggestions accepted as they were", "edited": "suggestions changed", "manual": "made by hand",
        "adjudicated": "adjudicated", "open": "suggestions that nobody has decided on"}  # fmt: skip


def card(facts: Facts, before: str = "") -> str:
    """The text of the card, in Markdown. `before` is the card that the format has written with its files: what its head
    says of the columns, and of the files where nothing better is known, is taken over."""
    said = head(facts)
    kept = "".join(block(before, key) for key in ("configs", "dataset_info") if key not in said)
    sections = (*_opening(facts), *_contents(facts), *_made(facts), *_going_out(facts))
    return f"---\n{yaml(said)}{kept}---\n\n" + "\n".join(sections).rstrip("\n") + "\n"


def block(text: str, key: str) -> str:
    """The lines of one key in the head of a card; empty where it has none."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return ""
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.strip() == "---"), 0)
    first = next((at for at, line in enumerate(lines[:end]) if line.startswith(f"{key}:")), end)
    after = (at for at, line in enumerate(lines[:end]) if at > first and re.match(r"[^\s#-]", line))
    return "".join(f"{line}\n" for line in lines[first : next(after, end)])


def head(facts: Facts) -> dict[str, Any]:
    """What the head of the card says."""
    about, total = facts.about, facts.total
    said: dict[str, Any] = {"pretty_name": about.name, **_licence(about.licence)}
    if facts.languages:
        said["language"] = list(facts.languages)
        said["multilinguality"] = ["monolingual" if len(facts.languages) == 1 else "multilingual"]
    said["size_categories"] = [next((name for most, name in _SIZES if total.documents < most), "1M<n<10M")]
    said["task_categories"] = ["token-classification"]
    if total.spans:
        said["task_ids"] = ["named-entity-recognition"]
    said["annotations_creators"] = [_creators(facts)]
    said["tags"] = ["gilder", "croissant", *(["relation-extraction"] if total.relations else [])]
    if files := _data_files(facts):
        said["configs"] = [{"config_name": "default", "data_files": files}]
    return said


def split_name(part: str) -> str:
    """What Hugging Face calls a part."""
    return "validation" if part in _VALIDATION else part.replace("-", "_")


def _licence(licence: str) -> dict[str, str]:
    known = licence.casefold()
    if known in _HUGGING_FACE:
        return {"license": known}
    if known in _OTHER_NAMES:
        return {"license": _OTHER_NAMES[known]}
    if not licence:
        return {"license": "unknown"}
    name = re.sub(r"[^a-z0-9.]+", "-", known.removeprefix("https://").removeprefix("http://")).strip("-")
    link = {"license_link": licence} if licence.startswith(("https://", "http://")) else {}
    return {"license": "other", "license_name": name[:60] or "other", **link}


def _creators(facts: Facts) -> str:
    if any(one.kind != "model" and one.spans for one in facts.sources):
        return "expert-generated"
    return "machine-generated" if facts.sources else "no-annotation"


def _data_files(facts: Facts) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {split_name(part): [] for part in facts.parts if part}
    for file in facts.files:
        part = facts.part_of(file)
        if part is not None and file.name.endswith(_READABLE):
            found[split_name(part)].append(file.name)
    return [{"split": split, "path": some[0] if len(some) == 1 else some} for split, some in found.items() if some]


def _opening(facts: Facts) -> Iterator[str]:
    about = facts.about
    yield f"# {words(about.name)}\n"
    if about.description:
        yield about.description.strip() + "\n"
    if about.url:
        yield f"Home: <{about.url}>\n" if re.fullmatch(r"https?://[^\s<>]+", about.url) else ""
    if about.creators:
        yield f"By {words(', '.join(about.creators))}\n"
    yield f"Made on {facts.day} with {facts.app}, written as {words(facts.form or 'Gilder JSON Lines')}.\n"
    if facts.release:
        yield f"Release **{words(facts.release)}**; SHA-256 of its documents and annotations: `{facts.digest}`.\n"


def _contents(facts: Facts) -> Iterator[str]:
    parts = [part for part in facts.parts if part]
    columns = [*parts, *(["in no part"] if parts and "" in facts.parts else []), "all"]
    counts = [*(facts.parts[part] for part in parts), *([facts.parts[""]] if columns[-2:-1] == ["in no part"] else [])]
    counts.append(facts.total)
    yield "## What is in it\n"
    yield from _table(
        ["", *columns],
        [
            ["documents", *(one.documents for one in counts)],
            ["characters", *(one.size for one in counts)],
            ["spans", *(sum(one.spans.values()) for one in counts)],
            ["relations", *(sum(one.relations.values()) for one in counts)],
        ],
    )
    for kind, title in (("spans", "Spans by label"), ("relations", "Relations by label")):
        if labels := facts.labels(kind):
            yield f"### {title}\n"
            rows = [[words(label), *(getattr(one, kind).get(label, 0) for one in counts)] for label in labels]
            yield from _table(["label", *columns], rows)
    if facts.recipe:
        yield f"The parts were made by this recipe: {words(facts.recipe)}.\n"
    if facts.selection:
        yield f"What went out was chosen by the filter `{facts.selection.replace('`', chr(39))}`.\n"


def _made(facts: Facts) -> Iterator[str]:
    yield "## How it was made\n"
    rows = list[Sequence[object]]()
    for at, one in enumerate(facts.sources, start=1):
        told = ", ".join(f"{_HOW.get(how, how)}: {count:,}" for how, count in one.decisions.items())
        rows.append([words(_named(facts, at)), one.kind, one.spans, one.relations, told])
    yield from _table(["source", "kind", "spans", "relations", "of the spans"], rows)
    yield "### Suggestions\n"
    if facts.runs:
        yield "What models proposed and nobody has decided on is in the dataset only where it is told above.\n"
        runs = [[words(run.model), run.day, run.documents, run.spans] for run in facts.runs]
        yield from _table(["model", "day", "documents", "spans of the dataset that it proposed"], runs)
    else:
        yield "No model proposed anything.\n"
    yield "### Agreement\n"
    if facts.agreement:
        measured = [[words(one.measure), f"{one.value:.4f}", words(one.of)] for one in facts.agreement]
        yield from _table(["measure", "value", "of"], measured)
    else:
        yield "Not measured.\n"
    yield "### Scheme\n"
    if facts.scheme.description:
        yield words(facts.scheme.description) + "\n"
    labels = [*facts.scheme.spans, *facts.scheme.relations]
    kinds = ["span"] * len(facts.scheme.spans) + ["relation"] * len(facts.scheme.relations)
    yield from _table(
        ["label", "kind", "guideline"],
        [[words(one.name), kind, words(one.guideline)] for one, kind in zip(labels, kinds, strict=True)],
    )


def _named(facts: Facts, at: int) -> str:
    """What a source is called: a person by the name only where that was asked for."""
    one = facts.sources[at - 1]
    return one.name if facts.about.named or one.kind != "person" else f"annotator {at}"


def _going_out(facts: Facts) -> Iterator[str]:
    yield "## Licence\n"
    known = LICENCES.get(facts.about.licence.casefold(), facts.about.licence)
    yield f"{words(known)}\n" if known else "Not told; ask those who made it.\n"
    if facts.about.citation:
        fence = "```" if "```" not in facts.about.citation else "~~~~"
        yield f"## Citation\n\n{fence}\n{facts.about.citation.strip()}\n{fence}\n"
    if facts.files:
        yield "## Files\n"
        yield from _table(
            ["file", "bytes", "SHA-256"],
            [[words(one.name), one.size, f"`{one.sha256}`"] for one in facts.files[:_LISTED]],
        )
        if len(facts.files) > _LISTED:
            yield f"and {len(facts.files) - _LISTED:,} more.\n"


_LISTED = 100  # files


def _table(head_row: Iterable[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    heads = list(head_row)
    some = list(rows)
    if not some:
        return
    lines = [heads, ["---"] + ["---:" if isinstance(cell, int) else "---" for cell in some[0][1:]]]
    lines += [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in some]
    yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def words(text: str) -> str:
    """A text as one line of Markdown that is nothing but text."""
    plain = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", plain)
