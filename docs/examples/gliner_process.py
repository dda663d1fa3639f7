"""GLiNER as a suggester of Gilder, in a process and an environment of its own.

    python -m venv gliner-env && gliner-env/bin/pip install gliner
    gilder suggest siege.gilder --process "gliner-env/bin/python gliner_process.py"

Speaks the JSON lines that `docs/suggesters.md` describes. Copy it and put your own model in its place.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

LABELS = "person,organization,location,event"
WORDS = 250  # GLiNER reads a few hundred words at once and cuts off the rest


def main() -> None:
    """Answer the greeting, then one request after the other, until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="urchade/gliner_medium-v2.1")
    parser.add_argument("--labels", default=LABELS, help="what to look for, in words, with commas between")
    parser.add_argument("--threshold", type=float, default=0.5)
    arguments = parser.parse_args()

    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not come between the answers
    from gliner import GLiNER  # type: ignore[import-not-found]

    model = GLiNER.from_pretrained(arguments.model)
    labels = [label.strip() for label in arguments.labels.split(",")]

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    json.loads(sys.stdin.readline())  # the greeting; it has the labels of the scheme, which are not needed here
    settings = {"model": arguments.model, "threshold": arguments.threshold}
    say({"name": "gliner", "version": gliner_version(), "labels": labels, "settings": settings})
    for line in sys.stdin:
        request = json.loads(line)
        text, spans = request["text"], []
        for offset, piece in pieces(text):
            for found in model.predict_entities(piece, labels, threshold=arguments.threshold):
                start, end = offset + found["start"], offset + found["end"]
                score = min(1.0, max(0.0, float(found["score"])))
                spans.append(
                    {"start": start, "end": end, "label": found["label"], "text": text[start:end], "score": score}
                )
        say({"id": request["id"], "spans": spans})


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of at most WORDS words with their offsets, cut between paragraphs or words."""
    for paragraph in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        words = list(re.finditer(r"\S+", paragraph[0]))
        for at in range(0, len(words), WORDS):
            start, end = words[at].start(), words[min(at + WORDS, len(words)) - 1].end()
            yield paragraph.start() + start, paragraph[0][start:end]


def gliner_version() -> str:
    """The version of the package."""
    try:
        return version("gliner")
    except PackageNotFoundError:
        return "unknown"


if __name__ == "__main__":
    main()
