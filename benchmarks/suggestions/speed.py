"""Speed and size: each pipeline in a process of its own on one core, and `gilder suggest` beside bare `nlp.pipe`."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = 500


def news(corpora: Path, count: int) -> list[str]:
    """Documents of 500 words of Voice of America news."""
    found, words = list[str](), list[str]()
    with gzip.open(corpora / "ner" / "gmb_voa_silver.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for sentence in _sentences(json.loads(line)):
                words += sentence.split(" ")
                if len(words) >= WORDS:
                    found.append(" ".join(words))
                    words = []
            if len(found) >= count:
                break
    return found[:count]


def _sentences(row: dict[str, Any]) -> Iterator[str]:
    for start, end in row["sentences"]:
        yield row["text"][start:end]


def measure(model: str, texts: Path) -> dict[str, float]:
    """In this process: seconds to load, words a CPU second (names alone, and all components), megabytes at the peak.

    Every pipeline is loaded as Gilder loads it, so that all have the same library for products of matrices.
    """
    began = time.perf_counter()
    from annotate.suggest.pipeline import load_pipeline

    nlp = load_pipeline(model, syntax=True)
    loaded = time.perf_counter() - began
    docs = json.loads(texts.read_text(encoding="utf-8"))
    words = sum(len(doc.split()) for doc in docs)
    figures = {"load": loaded, "all": words / _seconds(nlp, docs)}
    nlp = load_pipeline(model)
    figures["names"] = words / _seconds(nlp, docs)
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _seconds(nlp: Any, docs: list[str]) -> float:
    list(nlp.pipe(docs[:4]))
    began = time.process_time()
    for _ in nlp.pipe(docs, batch_size=32):
        pass
    return time.process_time() - began


def one_core() -> dict[str, str]:
    """The environment with one thread for every library of linear algebra."""
    return os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def apart(model: str, docs: list[str]) -> dict[str, float]:
    """The figures of `measure`, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps(docs), encoding="utf-8")
        line = [sys.executable, "-m", "benchmarks.suggestions.speed", model, str(texts)]
        done = subprocess.run(line, capture_output=True, text=True, env=one_core(), check=True)
    return json.loads(done.stdout.splitlines()[-1])


_BARE = """
import json, sys
import spacy
import annotate.suggest.names
nlp = spacy.load(sys.argv[1])
for doc in nlp.pipe(json.loads(open(sys.argv[2], encoding="utf-8").read()), batch_size=32):
    pass
"""


def whole(model: str, docs: list[str]) -> dict[str, float]:
    """Words a second by the clock, start and all: bare `nlp.pipe`, `gilder suggest` in one process, and as it is."""
    from resources import scheme_text
    from store.documents import NewDocument
    from store.project import Project

    words = sum(len(doc.split()) for doc in docs)
    found = dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        texts, path = Path(folder) / "texts.json", Path(folder) / "p.gilder"
        texts.write_text(json.dumps(docs), encoding="utf-8")
        with Project.create(path, scheme_text("news")) as project:
            project.documents.add([NewDocument(name=f"{at}.txt", text=doc) for at, doc in enumerate(docs)])
        command = [sys.executable, "-m", "cli.main", "suggest", str(path)]
        for name, line in (
            ("bare nlp.pipe", [sys.executable, "-c", _BARE, model, str(texts)]),
            ("gilder suggest --processes 1", [*command, "--processes", "1"]),
            ("gilder suggest", command),
        ):
            began = time.perf_counter()
            subprocess.run(line, check=True, env=one_core(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            found[name] = words / (time.perf_counter() - began)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
