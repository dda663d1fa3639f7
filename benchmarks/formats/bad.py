"""The malformed files of `bad/cases.tsv`: each is imported by the command line, and what came of it is compared with
what was expected. Whatever that is, there is no traceback, nothing takes long or much memory, nothing is half there."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.project import Project

SECONDS, MEGABYTES = 10.0, 1000.0

NAMES = {
    "iob2": "conll", "uima_xmi": "cas-xmi", "uima_json": "cas-json", "webanno_tsv": "webanno", "bioc_xml": "bioc-xml",
    "bioc_json": "bioc-json", "gate_xml": "gate", "hf_parquet": "hf", "label_studio": "label-studio",
    "spacy_docbin": "spacy", "zip": "", "tar.gz": "", "bz2": "",
}  # fmt: skip
"""Names of formats in the table of cases that are others here; empty where the file says it itself."""


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table, with its file."""

    id: str
    kind: str
    format: str
    path: Path
    mutation: str
    action: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import has done: exit status, what it said, seconds of a processor, peak memory,
    documents that are there after it."""

    status: int
    told: dict[str, Any]
    error: str
    seconds: float
    megabytes: float
    documents: int

    @property
    def problems(self) -> list[str]:
        """What was told of single annotations."""
        return self.told.get("problems", [])

    @property
    def refused(self) -> bool:
        """Nothing was imported, and one line says why."""
        return self.status == 1 and self.documents == 0 and self.error.count("\n") == 1

    @property
    def taken(self) -> bool:
        """The document is there."""
        return self.status == 0 and self.documents > 0


def cases(samples: Path) -> list[Case]:
    """The rows of the table that have a file."""
    with (samples / "bad" / "cases.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    made = [
        Case(row["id"], row["class"], row["format"], samples / "bad" / row["file"], row["mutation"],
             row["expected_action"])
        for row in rows
    ]  # fmt: skip
    return [one for one in made if one.path.is_file()]


def _skipped(one: Outcome) -> bool:
    return one.taken and any("left out" in each for each in one.problems)


def _renamed(one: Outcome) -> bool:
    return one.taken and any("new id" in each or "both were kept" in each for each in one.problems)


def _told(one: Outcome) -> bool:
    return one.taken and bool(one.problems or one.told.get("found"))


def _asked(one: Outcome) -> bool:
    return one.refused and "--" in one.error


ACTIONS: dict[str, Callable[[Outcome], bool]] = {
    "reject file": lambda one: one.refused,
    "import, skip the item, report": _skipped,
    "stop and ask": _asked,
    "import within memory limit or reject": lambda one: one.taken or one.refused,
    "import, give the second one a new id": _renamed,
    "skip the entry": _told,
    "skip entry": lambda one: _told(one) or one.refused,
    "import, warn": _told,
    "import with shown name, warn": _told,
    "accept, warn": _told,
    "accept only if the NUL is in the text": lambda one: one.taken or one.refused,
    "see message": lambda one: _told(one) or one.refused,
    "accept without following": lambda one: one.taken or (one.status == 0 and bool(one.problems)),
    "accept": lambda one: one.taken,
    "import": lambda one: one.taken,
    "detect": lambda one: one.taken,
    "same": lambda one: one.taken,
}
"""What is expected, by how it begins; the first that fits counts."""


OTHERWISE = {
    "reversed_offsets-038": "the mutation exchanges two offsets that are equal",
    "duplicate_id-036": "two nodes, no annotations, have an id; that is told",
    "duplicate_id-038": "two nodes, no annotations, have an id; that is told",
    "duplicate_id-042": "the id is that of an annotation of another document",
    "duplicate_id-054": "the name of the sentence is there once",
    "duplicate_id-056": "the name of the sentence is there once",
    "duplicate_id-064": "the mutation is in what a link points to: it joins an annotation with itself, which is told",
    "truncated-056": "it is cut inside its last cell; a row without a text is told, and refuses the file when strict",
    "wrong_encoding_8bit-020": "all of its bytes are UTF-8; the annotation that does not fit any more is told",
    "archive-016": "it holds nothing else",
    "archive-036": "a name in decomposed letters, as macOS writes it, is a good one",
    "offset_unit-002": "nothing tells it from the files that have to be asked about, so it is asked about",
    "offset_unit-012": "nothing tells it from the files that have to be asked about, so it is asked about",
    "duplicate_id-058": "the mutation makes no second element of the id",
    "duplicate_id-060": "the mutation makes no second element of the id",
    "duplicate_id-066": "the id is that of a document, and its lines are told",
    "offset_past_end-034": "a node that is not there leaves its annotation out, as the cases of unknown_id have it",
    "offset_past_end-036": "a node that is not there leaves its annotation out, as the cases of unknown_id have it",
    "offset_past_end-038": "a node that is not there leaves its annotation out, as the cases of unknown_id have it",
    "nul_bytes-044": "no text of a project holds NUL",
}
"""Cases in which something else is right than the table has, and why."""


def as_expected(case: Case, outcome: Outcome) -> bool:
    """Whether the outcome is the one of the table."""
    found = next((test for begin, test in ACTIONS.items() if case.action.startswith(begin)), None)
    if found is None:
        raise ValueError(f"no rule for the action “{case.action}”")
    return found(outcome)


def faults(outcome: Outcome) -> list[str]:
    """What must never be, whatever is expected."""
    found = list[str]()
    if outcome.status not in (0, 1) or "Traceback" in outcome.error:
        found.append(f"status {outcome.status}: {outcome.error[-200:]}")
    if outcome.seconds > SECONDS:
        found.append(f"{outcome.seconds:.0f} s")
    if outcome.megabytes > MEGABYTES:
        found.append(f"{outcome.megabytes:.0f} MB")
    if outcome.status == 1 and outcome.documents:
        found.append(f"half-imported: {outcome.documents} documents")
    return found


class Trials:
    """Imports files, each to a new project and by a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty.gilder"
        subprocess.run([sys.executable, "-m", "cli.main", "new", str(self._empty)], check=True, capture_output=True)

    def outcome(self, path: Path, form: str, *options: str, timeout: float = 120.0) -> Outcome:
        """Import one file."""
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            project = Path(name) / "p.gilder"
            shutil.copy(self._empty, project)
            command = [sys.executable, "-m", "cli.main", "import", str(project), str(path), "--json", *options]
            status, out, error, seconds, peak = _measured([*command, *(("--format", form) if form else ())], timeout)
            with Project.open(project, read_only=True) as opened:
                documents = len(opened.documents)
        try:
            told = json.loads(out) if out.strip() else {}
        except json.JSONDecodeError:
            told = {}
        return Outcome(status, told, re.sub(r"\r?\x1b\[K", "", error), seconds, peak, documents)


def _measured(command: list[str], timeout: float) -> tuple[int, str, str, float, float]:
    """Status, outputs, seconds of a processor and peak megabytes of a command; -9 after `timeout` seconds."""
    data = {**os.environ, "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as error:
        process = subprocess.Popen(command, stdout=out, stderr=error, stdin=subprocess.DEVNULL, env=data)
        timer = threading.Timer(timeout, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = usage.ru_utime + usage.ru_stime
        out.seek(0)
        error.seek(0)
        said = [one.read().decode(errors="replace") for one in (out, error)]
        return process.returncode, said[0], said[1], seconds, usage.ru_maxrss / 1024


def judged(samples: Path, folder: Path, chosen: str, jobs: int) -> Iterator[tuple[Case, Outcome, list[str]]]:
    """Every case with what came of it and what is wrong with that."""
    trials = Trials(folder)

    def judge(case: Case) -> tuple[Case, Outcome, list[str]]:
        outcome = trials.outcome(case.path, NAMES.get(case.format, case.format))
        wrong = faults(outcome)
        if not as_expected(case, outcome):
            wrong.append(f"expected: {case.action}")
        return case, outcome, wrong

    some = [one for one in cases(samples) if chosen in f"{one.id} {one.format}"]
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(judge, some)
