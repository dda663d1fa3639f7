"""Texts about ships, whose names no pipeline knows as what they are: something to be learnt while labelling."""

from __future__ import annotations

import random
from pathlib import Path

import resources
from annotate.document import text_digest
from annotate.learning.check import in_check_set
from annotate.suggest.base import Suggestions
from store.documents import NewDocument
from store.project import Project

SHIPS = (
    "Aurora", "Bellona", "Castor", "Dione", "Electra", "Fortuna", "Galatea", "Hermione", "Irene", "Junona", "Kestrel",
    "Leander", "Minerva", "Nereid", "Orion", "Pallas", "Quorra", "Rhea", "Selene", "Thetis",
)  # fmt: skip
_DEEDS = (
    "left the quay", "took on grain", "lost an anchor", "waited for the pilot", "was painted grey", "leaked oil",
    "changed her crew", "ran before the wind", "lay in the roads", "carried timber", "burnt her lamps", "struck a buoy",
    "came in late", "turned for home", "dried her sails", "unloaded coal", "missed the tide", "signalled for help",
)  # fmt: skip
_SENTENCES = (
    "The freighter {ship} {deed} while the freighter {other} {more}.",
    "Soon after, the freighter {ship} {deed}, and nobody on the freighter {other} saw that she {more}.",
    "People say that the freighter {ship} {deed}.",
    "With the freighter {ship} behind her, the freighter {other} {deed} and {more}.",
)


def voyage(at: int) -> tuple[str, tuple[str, ...]]:
    """A text, and the names of ships in it as they come."""
    dice, sentences = random.Random(at), list[str]()
    for pattern in dice.sample(_SENTENCES, 3):
        ship, other = dice.sample(SHIPS, 2)
        deed, more = dice.sample(_DEEDS, 2)
        sentences.append(pattern.format(ship=ship, other=other, deed=deed, more=more))
    text = " ".join(sentences) + "\n"
    return text, tuple(word.strip(".,") for word in text.split() if word.strip(".,") in SHIPS)


def voyages(*, checked: int, learnt: int) -> list[str]:
    """Texts of the check set first, then others."""
    every = [voyage(at)[0] for at in range(20 * (checked + learnt))]
    check = [one for one in every if in_check_set(text_digest(one))]
    return [*check[:checked], *[one for one in every if one not in check][:learnt]]


def make_voyages(path: Path, texts: list[str]) -> Path:
    """A project of them, which a model has looked at and found nothing."""
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = project.documents.add([NewDocument(f"voyage {at:02}.txt", one) for at, one in enumerate(texts, 1)])
        project.suggestions.record_run("nothing 1", [(doc.id, Suggestions(())) for doc in docs])
    return path
