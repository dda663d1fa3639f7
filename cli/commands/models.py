"""`gilder models`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from annotate.errors import InputError
from annotate.suggest.models import MANY_LANGUAGES, ModelCard, check_model, find_model, installed_models
from cli.output import say, say_json, table


def models(arguments: Namespace) -> int:
    """List the pipelines that are installed, or describe those that are named; nothing is loaded."""
    import resources

    embedded = find_model(str(resources.embedded_pipeline()))
    found = [find_model(name) for name in arguments.model] or [embedded, *installed_models()]
    if arguments.json:
        say_json([_described(card, embedded) for card in found])
        return 0
    rows = [[card.name, card.language, card.licence, _asked(card, embedded)] for card in found]
    for line, card in zip(table([["model", "language", "licence", "named by"], *rows])[1:], found, strict=True):
        say(line)
        say(f"  {', '.join(card.labels) or 'does not say its labels'}")
        if card.relations:
            say(f"  relations: {', '.join(card.relations)}")
        if card.language not in ("en", *MANY_LANGUAGES):
            say(f"  reads “{card.language}”: gilder suggest takes it with --any-language")
        if problem := _problem(card):
            say(f"  cannot be used: {problem}")
    return 0


def _described(card: ModelCard, embedded: ModelCard) -> dict[str, Any]:
    name, _, version = card.name.rpartition(" ")
    found: dict[str, Any] = {"name": name, "version": version, "language": card.language, "licence": card.licence}
    found |= {"labels": list(card.labels), "named_by": _asked(card, embedded)}
    if card.relations:
        found["relations"] = list(card.relations)
    return found | ({"problem": problem} if (problem := _problem(card)) else {})


def _asked(card: ModelCard, embedded: ModelCard) -> str:
    return "the default" if card == embedded else card.asked


def _problem(card: ModelCard) -> str | None:
    try:
        check_model(card, language=None)
    except InputError as problem:
        return str(problem)
    return None
