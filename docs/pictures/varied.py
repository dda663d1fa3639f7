"""A project in which most is labelled in one way, and a little in another: for pictures of the consistency checks."""

from __future__ import annotations

from pathlib import Path

import resources
from annotate.model import Span
from annotate.offsets import Range
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project

_LABELS = {
    "Reuters": "ORG", "the United Nations": "ORG", "Aleppo": "LOC", "Idlib": "LOC", "Ankara": "LOC", "Turkey": "LOC",
    "Kestrel": "ORG", "Turkish": "NORP", "Monday": "DATE", "Tuesday": "DATE",
}  # fmt: skip
_SENTENCES = (
    "Reuters said on {day} that trucks of the United Nations had reached {town} from Turkey.",
    "In {town} a spokesman of Kestrel thanked the United Nations, and Turkish officials met in Ankara on {day}.",
    "Turkey and Kestrel agreed on {day} to open the road to {town}, Reuters said.",
)
OTHERWISE = {
    (3, "Turkey"): "ORG", (8, "Kestrel"): "PERSON", (11, "Turkey"): "", (14, "Reuters"): "", (17, "Turkish"): "LOC",
    (20, "Kestrel"): "",
}  # fmt: skip
"""By number of the document and text: how its first place there is labelled."""


def make_varied(path: Path, *, annotator: str = "anna") -> Path:
    """24 documents of one annotator, with a few places that are labelled otherwise or not at all."""
    texts = [
        " ".join(
            one.format(day=("Monday", "Tuesday")[at % 2], town=("Aleppo", "Idlib")[at // 2 % 2]) for one in _SENTENCES
        )
        for at in range(24)
    ]
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = project.documents.add([NewDocument(f"convoy-{at:02}.txt", text) for at, text in enumerate(texts)])
        given = [(doc.id, _spans(doc.text, at)) for at, doc in enumerate(docs)]
        project.annotations.import_many(given, project.sources.person(annotator))
    return path


def _spans(text: str, number: int) -> list[Span]:
    found, turned = list[Span](), set[str]()
    for start in range(len(text)):
        for name, label in _LABELS.items():
            if text.startswith(name, start):
                first = name not in turned
                turned.add(name)
                given = OTHERWISE.get((number, name), label) if first else label
                if given:
                    found.append(Span(new_id(), given, (Range(start, start + len(name)),), name))
    return found
