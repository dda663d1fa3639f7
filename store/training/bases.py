"""What a training can begin with, checked without loading anything."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from annotate.errors import InputError
from annotate.pipelines.settings import BLANK
from annotate.suggest.models import check_model, find_model


def base_language(base: str) -> str:
    """The language of `blank:LANG`, or of a pipeline. Raises InputError where there is none that can be used here."""
    if base.startswith(BLANK):
        return base.removeprefix(BLANK)
    card = find_model(base)
    check_model(card, language=None)
    return card.language


def check_language(code: str) -> None:
    """Raise InputError for a language that spaCy does not know."""
    if code not in languages():
        raise InputError(f"spaCy knows no language “{code[:40]}”; give --base blank:CODE with one of {_some()}")


def languages() -> list[str]:
    """The codes of the languages that spaCy knows, found without importing it."""
    spec = find_spec("spacy")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec is not None else []
    return sorted(one.parent.name for place in places for one in (place / "lang").glob("*/__init__.py"))


def _some() -> str:
    return ", ".join(languages())
