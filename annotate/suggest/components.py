"""Which components of a spaCy pipeline are needed: those that are not cost time for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_STATISTICAL = frozenset({"ner", "beam_ner"})  # they read vectors only
_SYNTAX = frozenset(
    "tagger morphologizer parser senter sentencizer lemmatizer trainable_lemmatizer attribute_ruler".split()
)
_IDLE = frozenset("textcat textcat_multilabel spancat spancat_singlelabel span_finder entity_linker".split())
CATEGORIZERS = frozenset({"spancat", "spancat_singlelabel"})
_VECTORS = frozenset({"tok2vec", "transformer", "curated_transformer"})
_STOCK = _STATISTICAL | _SYNTAX | _IDLE | _VECTORS | {"entity_ruler", "future_entity_ruler", "span_ruler"}


def needed_components(nlp: Language, *, syntax: bool) -> list[str]:
    """The names of those enabled components that names, and with `syntax` the parse, need; empty where none finds any.

    A recogniser reads vectors only. What a rule or a component from elsewhere reads is not known for certain, so with
    one of them the syntactic components stay; and a component from elsewhere always stays, for it may change the names.
    """
    factories = {name: nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    finders = {name for name in factories if "doc.ents" in nlp.get_pipe_meta(name).assigns}
    foreign = {name for name, factory in factories.items() if factory not in _STOCK}
    if not finders and not foreign:
        return _categorizers(nlp, factories)
    by_rule = {name for name in finders | foreign if factories[name] not in _STATISTICAL and not _modest(nlp, name)}
    kept = finders | foreign
    if syntax or by_rule:
        kept |= {name for name, factory in factories.items() if factory in _SYNTAX}
    kept |= {name for name, factory in factories.items() if factory in _VECTORS and _heard(nlp, name, kept)}
    return [name for name in nlp.pipe_names if name in kept]


def syntax_components(factories: Mapping[str, str]) -> list[str]:
    """Of components by name, those that a parse needs: names, categories and the like go."""
    return [name for name, factory in factories.items() if factory in _SYNTAX | _VECTORS]


def _categorizers(nlp: Language, factories: Mapping[str, str]) -> list[str]:
    """The span categorizers, with the vectors that they listen to: what finds names where nothing else does."""
    kept = {name for name, factory in factories.items() if factory in CATEGORIZERS}
    if kept:
        kept |= {name for name, factory in factories.items() if factory in _VECTORS and _heard(nlp, name, kept)}
    return [name for name in nlp.pipe_names if name in kept]


def _modest(nlp: Language, name: str) -> bool:
    """Whether a component says what it reads and sets, and reads no syntax."""
    meta = nlp.get_pipe_meta(name)
    says = meta.factory not in _STOCK and bool(meta.assigns or meta.requires)
    return says and not any(what.startswith("token.") or what == "doc.sents" for what in meta.requires)


def _heard(nlp: Language, name: str, kept: set[str]) -> bool:
    """Whether a kept component listens to these vectors; a component that cannot tell who listens is kept."""
    listeners: list[str] = getattr(nlp.get_pipe(name), "listening_components", None) or []
    return not listeners or any(listener in kept for listener in listeners)
