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
    """The pipeline (None where the names are off), the parts that are on, the mapping that was said, and the pipeline
    whose parse the relations part reads: the same one, or one beside it."""

    model: ModelCard | None
    parts: frozenset[str]
    said: Mapping[str, str] = field(default_factory=dict[str, str])
    parser: ModelCard | None = None

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
        """Whether a parse is read, be it the pipeline's own or that of a parser beside it."""
        return "relations" in self.parts and self.parser is not None

    def mapping(self, scheme: Scheme) -> LabelMap:
        """Which labels of the pipeline become which of the scheme's. Raises InputError for an impossible one."""
        return map_labels(self.model.labels if self.model is not None else (), scheme, self.said)

    def make(self) -> CombinedSuggester:
        """The suggester. Slow: imports spaCy and reads weights. Raises InputError where that fails."""
        if self.model is None:
            return CombinedSuggester(None, self.parts)
        from annotate.suggest.parsing import Parser
        from annotate.suggest.pipeline import SpacyReader, load_card
        from annotate.suggest.relations.own import own_scorer

        alone = self.reads_syntax and self.parser == self.model
        beside = Parser(self.parser) if self.reads_syntax and self.parser is not None and not alone else None
        reader = SpacyReader(load_card(self.model, syntax=alone), self.said, alone, beside)
        trained = own_scorer(self.model.folder) if "relations" in self.parts else None
        return CombinedSuggester(reader, self.parts, self._of_model(), trained)

    def _of_model(self) -> dict[str, str]:
        if self.model is None:
            return {}
        found = {"spacy": version("spacy")}
        trained: Mapping[str, str] = self.model.meta.get("gilder") or {}
        if "id" in trained:  # which of those with this name
            found["trained"] = str(trained["id"])
        if self.said:
            found["map"] = show_mapping(self.said)
        if "relations" in self.parts and (told := relations_told(self.model, self.parser)):
            found["relations"] = told
        return found


def parser_of(model: ModelCard, embedded: Callable[[], Path]) -> ModelCard | None:
    """The pipeline whose parse the relations part reads: the model itself where it parses as Universal Dependencies do,
    else the parser that it brings along, else, for English, the embedded one; None for other languages."""
    if model.universal:
        return model
    if model.parser is not None:
        return find_model(str(model.parser))
    return find_model(str(embedded())) if model.language == "en" else None


def relations_told(model: ModelCard, parser: ModelCard | None) -> str:
    """Where the relations come from, in words; empty where there is nothing to say: the pipeline parses by itself."""
    own = f"trained on gold: {', '.join(model.relations)}" if model.relations else ""
    if parser is None and not own:
        lack = "has no parser" if not model.dependencies else "parses without the labels of UD"
        return f"left out: the pipeline {lack}"
    parse = f"parse of {parser.name}" if parser is not None and parser != model else ""
    return "; ".join(filter(None, (own, parse)))


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
    trained_on_gold = bool(card.meta.get("gilder"))  # of the person's own articles, in whatever language they are
    check_model(card, language=None if any_language or trained_on_gold else "en")
    return Recipe(card, on, dict(said or {}), parser_of(card, embedded) if "relations" in on else None)
