"""The project that a random session begins with: texts of many kinds, suggestions, and another person's annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import resources
from annotate.change import Change, Transaction
from annotate.document import Document
from annotate.model import Marks, Relation, Span, Value, ZoneKind, surface
from annotate.offsets import Range
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project

ANNOTATOR, OTHER = "anna", "ben"
NEWS = (
    "Iran arms 1,000 in Syria\n\nBy Anna Smith\n\n"
    "Iran armed more than 1,000 fighters in Syria on Tuesday, “Reuters” said. President Bashar al-Assad thanked Iran, "
    "and Assad said that Syria owed Iran about $1.2bn since 2016.\n\n"
    "Reuters said that half of them, 50 percent, had left Aleppo by 4 October 2016. Aleppo, in Syria, is 310 km away.\n"
)
CRLF = (
    "Turkey and Iran met in Ankara.\r\n\r\nThe two sides, Turkey and Iran, signed 3 papers on 5 May 2017.\r\n"
    "Ankara said."
)
SIGNS = "🇸🇾 Syria 👩‍👩‍👧 Cafe\u0301 de Flore, Zoe\u0308 said 12 👍🏽 in Paris; \U0001d4d0lpha & Zoe\u0308 won 2 of 3."
ARABIC = "قال بشار الأسد في دمشق إن إيران أرسلت 1000 مقاتل إلى سوريا.\nSyria قالت إن Iran باقية."
LONG = "".join(
    f"Paragraph {at}: Syria and Iran met {at + 2} times in Geneva, said Reuters on {at % 28 + 1} May 2016.\n\n"
    for at in range(60)
)
ZONES: tuple[tuple[ZoneKind, int, int], ...] = (("headline", 0, 24), ("byline", 26, 39))
_WORDS = (
    ("Bashar al-Assad", "PERSON"), ("Anna Smith", "PERSON"), ("Assad", "PERSON"), ("Zoe\u0308", "PERSON"),
    ("بشار الأسد", "PERSON"), ("Reuters", "ORG"), ("Iran", "LOC"), ("Syria", "LOC"), ("Aleppo", "LOC"),
    ("Turkey", "LOC"), ("Ankara", "LOC"), ("Paris", "LOC"), ("دمشق", "LOC"), ("إيران", "LOC"), ("Geneva", "LOC"),
    ("more than 1,000", "CARDINAL"), ("about $1.2bn", "MONEY"), ("50 percent", "PERCENT"), ("310 km", "QUANTITY"),
    ("4 October 2016", "DATE"), ("Tuesday,", "DATE"), ("5 May 2017", "DATE"), ("12", "CARDINAL"),
)  # fmt: skip
_MORE = """
[[attribute]]
name = "generic"
kind = "flag"
on = ["PERSON", "ORG", "LOC"]

[[attribute]]
name = "tone"
kind = "choice"
choices = ["calm", "loud"]
on = ["LOC", "opposes", "supports"]

[[attribute]]
name = "gloss"
kind = "text"
on = ["PERSON", "ORG", "NORP", "LOC", "CARDINAL"]

[[attribute]]
name = "weight"
kind = "number"
on = ["LOC", "CARDINAL", "DATE"]

[[document]]
name = "topic"
kind = "choice"
choices = ["war", "trade"]

[[document]]
name = "read twice"
kind = "flag"
"""


def scheme_text() -> str:
    """The scheme for news, with attributes of every kind and labels of documents."""
    return resources.scheme_text("news") + _MORE


def make_project(path: Path) -> Path:
    """A project with six documents and a run over all of them; another person has been at work on three."""
    texts = {
        "news.txt": NEWS, "lines.txt": CRLF, "signs.txt": SIGNS, "arabic.txt": ARABIC, "bare.txt": " …\r\n\n",
        "long.txt": LONG,
    }  # fmt: skip
    new = [
        NewDocument(name, text, ZONES if name == "news.txt" else (), {"date": "2016-10-05"})
        for name, text in texts.items()
    ]
    with Project.create(path, scheme_text()) as project:
        docs = project.documents.add(new)
        project.suggestions.record_run("start 1", [(doc.id, suggested(doc.text)) for doc in docs])
        source = project.sources.person(OTHER)
        for doc in (docs[0], docs[1], docs[5]):
            _, source = project.annotations.append(_of_another(doc), source)
    return path


def suggested(text: str, *, every: int = 1, shift: int = 0) -> Suggestions:
    """Names and numbers of a text, some of them at odds with each other, and relations between neighbours."""
    found = sorted(_found(text))[shift::every][:70]
    spans = [Suggestion(start, end, label, score, value) for start, end, label, score, value in found]
    for at, one in enumerate(spans[:12:4]):  # a second opinion on the same place
        spans.append(Suggestion(one.start, one.end, "MISC", 0.2 + at / 10))
    return Suggestions(tuple(spans), tuple(_relations(spans)))


def _found(text: str) -> Iterator[tuple[int, int, str, float, Value | None]]:
    for at, (words, label) in enumerate(_WORDS):
        for match in re.finditer(re.escape(words), text):
            value = Value(amount="12", modifier="=") if words == "12" else None
            yield match.start(), match.end(), label, round(0.3 + (at * 7 + match.start()) % 60 / 100, 2), value


def _relations(spans: list[Suggestion]) -> Iterator[SuggestedRelation]:
    for at, (one, other) in enumerate(pairwise(spans)):
        pair = (one.label, other.label)
        if pair == ("LOC", "LOC"):
            yield SuggestedRelation(at, at + 1, ("opposes", "part_of", "supports")[at % 3], 0.6)
        elif pair == ("PERSON", "LOC"):
            yield SuggestedRelation(at, at + 1, "role_in", 0.7)
        elif pair == ("LOC", "DATE"):
            yield SuggestedRelation(at, at + 1, "happened_on", 0.4)


def _of_another(doc: Document) -> Transaction:
    """Spans, one of them discontinuous, a relation, a note: a change of the scheme has to take them along."""
    places = [Range(*match.span()) for match in re.finditer("Iran|Syria|Turkey|Ankara", doc.text)][:4]
    shapes = [((place,), "LOC") for place in places] + [((places[0], places[2]), "ORG")]
    spans = [Span(new_id(), label, place, surface(doc.text, place)) for place, label in shapes]
    items = [*spans, Relation(new_id(), "opposes", spans[0].id, spans[1].id), Marks(doc.id, "in_progress", "seen")]
    return Transaction(tuple(Change(doc.id, None, item) for item in items), "span.add")
