"""What a training begins with, as a pipeline of its own: tokenizer, vocabulary and word vectors, and nothing else."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from typing import Any, cast

from annotate.errors import InputError
from annotate.pipelines.config import WIDTH
from annotate.pipelines.settings import BLANK, Settings
from annotate.suggest.models import find_model

Language = Any
"""A pipeline of spaCy, which has hardly any types."""


class Base:
    """A base, loaded. `width` is that of its vectors, `vectors` whether it has static ones beside them."""

    def __init__(self, nlp: Language) -> None:
        self.nlp, self.width, self.vectors = nlp, WIDTH, False

    @property
    def tokenizer(self) -> str:
        """The section of the tokenizer in a config."""
        section: dict[str, Any] = self.nlp.config["nlp"]["tokenizer"]
        return "\n".join(f"{key} = {_plain(value)}" for key, value in section.items())


def load_base(settings: Settings, folder: Path) -> Base:
    """The base; one that has learnt something is written to `folder`, where the config finds it. Raises InputError."""
    import spacy

    if settings.blank:
        try:
            return Base(spacy.blank(settings.base.removeprefix(BLANK)))
        except ImportError as problem:
            line = shorten(str(problem), 500, placeholder=" …")  # it says what to install, which must not be cut off
            raise InputError(f"the language {settings.language} cannot be read here: {line}") from problem
    card = find_model(settings.base)
    base = Base(_only_vectors(card.asked, card.folder))
    model: Any = base.nlp.get_pipe("tok2vec").model
    base.width = int(model.get_dim("nO"))
    base.vectors = bool(len(base.nlp.vocab.vectors))
    wants = any(node.name == "static_vectors" for node in model.walk())
    if wants and not base.vectors:
        raise InputError(f"base {card.asked}: its static vectors are missing; install the package with them")
    folder.mkdir(parents=True, exist_ok=True)
    base.nlp.to_disk(folder)
    return base


def _only_vectors(asked: str, folder: Path) -> Language:
    import spacy
    from spacy.util import load_config

    inner = folder if (folder / "config.cfg").is_file() else next(folder.glob("*/config.cfg"), folder).parent
    try:
        names = [str(one) for one in cast("Any", load_config(inner / "config.cfg"))["nlp"]["pipeline"]]
        if "tok2vec" not in names:
            raise InputError(
                f"base {asked}: it has no word vectors that can be trained on (no “tok2vec”); try blank:LANG"
            )
        return spacy.load(inner, exclude=[one for one in names if one != "tok2vec"])
    except (ValueError, KeyError, ImportError, OSError, AttributeError) as problem:
        line = " ".join(str(problem).split())[:200]
        raise InputError(f"base {asked}: cannot be loaded: {line}") from problem


def _plain(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
