"""The real and the malformed files beside the checkout, where they are there."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.losses import Lose, Reducing
from store.exchange.reading import Reading
from store.exchange.record import Record

SAMPLES = Path(os.environ.get("GILDER_SHARED") or Path(__file__).parents[3] / "shared") / "samples"


def sample_folder(name: str) -> Path:
    """The folder of samples of a format; skips where it is missing."""
    if not (SAMPLES / name).is_dir():
        pytest.skip(f"the folder shared/samples/{name} is not beside this checkout")
    return SAMPLES / name


def expected(name: str) -> dict[str, Any]:
    """What `expected.json` says of the files of a format, by the file's path below its folder."""
    sets = json.loads((sample_folder(name).parent / "expected.json").read_text())[name]
    return {f"{one}/{path}": said for one, rest in sets.items() for path, said in rest["cases"].items()}


def bad_cases(format_name: str) -> list[tuple[dict[str, str], Path]]:
    """The rows of `bad/cases.tsv` for a format, with their files; recipes of huge ones are left out."""
    bad = sample_folder("bad")
    with (bad / "cases.tsv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["format"] == format_name]
    return [(row, bad / row["file"]) for row in rows if (bad / row["file"]).is_file()]


def given(path: Path) -> Given:
    return Given(path.name, path)


def outcome(form: Format, path: Path) -> tuple[str, Reading]:
    """What comes of a file: “refused: …”, “skipped” or “accepted”."""
    assert form.read is not None
    reading = Reading()
    try:
        list(form.read(given(path), reading))
    except InputError as problem:
        return f"refused: {problem}", reading
    return ("skipped" if any(one.done for one in reading.problems) else "accepted"), reading


def unexpected(form: Format, kind: str, *, besides: str = "") -> set[str]:
    """The malformed files of a kind of which something else comes than the table of cases has; those of the class
    `besides` are left out."""
    wrong = set[str]()
    for row, path in bad_cases(kind):
        found, action = outcome(form, path)[0], row["expected_action"]
        assert "\n" not in found
        good = found.startswith("refused") == action.startswith(("reject", "stop and ask"))
        if "report" in action and not action.startswith("reject"):
            good = found == "skipped"
        if not good and " or reject" not in action and row["class"] != besides:
            wrong.add(row["id"])
    return wrong


def rewritten(form: Format, some: list[Record], lose: Lose) -> bytes:
    """Records as one file."""
    assert form.write is not None
    reducing = Reducing(form.holds, lose)
    return b"".join(piece for _, piece in form.write([reducing.reduce(one) for one in some], lose))
