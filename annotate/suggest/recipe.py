"""How to make the suggester with a spaCy pipeline, as a value: shown before it is loaded, given to other processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from annotate.scheme import Scheme
from annotate.suggest.base import PARTS, check_parts
from annotate.suggest.combined import CombinedSuggester, settings_of
from annotate.suggest.mapping import LabelMap, map_labels, show_mapping
from annotate.suggest.models import ModelCard, check_model, find_model


@dataclass(frozen=True)
class Recipe:
    """The pipeline (None where the names are off), the parts that are on, and the mapping that was said."""

    model: ModelCard | None
    parts: frozenset[str]
    said: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        """The name of the suggester that is made, with its version."""
        return self.model.name if self.model is not None else CombinedSuggester(None).name

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings of the suggester that is made."""
        return {**self._of_model(), **settings_of(self.parts)}

    @property
    def reads_syntax(self) -> bool:
        """Whether the pipeline's parse is wanted and is one that the relations part can read."""
        return "relations" in self.parts and self.model is not None and self.model.universal

    def mapping(self, scheme: Scheme) -> LabelMap:
        """Which labels of the pipeline become which of the scheme's. Raises InputError for an impossible one."""
        return map_labels(self.model.labels if self.model is not None else (), scheme, self.said)

    def make(self) -> CombinedSuggester:
        """The suggester. Slow: imports spaCy and reads weights. Raises InputError where that fails."""
        if self.model is None:
            return CombinedSuggester(None, self.parts)
        from annotate.suggest.pipeline import SpacyReader, load_card

        nlp = load_card(self.model, syntax=self.reads_syntax)
        return CombinedSuggester(SpacyReader(nlp, self.said, self.reads_syntax), self.parts, self._of_model())

    def _of_model(self) -> dict[str, str]:
        if self.model is None:
            return {}
        found = {"spacy": version("spacy")}
        trained: Mapping[str, str] = self.model.meta.get("gilder") or {}
        if "id" in trained:  # which of those with this name
            found["trained"] = str(trained["id"])
        if self.said:
            found["map"] = show_mapping(self.said)
        if "relations" in self.parts and not self.model.universal:
            lack = "has no parser" if not self.model.dependencies else "parses without the labels of UD"
            found["relations"] = f"left out: the pipeline {lack}"
        return found


def make_recipe(
    model: str | None,
    *,
    embedded: Callable[[], Path],
    parts: Iterable[str] = PARTS,
    said: Mapping[str, str] | None = None,
    any_language: bool = False,
) -> Recipe:
    """The recipe for a pipeline that `model` names (package or folder), or for the embedded one.

    Quick: reads descriptions only. Raises InputError where there is no such pipeline, or none that can be used here.
    """
    on = check_parts(parts)
    if "names" not in on:
        return Recipe(None, on)
    card = find_model(model if model is not None else str(embedded()))
    check_model(card, language=None if any_language else "en")
    return Recipe(card, on, dict(said or {}))
